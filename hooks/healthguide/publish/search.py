"""Makes what a reader finds pages with: the data of search, and the index A to Z for no script.

It takes the text of pages and the search words of their front matter. How results are ranked is
overrides/assets/js/ranking.js; which searches are about suicide, overrides/assets/search.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from lxml import html as lxml_html

from healthguide.pages.editorial import text_of

WORD = re.compile(r"\w+")
HEADINGS = ("h2", "h3")
UNREAD = ("sup", "section", "script", "style", "svg")
"""Citation numbers and the list of references would fill results with names of authors; a drawing
repeats what the page says."""
BLOCKS = (
    *("p", "li", "td", "th", "dt", "dd", "tr", "caption", "pre", "br", "div", "summary", "label"),
    *("h2", "h3", "h4", "h5", "h6"),
)


@dataclass(frozen=True)
class Page:
    """A page as the index sees it."""

    url: str
    title: str
    description: str
    words: Sequence[str]
    sections: Sequence[Section]


class Section(NamedTuple):
    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Entry:
    """A line of the index A to Z; `see` is the page's title when the word is not its own."""

    word: str
    url: str
    see: str | None = None


@dataclass(frozen=True)
class Letter:
    name: str
    entries: tuple[Entry, ...]


def words_of(meta: Mapping[str, object]) -> list[str]:
    """The search words of front matter, which may be anything."""
    words = meta.get("search_words")
    return [word for word in words if isinstance(word, str)] if isinstance(words, list) else []


def build(pages: Iterable[Page]) -> str:
    """The JSON that search loads, one object a page."""
    return json.dumps(
        {
            "pages": [
                {
                    "url": page.url,
                    "title": page.title,
                    "description": page.description,
                    "words": list(page.words),
                    "sections": [section._asdict() for section in page.sections],
                }
                for page in pages
            ]
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def sections(html: str) -> tuple[Section, ...]:
    """A page's text, as rendered, cut at its headings; the first has none.

    Sections without text are left out.
    """
    if not html.strip():
        return ()
    cut: list[tuple[str, str, list[str]]] = [("", "", [])]
    for kind, text in _pieces(lxml_html.fragment_fromstring(html, create_parent="div")):
        if kind is None:
            cut[-1][2].append(text)
        else:
            cut.append((kind, text, []))
    found = (Section(anchor, heading, _plain("".join(parts))) for anchor, heading, parts in cut)
    return tuple(section for section in found if section.text or section.heading)


def a_to_z(pages: Sequence[Page], glossary: str | None) -> list[Letter]:
    """Page titles, the glossary's terms and the search words that the guide uses, by letter.

    `glossary` is the address of the glossary page, if there is one. Misspellings and questions are
    search words too; as no page's text holds them, they stay out.
    """
    entries = {Entry(page.title, page.url) for page in pages}
    for page in pages:
        if page.url == glossary:
            entries |= {
                Entry(section.heading, f"{page.url}#{section.anchor}")
                for section in page.sections
                if section.anchor
            }
    taken = {entry.word.lower() for entry in entries}
    said = _said({word for page in pages for word in page.words}, pages)
    entries |= {
        Entry(word[0].upper() + word[1:], page.url, page.title)
        for page in pages
        for word in page.words
        if word in said and word.lower() not in taken
    }
    ordered = sorted(
        entries, key=lambda entry: (_letter(entry.word), _sorting(entry.word), entry.url)
    )
    return [
        Letter(name, tuple(group))
        for name, group in groupby(ordered, key=lambda entry: _letter(entry.word))
    ]


def _pieces(element: lxml_html.HtmlElement) -> Iterator[tuple[str | None, str]]:
    """Text in order, as (None, text); a heading that can be linked to as (its id, its text)."""
    tag = element.tag if isinstance(element.tag, str) else "comment"
    if tag in HEADINGS and "id" in element.attrib:
        yield element.get("id", ""), text_of(element)
    elif tag not in (*UNREAD, "comment"):
        yield None, element.text or ""
        for child in element:
            yield from _pieces(child)
        if tag in BLOCKS:
            yield None, " "
    yield None, element.tail or ""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _said(phrases: Iterable[str], pages: Iterable[Page]) -> set[str]:
    """The phrases that some page's text holds, as whole words, in one walk over the words."""
    starting: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for phrase in phrases:
        if words := WORD.findall(phrase.lower()):
            starting[words[0]].append((phrase, words))
    said: set[str] = set()
    for section in (section for page in pages for section in page.sections):
        words = WORD.findall(section.text.lower())
        for index, word in enumerate(words):
            for phrase, wanted in starting.get(word, ()):
                if words[index : index + len(wanted)] == wanted:
                    said.add(phrase)
    return said


def _letter(word: str) -> str:
    first = _sorting(word)[:1].upper()
    return first if first.isalpha() else "#"


def _sorting(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in folded if letter.isalnum() or letter == " ").strip()
