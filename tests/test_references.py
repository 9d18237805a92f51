"""The reference library: each fault with its exact words and place, each near miss silent."""

import json
from pathlib import Path

import pytest

from healthguide import references
from healthguide.references import find_unused, read_library

LIBRARY = Path(__file__).parent.parent / "docs" / "references.json"
GOOD = {
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


def test_the_library_of_this_guide_is_right() -> None:
    library, problems = read_library(LIBRARY.read_text(encoding="utf-8"), "docs/references.json")
    assert problems == []
    assert len(library) == 45


CASES = [
    (
        changed(doi="10.1176/x"),
        "22:3: [ref-key] The entry 'rush2006' has the key 'doi', which is not known. "
        "Did you mean 'DOI'?",
    ),
    (
        changed(volume=163),
        "22:3: [ref-form] 'volume' of the entry 'rush2006' is not a text between quotes. "
        'Write it as in this example: "volume": "163".',
    ),
    (
        changed(author="Rush"),
        "6:3: [ref-form] 'author' of the entry 'rush2006' is not a list of names. Write it as in "
        'this example: "author": [{ "family": "Rush", "given": "A. John" }, '
        '{ "literal": "NICE" }].',
    ),
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
        "malformed. A DOI begins with '10.', has a slash and no blanks; leave out "
        "'https://doi.org/'.",
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
        "Write it with 'https://' and without blanks.",
    ),
    (
        changed(issued={"date-parts": [[2006, 13]]}),
        "12:3: [ref-date] 'issued' of the entry 'rush2006' is not a year, a year and month, or a "
        'full date. Write it as in this example: { "date-parts": [[2006, 11, 5]] }.',
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
        changed(DOI=None, ISBN="978-1-4731-4622-8"),
        changed(ISBN="0-306-40615-2"),
        changed(DOI="10.1016/S0140-6736(12)61552-9"),
        changed(URL="http://example.org/a?b=c"),
    ],
)
def test_a_near_miss_is_silent(entry: object) -> None:
    assert told(entry) == []


@pytest.mark.parametrize("check", references.CHECKS, ids=lambda check: check.__name__)
def test_without_a_check_a_case_turns_red(check: object, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tuple(c for c in references.CHECKS if c is not check)
    monkeypatch.setattr(references, "CHECKS", kept)
    assert any(told(entry) != [message] for entry, message in CASES)


def test_invalid_json_names_line_and_column() -> None:
    problems = read_library('[\n {"id": "a" "title": "b"}\n]', "r.json")[1]
    assert [str(problem) for problem in problems] == [
        "r.json:2:13: [ref-json] The reference library cannot be read here: expecting ',' "
        "delimiter. Look for a missing comma, quote or bracket just before this place."
    ]


@pytest.mark.parametrize(("text", "thing"), [("{}", "The content"), ("[1]", "This part")])
def test_a_library_of_another_shape_is_refused(text: str, thing: str) -> None:
    [problem] = read_library(text, "r.json")[1]
    assert str(problem).startswith(f"r.json:1:{1 if text == '{}' else 2}: [ref-shape] {thing} of")


@pytest.mark.parametrize(
    ("second", "key"),
    [
        ({**GOOD, "DOI": "10.1000/other"}, "id"),
        ({**GOOD, "id": "rush2006b", "DOI": GOOD["DOI"].upper()}, "DOI"),
    ],
)
def test_the_same_source_twice_is_refused(second: dict[str, object], key: str) -> None:
    [problem] = told(GOOD, second)
    assert f"[ref-duplicate] The entry '{second['id']}' has the same {key} as the entry" in problem


def test_two_sources_without_a_pmid_are_not_the_same() -> None:
    assert told(GOOD, {**GOOD, "id": "other", "DOI": "10.1000/other"}) == []


def test_an_entry_no_page_cites_is_told_where_it_stands() -> None:
    text = json.dumps([GOOD, {**GOOD, "id": "idle2020", "DOI": "10.1000/x"}], indent=1)
    library, _ = read_library(text, "r.json")
    assert [str(problem) for problem in find_unused(text, "r.json", library, {"rush2006"})] == [
        "r.json:24:3: [ref-unused] No page cites the entry 'idle2020'. "
        "Cite it where it carries a claim, or delete the entry."
    ]
