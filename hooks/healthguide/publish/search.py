"""Makes what a reader finds pages with: the data of search, and the index A to Z for no script.

It takes the text of pages, the search words of their front matter and the synonyms. How results are
ranked is overrides/assets/js/ranking.js; which searches are about suicide, overrides/assets/search.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from lxml import html as lxml_html

from healthguide.pages.editorial import text_of
from healthguide.publish.synonyms import Group

WORD = re.compile(r"\w+")
HEADINGS = ("h2", "h3")
LANGUAGES = Path(__file__).parent / "languages.toml"
REPEATS = "repeats"
KINDS = ("key-points", "questions", REPEATS)
"""Sections that repeat what others say, by the class of their heading; they rank below those. The
last quotes other pages word for word, so that its text would be found in their place."""
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
    under: str = ""
    """The heading of the section that this one is a part of."""
    kind: str = ""


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


WORDS = ("result.one", "result.other", "result.none", "result.first", "instead", "missing")
"""What search says of its results, by key behind `search.`."""


def build(
    pages: Iterable[Page],
    synonyms: Iterable[Group] = (),
    language: str = "en",
    say: Callable[[str], str] = str,
) -> str:
    """The JSON that search loads: pages, synonyms, what it must know of the language and says."""
    languages = tomllib.loads(LANGUAGES.read_text(encoding="utf-8"))
    data = {
        "pages": [
            {
                "url": page.url,
                "title": page.title,
                "description": page.description,
                "words": list(page.words),
                "sections": [
                    {
                        key: text
                        for key, text in section._asdict().items()
                        if text or key in ("anchor", "heading", "text")
                    }
                    for section in page.sections
                ],
            }
            for page in pages
        ],
        "synonyms": [
            {key: value for key, value in asdict(group).items() if value} for group in synonyms
        ],
        "language": languages.get(language.split("-")[0], {"stop": [], "endings": []}),
        "words": {key.removeprefix("result."): say(f"search.{key}") for key in WORDS},
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def places(pages: Iterable[tuple[str, Page]]) -> dict[str, str]:
    """The addresses of pages and their sections, by the path of the file and the id behind `#`."""
    return {
        path + anchor: page.url + anchor
        for path, page in pages
        for anchor in ("", *(f"#{section.anchor}" for section in page.sections if section.anchor))
    }


def sections(html: str) -> tuple[Section, ...]:
    """A page's text, as rendered, cut at its headings; the first has none.

    Sections without text are left out.
    """
    if not html.strip():
        return ()
    cut: list[tuple[lxml_html.HtmlElement | None, list[str]]] = [(None, [])]
    for piece in _pieces(lxml_html.fragment_fromstring(html, create_parent="div")):
        if isinstance(piece, str):
            cut[-1][1].append(piece)
        else:
            cut.append((piece, []))
    found: list[Section] = []
    above = ""
    for heading, parts in cut:
        text = _plain("".join(parts))
        if heading is not None and REPEATS in heading.classes:
            text = ""
        if heading is None:
            found.append(Section("", "", text))
            continue
        name = text_of(heading)
        under, above = (above, above) if heading.tag == "h3" else ("", name)
        kind = next((one for one in KINDS if one in heading.classes), "")
        found.append(Section(heading.get("id", ""), name, text, under, kind))
    return tuple(section for section in found if section.text or section.heading)


def a_to_z(
    pages: Sequence[Page], glossary: str | None, synonyms: Sequence[Group] = ()
) -> list[Letter]:
    """Page titles, the glossary's terms, and the words for search that the guide uses, by letter.

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
    titles = {page.url: page.title for page in pages}
    words = {(word, page.url) for page in pages for word in page.words}
    words |= {(word, at) for one in synonyms for at in one.at[:1] for word in one.words}
    taken = {entry.word.lower() for entry in entries}
    said = _said({word for word, _ in words}, pages)
    entries |= {
        Entry(word[0].upper() + word[1:], _linked(url), titles[url.partition("#")[0]])
        for word, url in words
        if word in said and word.lower() not in taken
    }
    ordered = sorted(
        entries, key=lambda entry: (_letter(entry.word), _sorting(entry.word), entry.url)
    )
    return [
        Letter(name, tuple(group))
        for name, group in groupby(ordered, key=lambda entry: _letter(entry.word))
    ]


def _pieces(element: lxml_html.HtmlElement) -> Iterator[str | lxml_html.HtmlElement]:
    """Text in order, and in its place each heading that can be linked to."""
    tag = element.tag if isinstance(element.tag, str) else "comment"
    if tag in HEADINGS and "id" in element.attrib:
        yield element
    elif tag not in (*UNREAD, "comment"):
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
        if tag in BLOCKS:
            yield " "
    yield element.tail or ""


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


def _linked(url: str) -> str:
    """An address that templates turn into a link; one that begins with `#` would stay as it is."""
    return f"./{url}" if url.startswith("#") else url


def _letter(word: str) -> str:
    first = _sorting(word)[:1].upper()
    return first if first.isalpha() else "#"


def _sorting(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in folded if letter.isalnum() or letter == " ").strip()
