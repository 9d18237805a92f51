"""The feed of changes: valid Atom, one entry for each change of a text, help with each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from lxml import etree

from healthguide import words
from healthguide.publish import data, feed
from test_data import GUIDE, PAGE
from theme import environment

WAYS = [{"link": "tel:988", "text": "Call 988"}]
SAY = words.spoken(environment(), "en")
RFC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DRIVING = {"date": date(2026, 2, 3), "text": "More on <driving> & work.", "clinical": True}
TYPO = {"date": date(2026, 2, 5), "text": "Plainer words."}
WITH = replace(PAGE, meta={**PAGE.meta, "changes": [DRIVING, TYPO]})


def made(*pages: data.Text) -> etree._Element:
    text = feed.atom(pages, GUIDE, "A publisher", WAYS, SAY)
    return etree.fromstring(text.encode())


def said(element: etree._Element, path: str) -> list[str]:
    found = element.xpath(path, namespaces={"a": feed.ATOM})
    return [one if isinstance(one, str) else one.text for one in found]


def test_each_change_is_an_entry_newest_first_and_what_is_clinical_is_marked() -> None:
    made_of = made(replace(PAGE, title="TMS", address="https://guide.example.org/tms/"), WITH)
    assert said(made_of, "a:entry/a:title") == ["ECT", "Clinical change: ECT"]
    assert said(made_of, "a:entry[a:category/@term='clinical']/a:updated") == [
        "2026-02-03T00:00:00Z"
    ]
    assert said(made_of, "a:entry/a:content") == [
        "<p>Plainer words.</p><p>Not yet reviewed by a clinician. Sources last checked: January 5, "
        "2026. Next review: July 5, 2026.</p>"
        '<p>Need support now? <a href="tel:988">Call 988</a></p>',
        "<p>More on &lt;driving&gt; &amp; work.</p><p>Not yet reviewed by a clinician. Sources "
        "last checked: January 5, 2026. Next review: July 5, 2026.</p>"
        '<p>Need support now? <a href="tel:988">Call 988</a></p>',
    ]
    reviewed = replace(WITH, meta={**WITH.meta, "reviewed_by": "Jane Roe, MD"})
    text = said(made(reviewed), "a:entry/a:content")[0]
    assert "Reviewed by Jane Roe, MD. Last reviewed: January 5, 2026." in text


def test_it_holds_what_the_standard_asks_for() -> None:
    """https://www.rfc-editor.org/rfc/rfc4287: each element once, own ids, full addresses."""
    whole = made(WITH, replace(WITH, address="https://guide.example.org/tms/", title="TMS"))
    assert whole.tag == f"{{{feed.ATOM}}}feed"
    assert whole.get(feed.LANG) == "en"
    for holder, names in (
        (whole, ("author", "rights")),
        *((e, ("content",)) for e in entries(whole)),
    ):
        for name in ("id", "title", "updated", *names):
            assert len(said(holder, f"a:{name}")) == 1, name
    ids = said(whole, "//a:id")
    assert len(set(ids)) == len(ids) == 5
    assert all(map(RFC_TIME.fullmatch, said(whole, "//a:updated")))
    assert said(whole, "a:updated") == ["2026-02-05T00:00:00Z"]
    assert said(whole, "a:link[@rel='self']/@href") == ["https://guide.example.org/feed.xml"]
    assert all(one.startswith("https://") for one in said(whole, "//a:link/@href"))
    assert said(whole, "a:author/a:name") == ["A publisher"]
    assert said(whole, "a:rights") == ["CC BY 4.0"]


def entries(whole: etree._Element) -> list[etree._Element]:
    return list(whole.iterfind(f"{{{feed.ATOM}}}entry"))


def test_a_new_build_a_review_and_other_words_for_a_change_keep_ids_and_days() -> None:
    later = {
        **WITH.meta,
        "last_reviewed": "2026-03-01",
        "changes": [TYPO, {**DRIVING, "text": "X"}],
    }
    before, after = made(WITH), made(replace(WITH, meta=later, html="<p>New.</p>"))
    for path in ("a:entry/a:id", "a:entry/a:updated", "a:updated"):
        assert said(before, path) == said(after, path)


def test_a_guide_without_changes_has_a_feed_without_entries() -> None:
    whole = made(PAGE)
    assert entries(whole) == []
    assert said(whole, "a:updated") == ["2026-01-05T00:00:00Z"]


def test_a_withdrawn_page_is_told_and_what_changed_before_is_not() -> None:
    meta = {"status": "withdrawn", "last_reviewed": date(2026, 2, 9), "reason": "It is wrong."}
    whole = made(replace(PAGE, meta=meta, description="This page was withdrawn. It is wrong."))
    assert said(whole, "a:entry/a:id") == ["https://guide.example.org/ect/#withdrawn"]
    assert said(whole, "a:entry/a:category/@term") == ["withdrawn"]
    assert said(whole, "a:entry/a:content") == [
        "<p>This page was withdrawn. It is wrong.</p>"
        '<p>Need support now? <a href="tel:988">Call 988</a></p>'
    ]


@pytest.mark.parametrize("value", [None, "x", [3], [{"date": "x", "text": "a"}], [{"text": "a"}]])
def test_changes_that_cannot_be_read_make_no_entry(value: object) -> None:
    assert feed.changes_of({"changes": value}) == []


def test_what_xml_forbids_is_left_out_and_a_withdrawal_says_what_to_read_instead() -> None:
    odd = {**DRIVING, "text": "More\b on\ud800 driving."}
    text = said(made(replace(PAGE, meta={**PAGE.meta, "changes": [odd]})), "a:entry/a:content")[0]
    assert text.startswith("<p>More on driving.</p>")
    meta = {**PAGE.meta, "status": "withdrawn", "reason": "It was old."}
    for replacement, address in (("tms/", "tms/"), ("./", "")):
        gone = replace(PAGE, meta={**meta, "replacement": replacement})
        (text,) = said(made(gone), "a:entry/a:content")
        full = f"https://guide.example.org/{address}"
        assert f'Read this page instead: <a href="{full}">{full}</a></p>' in text
    (text,) = said(made(replace(PAGE, meta={**meta, "replacement": ""})), "a:entry/a:content")
    assert "instead" not in text


def test_a_time_is_no_day() -> None:
    assert feed.changes_of({"changes": [{"date": datetime(2026, 2, 3, 10, 0), "text": "A."}]}) == []
