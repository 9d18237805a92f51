"""Lists what is hard to read: long sentences and long paragraphs, page by page.

It reports and never gates: scores and counts say where to look, not whether a sentence is good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import markdown
from lxml import html as lxml_html

from healthguide.pages.front_matter import split_front_matter

MAX_WORDS, MAX_SENTENCES = 20, 3
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*(?:\s+|$)(?=[\"“(]?[A-Z0-9]|$)")
CITATION = re.compile(r"\[\^[^\[\]\n]*\]")
EXTENSIONS = ["tables", "def_list", "attr_list", "md_in_html", "admonition"]


@dataclass(frozen=True)
class Hard:
    """A place that is hard to read: `size` counts a sentence's words, a paragraph's sentences."""

    kind: str
    size: int
    text: str

    def __str__(self) -> str:
        unit = "words" if self.kind == "sentence" else "sentences"
        return f"  {self.size} {unit}: {self.text}"


def hard_places(source: str) -> list[Hard]:
    """The sentences over 20 words and paragraphs over 3 sentences of a page's Markdown."""
    first = split_front_matter(source)[1] - 1
    body = CITATION.sub("", "\n".join(source.split("\n")[first:]))
    rendered = markdown.markdown(body, extensions=EXTENSIONS)
    page = lxml_html.fragment_fromstring(rendered, create_parent="div")
    return [hard for text in _texts(page) for hard in _judge(text)]


def _texts(page: lxml_html.HtmlElement) -> Iterator[str]:
    for block in page.iter("p", "li", "dd", "td"):
        if block.find("p") is None and block.find("ul") is None:
            yield " ".join(block.text_content().split())


def _judge(text: str) -> Iterator[Hard]:
    sentences = [part for part in SENTENCE_END.split(text) if part.strip()]
    for sentence in sentences:
        words = len(WORD.findall(sentence))
        if words > MAX_WORDS:
            yield Hard("sentence", words, sentence.strip())
    if len(sentences) > MAX_SENTENCES:
        yield Hard("paragraph", len(sentences), f"{sentences[0].strip()} …")
