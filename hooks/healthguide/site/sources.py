"""Leads from a built file to what a person edits: its source, or the template, style or setting.

It is given names and looks for text in them; what is wrong, and with what words, the checks say.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from healthguide import quotes

HEADING = re.compile(r"^[ >]*#+(?P<text>[^\n{]*)", re.MULTILINE)
PAGES = (".md", ".markdown")


class Position(NamedTuple):
    """Where to edit. Lines and columns count from 1; 0 is the whole file."""

    path: str
    line: int = 0
    column: int = 0
    value: str = ""
    """The text found there."""


@dataclass(frozen=True)
class Sources:
    """What a folder is built from. Paths are written from `root`, the folder of the settings."""

    root: Path
    settings: str
    docs: str
    files: Mapping[str, str]
    """By file of the built folder, the file it is made from."""
    shared: Sequence[str] = ()
    """Templates and styles, from which many files of the folder are made."""
    texts: dict[str, str] = field(default_factory=dict)
    """Those that were read."""

    def of(self, name: str) -> str:
        """The source of a built file; what nobody wrote, such as a theme's page, keeps its name."""
        return self.files.get(name, name)

    def position(self, name: str, values: Iterable[str], heading: str = "") -> Position:
        """Where one of `values`, or a heading that reads so, stands in what `name` is made from.

        What is found nowhere gives the source as a whole.
        """
        path = self.of(name)
        wanted = [value for value in values if value and not value.isalpha()]  # no plain words
        text = self.text(path)
        for value in wanted:
            if position := _find(text, value):
                return Position(path, *position, value)
        if heading and (position := _find_heading(text, heading)):
            return Position(path, *position, heading)
        for file in (self.settings, *self.shared):
            text = self.text(file)
            for value in wanted:
                if position := _find(text, value):
                    return Position(file, *position, value)
        return Position(path)

    def links(self, name: str, target: str, fragment: str) -> list[str]:
        """The forms in which the source of `name` may write a link to the built file `target`."""
        start = posixpath.dirname(self.of(name)) or "."
        source = self.files.get(target, f"{self.docs}/{target}")
        end = f"#{fragment}" if fragment else ""
        forms = (posixpath.relpath(source, start), target.removesuffix("index.html"), target)
        own = [end] if end and target == name else []
        return [*own, *(form + end for form in forms)]

    def pages(self, name: str) -> list[str]:
        """Every page, in the form in which the source of `name` would link to it."""
        start = posixpath.dirname(self.of(name)) or "."
        pages = (path for path in self.files.values() if path.lower().endswith(PAGES))
        return [posixpath.relpath(path, start) for path in pages]

    def text(self, path: str) -> str:
        """The text of a source, or nothing: that it cannot be read is told elsewhere."""
        if path not in self.texts:
            try:
                text = (self.root / path).read_text(encoding="utf-8", errors="replace")
            except OSError:
                text = ""
            self.texts[path] = text
        return self.texts[path]


def _find(text: str, value: str) -> tuple[int, int] | None:
    """Line and column of `value` where it is not a part of a longer address or word.

    A build may have set its quotes as in print.
    """
    edge = r"[\w./-]"
    match = re.search(rf"(?<!{edge}){quotes.pattern(value)}(?![\w/-])", text)
    return _position(text, match.start()) if match else None


def _find_heading(text: str, heading: str) -> tuple[int, int] | None:
    for match in HEADING.finditer(text):
        if _letters(match["text"]) == _letters(heading):
            return _position(text, match.start())
    return None


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _position(text: str, start: int) -> tuple[int, int]:
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
