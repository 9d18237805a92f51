"""The served guide in a browser: help first on every page, numbers, no script, zoom, privacy.

A machine finds only part of what keeps people out; what it cannot tell is listed in
docs/about/accessibility.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, Request, Route, expect

from pages import EXAMPLES, PAGES
from visits import (
    CRISIS,
    DESKTOP,
    FOUND,
    LARGE,
    PHONE,
    SPACED,
    ZOOMED,
    adopt,
    open_menu,
    open_search,
    search,
)

HOME, TOPIC, TREATMENT = EXAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.site]


def test_the_sitemap_lists_every_page_that_these_tests_open(site: Path) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")  # noqa: S314 (our own file)
    listed = {(entry.text or "").split("/", 3)[3] for entry in tree.iter() if "loc" in entry.tag}
    assert listed == set(PAGES) - {"404.html"}
    assert len(listed) >= 22


# The crisis block


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
def test_the_block_is_visible_and_first_without_javascript(
    visit, path: str, viewport: dict[str, int]
) -> None:
    page = visit(path, viewport=viewport, java_script_enabled=False)
    block = page.locator("section.crisis")
    assert block.count() == 1
    box = block.bounding_box()
    assert box is not None
    assert box["y"] < 50
    for name in ("Call 988", "Text 988", "Chat online with 988"):
        link = block.get_by_role("link", name=name, exact=True)
        assert link.is_visible()
        size = link.bounding_box()
        assert size is not None
        assert size["width"] >= 44
        assert size["height"] >= 44
        assert size["y"] + size["height"] <= viewport["height"]
        assert size["x"] >= 0
        assert size["x"] + size["width"] <= viewport["width"]
    main = page.locator("main").bounding_box()
    assert main is not None
    assert main["y"] >= box["y"] + box["height"]


def test_the_block_is_visible_in_print_with_its_addresses(visit) -> None:
    page = visit(TREATMENT)
    page.emulate_media(media="print")
    block = page.locator("section.crisis")
    assert block.is_visible()
    assert "https://chat.988lifeline.org/" in block.inner_text()
    assert page.locator("section.references").is_visible()
    assert not page.locator("header.site nav, nav.site").first.is_visible()


# Citations


def test_a_number_leads_to_its_source_and_back_by_keyboard(visit) -> None:
    page = visit(TREATMENT)
    link = page.locator("a[role='doc-noteref'][aria-label='Reference 1']").first
    place = link.get_attribute("id")
    link.focus()
    page.keyboard.press("Enter")
    target = page.evaluate("location.hash.slice(1)")
    assert target == (link.get_attribute("href") or "")[1:]
    page.keyboard.press("Tab")
    entry = page.locator(f"[id='{target}']")
    assert entry.evaluate("(entry) => entry.contains(document.activeElement)")
    back = entry.locator("a[role='doc-backlink']").first
    back.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash.slice(1)") == place
    assert page.locator(f"[id='{place}']").is_visible()


def test_numbers_are_at_least_24_pixels_to_tap(visit) -> None:
    page = visit(TREATMENT, viewport=PHONE)
    sizes = page.locator("a.citation, a.backlink").evaluate_all(
        "(links) => links.map((a) => [a.offsetWidth, a.offsetHeight, a.textContent])"
    )
    assert len(sizes) > 10
    assert [size for size in sizes if size[0] < 24 or size[1] < 24] == []


def test_neighbours_are_copied_as_they_are_read(visit) -> None:
    page = visit(TREATMENT)
    groups = page.locator("sup.citations").evaluate_all(
        "(groups) => groups.map((group) => {"
        "const range = document.createRange(); range.selectNodeContents(group);"
        "const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range);"
        "return chosen.toString()})"
    )
    assert groups
    assert all(re.fullmatch(r"\d+(-\d+)?(,\d+(-\d+)?)*", group) for group in groups)


# Without JavaScript, narrow, forced colours, spaced text, calm


def test_without_javascript_every_page_can_be_reached(visit) -> None:
    page = visit("", viewport=PHONE, java_script_enabled=False)
    assert page.get_by_role("link", name="Glossary").first.is_visible()
    page.get_by_role("link", name="Index A to Z").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Index A to Z"
    page.get_by_role("link", name="ketamine", exact=False).first.click()
    assert "ketamine" in page.url


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_at_320_pixels_or_with_spaced_text(visit, path: str) -> None:
    page = visit(path, viewport={"width": 320, "height": 640})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;"
        "word-spacing:.16em!important}p{margin-bottom:2em!important}"
    )
    assert page.evaluate(wide) <= 0


def test_forced_colours_keep_a_border_around_the_ways_to_help(visit) -> None:
    page = visit("", forced_colors="active")
    border = page.get_by_role("link", name="Call 988").first.evaluate(
        "(link) => getComputedStyle(link).borderTopWidth + getComputedStyle(link).borderTopStyle"
    )
    assert re.fullmatch(r"[1-9]\S*pxsolid", border)


def test_nothing_moves_for_those_who_ask_for_calm(visit) -> None:
    page = visit("", reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((e) => {const s = getComputedStyle(e);"
        "return parseFloat(s.transitionDuration) > 0.01 || parseFloat(s.animationDuration) > 0.01"
        "|| s.scrollBehavior === 'smooth'}).map((e) => e.tagName)"
    )
    assert moving == []


# Privacy


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_host_or_stores_anything(
    chromium: Browser, contexts: list[BrowserContext], address: str, path: str
) -> None:
    context = chromium.new_context(viewport=DESKTOP)
    contexts.append(context)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{path}", wait_until="networkidle")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert asked
    assert context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_no_address_is_passed_on_to_other_sites(visit) -> None:
    page = visit(TREATMENT)
    assert page.locator("meta[name=referrer]").get_attribute("content") == "no-referrer"
