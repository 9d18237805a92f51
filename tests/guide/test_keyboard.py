"""The guide with a keyboard alone: skip links, the walk through whole pages, menu, search.

The walk presses Tab until it has come round and looks at every stop: is it in the window, is it
uncovered, can one see that it has the focus, does the order follow what the eye sees.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from pages import EXAMPLES, PAGES
from visits import CRISIS, DESKTOP, FOUND, PHONE, open_menu, open_search, search

TREATMENT = EXAMPLES[2]
WALKED = (*EXAMPLES, "treatments/", "living-with/what-i-have-tried/")
"""A page of each kind: start page, topic, treatment, the table, the sheet to fill in."""
CAN_STOP = (
    "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
    ".filter((element) => element.checkVisibility() && element.tabIndex === 0"
    " && !element.closest('dialog')"
    " && !(element.type === 'radio' && !element.checked)).length"
)
MOST = 600
"""Stops on one page; a walk that is longer is a trap."""

pytestmark = [pytest.mark.browser, pytest.mark.site]


def has_focus(locator: Locator) -> bool:
    return bool(locator.evaluate("(element) => element === document.activeElement"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def walk(page: Page, key: str = "Tab") -> list[str]:
    """Press the key until the focus has come round. Returns what is wrong with the stops."""
    faults: list[str] = []
    for _ in range(MOST):
        page.keyboard.press(key)
        found = page.evaluate("guide.stop()")
        if found is None:
            return faults + list(page.evaluate("guide.orderFaults()"))
        faults += found
    raise AssertionError(f"The focus has not come round after {MOST} keys.")


# Skip links


def test_two_skip_links_come_first_on_every_page(visit) -> None:
    page = visit("")
    home = page.url
    for path in PAGES:
        page.goto(home + path)
        reached = []
        for _ in range(2):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate(
                    "() => { const {textContent, hash} = document.activeElement;"
                    " const target = document.querySelector(hash || 'nothing');"
                    " return [textContent, target?.tagName, target?.checkVisibility()]; }"
                )
            )
            assert page.evaluate("guide.focusFaults()") == [], path
        assert reached == [
            ["Skip to content", "MAIN", True],
            ["Skip to crisis support", "SECTION", True],
        ], path


@pytest.mark.parametrize(
    ("presses", "target"), [(1, "site-content"), (2, "crisis")], ids=["content", "crisis"]
)
def test_a_skip_link_moves_there(visit, presses: int, target: str) -> None:
    page = visit("symptoms/")
    for _ in range(presses):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#{target}"
    page.keyboard.press("Tab")
    assert page.evaluate("(id) => !!document.activeElement.closest('#' + id)", target)


def test_the_block_follows_the_skip_links(visit) -> None:
    page = visit("symptoms/")
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(focused(page))
    assert names[2:] == ["Call 988", "Text 988", "Chat online with 988"]


# The walk through whole pages


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
@pytest.mark.parametrize("path", WALKED)
def test_every_stop_of_the_focus_can_be_seen_and_they_are_in_order(
    visit, path: str, viewport: dict[str, int]
) -> None:
    page = visit(path, viewport=viewport, reduced_motion="reduce")
    expected = page.evaluate(CAN_STOP)
    assert walk(page) == []
    assert page.evaluate("guide.stops.length") == expected
    assert expected > 20


@pytest.mark.parametrize(
    ("css", "fault"),
    [
        (
            ".site-header { position: fixed; bottom: 0; height: 60vh; background: #fff }",
            "is covered by",
        ),
        (":focus-visible { outline: none !important }", "has no outline"),
        (":focus-visible { outline-color: #f0f0e0 !important }", "hard to see"),
        (".turn { position: absolute; left: -4000px }", "outside the window"),
        (".contents ul { display: flex; flex-direction: column-reverse }", "comes after"),
        (".crisis-ways { flex-direction: row-reverse }", "comes after"),
    ],
)
def test_the_walk_sees_a_fault(visit, css: str, fault: str) -> None:
    page = visit("symptoms/", reduced_motion="reduce")
    page.evaluate("(css) => guide.adopt(css)", css)
    assert any(fault in line for line in walk(page))


# The menu on a phone


def test_the_closed_menu_is_not_reached_by_tab(visit) -> None:
    page = visit("", viewport=PHONE, reduced_motion="reduce")
    walk(page)
    inside = "guide.stops.filter((stop) => stop.closest('#site-pages')).length"
    assert page.evaluate("guide.stops.length") > 20
    assert page.evaluate(inside) == 0


@pytest.mark.firefox
def test_the_menu_opens_says_so_and_escape_returns_the_focus(visit) -> None:
    page = visit("", viewport=PHONE)
    button = page.locator("[data-opens-menu]")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_have_attribute("aria-controls", "site-pages")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    links = page.locator("#site-pages li a")
    assert has_focus(links.first)
    page.keyboard.press("Tab")
    assert has_focus(links.nth(1))
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#site-pages")).to_be_hidden()
    assert has_focus(button)


def test_the_button_closes_the_menu_and_keeps_the_focus(visit) -> None:
    page = visit("", viewport=PHONE)
    button = page.locator("[data-opens-menu]")
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert has_focus(button)
    page.keyboard.press("Space")
    expect(page.locator("#site-pages")).to_be_hidden()
    assert has_focus(button)


@pytest.mark.parametrize("path", EXAMPLES)
def test_tab_leaves_the_open_menu_at_its_end(visit, path: str) -> None:
    page = visit(path, viewport=PHONE, reduced_motion="reduce")
    open_menu(page)
    assert walk(page) == []
    inside = page.evaluate("guide.stops.map((stop) => !!stop.closest('#site-pages'))")
    stops = page.locator("#site-pages li a:visible, #site-pages summary:visible").count()
    assert stops > 10
    # The first link has the focus already, so the walk starts at the second stop.
    assert inside[: stops - 1] == [True] * (stops - 1)
    assert inside.index(False) == stops - 1
    assert page.evaluate("(at) => !!guide.stops[at].closest('main')", stops - 1)


def test_escape_in_search_leaves_the_menu_as_it_is(visit) -> None:
    page = visit("", viewport=PHONE)
    open_menu(page)
    button = page.get_by_role("button", name="Search")
    open_search(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#site-pages")).to_be_visible()
    expect(button).to_be_focused()


# Search


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
@pytest.mark.firefox
def test_search_finds_ketamine_and_opens_the_page_by_keyboard(
    visit, viewport: dict[str, int]
) -> None:
    page = visit("", viewport=viewport)
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("ketamine")
    panel = page.get_by_role("dialog")
    first = panel.get_by_role("link", name=re.compile("Ketamine and esketamine")).first
    first.wait_for()
    assert panel.get_by_role("link", name="Call 988").is_visible()
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{TREATMENT}**")


@pytest.mark.firefox
def test_escape_closes_search_and_returns_the_focus(visit) -> None:
    page = visit("")
    button = page.get_by_role("button", name="Search")
    button.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    expect(button).to_be_focused()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
@pytest.mark.parametrize("words", [FOUND, CRISIS])
def test_tab_walks_through_the_panel_in_order(visit, words: str, viewport: dict[str, int]) -> None:
    page = visit("", viewport=viewport, reduced_motion="reduce")
    open_search(page)
    search(page, words)
    field = page.get_by_role("searchbox")
    assert has_focus(field)
    assert walk(page) == []
    stops = page.evaluate("guide.stops.map((stop) => !!stop.closest('dialog'))")
    assert all(stops)
    panel = page.locator("dialog.search")
    scrolls = panel.evaluate("(panel) => panel.scrollHeight > panel.clientHeight")
    in_panel = panel.locator("a:visible, button:visible, input:visible").count()
    assert len(stops) == in_panel + scrolls  # what scrolls is a stop too, for the arrow keys
