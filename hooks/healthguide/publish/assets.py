"""Makes a finished folder light without changing what it says: comments out, compressed copies.

`finish` is called when every page is written, `compress` when the folder has passed its check.
Which headers belong to the folder is decided in `headers`. HTML is never touched.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the package ships no types

from healthguide.publish import headers as response_headers

STYLE_COMMENT = re.compile(
    r"""
    ^[ \t]*(?>/\*(?!!).*?(?:\*/|\Z))[ \t]*\n  # whole lines: what stands around them stays apart
    | (?P<kept>
        "(?:\\.|[^"\\\n])*+" | '(?:\\.|[^'\\\n])*+' | url\([^()"'\n]*\)
        | (?>/\*.*?(?:\*/|\Z))
    )
    | ^[ \t]+ | ^\n  # a line may begin anywhere
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
HANGING = re.compile(r"\\[0-9a-f]{0,6}$", re.IGNORECASE | re.MULTILINE)
"""What a line break ends, or is part of; such a sheet stays as it was written."""
SCRIPT_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
INDENTED = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
LONG_TEXT = re.compile(r"`|/\*|\\$", re.MULTILINE)
"""What can run over several lines of a script, so that a line with `//` is no comment in it, and
its blanks may count."""
HELD = "assets/embed/"
"""Scripts whose hash pages of other sites hold: their bytes stay."""
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".bib", ".ris")
WORTH_IT = 512  # bytes; smaller files gain nothing
BROTLI_QUALITY = 5  # 9 takes five times as long for three bytes in a hundred


def finish(folder: Path, inline: str, framed: Iterable[str], base: str = "/") -> None:
    """Strip comments from styles and scripts, and write the headers files.

    `inline` is the script that the theme writes into each page, and `framed` those of embed pages
    and cards; no other may run there. `base` is the path at which the site stands on its host.
    """
    for suffix, stripped in ((".css", style_without_comments), (".js", script_without_comments)):
        for file in sorted(folder.rglob(f"*{suffix}")):
            text = stripped(file.read_text(encoding="utf-8"))
            if suffix == ".js" and HELD not in file.as_posix() and not LONG_TEXT.search(text):
                text = INDENTED.sub("", text)
            file.write_text(text, encoding="utf-8")
    sent, in_frames = (
        response_headers.headers(map(response_headers.hash_of, scripts), ancestors)
        for scripts, ancestors in (([inline], "'self'"), (framed, "*"))
    )
    for name, text in response_headers.as_files(sent, in_frames, base).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def compress(folder: Path) -> None:
    """Write a .gz and a .br beside each file that a host may send compressed."""
    files = [
        file for file in sorted(folder.rglob("*")) if file.suffix in COMPRESSED and file.is_file()
    ]
    with ThreadPoolExecutor() as pool:  # both libraries compress outside Python's lock
        list(pool.map(_write_copies, files))


def _write_copies(file: Path) -> None:
    content = file.read_bytes()
    if len(content) >= WORTH_IT:
        Path(f"{file}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        Path(f"{file}.br").write_bytes(brotli.compress(content, quality=BROTLI_QUALITY))


def integrity(script: str) -> str:
    """What a page of another site compares the published `script` with."""
    published = script_without_comments(script).encode()
    return f"sha384-{base64.b64encode(hashlib.sha384(published).digest()).decode()}"


def style_without_comments(style: str) -> str:
    """The style sheet without comments on lines of their own and blanks before rules; licenses
    (`/*!`) stay."""
    return (
        style
        if HANGING.search(style)
        else STYLE_COMMENT.sub(lambda match: match["kept"] or "", style)
    )


def script_without_comments(script: str) -> str:
    """The script without lines that are comments, if each of its texts ends on its line."""
    return script if LONG_TEXT.search(script) else SCRIPT_COMMENT.sub("", script)
