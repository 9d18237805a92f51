"""Prints what a check found: as text, as JSON, or as annotations for GitHub Actions.

It judges nothing: a report is a record of findings and of how much was read.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from healthguide.findings import Finding


@dataclass(frozen=True)
class Report:
    """What one run found, and how much it read to find it."""

    findings: tuple[Finding, ...] = ()
    files: int = 0
    """Pages: Markdown sources or built `.html` files."""
    citations: int = 0
    links: int | None = None
    """Addresses followed; None when only sources were read, whose links the builder checks."""
    unread: tuple[str, ...] = ()
    """One sentence for each file that could not be read, so that nothing is passed over."""

    @property
    def errors(self) -> int:
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors


def joined(reports: Iterable[Report]) -> Report:
    """Several reports as one, the findings sorted by position."""
    every = list(reports)
    links = [report.links for report in every if report.links is not None]
    return Report(
        tuple(sorted({finding for report in every for finding in report.findings})),
        sum(report.files for report in every),
        sum(report.citations for report in every),
        sum(links) if links else None,
        tuple(sentence for report in every for sentence in report.unread),
    )


def count(report: Report) -> str:
    """The last line: `2 problems in 31 pages, 214 citations, 1 203 links`."""
    problems = [_number(report.errors, "problem") if report.errors else "No problems"]
    if report.warnings:
        problems.append(_number(report.warnings, "warning"))
    read = [_number(report.files, "page"), _number(report.citations, "citation")]
    if report.links is not None:
        read.append(_number(report.links, "link"))
    return f"{' and '.join(problems)} in {', '.join(read)}"


def _number(value: int, noun: str) -> str:
    return f"{value:,} {noun}{'' if value == 1 else 's'}".replace(",", " ")


def told(finding: Finding) -> str:
    """The finding as printed; its last words are the command that says more."""
    return f"{finding} (healthguide explain {finding.rule})"


def as_text(report: Report) -> str:
    return "\n".join([*map(told, report.findings), count(report)])


def as_json(report: Report) -> str:
    record = dataclasses.asdict(report) | {"errors": report.errors, "warnings": report.warnings}
    return json.dumps(record, ensure_ascii=False, indent=2)


def as_github(report: Report) -> str:
    """Workflow commands (https://docs.github.com/actions/reference/workflow-commands)."""
    return "\n".join([*map(_annotation, report.findings), count(report)])


def _annotation(finding: Finding) -> str:
    position = {
        "file": finding.path,
        "line": finding.line,
        "col": finding.column,
        "title": finding.rule,
    }
    properties = ",".join(f"{key}={_property(value)}" for key, value in position.items() if value)
    return f"::{finding.level} {properties}::{_data(f'{finding.message} {finding.advice}')}"


def _data(text: object) -> str:
    return str(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: object) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
