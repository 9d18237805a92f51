"""What a designer would measure: length of lines, order, alignment, sizes of what one taps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from healthguide.yaml_text import SettingsLoader
from visits import faces, open_menu, set_in

ROOT = Path(__file__).parents[2]
TREATMENTS, TOPIC, SHEET = "treatments/", "symptoms/", "living-with/what-i-have-tried/"
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


def test_a_short_form_in_a_heading_is_not_underlined(visit: Visit) -> None:
    short = visit("glossary/").locator("h2 abbr[title]").first
    assert short.evaluate("(abbr) => getComputedStyle(abbr).textDecorationLine") == "none"


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
def test_the_comparison_takes_the_room_there_is(visit: Visit, width: int, columns: int) -> None:
    page = visit(TREATMENTS, **at(width))
    for face in faces(page):
        lefts = (
            page.locator(".wide tbody tr")
            .first.locator("th, td")
            .evaluate_all(
                "(cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left))"
            )
        )
        assert len(set(lefts)) == columns, face


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
    assert min(rows) >= 22, "6 mm; more would need a third sheet"
