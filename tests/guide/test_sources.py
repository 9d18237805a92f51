"""Sources and words in place: by tap, pointer and Tab; a folded list with one way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from visits import DESKTOP, PHONE, ZOOMED, faces

TREATMENT, TOPIC = "treatments/ketamine-and-esketamine/", "symptoms/"
RANGES = ".citations:has(a + a)"
HALF = "(link) => link.getBoundingClientRect().top / innerHeight"

pytestmark = [pytest.mark.browser, pytest.mark.site]

Visit = Callable[..., Page]


def number(page: Page) -> Locator:
    return page.locator(".text > p a.citation").first


def panel(page: Page) -> Locator:
    return page.locator("#in-place")


def often(page: Page) -> Locator:
    """A number in the text whose source is cited in several places, and not its first place."""
    name = page.locator(".references li:has(.places)").first.get_attribute("id")
    return page.locator(f"a.citation[href='#{name}']").nth(1)


# In place


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED], ids=["360", "320"])
def test_a_tap_shows_the_source_where_the_reader_is(visit: Visit, viewport) -> None:
    page = visit(TREATMENT, viewport=viewport, has_touch=True)
    link = number(page)
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.tap()
    expect(panel(page)).to_be_visible()
    entry = page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")
    title = entry.locator("a").first
    shown = panel(page).locator("a").first
    assert shown.text_content() == title.text_content()
    assert shown.get_attribute("href") == title.get_attribute("href")
    assert page.evaluate("[location.hash, scrollY]") == ["", before]
    box = link.bounding_box()
    covers = panel(page).bounding_box()
    assert box
    assert covers
    assert covers["y"] >= box["y"] + box["height"] - 1 or covers["y"] + covers["height"] <= box["y"]
    for face in faces(page):
        assert page.evaluate("guide.cutOff()") == [], face
    panel(page).get_by_role("button", name="Close").tap()
    expect(panel(page)).to_be_hidden()


def test_the_pointer_shows_it_and_may_go_there(visit: Visit) -> None:
    page = visit(TREATMENT)
    number(page).hover()
    expect(panel(page)).to_be_visible()
    panel(page).hover()
    page.wait_for_timeout(600)
    expect(panel(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(panel(page)).to_be_hidden()


def test_tab_shows_it_escape_and_tab_close_it_and_enter_leads_to_the_list(visit: Visit) -> None:
    page = visit(TREATMENT)
    link = number(page)
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(panel(page)).to_be_visible()
    expect(link).to_be_focused()
    assert page.evaluate("guide.focusFaults()") == []
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(panel(page)).to_be_hidden()
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == link.get_attribute("href")
    expect(page.locator(".references li:target")).to_be_visible()


def test_enter_follows_the_link_though_firefox_counts_it_as_a_click(visit: Visit) -> None:
    page = visit(TREATMENT)
    link = number(page)
    typed = "new PointerEvent('click', {bubbles: true, cancelable: true, detail: 1})"
    assert link.evaluate(f"(link) => link.dispatchEvent({typed})"), "the browser follows it"
    expect(page.locator(".references li:target")).to_be_visible()


@pytest.mark.firefox
def test_every_number_of_a_range_is_shown(visit: Visit) -> None:
    page = visit("living-with/many-treatments/")
    home = page.url.removesuffix("living-with/many-treatments/")
    for path in ("living-with/many-treatments/", "treatments/", "treatments/what-next/", TREATMENT):
        page.goto(home + path)
        groups = page.locator("sup.citations").filter(has_text="-")
        if groups.count():
            break
    group = groups.first
    first, _, last = (group.text_content() or "").split(",")[0].partition("-")
    if not last:
        first, _, last = (group.text_content() or "").rpartition(",")[2].partition("-")
    group.locator("a", has_text=last).last.click()
    expect(panel(page)).to_be_visible()
    values = panel(page).locator("li").evaluate_all("(entries) => entries.map((one) => one.value)")
    assert values == list(range(int(first), int(last) + 1))


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
def test_what_is_shown_in_place_leaves_a_way_to_help_on_top(visit: Visit, viewport) -> None:
    """So it may go without the ways that every panel over the page must hold.

    In a window as low as 256 pixels the bar stands in the text, and no panel can cover it for long.
    """
    page = visit(TREATMENT, viewport=viewport, has_touch=True)
    links = page.locator(".text > p a.citation")
    for at in range(0, links.count(), 7):
        links.nth(at).evaluate("(link) => link.scrollIntoView({ block: 'center' })")
        links.nth(at).tap()
        expect(panel(page)).to_be_visible()
        ways = page.locator(":is(#crisis, .reach) a:visible").evaluate_all(
            "(links) => links.filter((link) => { const box = link.getBoundingClientRect();"
            " const x = box.x + box.width / 2, y = box.y + box.height / 2;"
            " return link.contains(document.elementFromPoint(x, y)); }).length"
        )
        assert ways >= 1, at
        page.keyboard.press("Escape")


# The list


def test_the_list_is_folded_and_its_heading_is_not(visit: Visit) -> None:
    page = visit(TREATMENT)
    expect(page.get_by_role("heading", name="References")).to_be_visible()
    entries = page.locator(".references li")
    expect(entries.first).to_be_hidden()
    page.get_by_text(f"{entries.count()} sources", exact=True).click()
    expect(entries.first).to_be_visible()


def test_the_list_is_open_without_script_on_paper_and_for_who_is_sent_there(visit: Visit) -> None:
    entry = ".references li"
    assert visit(TREATMENT, java_script_enabled=False).locator(entry).first.is_visible()
    page = visit(TREATMENT)
    name = page.locator(entry).nth(2).get_attribute("id")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(entry).first.is_visible()
    sent = visit(f"{TREATMENT}#{name}")
    expect(sent.locator(f"[id='{name}']")).to_be_visible()
    assert sent.locator(f"[id='{name}']").evaluate(HALF) < 1


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
def test_one_way_back_leads_to_where_the_reader_was(visit: Visit, viewport) -> None:
    page = visit(TREATMENT, viewport=viewport)
    link = often(page)
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Enter")
    back = page.locator(".references li:target").get_by_role("link", name="Back to where you were")
    expect(back).to_be_visible()
    assert page.get_by_role("link", name="Back to where you were").count() == 1
    back.click()
    expect(link).to_be_focused()
    assert 0.2 <= link.evaluate(HALF) <= 0.5
    expect(panel(page)).to_be_hidden()


def test_the_focus_returns_with_the_browser_s_back(visit: Visit) -> None:
    page = visit(TREATMENT)
    link = often(page)
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(panel(page)).to_be_visible()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    expect(page.locator(".references li:target")).to_be_visible()
    page.go_back()
    expect(link).to_be_focused()
    assert page.evaluate("scrollY") == before


def test_no_jump_is_a_long_ride(visit: Visit) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert visit(TOPIC).evaluate(behaviour) == "auto"


def test_a_screen_shows_no_raw_address_and_paper_does(visit: Visit) -> None:
    page = visit("references/")
    addresses = page.locator(".on-paper")
    assert addresses.count() > 10
    expect(page.locator(".on-paper:visible")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator(".on-paper:visible")).to_have_count(addresses.count())


def test_all_sources_can_be_filtered_and_stand_from_a_to_z(visit: Visit) -> None:
    page = visit("references/")
    entries = page.locator(".sources li")
    total = entries.count()
    texts = [text.lower() for text in entries.locator("p:first-child").all_text_contents()]
    firsts = [text[0] for text in texts if text[0].isascii()]
    assert firsts == sorted(firsts)
    page.get_by_role("textbox", name="Show only sources").fill("ketamine TRIAL")
    shown = page.locator(".sources li:visible")
    expect(page.get_by_role("status")).to_have_text(f"{shown.count()} of {total} sources")
    assert 0 < shown.count() < total
    assert all("ketamine" in text.lower() for text in shown.all_text_contents())
    plain = visit("references/", java_script_enabled=False)
    assert plain.locator(".sources li:visible").count() == total
    expect(plain.locator(".filter")).to_be_hidden()


# Words of the glossary


def test_a_word_of_the_glossary_is_explained_by_a_tap(visit: Visit) -> None:
    page = visit("treatments/brain-stimulation/", viewport=PHONE, has_touch=True)
    term = page.locator(".text a.term", has_text="ECT").first
    term.tap()
    expect(panel(page)).to_contain_text("ECT: electroconvulsive therapy")
    expect(panel(page)).to_contain_text("short seizure")
    more = panel(page).get_by_role("link", name="Show in the glossary")
    assert (more.get_attribute("href") or "").endswith("/glossary/#ect")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()


def test_offline_the_long_form_and_the_link_remain(visit: Visit) -> None:
    page = visit("treatments/brain-stimulation/")
    page.context.route("**/glossary/", lambda route: route.abort())
    page.locator(".text a.term", has_text="ECT").first.click()
    expect(panel(page)).to_contain_text("ECT: electroconvulsive therapy")


def test_without_script_a_word_leads_to_the_glossary(visit: Visit) -> None:
    page = visit("treatments/brain-stimulation/", java_script_enabled=False)
    page.locator(".text a.term", has_text="ECT").first.click()
    page.wait_for_url("**/glossary/#ect")


def test_a_word_that_could_not_be_explained_in_place_still_leads_on(visit: Visit) -> None:
    """The script that shows it does not come: the link does what links do."""
    page = visit("treatments/brain-stimulation/")
    page.context.route("**/in-place.js", lambda route: route.abort())
    page.locator(".text a.term", has_text="ECT").first.click()
    page.wait_for_url("**/glossary/#ect")


def test_no_dotted_word_does_nothing(visit: Visit) -> None:
    for path in ("", TREATMENT, "glossary/", "treatments/brain-stimulation/"):
        dotted = visit(path).evaluate(
            "[...document.querySelectorAll('main *')].filter((one) =>"
            " getComputedStyle(one).textDecorationStyle === 'dotted').map((one) => one.tagName)"
        )
        assert set(dotted) <= {"A"}, path
