"""What a designer would measure: length of lines, order, alignment, sizes of what one taps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

ROOT = Path(__file__).parent.parent
TREATMENTS, TOPIC, SHEET = "treatments/", "symptoms/", "living-with/what-i-have-tried/"
SETTINGS = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV ", ""))

pytestmark = [pytest.mark.browser, pytest.mark.site]

Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    opened = []

    def open_page(path: str, width: int = 1280, **options: object) -> Page:
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, **options)  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.goto(f"{address}/{path}")
        return page

    yield open_page
    for context in opened:
        context.close()


def test_the_sections_of_the_guide_stand_before_the_references(visit: Visit) -> None:
    tops = visit("").evaluate(
        "['.sections', '.references'].map((find) =>"
        " document.querySelector(find).getBoundingClientRect().top)"
    )
    assert tops[0] < tops[1]
