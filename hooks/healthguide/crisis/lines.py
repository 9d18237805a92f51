"""The crisis lines that somebody has reviewed, by country, and when two numbers are the same.

The rows stand in lines.toml. This module judges no settings and no page.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

REVIEWED = Path(__file__).parent / "lines.toml"
WAYS = {"call": "tel:", "text": "sms:", "chat": "https://"}
PHONE_LINK = re.compile(r"(?:tel|sms):\+?[0-9]+(?:-[0-9]+)*")  # nothing behind it: no message
SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One reviewed way to reach help: `way` is call, text, chat or fallback."""

    way: str
    number: str
    verified: bool


@dataclass(frozen=True)
class Country:
    """The reviewed lines of one country."""

    lines: tuple[Line, ...]
    emergency: tuple[str, ...]
    also: tuple[str, ...]
    """Other names that editors give it."""

    def numbers(self, *ways: str) -> list[str]:
        """The numbers that may be shown for these ways to reach help."""
        return [line.number for line in self.lines if line.verified and line.way in ways]


@functools.cache
def reviewed() -> dict[str, Country]:
    """The reviewed lines by country (ISO 3166 code)."""
    return read_reviewed(REVIEWED.read_text(encoding="utf-8"))


def read_reviewed(text: str) -> dict[str, Country]:
    """The countries of a list of lines. A row without source and date counts as not verified."""
    return {
        code: Country(
            tuple(
                Line(
                    row["way"],
                    row["number"],
                    row["verified"] is True and bool(row.get("source") and row.get("checked")),
                )
                for row in profile["lines"]
            ),
            tuple(profile["emergency"]),
            tuple(profile.get("also", ())),
        )
        for code, profile in tomllib.loads(text).items()
    }


def digits(text: str) -> str:
    """The digits of a number or link, in order."""
    return "".join(char for char in text if char.isdecimal())


def target(href: str) -> str:
    """What two links to the same line have in common: digits, or the whole web address."""
    return digits(href) if PHONE_LINK.fullmatch(href) else href
