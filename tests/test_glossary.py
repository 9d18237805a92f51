"""Abbreviations come from the glossary page, full terms do not; each links there once a section."""

from __future__ import annotations

import markdown
import pytest

from healthguide.citations import Citations
from healthguide.pages.glossary import Term, Terms, abbreviations
from healthguide.references.library import Reference


def test_an_abbreviation_heading_gives_its_full_term_and_id() -> None:
    source = "## ECT (electroconvulsive therapy) {#ect}\n\nText.\n\n## PHQ-9 (a form)\n"
    assert abbreviations(source) == {
        "ECT": Term("electroconvulsive therapy", "ect"),
        "PHQ-9": Term("a form"),
    }


def test_an_id_is_found_among_other_attributes() -> None:
    assert abbreviations("## ECT (a therapy) { .big #ect lang=en }\n")["ECT"].id == "ect"


def test_a_word_with_a_bracket_is_no_abbreviation() -> None:
    assert abbreviations("## Antipsychotic (added) {#antipsychotic}\n## Relapse\n") == {}


def test_deeper_headings_are_not_terms() -> None:
    assert abbreviations("### ECT (electroconvulsive therapy)\n") == {}


LINK = '<a class="term" href="../glossary/#ect" title="a therapy">ECT</a>'


def marked(text: str, address: str = "../glossary/") -> str:
    terms = Terms()
    terms.terms, terms.address = {"ECT": Term("a therapy", "ect"), "PHQ-9": Term("a form")}, address
    library = {"a": Reference("a", "book", "On ECT", url="https://a.org/")}
    extensions = ["abbr", "tables", "attr_list", Citations(library), terms]
    return markdown.markdown(text, extensions=extensions)


def test_the_first_use_in_a_section_is_a_link_to_the_glossary() -> None:
    html = marked("ECT and *ECT* ECT.\n\n## Two\n\nSo *ECT* is ECT.\n\n### Three\n\nECT")
    assert html == (
        f"<p>{LINK} and <em>ECT</em> ECT.</p>\n<h2>Two</h2>\n"
        f"<p>So <em>{LINK}</em> is ECT.</p>\n<h3>Three</h3>\n<p>ECT</p>"
    )


def test_several_words_of_one_text_keep_what_stands_between_them() -> None:
    form = '<a class="term" href="../glossary/" title="a form">PHQ-9</a>'
    assert marked("A PHQ-9, ECT & b PHQ-9.") == f"<p>A {form}, {LINK} &amp; b PHQ-9.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "## ECT",
        "[ECT](https://a.org/)",
        "`ECT`",
        "    ECT",
        "| ECT |\n| --- |\n| a |",
        "ECTs and SPECT and pre-ECT",
        "Text.[^a]",
        "Text.[^n]\n\n[^n]: A note on ECT.",
    ],
)
def test_a_heading_a_link_code_and_a_source_stay_as_they_are(text: str) -> None:
    assert 'class="term"' not in marked(text)


def test_the_glossary_does_not_link_to_itself() -> None:
    assert marked("ECT", "") == "<p>ECT</p>"
