"""What a screen reader is given, kept as golden files: `make golden` writes them anew to review.

Home, a topic page, a treatment page, and the open search panel.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "home": "",
    "topic": "symptoms/",
    "treatment": "treatments/talk-therapy/",
    "search-open": "",
}

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.mark.parametrize("name", PAGES)
def test_the_outline_for_a_screen_reader_is_the_golden_one(
    chromium: Browser, address: str, name: str
) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{address}/{PAGES[name]}")
    if name == "search-open":
        page.get_by_role("button", name="Search").click()
        page.get_by_role("dialog").get_by_role("link", name="Call 988").wait_for()
        expect(page.locator("#search-count")).to_be_empty()  # all is loaded
    outline = page.locator("body").aria_snapshot() + "\n"
    page.close()
    file = GOLDEN / f"{name}.yml"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(outline, encoding="utf-8")
    assert outline == file.read_text(encoding="utf-8"), "look at the change, then: make golden"


def test_every_golden_file_is_compared() -> None:
    assert {file.stem for file in GOLDEN.glob("*.yml")} == set(PAGES)
