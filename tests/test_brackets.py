"""A page of open brackets is refused at their place, before a converter looks for each end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from healthguide.pages.brackets import MOST, find_problems
from healthguide.pages.check import check_sources


@pytest.mark.parametrize(
    ("opening", "sign"),
    [
        ("[", "["),
        ("[^", "["),
        ("![", "["),
        ("[a][", "["),
        ("[a](b) [", "["),
        ("[a](", "]("),
        ("<b ", "<"),
        ("<b \n\n", "<"),
        ('<a href="', "<"),
    ],
)
def test_too_many_open_brackets_are_told_once(opening: str, sign: str) -> None:
    text = f"A.\n\nB {opening * 40_000}\n\n{opening * 300}"
    (finding,) = find_problems(text, "docs/x.md")
    assert finding.line >= 3
    assert str(finding).endswith(
        f"[page-file-brackets] More than 100 times '{sign}' stands open here. Close each or delete "
        "it; data of a program goes into a file to download."
    )


@pytest.mark.parametrize(
    "text",
    [
        "[a](b) [^c] " * 40_000,
        "[a](\n\n" * 40_000,
        "[a](b (c)) <b>a</b> 1 < 2 " * 40_000,
        "<b\n> " * 40_000,
        "]" * 40_000,
        f"{'[' * MOST}{']' * MOST} " * 9,
    ],
)
def test_brackets_that_are_closed_are_no_fault(text: str) -> None:
    assert find_problems(text, "docs/x.md") == []


def test_such_a_page_is_not_converted(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("[^" * 40_000, encoding="utf-8")
    report = check_sources([file], [], date(2026, 1, 1))
    assert [finding.rule for finding in report.findings] == ["page-file-brackets"]
