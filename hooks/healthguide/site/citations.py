"""Proves the numbers of a built page: each leads to the entry it names, and each entry back.

It reads the finished HTML alone, in the form that `citations.render` writes; the source was judged
by `citations`. One check is one function in CHECKS.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree, html

from healthguide.findings import Finding
from healthguide.site.page import BuiltPage

LITERAL = re.compile(r"\[\^[^\[\]\n]*\]")
SHOWN_AS_CODE = frozenset({"code", "pre", "script", "style", "textarea", "kbd", "samp"})
SPOKEN = ("alt", "title", "aria-label", "content", "placeholder")
LABELLED = etree.XPath("//text()[contains(., '[^')] | //@*[contains(., '[^')]")
ARROWS = re.compile(r"[\s↩\ufe0e]+$")
GROUP = re.compile(r"[0-9]{1,4}(?:[,-][0-9]{1,4})*")
BRACKET = re.compile(rb"&(?:#0*91|#[xX]0*5[Bb]|lbrack|lsqb);?[\^&]")
"""`[` as an entity with what may be `^` behind it."""


@dataclass(frozen=True)
class Entry:
    """One entry of a list of references; `position` counts from 1 within its list."""

    element: html.HtmlElement
    position: int


class BuiltCitations:
    """The citations of one page and its lists, looked up once."""

    def __init__(self, page: BuiltPage) -> None:
        self.page = page
        classed = [
            (address.element, classes.split())
            for address in page.addresses
            if address.attribute == "href" and (classes := address.element.get("class"))
        ]
        self.links = [link for link, classes in classed if "citation" in classes]
        self.plain = [link for link, classes in classed if "footnote-ref" in classes]
        self.groups = [e for e in page.document.iter("sup") if _has_class(e, "citations")]
        self.lists = [
            block
            for section in page.document.iter("section")
            if _has_class(section, "references")
            for block in section.xpath("ol | details/ol")
        ]

    @functools.cached_property
    def entries(self) -> dict[str, Entry]:
        """Entries by id. One without an id is under `#1`, which no link can name."""
        return {
            item.get("id") or f"#{position}": Entry(item, position)
            for block in self.lists
            for position, item in enumerate(block.iterchildren("li"), start=1)
        }

    @functools.cached_property
    def shown(self) -> dict[str, list[str]]:
        """For each entry that the text cites, the ids of the places: a range stands for all in it.

        A number inside a range has the place of the range's first number.
        """
        shown: dict[str, list[str]] = {}
        for group in self.groups:
            links = [link for link in group.iterchildren("a") if target(link) in self.entries]
            for link in links:
                shown.setdefault(target(link), []).append(link.get("id") or "")
            for first, last in itertools.pairwise(links):
                if (first.tail or "").strip() == "-":
                    for entry_id in self._between(target(first), target(last)):
                        shown.setdefault(entry_id, []).append(first.get("id") or "")
        return shown

    def _between(self, first: str, last: str) -> list[str]:
        order = list(self.entries)
        return order[order.index(first) + 1 : order.index(last)]

    @property
    def count(self) -> int:
        """How many numbers the text prints, those inside a range included."""
        return sum(map(len, self.shown.values()))

    def say(
        self, rule: str, element: html.HtmlElement, near: str = "", **values: object
    ) -> Finding:
        return self.page.found(rule, element, near, **values)


def _has_class(element: html.HtmlElement, name: str) -> bool:
    return name in (element.get("class") or "").split()


def target(link: html.HtmlElement) -> str:
    return (link.get("href") or "").removeprefix("#")


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def labels_never_printed(page: BuiltCitations) -> Iterator[Finding]:
    if not _may_print_label(page.page):
        return
    for text in cast("list[etree._ElementUnicodeResult]", LABELLED(page.page.document)):
        element = cast("html.HtmlElement", text.getparent())
        around = {element.tag, *(ancestor.tag for ancestor in element.iterancestors())}
        if text.attrname not in SPOKEN if text.is_attribute else around & SHOWN_AS_CODE:
            continue
        for match in LITERAL.finditer(text):
            yield page.say("site-label-printed", element, match[0], label=match[0])


def _may_print_label(page: BuiltPage) -> bool:
    """Whether `[^` may stand outside scripts: most pages are spared the slow search for labels."""
    if b"[&" in page.raw or BRACKET.search(page.raw):
        return True
    code = page.document.iter("script", "style")
    return page.raw.count(b"[^") > sum((element.text or "").count("[^") for element in code)


def numbers_have_their_form(page: BuiltCitations) -> Iterator[Finding]:
    """Footnotes that the builder printed by itself: no group, no role, no name."""
    for link in page.plain:
        yield page.say("site-citation-plain", link, "footnote-ref", number=_text(link))


def numbers_resolve(page: BuiltCitations) -> Iterator[Finding]:
    for link in page.links:
        number, entry = _text(link), page.entries.get(target(link))
        if entry is None:
            href = link.get("href") or ""
            yield page.say("site-citation-target", link, href, number=number, href=href)
        elif number != str(entry.position):
            yield page.say(
                "site-citation-number",
                link,
                link.get("href") or "",
                number=number,
                position=entry.position,
            )


def numbers_named(page: BuiltCitations) -> Iterator[Finding]:
    for link in page.links:
        name, number = link.get("aria-label") or "", _text(link)
        if link.get("role") != "doc-noteref" or number not in re.findall(r"\d+", name):
            yield page.say("site-citation-name", link, "citation", number=number, name=name)


def groups_read_well(page: BuiltCitations) -> Iterator[Finding]:
    for group in page.groups:
        text = group.text_content()
        if not GROUP.fullmatch(text) or not _in_order(text, len(list(group.iterchildren("a")))):
            yield page.say("site-citation-group", group, "citations", text=text)


def _in_order(text: str, links: int) -> bool:
    """Whether the numbers of "1,3-5" rise, each is a link, and a range stands for three or more."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    ranges = re.findall(r"(\d+)-(\d+)", text)
    return (
        len(numbers) == links
        and numbers == sorted(set(numbers))
        and all(int(last) - int(first) >= 2 for first, last in ranges)
    )


def groups_stand_apart(page: BuiltCitations) -> Iterator[Finding]:
    for group in page.groups:
        after = group.getnext()
        if after in page.groups and not (group.tail or "").strip():
            text = group.text_content() + after.text_content()
            yield page.say("site-citation-neighbours", after, "citations", text=text)


def lists_count_from_one(page: BuiltCitations) -> Iterator[Finding]:
    for block in page.lists:
        items = list(block.iterchildren("li"))
        step = -1 if "reversed" in block.attrib else 1
        number = _count(block.get("start"), 1 if step > 0 else len(items)) - step
        for position, item in enumerate(items, start=1):
            number = _count(item.get("value"), number + step)
            if number != position:
                yield page.say("site-reference-number", item, position=position, number=number)
                break


def _count(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"-?[0-9]{1,9}", value) else otherwise


def entries_cited(page: BuiltCitations) -> Iterator[Finding]:
    for entry_id, entry in page.entries.items():
        if entry_id not in page.shown:
            yield page.say(
                "site-reference-uncited",
                entry.element,
                entry_id,
                number=entry.position,
                text=ARROWS.sub("", _text(entry.element))[:60],
            )


def entries_lead_back(page: BuiltCitations) -> Iterator[Finding]:
    """Every place has its way back, and every way back leads to a place that cites the entry."""
    for entry_id, entry in page.entries.items():
        places = page.shown.get(entry_id, [])
        links = [link for link in entry.element.iter("a") if _has_class(link, "backlink")]
        back = {target(link): link for link in links}
        for place, link in back.items():
            if place not in places:
                yield page.say(
                    "site-reference-back", link, f"#{place}", number=entry.position, place=place
                )
        for place in places:
            if place not in back:
                yield page.say(
                    "site-citation-no-way-back",
                    entry.element,
                    entry_id,
                    number=entry.position,
                    place=place,
                )


CHECKS: tuple[Callable[[BuiltCitations], Iterator[Finding]], ...] = (
    labels_never_printed,
    numbers_have_their_form,
    numbers_resolve,
    numbers_named,
    groups_read_well,
    groups_stand_apart,
    lists_count_from_one,
    entries_cited,
    entries_lead_back,
)
