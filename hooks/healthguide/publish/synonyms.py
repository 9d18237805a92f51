"""Reads `synonyms.toml`: what people type for words of the guide, each group with its source.

It finds what search would pass over in silence, and gives the groups to the data of search. What a
group does to a query is overrides/assets/js/query.js and ranking.js.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healthguide.findings import Finding, found, likely

FILE = "synonyms.toml"
LISTS = ("says", "asked", "near")
KEYS = {
    "group": (*LISTS, "at", "source"),
    "medicines": ("class", "names", "at", "source"),
    "leads": ("words", "at"),
}
NEEDED = {
    "group": ("asked", "source"),
    "medicines": ("class", "names", "source"),
    "leads": ("words", "at"),
}


@dataclass(frozen=True)
class Group:
    """Words for one thing: `says` are the guide's, `near` those of the nearest that it has."""

    says: Sequence[str] = ()
    asked: Sequence[str] = ()
    near: Sequence[str] = ()
    at: Sequence[str] = ()
    """The addresses that answer first, as the index writes them; the home page is an empty text."""

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.says, *self.asked)


@dataclass(frozen=True)
class _File:
    path: str
    text: str

    def found(self, rule: str, value: str, advice: str = "advice", **values: object) -> Finding:
        """A finding at the line that holds the value in quotes, or nowhere."""
        lines = self.text.splitlines()
        at = next((n for n, line in enumerate(lines, 1) if f'"{value}' in line), 0)
        return found(rule, self.path, at, advice=advice, value=value, **values)


def read(
    text: str, path: str, places: Mapping[str, str]
) -> tuple[tuple[Group, ...], list[Finding]]:
    """The groups without a fault, and what is wrong with the others.

    `places` maps what `at` may say, such as `about/index.md#reuse`, to addresses.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (), [found("search-toml", path, problem=error)]
    file = _File(path, text)
    groups: list[Group] = []
    findings: list[Finding] = []
    for kind, rows in tables.items():
        if kind not in KEYS or not isinstance(rows, list):
            findings.append(file.found("search-unknown", kind, known=", ".join(KEYS)))
            continue
        for row in rows:
            wrong = _faults(file, kind, row, places)
            findings += wrong
            if not wrong:
                groups += _groups(row, places)
    return tuple(groups), findings + _doubled(file, groups)


def _faults(
    file: _File, kind: str, row: Mapping[str, object], places: Mapping[str, str]
) -> list[Finding]:
    words = [one for key in (*LISTS, "names", "words") for one in _texts(row, key)] or [""]
    findings = [
        file.found("search-unknown", key, known=", ".join(KEYS[kind]))
        for key in row
        if key not in KEYS[kind]
    ]
    lacking = [key for key in NEEDED[kind] if not row.get(key)]
    if kind == "group" and not (row.get("says") or row.get("near")):
        lacking.append("says")
    findings += [file.found("search-lacks", words[0], key=key) for key in lacking]
    lists = [key for key in (*LISTS, "class", "names", "words") if key in row]
    findings += [
        file.found("search-list", words[0], key=key)
        for key in lists
        if _texts(row, key) != row[key]
    ]
    for at in _places(row):
        if at not in places:
            near = likely(at, places)
            advice = "advice" if near else "advice_plain"
            findings.append(file.found("search-place", at, advice, near=near))
    return findings


def _places(row: Mapping[str, object]) -> list[str]:
    """One place may stand without brackets."""
    at = row.get("at", [])
    return [str(one) for one in at] if isinstance(at, list) else [str(at)]


def _texts(row: Mapping[str, object], key: str) -> list[str]:
    values = row.get(key, [])
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []


def _groups(row: Mapping[str, object], places: Mapping[str, str]) -> list[Group]:
    at = tuple(places[one] for one in _places(row))
    if "words" in row:
        return [Group((word,), at=at) for word in _texts(row, "words")]
    if "names" not in row:
        says, asked, near = (tuple(_texts(row, key)) for key in LISTS)
        return [Group(says, asked, near, at)]
    near = tuple(_texts(row, "class"))
    lines = ([name.strip() for name in line.split(",")] for line in _texts(row, "names"))
    return [Group(tuple(line[:1]), tuple(line[1:]), near, at) for line in lines]


def _doubled(file: _File, groups: Sequence[Group]) -> list[Finding]:
    """Words that people type for two things, of which a query would find both."""
    seen: set[str] = set()
    findings = []
    for word in (word for group in groups for word in group.asked):
        if word.lower() in seen:
            findings.append(file.found("search-double", word))
        seen.add(word.lower())
    return findings
