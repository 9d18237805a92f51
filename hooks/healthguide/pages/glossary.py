"""Reads the glossary page, and links the first use of each abbreviation in a section to it.

A term is a `## ECT (electroconvulsive therapy) {#ect}` heading; what stands before the bracket is
the abbreviation. Headings, links, code and references are left alone. Whether a term is explained
well is for people to judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

ABBREVIATION = re.compile(
    r"""
    ^\#\#[ \t]+
    (?P<short>[A-Za-z0-9][A-Za-z0-9-]*)   # ECT, PHQ-9, rTMS
    [ \t]+\((?P<long>[^()\n]+)\)
    [ \t]*+(?:\{[^}\n]*?(?:\#(?P<id>[^\s}]+)[^}\n]*)?\})?[ \t]*$
    """,
    re.VERBOSE | re.MULTILINE,
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LEFT_ALONE = frozenset(
    (*HEADINGS, "a", "abbr", "button", "code", "kbd", "label", "pre", "summary", "thead")
)
"""Tags in which no word is marked: links, names, code, and heads that a phone hides."""
BEFORE_PARTS = -5
"""A priority behind MkDocs' own `relpath` (0), to which our addresses are no links in sources."""


@dataclass(frozen=True)
class Term:
    """What an abbreviation stands for, and the id of its heading, if that has one."""

    long: str
    id: str = ""


def abbreviations(source: str) -> dict[str, Term]:
    """The terms of a glossary by their abbreviation."""
    return {
        match["short"]: Term(match["long"], match["id"] or "")
        for match in ABBREVIATION.finditer(source)
        if sum(letter.isupper() for letter in match["short"]) >= 2
    }


class Terms(Extension):
    """Links abbreviations to the glossary at `address`, which is empty on the glossary itself."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: Mapping[str, Term] = {}
        self.address = ""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Python-Markdown)
        md.treeprocessors.register(_Link(md, self), "glossary-terms", BEFORE_PARTS)


class _Link(Treeprocessor):
    def __init__(self, md: Markdown, glossary: Terms) -> None:
        super().__init__(md)
        self.glossary = glossary

    def run(self, root: Element) -> None:
        if self.glossary.terms and self.glossary.address:
            longest_first = sorted(self.glossary.terms, key=len, reverse=True)
            self.word = re.compile(
                rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
            )
            self.met: set[str] = set()
            self.walk(root)

    def walk(self, element: Element) -> None:
        """Mark in the order in which it is read."""
        if element.tag == "h2":
            self.met.clear()
        if element.tag in LEFT_ALONE or element.get("role") == "doc-endnotes":
            return
        children = list(element)
        element.text, links = self.split(element.text)
        element[:] = links
        for child in children:
            self.walk(child)
            child.tail, links = self.split(child.tail)
            element.extend([child, *links])

    def split(self, text: str | None) -> tuple[str | None, list[Element]]:
        """The text before the first word to mark, and a link for each, with the text behind it."""
        links: list[Element] = []
        before, at = text, 0
        for match in self.word.finditer(text or ""):
            if text is None or match[0] in self.met:
                continue
            self.met.add(match[0])
            if links:
                links[-1].tail = text[at : match.start()]
            else:
                before = text[: match.start()]
            links.append(self.link(match[0]))
            at = match.end()
            links[-1].tail = text[at:]
        return before, links

    def link(self, word: str) -> Element:
        term = self.glossary.terms[word]
        address = f"{self.glossary.address}#{term.id}" if term.id else self.glossary.address
        link = Element("a", {"class": "term", "href": address, "title": term.long})
        link.text = AtomicString(word)
        return link
