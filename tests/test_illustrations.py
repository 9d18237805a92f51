"""Illustrations: the marker in a page, the drawing's words and colours, and what a reader gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import html as lxml_html
from markdown import markdown

from healthguide.pages import illustrations
from healthguide.pages.check import check_sources
from healthguide.pages.conversion import Conversion, markup_of
from healthguide.pages.front_matter import split_front_matter
from healthguide.publish.search import sections
from healthguide.yaml_text import Settings

ROOT = Path(__file__).parent.parent
STYLES = (ROOT / "overrides/assets/css/drawings.css").read_text(encoding="utf-8")
NAMES = ("treatment-trial", "after-two-medicines")
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 90">
<title>Two steps</title>
<desc>First one, then the other.</desc>
<rect class="drawn-box" x="2" y="2" width="90" height="60" rx="8"/>
<text class="drawn-strong" x="9" y="30">One &amp; two</text>
</svg>
"""


def marked(page: str) -> list[str]:
    conversion = Conversion(markup_of(Settings()), {})
    _, text = conversion.trace(page, split_front_matter(page)[1])
    return [str(one) for one in illustrations.find_problems(text, page, "a.md", NAMES)]


def drawn(svg: str) -> list[str]:
    return [str(one) for one in illustrations.find_drawing_problems(svg, "a.svg")]


# The marker


def test_a_marker_on_a_line_of_its_own_becomes_the_drawing() -> None:
    page = "Before\n\n<!-- illustration: steps -->\n\nAfter"
    html = markdown(illustrations.with_drawings(page, {"steps": SVG}), extensions=["md_in_html"])
    figure = lxml_html.fromstring(f"<main>{html}</main>").find("figure")
    image = figure.find("svg")
    assert image.get("role") == "img"
    assert image.get("aria-labelledby") == image.find("title").get("id") == "steps-title"
    assert image.get("aria-describedby") == image.find("desc").get("id") == "steps-desc"
    assert figure.findtext("figcaption") == image.findtext("title")
    assert "xmlns" not in html
    assert 'viewBox="0 0 320 90"' in html
    assert "<p>Before</p>" in html
    assert "<p>After</p>" in html


def test_a_caption_of_its_own_stands_behind_a_bar_as_plain_text() -> None:
    page = "<!-- illustration: steps | Two <steps>, & a plan -->"
    made = illustrations.with_drawings(page, {"steps": SVG})
    assert "<figcaption>Two &lt;steps&gt;, &amp; a plan</figcaption>" in made
    assert marked("<!-- illustration: treatment-trial | Steps -->") == []


def test_two_drawings_on_a_page_share_no_id() -> None:
    page = "<!-- illustration: a -->\n\n<!-- illustration: b -->"
    ids = re.findall(r' id="([^"]+)"', illustrations.with_drawings(page, {"a": SVG, "b": SVG}))
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize(
    "page",
    [
        "---\ntitle: A\n---\n<!-- illustration: treatment-trial -->",
        "Text\n\n<!--illustration:treatment-trial-->\r\n\r\nText",
        "```\n<!-- illustration: nothing -->\n```",
        "Write `<!-- illustration: NAME -->` for one.",
        "Text <!-- a note on the illustration: it is old -->",
    ],
    ids=["first", "crlf", "fence", "code", "note"],
)
def test_what_is_right_is_left_alone(page: str) -> None:
    assert marked(page) == []


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "Text\n\n<!-- illustration: treatment-trail -->",
            "a.md:3:1: [page-illustration] The illustration 'treatment-trail' does not exist. "
            "Did you mean 'treatment-trial'?",
        ),
        (
            "---\ntitle: A\n---\n<!-- illustration: zebra -->",
            "a.md:4:1: [page-illustration] The illustration 'zebra' does not exist. "
            "Draw it as a file of that name in docs/illustrations/, or use one of: "
            "after-two-medicines, treatment-trial.",
        ),
        (
            "Look: <!-- illustration: treatment-trial -->",
            "a.md:1:7: [page-illustration] The illustration 'treatment-trial' does not stand on a "
            "line of its own. Start a line with the marker, and leave a blank line before and "
            "after it.",
        ),
        (
            "<!-- illustration: treatment-trial -->\n\n\n<!-- illustration: treatment-trial -->",
            "a.md:4:1: [page-illustration] The illustration 'treatment-trial' stands on this page "
            "twice. Delete one of the two markers.",
        ),
    ],
    ids=["misspelt", "unknown", "in-a-line", "twice"],
)
def test_a_wrong_marker_is_told_with_its_place(page: str, said: str) -> None:
    assert marked(page) == [said]


@pytest.mark.parametrize("page", ["Text\n{}\n\nText", "Text\n\n{}\nText", "- Text\n\n    {}\n"])
def test_a_marker_that_touches_text_would_break_it(page: str) -> None:
    page = page.format("<!-- illustration: treatment-trial -->")
    assert "does not stand on a line" in marked(page)[0]
    assert illustrations.with_drawings(page, {"treatment-trial": SVG}) == page


# The drawing


def test_a_right_drawing_is_left_alone() -> None:
    assert drawn(SVG) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<title>Two steps</title>\n", "", "a.svg:1:1: [page-drawing] The drawing has no <title>."),
        ("First one, then the other.", " ", "a.svg:3:1: [page-drawing] The drawing has no <desc>."),
        ("320 90", "640 90", "a.svg:1:1: [page-drawing] The drawing has the viewBox '0 0 640 90'."),
        (
            'class="drawn-box" x',
            'fill="#fff" x',
            "a.svg:4:7: [page-drawing] The drawing sets fill=",
        ),
        ('class="drawn-box" x', 'style="fill:red" x', "a.svg:4:7: [page-drawing] The drawing sets"),
        (
            'class="drawn-box" x',
            'id="box" x',
            "a.svg:4:7: [page-drawing] The drawing sets id='box'",
        ),
        ("<title>", '<title x="1">', "a.svg:2:8: [page-drawing] The drawing sets x='1'."),
        ('"drawn-box"', '"drawn-bx"', "a.svg:4:7: [page-drawing] The drawing has the class 'drawn"),
        (
            "<rect",
            "<style>.a{fill:red}</style><rect",
            "a.svg:4:1: [page-drawing] The drawing holds",
        ),
        ("<rect", "<script/><rect", "a.svg:4:1: [page-drawing] The drawing holds a <script>."),
        ("</text>", "", "a.svg:6:3: [page-drawing] The drawing cannot be read: mismatched tag."),
    ],
    ids=lambda value: value[-24:],
)
def test_a_fault_of_a_drawing_is_told_with_its_place(old: str, new: str, said: str) -> None:
    found = drawn(SVG.replace(old, new, 1))
    assert found[0].startswith(said)
    assert len(found) == 1


@pytest.mark.parametrize("check", illustrations.CHECKS, ids=lambda check: check.__name__)
def test_each_check_of_a_drawing_is_needed(
    check: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {
        illustrations.words_given: SVG.replace("Two steps", ""),
        illustrations.view_fits_a_phone: SVG.replace(' viewBox="0 0 320 90"', ""),
        illustrations.elements_known: SVG.replace("<rect", "<image/><rect"),
        illustrations.attributes_known: SVG.replace("<rect", '<rect stroke="black"'),
        illustrations.classes_known: SVG.replace("drawn-box", "md-box"),
    }[check]
    assert len(drawn(broken)) == 1
    monkeypatch.setattr(
        illustrations, "CHECKS", tuple(one for one in illustrations.CHECKS if one is not check)
    )
    assert drawn(broken) == []


def test_an_accent_before_a_fault_moves_no_column() -> None:
    svg = SVG.replace("One &amp; two</text>", 'é</text><text fill="red">x</text>')
    assert drawn(svg)[0].startswith("a.svg:5:55: [page-drawing] The drawing sets fill='red'.")


@pytest.mark.parametrize("name", illustrations.CLASSES)
def test_the_style_sheet_knows_each_class_also_in_forced_colours(name: str) -> None:
    plain, forced = STYLES.split("@media (forced-colors: active)")
    assert re.search(rf"\.{name}\b", plain)
    assert re.search(rf"\.{name}\b", forced) or name == "drawn-strong"


# The command line, and search


def test_the_check_of_a_folder_reads_markers_and_drawings(tmp_path: Path) -> None:
    (tmp_path / "references.json").write_text("[]", encoding="utf-8")
    (tmp_path / "illustrations").mkdir()
    (tmp_path / "illustrations/steps.svg").write_text(SVG.replace("rect", "image"))
    (tmp_path / "deep").mkdir()
    page = tmp_path / "deep/page.md"
    page.write_text("<!-- illustration: steps -->\n\n<!-- illustration: stepp -->\n")
    report = check_sources([page], [tmp_path], date(2026, 11, 23))
    said = [str(one) for one in report.findings if "page-no-front" not in one.rule]
    assert len(said) == 2
    assert "stepp' does not exist. Did you mean 'steps'?" in said[0]
    assert "illustrations/steps.svg:4:1: [page-drawing] The drawing holds a <image>." in said[1]


def test_search_reads_the_page_and_the_caption_and_not_the_drawing() -> None:
    html = f"<h2 id='a'>A</h2><p>Words.</p>{illustrations.as_html('steps', SVG)}<p>More.</p>"
    assert [section.text for section in sections(html)] == ["Words. Two steps More."]
