"""A page with all that Material's users write: for axe, keyboard, paper, and without a script."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from axe import faults, looks
from serving import served
from test_build import build, small_guide
from visits import DESKTOP, PHONE, ZOOMED

SOURCE = Path(__file__).parent / "syntax.md"
SYNTAX = "syntax/"
PARTS = (
    "Take them as told.",
    "A talk each week.",
    "One to one.",
    "With others.",
    "Often the best.",
)
FOLDED = ("Call 911.", "Ask how to do it slowly.", "Walk a little each day.", "Enough of one")
KINDS = ("Emergency: If you may act", "Call your doctor", "Self-care: Sleep", "Note")

pytestmark = [pytest.mark.browser, pytest.mark.site]

Visit = Callable[..., Page]


def built(folder: Path) -> Path:
    """Build a small guide with the page in `folder`, and return what is to be published."""
    guide = small_guide(folder)
    settings = guide / "mkdocs.yml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace("  - ect.md\n", "  - ect.md\n  - syntax.md\n"), "utf-8")
    shutil.copyfile(SOURCE, guide / "docs" / "syntax.md")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    return guide / "site"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small guide with the page."""
    with served(built(tmp_path_factory.mktemp("syntax"))) as where:
        yield where


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def test_axe_finds_nothing_in_any_state(visit: Visit, axe: str) -> None:
    page = visit(SYNTAX, viewport=PHONE)
    expect(page.get_by_role("tab")).to_have_count(3)
    page.evaluate(axe)
    states: dict[str, Callable[[], object]] = {
        "as it comes": lambda: None,
        "open": lambda: page.evaluate(
            "document.querySelectorAll('.text details').forEach((one) => { one.open = true; })"
        ),
        "second tab": lambda: tab(page, "Talk therapy"),
        "tab in a tab": lambda: tab(page, "Group"),
        "last tab": lambda: tab(page, "Both"),
    }
    seen = {}
    for state, reach in states.items():
        reach()
        for how in looks(page, PHONE, DESKTOP):
            seen[f"{state}, {how}"] = faults(page)
    assert len(seen) == 5 * 4
    assert {state: found for state, found in seen.items() if found} == {}


def test_without_a_script_every_part_is_shown_under_its_heading(visit: Visit, axe: str) -> None:
    page = visit(SYNTAX, java_script_enabled=False)
    for words in PARTS:
        expect(page.get_by_text(words)).to_be_visible()
    headings = page.locator(".tabbed-label").all_inner_texts()
    assert headings == ["Pills", "Talk therapy", "Alone", "Group", "Both"]
    expect(page.get_by_role("tab")).to_have_count(0)
    page.locator("summary", has_text="Self-care").click()
    expect(page.get_by_text("Walk a little each day.")).to_be_visible()


def test_tabs_follow_the_keys(visit: Visit) -> None:
    page = visit(SYNTAX)
    first = page.get_by_role("tab", name="Pills")
    expect(first).to_have_attribute("aria-selected", "true")
    first.focus()
    for key, name, words in (
        ("ArrowRight", "Talk therapy", "A talk each week."),
        ("End", "Both", "Often the best."),
        ("ArrowRight", "Pills", "Take them as told."),
        ("ArrowLeft", "Both", "Often the best."),
        ("Home", "Pills", "Take them as told."),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tabpanel", name=name)).to_contain_text(words)
        hidden = page.locator(".text > .tabbed-set > .tabbed-block:not(.is-shown)")
        expect(hidden.filter(visible=True)).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("tabpanel", name="Pills")).to_be_focused()


def test_a_link_to_what_a_tab_hides_shows_it(visit: Visit) -> None:
    page = visit(SYNTAX)
    expect(page.get_by_text("Ask first.")).to_be_hidden()
    page.get_by_role("link", name="Go to the group").click()
    expect(page.get_by_text("Ask first.")).to_be_in_viewport()
    tab(page, "Pills")
    page.get_by_role("link", name="Go to the group").click()
    expect(page.get_by_text("Ask first.")).to_be_in_viewport()
    page.goto("about:blank")
    page.go_back()
    expect(page.get_by_text("Ask first.")).to_be_in_viewport()


def test_paper_holds_every_part_open(visit: Visit) -> None:
    page = visit(SYNTAX)
    expect(page.get_by_role("tab")).to_have_count(3)
    pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    text = " ".join(" ".join(one.extract_text().replace("ﬁ", "fi") for one in pages).split())
    missing = [words for words in (*PARTS, *FOLDED, *KINDS) if words not in text]
    assert missing == []
    assert text.count("Talk therapy") == 2, "the heading of the part and a card, no tab"


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED])
def test_nothing_is_wider_than_the_window(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit(SYNTAX, viewport=viewport)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_kinds_and_the_chosen_tab_show_without_colors(visit: Visit) -> None:
    page = visit(SYNTAX, forced_colors="active")
    chosen = page.get_by_role("tab", name="Pills")
    assert chosen.evaluate("(tab) => getComputedStyle(tab).textDecorationLine") == "underline"
    headings = page.locator(".admonition-title .kind").all_inner_texts()
    assert headings[:4] == ["Emergency", "Call your doctor", "Self-care", "Note"]


def test_a_box_to_tick_has_the_name_of_its_line(visit: Visit) -> None:
    page = visit(SYNTAX)
    expect(page.get_by_role("checkbox", name="Ask about side effects")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Morning")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Morning")).to_be_disabled()
