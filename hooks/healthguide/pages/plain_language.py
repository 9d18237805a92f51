"""Reports how a guide reads, page by page: grade, length of sentences, and what is hard to read.

It reports and never gates: scores and counts say where to look, not whether a sentence is good.
Grades are those of textstat, for English, where it is installed.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean, pstdev

import markdown
from lxml import html as lxml_html

from healthguide.pages.front_matter import split_front_matter

MAX_WORDS, MAX_SENTENCES = 20, 3
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*(?:\s+|$)(?=[\"“(]?[A-Z0-9]|$)")
CITATION = re.compile(r"\[\^[^\[\]\n]*\]")
EXTENSIONS = ["tables", "def_list", "attr_list", "md_in_html", "admonition"]
BRITISH = tomllib.loads((Path(__file__).parent / "british.toml").read_text(encoding="utf-8"))
"""By word, or its beginning, what an American writes."""
BRITISH_WORD = re.compile(rf"\b(?:{'|'.join(BRITISH)})\b", re.IGNORECASE)
CONTRACTION = re.compile(
    r"\w(?:n[’']t|[’'](?:re|ve|ll|d|m))\b|\b(?:it|that|here|there|what|who|let)[’']s\b",
    re.IGNORECASE,
)
LENGTH, GRADE = "13 to 17", "6 to 8"
"""What a page aims at: words a sentence, and grade of school."""
OFTEN, LEAST_WORDS = 3, 4
"""A sentence of so many words that stands so many times is told."""
GRADES = ("flesch_kincaid_grade", "smog_index")


@dataclass(frozen=True)
class Reading:
    """How a page reads; a grade is None where textstat is not installed."""

    sentences: tuple[str, ...]
    flesch_kincaid: float | None
    smog: float | None
    british: tuple[str, ...]
    hard: tuple[Hard, ...]

    @property
    def lengths(self) -> list[int]:
        return [len(WORD.findall(sentence)) for sentence in self.sentences]

    def __str__(self) -> str:
        lengths, text = self.lengths or [0], " ".join(self.sentences)
        grades = [
            f"grade {grade:.1f} {name}"
            for grade, name in ((self.flesch_kincaid, "Flesch-Kincaid"), (self.smog, "SMOG"))
            if grade is not None
        ]
        parts = [
            f"{sum(lengths)} words",
            f"{fmean(lengths):.1f} a sentence, give or take {pstdev(lengths):.1f} (aim: {LENGTH})",
            *([f"{', '.join(grades)} (aim: {GRADE})"] if grades else []),
            f"{len(CONTRACTION.findall(text))} contractions",
        ]
        return f"  {'; '.join(parts)}"


@dataclass(frozen=True)
class Hard:
    """A place that is hard to read: `size` counts a sentence's words, a paragraph's sentences."""

    kind: str
    size: int
    text: str

    def __str__(self) -> str:
        unit = "words" if self.kind == "sentence" else "sentences"
        return f"  {self.size} {unit}: {self.text}"


def reading(source: str) -> Reading:
    """How the Markdown of a page reads."""
    page = _page(source)
    texts = list(_texts(page, "p", "li", "dd"))
    sentences = tuple(part.strip() for text in texts for part in _sentences(text))
    kincaid, smog = _grades(sentences)
    every = " ".join(_texts(page, "p", "li", "dd", "td", "h2", "h3", "h4"))
    british = sorted(f"{match[0]} ({american(match[0])})" for match in BRITISH_WORD.finditer(every))
    hard = tuple(hard for text in _texts(page, "p", "li", "dd", "td") for hard in _judge(text))
    return Reading(sentences, kincaid, smog, tuple(british), hard)


def repeated(pages: Mapping[str, Reading]) -> list[tuple[str, list[str]]]:
    """The sentences that stand on the pages too often, each with where, the most frequent first."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, page in pages.items():
        for sentence, length in zip(page.sentences, page.lengths, strict=True):
            if length >= LEAST_WORDS:
                places[sentence].append(name)
    often = [(text, names) for text, names in places.items() if len(names) >= OFTEN]
    return sorted(often, key=lambda one: -len(one[1]))


def american(word: str) -> str:
    """What an American writes for a British word."""
    pairs = BRITISH.items()
    return next(str(said) for known, said in pairs if re.fullmatch(known, word, re.IGNORECASE))


def _grades(sentences: tuple[str, ...]) -> tuple[float | None, float | None]:
    """Flesch-Kincaid and SMOG, each sentence ended, or nothing without textstat or text."""
    if not sentences or not find_spec("textstat"):
        return None, None
    textstat = import_module("textstat")
    text = " ".join(f"{sentence.rstrip(' .!?:;,”)')}." for sentence in sentences)
    kincaid, smog = (float(getattr(textstat, name)(text)) for name in GRADES)
    return kincaid, smog


def _page(source: str) -> lxml_html.HtmlElement:
    first = split_front_matter(source)[1] - 1
    body = CITATION.sub("", "\n".join(source.split("\n")[first:]))
    rendered = markdown.markdown(body, extensions=EXTENSIONS)
    return lxml_html.fragment_fromstring(rendered, create_parent="div")


def _texts(page: lxml_html.HtmlElement, *tags: str) -> Iterator[str]:
    for block in page.iter(*tags):
        if block.find("p") is None and block.find("ul") is None:
            yield " ".join(block.text_content().split())


def _sentences(text: str) -> list[str]:
    return [part for part in SENTENCE_END.split(text) if part.strip()]


def _judge(text: str) -> Iterator[Hard]:
    sentences = _sentences(text)
    for sentence in sentences:
        words = len(WORD.findall(sentence))
        if words > MAX_WORDS:
            yield Hard("sentence", words, sentence.strip())
    if len(sentences) > MAX_SENTENCES:
        yield Hard("paragraph", len(sentences), f"{sentences[0].strip()} …")
