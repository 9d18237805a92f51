"""Finds and blanks what stands between an opening and its end, in time that grows with the text.

A pattern with a lazy tail looks to the end of the text for each opening that is never closed. Here
each kind of end is looked for once, and remembered.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable


def blanked(
    text: str, opening: re.Pattern[str], end_of: Callable[[re.Match[str]], str | None]
) -> str:
    """The text with blanks for each span, so that positions stay.

    `end_of` gives the pattern that ends a span, or None when the opening is all of it. What is
    never closed stays as it is, and what meets the group `stop` of the pattern first.
    """
    next_end = ends(text)
    parts, at = [], 0
    while match := opening.search(text, at):
        pattern = end_of(match)
        stop = match.end() if pattern is None else next_end(pattern, match.end())
        if stop is None:
            parts.append(text[at : match.end()])
        else:
            span = text[match.start() : stop]
            parts += [text[at : match.start()], re.sub(r"[^\n]", " ", span)]
        at = stop or match.end()
    return "".join([*parts, text[at:]])


def ends(text: str) -> Callable[[str, int], int | None]:
    """What gives the end of the next match of a pattern from an offset on; offsets must rise."""
    known: dict[str, tuple[int, int | None]] = {}

    def next_end(pattern: str, start: int) -> int | None:
        if pattern not in known or known[pattern][0] < start:
            match = re.compile(pattern, re.MULTILINE | re.IGNORECASE).search(text, start)
            stops = match is None or bool(match.groupdict().get("stop"))
            at = match.start() if match else len(text)
            known[pattern] = at, match.end() if match and not stops else None
        return known[pattern][1]

    return next_end


def places(text: str) -> Callable[[int], tuple[int, int]]:
    """What gives line and column, both from 1, of an offset in the text."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return position
