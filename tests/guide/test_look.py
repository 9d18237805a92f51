"""What a designer would measure: length of lines, order, alignment, sizes of what one taps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from healthguide.yaml_text import SettingsLoader
from visits import PHONE, faces, open_menu, set_in

ROOT = Path(__file__).parents[2]
TREATMENTS, TOPIC, SHEET = "treatments/", "symptoms/", "living-with/what-i-have-tried/"
TREATMENT = "treatments/ketamine-and-esketamine/"
SETTINGS = SettingsLoader((ROOT / "mkdocs.yml").read_text(encoding="utf-8")).get_data()

pytestmark = [pytest.mark.browser, pytest.mark.site]

Visit = Callable[..., Page]


def at(width: int) -> dict[str, object]:
    return {"viewport": {"width": width, "height": 800}}


def test_the_sections_of_the_guide_stand_before_the_references(visit: Visit) -> None:
    tops = visit("").evaluate(
        "['.sections', '.references'].map((find) =>"
        " document.querySelector(find).getBoundingClientRect().top)"
    )
    assert tops[0] < tops[1]


def test_three_doors_stand_on_the_first_screen_of_a_phone(visit: Visit) -> None:
    page = visit("", viewport=PHONE)
    set_in(page, "usual")
    doors = page.locator(".doors + ul > li")
    boxes = [doors.nth(place).bounding_box() for place in range(3)]
    assert max(box["y"] + box["height"] for box in boxes if box) <= PHONE["height"]
    assert page.locator(".page-head .state, .contents").count() == 0


def test_the_header_of_a_phone_is_one_row(visit: Visit) -> None:
    page = visit(TOPIC, viewport=PHONE)
    set_in(page, "usual")
    name = page.locator(".site-name").bounding_box()
    for tool in ("Search", "Menu"):
        box = page.get_by_role("button", name=tool).bounding_box()
        assert name
        assert box
        assert box["x"] >= name["x"] + name["width"]
        assert min(box["width"], box["height"]) >= 44


def test_what_is_told_of_the_review_leads_to_what_it_means(visit: Visit) -> None:
    page = visit(TOPIC)
    page.get_by_role("link", name="not yet reviewed by a clinician").click()
    page.wait_for_url("**/about/how-we-write-and-review/")
    assert page.locator(".text ~ .review").inner_text().startswith("Not yet reviewed")


def test_the_footer_leads_to_where_an_error_is_reported(visit: Visit) -> None:
    page = visit(TOPIC)
    page.locator("footer").get_by_role("link", name="Report an error").click()
    expect(page.locator(":target")).to_have_text("If you find an error")
    assert page.locator("footer").get_by_text("Published by").count() == 0, "nobody is named"


# Text

LINES = """() => [...document.querySelectorAll('.text > p')].flatMap((paragraph) => {
  const range = document.createRange(), lines = {};
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    if (node.parentElement.closest('sup')) continue;
    for (let place = 0; place < node.length; place++) {
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      const box = range.getBoundingClientRect();
      if (box.width) lines[Math.round(box.bottom)] = (lines[Math.round(box.bottom)] || 0) + 1;
    }
  }
  return Object.values(lines).slice(0, -1);
})"""


@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_a_full_line_holds_60_to_75_characters(visit: Visit, width: int) -> None:
    pages = ("treatments/talk-therapy/", "treatments/switching-medicines/", "diagnosis/")
    lines: list[int] = []
    for path in pages:
        page = visit(path, **at(width))
        set_in(page, "usual")
        lines += page.evaluate(LINES)
    assert len(lines) > 50
    assert 60 <= sum(lines) / len(lines) <= 75


# What one taps


@pytest.mark.parametrize("width", [360, 1280])
def test_a_door_opens_wherever_it_is_tapped(visit: Visit, width: int) -> None:
    page = visit("", **at(width))
    doors = page.locator(".doors + ul > li")
    assert doors.count() == 4
    for face in faces(page):
        heights = doors.evaluate_all("(doors) => doors.map((door) => door.offsetHeight)")
        assert min(heights) >= 44, face
    box = doors.nth(3).bounding_box()
    assert box is not None
    doors.nth(3).click(position={"x": box["width"] - 12, "y": box["height"] - 12})
    page.wait_for_url("**/living-with/family-and-friends/")


def test_the_links_of_the_menu_are_44_pixels_high_on_a_phone(visit: Visit) -> None:
    page = visit(TREATMENTS, **at(360))
    open_menu(page)
    for face in faces(page):
        heights = page.locator("#site-pages li a").evaluate_all(
            "(links) => links.map((link) => link.getBoundingClientRect().height)"
        )
        assert len(heights) > 10
        assert min(heights) >= 44, face


# Alignment


@pytest.mark.parametrize("width", [1280, 1920])
def test_block_header_pages_and_footer_start_on_one_line(visit: Visit, width: int) -> None:
    page = visit(TOPIC, **at(width))
    for face in faces(page):
        lefts = page.evaluate(
            "['.crisis-title', '.site-name', '.pages ul', '.site-footer p'].map((find) =>"
            " document.querySelector(find).getBoundingClientRect().left)"
        )
        assert max(lefts) - min(lefts) <= 1, face


# Finding one's way


def test_menu_and_contents_stay_in_view_on_a_wide_screen(visit: Visit) -> None:
    page = visit(TREATMENT, **at(1280))
    page.evaluate("scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' })")
    for part in (".pages", ".contents"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= 800, part
        assert page.locator(f"{part} li a").first.is_visible(), part


def test_the_section_that_is_read_is_marked_in_the_contents(visit: Visit) -> None:
    page = visit(TREATMENT, **at(1280))
    marked = page.locator(".contents [aria-current]")
    expect(marked).to_have_count(0)
    headings = page.locator(".text > h2")
    for place in (0, 3, headings.count() - 1):
        headings.nth(place).evaluate("(h2) => h2.scrollIntoView({ behavior: 'instant' })")
        expect(marked).to_have_text(headings.nth(place).inner_text())


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_section_of_the_menu_unfolds(visit: Visit, script: bool) -> None:
    page = visit("symptoms/", **at(1280), java_script_enabled=script)
    inside = page.locator("#site-pages").get_by_role("link", name="Talk therapy")
    expect(inside).to_be_hidden()
    page.get_by_label("Show the pages of Treatments").click()
    inside.click()
    page.wait_for_url("**/treatments/talk-therapy/")


def test_a_page_in_a_section_leads_to_it(visit: Visit) -> None:
    parents = visit("treatments/talk-therapy/").locator(".parents a")
    assert parents.evaluate_all("(links) => links.map((a) => a.pathname)") == ["/treatments/"]
    for alone in ("", "symptoms/", TREATMENTS):
        assert visit(alone).locator(".parents").count() == 0, alone


def test_the_previous_page_stands_before_the_next(visit: Visit) -> None:
    page = visit("symptoms/", **at(1280))
    boxes = [page.locator(f".turn [rel={way}]").bounding_box() for way in ("prev", "next")]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert min(box["height"] for box in boxes if box) >= 44
    assert page.locator(".turn a").all_inner_texts() == [
        "Previous\nWhat is treatment-resistant depression?",
        "Next\nCauses",
    ]


def test_the_address_of_a_heading_can_be_copied_with_the_mouse(visit: Visit) -> None:
    page = visit(TOPIC, **at(1280))
    heading = page.locator(".text > h2").nth(1)
    link = heading.locator("a.anchor")
    assert link.get_attribute("href") == f"#{heading.get_attribute('id')}"
    assert link.evaluate("(a) => a.tabIndex") == -1
    heading.hover()
    expect(link).to_have_css("opacity", "1")


def test_links_out_of_the_guide_and_downloads_are_marked(visit: Visit) -> None:
    signs = """(links) => links.map((link) => [
      link.host !== location.host && link.protocol.startsWith("http"),
      getComputedStyle(link, "::after").content !== "none"])"""
    links = visit("get-help/").locator(".text a:not(.references a, .citation)").evaluate_all(signs)
    assert {is_out for is_out, _ in links} == {True, False}
    assert all(is_out == is_marked for is_out, is_marked in links)
    downloads = visit("references/").locator(".text a:is([href$='.bib'], [href$='.ris'])")
    assert downloads.evaluate_all(signs) == [[False, True]] * 2


# Tables and lists


def test_the_treatments_are_compared_in_the_order_of_the_menu(visit: Visit) -> None:
    section = next(part["Treatments"] for part in SETTINGS["nav"] if "Treatments" in part)
    links = visit(TREATMENTS).locator(".wide tbody th a")
    named = links.evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    sources = [f"treatments/{link.partition('#')[0].strip('./')}.md" for link in named]
    places = [section.index(source) for source in sources]
    assert places == sorted(places)
    assert (len(sources), len(set(sources))) == (10, 6), "options, and the pages that they stand on"


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (768, 2), (1280, 6)])
def test_the_comparison_takes_the_room_there_is_without_a_script(
    visit: Visit, width: int, columns: int
) -> None:
    page = visit(TREATMENTS, **at(width), java_script_enabled=False)
    for face in faces(page):
        lefts = (
            page.locator(".wide tbody tr")
            .first.locator("th, td")
            .evaluate_all(
                "(cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left))"
            )
        )
        assert len(set(lefts)) == columns, face


def test_the_head_of_the_comparison_stays_in_view(visit: Visit) -> None:
    page = visit(TREATMENTS, **at(1280))
    row = page.locator(".wide tbody tr").nth(5)
    row.evaluate("(row) => row.scrollIntoView({ behavior: 'instant', block: 'center' })")
    box = page.locator(".wide thead th").first.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 10
    widths = page.locator(".wide thead th").evaluate_all(
        "(heads) => heads.map((h) => h.offsetWidth)"
    )
    assert max(widths) > 1.5 * min(widths), "by what the columns hold"


@pytest.mark.parametrize("width", [360, 800, 1100])
def test_two_options_stand_side_by_side_where_a_table_has_no_room(visit: Visit, width: int) -> None:
    page = visit(TREATMENTS, **at(width))
    names = page.locator(".wide tbody th").all_inner_texts()
    assert len(names) == 10
    first, second = (page.get_by_label(f"Option {place}") for place in (1, 2))
    shown = page.locator(".wide tbody th:visible")
    first.select_option(index=4)
    second.select_option(index=2)
    assert sorted(shown.all_inner_texts()) == sorted([names[4], names[2]])
    cells = {
        kind: page.locator(f".wide .{kind} > *").evaluate_all(
            "(cells) => cells.map((cell) => [cell.getBoundingClientRect().left,"
            " cell.getBoundingClientRect().top])"
        )
        for kind in ("is-first", "is-second")
    }
    assert len(cells["is-first"]) == len(cells["is-second"]) == 6
    for left, right in zip(cells["is-first"], cells["is-second"], strict=True):
        assert left[1] == right[1], "the same question"
        assert left[0] < right[0]
    first.select_option(index=2)  # the same: the other takes what was there
    assert second.evaluate("(list) => list.selectedIndex") == 4


def test_a_way_back_into_an_option_that_is_not_shown_shows_it(visit: Visit) -> None:
    page = visit(TREATMENTS, **at(360))
    hidden = page.locator(".wide tbody tr").nth(7).locator("[id]").first
    expect(hidden).to_be_hidden()
    page.evaluate("(id) => { location.hash = id }", hidden.get_attribute("id"))
    expect(hidden).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["paper", "no-script"])
def test_every_option_is_there_on_paper_and_without_a_script(visit: Visit, script: bool) -> None:
    page = visit(TREATMENTS, **at(360), java_script_enabled=script)
    if script:
        expect(page.locator(".is-compared")).to_have_count(1)
        page.emulate_media(media="print")
    assert page.locator(".wide tbody th:visible").count() == 10
    assert page.locator(".chooser:visible").count() == 0


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (1280, 2)])
def test_the_index_has_two_columns_where_there_is_room(
    visit: Visit, width: int, columns: int
) -> None:
    lefts = (
        visit("a-to-z/", **at(width))
        .locator(".letter:nth-of-type(2) li")
        .evaluate_all(
            "(lines) => lines.map((line) => Math.round(line.getBoundingClientRect().left))"
        )
    )
    assert len(set(lefts)) == columns


# Paper


def test_the_edge_of_the_paper_cuts_no_border(visit: Visit) -> None:
    page = visit(SHEET)
    page.emulate_media(media="print")
    for face in faces(page):
        room = page.evaluate(
            "['.crisis', 'table', '.key-points'].map((find) => document.documentElement.clientWidth"
            " - document.querySelector(find).getBoundingClientRect().right)"
        )
        assert min(room) >= 1, face


def test_the_sheet_leaves_room_to_write_in_each_column(visit: Visit) -> None:
    page = visit(SHEET)
    page.emulate_media(media="print")
    set_in(page, "usual")
    shares = page.locator("table").evaluate_all(
        "(tables) => tables.map((table) => [...table.rows[1].cells].map("
        "(cell) => cell.offsetWidth / table.offsetWidth))"
    )
    assert min(shares[0]) >= 0.15, "medicine, dose, from - to, what helped, side effects, why"
    assert min(shares[-1]) >= 0.45, "my own questions, answer"
    rows = page.locator("td:empty").evaluate_all(
        "(cells) => cells.map((cell) => cell.offsetHeight)"
    )
    assert min(rows) >= 30, "8 mm"
