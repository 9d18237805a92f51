"""Finds sentences that state something of medicine without saying where it comes from.

What states a number, an effect, an approval, a risk, or how often something happens, is data by
language, in claims.toml. Questions, steps to take, and advice that readers see marked as ours need
no source. Whether a source carries its sentence, no program can tell.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml.html import HtmlElement, fragment_fromstring

from healthguide.findings import Finding, found
from healthguide.pages.front_matter import FRONT_MATTER

KNOWN = Path(__file__).parent / "claims.toml"
ADVICE, LABEL = "our-advice", "our-advice-label"
"""The class of what is advice of our own, and that of the words that say so."""
QUIET = frozenset((
    "h1", "h2", "h3", "h4", "h5", "h6", "summary", "figure", "svg", "pre", "section", "script",
    "style", "th", "dt",
))  # fmt: skip
"""Elements that state nothing, or whose sources another rule asks for."""
TEXTS = frozenset(("p", "li", "dd", "td"))
LISTS = frozenset(("ul", "ol", "dl", "table"))
WORD = re.compile(r"[^\W_]+")
CITED = "\ue000"
"""Stands for a group of citations."""
SENTENCE_END = re.compile(rf"(?<=[.!?])[\"”’){CITED}]*\s+(?=[\"“(]?[A-Z0-9])")
SHOWN = 60
"""Letters of a sentence that a finding quotes."""


@dataclass(frozen=True)
class Words:
    """What states something, in one language."""

    ignored: re.Pattern[str]
    abbreviations: re.Pattern[str]
    asking: re.Pattern[str]
    step: re.Pattern[str]
    hard: re.Pattern[str]
    states: tuple[tuple[str, re.Pattern[str]], ...]
    effect: re.Pattern[str]


@functools.cache
def known(language: str) -> Words | None:
    """The package's own words for a language such as `en` or `en-GB`, if it has any."""
    row = tomllib.loads(KNOWN.read_text(encoding="utf-8")).get(language.split("-")[0])
    if row is None:
        return None
    return Words(
        ignored=_pattern(row["ignored"]),
        abbreviations=re.compile(row["abbreviations"]),
        asking=_pattern(row["asking"]),
        step=_pattern(row["step"]),
        hard=_pattern(row["hard"]),
        states=tuple((name, _pattern(text)) for name, text in row["states"].items()),
        effect=_pattern("{subject}{between}{verb}".format(**row["effect"])),
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a finished page, without the numbers of its citations."""

    text: str
    cited: bool
    ours: bool
    """Whether it stands in what is marked as our own advice."""
    in_table: bool = False


def find_problems(
    html: str,
    source: str,
    said: str,
    path: str,
    words: Words,
    quiet: Collection[str] = (),
) -> list[Finding]:
    """The sentences of a page that need a source and have none.

    `said` is its file without what the page does not say, as many letters as there were; `quiet`
    are the names of sections that hold steps and questions: a heading, or its class with a point.
    """
    front = FRONT_MATTER.match(source)
    problems, written = [], _Written(said, front.end() if front else 0)
    for sentence, in_quiet in _sentences(html, words, quiet):
        start = written.start(sentence.text)
        stated = "" if sentence.cited else _stated(sentence, words, in_quiet)
        if not stated or (sentence.in_table and start < 0):
            continue
        rule, kind, _, value = "cite-missing", *stated.partition(":")
        line = source.count("\n", 0, max(start, 0)) + 1
        column = max(start, 0) - source.rfind("\n", 0, max(start, 0))
        advice = "advice_hard" if sentence.ours else "advice"
        shown = sentence.text if len(sentence.text) <= SHOWN else f"{sentence.text[:SHOWN]}…"
        problems.append(
            found(rule, path, line, column, advice, kind=kind, value=value, sentence=shown)
        )
    return problems


def _stated(sentence: Sentence, words: Words, in_quiet: bool) -> str:
    """What the sentence states, as `kind:words`; nothing when it needs no source."""
    text = words.ignored.sub(" ", sentence.text)
    if text.rstrip('”"’)').endswith("?"):
        return ""
    if sentence.ours or in_quiet or words.step.match(text):
        return f"number:{hard[0]}" if (hard := words.hard.search(text)) else ""
    for kind, pattern in words.states:
        if match := pattern.search(text):
            return f"{kind}:{_one_line(match[0])}"
    match = words.effect.search(words.asking.sub(" , ", text))
    return f"effect:{_one_line(match[0])}" if match else ""


class _Written:
    """The words of a file by place, to find its sentences in the order they stand in."""

    def __init__(self, said: str, first: int) -> None:
        found = list(WORD.finditer(said, first))
        self.starts = [match.start() for match in found]
        self.words = [match[0] for match in found]
        self.places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self.places.setdefault(word, []).append(place)
        self.next = 0

    def start(self, text: str) -> int:
        """Where a sentence begins, behind the last one or anywhere; -1 when it does not."""
        begins = WORD.findall(text)[:8]
        places = [
            place
            for place in self.places.get(begins[0], [])
            if self.words[place : place + len(begins)] == begins
        ]
        if not places:
            return -1
        place = next((one for one in places if one >= self.next), places[0])
        self.next = max(place + 1, self.next)
        return self.starts[place]


def _sentences(html: str, words: Words, quiet: Collection[str]) -> Iterator[tuple[Sentence, bool]]:
    in_quiet = False
    for element in fragment_fromstring(html, create_parent="div"):
        if element.tag == "h2":
            names = {_text(element).replace(CITED, ""), *(f".{one}" for one in _classes(element))}
            in_quiet = bool(names & set(quiet))
        for sentence in _in(element, words, ADVICE in _classes(element)):
            yield sentence, in_quiet


def _in(
    element: HtmlElement, words: Words, ours: bool, in_table: bool = False
) -> Iterator[Sentence]:
    """The sentences of an element and what stands in it, in order."""
    if not isinstance(element.tag, str) or element.tag in QUIET:
        return
    if "admonition-title" in _classes(element):
        return
    if element.tag in LISTS and _is_vouched_for(element):
        return
    ours = ours or ADVICE in _classes(element)
    in_table = in_table or element.tag == "table"
    if element.tag in TEXTS:
        parts = _split(_text(element), words)
        for part in parts:
            text = _one_line(part.replace(CITED, " "))
            leads = part is parts[-1] and text.endswith(":") and _is_cited_below(element)
            if WORD.search(text):
                yield Sentence(text, CITED in part or leads, ours, in_table)
    for child in element:
        yield from _in(child, words, ours, in_table)


def _is_vouched_for(block: HtmlElement) -> bool:
    """Whether the sentence straight above a list or table carries a citation for all of it."""
    above, parent = block.getprevious(), block.getparent()
    if above is not None and above.tag == "p":
        return _ends_cited(_text(above))
    return parent is not None and parent.tag == "li" and _ends_cited(_text(parent, block))


def _ends_cited(text: str) -> bool:
    return re.search(rf"{CITED}[\s.:]*$", text) is not None


def _is_cited_below(element: HtmlElement) -> bool:
    """Whether each point of the list that a sentence leads to carries a citation of its own."""
    below = (
        element.getnext() if element.tag == "p" else next(element.iterchildren("ul", "ol"), None)
    )
    if below is None or below.tag not in LISTS:
        return False
    points = below.xpath("./li | ./dd | ./tbody/tr")
    return bool(points) and all(
        point.find(".//sup[@class='citations']") is not None for point in points
    )


def _split(text: str, words: Words) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        part = text[start : match.end()]
        if not words.abbreviations.search(part.rstrip().rstrip(CITED)):
            parts.append(part)
            start = match.end()
    return [*parts, text[start:]]


def _text(element: HtmlElement, end: HtmlElement | None = None) -> str:
    """The words straight in an element, up to `end`, with a sign for each group of citations."""
    parts = [element.text or ""]
    for child in element:
        if child is end:
            break
        if isinstance(child.tag, str) and "citations" in _classes(child):
            parts.append(CITED)
        elif child.tag == "code" or (isinstance(child.tag, str) and LABEL in _classes(child)):
            parts.append(" ")
        elif child.tag not in QUIET | TEXTS | LISTS | {"div", "details", "blockquote"}:
            parts.append(_text(child) if isinstance(child.tag, str) else "")
        else:
            parts.append(" ")
        parts.append(child.tail or "")
    return "".join(parts)


def _classes(element: HtmlElement) -> list[str]:
    return str(element.get("class", "")).split()


def _one_line(text: str) -> str:
    return " ".join(text.split())
