"""Finds where a page puts too much into one piece of text for a converter to follow in good time.

Python-Markdown takes a heading, a rule, the meaning of an abbreviation or the title of a block off
the front of a piece of text, and then reads all that is left again, up to the next empty line
(https://github.com/Python-Markdown/markdown/blob/master/markdown/blockprocessors.py). What it reads
again is added up: a hundred long ones are no trouble, thousands of short ones are.
"""

from __future__ import annotations

import re

from healthguide.findings import Finding, found
from healthguide.spans import places

SIGNS = re.compile(
    r"""
    \n (?: [ \t\r>]*+ (?:\n|\Z) )++          # empty lines, in a quotation too
    | ^ [ \t>]* (?:
        \#                                   # a heading
        | \*\[                               # the meaning of an abbreviation
        | [!?=]{3}                           # a card, a folded block, a tab; a line below a heading
        | (?:[-*_=][ \t]*)+ $                # a rule, a line below a heading
    )
    """,
    re.MULTILINE | re.VERBOSE,
)
MOST = 10_000_000
"""Letters of a page that may be read again: seconds, and some 500 abbreviations in one piece."""


def find_problems(source: str, path: str) -> list[Finding]:
    """The first piece of text that is too much, if there is one."""
    again, first, starts, total = 0, 0, 0, 0
    for match in (*SIGNS.finditer(source), None):
        at = match.start() if match else len(source)
        ends = match is None or match[0].startswith("\n")
        if not ends:
            first, starts, total = (first if starts else at), starts + 1, total + at
        elif starts:
            again += starts * at - total
            if again > MOST:
                return [found("page-file-crowded", path, *places(source)(first), count=starts)]
            starts = total = 0
    return []
