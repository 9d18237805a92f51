"""axe finds no fault on any page: light and dark, phone and wide screen, menu and search open.

One visit a page. What stands behind the open menu or search is looked at when both are closed, so
there axe reads the opened part alone; on the start page it reads all. What axe cannot decide is
decided here or is a fault too.
"""

from __future__ import annotations

import pytest

from axe import faults, looks
from pages import PAGES
from visits import CRISIS, DESKTOP, FOUND, NOTHING, PHONE, open_menu, open_search, search

MENU, PANEL = ["#site-pages", ".site-header"], ["dialog.search"]
pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit, axe: str, path: str) -> None:
    page = visit(path, viewport=PHONE)
    page.evaluate(axe)
    seen = {}

    def look(state: str, parts: list[str], *viewports: dict[str, int]) -> None:
        for how in looks(page, *viewports):
            seen[f"{state}, {how}"] = faults(page, parts if path else None)

    for how in looks(page, PHONE, DESKTOP):
        seen[f"page, {how}"] = faults(page)
    page.set_viewport_size(PHONE)
    open_menu(page)
    look("menu", MENU, PHONE)
    page.keyboard.press("Escape")
    open_search(page)
    look("search", PANEL, PHONE, DESKTOP)
    for words in (FOUND, CRISIS, NOTHING):
        search(page, words)
        look(words, PANEL, PHONE, DESKTOP)
    assert len(seen) == 4 + 2 + 4 * 4
    assert {state: found for state, found in seen.items() if found} == {}


# Each way to be wrong is found


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("main.insertAdjacentHTML('beforeend', '<img src=\"/brand/logo.svg\">')", "image-alt"),
        ("guide.adopt('main p { color: #777 }')", "color-contrast"),
        ("guide.adopt('main p { color: #6a6a6a }')", "color-contrast-enhanced"),
        ("main.insertAdjacentHTML('beforeend', '<a href=#a>1</a><a href=#b>2</a>')", "target-size"),
    ],
)
def test_axe_sees_a_fault_on_the_page(visit, axe: str, fault: str, rule: str) -> None:
    page = visit("symptoms/", viewport=PHONE)
    page.evaluate(axe)
    page.evaluate(f"() => {{ const main = document.querySelector('main'); {fault} }}")
    assert any(line.startswith(f"{rule}: ") for line in faults(page))


def test_axe_sees_a_fault_in_the_menu(visit, axe: str) -> None:
    page = visit("symptoms/", viewport=PHONE)
    page.evaluate(axe)
    page.evaluate("guide.adopt('.pages a { color: #888 }')")
    assert faults(page) == []
    open_menu(page)
    assert faults(page, MENU) != []


@pytest.mark.parametrize("words", [FOUND, CRISIS, NOTHING])
def test_axe_sees_a_fault_in_the_answers_of_search(visit, axe: str, words: str) -> None:
    part = {FOUND: ".search-results p", CRISIS: ".search-crisis p", NOTHING: ".search-count"}[words]
    page = visit("symptoms/", viewport=PHONE)
    page.evaluate(axe)
    open_search(page)
    assert faults(page, PANEL) == []
    page.evaluate("(part) => guide.adopt(part + ' { color: #888 !important }')", part)
    search(page, words)
    assert faults(page, PANEL) != []


def test_what_axe_leaves_open_is_decided(visit, axe: str) -> None:
    """A picture behind the text: axe cannot tell, the colour behind it can."""
    page = visit("symptoms/")
    page.evaluate(axe)
    page.evaluate("guide.adopt('main { background-image: url(/brand/logo.svg) }')")
    assert faults(page) == []
    page.evaluate("guide.adopt('main { background-color: #777 }')")
    assert any("color-contrast" in line for line in faults(page))
