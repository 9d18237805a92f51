"""Finds signs in a page's source that nobody sees: controls, and what turns the order of letters.

Blanks without width, joiners and marks of direction for a single letter pass: scripts need them.
"""

from __future__ import annotations

import re
import unicodedata

from healthguide.findings import Finding, found

UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, NUL among them
    r"\u202a-\u202e\u2066-\u2069]"  # turn the order of what follows
)
WRITTEN = re.compile(
    r"(?P<label>\[\^[^\[\]\n]{0,200}\])"  # in labels `citations` finds them, with its own words
    rf"|{UNSEEN.pattern}|&\#(?:x(?P<hex>[0-9a-f]{{1,8}})|(?P<decimal>[0-9]{{1,8}}));?",
    re.IGNORECASE,
)
NAMES = {0: "NUL", 0x1B: "ESCAPE", 0x7F: "DELETE"}


def find_problems(source: str, path: str) -> list[Finding]:
    """A finding for each such sign, as it stands or written as `&#x202e;`."""
    problems = []
    line, at, begin = 1, 0, -1
    for match in WRITTEN.finditer(source):
        if match["label"] or not (sign := _sign(match)):
            continue
        line += source.count("\n", at, match.start())
        begin = max(begin, source.rfind("\n", at, match.start()))
        at = match.start()
        value = f"U+{ord(sign):04X} {name(sign)}"
        problems.append(found("page-sign", path, line, at - begin, value=value))
    return problems


def name(sign: str) -> str:
    return NAMES.get(ord(sign), unicodedata.name(sign, "a control sign"))


def _sign(match: re.Match[str]) -> str:
    """The unseen sign that the match is, or nothing."""
    if match["hex"]:
        number = int(match["hex"], 16)
    elif match["decimal"]:
        number = int(match["decimal"])
    else:
        return match[0]
    return chr(number) if number < 0x110000 and UNSEEN.match(chr(number)) else ""
