"""Reads the citations and notes of a Markdown source, and finds those that would break in silence.

It judges the whole source text, front matter included, so that lines and columns are true; code,
comments and escapes are not citations. It renders nothing: `citation_markup` does. Which marks are
live follows Python-Markdown 3.11 with `footnotes`, `md_in_html` and `pymdownx.superfences`.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from healthguide.findings import Finding, found, likely

MARK = re.compile(r"\[\^([^\]\n]*)\]")
DEFINITION = re.compile(r"^[ ]{0,3}\[\^(?P<label>[^\]\n]*)\]:[ ]*(?P<text>.*)$")
ALMOST_DEFINITION = re.compile(
    r"""
    ^(?P<before>[ \u00a0\u200b]*)
    \[\^(?P<label>[^\]\n]*)\]
    (?P<colon>[ \u00a0]+:|[ \u00a0]*：|:|[ \u00a0])  # blank before it, full-width, right, or none
    """,
    re.VERBOSE,
)
FENCE = re.compile(r"^(?P<prefix>[ >]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
LIST_ITEM = re.compile(r"^[ ]{0,3}(?:[*+-]|\d+\.)[ ]+(?=\S)")
CONTAINER = re.compile(r"^[ ]{0,3}:[ ]{1,3}|^(?:!!!|\?\?\?\+?)[ ]\S")
"""A definition list's text or an admonition: what follows indented by four belongs to it."""
HEADING = re.compile(r"^#{1,6}(?!#)")
UNDERLINE = re.compile(r"^(?:=+|-+)[ ]*$")
TABLE_RULE = re.compile(r"^[ ]{0,3}\|?[ :|-]*-[ :|-]*$")
CODE_SPAN = re.compile(r"(?<![`\\])(?:\\\\)*(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
INLINE_TAG = re.compile(r"</?[a-zA-Z][^<>@ ]*(?:[ ][^<>]*)?>")
QUOTE = re.compile(r"^(?:[ ]{0,3}>[ ]?)+")
ADDRESS = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
"""The end of a link's text with the address and title behind it."""
REFERENCE_DEFINITION = re.compile(r"^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ ]*\S.*$")
SUP = re.compile(r"<sup\b[^<>]*>\s*(?P<mark>\[\^[^\]\n]*\])[^<>]*</sup>", re.IGNORECASE)
ATTRIBUTES = re.compile(r"\{:?[ ]*[#.][^}\n]*\}[ ]*$")
# fmt: off
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "canvas", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "html", "iframe",
    "legend", "li", "main", "math", "menu", "nav", "noframes", "noscript", "object", "ol",
    "p", "pre", "script", "section", "style", "summary", "svg", "table", "tbody", "td",
    "template", "textarea", "tfoot", "th", "thead", "title", "tr", "ul", "video",
})
# fmt: on
OPENING_TAG = re.compile(r"^[ ]{0,3}<(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>[^<>]*)>")
MARKDOWN_INSIDE = re.compile(
    r"""\smarkdown(?:\s*=\s*["']?(?:1|block|span|markdown)\b|(?=[\s/]|$))"""
)
SHOWN_CODE = re.compile(
    r"<!--.*?-->|<(?P<tag>pre|code|script|style|textarea)\b.*?</(?P=tag)>|`[^`\n]+`",
    re.DOTALL | re.IGNORECASE,
)
BLANK_LINE = re.compile(r"\n[ \t\r]*(?=\n)")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
LABEL_LIST = re.compile(r"^[\w.]+(?:\s*[,;]\s*\^?[\w.]+)+$|^\d+\s*[-–—]\s*\d+$")
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


@dataclass
class _Layout:
    """The source with what is not running text blanked out, and what stands on which line."""

    source: str
    lines: list[str]
    starts: list[int]
    """Offset of each line's first character."""
    live: str = ""
    """As long as `source`; code, comments, raw HTML, escapes and front matter are blanks."""
    body: int = 0
    """Index of the first line behind the front matter."""
    raw: list[tuple[int, int]] = field(default_factory=list)
    """Offsets of raw HTML blocks, code in them left out."""
    definitions: dict[int, Definition] = field(default_factory=dict)
    """Live definitions by line index."""
    notes: dict[int, str] = field(default_factory=dict)
    """The label of the note each line belongs to, by line index."""
    in_list: set[int] = field(default_factory=set)
    headings: set[int] = field(default_factory=set)
    table_rows: set[int] = field(default_factory=set)
    indented_code: set[int] = field(default_factory=set)
    fenced_notes: list[int] = field(default_factory=list)
    """Lines on which fenced code opens inside a note."""

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        index = self.index(offset)
        return index + 1, offset - self.starts[index] + 1

    def index(self, offset: int) -> int:
        return bisect.bisect_right(self.starts, offset) - 1

    def end(self, index: int) -> int:
        """Offset behind the line before `index`: where a block that ends there stops."""
        return self.starts[index] if index < len(self.starts) else len(self.source)


def read(source: str) -> Reading:
    """The live citations and definitions of a Markdown source."""
    return _reading(_layout(source))


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
    layout = _layout(source)
    page = _Page(path, layout, _reading(layout), library)
    return sorted({problem for check in CHECKS for problem in check(page)})


# Reading: from the source to the live marks


def _reading(layout: _Layout) -> Reading:
    citations = []
    for match in MARK.finditer(layout.live):
        line, column = layout.place(match.start())
        definition = layout.definitions.get(line - 1)
        if definition and definition.column == column:
            continue
        owner = layout.notes.get(line - 1, "")
        place = "note" if owner else "body"
        citations.append(Citation(match[1], line, column, place, owner))
    head = layout.source[: layout.end(layout.body)]
    front = [
        Citation(match[1], *layout.place(match.start()), "front")
        for cells in FRONT_CELLS.finditer(head)
        for match in MARK.finditer(head, *cells.span())
    ]
    return Reading((*front, *citations), tuple(layout.definitions.values()))


def _layout(source: str) -> _Layout:
    lines = source.split("\n")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    lines[0] = lines[0].removeprefix("\ufeff")
    layout = _Layout(source, [line.rstrip("\r").expandtabs(4) for line in lines], starts)
    layout.body = _front_matter_end(layout.lines)
    if "[^" not in source:
        return layout
    live = list(source)
    _blank(live, 0, layout.end(layout.body))
    _Blocks(layout, live).run()
    layout.live = _inline("".join(live))
    return layout


def _front_matter_end(lines: list[str]) -> int:
    if lines[0].rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return index + 1
    return 0


def _blank(text: list[str], start: int, end: int) -> None:
    text[start:end] = [char if char == "\n" else " " for char in text[start:end]]


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _inline(text: str) -> str:
    """Blank code spans, escapes, tags and addresses; none of them crosses a blank line."""
    parts, at = [], 0
    for gap in BLANK_LINE.finditer(text):
        parts += [_inline_block(text[at : gap.start()]), gap[0]]
        at = gap.end()
    return "".join([*parts, _inline_block(text[at:])])


def _inline_block(text: str) -> str:
    if "[^" not in text:
        return text
    if "`" in text:
        text = CODE_SPAN.sub(_blanked, text)
    if "\\" in text:
        text = re.sub(r"\\[^\n]", "  ", text)
    if "<" in text:
        text = INLINE_TAG.sub(_blanked, text)
    if "](" in text:
        text = ADDRESS.sub(lambda match: "](" + " " * (len(match[0]) - 3) + ")", text)
    return text


class _Blocks:
    """One pass over the lines that blanks code and raw HTML and notes what stands where.

    `depth` counts the levels of four blanks that belong to the open list, note or definition.
    """

    def __init__(self, layout: _Layout, live: list[str]) -> None:
        self.layout = layout
        self.live = live
        self.depth = 0
        self.after_blank = True
        self.note = ""
        self.note_depth = 0
        self.list_depth = 0

    def run(self) -> None:
        index = self.layout.body
        while index < len(self.layout.lines):
            index = self.step(index)

    def step(self, index: int) -> int:
        """Read the line at `index`; the index of the next line to read."""
        lines = self.layout.lines
        line = lines[index]
        if not line.strip():
            self.after_blank = True
            return index + 1
        indent = len(line) - len(line.lstrip(" "))
        if self.after_blank:
            self.leave(indent // 4)
        if end := _fence_end(lines, index):
            if self.note:
                self.layout.fenced_notes.append(index)
            return self.code(index, end)
        if self.after_blank and indent // 4 > self.depth:
            return self.indented_code(index)
        text = line[4 * min(indent // 4, self.depth) :]
        quoted = QUOTE.match(text)
        if quoted:
            text = text[quoted.end() :]
        if end := self.html(index, text) or self.comment(index):
            return end
        return self.text(index, text)

    def leave(self, level: int) -> None:
        """Close what a line at this level, after a blank line, no longer belongs to."""
        self.depth = min(self.depth, level)
        self.list_depth = min(self.list_depth, self.depth)
        if self.note_depth > self.depth:
            self.note, self.note_depth = "", 0

    def code(self, first: int, end: int) -> int:
        _blank(self.live, self.layout.starts[first], self.layout.end(end))
        self.after_blank = False
        return end

    def indented_code(self, first: int) -> int:
        end = first
        lines, margin = self.layout.lines, " " * (4 * (self.depth + 1))
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith(margin)):
            end += 1
        self.layout.indented_code.update(range(first, end))
        self.code(first, end)
        self.after_blank = True
        return end

    def html(self, first: int, text: str) -> int:
        """Blank a raw HTML block that opens on this line; 0 when none does."""
        opening = OPENING_TAG.match(text)
        if not opening or opening["tag"].lower() not in BLOCK_TAGS:
            return 0
        if MARKDOWN_INSIDE.search(opening["attributes"]):
            return 0
        layout, start, depth = self.layout, self.layout.starts[first], 0
        stop = len(layout.source)
        for match in re.finditer(
            rf"<(/?){opening['tag']}\b[^<>]*>", layout.source[start:], re.IGNORECASE
        ):
            depth += -1 if match[1] else 1
            if depth == 0:
                stop = start + match.end()
                break
        shown = start
        for match in SHOWN_CODE.finditer(layout.source, start, stop):
            layout.raw.append((shown, match.start()))
            shown = match.end()
        layout.raw.append((shown, stop))
        _blank(self.live, start, stop)
        self.after_blank = False
        return layout.index(max(start, stop - 1)) + 1

    def comment(self, first: int) -> int:
        """Blank the comments that open on this line; 0 when none reaches beyond it."""
        layout, start = self.layout, self.layout.starts[first]
        line_end = layout.end(first + 1)
        while True:
            line = CODE_SPAN.sub(_blanked, "".join(self.live[start:line_end]))
            opening = line.find("<!--")
            if opening < 0:
                return 0
            close = layout.source.find("-->", start + opening)
            stop = len(layout.source) if close < 0 else close + len("-->")
            _blank(self.live, start + opening, stop)
            if stop > line_end:
                return layout.index(stop - 1) + 1

    def text(self, index: int, text: str) -> int:
        """Note what a line of running text is: list item, definition, heading, table."""
        layout = self.layout
        item = LIST_ITEM.match(text)
        inside = text[item.end() :] if item else text
        definition = DEFINITION.match(inside)
        if item or (definition and not self.note) or definition or CONTAINER.match(text):
            level = (len(layout.lines[index]) - len(layout.lines[index].lstrip(" "))) // 4
            self.depth = min(level, self.depth) + 1
            if item:
                self.list_depth = self.depth
        if self.list_depth:
            layout.in_list.add(index)
        if definition and not self.at_dead(index, definition["label"]):
            column = layout.source.index("[^", layout.starts[index]) - layout.starts[index] + 1
            layout.definitions[index] = Definition(
                definition["label"], index + 1, column, definition["text"]
            )
            self.note, self.note_depth = definition["label"], self.depth
        if self.note:
            layout.notes[index] = self.note
        self.after_blank = False
        if HEADING.match(text):
            layout.headings.add(index)
            self.after_blank = True
        elif UNDERLINE.match(text) and index:
            layout.headings.add(index - 1)
        elif TABLE_RULE.match(text) and "|" in layout.lines[index - 1]:
            layout.table_rows.add(index - 1)
            for row in range(index, len(layout.lines)):
                if not layout.lines[row].strip():
                    break
                layout.table_rows.add(row)
        elif REFERENCE_DEFINITION.match(text):
            _blank(self.live, layout.starts[index], layout.end(index + 1))
        return index + 1

    def at_dead(self, index: int, label: str) -> bool:
        start = self.layout.starts[index]
        return f"[^{label}]:" not in "".join(self.live[start : self.layout.end(index + 1)])


def _fence_end(lines: list[str], index: int) -> int:
    """Index of the line behind a fenced block that opens at `index`; 0 when none closes."""
    opening = FENCE.match(lines[index])
    if not opening:
        return 0
    prefix, fence = opening["prefix"], opening["fence"]
    closing = re.compile(rf"^{re.escape(prefix)}{re.escape(fence)}[ ]*$")
    for end in range(index + 1, len(lines)):
        if closing.match(lines[end]):
            return end + 1
        if lines[end].strip() and not lines[end].startswith(prefix.rstrip(" ") or prefix):
            return 0
    return 0


# Checks: from the live marks to the findings


class _Page:
    """What every check is given: the layout, the live marks, and who defines and cites what."""

    def __init__(
        self, path: str, layout: _Layout, reading: Reading, library: Collection[str]
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
        return found(rule, self.path, at.line, at.column, advice, label=at.label, **values)

    def line(self, number: int) -> str:
        return self.layout.lines[number - 1]

    def offset(self, citation: Citation) -> int:
        return self.layout.starts[citation.line - 1] + citation.column - 1


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
        parts = re.split(r"\s*[,;]\s*\^?", mark.label)
        yield page.say(rule, mark, clean=clean, parts="".join(f"[^{part}]" for part in parts))


def labels_defined(page: _Page) -> Iterator[Finding]:
    folded = {label.lower(): label for label in page.known}
    for label, citations in page.cited.items():
        if label in page.known or _malformed(label) or label in _set_apart(page):
            continue
        for citation in citations:
            if other := folded.get(label.lower()):
                yield page.say("cite-case", citation, other=other)
            elif near := likely(label, page.known):
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
    defined = [label for label in page.defined if label in cited]
    for wanted, label in zip(cited, defined, strict=True):
        if wanted != label:
            yield page.say("cite-definition-order", page.defined[label][0], wanted=wanted)
            return


def numbers_true(page: _Page) -> Iterator[Finding]:
    labels = order(page.reading)
    for position, label in enumerate(labels, start=1):
        if not label.isdecimal() or int(label) == position:
            continue
        first = next(c for c in page.cited[label] if c.place != "front")
        missing = [n for n in range(1, int(label)) if str(n) not in labels]
        if missing and position < int(label):
            yield page.say("cite-gap", first, position=position, missing=missing[0])
        else:
            yield page.say("cite-order", first, position=position)
        return


def notes_stand_apart(page: _Page) -> Iterator[Finding]:
    """The line behind a definition, and a second paragraph that is not indented enough."""
    lines = page.layout.lines
    for definition in page.reading.definitions:
        margin = definition.column - 1 + 4
        index = definition.line
        if index < len(lines) and (line := lines[index]).strip():
            indent = len(line) - len(line.lstrip())
            is_next = DEFINITION.match(line.lstrip()) or index in page.layout.definitions
            if not is_next and indent < margin and not line.lstrip().startswith(("<!--", "```")):
                rule = "cite-swallowed-list" if LIST_ITEM.match(line.lstrip()) else "cite-swallowed"
                if not LIST_ITEM.match(line.lstrip()) or definition.line - 1 not in (
                    page.layout.in_list
                ):
                    yield found(rule, page.path, index + 1, indent + 1, label=definition.label)
        while index < len(lines) and page.layout.notes.get(index) == definition.label:
            index += 1
        if index < len(lines) - 1 and not lines[index].strip():
            line = lines[index + 1]
            indent = len(line) - len(line.lstrip())
            if 0 < indent < 4 and not MARK.match(line.lstrip()):
                yield found(
                    "cite-note-indent", page.path, index + 2, indent + 1, label=definition.label
                )


def definitions_outside_lists(page: _Page) -> Iterator[Finding]:
    for definition in page.reading.definitions:
        if definition.line - 1 in page.layout.in_list:
            yield page.say("cite-definition-in-list", definition)


def definitions_not_indented(page: _Page) -> Iterator[Finding]:
    for index in sorted(page.layout.indented_code):
        line = page.layout.lines[index]
        match = DEFINITION.match(line.lstrip())
        if match and match["label"] in page.cited and match["label"] not in page.known:
            column = len(line) - len(line.lstrip()) + 1
            yield found(
                "cite-definition-indented", page.path, index + 1, column, label=match["label"]
            )


def definitions_with_colon(page: _Page) -> Iterator[Finding]:
    layout = page.layout
    for citation in page.reading.citations:
        line = layout.source[layout.starts[citation.line - 1] :].split("\n", 1)[0]
        match = ALMOST_DEFINITION.match(line)
        if (
            citation.place != "body"
            or not match
            or match.end("label") != (citation.column + 1 + len(citation.label))
        ):
            continue
        if _almost(match, citation.label in page.known):
            yield page.say("cite-colon", citation)


def _almost(match: re.Match[str], known: bool) -> bool:
    """Whether a mark at the start of a line was meant as a definition."""
    odd_blank = bool(re.search("[\u00a0\u200b]", match["before"]))
    if match["colon"].strip("\u00a0 ") == "":
        return not known
    return odd_blank or match["colon"] != ":"


def _set_apart(page: _Page) -> set[str]:
    """Labels whose missing definition is explained by a more telling finding."""
    told = {
        finding.message
        for check in (definitions_with_colon, definitions_not_indented)
        for finding in check(page)
    }
    html = {label for label, _ in _raw_definitions(page)}
    return {
        label
        for label in page.cited
        if label in html or any(f"[^{label}]" in text for text in told)
    }


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
    for citation in page.reading.citations:
        if citation.place == "front":
            continue
        kind = _bracket_around(page.layout.live, page.offset(citation))
        if kind:
            yield page.say(f"cite-in-{kind}", citation)


def _bracket_around(text: str, offset: int) -> str:
    """`link` or `image` when the mark at `offset` stands in its text, else nothing."""
    start = max(text.rfind("\n\n", 0, offset), 0)
    end = text.find("\n\n", offset)
    paragraph = text[start : end if end >= 0 else len(text)]
    at, stack = offset - start, list[int]()
    marks = {match.start(): match.end() for match in MARK.finditer(paragraph)}
    position = 0
    while position < len(paragraph):
        if position in marks:
            position = marks[position]
            continue
        char = paragraph[position]
        if char == "[":
            stack.append(position)
        elif char == "]" and stack:
            opened = stack.pop()
            if opened < at < position and re.match(r"\(|\[(?!\^)", paragraph[position + 1 :]):
                return "image" if paragraph[opened - 1 : opened] == "!" else "link"
        position += 1
    return ""


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
    for index in page.layout.fenced_notes:
        line = page.layout.lines[index]
        column = len(line) - len(line.lstrip()) + 1
        label = page.layout.notes.get(index - 1) or next(
            (page.layout.notes[i] for i in range(index, -1, -1) if i in page.layout.notes), ""
        )
        yield found("cite-code-in-note", page.path, index + 1, column, label=label)


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
