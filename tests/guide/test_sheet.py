"""The sheets to fill in on the screen: words go with the page unless one asks to keep them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from axe import faults
from visits import DESKTOP, PHONE

SHEETS = [
    "living-with/what-i-have-tried/",
    "living-with/what-matters-to-me/",
    "living-with/safety-plan/",
]
STORED = "Object.values(localStorage).join()"
WORDS = "My sister Jo, after six"

pytestmark = [pytest.mark.browser, pytest.mark.site]

Visit = Callable[..., Page]


def fill_in(page: Page) -> None:
    page.get_by_role("button", name="Fill in on this screen").click()
    expect(page.locator(".text textarea").first).to_be_focused()
    page.keyboard.type(WORDS)


@pytest.mark.parametrize("path", SHEETS)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_empty_cell_is_a_field_with_a_name(
    visit: Visit, axe: str, path: str, viewport: dict[str, int]
) -> None:
    page = visit(path, viewport=viewport)
    empty = page.locator(".text td:empty").count()
    fill_in(page)
    fields = page.locator(".text textarea")
    assert fields.count() == empty >= 8
    names = fields.evaluate_all(
        "(fields) => fields.map((field) => [...document.querySelectorAll('table')]"
        ".indexOf(field.closest('table')) + field.ariaLabel)"
    )
    assert len(set(names)) == empty
    assert all(field.is_visible() for field in (fields.first, fields.last))
    heights = fields.evaluate_all("(fields) => fields.map((field) => field.offsetHeight)")
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.evaluate(axe)
    assert faults(page, [".sheet-tools", ".text"]) == []


def test_what_is_written_is_gone_with_the_page(visit: Visit) -> None:
    page = visit(SHEETS[0])
    fill_in(page)
    assert page.evaluate(STORED) == ""
    page.reload()
    assert page.locator("textarea").count() == 0
    fill_in(page)
    assert page.locator("textarea").first.input_value() == WORDS


def test_what_is_written_is_kept_while_one_asks_for_it_and_cleared_at_once(visit: Visit) -> None:
    page = visit(SHEETS[2])
    fill_in(page)
    keep = page.get_by_label("Keep what I write on this device")
    expect(keep).not_to_be_checked()
    keep.check()
    assert WORDS in page.evaluate(STORED)
    page.locator("textarea").nth(2).fill("Call the clinic")
    page.reload()
    assert page.locator("textarea").first.input_value() == WORDS
    assert page.locator("textarea").nth(2).input_value() == "Call the clinic"
    expect(keep).to_be_checked()
    keep.uncheck()
    assert page.evaluate(STORED) == ""
    keep.check()
    page.get_by_role("button", name="Clear the sheet").click()
    assert page.evaluate(STORED) == ""
    assert (
        page.locator("textarea").evaluate_all("(all) => all.map((one) => one.value).join('')") == ""
    )
    expect(keep).not_to_be_checked()


def test_what_is_written_is_printed(visit: Visit, tmp_path: Path) -> None:
    page = visit(SHEETS[0])
    fill_in(page)
    page.pdf(path=str(tmp_path / "sheet.pdf"), format="Letter")
    text = " ".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "sheet.pdf").pages)
    assert WORDS in " ".join(text.split())
    assert "Clear the sheet" not in text


def test_without_a_script_the_sheet_is_for_paper(visit: Visit) -> None:
    page = visit(SHEETS[0], java_script_enabled=False)
    expect(page.locator(".sheet-tools")).to_be_hidden()
    assert page.locator("td:empty").count() > 20
