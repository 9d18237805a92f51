"""Makes a finished folder light without changing what it says: styles, scripts, HTML, copies.

`finish` is called when every page is written, `compress` when the folder has passed its check.
Which headers belong to the folder is decided in `response_headers`.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the package ships no types

from healthguide.publish import headers as response_headers
from healthguide.publish import style_sheets

STYLE_LINK = re.compile(
    r"""<link\s+rel="stylesheet"\s+href="(?P<url>(?!https?:|//)[^"]+)"\s*>\s*""", re.IGNORECASE
)
STYLES_AT, SCRIPTS_AT = "assets/css", "assets/js"
RAW = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
COMMENT = re.compile(r"<!--(?!\[if).*?-->", re.DOTALL)
BLANKS = re.compile(r"[ \t\r\n]{2,}|[\t\r]")
TAG = re.compile(r"""(<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>)""")
SCRIPT_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*.*\*/[ \t]*)$\n?", re.MULTILINE)
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".bib", ".ris")
WORTH_IT = 512  # bytes; smaller files gain nothing
BROTLI_QUALITY = 5  # 9 takes five times as long for three bytes in a hundred


def finish(folder: Path) -> None:
    """Join and strip styles, strip scripts and HTML, and write the headers files."""
    pages = {file: file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.html"))}
    scripts = sorted((folder / SCRIPTS_AT).rglob("*.js"))
    used = style_sheets.used_in(
        iter(pages.values()), (file.read_text(encoding="utf-8") for file in scripts)
    )
    sheets: dict[tuple[str, ...], str] = {}
    for file, page in pages.items():
        pages[file] = without_blanks(_with_one_sheet(page, folder, sheets, used))
    for path in {path for paths in sheets for path in paths} - set(sheets.values()):
        (folder / path).unlink()
    for file in scripts:
        file.write_text(script_without_comments(file.read_text(encoding="utf-8")), encoding="utf-8")
    for file, page in pages.items():
        file.write_text(page, encoding="utf-8")
    sent = response_headers.headers(response_headers.script_hashes(pages.values()))
    for name, text in response_headers.as_files(sent).items():
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


def without_blanks(html: str) -> str:
    """The page without comments, each run of blanks one blank: browsers show both the same.

    What stands in pre, textarea, script and style is left alone, and so is every tag.
    """
    parts = RAW.split(html)
    for place in range(0, len(parts), 3):  # text, raw element, its tag name, text, …
        pieces = TAG.split(COMMENT.sub("", parts[place]))
        pieces[::2] = [
            BLANKS.sub(_one_blank, piece) if len(piece) > 1 else piece for piece in pieces[::2]
        ]
        parts[place] = "".join(pieces)
    return "".join(part for place, part in enumerate(parts) if place % 3 != 2)


def script_without_comments(script: str) -> str:
    """The script without lines that are comments, without indents and empty lines.

    Only whole lines go, so nothing inside a line is touched; our scripts have no text that runs
    over several lines.
    """
    lines = SCRIPT_COMMENT.sub("", script).splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())


def _with_one_sheet(
    page: str, folder: Path, sheets: dict[tuple[str, ...], str], used: style_sheets.Used
) -> str:
    """The page with its links to sheets of the folder replaced by one; `sheets` remembers it."""
    links = [
        (match, path)
        for match in STYLE_LINK.finditer(page)
        if (path := _in_folder(folder, match["url"]))
    ]
    if not links:
        return page
    paths = tuple(path for _, path in links)
    if paths not in sheets:
        texts = {path: (folder / path).read_text(encoding="utf-8") for path in paths}
        text = style_sheets.joined(texts, f"{STYLES_AT}/site.css", used)
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        sheets[paths] = f"{STYLES_AT}/site-{digest}.css"
        (folder / sheets[paths]).parent.mkdir(parents=True, exist_ok=True)
        (folder / sheets[paths]).write_text(text, encoding="utf-8")
    first = links[0][0]
    up = first["url"].removesuffix(paths[0])
    for match, _ in reversed(links):
        new = f'<link rel="stylesheet" href="{up}{sheets[paths]}">\n' if match is first else ""
        page = page[: match.start()] + new + page[match.end() :]
    return page


def _in_folder(folder: Path, url: str) -> str | None:
    """The path in the folder that `../css/a.css`, or `/guide/css/a.css` on the 404 page, means."""
    parts = [part for part in url.split("/") if part not in ("", ".", "..")]
    while parts and not (folder / "/".join(parts)).is_file():
        parts.pop(0)
    return "/".join(parts) or None


def _one_blank(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "
