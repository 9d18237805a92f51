"""Each page on paper: help, numbers and addresses in full, sources, dates, version; no menus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser
from pypdf import PdfReader

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    re.sub(r"(^|/)index/$", r"\1", file.relative_to(ROOT / "docs").as_posix()[:-3] + "/")
    for file in (ROOT / "docs").rglob("*.md")
)
SETTINGS = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV ", ""))

pytestmark = [pytest.mark.browser, pytest.mark.site]


def printed(chromium: Browser, address: str, path: str, folder: Path, paper: str) -> list[str]:
    """The text of each sheet of paper, blanks folded."""
    file = folder / "page.pdf"
    page = chromium.new_page()
    page.goto(f"{address}/{path}")
    page.pdf(path=str(file), format=paper, print_background=False)
    page.close()
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(file).pages]


@pytest.mark.parametrize("path", PAGES)
def test_a_printed_page_holds_all_that_paper_needs(
    chromium: Browser, address: str, path: str, tmp_path: Path
) -> None:
    text = " ".join(printed(chromium, address, path, tmp_path, "Letter"))
    solid = text.replace(" ", "")
    for needed in (
        "Call 988",
        "Text 988",
        "Not yet reviewed by a clinician",
        "Last reviewed: ",
        "Next review: ",
        f"Version {SETTINGS['extra']['release']}",
    ):
        assert needed in text
    assert "https://chat.988lifeline.org/" in solid
    assert f"http://127.0.0.1:8000/{path}" in solid
    for gone in ("Skip to", "On this page", "Index A to Z" if path != "a-to-z/" else "Menu"):
        assert gone not in text
    source = (ROOT / "docs" / path / "index.md", ROOT / "docs" / f"{path.rstrip('/')}.md")
    if any("[^" in file.read_text(encoding="utf-8") for file in source if file.is_file()):
        assert "References" in text
        assert "doi:10." in solid or "Availablefrom:http" in solid


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_the_sheet_to_fill_in_fits_two_pages(
    chromium: Browser, address: str, tmp_path: Path, paper: str
) -> None:
    sheets = printed(chromium, address, "living-with/what-i-have-tried/", tmp_path, paper)
    assert len(sheets) == 2
    assert "Medicine or treatment" in sheets[0]
