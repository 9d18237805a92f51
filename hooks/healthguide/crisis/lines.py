"""The crisis lines that somebody has reviewed, by country.

The rows stand in lines.toml. This module judges no settings and no page.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from healthguide.crisis import phone

REVIEWED = Path(__file__).parent / "lines.toml"
WAYS = {"call": "tel:", "text": "sms:", "chat": "https://"}
SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One reviewed way to reach help: `way` is call, text, chat or fallback."""

    way: str
    number: str
    verified: bool
    is_further: bool = False
    """A line for a page, such as the one that lists all help; not for the block."""
    option: str = ""
    """What to choose after the number, such as "2" after 111."""
    word: str = ""
    """The word to send to the number, such as SHOUT."""

    @property
    def extras(self) -> list[tuple[str, str]]:
        """What belongs to the number, each with its key."""
        return [
            (key, value) for key, value in (("option", self.option), ("word", self.word)) if value
        ]

    @property
    def shown(self) -> str:
        """The number with what belongs to it, for a message."""
        return shown(self.number, self.option, self.word)


def shown(number: str, option: str = "", word: str = "") -> str:
    """A number with its option or word, such as `111 (option 2)`."""
    extra = f" (option {option})" if option else ""
    return f"{number}{extra}" + (f" (word {word})" if word else "")


@dataclass(frozen=True)
class Country:
    """The reviewed lines of one country."""

    lines: tuple[Line, ...]
    emergency: tuple[str, ...]
    also: tuple[str, ...]
    """Other names that editors give it."""
    code: str = ""
    """What others dial before its numbers."""
    alone: tuple[str, ...] = ()
    """Short numbers that are lines even where no word such as "call" stands near."""

    def numbers(self, *ways: str) -> list[str]:
        """The numbers that may be shown for these ways to reach help."""
        return [
            line.number
            for line in self.lines
            if line.verified and line.way in ways and not line.is_further
        ]

    def rows(self, way: str, number: str) -> list[Line]:
        """The lines that may be shown for a way and the digits of a number."""
        ways = ("call", "fallback") if way == "call" else (way,)
        return [
            line
            for line in self.lines
            if line.verified and line.way in ways and phone.digits(line.number) == number
        ]

    def gives(self, number: str) -> bool:
        """Whether a number may stand on a page as one to call or text."""
        return self.has("call", number) or self.has("text", number)

    def has(self, way: str, number: str) -> bool:
        """Whether a number may stand on a page as one to `call` or `text`."""
        ways = ("call", "fallback") if way == "call" else ("text",)
        known = [line.number for line in self.lines if line.verified and line.way in ways]
        return phone.is_one_of(
            number, [*known, *(self.emergency if way == "call" else ())], self.code
        )


@functools.cache
def foreign(country: Country) -> frozenset[str]:
    """The digits of all lines, reviewed or not, that are none of this country."""
    return frozenset(
        phone.digits(number)
        for other in reviewed().values()
        for number in (*other.emergency, *(one.number for one in other.lines))
        if not SCHEME.match(number) and not country.gives(number)
    )


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
                    kind == "further",
                    row.get("option", ""),
                    row.get("word", ""),
                )
                for kind in ("lines", "further")
                for row in profile.get(kind, ())
            ),
            tuple(profile["emergency"]),
            tuple(profile.get("also", ())),
            profile.get("code", ""),
            tuple(profile.get("alone", ())),
        )
        for code, profile in tomllib.loads(text).items()
    }
