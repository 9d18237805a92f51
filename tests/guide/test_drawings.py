"""The drawings of this guide: each on its page, in the words of the page, for every reader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Page
from pypdf import PdfReader

from healthguide.pages import illustrations
from visits import FACES, SPACED, adopt, set_in

ROOT = Path(__file__).parents[2]
PAGES = {"treatment-trial": "treatments/time-and-dose/", "after-two-medicines": "treatments/"}

pytestmark = [pytest.mark.browser, pytest.mark.site]


def test_every_drawing_is_on_a_page_and_none_is_a_file_of_the_site(site: Path) -> None:
    files = sorted(file.stem for file in (ROOT / "docs" / illustrations.FOLDER).glob("*.svg"))
    assert files == sorted(PAGES)
    for name, path in PAGES.items():
        assert f'aria-labelledby="{name}-title"' in (site / path / "index.html").read_text()
    assert not (site / illustrations.FOLDER).exists()


@pytest.mark.parametrize("name", PAGES)
def test_a_drawing_says_no_word_that_its_page_does_not(site: Path, name: str) -> None:
    """So a fact in a drawing has its sentence and its citation in the text."""
    page = lxml_html.fromstring((site / PAGES[name] / "index.html").read_text(encoding="utf-8"))
    figure = page.find(".//figure")
    said = " ".join(text.text_content() for text in figure.iter("text"))
    figure.drop_tree()
    text = page.find(".//article").text_content()
    words, known = (set(re.findall(r"[a-z]{3,}", part.lower())) for part in (said, text))
    assert len(words) > 20
    assert words - known == set()


BOX = re.compile(
    r'<rect class="drawn-(?:box|way)"[^>]*>\s*<text class="drawn-strong"[^>]*>([^<]+)</text>'
)
BEFORE_THE_STEPS = "Two antidepressants"
"""A box that says where the reader stands, not where to go."""


@pytest.mark.parametrize("name", PAGES)
def test_each_box_of_a_drawing_leads_to_a_page_by_the_list_below_it(site: Path, name: str) -> None:
    """The drawing is one image, so its links are those of the list, which the caption names."""
    page = lxml_html.fromstring((site / PAGES[name] / "index.html").read_text(encoding="utf-8"))
    [figure] = page.findall(".//figure[@class='illustration']")
    assert "list below" in figure.findtext("figcaption")
    points = figure.xpath("following-sibling::*[self::ol or self::ul][1]//li[not(.//ul)]")
    linked = [
        set(re.findall(r"[a-z]+", point.text_content().lower()))
        for point in points
        if point.xpath(".//a[@href][not(@role)]")
    ]
    boxes = BOX.findall((ROOT / f"docs/illustrations/{name}.svg").read_text(encoding="utf-8"))
    assert len(boxes) >= 5
    for title in set(boxes) - {BEFORE_THE_STEPS}:
        for choice in title.lower().split(" or "):
            words = set(re.findall(r"[a-z]+", choice)) - {"a"}
            assert any(words <= point for point in linked), title


def at(width: int) -> dict[str, object]:
    return {"viewport": {"width": width, "height": 740}}


COLOURS = """(svg) => {
  const probe = document.body.appendChild(document.createElement('i'));
  const token = (name) => {
    probe.style.color = `var(--color-${name})`;
    return getComputedStyle(probe).color;
  };
  const fill = (find) => getComputedStyle(svg.querySelector(find)).fill;
  return [[fill('.drawn-strong'), token('text')], [fill('.drawn-box'), token('surface')]];
}"""
TEXTS = """(svg) => [...svg.querySelectorAll('text')].map((text) => {
  const box = text.getBBox();
  return [text.textContent, box.x, box.x + box.width, 16 * svg.getBoundingClientRect().width / 320];
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_drawing_has_the_colours_of_the_scheme(
    visit: Callable[..., Page], name: str, scheme: str
) -> None:
    drawing = visit(PAGES[name], color_scheme=scheme).locator(".illustration svg")
    assert drawing.is_visible()
    pairs = drawing.evaluate(COLOURS)
    assert [shown for shown, _ in pairs] == [token for _, token in pairs]
    assert pairs[0] != pairs[1]


@pytest.mark.parametrize("name", PAGES)
def test_a_drawing_takes_the_colours_that_the_reader_forces(
    visit: Callable[..., Page], name: str
) -> None:
    page = visit(PAGES[name], forced_colors="active", color_scheme="dark")
    fills = page.locator(".illustration").evaluate(
        "(figure) => ['.drawn-strong', '.drawn-box'].map((find) =>"
        " getComputedStyle(figure.querySelector(find)).fill)"
    )
    system = page.evaluate(
        "['CanvasText', 'Canvas'].map((name) => { document.body.style.color = name;"
        " return getComputedStyle(document.body).color })"
    )
    assert fills == system


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_the_words_of_a_drawing_can_be_read_and_stay_inside(
    visit: Callable[..., Page], name: str, width: int
) -> None:
    page = visit(PAGES[name], **at(width))
    drawing = page.locator(".illustration svg")
    for face, css in (*((face, "") for face in FACES), ("usual", SPACED)):
        set_in(page, face)
        adopt(page, css)
        texts = drawing.evaluate(TEXTS)
        assert len(texts) > 10
        outside = [text for text in texts if text[1] < 0 or text[2] > illustrations.WIDTH]
        assert outside == [], (face, css)
        assert min(size for *_, size in texts) >= 14
    assert drawing.evaluate("(svg) => svg.getBoundingClientRect().right") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_drawing_is_an_image_with_name_and_description(
    visit: Callable[..., Page], name: str
) -> None:
    source = (ROOT / f"docs/illustrations/{name}.svg").read_text(encoding="utf-8")
    title, desc = re.findall(r"<(?:title|desc)>(.*?)</", source)
    image = visit(PAGES[name]).get_by_role("img", name=title, exact=True)
    assert image.count() == 1
    described = image.get_attribute("aria-describedby")
    assert image.page.locator(f"[id='{described}']").text_content() == desc


@pytest.mark.parametrize("name", PAGES)
def test_a_drawing_is_printed_whole(visit: Callable[..., Page], name: str, tmp_path: Path) -> None:
    page = visit(PAGES[name])
    texts = page.locator(".illustration text").all_text_contents()
    page.pdf(path=str(tmp_path / "page.pdf"), format="Letter", print_background=False)
    sheets = [  # a font may print "fi" as one letter
        " ".join(unicodedata.normalize("NFKC", sheet.extract_text()).split())
        for sheet in PdfReader(tmp_path / "page.pdf").pages
    ]
    assert any(all(text in sheet for text in texts) for sheet in sheets)
