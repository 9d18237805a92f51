"""Finds where a page opens more brackets than a converter can follow in good time.

For each `[`, `](` and `<b` Python-Markdown looks for the end as far as paragraph or page goes
(https://github.com/Python-Markdown/markdown/blob/master/markdown/inlinepatterns.py, `getText`),
so a page of brackets that nothing closes takes minutes. How deep they stand decides, not how many.
"""

from __future__ import annotations

import re

from healthguide.findings import Finding, found
from healthguide.spans import places

SIGNS = re.compile(r"\]\(|[\[\])>]|<(?=[a-z/!?])|\n[^\S\n]*\n", re.IGNORECASE)
ENDS = {"]": "[", ")": "](", ">": "<"}
MOST = 100
"""Brackets of a kind that may stand open at one place."""


def find_problems(source: str, path: str) -> list[Finding]:
    """The first place at which too many are open, if there is one."""
    depth = dict.fromkeys(ENDS.values(), 0)
    for match in SIGNS.finditer(source):
        sign = match[0]
        if sign.isspace():  # tags alone go on behind a paragraph
            depth["["] = depth["]("] = 0
        elif sign == ">":
            depth["<"] = 0
        elif sign in ENDS:
            depth[ENDS[sign]] = max(depth[ENDS[sign]] - 1, 0)
        elif sign in depth:
            depth[sign] += 1
            if sign == "](":
                depth["["] = max(depth["["] - 1, 0)
            if depth[sign] > MOST:
                place = places(source)(match.start())
                return [found("page-file-brackets", path, *place, sign=sign, most=MOST)]
    return []
