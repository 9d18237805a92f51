"""Each cited sentence carries facts that we may use, with their references and their numbers.

docs/facts.json holds the facts (make_facts.py); facts/ mirrors docs/ and says which of them each
sentence carries. So a reference on a sentence that its fact does not name turns red here, and so
does a number that nobody read anywhere.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import fact_tables
import pytest
import waiting
from fact_tables import (
    DOCS,
    FACTS,
    PAGES,
    UNUSED,
    Row,
    cited_pages,
    rows,
    sentences,
    strange_numbers,
    without_facts,
    wrong,
)

from healthguide.pages.front_matter import split_front_matter


def test_there_are_facts_and_tables() -> None:
    assert len(FACTS) > 180
    assert len(rows()) > 200


def test_each_row_of_a_table_is_carried_by_one_sentence_with_its_references_and_numbers() -> None:
    assert [problem for row in rows() for problem in wrong(row)] == []


@pytest.mark.parametrize("page", cited_pages())
def test_each_cited_sentence_has_its_facts(page: str) -> None:
    assert without_facts(page) == []


@pytest.mark.parametrize("page", cited_pages())
def test_no_number_stands_in_no_fact(page: str) -> None:
    assert strange_numbers(page) == {}


def test_a_sentence_that_no_table_names_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "With CBT, 46 in 100 responded.[^wiles2013]\n\nAsk 77 people. Or 46 of them.\n"
    monkeypatch.setattr(fact_tables, "said", lambda _: sentences(text))
    monkeypatch.setattr(fact_tables, "rows", lambda: [])
    assert without_facts("index") == ["With CBT, 46 in 100 responded."]
    assert strange_numbers("index") == {"Ask 77 people.": ["77"]}
    row = Row("index", ("T2",), "With CBT")
    monkeypatch.setattr(fact_tables, "rows", lambda: [row])
    assert without_facts("index") == []


def test_every_fact_is_used_or_says_why_not() -> None:
    used = {fact for row in rows() for fact in row.facts}
    used |= {claim for fact in used for claim in FACTS[fact]["claims"]}
    left = {row["fact"]: row["why"] for row in tomllib.loads(UNUSED.read_text("utf-8"))["unused"]}
    assert sorted(set(FACTS) - used - set(left)) == []
    assert sorted(used & set(left)) == []
    assert all(str(why).strip() for why in left.values())


def test_every_source_is_named_by_a_fact() -> None:
    library = json.loads((DOCS / "references.json").read_text(encoding="utf-8"))
    named = {label for fact in FACTS.values() for label in fact["references"]}
    assert sorted(named - {entry["id"] for entry in library}) == []
    assert sorted({entry["id"] for entry in library} - named) == []


def test_the_page_on_how_we_write_lists_what_waits_for_a_clinician() -> None:
    page = waiting.PAGE.read_text(encoding="utf-8")
    assert waiting.with_list(page) == page, "run: make waiting"


def test_what_waits_is_each_sentence_with_a_fact_that_was_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        Row("index", ("T5",), "known"),
        Row("index", ("T2", "S1"), "read"),
        Row("index", ("T5",), "So it was", read=True),
    ]
    monkeypatch.setattr(fact_tables, "rows", lambda: rows)
    monkeypatch.setattr(
        fact_tables,
        "said",
        lambda _: sentences("A **known** [thing](a.md).[^a]\n\nAll was read.[^b] So it was.[^a]\n"),
    )
    title = split_front_matter((DOCS / "index.md").read_text(encoding="utf-8"))[0]["title"]
    assert waiting.as_markdown() == f"- [{title}](../index.md)\n    - “A known thing.”"


PAGE = """---
comparison:
  harms: "Falls, 4 in 100.[^a]"
---
One of St. John's. It helps **half**.[^a][^b] Then
more.[^c]

<!-- dots: response
46 of 100: with it
One trial.[^d]
-->

!!! note "Not said"
    In a card.[^e]

1. A point[^f]
    - with one below
| A cell[^g] | and another |

```
Not this.[^x]
```
## A heading { .class }
"""


def test_sentences_of_a_page_are_read_wherever_they_stand() -> None:
    read_ = {one.text: "".join(sorted(one.cited)) for one in sentences(PAGE)}
    assert read_ == {
        "Falls, 4 in 100.": "a",
        "46 of 100: with it": "",
        "One trial.": "d",
        "One of St. John's.": "",
        "It helps **half**.": "ab",
        "Then more.": "c",
        "In a card.": "e",
        "A point": "f",
        "with one below": "",
        "A cell": "g",
        "and another": "",
        "A heading": "",
    }


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ("with a stray source", "cites rush2006, which its facts do not name"),
        ("with a number", "says 47, which stands in none of its facts"),
        ("nowhere at all", "stands in 0 sentences of the page, not in one"),
        ("with", "stands in 6 sentences of the page, not in one"),
        ("with weeks", "says 7, which stands in none of its facts"),
        ("with a share", "says 4, 5, which stands in none of its facts"),
    ],
)
def test_what_does_not_agree_is_told(
    says: str, problem: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Said with a stray source.[^wiles2013][^rush2006] Said with a number, 47 in 100, not "
        "46.[^wiles2013] Said with 46 and 22 in 100, or two weeks.[^wiles2014] Tried with weeks, "
        "seven weeks.[^wiles2013] Tried with a share, 4 in 5.[^wiles2013] About one in 4 is "
        "with 22 in 100, with usual care.[^wiles2013]\n",
        encoding="utf-8",
    )
    monkeypatch.setitem(PAGES, "a-page", page)
    row = Row("a-page", ("T2",), says)
    monkeypatch.setattr(fact_tables, "rows", lambda: [row])
    assert list(wrong(row)) == [f"{row}: {problem}"]
    unknown = Row("a-page", ("T2", "Q99"), says)
    assert list(wrong(unknown)) == [f"{unknown}: no fact Q99 in docs/facts.json"]
    right = Row("a-page", ("T2", "D9"), "or two weeks")
    monkeypatch.setattr(fact_tables, "rows", lambda: [right])
    assert list(wrong(right)) == []
