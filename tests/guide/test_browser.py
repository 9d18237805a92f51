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
    IN_PAGE,
    LARGE,
    NOTHING,
    PHONE,
    SPACED,
    ZOOMED,
    adopt,
    faces,
    open_menu,
    open_search,
    search,
)

TREATMENT = EXAMPLES[2]
NAMES = ["Call 988", "Text 988", "Chat online with 988"]

pytestmark = [pytest.mark.browser, pytest.mark.site]


def test_the_sitemap_lists_every_page_that_these_tests_open(site: Path) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")  # noqa: S314 (our own file)
    listed = {(entry.text or "").split("/", 3)[3] for entry in tree.iter() if "loc" in entry.tag}
    assert listed == set(PAGES) - {"404.html"}
    assert len(listed) >= 22


# The crisis block


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.firefox
def test_the_block_is_visible_and_first_without_javascript(visit, path: str) -> None:
    page = visit(path, java_script_enabled=False)
    block = page.locator("section.crisis")
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        assert block.count() == 1
        box = block.bounding_box()
        assert box is not None
        assert box["y"] < 50
        for name in NAMES:
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


PLACES = """(names) => {
  const block = document.querySelector("section.crisis");
  const ways = [...block.querySelectorAll("a")].filter((a) => names.includes(a.textContent.trim()));
  const below = document.querySelector("main").getBoundingClientRect().top;
  return [ways.length, ...[...ways, block].filter((element) => {
    const {left, top, right, bottom, width, height} = element.getBoundingClientRect();
    return left < 0 || right > innerWidth || width < 44 || height < 44
      || (element === block ? top >= 50 || bottom > below : bottom > innerHeight);
  }).map((element) => element.className || element.textContent)];
}"""
"""How many ways there are, and what of the block is too small or not where it must be."""


def test_a_table_stays_one_where_its_rows_stand_as_blocks(visit) -> None:
    page = visit("treatments/", viewport=PHONE)
    expect(page.locator("table").first).to_have_attribute("role", "table")
    for part, role in {"thead": "rowgroup", "tr": "row", "td": "cell"}.items():
        expect(page.locator(f"table {part}:not([role={role}])")).to_have_count(0)
    expect(page.locator("tbody th").first).to_have_attribute("role", "rowheader")
    expect(page.locator("thead th").first).to_have_attribute("role", "columnheader")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
@pytest.mark.firefox
def test_the_block_is_first_and_large_enough_in_every_face(visit, viewport) -> None:
    page = visit(TREATMENT, viewport=viewport)
    for face in faces(page):
        assert page.evaluate(PLACES, NAMES) == [len(NAMES)], face


# Citations


def arrived(page: Page, place: str | None) -> None:
    """Wait until a link has led to its place: Firefox goes there after the key is up."""
    expect(page.locator(":target")).to_have_attribute("id", place or "")


@pytest.mark.firefox
def test_a_number_leads_to_its_source_and_back_by_keyboard(visit) -> None:
    page = visit(TREATMENT)
    link = page.locator("a[role='doc-noteref'][aria-label='Reference 1']").first
    place, target = link.get_attribute("id"), (link.get_attribute("href") or "")[1:]
    link.focus()
    page.keyboard.press("Enter")
    arrived(page, target)
    page.keyboard.press("Tab")
    entry = page.locator(f"[id='{target}']")
    assert entry.evaluate("(entry) => entry.contains(document.activeElement)")
    entry.locator(".places summary").evaluate_all("(folds) => folds.forEach((one) => one.click())")
    back = entry.locator("a[role='doc-backlink']").first
    back.focus()
    page.keyboard.press("Enter")
    arrived(page, place)
    assert page.locator(f"[id='{place}']").is_visible()


def test_many_ways_back_are_one_stop_until_they_are_opened(visit) -> None:
    page = visit(TREATMENT)
    page.locator(".fold > summary").click()
    entry = page.locator(".references li:has(.places)").first
    back = entry.locator("a[role='doc-backlink']").last
    assert not back.is_visible()
    entry.locator("summary").focus()
    page.keyboard.press("Enter")
    for _ in entry.locator("a[role='doc-backlink']").all():
        page.keyboard.press("Tab")
    assert back.evaluate("(link) => link === document.activeElement")
    page.keyboard.press("Enter")
    assert page.locator(":target.citation").is_visible()


def test_numbers_are_at_least_24_pixels_to_tap(visit) -> None:
    page = visit(TREATMENT, viewport=PHONE)
    page.locator("details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    for face in faces(page):
        sizes = page.locator("a.citation, a.backlink, .places summary").evaluate_all(
            "(links) => links.map((a) => [a.offsetWidth, a.offsetHeight, a.textContent])"
        )
        assert len(sizes) > 10
        assert [size for size in sizes if size[0] < 24 or size[1] < 24] == [], face


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


# Without JavaScript


def test_without_javascript_the_index_leads_on(visit) -> None:
    page = visit("", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Index A to Z").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Index A to Z")
    page.get_by_role("link", name="ketamine", exact=False).first.click()
    page.wait_for_url("**ketamine**")


def test_without_javascript_the_menu_leads_to_every_page(visit) -> None:
    page = visit("", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Menu", exact=True).click()
    assert page.locator("#site-pages").is_visible()
    home = page.url.split("#")[0]
    found, ahead = {""}, [""]
    while ahead:
        page.goto(home + ahead.pop())
        links = page.locator("#site-pages li a").evaluate_all("(links) => links.map((a) => a.href)")
        new = {link.removeprefix(home) for link in links} - found
        found |= new
        ahead += sorted(new)
    # Health records open the page for codes, by their own link.
    assert found == set(PAGES) - {"404.html", "infobutton/"}


def test_without_javascript_the_contents_open(visit) -> None:
    page = visit(TREATMENT, viewport=PHONE, java_script_enabled=False)
    contents = page.get_by_role("navigation", name="On this page")
    link = contents.get_by_role("link", name="How it works")
    assert not link.is_visible()
    contents.get_by_text("On this page").click()
    link.click()
    assert page.url.endswith("#how-it-works")


def test_nothing_without_javascript_needs_it(visit) -> None:
    """Search, the choice of colours and the menu's button would do nothing."""
    page = visit("", viewport=PHONE, java_script_enabled=False)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_colours_follow_the_device(visit, script: bool) -> None:
    shades = []
    for scheme in ("light", "dark"):
        page = visit("", color_scheme=scheme, java_script_enabled=script)
        page.evaluate(IN_PAGE.read_text(encoding="utf-8"))
        shades.append(page.evaluate("guide.luminance(guide.background(document.body))"))
        assert page.locator("main h1").evaluate("guide.textContrast") >= 7
    light, dark = shades
    assert light > 0.8
    assert dark < 0.05


# The choice of colours


def test_the_chosen_colours_stay_and_nothing_else_is_stored(visit) -> None:
    page = visit("", color_scheme="light")
    stored = "[{...localStorage}, {...sessionStorage}]"
    shade = "guide.luminance(guide.background(document.body))"
    page.get_by_role("radio", name="Dark").check()
    assert page.evaluate(stored) == [{"scheme": "dark"}, {}]
    page.goto(page.url + "symptoms/")
    assert page.evaluate(shade) < 0.05
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    page.get_by_role("radio", name="Light").check()
    assert page.evaluate(stored) == [{"scheme": "light"}, {}]
    page.get_by_role("radio", name="Match my device").check()
    assert page.evaluate(stored) == [{}, {}]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(shade) < 0.05
    assert page.context.cookies() == []


# Zoom, spaced and large text


def cut_off(page: Page) -> list[str]:
    """What the window cuts off, or makes the reader scroll sideways for."""
    return list(page.evaluate("guide.cutOff()"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.firefox
def test_no_page_scrolls_sideways_at_320_pixels_with_spaced_or_large_text(visit, path: str) -> None:
    page = visit(path, viewport=ZOOMED)
    for more in ("", SPACED, LARGE):  # each on top of the last
        adopt(page, more)
        for face in faces(page):
            assert cut_off(page) == [], face
        open_menu(page)  # in the widest face
        assert cut_off(page) == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_cut_off_in_any_face(visit, width: int) -> None:
    """The widths at which columns, tables and the menu change their form."""
    page = visit("", viewport={"width": width, "height": 800})
    home = page.url
    for path in PAGES:
        page.goto(home + path)
        for face in faces(page):
            assert cut_off(page) == [], (path, face)


@pytest.mark.parametrize("css", ["", SPACED, LARGE], ids=["", "spaced", "large"])
def test_search_can_be_used_at_400_per_cent(visit, css: str) -> None:
    page = visit("", viewport=ZOOMED)
    adopt(page, css)
    open_search(page)
    for words in (FOUND, CRISIS, NOTHING):
        expect(page.get_by_role("searchbox")).to_be_focused()
        assert page.evaluate("guide.focusFaults()") == []
        search(page, words)
        assert page.evaluate("guide.focusFaults()") == []
        for face in faces(page):
            assert cut_off(page) == [], face
        page.get_by_role("searchbox").scroll_into_view_if_needed()
        if words != NOTHING:
            page.keyboard.press("ArrowDown")
            expect(page.locator("[data-results] a").first).to_be_focused()
            assert page.evaluate("guide.focusFaults()") == []
            page.keyboard.press("ArrowUp")


@pytest.mark.parametrize(
    ("css", "fault"),
    [
        ("main { min-width: 400px }", "HTML scrolls sideways"),
        ("#search-title { min-width: 400px }", "DIALOG scrolls sideways"),
        (".search-head { position: relative; left: -30px }", "is cut off"),
        (".search-else { overflow: hidden; width: 2em; white-space: nowrap }", "hides a part"),
    ],
)
def test_what_is_cut_off_is_seen(visit, css: str, fault: str) -> None:
    page = visit("", viewport=ZOOMED)
    adopt(page, css)
    open_search(page)
    assert any(fault in line for line in cut_off(page))


# Forced colours, calm


def test_forced_colours_leave_what_matters_to_be_seen(visit) -> None:
    """Backgrounds and shadows are gone then; lines, underlines and native controls remain."""
    page = visit(TREATMENT, forced_colors="active")
    line = "(element) => { const s = getComputedStyle(element); return s.borderTopStyle !== 'none'"
    line += " && parseFloat(s.borderTopWidth) >= 1; }"
    bordered = ("#crisis", "#crisis .crisis-ways a", ".tool:visible", "#site-pages [aria-current]")
    for selector in bordered:
        for element in page.locator(selector).all():
            assert element.evaluate(line), selector
    assert not page.locator("#site-pages li a:not([aria-current])").first.evaluate(line)
    links = page.locator("main a:visible:not(.backlink, .crisis-ways a)")
    plain = links.evaluate_all(
        "(links) => links.filter((a) => !getComputedStyle(a).textDecorationLine"
        ".includes('underline')).map((a) => a.outerHTML)"
    )
    assert plain == []
    assert links.count() > 20
    looks = page.get_by_role("radio").evaluate_all(
        "(radios) => radios.map((radio) => getComputedStyle(radio).appearance)"
    )
    assert looks == ["auto"] * 3
    open_search(page)
    assert page.locator("dialog.search").evaluate(line)
    assert page.get_by_role("searchbox").evaluate(line)


@pytest.mark.parametrize(
    "selector",
    ["#crisis a", "#site-pages [aria-current]", ".citation", "[data-opens-search]", "summary"],
)
def test_forced_colours_show_the_focus(visit, selector: str) -> None:
    page = visit(TREATMENT, forced_colors="active")
    ring = "(element) => { const {outlineStyle: s, outlineWidth: w} = getComputedStyle(element);"
    ring += " return s === 'none' ? 0 : parseFloat(w); }"
    element = page.locator(selector).first
    assert element.evaluate(ring) == 0
    page.keyboard.press("Tab")  # from now on the keyboard is in use
    element.focus()
    assert element.evaluate(ring) >= 2


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
def test_no_page_asks_another_host_or_stores_anything(visit, address: str, path: str) -> None:
    page = visit("404.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{path}", wait_until="networkidle")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert asked
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.locator("meta[name=referrer]").get_attribute("content") == "no-referrer"
    assert page.locator("[target], [ping], embed, object").count() == 0
    frames = page.locator("iframe").evaluate_all("(frames) => frames.map(({src}) => src)")
    assert [src for src in frames if not src.startswith(address)] == []


@pytest.mark.parametrize("link", ["#crisis a[href^=http]", ".references a[href^=http]"])
def test_another_site_is_not_told_where_the_reader_was(visit, address: str, link: str) -> None:
    page = visit(TREATMENT)
    asked: list[Request] = []

    def answer(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")

    page.context.route(lambda url: not url.startswith(address), answer)
    page.locator(".fold > summary").click()
    page.locator(link).first.click()
    expect(page).to_have_title("Elsewhere")
    assert [request for request in asked if "referer" in request.all_headers()] == []
    assert page.evaluate("document.referrer") == ""
    assert len(page.context.pages) == 1
