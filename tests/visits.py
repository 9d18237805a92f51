"""What a test does on a page of the guide: open its menu or search, ask for something, zoom."""

from __future__ import annotations

import base64
import importlib.util
from collections.abc import Iterator
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

FACES = {"narrow": 70, "usual": 100, "wide": 140}
"""Sizes of `FONT` in per cent. Machines have other fonts; among these are the widths of all."""
SPEC = importlib.util.find_spec("mkdocs")
FONTS = Path((SPEC and SPEC.origin) or "").parent / "themes" / "readthedocs" / "css" / "fonts"
FONT = FONTS / "lato-normal.woff2"

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
        expect(page.locator("#search-count")).to_contain_text("No page mentions")
    else:
        expect(results.first).to_be_visible()
    if words == CRISIS:
        expect(page.locator("[data-crisis-card]").get_by_role("link")).not_to_have_count(0)


def adopt(page: Page, css: str) -> None:
    """Add a style sheet in the one way that the policy of the guide allows."""
    page.evaluate("(css) => guide.adopt(css)", css)


def set_in(page: Page, face: str) -> None:
    """Set every text in a face of `FACES`, whatever fonts the machine has."""
    if not page.evaluate("[...document.fonts].some((font) => font.family.startsWith('face-'))"):
        data = base64.b64encode(FONT.read_bytes()).decode()
        page.evaluate("([data, sizes]) => guide.addFaces(data, sizes)", [data, FACES])
    adopt(page, f"* {{ font-family: face-{face} !important }}")


def faces(page: Page) -> Iterator[str]:
    """Set the page in each face and say its name, for the message of an assertion."""
    for face in FACES:
        set_in(page, face)
        yield face
