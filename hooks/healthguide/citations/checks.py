"""Finds the citations and notes of a page that would break in silence.

It judges the trace that one conversion left (`render.Trace`) and, for what no conversion tells,
lines of the source: a line that a note swallows, a second paragraph too little indented, a missing
colon, `<sup>` around a mark. Lines and columns are those of the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cached_property

from markdown.blockprocessors import ReferenceProcessor

from healthguide.citations.marks import LIVE, MARK, Mark
from healthguide.citations.render import Trace
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
ATTRIBUTES = re.compile(r"\{:?[ ]*[#.][^}\n]*\}[ ]*$", re.MULTILINE)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
RANGE = re.compile(r"\s*[-–—]\s*")
LABEL_RANGE = re.compile(rf"^\d{{1,9}}{RANGE.pattern}\d{{1,9}}$")
LABEL_LIST = re.compile(rf"^[\w.]+(?:\s*[,;]\s*\^?[\w.-]+)+$|{LABEL_RANGE.pattern}")
NUMBER = re.compile(r"^\d{1,9}$")
FIT_LABEL = re.compile(r"^[^\W_][\w.-]*$")
FRONT_CELLS = re.compile(
    r"^comparison:[ ]*\r?\n(?:[ \t]+\S.*\r?\n|-[ ].*\r?\n|[ \t]*\r?\n)*", re.MULTILINE
)
FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)
ITEM = re.compile(r"(?:[*+-]|\d+\.)[ ]")
LOOSE = re.compile(r"[ ]{1,3}(?![ ]|\[\^|\*\[|<)")
"""A paragraph behind a note that is indented too little to be part of it."""
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))


def find_problems(trace: Trace, source: str, path: str, library: Collection[str]) -> list[Finding]:
    """Everything wrong with the citations of the page at `path`, in the order of the page.

    `library` holds the labels that need no definition on the page.
    """
    page = _Page(trace, source, path, library)
    return sorted({finding for check in CHECKS for finding in check(page)})


def cells(source: str) -> Iterator[Mark]:
    """The citations in the comparison cells of a page's front matter."""
    front = FRONT_MATTER.match(source)
    head = front[0] if front else ""
    for part in FRONT_CELLS.finditer(head):
        for mark in MARK.finditer(head, *part.span()):
            line = head.count("\n", 0, mark.start()) + 1
            yield Mark(mark[1], line, mark.start() - head.rfind("\n", 0, mark.start()), "front")


class _Page:
    """What every check is given: the lines, the live marks, and who defines and cites what."""

    def __init__(self, trace: Trace, source: str, path: str, library: Collection[str]) -> None:
        self.path = path
        self.trace = trace
        self.source = source.replace("\r\n", "\n")
        self.lines = self.source.split("\n")
        self.library = library
        every = (*cells(self.source), *trace.marks)
        self.marks = [mark for mark in every if mark.line]
        """Those that stand in this file."""
        self.live = [mark for mark in self.marks if mark.fate in (*LIVE, "front")]
        self.definitions = [mark for mark in self.marks if mark.fate == "defined"]
        self.cited: dict[str, list[Mark]] = {}
        self.defined: dict[str, list[Mark]] = {}
        for mark in every:
            if mark.fate in (*LIVE, "front"):
                self.cited.setdefault(mark.label, []).append(mark)
            elif mark.fate == "defined" and not mark.owner:
                self.defined.setdefault(mark.label, []).append(mark)
        self.known = {*self.defined, *library}

    def say(self, rule: str, at: Mark, advice: str = "advice", **values: object) -> Finding:
        label = re.sub(r"\s*\n[\s>]*", " ", at.label)
        return found(rule, self.path, at.line, at.column, advice, label=label, **values)

    def in_text(self, label: str) -> bool:
        """Whether the text cites a label, not notes alone; of those `cite-in-note` tells."""
        return any(not mark.owner for mark in self.cited.get(label, ()))

    def line_of(self, mark: Mark) -> str:
        return self.lines[mark.line - 1]

    def line(self, index: int, before: str) -> str:
        """A line by its index, without what its container puts before it; none is blank."""
        line = self.lines[index] if index < len(self.lines) else ""
        return line.removeprefix(before).expandtabs(4)

    def container(self, note: Mark) -> str:
        """What the container of a note puts before its lines; up to three blanks are the note's."""
        before = self.line_of(note)[: note.column - 1]
        return before if before.strip() else " " * (len(before) // 4 * 4)

    def at_text(self, rule: str, index: int, label: str) -> Finding:
        """A finding at the first character of a line that is not blank or a quote's mark."""
        line = self.lines[index]
        column = len(line) - len(line.lstrip(" \t>")) + 1
        return found(rule, self.path, index + 1, column, label=label)

    def is_head(self, mark: Mark) -> bool:
        """Whether a mark that was read as something else looks like the head of a note."""
        return self.line_of(mark).startswith(":", mark.column + len(mark.label) + 2)

    @cached_property
    def told_apart(self) -> set[str]:
        """Labels whose missing definition is explained by a more telling finding."""
        unread = {mark.label for mark in _almost_definitions(self)}
        indented = {mark.label for mark in _indented_definitions(self)}
        within = {mark.label for mark in self.definitions if mark.owner}
        raw = {mark.label for mark in self.marks if mark.fate == "raw" and self.is_head(mark)}
        return unread | indented | within | raw


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
    for mark in (*page.live, *page.definitions):
        rule = _malformed(mark.label)
        if not rule or (rule == "cite-label-list" and mark.label in page.known):
            continue
        if rule == "cite-label-character" and _cuts_cell(mark):
            continue
        yield page.say(
            rule,
            mark,
            clean=_clean(INVISIBLE.sub("", mark.label), page.known),
            parts=_parts(mark.label),
        )


def _clean(label: str, known: Collection[str]) -> str:
    """The label as it may have been meant, without signs that cannot stand in it."""
    squeezed = re.sub(r"[^\w.-]+", "", label)
    parted = re.sub(r"[^\w.-]+", "-", label.strip()).strip("-")
    return squeezed if squeezed in known else parted or "note"


def _parts(label: str) -> str:
    """The labels that a list such as `1,2` or a short range such as `1-3` stands for."""
    ends = [int(end) for end in RANGE.split(label)] if LABEL_RANGE.match(label) else []
    if ends and 0 <= ends[1] - ends[0] < 20:
        parts = [str(number) for number in range(ends[0], ends[1] + 1)]
    else:
        parts = re.split(r"\s*[,;]\s*\^?|\s*[-–—]\s*" if ends else r"\s*[,;]\s*\^?", label)
    return "".join(f"[^{part}]" for part in parts)


def labels_defined(page: _Page) -> Iterator[Finding]:
    folded = {label.lower(): label for label in page.known}
    for label, citations in page.cited.items():
        if label in page.known or _malformed(label) or label in page.told_apart:
            continue
        other = folded.get(label.lower())
        near = None if other else likely(label, page.known)
        for citation in filter(lambda mark: mark.line, citations):
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
            yield from (page.say("cite-unused", mark) for mark in definitions[:1] if mark.line)


def definitions_single(page: _Page) -> Iterator[Finding]:
    for label, definitions in page.defined.items():
        first, *others = sorted(definitions, key=lambda mark: mark.line)
        for again in others:
            yield page.say("cite-duplicate", again, first=first.line)
        if label in page.library and first.line:
            yield page.say("cite-shadow", first)


def definitions_filled(page: _Page) -> Iterator[Finding]:
    for mark in page.definitions:
        if not mark.note.strip():
            yield page.say("cite-empty", mark)


def definitions_in_order(page: _Page) -> Iterator[Finding]:
    cited = [label for label in page.trace.printed if label in page.defined and page.in_text(label)]
    numbered = set(cited)
    defined = [label for label in page.defined if label in numbered]
    for wanted, label in zip(cited, defined, strict=True):
        if wanted != label and page.defined[label][0].line:
            yield page.say("cite-definition-order", page.defined[label][0], wanted=wanted)
            return


def numbers_true(page: _Page) -> Iterator[Finding]:
    labels = [label for label in page.trace.printed if label in page.cited]
    for position, label in enumerate(labels, start=1):
        if not NUMBER.match(label) or int(label) == position:
            continue
        first = next((mark for mark in page.cited[label] if mark.fate == "cited"), None)
        behind_note = any(
            NUMBER.match(other) and int(other) < int(label)
            for other in labels
            if not page.in_text(other)
        )
        if first is None or not first.line or behind_note:
            return
        cited = set(labels)
        missing = next((n for n in range(1, int(label)) if str(n) not in cited), None)
        if missing and position < int(label):
            yield page.say("cite-gap", first, position=position, missing=missing)
        else:
            yield page.say("cite-order", first, position=position)
        return


def notes_stand_apart(page: _Page) -> Iterator[Finding]:
    """The line behind a definition, and a second paragraph that is not indented enough."""
    heads = {mark.line for mark in page.definitions}
    for mark in page.definitions:
        yield from _swallowed(page, mark)
        yield from _loose(page, mark, heads)


def _swallowed(page: _Page, mark: Mark) -> Iterator[Finding]:
    """The first line that Python-Markdown took into a note though it is indented no deeper."""
    before, first = page.container(mark), page.line_of(mark)[mark.column + len(mark.label) + 3 :]
    note = mark.note.split("\n")[1 if first.strip() else 0 :]
    edge = _indent(page.line(mark.line - 1, before))
    for index, part in enumerate(note, start=mark.line):
        line = page.line(index, before)
        if line.strip() != part.strip() or not part.strip() or ReferenceProcessor.RE.match(part):
            return
        is_item = bool(ITEM.match(part.strip()))
        if not line.startswith("    ") and (is_item or _indent(line) <= edge):
            if not (is_item and "li" in mark.inside):
                rule = "cite-swallowed-list" if is_item else "cite-swallowed"
                yield page.at_text(rule, index, mark.label)
            return


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _loose(page: _Page, mark: Mark, heads: Collection[int]) -> Iterator[Finding]:
    """A paragraph one blank line behind a note that is indented, but not by four."""
    before, index = page.container(mark), mark.line
    while True:
        while page.line(index, before).strip():
            index += 1
            if index in heads:
                return
        index += 1
        line = page.line(index, before)
        if not line.startswith("    ") or not line.strip():
            break
    if LOOSE.match(line) and not ReferenceProcessor.RE.match(line):
        yield page.at_text("cite-note-indent", index, mark.label)


def definitions_outside_lists(page: _Page) -> Iterator[Finding]:
    for mark in page.definitions:
        if "li" in mark.inside and not mark.owner:
            yield page.say("cite-definition-in-list", mark)


def definitions_not_indented(page: _Page) -> Iterator[Finding]:
    for mark in _indented_definitions(page):
        yield page.say("cite-definition-indented", mark)


def _indented_definitions(page: _Page) -> Iterator[Mark]:
    """Heads of notes that print as code."""
    for mark in page.marks:
        is_lost = mark.label in page.cited and mark.label not in page.known
        if mark.fate == "indented" and is_lost and page.is_head(mark):
            yield mark


def definitions_outside_notes(page: _Page) -> Iterator[Finding]:
    for mark in page.definitions:
        if mark.owner:
            yield page.say("cite-definition-in-note", mark, owner=mark.owner)


def definitions_with_colon(page: _Page) -> Iterator[Finding]:
    for mark in _almost_definitions(page):
        yield page.say("cite-colon", mark)


def _almost_definitions(page: _Page) -> Iterator[Mark]:
    """Marks at the start of a line that were meant as the head of a note."""
    for mark in page.live:
        if mark.owner or mark.fate == "front":
            continue
        match = ALMOST_DEFINITION.match(page.line_of(mark))
        if match and match.start("label") == mark.column + 1:
            odd_blank = bool(re.search("[\u00a0\u200b]", match["before"]))
            has_colon = match["colon"].strip("\u00a0 ") != ""
            if (odd_blank or match["colon"] != ":") if has_colon else mark.label not in page.known:
                yield mark


def marks_outside_html(page: _Page) -> Iterator[Finding]:
    for mark in page.marks:
        if mark.fate == "raw":
            rule = "cite-definition-in-html" if page.is_head(mark) else "cite-in-html"
            yield page.say(rule, mark)


def citations_outside_links(page: _Page) -> Iterator[Finding]:
    for mark in page.live:
        if mark.fate == "image":
            yield page.say("cite-in-image", mark)
        elif "a" in mark.inside:
            yield page.say("cite-in-link", mark)


def citations_outside_headings(page: _Page) -> Iterator[Finding]:
    for mark in page.live:
        if not HEADINGS.isdisjoint(mark.inside):
            yield page.say("cite-in-heading", mark)


def notes_cited_in_text(page: _Page) -> Iterator[Finding]:
    for marks in page.cited.values():
        if all(mark.owner for mark in marks) and marks[0].line:
            yield page.say("cite-in-note", marks[0], owner=marks[0].owner)


def labels_without_bars(page: _Page) -> Iterator[Finding]:
    for mark in page.marks:
        if _cuts_cell(mark):
            yield page.say("cite-bar", mark)


def _cuts_cell(mark: Mark) -> bool:
    """Whether the label has a bar that ends a table cell: what stands behind may be gone."""
    in_cell = mark.fate in ("", "text") and not {"td", "th"}.isdisjoint(mark.inside)
    return "|" in mark.label and (in_cell or not mark.fate)


def notes_without_attributes(page: _Page) -> Iterator[Finding]:
    for mark in page.definitions:
        if match := ATTRIBUTES.search(mark.note.partition("\n")[0]):
            yield page.say("cite-attributes", mark, attributes=match[0].strip())


def citations_without_sup(page: _Page) -> Iterator[Finding]:
    live = {(mark.line, mark.column): mark for mark in page.live}
    for index, line in enumerate(page.lines, start=1):
        for match in SUP.finditer(line) if "[^" in line else ():
            if mark := live.get((index, match.start("mark") + 1)):
                at = replace(mark, column=match.start() + 1)
                yield page.say("cite-sup", at)


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
)
