"""Proves the numbers of a built page: each leads to the entry it names, and each entry back.

It reads the finished HTML alone, in the form that `citation_markup` writes; the source was judged
by `citations`. One check is one function in CHECKS.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree, html

from healthguide.built_page import BuiltPage, elements
from healthguide.findings import Finding, found

LITERAL = re.compile(r"\[\^[^\]\n]*\]")
UNPRINTED = frozenset({"code", "pre", "script", "style", "textarea", "kbd", "samp"})
"""Where `[^label]` is shown on purpose, or is no text for readers."""
SPOKEN = ("alt", "title", "aria-label", "content", "placeholder")
GROUP = re.compile(r"\d+(?:[,-]\d+)*")
WITH_CLASS = "//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
CITATIONS = etree.XPath(WITH_CLASS.format(tag="a", name="citation"))
GROUPS = etree.XPath(WITH_CLASS.format(tag="sup", name="citations"))
PLAIN = etree.XPath(WITH_CLASS.format(tag="a", name="footnote-ref"))
LISTS = etree.XPath(WITH_CLASS.format(tag="section", name="references") + "/ol")
BACK_LINKS = etree.XPath("." + WITH_CLASS.format(tag="a", name="backlink"))


@dataclass(frozen=True)
class Entry:
    """One entry of a list of references; `position` counts from 1 within its list."""

    element: html.HtmlElement
    position: int


class BuiltCitations:
    """The citations of one page and its lists, looked up once."""

    def __init__(self, page: BuiltPage) -> None:
        self.page = page
        self.links = elements(CITATIONS, page.document)
        self.groups = elements(GROUPS, page.document)
        self.lists = elements(LISTS, page.document)

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
        line, column = self.page.place(element, near)
        return found(rule, self.page.path, line, column, "advice", **values)


def target(link: html.HtmlElement) -> str:
    return (link.get("href") or "").removeprefix("#")


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def labels_never_printed(page: BuiltCitations) -> Iterator[Finding]:
    if b"[^" not in page.page.raw and b"&#" not in page.page.raw:
        return
    for element in page.page.document.iter(etree.Element):
        told = [element.get(attribute) or "" for attribute in SPOKEN]
        if not _is_unprinted(element):
            told.append(element.text or "")
        parent = element.getparent()
        if parent is not None and not _is_unprinted(parent):
            told.append(element.tail or "")
        for text in told:
            for match in LITERAL.finditer(text):
                yield page.say("site-label-printed", element, match[0], label=match[0])


def _is_unprinted(element: html.HtmlElement) -> bool:
    return element.tag in UNPRINTED or any(e.tag in UNPRINTED for e in element.iterancestors())


def numbers_have_their_form(page: BuiltCitations) -> Iterator[Finding]:
    """Footnotes that the builder printed by itself: no group, no role, no name."""
    for link in elements(PLAIN, page.page.document):
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
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        ranges = re.findall(r"(\d+)-(\d+)", text)
        if (
            not GROUP.fullmatch(text)
            or numbers != sorted(set(numbers))
            or any(int(last) - int(first) < 2 for first, last in ranges)
        ):
            yield page.say("site-citation-group", group, "citations", text=text)


def groups_stand_apart(page: BuiltCitations) -> Iterator[Finding]:
    for group in page.groups:
        after = group.getnext()
        if after in page.groups and not (group.tail or "").strip():
            text = group.text_content() + after.text_content()
            yield page.say("site-citation-neighbours", after, "citations", text=text)


def lists_count_from_one(page: BuiltCitations) -> Iterator[Finding]:
    for block in page.lists:
        number = int(block.get("start") or 1) - 1 if _is_count(block.get("start")) else 0
        step = -1 if "reversed" in block.attrib else 1
        for position, item in enumerate(block.iterchildren("li"), start=1):
            number += step
            if _is_count(value := item.get("value")):
                number = int(value or 0)
            if number != position:
                yield page.say("site-reference-number", item, position=position, number=number)
                break


def _is_count(value: str | None) -> bool:
    return value is not None and re.fullmatch(r"-?\d+", value) is not None


def entries_cited(page: BuiltCitations) -> Iterator[Finding]:
    for entry_id, entry in page.entries.items():
        if entry_id not in page.shown:
            yield page.say(
                "site-reference-uncited",
                entry.element,
                entry_id,
                number=entry.position,
                text=_text(entry.element)[:60],
            )


def entries_lead_back(page: BuiltCitations) -> Iterator[Finding]:
    """Every place has its way back, and every way back leads to a place that cites the entry."""
    for entry_id, entry in page.entries.items():
        places = page.shown.get(entry_id, [])
        back = {target(link): link for link in elements(BACK_LINKS, entry.element)}
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
