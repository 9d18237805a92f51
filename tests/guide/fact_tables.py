"""The facts that sentences of the guide carry: reads docs/facts.json and the tables in facts/.

What a sentence may say is judged in test_facts.py; waiting.py lists what waits for a clinician.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
    read: bool = False
    """Whether the sentence says only what was read of a fact that is in part known."""

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
            for row in table["sentences"]:
                facts, also = tuple(row["fact"]), tuple(row.get("also", ()))
                found.append(Row(name, facts, one_line(row["says"]), also, bool(row.get("read"))))
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


def without_facts(page: str) -> list[str]:
    """The cited sentences of a page that no row of its table names."""
    return [one.text for one in said(page) if one.cited and not rows_of_sentence(page, one)]


def strange_numbers(page: str) -> dict[str, list[str]]:
    """The numbers of sentences without a row that stand in no fact at all, by sentence.

    Steps and advice, which need no source, may repeat numbers of facts alone.
    """
    given = {number for fact in FACTS.values() for number in fact["numbers"]}
    return {
        sentence.text: strange
        for sentence in said(page)
        if not rows_of_sentence(page, sentence) and (strange := stray_numbers(sentence.text, given))
    }


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
