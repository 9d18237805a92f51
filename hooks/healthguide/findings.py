"""What a check says: the record of one finding, and the table of rules it takes its words from.

A rule's words stand once, in `rules/<family>.toml`; checks name the rule and give the values.
This module does not decide what is wrong, and prints nothing.
"""

from __future__ import annotations

import difflib
import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RULES_FOLDER = Path(__file__).parent / "rules"
LEVELS = ("error", "warning")


@dataclass(frozen=True)
class Rule:
    """One rule: its words for a finding and for the rules page."""

    name: str
    level: str
    what: str
    why: str
    wrong: str
    right: str
    message: str
    advice: dict[str, str]
    """Templates by key: always `advice`, sometimes variants such as `advice_plain`."""
    traps: tuple[int, ...] = ()
    """Numbers of the silent footnote failures (1-32) that this rule answers."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault at one position. Lines and columns count from 1; 0 means the whole file."""

    path: str
    line: int
    column: int
    rule: str
    message: str
    advice: str
    level: str = "error"

    def __str__(self) -> str:
        position = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])
        return f"{position}: [{self.rule}] {self.message} {self.advice}"


@functools.cache
def rules() -> dict[str, Rule]:
    """Every rule by name, in the order of the files and of the tables in them.

    Raises ValueError when a rule does not start with its family's name or has an unknown level.
    """
    table: dict[str, Rule] = {}
    for file in sorted(RULES_FOLDER.glob("*.toml")):
        for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if not name.startswith(f"{file.stem}-"):
                raise ValueError(f"{file.name}: rule {name} must start with '{file.stem}-'")
            if entry["level"] not in LEVELS:
                raise ValueError(f"{file.name}: level of {name} is one of {', '.join(LEVELS)}")
            table[name] = Rule(
                name=name,
                advice={key: text for key, text in entry.items() if key.startswith("advice")},
                traps=tuple(entry.get("traps", ())),
                **{key: entry[key] for key in ("level", "what", "why", "wrong", "right")},
                message=entry["message"],
            )
    return table


def found(
    rule: str,
    path: str,
    line: int = 0,
    column: int = 0,
    /,
    advice: str = "advice",
    **values: object,
) -> Finding:
    """A finding of `rule` at a position, its templates filled with `values`.

    Raises KeyError for an unknown rule, an unknown advice variant or a missing value: a fault of
    the code, not of the page.
    """
    words = rules()[rule]
    return Finding(
        path,
        line,
        column,
        rule,
        words.message.format_map(values),
        words.advice[advice].format_map(values),
        words.level,
    )


def likely(value: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """The known value that was probably meant, or None when nothing is near.

    `least` is how alike they must be, from 0 to 1.
    """
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(value.lower(), by_lower, n=1, cutoff=least)
    return by_lower[near[0]] if near else None
