"""Writes what was tested into docs/about/accessibility.md, after the tests have passed.

`make record` gives pytest the option `--record`. The words are in
guide/accessibility_record.toml; each line names its tests, so nothing is claimed that did not run.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

import audit_tools
from pages import DOCS, PAGES

HERE = Path(__file__).parent
WORDS = HERE / "guide" / "accessibility_record.toml"
PAGE = DOCS / "about" / "accessibility.md"
START, END = "<!-- record: written by `make record` -->", "<!-- end of the record -->"
DATE = re.compile(r"(?<=On )\w+ \d{1,2}, \d{4}(?= we tested)")


def sections() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))["section"]
    return listed


def versions() -> dict[str, str]:
    """The pinned version of each tool of the audit, by the name that the words use."""
    pinned = json.loads((audit_tools.AUDIT / "package.json").read_text(encoding="utf-8"))
    names = {"axe": "axe-core", "lighthouse": "lighthouse", "nu": "vnu-jar"}
    return {word: pinned["dependencies"][package] for word, package in names.items()}


def release() -> str:
    """The version of the guide in mkdocs.yml."""
    settings = (HERE.parent / "mkdocs.yml").read_text(encoding="utf-8")
    said = re.search(r'^  release: "(.+?)"', settings, re.MULTILINE)
    if said is None:
        raise ValueError("mkdocs.yml has no line '  release: \"…\"' under extra.")
    return said[1]


def as_markdown(date: datetime.date) -> str:
    """The record as it stands on the page, for tests that passed on `date`."""
    said = f"{date:%B} {date.day}, {date.year}"
    values = {"date": said, "release": release(), "pages": len(PAGES), **versions()}
    parts = []
    for section in sections():
        lines = "\n".join(f"- {line['text'].format_map(values)}" for line in section["line"])
        opening = section.get("opening", "").format_map(values)
        parts += [f"## {section['heading']}", opening, lines]
    return "\n\n".join(part for part in parts if part)


def with_record(page: str, date: datetime.date) -> str:
    """The page with the record between its two marker lines.

    Raises ValueError when a marker is missing.
    """
    start, end = page.find(START), page.find(END)
    if not 0 <= start < end:
        raise ValueError(f"{PAGE.name} needs the line '{START}' and below it the line '{END}'")
    return f"{page[: start + len(START)]}\n\n{as_markdown(date)}\n\n{page[end:]}"


def recorded(page: str) -> datetime.date:
    """The day that the record on the page names. Raises ValueError when it names none."""
    said = DATE.search(page, page.find(START))
    if said is None:
        raise ValueError("The record names no day.")
    return datetime.datetime.strptime(said[0], "%B %d, %Y").date()


def unproven(lines: Iterable[Mapping[str, Any]], passed: Iterable[str]) -> list[str]:
    """Each test that a line names and that is not among those that passed, with the line."""
    ran = [test.removeprefix("tests/") for test in passed]
    return [
        f"{test}, named by: {line['text']}"
        for line in lines
        for test in line.get("tests", ())
        if not any(name.startswith(test) for name in ran)
    ]


class Recorder:
    """A plugin of pytest: it hears which tests passed, and writes the record at the end."""

    def __init__(self) -> None:
        self.passed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus:
            print("\nA test failed, so nothing was recorded.")
            return
        lines = [line for section in sections() for line in section["line"]]
        if missing := unproven(lines, self.passed):
            print("\nNothing was recorded: these tests did not run.", *missing, sep="\n")
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
            return
        today = datetime.datetime.now(datetime.UTC).date()
        PAGE.write_text(with_record(PAGE.read_text(encoding="utf-8"), today), encoding="utf-8")
        print(f"\nThe record in {PAGE.name} is of today.")
