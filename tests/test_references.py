"""The reference library: each fault with its exact words and place, each near miss silent."""

import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthguide.references import library as references
from healthguide.references.bibtex import as_bibtex
from healthguide.references.library import find_unused, read_library
from healthguide.references.nlm import as_html
from healthguide.references.ris import as_ris

LIBRARY = Path(__file__).parent / "references.json"
GOOD: dict[str, object] = {
    "id": "rush2006",
    "type": "article-journal",
    "title": "A STAR*D report",
    "author": [{"family": "Rush", "given": "A. John"}],
    "issued": {"date-parts": [[2006, 11]]},
    "container-title": "American Journal of Psychiatry",
    "DOI": "10.1176/ajp.2006.163.11.1905",
}


def told(*entries: object) -> list[str]:
    problems = read_library(json.dumps(list(entries), indent=1), "r.json")[1]
    return [str(problem).removeprefix("r.json:") for problem in problems]


def changed(**values: object) -> dict[str, object]:
    entry = {**GOOD, **values}
    return {key: value for key, value in entry.items() if value is not None}


def test_a_right_library_is_silent() -> None:
    library, problems = read_library(LIBRARY.read_text(encoding="utf-8"), "docs/references.json")
    assert problems == []
    assert len(library) == 45


TYPES = "article-journal, book, chapter, report, webpage"
NAME_EXAMPLE = (
    'Write it as in this example: "author": [{ "family": "Rush", "given": "A. John" }, '
    '{ "literal": "NICE" }].'
)
DATE_ADVICE = (
    "'issued' of the entry 'rush2006' is not a year, a year and month, or a full date. "
    'Write it as in this example: { "date-parts": [[2006, 11, 5]] }.'
)
KINDS = (
    "book, clinicians, consensus, guideline, label, letter, news, official, organization, "
    "patients, review, study, trial"
)
PEOPLE_EXAMPLE = 'Write it as in this example: "custom": { "people": 469 }.'
CASES = [
    (
        changed(URL="http://www.nps.org.au/ect"),
        "22:3: [ref-http] The address 'http://www.nps.org.au/ect' of the entry 'rush2006' begins "
        "with 'http:'. Open the page with 'https://' and write that address.",
    ),
    (
        changed(URL="https://a.org/tms?p=1&mc_id=mail"),
        "22:3: [ref-tracking] The address of the entry 'rush2006' has the tracking mark '&mc_id='. "
        "Delete it and what belongs to it, from '?' or '&' on, and try whether the page still "
        "opens.",
    ),
    *(
        (
            changed(URL=f"https://{host}/lithium"),
            f"22:3: [ref-staging] The address 'https://{host}/lithium' of the entry 'rush2006' "
            "leads to a copy for tests. Find the page on the public site and write its address.",
        )
        for host in ("uat.rightdecisions.scot.nhs.uk", "www.staging.a.org", "guide-dev.a.org")
    ),
    (
        changed(type="report", publisher="NICE", URL="https://a.org/"),
        "23:3: [ref-accessed] The entry 'rush2006' does not say when its page was read. Add "
        '"accessed" with the day, or a DOI, PMID or PMCID if it is an article.',
    ),
    (
        changed(DOI=None, URL="https://a.org/"),
        "21:3: [ref-accessed] The entry 'rush2006' does not say when its page was read. Add "
        '"accessed" with the day, or a DOI, PMID or PMCID if it is an article.',
    ),
    (
        changed(accessed="2026-11-24"),
        "22:3: [ref-date] 'accessed' of the entry 'rush2006' is not a year, a year and month, or a "
        'full date. Write it as in this example: { "date-parts": [[2006, 11, 5]] }.',
    ),
    (
        changed(title="Dosing: page title not captured"),
        "5:3: [ref-placeholder] 'title' of the entry 'rush2006' says 'title not captured', which "
        "is no part of a source. Look at the source and write what it says.",
    ),
    (
        changed(publisher="TODO"),
        "22:3: [ref-placeholder] 'publisher' of the entry 'rush2006' says 'TODO', which is no part "
        "of a source. Look at the source and write what it says.",
    ),
    (
        changed(genre="trail"),
        "22:3: [ref-kind] The entry 'rush2006' has the kind 'trail', which is not known. Did you "
        "mean 'trial'?",
    ),
    (
        changed(genre="Diagram"),
        "22:3: [ref-kind] The entry 'rush2006' has the kind 'Diagram', which is not known. Use one "
        f"of: {KINDS}.",
    ),
    *(
        (
            changed(custom=value),
            "22:3: [ref-form] 'custom' of the entry 'rush2006' is not a number of people. "
            f"{PEOPLE_EXAMPLE}",
        )
        for value in ({"people": "469"}, {"persons": 469}, "469")
    ),
    (
        changed(doi="10.1176/x"),
        "22:3: [ref-key] The entry 'rush2006' has the key 'doi', which the guide does not "
        "use. Did you mean 'DOI'?",
    ),
    (
        changed(volume=163),
        "22:3: [ref-form] 'volume' of the entry 'rush2006' is not a text between quotes. "
        'Write it as in this example: "volume": "163".',
    ),
    (
        changed(author="Rush"),
        "6:3: [ref-form] 'author' of the entry 'rush2006' is not a list of names. " + NAME_EXAMPLE,
    ),
    (
        changed(author=[{"family": 5}]),
        "6:3: [ref-form] 'author' of the entry 'rush2006' is not a list of names. " + NAME_EXAMPLE,
    ),
    (
        changed(author=[{"family": "Rush", "givn": "A. John"}]),
        "9:5: [ref-key] The entry 'rush2006' has the key 'givn', which the guide does not use. "
        "Did you mean 'given'?",
    ),
    (
        changed(author=[{"family": "Rush", "orcid": "0"}]),
        "9:5: [ref-key] The entry 'rush2006' has the key 'orcid', which the guide does not use. "
        "Use one of: family, given, literal.",
    ),
    (
        changed(ISSN="0002-953X"),
        "22:3: [ref-key] The entry 'rush2006' has the key 'ISSN', which the guide does not use. "
        "It would not be printed: remove it.",
    ),
    (
        changed(title="A <i>STAR*D</i>\nreport"),
        "5:3: [ref-form] 'title' of the entry 'rush2006' is not plain text on one line. "
        'Write it as in this example: "title": "A STAR*D report".',
    ),
    (
        changed(publisher="Wiley &amp; Sons"),
        "22:3: [ref-form] 'publisher' of the entry 'rush2006' is not plain text on one line. "
        'Write it as in this example: "publisher": "Wiley & Sons".',
    ),
    (
        changed(DOI="10.1176/ajp\u200b.1"),
        "21:3: [ref-form] 'DOI' of the entry 'rush2006' is not plain text on one line. "
        'Write it as in this example: "DOI": "10.1176/ajp.1".',
    ),
    (
        changed(id=None),
        "2:2: [ref-missing] The entry 'A STAR*D report' has no id. Add an id such as 'rush2006'.",
    ),
    (
        changed(id=2006),
        "3:3: [ref-form] 'id' of the entry 'A STAR*D report' is not a text between quotes. "
        'Write it as in this example: "id": "2006".',
    ),
    (
        changed(type=None),
        f"2:2: [ref-missing] The entry 'rush2006' has no type. Add \"type\" with one of: {TYPES}.",
    ),
    (
        changed(type="xyz"),
        "4:3: [ref-type] The entry 'rush2006' has the type 'xyz', which is not known. "
        f"Use one of: {TYPES}.",
    ),
    (
        changed(**{"author": [{"literal": "et al."}], "container-title": " "}),
        "6:3: [ref-missing] The entry 'rush2006' has no author or organisation. "
        'Add "author", "container-title" or "publisher".',
    ),
    (
        changed(DOI="10.1176/ajp.1."),
        "21:3: [ref-doi] The DOI '10.1176/ajp.1.' of the entry 'rush2006' is malformed. A DOI "
        "begins with '10.', has a slash, no blanks and no full stop at the end; leave out "
        "'https://doi.org/'.",
    ),
    (
        changed(ISBN="1234567890128"),
        "22:3: [ref-isbn] The ISBN '1234567890128' of the entry 'rush2006' is malformed or "
        "has a wrong check digit. Copy all 10 or 13 digits again from the source.",
    ),
    (
        changed(URL="https://example.org/a b"),
        "22:3: [ref-url] The address 'https://example.org/a b' of the entry 'rush2006' is "
        "malformed. Write it with 'https://', and without blanks, quotes or brackets such as '<'.",
    ),
    (changed(issued={"date-parts": [[2006, 2, 30]]}), "12:3: [ref-date] " + DATE_ADVICE),
    (changed(issued={"date-parts": [[206]]}), "12:3: [ref-date] " + DATE_ADVICE),
    (changed(issued={"date-parts": [[2006, True]]}), "12:3: [ref-date] " + DATE_ADVICE),
    (changed(issued={"date-parts": [["2006"]]}), "12:3: [ref-date] " + DATE_ADVICE),
    (changed(issued={"date-parts": [[2006], [2007]]}), "12:3: [ref-date] " + DATE_ADVICE),
    (changed(issued={"date-parts": [[2006]], "season": 1}), "12:3: [ref-date] " + DATE_ADVICE),
    (
        changed(id="rush 2006"),
        "3:3: [ref-id] The id 'rush 2006' has a character that cannot stand in a link. Use "
        "letters, digits, '-', '_' and '.' only, and begin with a letter, as in 'rush2006'.",
    ),
    (
        changed(type="artcle-journal"),
        "4:3: [ref-type] The entry 'rush2006' has the type 'artcle-journal', which is not known. "
        "Did you mean 'article-journal'?",
    ),
    (
        changed(title=None),
        "2:2: [ref-missing] The entry 'rush2006' has no title. "
        'Add "title" as the source gives it.',
    ),
    (
        changed(**{"author": None, "container-title": None}),
        "2:2: [ref-missing] The entry 'rush2006' has no author or organisation. "
        'Add "author", "container-title" or "publisher".',
    ),
    (
        changed(DOI=None),
        "2:2: [ref-missing] The entry 'rush2006' has no DOI, PMID, PMCID, ISBN or address. "
        'Add one of "DOI", "PMID", "PMCID", "ISBN", "URL".',
    ),
    (
        changed(DOI="https://doi.org/10.1176/x"),
        "21:3: [ref-doi] The DOI 'https://doi.org/10.1176/x' of the entry 'rush2006' is "
        "malformed. A DOI begins with '10.', has a slash, no blanks and no full stop at the end; "
        "leave out 'https://doi.org/'.",
    ),
    (
        changed(PMID="PMID 1"),
        "22:3: [ref-pmid] The PMID 'PMID 1' of the entry 'rush2006' is malformed. "
        "A PMID is 1 to 8 digits and nothing else.",
    ),
    (
        changed(PMCID="6982454"),
        "22:3: [ref-pmcid] The PMCID '6982454' of the entry 'rush2006' is malformed. "
        "A PMCID is 'PMC' and digits, as in 'PMC6982454'.",
    ),
    (
        changed(ISBN="978-1-4731-4622-9"),
        "22:3: [ref-isbn] The ISBN '978-1-4731-4622-9' of the entry 'rush2006' is malformed or "
        "has a wrong check digit. Copy all 10 or 13 digits again from the source.",
    ),
    (
        changed(URL="www.nice.org.uk"),
        "22:3: [ref-url] The address 'www.nice.org.uk' of the entry 'rush2006' is malformed. "
        "Write it with 'https://', and without blanks, quotes or brackets such as '<'.",
    ),
    (
        changed(issued={"date-parts": [[2006, 13]]}),
        "12:3: [ref-date] " + DATE_ADVICE,
    ),
]


@pytest.mark.parametrize(("entry", "message"), CASES)
def test_a_fault_is_told_with_place_and_advice(entry: object, message: str) -> None:
    assert told(entry) == [message]


@pytest.mark.parametrize(
    "entry",
    [
        GOOD,
        changed(author=[{"literal": "NICE"}]),
        changed(author=None),
        changed(issued=None),
        changed(issued={"date-parts": [[2006]]}),
        changed(issued={"date-parts": [[2004, 2, 29]]}),
        changed(author=[{"family": "Rush"}, {"literal": "et al."}]),
        changed(title="Is 3 < 4 & \u201cA\u201d > B? R&D; Vitamin\u00a0D"),
        changed(URL="https://example.org/?a=1&copy=2#b-[c]"),
        changed(DOI="10.1000.10/x"),
        changed(DOI="10.1002/(SICI)1<1::AID-X>3.0.CO;2-#"),
        changed(id="Rush-2006_a.b"),
        changed(DOI=None, ISBN="978-1-4731-4622-8"),
        changed(ISBN="0-306-40615-2"),
        changed(DOI="10.1016/S0140-6736(12)61552-9"),
        changed(URL="https://example.org/a?b=c&feed=rss"),
        changed(URL="https://dev.to/a"),
        changed(URL="https://latest.example.org/test/uat.html?at=http://a.org"),
        changed(DOI=None, URL="https://a.org/", accessed={"date-parts": [[2026, 11, 24]]}),
        changed(genre="trial", custom={"people": 469}, note="Erratum in: J. 2000;20:287."),
        changed(title="What was not known? Nothing to be added."),
    ],
)
def test_a_near_miss_is_silent(entry: object) -> None:
    assert told(entry) == []


TWICE = (
    '[{"id": "a", "type": "book", "title": "T", "publisher": "P",\n "URL": "x", "URL": "y",\n'
    ' "accessed": {"date-parts": [[2026]]}}]'
)


def test_a_key_that_stands_twice_is_told_at_the_second() -> None:
    text = TWICE.replace('"x"', '"https://a.org/"').replace('"y"', '"https://b.org/"')
    assert [str(problem) for problem in read_library(text, "r.json")[1]] == [
        "r.json:2:27: [ref-key-twice] The entry 'a' has the key 'URL' twice. "
        "Keep the right one and remove the other."
    ]


def test_a_key_in_two_entries_does_not_stand_twice() -> None:
    assert told(GOOD, {**GOOD, "id": "other", "DOI": "10.1000/other"}) == []


@pytest.mark.parametrize("check", references.CHECKS, ids=lambda check: check.__name__)
def test_without_a_check_a_case_turns_red(
    check: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [json.dumps([entry], indent=1) for entry, _ in CASES] + [TWICE]
    before = [read_library(text, "r.json")[1] for text in texts]
    kept = tuple(c for c in references.CHECKS if c is not check)
    monkeypatch.setattr(references, "CHECKS", kept)
    assert [read_library(text, "r.json")[1] for text in texts] != before


def test_the_place_of_a_key_is_not_that_of_the_same_word_elsewhere() -> None:
    entry = {"title": 'On "DOI": a title', "author": [{"literal": "DOI"}], **GOOD, "DOI": "x"}
    [problem] = read_library(json.dumps([entry], indent=1), "r.json")[1]
    assert (problem.rule, problem.line, problem.column) == ("ref-doi", 21, 3)


def test_invalid_json_names_line_and_column() -> None:
    problems = read_library('[\n {"id": "a" "title": "b"}\n]', "r.json")[1]
    assert [str(problem) for problem in problems] == [
        "r.json:2:13: [ref-json] The reference library cannot be read here: expecting ',' "
        "delimiter. Look for a missing comma, quote or bracket just before this place."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "r.json: [ref-json] … its brackets are nested too deeply."),
        ("[" + "9" * 5000 + "]", "r.json: [ref-json] … a number has too many digits."),
        ('[\n"\\uD83D"]', "r.json:2:2: [ref-json] … \\ud83d is half of a character."),
    ],
)
def test_what_python_cannot_read_is_a_finding_too(text: str, said: str) -> None:
    said = said.replace("…", "The reference library cannot be read here:")
    advice = "Write a list of entries, with texts between quotes and characters as they are."
    assert [str(problem) for problem in read_library(text, "r.json")[1]] == [f"{said} {advice}"]


def test_a_whole_character_in_two_escapes_and_a_byte_order_mark_are_silent() -> None:
    text = "\ufeff" + json.dumps([changed(title="A \U0001f9e0 report")])
    assert "\\ud83e\\udde0" in text
    library, problems = read_library(text, "r.json")
    assert problems == []
    assert library["rush2006"].title == "A \U0001f9e0 report"


SHAPE_ADVICE = (
    "Write the library as a list of entries between '[' and ']', each between '{' and '}'."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "1:1: [ref-shape] The content of the reference library is not a list."),
        ("[1]", "1:2: [ref-shape] This part of the reference library is not an entry."),
        ("[\n []]", "2:2: [ref-shape] This part of the reference library is not an entry."),
    ],
)
def test_a_library_of_another_shape_is_refused(text: str, said: str) -> None:
    [problem] = read_library(text, "r.json")[1]
    assert str(problem) == f"r.json:{said} {SHAPE_ADVICE}"


def test_an_empty_library_is_silent() -> None:
    library, problems = read_library(" [ ]\n", "r.json")
    assert not library
    assert problems == []


DUPLICATE_ADVICE = "Keep one of them and cite its id everywhere."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"DOI": "10.1000/other"},
            "24:3: [ref-duplicate] The entry 'rush2006' has the same id as the entry 'rush2006' "
            "in line 2: 'rush2006'.",
        ),
        (
            {"id": "Rush2006", "DOI": "10.1000/other"},
            "24:3: [ref-duplicate] The entry 'Rush2006' has the same id as the entry 'rush2006' "
            "in line 2: 'Rush2006'.",
        ),
        (
            {"id": "b", "DOI": "10.1176/AJP.2006.163.11.1905"},
            "42:3: [ref-duplicate] The entry 'b' has the same DOI as the entry 'rush2006' in "
            "line 2: '10.1176/AJP.2006.163.11.1905'.",
        ),
        (
            {"id": "b", "DOI": "10.1000/other", "PMID": "12"},
            "44:3: [ref-duplicate] The entry 'b' has the same PMID as the entry 'rush2006' in "
            "line 2: '12'.",
        ),
        (
            {"id": "b", "DOI": "10.1000/other", "PMCID": "PMC12"},
            "44:3: [ref-duplicate] The entry 'b' has the same PMCID as the entry 'rush2006' in "
            "line 2: 'PMC12'.",
        ),
    ],
)
def test_the_same_source_twice_is_refused(change: dict[str, str], said: str) -> None:
    shared: dict[str, object] = {key: change[key] for key in ("PMID", "PMCID") if key in change}
    assert told(GOOD | shared, {**GOOD, **change}) == [f"{said} {DUPLICATE_ADVICE}"]


def test_the_same_entry_pasted_twice_is_told_once() -> None:
    assert len(told(GOOD, GOOD)) == 1


def test_two_sources_without_a_pmid_are_not_the_same() -> None:
    assert told(GOOD, {**GOOD, "id": "other", "DOI": "10.1000/other"}) == []


def test_an_entry_without_an_id_is_not_in_the_library() -> None:
    library, _ = read_library(json.dumps([changed(id=None), GOOD]), "r.json")
    assert list(library) == ["rush2006"]


@settings(deadline=None)  # a busy machine is no fault of the code
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda parts: (
            st.lists(parts, max_size=3)
            | st.dictionaries(st.sampled_from(references.KEYS) | st.text(), parts, max_size=8)
        ),
        max_leaves=30,
    )
)
def test_any_json_is_read_without_a_traceback(data: object) -> None:
    text = json.dumps([data, {**GOOD, "title": data}], indent=1)
    library, problems = read_library(text, "r.json")
    lines = text.split("\n")
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1])
        str(problem).encode()
    find_unused(text, "r.json", library, set())
    for form in (as_bibtex, as_ris):
        form(library)
    for reference in library.values():
        as_html(reference)


def test_ten_times_the_entries_take_about_ten_times_as_long() -> None:
    def seconds(count: int) -> float:
        entries = [{**GOOD, "id": f"a{n}", "DOI": f"10.1000/{n}"} for n in range(count)]
        text = json.dumps(entries, indent=1)
        best = math.inf
        for _ in range(3):
            start = time.process_time()
            library, problems = read_library(text, "r.json")
            unused = find_unused(text, "r.json", library, set())
            best = min(best, time.process_time() - start)
            assert (problems, len(unused)) == ([], count)
        return best

    assert seconds(2000) < 30 * seconds(200)


def test_an_entry_no_page_cites_is_told_where_it_stands() -> None:
    text = json.dumps([GOOD, {**GOOD, "id": "idle2020", "DOI": "10.1000/x"}], indent=1)
    library, _ = read_library(text, "r.json")
    assert [str(problem) for problem in find_unused(text, "r.json", library, {"rush2006"})] == [
        "r.json:24:3: [ref-unused] No page cites the entry 'idle2020'. "
        "Cite it where it carries a claim, or delete the entry."
    ]
