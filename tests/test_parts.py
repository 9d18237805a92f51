"""Lead and references leave the text of a page in Python-Markdown's own tree."""

from __future__ import annotations

import markdown
import pytest

from healthguide.pages.parts import Parts

NOTES = '<section role="doc-endnotes" class="references" markdown="1">\n\n1. One.\n\n</section>'
EXTENSIONS = ["attr_list", "md_in_html", "admonition", "abbr"]


def taken(text: str) -> tuple[str, str, str]:
    parts = Parts()
    rest = markdown.markdown(text, extensions=[*EXTENSIONS, parts])
    return parts.lead, rest, parts.references


LEADS = {
    "First *one*.\n\nSecond.": "<p>First <em>one</em>.</p>",
    "First.\n{: .intro #top }\n\nSecond.": '<p class="intro" id="top">First.</p>',
    'With <b title="a</p>b">raw</b> & `</p>`.\n\nSecond.': (
        '<p>With <b title="a</p>b">raw</b> &amp; <code>&lt;/p&gt;</code>.</p>'
    ),
    '<p class="x" markdown>First *one*.</p>\n\nSecond.': '<p class="x">First <em>one</em>.</p>',
    "An ECT.\n\nSecond.\n\n*[ECT]: Therapy": '<p>An <abbr title="Therapy">ECT</abbr>.</p>',
}


@pytest.mark.parametrize("text", LEADS)
def test_the_first_paragraph_is_the_lead_whatever_it_holds(text: str) -> None:
    assert taken(text) == (LEADS[text], "<p>Second.</p>", "")


@pytest.mark.parametrize(
    "text",
    [
        "## Heading\n\nText.",
        "- Item\n\nText.",
        "> Quote\n\nText.",
        "!!! note\n    Words.\n\nText.",
        '<div class="x">Raw</div>\n\nText.',
        "<p>Raw</p>\n<div>Raw</div>\n\nText.",
        "<!-- a comment -->\n\nText.",
        "",
    ],
)
def test_a_page_that_begins_with_anything_else_has_no_lead_and_loses_nothing(text: str) -> None:
    assert taken(text) == ("", markdown.markdown(text, extensions=EXTENSIONS), "")


def test_the_references_are_taken_wherever_they_stand() -> None:
    assert taken(f"First.\n\n{NOTES}\n\nLast.") == (
        "<p>First.</p>",
        "<p>Last.</p>",
        '<section class="references" role="doc-endnotes">\n<ol>\n<li>One.</li>\n</ol>\n</section>',
    )


def test_a_page_without_text_keeps_nothing_of_the_page_before() -> None:
    parts = Parts()
    markdown.markdown("First.", extensions=[parts])
    assert parts.lead
    markdown.markdown(" ", extensions=[parts])
    assert not parts.lead
