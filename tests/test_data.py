"""What programs read of a page, and the hash that tells when its words have changed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from healthguide.publish import data

BLOCK = (
    '<section class="crisis" id="crisis"><p><strong>Need support now?</strong></p>'
    '<ul class="crisis-ways"><li><a href="tel:988">Call 988</a></li></ul>'
    '<p class="crisis-note"><a href="../get-help/">More</a></p></section>'
)
PAGE = data.Text(
    "https://guide.example.org/ect/",
    "ECT",
    "What it is.",
    "<p>A short seizure.</p>",
    '<p>It helps.<sup class="citations"><a href="#ref-ect-a">1</a></sup></p>\n'
    '<h2 class="risks" id="risks">Risks &amp; more</h2>\n<p>See <a href="../tms/">TMS</a>,'
    '<br>or <a href="#risks">up</a>.</p>\n<h3>Names</h3><p>Few.</p>',
    '<section><h2>References</h2><ol><li id="ref-ect-a">A report.</li></ol></section>',
    BLOCK,
    {"last_reviewed": "2026-01-05", "next_review": "2026-07-05", "reviewed_by": "none"},
    [{"id": "a", "type": "report"}],
)
GUIDE = data.Guide("A guide", "https://guide.example.org/", "en", "<b>CC BY 4.0</b>", "1.0.0")


def made(page: data.Text = PAGE) -> dict[str, object]:
    return dict(json.loads(data.page_json(page, GUIDE)))


def test_parts_are_cut_at_headings_with_links_in_full_and_text_without_numbers() -> None:
    assert made()["parts"] == [
        {"id": "", "heading": "", "html": "<p>A short seizure.</p>", "text": "A short seizure."},
        {
            "id": "",
            "heading": "",
            "html": '<p>It helps.<sup class="citations">'
            '<a href="https://guide.example.org/ect/#ref-ect-a">1</a></sup></p>',
            "text": "It helps.",
        },
        {
            "id": "risks",
            "heading": "Risks & more",
            "html": '<p>See <a href="https://guide.example.org/tms/">TMS</a>,<br>or '
            '<a href="https://guide.example.org/ect/#risks">up</a>.</p>\n<h3>Names</h3><p>Few.</p>',
            "text": "See TMS, or up. Names Few.",
        },
    ]


def test_block_dates_licence_and_sources_go_with_it() -> None:
    said = made()
    assert said["crisis"] == {
        "html": BLOCK.replace("../", "https://guide.example.org/"),
        "text": "Need support now? Call 988 More",
        "lines": [{"link": "tel:988", "text": "Call 988"}],
    }
    assert (said["lastReviewed"], said["nextReview"]) == ("2026-01-05", "2026-07-05")
    assert said["reviewedBy"] is None
    assert said["license"] == "CC BY 4.0"
    assert said["citations"] == [{"id": "a", "type": "report"}]
    reviewed = replace(PAGE, meta={**PAGE.meta, "reviewed_by": "Jane Roe, MD"})
    assert made(reviewed)["reviewedBy"] == {"@type": "Person", "name": "Jane Roe, MD"}


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"html": PAGE.html.replace("helps", "may help")}, False),
        ({"references": PAGE.references.replace("A report", "Another")}, False),
        ({"title": "TMS"}, False),
        ({"lead": "<p>A long seizure.</p>"}, False),
        ({"html": PAGE.html.replace("<p>", "<p  class='x'>\n")}, True),
        ({"block": ""}, True),
        ({"meta": {"last_reviewed": "2027-01-05"}}, True),
        ({"address": "https://other.example.org/"}, True),
    ],
)
def test_the_hash_changes_with_what_a_reader_would_notice(
    change: dict[str, object], is_same: bool
) -> None:
    assert (replace(PAGE, **change).hash == PAGE.hash) is is_same


@settings(deadline=None)  # the first conversion loads the parser
@given(st.text("ab <>&;\"'!-/", max_size=30))
def test_words_are_those_that_a_parser_reads(text: str) -> None:
    page = lxml_html.fragment_fromstring("<p></p>", create_parent="div")
    page[0].text = text
    html = lxml_html.tostring(page, encoding="unicode")
    assert data.words(html) == " ".join(text.split())


def test_the_manifest_lists_every_page_with_its_hash() -> None:
    said = json.loads(data.manifest([PAGE, replace(PAGE, title="TMS")], GUIDE))
    assert [page["name"] for page in said["pages"]] == ["ECT", "TMS"]
    assert said["pages"][0]["contentHash"] == PAGE.hash
    assert said["url"] == "https://guide.example.org/"


def test_a_library_that_cannot_be_read_has_no_entries() -> None:
    assert data.entries("{") == {}
    assert data.entries('[{"id": "a"}, 3, {"type": "book"}]') == {"a": {"id": "a"}}
