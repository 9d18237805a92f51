"""What of a page goes into search, and what into the index A to Z."""

from __future__ import annotations

import json
from dataclasses import replace

from healthguide.publish.search import Page, Section, a_to_z, build, sections
from healthguide.publish.synonyms import Group

PULSES_TEXT = (
    '<p>Main message.</p><h2 id="how">How</h2><p>Some say shock therapy'
    '<sup class="citations"><a href="#r">1</a></sup>.</p><ul><li>one</li><li>two</li></ul>'
    '<section class="references"><h2 id="r">References</h2><p>Author A.</p></section>'
)
PULSES = Page(
    "tms/",
    "Brain stimulation",
    "Pulses.",
    ["shock therapy", "Vraylar", "magnits"],
    sections(PULSES_TEXT),
)
TERMS_TEXT = '<p>x</p><h2 id="ect">ECT</h2><p>Shock.</p>'
TERMS = Page("glossary/", "Glossary", "Words.", [], sections(TERMS_TEXT))


def test_page_is_cut_at_its_headings() -> None:
    assert list(sections(PULSES_TEXT)) == [
        Section("", "", "Main message."),
        Section("how", "How", "Some say shock therapy. one two"),
    ]


def test_the_sign_that_copies_the_address_of_a_heading_is_no_word_of_it() -> None:
    html = '<h2 id="how">How<a class="headerlink" href="#how">¶</a></h2><p>So.</p>'
    assert list(sections(html)) == [Section("how", "How", "So.")]


def test_citation_numbers_and_references_are_not_searched() -> None:
    assert "Author" not in build([PULSES])
    assert "therapy1" not in build([PULSES])


def test_comment_is_read_over_but_not_what_follows_it() -> None:
    assert list(sections("<p>one <!-- no --> two</p>")) == [Section("", "", "one two")]


def test_empty_page_has_no_sections() -> None:
    assert list(sections("  ")) == []


def test_search_data_is_one_object_a_page() -> None:
    pages = json.loads(build([PULSES, TERMS]))["pages"]
    assert [page["url"] for page in pages] == ["tms/", "glossary/"]
    assert pages[0]["words"] == ["shock therapy", "Vraylar", "magnits"]


def test_index_has_titles_terms_and_used_words_by_letter() -> None:
    letters = {
        letter.name: [(entry.word, entry.url, entry.see) for entry in letter.entries]
        for letter in a_to_z([PULSES, TERMS], "glossary/")
    }
    assert letters == {
        "B": [("Brain stimulation", "tms/", None)],
        "E": [("ECT", "glossary/#ect", None)],
        "G": [("Glossary", "glossary/", None)],
        "S": [("Shock therapy", "tms/", "Brain stimulation")],
    }


def words_of(text: str, *words: str) -> list[str]:
    """The search words that the index lists for a page with this text."""
    letters = a_to_z([Page("p/", "Page", "", words, sections(text))], None)
    return [entry.word for letter in letters for entry in letter.entries if entry.see]


def test_a_search_word_is_listed_when_a_page_says_it_as_whole_words() -> None:
    text = "<p>Deep brain, and deep sleep. Well-being at last</p>"
    assert words_of(text, "deep sleep", "deep brain", "WELL being", "last") == [
        "Deep brain",
        "Deep sleep",
        "Last",
        "WELL being",
    ]
    assert words_of(text, "brai", "brain deep", "at last one", "!", "sleep at") == []


def test_a_search_word_said_in_a_heading_alone_is_not_said() -> None:
    assert words_of('<p>one</p><h2 id="a">Deep sleep</h2><p>two three</p>', "deep sleep") == []


def test_a_search_word_does_not_run_over_two_sections_and_may_stand_on_another_page() -> None:
    text = '<p>one</p><h2 id="a">A</h2><p>two</p>'
    assert words_of(text, "one two") == []
    pages = [
        Page("p/", "Page", "", ["two"], sections("<p>x</p>")),
        Page("q/", "Q", "", [], sections(text)),
    ]
    seen = [entry for letter in a_to_z(pages, None) for entry in letter.entries if entry.see]
    assert [(entry.word, entry.url, entry.see) for entry in seen] == [("Two", "p/", "Page")]


def test_a_section_says_what_it_is_a_part_of_and_which_kind_it_is() -> None:
    html = (
        '<h2 id="k" class="key-points">Key points</h2><p>a</p>'
        '<h2 id="r">Risks</h2><h3 id="l">Lithium</h3><p>b</p>'
    )
    assert list(sections(html)) == [
        Section("k", "Key points", "a", kind="key-points"),
        Section("r", "Risks", ""),
        Section("l", "Lithium", "b", under="Risks"),
    ]
    made = json.loads(build([Page("p/", "P", "", [], sections(html))]))["pages"][0]["sections"]
    assert made[2] == {"anchor": "l", "heading": "Lithium", "text": "b", "under": "Risks"}


def test_what_quotes_other_pages_is_not_searched() -> None:
    html = '<h2 id="w" class="repeats">What waits</h2><p>a</p><h2 id="r">Risks</h2><p>b</p>'
    assert list(sections(html)) == [
        Section("w", "What waits", "", kind="repeats"),
        Section("r", "Risks", "b"),
    ]


def test_what_is_known_of_a_language_goes_with_the_data() -> None:
    assert "the" in json.loads(build([], language="en-US"))["language"]["stop"]
    assert "us" not in json.loads(build([], language="en"))["language"]["stop"]
    assert json.loads(build([], language="xx"))["language"] == {"stop": [], "endings": []}


def test_synonyms_that_a_page_says_stand_in_the_index() -> None:
    group = Group(("shock therapy", "Vraylar"), ("pulses",), at=("tms/#how", "glossary/"))
    seen = [
        (entry.word, entry.url, entry.see)
        for letter in a_to_z([replace(PULSES, words=[]), TERMS], "glossary/", [group])
        for entry in letter.entries
        if entry.see
    ]
    assert seen == [("Shock therapy", "tms/#how", "Brain stimulation")]


def test_an_address_of_the_home_page_s_section_can_be_linked_from_elsewhere() -> None:
    home = Page("", "Home", "", [], sections('<h2 id="a">A</h2><p>lithium</p>'))
    entries = [
        e for one in a_to_z([home], None, [Group(("lithium",), at=("#a",))]) for e in one.entries
    ]
    assert ("Lithium", "./#a") in [(entry.word, entry.url) for entry in entries]


def test_what_search_says_of_its_results_comes_with_its_data() -> None:
    said = json.loads(build([], say=str.upper))["words"]
    assert said["other"] == "SEARCH.RESULT.OTHER"
    assert said["missing"] == "SEARCH.MISSING"
    assert len(said) == 6
