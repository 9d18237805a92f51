"""What a test does on a page of the guide: open its menu or search, ask for something, zoom."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

IN_PAGE = Path(__file__).parent / "in_page.js"
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 x 1024 pixels at 400 %."""

SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    " word-spacing: .16em !important } p { margin-bottom: 2em !important }"
)
"""The spacing that WCAG 1.4.12 lets a reader set."""
LARGE = "html { font-size: 32px !important }"
"""Text at 200 %."""

FOUND, CRISIS, NOTHING = "lithium", "i want to die", "xqzw"
"""Searches that show results, the crisis card above results, and no result."""


def open_menu(page: Page) -> None:
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#site-pages")).to_be_visible()


def open_search(page: Page) -> None:
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="Call 988")).to_be_visible()


def search(page: Page, words: str) -> None:
    """Ask in the open panel and wait for the answer."""
    page.get_by_role("searchbox").fill(words)
    results = page.locator("[data-results] li")
    if words == NOTHING:
        expect(page.locator("#search-count")).to_contain_text("Nothing found")
    else:
        expect(results.first).to_be_visible()
    if words == CRISIS:
        expect(page.locator("[data-crisis-card]").get_by_role("link")).not_to_have_count(0)


def adopt(page: Page, css: str) -> None:
    """Add a style sheet in the one way that the policy of the guide allows."""
    page.evaluate("(css) => guide.adopt(css)", css)
