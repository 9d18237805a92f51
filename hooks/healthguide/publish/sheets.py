"""Joins the style sheet of every page with those it imports, so that a browser asks for one.

A sheet that imports, names a file in a way not known here, or leaves something open at its end is
left to the browser, and so are those before it: an import counts only above all rules.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import tinycss2  # type: ignore[import-untyped]

GUIDE = "assets/css/guide.css"
IMPORT = re.compile(r'@import "([^"]+)";\n')
APART = re.compile(r"@(?:import|charset|namespace)\b|\b(?:image-set|src)\(", re.IGNORECASE)
"""What means something else in another sheet or in another folder."""
ADDRESS = re.compile(r"""(\burl\(\s*+["']?+)(?!["']|[a-z][a-z0-9+.-]*:|[/#)])""", re.IGNORECASE)
"""What stands before an address that is read from the folder of its sheet."""
PROBE = ".behind"
"""A rule that shows whether what stands behind a sheet is still read."""


def join(folder: Path) -> None:
    """Put the text of sheets in the place of their imports in the sheet of every page."""
    file = folder / GUIDE
    imports = list(IMPORT.finditer(text := file.read_text(encoding="utf-8")))
    joined: list[str] = []
    for found in reversed(imports):
        sheet = folder / posixpath.normpath(posixpath.join(posixpath.dirname(GUIDE), found[1]))
        rules = sheet.read_text(encoding="utf-8") if sheet.is_file() else None
        if rules is None or APART.search(rules) or not _ends(rules):
            break
        joined.append(moved(rules, posixpath.dirname(found[1])))
    if joined:
        first, last = imports[-len(joined)], imports[-1]
        rules = "".join(reversed(joined))
        file.write_text(text[: first.start()] + rules + text[last.end() :], encoding="utf-8")


def moved(rules: str, way: str) -> str:
    """The rules of a sheet as they stand in another, from which `way` is the way to its folder."""
    return ADDRESS.sub(lambda before: f"{before[1]}{way}/", rules) if way else rules


def _ends(rules: str) -> bool:
    """Whether no comment, string, brace or rule of a sheet goes on behind its end."""
    last = tinycss2.parse_stylesheet(f"{rules}{PROBE}{{}}")[-1]
    return last.type == "qualified-rule" and f"{tinycss2.serialize(last.prelude)}" == PROBE
