"""A figure of dots says its numbers in words, shows one measure, and is told when it is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import html as lxml_html

from healthguide.pages import dots
from healthguide.pages.conversion import Conversion, markup_of
from healthguide.pages.front_matter import split_front_matter
from healthguide.references.library import Reference
from healthguide.yaml_text import Settings

FIGURE = """\
<!-- dots: response
46 of 100: with [CBT](cbt.md) added
22 of 100: with usual care
One UK trial of *469* people.[^wiles2013]
-->"""
ROW = "22 of 100: with usual care"
LIBRARY = {"wiles2013": Reference("wiles2013", "article-journal", "CBT")}


def convert(page: str) -> tuple[str, str, Conversion]:
    conversion = Conversion(markup_of(Settings()), LIBRARY)
    trace, text = conversion.trace(page, split_front_matter(page)[1])
    assert [mark.fate for mark in trace.marks] == ["cited"] * page.count("[^")
    return conversion.html, text, conversion


def told(page: str) -> list[str]:
    conversion = Conversion(markup_of(Settings()), LIBRARY)
    text = conversion.trace(page, split_front_matter(page)[1])[1]
    return [str(one) for one in dots.find_problems(text, page, "a.md")]


def test_a_marker_becomes_a_figure_whose_words_are_text_of_the_page() -> None:
    html, _, _ = convert(f"Before.[^wiles2013]\n\n{FIGURE}\n\nAfter.[^wiles2013]\n")
    page = lxml_html.fromstring(f"<main>{html}</main>")
    [figure] = page.findall("figure")
    measure, *rows = figure.findall("p")
    assert measure.text_content() == "Response: symptoms fell by at least half"
    assert [row.text_content() for row in rows] == [
        "46 in 100 with CBT added",
        "22 in 100 with usual care",
    ]
    assert [row.find("svg").get("aria-hidden") for row in rows] == ["true", "true"]
    assert rows[0].find("span/a").get("href") == "cbt.md"
    caption = figure.find("figcaption")
    assert caption.text_content() == f"One UK trial of 469 people.1 {dots.READ}"
    assert caption.find("sup/a").get("role") == "doc-noteref"
    assert "markdown=" not in html
    assert "dots:" not in html
    assert [p.text for p in page.findall("p")] == ["Before.", "After."]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 46, 50, 99, 100])
def test_as_many_large_dots_are_drawn_as_the_number_says(count: int) -> None:
    svg = lxml_html.fromstring(dots.drawing(count))
    drawn = {
        path.get("class"): sum(
            round(float(length)) // 10 + 1 for length in re.findall(r"h([\d.]+)", path.get("d"))
        )
        for path in svg.findall("path")
    }
    assert (drawn.get("on", 0), drawn.get("off", 0)) == (count, 100 - count)
    places = [
        (int(x) + 10 * step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h([\d.]+)", dots.drawing(count))
        for step in range(round(float(length)) // 10 + 1)
    ]
    assert sorted(places) == sorted((x, y) for x in range(5, 100, 10) for y in range(5, 100, 10))


def test_words_of_a_figure_are_those_of_the_language() -> None:
    made = dots.with_dots(FIGURE, {"response": "Ansprechen", "count": "{count} von 100"})
    assert "Ansprechen" in made
    assert "**46 von 100**" in made


def test_the_name_of_a_figure_is_its_measure_and_not_its_caption_with_citations() -> None:
    """Else a screen reader calls it "One UK trial of 469 people.Reference 2,Reference 8"."""
    [figure] = lxml_html.fromstring(f"<main>{convert(FIGURE)[0]}</main>").findall("figure")
    assert figure.get("aria-label") == "Response: symptoms fell by at least half"
    german = dots.with_dots(FIGURE, {"response": 'Ansprechen, "halb" so viel'})
    assert 'aria-label="Ansprechen, &quot;halb&quot; so viel"' in german


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "response",
            "respons",
            "has the measure 'respons'. Did you mean 'response'?",
        ),
        (
            "dots: response",
            "dots:",
            "has the measure '46 of 100: with [CBT](cbt.md) added'. Write one of these behind "
            "'dots:': response, remission, relapse, harm.",
        ),
        (
            "46 of 100:",
            "146 of 100:",
            "has the row '146 of 100: with [CBT](cbt.md) added'. Write one to four rows below the "
            "measure, such as '46 of 100: with CBT added'; whole numbers up to 100.",
        ),
        (
            "22 of 100: with",
            "22 in 100 with",
            "has the row '22 in 100 with usual care'. Write one to four rows below the measure, "
            "such as '46 of 100: with CBT added'; whole numbers up to 100.",
        ),
        (
            "[^wiles2013]",
            "",
            "has no caption with a citation. End it with a line that says who was studied and how "
            "long, and cites the source.",
        ),
        (
            "usual care",
            "usual care, in remission",
            "shows response and says 'remission'. Make two figures, one for each measure.",
        ),
        (
            "response\n",
            "remission\n11 of 100: who responded\n",
            "shows remission and says 'respond'. Make two figures, one for each measure.",
        ),
        ("-->", "", "is never closed. End it with '-->'; it may have up to 2,000 letters."),
    ],
)
def test_a_wrong_figure_is_told_with_its_place_and_not_drawn(old: str, new: str, said: str) -> None:
    assert old in FIGURE
    wrong = FIGURE.replace(old, new, 1)
    assert f"a.md:6:1: [page-dots] The figure of dots {said}" in told(
        f"---\ntitle: A\n---\nText.[^wiles2013]\n\n{wrong}\n"
    )
    assert dots.with_dots(wrong) == wrong


@pytest.mark.parametrize("check", dots.CHECKS, ids=lambda check: check.__name__)
def test_what_a_check_would_tell_passes_without_it(
    check: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = {
        "stands_alone": f"Look: {FIGURE}",
        "measure_known": FIGURE.replace("response", "respons"),
        "rows_readable": FIGURE.replace("46 of 100:", "146 of 100:"),
        "as_many_rows_as_fit": FIGURE.replace(ROW, 4 * f"{ROW}\n"),
        "caption_cited": FIGURE.replace("[^wiles2013]", ""),
        "one_measure": FIGURE.replace("usual care", "usual care, in remission"),
    }
    fault = faults[check.__name__]
    assert len(dots.find_problems(fault, fault, "a.md")) == 1
    monkeypatch.setattr(dots, "CHECKS", tuple(one for one in dots.CHECKS if one is not check))
    assert dots.find_problems(fault, fault, "a.md") == []


@pytest.mark.parametrize("page", ["Text\n{}\n\nText", "Text\n\n{}\nText", "Look: {}"])
def test_a_figure_that_touches_text_would_break_it(page: str) -> None:
    page = page.format(FIGURE)
    assert "does not stand alone between blank lines" in told(page)[0]
    assert dots.with_dots(page) == page


@pytest.mark.parametrize(
    "page",
    [
        FIGURE,
        FIGURE.replace("\n", "\r\n"),
        FIGURE.replace("response", "harm"),
        FIGURE.replace("response", "relapse").replace(
            "usual care", "usual care, once in remission"
        ),
        "```\n<!-- dots: nothing -->\n```",
        "Write `<!-- dots: response` to begin one.",
        "<!-- a note on the dots: they are old -->",
    ],
)
def test_what_is_right_is_left_alone(page: str) -> None:
    assert told(page) == []


def test_many_figures_that_are_never_closed_are_read_in_time() -> None:
    assert len(told("<!-- dots: response\n\n" * 3000)) == 3000
