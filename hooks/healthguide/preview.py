"""What the preview shows when something is wrong: a list above the page, or in its place.

The list is for editors and stands in no published page. It needs no template, because a template
may be what is broken.
"""

from __future__ import annotations

import html
import re
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ParamSpec

from healthguide import rule_help
from healthguide.crisis.block import with_block
from healthguide.findings import Finding, found, rules
from healthguide.site.folder import files_in, is_page

P = ParamSpec("P")
STYLE = (
    "position:relative;z-index:9;margin:0;padding:1rem 2rem;overflow-wrap:anywhere;"
    "color:#000;background:#fde8c8;border-bottom:4px solid #b00"
)
LIST = re.compile(r"\n?<aside data-preview.*?</aside>\n?", re.DOTALL)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Nothing to show yet</title></head>
<body><h1>Nothing to show yet</h1>
<p>Mend what the list says and save the file; this page then reloads.</p></body></html>
"""


def guarded(
    run: Callable[P, None],
    folder: Callable[P, Path],
    failed: Callable[[Path, BaseException], None],
) -> Callable[P, None]:
    """`run`, which never raises: what stops it is given to `failed` with the folder it writes."""

    def safe(*values: P.args, **named: P.kwargs) -> None:
        where = folder(*values, **named)
        try:
            run(*values, **named)
        except (Exception, SystemExit) as error:
            failed(where, error)

    return safe


def template_fault(error: BaseException, root: Path) -> Finding | None:
    """The line of a template below `root` in which `error` came up, if it came up in one."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.suffix == ".html" and path.is_relative_to(root):
            name = path.relative_to(root).as_posix()
            return found("config-template", name, frame.lineno or 0, reason=str(error).rstrip("."))
    return None


def show_findings(folder: Path, findings: Iterable[tuple[str | None, Finding]]) -> None:
    """Put findings above the pages of `folder` they belong to; those of no page, above each."""
    told = list(dict.fromkeys(findings))
    for name in filter(is_page, files_in(folder)) if told else ():
        own = [finding for page, finding in told if page in (name, None)]
        if own:
            _write(folder / name, "".join(map(_item, own)))


def show_failure(folder: Path, reasons: Iterable[str]) -> None:
    """Put the reasons why a build failed above every page that the last good build left."""
    items = "".join(f"<li><code>{html.escape(reason)}</code></li>\n" for reason in reasons)
    for name in ("index.html", "404.html"):
        if not (folder / name).exists():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(PAGE, encoding="utf-8")
    for name in filter(is_page, files_in(folder)):
        _write(folder / name, items)


def _write(file: Path, items: str) -> None:
    text = LIST.sub("", file.read_text(encoding="utf-8", errors="replace"))
    listed = f'<aside data-preview style="{STYLE}">\n<ul>\n{items}</ul>\n</aside>'
    file.write_text(with_block(text, listed), encoding="utf-8")


def _item(finding: Finding) -> str:
    explained = html.escape(rule_help.explained(rules()[finding.rule]))
    return (
        f"<li><code>{html.escape(str(finding))}</code>\n<details><summary>healthguide explain "
        f"{finding.rule}</summary><pre>{explained}</pre></details></li>\n"
    )
