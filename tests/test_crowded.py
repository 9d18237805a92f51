"""A page with thousands of headings in one piece of text is refused before it is converted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from healthguide.pages.check import check_sources
from healthguide.pages.crowded import find_problems


@pytest.mark.parametrize(
    "line",
    [
        "# A\n",
        "###### A {#b}\n",
        "*[A]: b\n",
        "A\n===\n",
        "A\n---\n",
        "***\n",
        "- - -\n",
        "!!! note\n",
        "??? note\n",
        '=== "A"\n',
        "> # A\n",
        "  # A\n",
    ],
)
def test_what_is_read_again_and_again_is_told_where_it_begins(line: str) -> None:
    assert find_problems(f"A.\n\n{line * 200}", "docs/x.md") == []
    (finding,) = find_problems(f"A.\n\n{line * 200}\n\n{line * 8_000}\n{line * 9_000}", "docs/x.md")
    start = 4 + 201 * line.count("\n")
    assert str(finding) == (
        f"docs/x.md:{start}:1: [page-file-crowded] 8000 headings, rules, abbreviations or titles "
        "of blocks stand here without an empty line. Put an empty line before each, or make "
        "several pages of this one."
    )


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n" * 20_000,
        "# A\r\n\r\n" * 20_000,
        "# A\n \t\n" * 20_000,
        "> # A\n>\n" * 20_000,
        "- a\n" * 20_000,
        "#a" * 20_000,
        f"# A\n{'a ' * 100_000}" * 5,
        "*[CBT]: cognitive behavioral therapy, a talk therapy\n" * 500,
    ],
)
def test_much_text_is_no_fault(text: str) -> None:
    assert find_problems(text, "docs/x.md") == []


def test_many_pieces_are_added_up() -> None:
    piece = "# A\n" * 1_000 + "\n"
    assert find_problems(piece * 2, "docs/x.md") == []
    assert [finding.rule for finding in find_problems(piece * 20, "x.md")] == ["page-file-crowded"]


def test_such_a_page_is_not_converted(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("# A\n" * 40_000, encoding="utf-8")
    report = check_sources([file], [], date(2026, 1, 1))
    assert [finding.rule for finding in report.findings] == ["page-file-crowded"]
