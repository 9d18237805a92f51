"""Reads the citations and notes of a Markdown source, and finds those that would break in silence.

It judges the whole source text, front matter included, so that lines and columns are true; code,
comments and escapes are not citations. `running_text` says which marks are live;
`citation_markup` renders them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from healthguide.citations.running_text import DEFINITION, MARK, Layout, layout_of
from healthguide.findings import Finding, found, likely

ALMOST_DEFINITION = re.compile(
    r"""
    ^(?P<before>[ \u00a0\u200b]*)
    \[\^(?P<label>[^\]\n]*)\]
    (?P<colon>[ \u00a0]+:|[ \u00a0]*：|:|[ \u00a0])  # blank before it, full-width, right, or none
    """,
    re.VERBOSE,
)
SUP = re.compile(r"<sup\b[^<>]*>\s*(?P<mark>\[\^[^\]\n]*\])[^<>]*</sup>", re.IGNORECASE)
ATTRIBUTES = re.compile(r"\{:?[ ]*[#.][^}\n]*\}[ ]*$")
BRACKET = re.compile(r"\[\^[^\]\n]*\]|[\[\]]")
LINK_END = re.compile(r"\(|\[(?!\^)")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
RANGE = re.compile(r"\s*[-–—]\s*")
LABEL_RANGE = re.compile(rf"^\d{{1,9}}{RANGE.pattern}\d{{1,9}}$")
LABEL_LIST = re.compile(rf"^[\w.]+(?:\s*[,;]\s*\^?[\w.-]+)+$|{LABEL_RANGE.pattern}")
NUMBER = re.compile(r"^\d{1,9}$")
FIT_LABEL = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
FRONT_CELLS = re.compile(r"^comparison:[ ]*\r?\n(?:[ \t]+\S.*\r?\n|[ \t]*\r?\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Citation:
    """One live `[^label]`. `place` is `body`, `note` (inside a note) or `front` (front matter)."""

    label: str
    line: int
    column: int
    place: str = "body"
    owner: str = ""
    """The label of the note it stands in, when `place` is `note`."""


@dataclass(frozen=True)
class Definition:
    """One live `[^label]: text`; `text` is the rest of its first line."""

    label: str
    line: int
    column: int
    text: str


@dataclass(frozen=True)
class Reading:
    """The live citations and definitions of a source, each in the order they stand in."""

    citations: tuple[Citation, ...] = ()
    definitions: tuple[Definition, ...] = ()


def read(source: str) -> Reading:
    """The live citations and definitions of a Markdown source."""
    return _reading(layout_of(source))


def order(reading: Reading) -> list[str]:
    """Labels in order of first citation in the body: a label's printed number is its place in it.

    Labels cited only inside notes come last; citations in front matter have no number here.
    """
    labels = dict.fromkeys(c.label for c in reading.citations if c.place == "body")
    labels |= dict.fromkeys(c.label for c in reading.citations if c.place == "note")
    return list(labels)


def find_problems(source: str, path: str, library: Collection[str]) -> list[Finding]:
    """Everything wrong with the citations of the page at `path`, in the order of the page.

    `library` holds the labels that need no definition on the page.
    """
    if "[^" not in source and "[ ^" not in source:
        return []
    layout = layout_of(source)
    page = _Page(path, layout, _reading(layout), library)
    return sorted({problem for check in CHECKS for problem in check(page)})


# Reading: from the running text to the live marks


def _reading(layout: Layout) -> Reading:
    definitions = {note.offset: note for note in layout.notes}
    citations = []
    for segment in layout.segments:
        place = "note" if segment.owner else "body"
        for match in MARK.finditer(layout.live, segment.start, segment.end):
            if match.start() not in definitions:
                line, column = layout.place(match.start())
                citations.append(Citation(match[1], line, column, place, segment.owner))
    head = layout.source[: layout.end(layout.body)]
    front = [
        Citation(match[1], *layout.place(match.start()), "front")
        for cells in FRONT_CELLS.finditer(head)
        for match in MARK.finditer(head, *cells.span())
    ]
    return Reading(
        (*front, *citations),
        tuple(
            Definition(note.label, *layout.place(offset), note.text)
            for offset, note in sorted(definitions.items())
            if not note.within
        ),
    )


# Checks: from the live marks to the findings


class _Page:
    """What every check is given: the layout, the live marks, and who defines and cites what."""

    def __init__(
        self, path: str, layout: Layout, reading: Reading, library: Collection[str]
    ) -> None:
        self.path = path
        self.layout = layout
        self.reading = reading
        self.library = library
        self.cited: dict[str, list[Citation]] = defaultdict(list)
        for citation in reading.citations:
            self.cited[citation.label].append(citation)
        self.defined: dict[str, list[Definition]] = defaultdict(list)
        for definition in reading.definitions:
            self.defined[definition.label].append(definition)
        self.known = {*self.defined, *library}

    def say(
        self, rule: str, at: Citation | Definition, advice: str = "advice", **values: object
    ) -> Finding:
        label = re.sub(r"\s*\n[\s>]*", " ", at.label)
        return found(rule, self.path, at.line, at.column, advice, label=label, **values)

    def at_text(self, rule: str, index: int, label: str) -> Finding:
        """A finding at the first character of a line that is not blank or a quote's mark."""
        line = self.layout.source[self.layout.starts[index] : self.layout.end(index + 1)]
        column = len(line) - len(line.lstrip(" \t>")) + 1
        return found(rule, self.path, index + 1, column, label=label)

    def offset(self, citation: Citation) -> int:
        return self.layout.starts[citation.line - 1] + citation.column - 1

    @cached_property
    def told_apart(self) -> set[str]:
        """Labels whose missing definition is explained by a more telling finding."""
        unread = {citation.label for citation, _ in _almost_definitions(self)}
        indented = {label for _, label in _indented_definitions(self)}
        within = {note.label for note in self.layout.notes if note.within}
        return unread | indented | within | {label for label, _ in _raw_definitions(self)}


def _malformed(label: str) -> str:
    """The rule that the label itself breaks, or nothing."""
    if INVISIBLE.search(label):
        return "cite-label-invisible"
    if LABEL_LIST.match(label):
        return "cite-label-list"
    if re.search(r"\s", label):
        return "cite-label-blank"
    return "" if FIT_LABEL.match(label) else "cite-label-character"


def labels_well_formed(page: _Page) -> Iterator[Finding]:
    marks: list[Citation | Definition] = [*page.reading.citations, *page.reading.definitions]
    for mark in marks:
        rule = _malformed(mark.label)
        if not rule or (rule == "cite-label-list" and mark.label in page.known):
            continue
        if rule == "cite-label-character" and "|" in mark.label:
            continue
        clean = re.sub(r"[^A-Za-z0-9._-]+", "-", INVISIBLE.sub("", mark.label.strip())).strip("-")
        squeezed = re.sub(r"[^A-Za-z0-9._-]+", "", mark.label)
        clean = squeezed if squeezed in page.known else clean
        parts = "".join(f"[^{part}]" for part in _parts(mark.label))
        yield page.say(rule, mark, clean=clean, parts=parts)


def _parts(label: str) -> list[str]:
    """The labels that a list such as `1,2` or a short range such as `1-3` stands for."""
    ends = [int(end) for end in RANGE.split(label)] if LABEL_RANGE.match(label) else []
    if ends and 0 <= ends[1] - ends[0] < 20:
        return [str(number) for number in range(ends[0], ends[1] + 1)]
    return re.split(r"\s*[,;]\s*\^?|\s*[-–—]\s*" if ends else r"\s*[,;]\s*\^?", label)


def labels_defined(page: _Page) -> Iterator[Finding]:
    folded = {label.lower(): label for label in page.known}
    for label, citations in page.cited.items():
        if label in page.known or _malformed(label) or label in page.told_apart:
            continue
        other = folded.get(label.lower())
        near = None if other else likely(label, page.known)
        for citation in citations:
            if other:
                yield page.say("cite-case", citation, other=other)
            elif near:
                yield page.say("cite-undefined", citation, near=near)
            else:
                yield page.say("cite-undefined", citation, "advice_plain")


def definitions_used(page: _Page) -> Iterator[Finding]:
    folded = {label.lower() for label in page.cited}
    for label, definitions in page.defined.items():
        if label not in page.cited and label.lower() not in folded and not _malformed(label):
            yield page.say("cite-unused", definitions[0])


def definitions_single(page: _Page) -> Iterator[Finding]:
    for label, definitions in page.defined.items():
        for again in definitions[1:]:
            yield page.say("cite-duplicate", again, first=definitions[0].line)
        if label in page.library:
            yield page.say("cite-shadow", definitions[0])


def definitions_filled(page: _Page) -> Iterator[Finding]:
    for definition in page.reading.definitions:
        follows = page.layout.lines[definition.line : definition.line + 2]
        goes_on = any(line.startswith("    ") and line.strip() for line in follows)
        if not definition.text.strip() and not goes_on:
            yield page.say("cite-empty", definition)


def definitions_in_order(page: _Page) -> Iterator[Finding]:
    cited = [label for label in order(page.reading) if label in page.defined]
    numbered = set(cited)
    defined = [label for label in page.defined if label in numbered]
    for wanted, label in zip(cited, defined, strict=True):
        if wanted != label:
            yield page.say("cite-definition-order", page.defined[label][0], wanted=wanted)
            return


def numbers_true(page: _Page) -> Iterator[Finding]:
    labels = order(page.reading)
    for position, label in enumerate(labels, start=1):
        if not NUMBER.match(label) or int(label) == position:
            continue
        first = next(c for c in page.cited[label] if c.place != "front")
        cited = set(labels)
        missing = next((n for n in range(1, int(label)) if str(n) not in cited), None)
        if missing and position < int(label):
            yield page.say("cite-gap", first, position=position, missing=missing)
        else:
            yield page.say("cite-order", first, position=position)
        return


def notes_stand_apart(page: _Page) -> Iterator[Finding]:
    """The line behind a definition, and a second paragraph that is not indented enough."""
    for index, label, is_item in page.layout.swallowed:
        rule = "cite-swallowed-list" if is_item else "cite-swallowed"
        yield page.at_text(rule, index, label)
    for index, label in page.layout.loose:
        yield page.at_text("cite-note-indent", index, label)


def definitions_outside_lists(page: _Page) -> Iterator[Finding]:
    for note in page.layout.notes:
        if note.in_list and not note.within:
            yield page.at_text("cite-definition-in-list", note.index, note.label)


def definitions_not_indented(page: _Page) -> Iterator[Finding]:
    for index, label in _indented_definitions(page):
        yield page.at_text("cite-definition-indented", index, label)


def _indented_definitions(page: _Page) -> Iterator[tuple[int, str]]:
    """Line index and label of definitions that print as code or inside another note."""
    for index in sorted(page.layout.indented_code):
        match = DEFINITION.match(page.layout.lines[index].lstrip(" >"))
        if match and match["label"] in page.cited and match["label"] not in page.known:
            yield index, match["label"]


def definitions_outside_notes(page: _Page) -> Iterator[Finding]:
    for note in page.layout.notes:
        if note.within:
            place = page.layout.place(note.offset)
            yield found(
                "cite-definition-in-note", page.path, *place, label=note.label, owner=note.within
            )


def definitions_with_colon(page: _Page) -> Iterator[Finding]:
    for citation, _ in _almost_definitions(page):
        yield page.say("cite-colon", citation)


def _almost_definitions(page: _Page) -> Iterator[tuple[Citation, re.Match[str]]]:
    layout = page.layout
    for citation in page.reading.citations:
        if citation.place != "body":
            continue
        start = layout.starts[citation.line - 1]
        match = ALMOST_DEFINITION.match(layout.source[start : layout.end(citation.line)])
        is_mark = match and match.start("label") == citation.column + 1
        if match and is_mark and _almost(match, citation.label in page.known):
            yield citation, match


def _almost(match: re.Match[str], known: bool) -> bool:
    """Whether a mark at the start of a line was meant as a definition."""
    odd_blank = bool(re.search("[\u00a0\u200b]", match["before"]))
    if match["colon"].strip("\u00a0 ") == "":
        return not known
    return odd_blank or match["colon"] != ":"


def _raw_definitions(page: _Page) -> Iterator[tuple[str, int]]:
    for start, end in page.layout.raw:
        for match in MARK.finditer(page.layout.source, start, end):
            if page.layout.source.startswith(":", match.end()):
                yield match[1], match.start()


def marks_outside_html(page: _Page) -> Iterator[Finding]:
    definitions = {offset for _, offset in _raw_definitions(page)}
    for start, end in page.layout.raw:
        for match in MARK.finditer(page.layout.source, start, end):
            rule = "cite-definition-in-html" if match.start() in definitions else "cite-in-html"
            place = page.layout.place(match.start())
            yield found(rule, page.path, *place, label=match[1])


def citations_outside_links(page: _Page) -> Iterator[Finding]:
    kinds: dict[int, str] = {}
    for segment in page.layout.segments:
        stretch = page.layout.live[segment.start : segment.end]
        if "](" in stretch or "][" in stretch:
            kinds |= {segment.start + at: kind for at, kind in _marks_in_brackets(stretch)}
    for citation in page.reading.citations:
        kind = kinds.get(page.offset(citation))
        if kind and citation.place != "front":
            yield page.say(f"cite-in-{kind}", citation)


def _marks_in_brackets(text: str) -> Iterator[tuple[int, str]]:
    """Offsets of marks in the text of a link or image, with which of the two."""
    opened: list[int] = []
    inside: list[int] = []
    for match in BRACKET.finditer(text):
        if match[0].startswith("[^"):
            inside += [match.start()] if opened else []
        elif match[0] == "[":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if LINK_END.match(text, match.end()):
                kind = "image" if text[start - 1 : start] == "!" else "link"
                while inside and inside[-1] > start:
                    yield inside.pop(), kind


def citations_outside_headings(page: _Page) -> Iterator[Finding]:
    for citation in page.reading.citations:
        if citation.line - 1 in page.layout.headings:
            yield page.say("cite-in-heading", citation)


def notes_cited_in_text(page: _Page) -> Iterator[Finding]:
    for citations in page.cited.values():
        if all(citation.place == "note" for citation in citations):
            yield page.say("cite-in-note", citations[0], owner=citations[0].owner)


def labels_without_bars(page: _Page) -> Iterator[Finding]:
    for index in sorted(page.layout.table_rows):
        line = page.layout.lines[index]
        for match in MARK.finditer(line):
            if "|" in match[1] and match[0] in page.layout.live:
                yield found("cite-bar", page.path, index + 1, match.start() + 1, label=match[1])


def notes_without_attributes(page: _Page) -> Iterator[Finding]:
    for definition in page.reading.definitions:
        if match := ATTRIBUTES.search(definition.text):
            yield page.say("cite-attributes", definition, attributes=match[0].strip())


def citations_without_sup(page: _Page) -> Iterator[Finding]:
    live = page.layout.live
    for match in SUP.finditer(page.layout.source):
        if live.startswith(match["mark"], match.start("mark")):
            place = page.layout.place(match.start())
            yield found("cite-sup", page.path, *place, label=match["mark"][2:-1])


def notes_without_fences(page: _Page) -> Iterator[Finding]:
    for index, label in page.layout.fenced_notes:
        yield page.at_text("cite-code-in-note", index, label)


CHECKS: tuple[Callable[[_Page], Iterator[Finding]], ...] = (
    labels_well_formed,
    labels_defined,
    definitions_used,
    definitions_single,
    definitions_filled,
    definitions_in_order,
    numbers_true,
    notes_stand_apart,
    definitions_outside_lists,
    definitions_not_indented,
    definitions_outside_notes,
    definitions_with_colon,
    marks_outside_html,
    citations_outside_links,
    citations_outside_headings,
    notes_cited_in_text,
    labels_without_bars,
    notes_without_attributes,
    citations_without_sup,
    notes_without_fences,
)
