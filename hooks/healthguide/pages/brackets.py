"""Finds where a page opens more square brackets than a converter can follow in good time.

For each `[` Python-Markdown looks for its `]` as far as the paragraph goes
(https://github.com/Python-Markdown/markdown/blob/master/markdown/inlinepatterns.py, `getText`),
so a page of brackets that nothing closes takes minutes. How deep they stand decides, not how many.
"""

from __future__ import annotations

import re

from healthguide.findings import Finding, found
from healthguide.spans import places

SIGNS = re.compile(r"[\[\]]|\n[^\S\n]*\n")
MOST = 100
"""Brackets that may stand open at one place of a paragraph."""


def find_problems(source: str, path: str) -> list[Finding]:
    """The first place at which too many are open, if there is one."""
    depth = 0
    for match in SIGNS.finditer(source):
        depth = {"[": depth + 1, "]": max(depth - 1, 0)}.get(match[0], 0)
        if depth > MOST:
            place = places(source)(match.start())
            return [found("page-file-brackets", path, *place, most=MOST)]
    return []
