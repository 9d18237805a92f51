"""The printed form of citations: groups, ranges, ids, roles, names, and the way back."""

import markdown
import pytest
from lxml import html as lxml_html

from healthguide.citations import Citations
from healthguide.citations.render import slug_of
from healthguide.references.library import Reference

LIBRARY = {letter: Reference(letter, "book", f"Source {letter}") for letter in "abcdefg"}


def printed(source: str, slug: str = "page") -> lxml_html.HtmlElement:
    extensions = ["tables", "attr_list", "md_in_html", Citations(LIBRARY, slug=slug)]
    return lxml_html.fragment_fromstring(
        markdown.markdown(source, extensions=extensions), create_parent="div"
    )


def groups(page: lxml_html.HtmlElement) -> list[str]:
    return [group.text_content() for group in page.iterfind(".//sup")]


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("", "index"),
        ("symptoms/", "symptoms"),
        ("treatments/talk-therapy/", "treatments-talk-therapy"),
        ("404.html", "404"),
    ],
)
def test_the_slug_is_the_page_address_as_part_of_an_id(address: str, slug: str) -> None:
    assert slug_of(address) == slug


def test_numbers_follow_first_citation_not_definition() -> None:
    page = printed("One.[^b] Two.[^own] Three.[^a]\n\n[^own]: Mine.\n")
    assert groups(page) == ["1", "2", "3"]
    assert [entry.text_content().strip()[:8] for entry in page.iterfind(".//li")] == [
        "Source b",
        "Mine.\u00a0↩︎",
        "Source a",
    ]


def test_neighbours_print_as_one_group_in_ascending_order() -> None:
    page = printed("A.[^a] B.[^b] C.[^c] D.[^d][^a][^c]")
    assert groups(page)[-1] == "1,3,4"


def test_three_in_a_row_print_as_a_range_that_links_first_and_last() -> None:
    page = printed("A.[^a] B.[^b][^c][^d][^e]")
    assert groups(page) == ["1", "2-5"]
    links = page.findall(".//sup")[1].findall("a")
    assert [link.get("aria-label") for link in links] == ["Reference 2", "Reference 5"]


def test_a_group_may_mix_single_numbers_and_ranges() -> None:
    page = printed("[^a][^b][^c][^d][^e] then [^a][^c][^d][^e]")
    assert groups(page) == ["1-5", "1,3-5"]


def test_two_in_a_row_are_no_range() -> None:
    assert groups(printed("[^a][^b]")) == ["1,2"]


def test_blanks_between_neighbours_do_not_part_them_and_words_do() -> None:
    assert groups(printed("[^a] [^b] and [^a]")) == ["1,2", "1"]


def test_the_text_around_a_group_stays() -> None:
    assert printed("Before.[^a][^b] *After*").find("p").text_content() == ("Before.1,2 After")


def test_links_have_role_name_and_ids_with_the_slug() -> None:
    link = printed("Text.[^a]", slug="ect").find(".//sup/a")
    assert dict(link.attrib) == {
        "class": "citation",
        "id": "cite-ect-a-1",
        "href": "#ref-ect-a",
        "role": "doc-noteref",
        "aria-label": "Reference 1",
    }


def test_a_number_is_heard_in_three_utterances() -> None:
    """Link, number, end: a screen reader would say "superscript" and its end around them."""
    group = printed("Text.[^a]").find(".//sup")
    assert group.get("role") == "none"
    assert [child.tag for child in group] == ["a"]


def test_the_list_is_endnotes_with_a_heading() -> None:
    section = printed("Text.[^a]", slug="ect").find("section")
    assert section.get("role") == "doc-endnotes"
    heading = section.find("h2")
    assert heading.get("id") == section.get("aria-labelledby") == "references-ect"
    assert heading.text == "References"


def test_each_entry_links_back_to_every_place_also_from_inside_a_range() -> None:
    page = printed("[^a][^b][^c] then [^b]")
    ids = {element.get("id") for element in page.iter() if element.get("id")}
    back = {
        entry.get("id"): [link.get("href") for link in entry.iterfind(".//a[@class='backlink']")]
        for entry in page.iterfind(".//li")
    }
    assert back == {
        "ref-page-a": ["#cite-page-a-1"],
        "ref-page-b": ["#cite-page-a-1", "#cite-page-b-2"],
        "ref-page-c": ["#cite-page-c-1"],
    }
    assert {target[1:] for targets in back.values() for target in targets} <= ids
    names = [link.get("aria-label") for link in page.iterfind(".//a[@class='backlink']")]
    assert names[1:3] == [
        "Back to place 1 where reference 2 is cited",
        "Back to place 2 where reference 2 is cited",
    ]


def test_more_than_one_way_back_is_folded() -> None:
    page = printed("[^a] one[^a][^b] two[^a]", slug="ect")
    often, seldom = page.findall(".//li")
    assert often.find("details/summary").text == "Cited in 3 places"
    links = often.findall("details/p/a")
    assert [link.text for link in links] == ["1", "2", "3"]
    assert links[2].attrib == {
        "class": "backlink",
        "href": "#cite-ect-a-3",
        "role": "doc-backlink",
        "aria-label": "Back to place 3 where reference 1 is cited",
    }
    assert often.find("p").text_content() == "Source a."
    assert seldom.find("details") is None
    assert seldom.find("p").text_content() == "Source b.\u00a0↩︎"


def test_no_line_ends_before_the_way_back() -> None:
    """A blank that does not break stands before it, behind text and behind locators."""
    source = {"a": Reference("a", "book", "T", doi="10.1/a", pmid="1")}
    html = markdown.markdown("A.[^a] B.[^n]\n\n[^n]: Note", extensions=[Citations(source)])
    assert html.count("\u00a0<a ") + html.count("&nbsp;<a ") == 2


def test_an_abbreviation_of_the_page_is_not_marked_in_a_source() -> None:
    source = {"a": Reference("a", "book", "ASCERTAIN-TRD", url="https://a.org/", note="On TRD")}
    text = "TRD is.[^a]\n\n*[TRD]: hard to treat"
    html = markdown.markdown(text, extensions=["abbr", Citations(source)])
    assert html.count("<abbr") == 1


def test_the_list_can_be_folded_and_stands_open_until_a_script_closes_it() -> None:
    for text, said in {"One.[^a]": "1 source", "Two.[^a][^b]": "2 sources"}.items():
        html = markdown.markdown(text, extensions=[Citations(LIBRARY, fold=True)])
        section = lxml_html.fragment_fromstring(html, create_parent="div").find("section")
        assert [child.tag for child in section] == ["h2", "details"]
        assert "open" in section.find("details").attrib
        assert section.findtext("details/summary") == said
        assert len(section.findall("details/ol/li")) == int(said[0])


def test_two_pages_in_one_host_page_share_no_id() -> None:
    first = printed("[^a][^b]", slug="one")
    second = printed("[^a][^b]", slug="two")
    ids = [e.get("id") for page in (first, second) for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_numbers_are_right_inside_markdown_in_html() -> None:
    page = printed("A.[^a]\n\n<div markdown>\nB.[^b]\n</div>\n\nC.[^c]")
    assert groups(page) == ["1", "2", "3"]


def test_numbers_are_right_in_tables_and_lists() -> None:
    page = printed("- one[^a]\n\n| x |\n|---|\n| y[^b] |\n\nz[^c]")
    assert groups(page) == ["1", "2", "3"]


def test_a_note_of_several_blocks_keeps_them() -> None:
    page = printed("A.[^n]\n\n[^n]: One.\n\n    Two.\n\n        code\n")
    entry = page.find(".//li")
    assert [child.tag for child in entry] == ["p", "p", "pre", "p"]
    assert entry.find(".//a[@role='doc-backlink']") is not None


def test_words_can_be_another_language() -> None:
    words = {
        "heading": "Quellen",
        "reference": "Quelle {number}",
        "back": "Zurück zu {place} von {number}",
        "places": "{count} Orte",
    }
    text = "Text.[^a] Oft.[^b] " + "Und.[^b] " * 3
    html = markdown.markdown(text, extensions=[Citations(LIBRARY, words)])
    assert ">4 Orte</summary>" in html
    assert 'aria-label="Quelle 1"' in html
    assert ">Quellen</h2>" in html
    assert 'aria-label="Zurück zu 1 von 1"' in html


def test_a_page_without_citations_has_no_list() -> None:
    assert printed("Only text.").find("section") is None
