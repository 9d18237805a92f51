"""Each page on paper: help, numbers and addresses in full, sources, dates, version; no menus."""

from __future__ import annotations

import datetime
import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page
from pypdf import PdfReader

from healthguide.yaml_text import SettingsLoader
from pages import DOCS, EXAMPLES, PAGES, SOURCES, address_of
from visits import set_in

SETTINGS = SettingsLoader((DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")).get_data()
SOURCE = {address_of(source): DOCS / source for source in SOURCES}
SHEETS = {
    "living-with/what-i-have-tried/": "Medicine or treatment",
    "living-with/safety-plan/": "worth getting through this for?",
    "living-with/what-matters-to-me/": "What worries me",
}
"""The sheets to fill in by hand, and words that stand on the first of their two pages."""
VARIED = {*EXAMPLES, *SHEETS, "references/", "404.html"}
"""One page of each kind, for a browser that prints more slowly than Chromium."""
MENUS = (
    "Skip to",
    "Menu",
    "Search",
    "Pages",
    "On this page",
    "Colors",
    "Match my device",
    "Previous",
    "\u21a9",  # the way back from a source
    "Cited in",
    "Print this page",
)
"""What is there to be clicked. Words of the text that are the same are taken out before."""
IN_TEXT = """(start) => [...document.querySelectorAll(`main .text a[href^="${start}"]`)]
    .filter((link) => !link.closest(".references, .sources"))
    .map((link) => link.getAttribute("href"))"""
SOURCES_OF = """() => [...document.querySelectorAll(".references li")].map((entry) => {
    const copy = entry.cloneNode(true);
    for (const back of copy.querySelectorAll(".backlink, .places")) back.remove();
    return copy.textContent;
})"""

pytestmark = [pytest.mark.browser, pytest.mark.site]


def printed(page: Page, folder: Path, paper: str = "Letter") -> list[str]:
    """The text of each sheet of paper, blanks folded."""
    file = folder / "page.pdf"
    page.pdf(path=str(file), format=paper, print_background=False)
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(file).pages]


def solid(text: str) -> str:
    """Letters as they were written, without blanks: long addresses are broken anywhere."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def dates(path: str) -> list[str]:
    """The lines on the review that the page must print, from its front matter."""
    meta = yaml.safe_load(SOURCE[path].read_text(encoding="utf-8").split("---")[1])
    said: list[tuple[str, datetime.date]] = [
        ("Sources last checked", meta["last_reviewed"]),
        ("Next review", meta["next_review"]),
    ]
    return [f"{name}: {day:%B} {day.day}, {day.year}." for name, day in said]


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=pytest.mark.firefox) if path in VARIED else path for path in PAGES],
)
def test_a_printed_page_holds_all_that_paper_needs(visit, path: str, tmp_path: Path) -> None:
    page = visit(path)
    text = " ".join(printed(page, tmp_path))
    line = SETTINGS["extra"]["crisis"]
    addresses, sources = page.evaluate(IN_TEXT, "http"), page.evaluate(SOURCES_OF)
    needed = [
        "Need support now?",
        f"Call {line['call']['number']}",
        f"Text {line['text']['number']}",
        f"Chat online with {line['chat']['name']} {line['chat']['link']}",
        f"call {line['emergency']['number']}",
        f"Version {SETTINGS['extra']['release']}",
        *addresses,
        *(["References", *sources] if sources else []),
    ]
    if path in SOURCE:
        address = f"Address of this page: {SETTINGS['site_url']}{path}"
        needed += [address, "Not yet reviewed by a clinician.", *dates(path)]
    assert [one for one in needed if solid(one) not in solid(text)] == []
    digits = re.sub(r"\D", "", text)
    numbers = [*page.evaluate(IN_TEXT, "tel:"), *page.evaluate(IN_TEXT, "sms:")]
    assert [number for number in numbers if re.sub(r"\D", "", number) not in digits] == []
    assert len(addresses) + len(numbers) >= 5 or path != "get-help/"
    own = " ".join(page.locator("main .page-head, main .text").all_inner_texts())
    assert [gone for gone in MENUS if text.count(gone) > own.count(gone)] == []


@pytest.mark.firefox
def test_what_is_folded_is_open_on_paper(visit, tmp_path: Path) -> None:
    page = visit("symptoms/")
    page.evaluate(
        "document.querySelector('.text').insertAdjacentHTML('beforeend',"
        " '<details><summary>More</summary><p>Folded words</p></details>')"
    )
    assert not page.get_by_text("Folded words").is_visible()
    assert "Folded words" in " ".join(printed(page, tmp_path))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_menus_are_gone_and_help_is_there(visit, script: bool) -> None:
    page = visit("treatments/ketamine-and-esketamine/", java_script_enabled=script)
    page.emulate_media(media="print")
    for gone in (
        ".skip",
        ".reach",
        "#site-pages",
        ".site-tools",
        ".contents",
        ".turn",
        ".scheme",
        "footer nav",
    ):
        parts = page.locator(gone)
        assert parts.count() >= 1, gone
        assert [part.is_visible() for part in parts.all()] == [False] * parts.count(), gone
    for kept in ("#crisis", "#crisis .crisis-print", ".references", ".review", "footer"):
        assert page.locator(kept).first.is_visible(), kept


@pytest.mark.parametrize("path", SHEETS)
@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_sheet_to_fill_in_fits_two_pages(visit, path: str, tmp_path: Path, paper: str) -> None:
    page = visit(path)
    set_in(page, "usual")
    sheets = printed(page, tmp_path, paper)
    assert len(sheets) == 2
    assert SHEETS[path] in sheets[0]


def test_questions_have_room_for_answers_on_paper_and_stay_together(visit) -> None:
    page = visit("symptoms/")
    box = page.locator(".questions + ul")
    room = (
        "(box) => [...box.children].map((item) =>"
        " parseFloat(getComputedStyle(item, '::after').height) || 0)"
    )
    assert set(box.evaluate(room)) == {0}
    page.emulate_media(media="print")
    rooms = box.evaluate(room)
    assert len(rooms) >= 3
    assert min(rooms) >= 28
    assert box.evaluate("(box) => getComputedStyle(box).breakInside") == "avoid"
