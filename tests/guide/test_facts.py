"""Each cited sentence carries facts that we may use, with their references and their numbers.

docs/facts.json holds the facts (make_facts.py); facts/ mirrors docs/ and says which of them each
sentence carries. So a reference on a sentence that its fact does not name turns red here, and so
does a number that nobody read anywhere.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from make_facts import WORDS, numbers

from healthguide.pages import editorial
from healthguide.pages.claims import known
from healthguide.pages.comparison import rows_of
from healthguide.pages.dots import MARKER as DOTS
from healthguide.pages.front_matter import split_front_matter
from healthguide.yaml_text import read

ROOT = Path(__file__).parents[2]
DOCS, TABLES = ROOT / "docs", Path(__file__).parent / "facts"
FACTS = {fact["id"]: fact for fact in json.loads((DOCS / "facts.json").read_text(encoding="utf-8"))}
UNUSED = TABLES / "unused.toml"
PAGES = {
    page.relative_to(DOCS).as_posix().removesuffix(".md").replace("/", "-"): page
    for page in sorted(DOCS.rglob("*.md"))
}
"""By the name that a table has with '-' for '/'."""
MARK = re.compile(r"\[\^([^\]\n]+)\]")
CODE = re.compile(r"^[ ]*(`{3,}|~{3,}).*?^[ ]*\1[ ]*$|<!--.*?-->", re.DOTALL | re.MULTILINE)
ATTRIBUTES = re.compile(r"\{[ :]*[.#][^}\n]*\}")
BEGINS = re.compile(
    r"[ ]*(?:(?:[-*+]|\d+\.|:|>)[ ]+|!!!.*|\?\?\?.*|=== .*|#+[ ]|</?\w[^>]*>\s*$|$)"
)
"""What begins something new on a line."""
END = re.compile(r"(?<=[.!?])[”\"’)*_]*(?:\[\^[^\]\n]+\])*\s+(?=[“\"(\[*_]?[A-Z0-9])")
COUNTED = re.compile(
    rf"\b({'|'.join(WORDS)})(?:\s+(?:to|or)\s+\w+)?[\s-]+(?:\w+\s+)?(?:weeks?|months?|years?|days?|hours?|"
    r"minutes?|sessions?|visits?|points?|people|adults|in\s+ten|of\s+the\s+nine)\b",
    re.IGNORECASE,
)
"""Numbers in words that measure something; "the two together" does not."""
SHARE = re.compile(r"\b(one|\d+|two|three|four) (?:in|out of) ([2-9]|1\d|20|ten)\b", re.IGNORECASE)
"""Such as "nearly 3 in 10"; right when a fact has about as many in 100."""
NEAR = 4
SCALES = ("100",)
"""Numbers that only say out of how many."""
SAFE = re.compile(r"\bPHQ-9\b|\]\([^)]*\)|\b1-\d{3}-[\d-]+\b")
LINES = set(numbers((ROOT / "hooks/healthguide/crisis/lines.toml").read_text(encoding="utf-8")))
"""The numbers to call and to text, which are reviewed where they stand."""


@dataclass(frozen=True)
class Sentence:
    text: str
    """On one line, without citation marks."""
    cited: frozenset[str]


@dataclass(frozen=True)
class Row:
    """Which facts a sentence carries, as a table says."""

    page: str
    facts: tuple[str, ...]
    says: str
    also: tuple[str, ...] = ()
    """Numbers that a fact says otherwise: four years for 46 months."""

    def __str__(self) -> str:
        return f"{self.page}: '{self.says}' ({', '.join(self.facts)})"


def one_line(text: str) -> str:
    return " ".join(MARK.sub("", text).split())


def sentences(source: str) -> list[Sentence]:
    """What a page says: cells of its comparison, figures of dots, and its text."""
    meta, first = split_front_matter(source)
    body = "\n".join(source.split("\n")[first - 1 :])
    blocks = [str(cell) for row in rows_of(meta) or () for cell in row.values()]
    for figure in DOTS.finditer(body):
        blocks += figure["body"].split("\n")[1:]
    blocks += _blocks(CODE.sub("\n", body))
    parts = (part for block in blocks for part in _split(block))
    found = [Sentence(one_line(part), frozenset(MARK.findall(part))) for part in parts]
    return [sentence for sentence in found if re.search(r"\w", sentence.text)]


def _blocks(text: str) -> Iterator[str]:
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        line = ATTRIBUTES.sub("", line)
        if line.lstrip().startswith("|"):
            yield from re.split(r"(?<!\\)\|", line)
            continue
        begins = BEGINS.match(line)
        if begins:
            yield " ".join(block)
            block = []
            line = (
                "" if begins[0].lstrip().startswith(("!!!", "???", "===")) else line[begins.end() :]
            )
        block.append(line.strip())
    yield " ".join(block)


def _split(block: str) -> list[str]:
    words, parts, start = known("en"), list[str](), 0
    assert words
    for match in END.finditer(block):
        part = block[start : match.end()]
        is_heading = re.fullmatch(r"\*\*[^*]+\*\*", one_line(part))  # that runs into the text
        if not is_heading and not words.abbreviations.search(one_line(part)):
            parts.append(part)
            start = match.end()
    return [*parts, block[start:]]


@cache
def rows() -> list[Row]:
    found = []
    for file in sorted(TABLES.rglob("*.toml")):
        if file != UNUSED:
            name = file.relative_to(TABLES).as_posix().removesuffix(".toml").replace("/", "-")
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            for row in table.get("sentences") or table["says"]:
                facts, words = row.get("fact") or row["facts"], row.get("says") or row["text"]
                found.append(Row(name, tuple(facts), one_line(words), tuple(row.get("also", ()))))
    return found


@cache
def said(page: str) -> tuple[Sentence, ...]:
    return tuple(sentences(PAGES[page].read_text(encoding="utf-8")))


def wrong(row: Row) -> Iterator[str]:
    """What is wrong with a row of a table."""
    if unknown := [fact for fact in row.facts if fact not in FACTS]:
        yield f"{row}: no fact {', '.join(unknown)} in docs/facts.json"
        return
    carrying = carriers(row)
    if len(carrying) != 1:
        yield f"{row}: stands in {len(carrying)} sentences of the page, not in one"
        return
    [sentence] = carrying
    together = [FACTS[fact] for one in rows_of_sentence(row.page, sentence) for fact in one.facts]
    named = {label for fact in together for label in fact["references"]}
    if stray := sorted(sentence.cited - named):
        yield f"{row}: cites {', '.join(stray)}, which its facts do not name"
    given = {number for fact in together for number in fact["numbers"]}
    given |= {number for one in rows_of_sentence(row.page, sentence) for number in one.also}
    if unread := stray_numbers(sentence.text, given):
        yield f"{row}: says {', '.join(unread)}, which stands in none of its facts"


def carriers(row: Row) -> list[Sentence]:
    """The sentences that hold the words of a row, or those that are nothing else."""
    holding = [sentence for sentence in said(row.page) if row.says in sentence.text]
    return [sentence for sentence in holding if sentence.text == row.says] or holding


def rows_of_sentence(page: str, sentence: Sentence) -> list[Row]:
    return [row for row in rows() if row.page == page and sentence in carriers(row)]


def stray_numbers(text: str, given: set[str]) -> list[str]:
    """The numbers of a sentence that were not given, nor rounded from such."""

    def share(match: re.Match[str]) -> str:
        part, whole = (
            float(WORDS.get(n.lower(), "1" if n == "one" else n)) for n in match.groups()
        )
        near = any(abs(float(number) - 100 * part / whole) <= NEAR for number in given)
        return " " if near else match[0]

    text = SHARE.sub(share, SAFE.sub(" ", text))
    return [number for number in numbers(text, COUNTED) if not is_among(number, given)]


def is_among(number: str, given: set[str]) -> bool:
    """Whether a number, or one that it rounds, was given."""
    if number in given or number in SCALES or number in LINES:
        return True
    return "." not in number and any("." in n and round(float(n)) == int(number) for n in given)


def cited_pages() -> list[str]:
    """The pages whose kind needs citations."""
    style = editorial.read_style(read((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), ""))[0]
    kinds = {name: style.kind_of(page.relative_to(DOCS).as_posix()) for name, page in PAGES.items()}
    return [name for name, kind in kinds.items() if kind and kind.cited]


def test_there_are_facts_and_tables() -> None:
    assert len(FACTS) > 180
    assert len(rows()) > 200


def test_each_row_of_a_table_is_carried_by_one_sentence_with_its_references_and_numbers() -> None:
    assert [problem for row in rows() for problem in wrong(row)] == []


@pytest.mark.parametrize("page", cited_pages())
def test_each_cited_sentence_has_its_facts(page: str) -> None:
    lost = [one.text for one in said(page) if one.cited and not rows_of_sentence(page, one)]
    assert lost == []


@pytest.mark.parametrize("page", cited_pages())
def test_no_number_stands_in_no_fact(page: str) -> None:
    """Steps and advice, which need no source, may repeat numbers of facts alone."""
    given = {number for fact in FACTS.values() for number in fact["numbers"]}
    strange = {
        sentence.text: strange
        for sentence in said(page)
        if not rows_of_sentence(page, sentence) and (strange := stray_numbers(sentence.text, given))
    }
    assert strange == {}


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
    monkeypatch.setitem(globals(), "rows", lambda: [row])
    assert list(wrong(row)) == [f"{row}: {problem}"]
    right = Row("a-page", ("T2", "D9"), "or two weeks")
    monkeypatch.setitem(globals(), "rows", lambda: [right])
    assert list(wrong(right)) == []
