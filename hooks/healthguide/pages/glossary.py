"""Reads the glossary page, so that an abbreviation is explained where it stands, from one source.

A term is a `## ECT (electroconvulsive therapy) {#ect}` heading; what stands before the bracket is
the abbreviation. Whether a term is explained well is for people to judge.
"""

from __future__ import annotations

import re

ABBREVIATION = re.compile(
    r"""
    ^\#\#[ \t]+
    (?P<short>[A-Za-z0-9][A-Za-z0-9-]*)   # ECT, PHQ-9, rTMS
    [ \t]+\((?P<long>[^()\n]+)\)
    [ \t]*+(?:\{[^}\n]*\})?[ \t]*$
    """,
    re.VERBOSE | re.MULTILINE,
)


def abbreviations(source: str) -> dict[str, str]:
    """Abbreviation to full term, for the `abbr` extension's `glossary` option."""
    return {
        match["short"]: match["long"]
        for match in ABBREVIATION.finditer(source)
        if sum(letter.isupper() for letter in match["short"]) >= 2
    }
