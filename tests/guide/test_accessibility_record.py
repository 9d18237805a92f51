"""The accessibility page says what tests show: its record is what `make record` writes."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

import record

HERE = Path(__file__).parent
LINES = [line for section in record.sections() for line in section["line"]]


def test_the_page_holds_the_record() -> None:
    page = record.PAGE.read_text(encoding="utf-8")
    assert record.with_record(page, record.recorded(page)) == page, "run: make record"


def test_only_what_is_said_to_be_untested_has_no_test() -> None:
    for section in record.sections():
        for line in section["line"]:
            assert bool(line.get("tests")) != section.get("untested", False), line["text"]


@pytest.mark.parametrize("test", sorted({test for line in LINES for test in line.get("tests", ())}))
def test_every_named_test_exists(test: str) -> None:
    file, _, name = test.partition("::")
    assert f"\ndef {name}" in (HERE.parent / file).read_text(encoding="utf-8")


def test_a_line_whose_test_did_not_run_is_not_recorded() -> None:
    line = {"text": "No fault.", "tests": ["test_browser.py::test_axe", "test_print.py"]}
    passed = ["tests/test_browser.py::test_axe_finds_nothing[light]"]
    assert record.unproven([line], passed) == ["test_print.py, named by: No fault."]


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the line"):
        record.with_record("# Accessibility\n", datetime.date(2026, 11, 23))


# What the record says does not work, so that the line goes when it works


@pytest.mark.site
def test_every_page_is_in_english(site: Path) -> None:
    languages = {
        re.search(
            r"<(?:html|div class=\"?healthguide\"?) lang=\"?([\w-]+)", file.read_text("utf-8")
        )[1]  # type: ignore[index]
        for file in site.rglob("*.html")
    }
    assert languages == {"en"}
