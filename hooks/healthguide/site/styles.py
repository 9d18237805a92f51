"""The style sheets that a finished page is shown with, and whether they leave its block alone.

Sheets are read once for all pages that link the same ones, and matched once for all pages on which
the block stands among the same elements. What hides a block, `crisis.seen` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from healthguide.crisis import cascade, seen
from healthguide.crisis.block import STYLE
from healthguide.crisis.cascade import Rules, Sheet
from healthguide.findings import Finding, found
from healthguide.site.folder import SiteFolder
from healthguide.site.page import BuiltPage, elements
from healthguide.site.sources import Sources

COMMENTS = re.compile(r"/\*.*?\*/|\s+", re.DOTALL)
LINKED = etree.XPath("//link[@rel] | //style")
SCRIPTS = etree.XPath("//script")
POSITIONED = etree.XPath("//*[contains(@style, 'position')]")
ASKED = ("id", "class", "style")
"""What of the elements beside the block may decide which rules fit it."""


@dataclass(frozen=True)
class _Link:
    """A style sheet as a page names it: a file of the folder, or what stands in the page."""

    file: str
    text: str
    media: str


@dataclass
class Styles:
    """What is known of the sheets of one folder."""

    root: Path
    folder: SiteFolder
    sources: Sources | None
    rules: dict[tuple[_Link, ...], Rules] = field(default_factory=dict)
    said: dict[str, frozenset[str]] = field(default_factory=dict)
    """By script, the names in it."""
    done: set[object] = field(default_factory=set)
    """Blocks and their surroundings that were looked at."""
    told: set[Finding] = field(default_factory=set)

    def findings(self, page: BuiltPage) -> Iterator[Finding]:
        """Every style that hides the block of a page, unless it was told of a page like it."""
        links = tuple(self._links(page))
        if links not in self.rules:
            self.rules[links] = self._read(page, links)
        rules = self.rules[links]
        names = frozenset(rules.classes | {name[5:] for name, _ in rules.attributes})
        # What scripts of another theme do with the names they say, nobody here knows.
        ours = () if STYLE in self.folder.files else self._said(page)
        said = frozenset(name for name in ours if name in names)
        found_here: list[seen.Hiding] = []
        here = (links, said, _around(page, rules))
        if here not in self.done:
            self.done.add(here)
            found_here += seen.find_hiding(page.document, page.path, rules, said)
        there = frozenset(
            number
            for number, (_, asked) in enumerate(rules.fixed)
            if all(name.encode() in page.raw for name in asked)
        )
        styled = elements(POSITIONED, page.document) if b"position" in page.raw else []
        if styled or (there and (links, there) not in self.done):
            self.done.add((links, there))
            over = seen.candidates(page.document, rules, styled)
            found_here += seen.find_covers(page.document, page.path, rules, over)
        for finding in (self._finding(page, one) for one in found_here):
            if finding not in self.told:
                self.told.add(finding)
                yield finding

    def _finding(self, page: BuiltPage, one: seen.Hiding) -> Finding:
        path, line, column = one.path, one.line, one.column
        if one.path == page.path and page.sources:  # in the page itself: where its author wrote it
            forms = [one.style, one.style.replace(": ", ":"), one.style.partition(": ")[2]]
            path, line, column, _ = page.sources.position(page.name, forms)
        return found(
            "crisis-style",
            path,
            line,
            column,
            style=one.style,
            selector=one.selector,
            how=one.how,
            where=one.where,
        )

    def _links(self, page: BuiltPage) -> Iterator[_Link]:
        for element in elements(LINKED, page.document):
            media = (element.get("media") or "").strip()
            if element.tag == "style":
                yield _Link("", element.text or "", media)
                continue
            rel = (element.get("rel") or "").lower().split()
            if "stylesheet" in rel and "alternate" not in rel and "disabled" not in element.attrib:
                target = self.folder.resolve(page.directory, element.get("href") or "")
                if target.file:
                    yield _Link(target.file, "", media)

    def _read(self, page: BuiltPage, links: tuple[_Link, ...]) -> Rules:
        lines = iter([int(e.sourceline or 1) for e in page.document.iter("style")])
        sheets = []
        for link in links:
            if not link.file:
                sheets.append(Sheet(page.path, link.text, next(lines), link.media))
            elif (text := self._text(link.file)) is not None:
                sheets.append(Sheet(self._path(link.file), text, 1, link.media))
        names = {self._path(link.file): link.file for link in links if link.file}

        def load(url: str, sheet: Sheet) -> Sheet | None:
            name = names.get(sheet.path, page.name)
            file = self.folder.resolve(name[: name.rfind("/") + 1], url).file
            text = self._text(file) if file else None
            if file is None or text is None:
                return None
            names[self._path(file)] = file
            return Sheet(self._path(file), text)

        return cascade.read(sheets, load)

    def _path(self, name: str) -> str:
        return self.sources.of(name) if self.sources else (self.root / name).as_posix()

    def _text(self, name: str) -> str | None:
        """The sheet as its author wrote it, if nothing but comments was left out of it since."""
        try:
            text = (self.root / name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None  # that it cannot be read is told elsewhere
        if self.sources and (source := self.sources.text(self.sources.of(name))):
            same = COMMENTS.sub("", source) == COMMENTS.sub("", text)
            return source if same else text
        return text

    def _said(self, page: BuiltPage) -> Iterator[str]:
        for element in elements(SCRIPTS, page.document):
            text = element.text or ""
            if src := element.get("src"):
                text = f"src={self.folder.resolve(page.directory, src).file}"
            if text not in self.said:
                code = (self._text(text[4:]) or "") if src else text
                self.said[text] = seen.said_by(code)
            yield from self.said[text]


def _around(page: BuiltPage, rules: Rules) -> object:
    """What rules can ask of the block and of the elements that hold it or stand beside it."""
    block = seen.block_of(page.document)
    if block is None:
        return None
    chain = [block, *block.iterancestors()]
    beside = [
        [(e.tag, *map(e.get, ASKED)) for e in one.iterchildren(etree.Element)] for one in chain[1:]
    ]
    inside = [_signature(e) for e in block.iter(etree.Element)]
    related = [_fits(page.document, chain, *tests) for tests in rules.relational]
    return repr((beside, inside, [_signature(e) for e in chain], related))


def _fits(
    root: html.HtmlElement, chain: list[html.HtmlElement], without: object, whole: object
) -> list[bool]:
    wrap = cascade.wrapped(root)
    wrappers = [wrap(element) for element in chain]
    if not callable(without) or not callable(whole) or not any(map(without, wrappers)):
        return []
    return [bool(whole(wrapper)) for wrapper in wrappers]


def _signature(element: html.HtmlElement) -> object:
    return element.tag, [pair for pair in sorted(element.attrib.items()) if pair[0] != "href"]
