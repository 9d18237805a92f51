"""Finds the running text of a Markdown source: what is neither code, nor comment, nor raw HTML.

It takes the steps of Python-Markdown 3.11 with `footnotes`, `md_in_html`, `tables`, `def_list`,
`admonition` and `pymdownx.superfences`, in their order: fences, raw HTML, blocks, inline code.
It notes where notes, lists, headings and tables are, and judges nothing: `citations` does.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

MARK = re.compile(r"\[\^([^\]\n]*(?:\n[ \t>]*[^\]\s][^\]\n]*)?)\]")
"""A citation; its label may be broken over two lines by mistake."""
DEFINITION = re.compile(r"^[ ]{0,3}\[\^(?P<label>[^\]\n]*)\]:[ ]*(?P<text>.*)$")
FENCE = re.compile(
    r"""
    (?P<fence>~{3,}|`{3,})
    (?:[ ]*\.?[\w#.+-]+(?=[ ]|$))?                                        # language
    (?:[ ]*\{.*\} | (?:[ ]*[a-zA-Z]\w*(?:=(?P<quote>["']).*?(?P=quote))?(?=[ ]|$))+)?  # options
    [ ]*$
    """,
    re.VERBOSE,
)
PREFIX = re.compile(r"[> ]*")
ITEM = re.compile(r"^[ ]{0,3}(?:[*+-]|\d+\.)[ ]+(?P<text>.*)")
NESTED_ITEM = re.compile(r"^[ ]{4,7}(?:[*+-]|\d+\.)[ ]+.*")
QUOTE = re.compile(r"^[ ]{0,3}>[ ]?(?P<text>.*)")
ADMONITION = re.compile(r'^!!! ?[\w-]+(?: +[\w-]+)*(?: +".*?")? *$')
TERM_TEXT = re.compile(r"^[ ]{0,3}:[ ]{1,3}(?P<text>.*)")
HEADING = re.compile(r"^#{1,6}(?P<text>(?:\\.|[^\\#]|#+(?=[^#]))*?)#*$")
UNDERLINE = re.compile(r"^(?:=+|-+)[ ]*$")
TABLE_RULE = re.compile(r"^(?=.*\|)[ :|-]*-[ :|-]*$")
REFERENCE = re.compile(
    r"""^[ ]{0,3}\[[^\[\]]*\]:[ ]*[^\s]+[ ]*(?:(?P<quote>["']).*(?P=quote)[ ]*|\(.*\)[ ]*)?$"""
)
BACKTICKS = re.compile(r"`+")
BEFORE_TICKS = re.compile(r"(?<!\\)(?:\\\\)+(?=`)|(?<!\\)`")
ESCAPE = re.compile(r"\\.", re.DOTALL)
COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*-->", re.DOTALL)
INLINE_TAG = re.compile(
    r"""
    </?[a-zA-Z][^\s"'<>@]*(?:\s+[^\s"'=<>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>]+))?)*\s*/?>
    | <[A-Za-z][A-Za-z0-9+.-]*://[^<>]*>   # an address
    """,
    re.VERBOSE,
)
ADDRESS = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
"""The end of a link's text with the address and title behind it."""
HTML = re.compile(
    r"""
    (?P<start>^[ ]{0,3})?<
    (?: (?P<comment>!--)
      | (?P<other>\?|!(?=[a-zA-Z\[]))
      | (?P<tag>[a-zA-Z][^\s/<>`]*)(?P<attributes>(?:[^<>"'`]|"[^"]*"|'[^']*')*)>
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
COMMENT_END = re.compile(r"--!?>")
MARKDOWN_INSIDE = re.compile(
    r"""\smarkdown(?:\s*=\s*["']?(?P<how>\w+)["']?(?=[\s/]|$)|(?=[\s/]|$))"""
)
SHOWN_CODE = re.compile(
    r"<!--.*?-->|<(?P<tag>pre|code|script|style|textarea)\b.*?</(?P=tag)>|`[^`\n]+`",
    re.DOTALL | re.IGNORECASE,
)
NOT_LINE_END = re.compile(r"[^\n]")
# fmt: off
BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "canvas", "center", "colgroup", "dd",
    "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "group",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "html", "iframe", "legend", "li",
    "main", "map", "math", "menu", "nav", "noscript", "object", "ol", "option", "output", "p",
    "pre", "progress", "script", "section", "style", "summary", "table", "tbody", "td",
    "textarea", "tfoot", "th", "thead", "tr", "ul", "video",
})
# fmt: on
RAW_TAGS = frozenset({"canvas", "math", "option", "pre", "script", "style", "textarea"})
"""Block tags that are never parsed, whatever their attributes say (`md_in_html`)."""
DEEPEST = 40
"""Containers deeper than this are read as plain text, so that no page exhausts the stack."""
FENCED, RAW = "\x02", "\x03"
"""Stand for code and for HTML that was taken out, as Python-Markdown's placeholders do."""

Line = tuple[int, str]
"""Index in the source, and the text behind the prefixes of its containers."""


@dataclass(frozen=True)
class Note:
    """One live `[^label]: text`."""

    label: str
    index: int
    """Index of its first line."""
    offset: int
    text: str
    """The rest of its first line."""
    in_list: bool
    within: str
    """The label of the note it stands in, which breaks both."""


@dataclass(frozen=True)
class Segment:
    """A stretch of running text that inline marks cannot cross."""

    start: int
    end: int
    owner: str = ""
    """The label of the note it stands in."""


@dataclass(frozen=True)
class Inside:
    """The containers that a block stands in."""

    note: str = ""
    in_list: bool = False
    depth: int = 0


@dataclass
class Layout:
    """The source with what is not running text blanked out, and what stands on which line."""

    source: str
    lines: list[str]
    starts: list[int]
    """Offset of each line's first character."""
    body: int = 0
    """Index of the first line behind the front matter."""
    live: str = ""
    """As long as `source`; code, comments, raw HTML, escapes and front matter are blanks."""
    segments: list[Segment] = field(default_factory=list)
    raw: list[tuple[int, int]] = field(default_factory=list)
    """Offsets of raw HTML, code in it left out."""
    notes: list[Note] = field(default_factory=list)
    swallowed: list[tuple[int, str, bool]] = field(default_factory=list)
    """Lines that a note swallows, with its label and whether a list item starts there."""
    loose: list[tuple[int, str]] = field(default_factory=list)
    """Lines behind a note that are indented by one to three, with its label."""
    headings: set[int] = field(default_factory=set)
    table_rows: set[int] = field(default_factory=set)
    indented_code: set[int] = field(default_factory=set)
    fenced_notes: list[tuple[int, str]] = field(default_factory=list)
    """Lines on which fenced code opens inside a note, with its label."""

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        index = self.index(offset)
        return index + 1, offset - self.starts[index] + 1

    def index(self, offset: int) -> int:
        return bisect.bisect_right(self.starts, offset) - 1

    def end(self, index: int) -> int:
        """Offset behind the line before `index`: where a block that ends there stops."""
        return self.starts[index] if index < len(self.starts) else len(self.source)


@functools.lru_cache(maxsize=4)
def layout_of(source: str) -> Layout:
    """The layout of a whole source; the last few are kept, as a page is read and then judged."""
    lines = source.split("\n")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    lines[0] = lines[0].removeprefix("\ufeff")
    layout = Layout(source, [line.rstrip("\r").expandtabs(4) for line in lines], starts)
    layout.body = _front_matter_end(layout.lines)
    if "[^" in source:
        text, lines_left = _without_fences(layout)
        text, lines_left = _without_html(layout, text, lines_left)
        _Blocks(layout).read(lines_left, Inside())
        layout.live = _live(layout, text)
    return layout


def without_fences(source: str) -> str:
    """The source with its front matter and fenced code blanked, each sign in its place."""
    return _without_fences(layout_of(source))[0]


def _front_matter_end(lines: list[str]) -> int:
    if lines[0].rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return index + 1
    return 0


def _blanked(text: str) -> str:
    return NOT_LINE_END.sub(" ", text)


def _blank_match(match: re.Match[str]) -> str:
    return _blanked(match[0])


# Fences: `superfences` takes them out before anything else is read


def _without_fences(layout: Layout) -> tuple[str, list[Line]]:
    """The source with fenced code blanked, and the lines that are left, a stand-in for each."""
    body = layout.end(layout.body)
    parts, at = [_blanked(layout.source[:body])], body
    left: list[Line] = []
    index = layout.body
    for first, end in _fences(layout.lines, layout.body):
        left += [(i, layout.lines[i]) for i in range(index, first)]
        prefix = PREFIX.match(layout.lines[first])
        left.append((first, (prefix[0] if prefix else "") + FENCED))
        parts += [layout.source[at : layout.starts[first]]]
        parts += [_blanked(layout.source[layout.starts[first] : layout.end(end)])]
        index, at = end, layout.end(end)
    left += [(i, layout.lines[i]) for i in range(index, len(layout.lines))]
    return "".join([*parts, layout.source[at:]]), left


def _fences(lines: list[str], first: int) -> Iterator[tuple[int, int]]:
    """First line and the line behind the last of each fenced block.

    A block that breaks off is none, and what it ran over is not searched again: so does
    `SuperFencesBlockPreprocessor.search_nested`.
    """
    fence, prefix, opened, blanks = "", "", 0, False
    for index in range(first, len(lines)):
        line = lines[index]
        if not fence:
            if "```" in line or "~~~" in line:
                prefix = PREFIX.match(line)[0]  # type: ignore[index]
                opening = FENCE.match(line, len(prefix))
                if opening:
                    fence, opened, blanks = opening["fence"], index, False
            continue
        own = PREFIX.match(line, 0, len(prefix))[0]  # type: ignore[index]
        content = line[len(own) :]
        level, quoted = own.count(">"), prefix.count(">")
        if not quoted and not line.strip():
            continue
        if level > quoted:
            fence = ""
        elif quoted and not content:
            blanks = True
        elif len(own) < len(prefix) or (blanks and level < quoted):
            fence = ""
        elif content.rstrip(" ") == fence:
            yield opened, index + 1
            fence = ""
        else:
            blanks = False


# Raw HTML: taken out next, and only where a line starts


def _without_html(layout: Layout, text: str, left: list[Line]) -> tuple[str, list[Line]]:
    """Blank raw HTML blocks and comments that start a line, and put a stand-in for each."""
    if "<" not in text:
        return text, left
    spans = list(_html_spans(text, layout.end(layout.body), len(text), 0))
    if not spans:
        return text, left
    parts, at = list[str](), 0
    for start, end, tag in spans:
        parts += [text[at:start], _blanked(text[start:end])]
        at = end
        if tag:
            shown = start
            for match in SHOWN_CODE.finditer(layout.source, start, end):
                layout.raw.append((shown, match.start()))
                shown = match.end()
            layout.raw.append((shown, end))
    return "".join([*parts, text[at:]]), _Cut(layout, spans).lines(left)


def _html_spans(text: str, at: int, stop: int, depth: int) -> Iterator[tuple[int, int, str]]:
    """Offsets of raw HTML between `at` and `stop`, with the tag's name or nothing for comments.

    A block tag starts a line, or follows another: behind the end tag of a raw block on the same
    line, or, at any `depth` of elements with `markdown`, straight behind the start tag.
    """
    tail = at if depth else -1
    is_closed = True
    while match := HTML.search(text, at, stop):
        at = match.end()
        starts = match["start"] is not None
        between = text[tail : match.start()]
        in_tail = tail >= 0 and not (between if depth else "\n" in between)
        if match["comment"]:
            end = COMMENT_END.search(text, match.end(), stop) if is_closed else None
            is_closed = end is not None
            if end:
                at = end.end()
                if starts or in_tail:
                    yield match.start(), at, ""
            continue
        if match["other"]:
            closing = "?>" if match["other"] == "?" else ">"
            if (starts or in_tail) and (end_at := text.find(closing, at, stop)) >= 0:
                at = end_at + len(closing)
                yield match.start(), at, "?"
            continue
        tag = match["tag"].lower()
        if tag not in BLOCK_TAGS or not (starts or in_tail):
            continue
        attribute = MARKDOWN_INSIDE.search(match["attributes"])
        how = (attribute["how"] or "1") if attribute else "0"
        is_parsed = how in ("1", "block", "span", "markdown") and tag not in RAW_TAGS
        inside, end_at = _element_end(text, tag, match.end(), stop, is_parsed)
        if not is_parsed or depth >= DEEPEST:
            yield match.start(), end_at, tag
        else:
            yield match.start(), match.end(), ""
            yield from _html_spans(text, match.end(), inside, depth + 1)
            yield inside, end_at, ""
        at = end_at
        tail = tail if depth else end_at


def _element_end(text: str, tag: str, at: int, stop: int, is_parsed: bool) -> tuple[int, int]:
    """Where the end tag of an element starts and ends; `stop` twice when none comes.

    In an element with `markdown`, `is_parsed`, only a start tag that starts a line is counted.
    """
    depth = 1
    for match in _tags_named(tag).finditer(text, at, stop):
        counts = match["close"] or match["start"] is not None or not is_parsed
        if match["tag"] and counts:
            depth += -1 if match["close"] else 1
            if not depth:
                return match.start(), match.end()
    return stop, stop


@functools.cache
def _tags_named(tag: str) -> re.Pattern[str]:
    return re.compile(
        rf"<!--.*?-->|(?P<start>^[ ]{{0,3}})?<(?P<close>/?)(?P<tag>{re.escape(tag)})\b[^<>]*>",
        re.DOTALL | re.IGNORECASE | re.MULTILINE,
    )


class _Cut:
    """Takes spans of raw HTML out of lines, with a blank line on either side of each stand-in."""

    def __init__(self, layout: Layout, spans: list[tuple[int, int, str]]) -> None:
        self.layout = layout
        self.spans = [(start, end) for start, end, _ in spans]

    def lines(self, left: list[Line]) -> list[Line]:
        cut: list[Line] = []
        at = 0
        for index, text in left:
            start, end = self.layout.starts[index], self.layout.end(index + 1)
            while at < len(self.spans) and self.spans[at][1] <= start:
                at += 1
            if at == len(self.spans) or self.spans[at][0] >= end:
                cut.append((index, text))
                continue
            cut += self.pieces(index, start, end, at)
        return cut

    def pieces(self, index: int, start: int, end: int, at: int) -> Iterator[Line]:
        """What is left of a line that raw HTML touches."""
        source = self.layout.source
        while at < len(self.spans) and self.spans[at][0] < end:
            first, last = self.spans[at]
            if source[start:first].strip():
                yield index, source[start:first].rstrip("\r\n").expandtabs(4)
            if first >= start or start == self.layout.starts[index]:
                yield index, ""
                yield index, RAW
                yield index, ""
            start = max(start, last)
            at += 1
        if source[start:end].strip():
            yield index, source[start:end].rstrip("\r\n").expandtabs(4).lstrip(" ")


# Blocks: in the order in which Python-Markdown's processors are asked


def _is_rule(text: str) -> bool:
    marks = text.strip(" ")
    return (
        marks[:1] in ("-", "_", "*")
        and marks.count(marks[0]) >= 3
        and not marks.replace(marks[0], "").strip(" ")
        and "   " not in marks
        and not text.startswith("    ")
    )


def _dedented(lines: list[Line]) -> list[Line]:
    return [(index, text[4:] if text.startswith("    ") else text) for index, text in lines]


def _split_indented(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Leading lines that are indented, without the indent, and the rest."""
    end = next((n for n, (_, text) in enumerate(lines) if not text.startswith("    ")), len(lines))
    return _dedented(lines[:end]), lines[end:]


def _cells(row: str) -> int:
    row = re.sub(r"\\\\|\\\||(`+)[^`]+\1", "", row).strip(" ")
    return row.removeprefix("|").removesuffix("|").count("|") + 1


Blocks = deque[list[Line]]
"""Blocks that are still to be read; an empty one stands for a second blank line."""


class _Blocks:
    """Reads lines into blocks, and notes the running text and what it stands in."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def read(self, lines: list[Line], inside: Inside) -> None:
        """Read the content of one container, or of the page."""
        blocks = Blocks()
        blanks = 1
        for line in lines:
            if not line[1] or line[1].isspace():
                blanks += 1
                continue
            if blanks > 1:
                blocks.append([])
            if blanks:
                blocks.append([])
            blocks[-1].append(line)
            blanks = 0
        is_first = True
        while blocks:
            if block := blocks.popleft():
                self.block(block, blocks, inside, is_first)
                is_first = False

    def block(self, block: list[Line], blocks: Blocks, inside: Inside, is_first: bool) -> None:
        """Read one block; what it leaves over goes back to the front of `blocks`."""
        for at, (_, text) in enumerate(block):
            splits = (
                (text.startswith("#") and HEADING.match(text))
                or (text.startswith("!!!") and ADMONITION.match(text))
                or (text.lstrip(" ")[:1] in ("-", "_", "*") and _is_rule(text))
            )
            is_underline = at == 1 and UNDERLINE.match(text)
            if splits and at and not is_underline:
                blocks.appendleft(block[at:])
                block = block[:at]
                break
        text = block[0][1]
        if text.startswith("!!!") and ADMONITION.match(text):
            content, rest = _split_indented(block[1:])
            self.container(content, rest, blocks, inside)
        elif text.startswith("    "):
            self.code(block, blocks)
        elif len(block) > 1 and self.is_table(text, block[1][1]):
            for index, _ in block:
                self.layout.table_rows.add(index)
                self.running(index, index, inside)
        elif text.startswith("#") and HEADING.match(text):
            self.heading(block, 1, blocks, inside)
        elif len(block) > 1 and UNDERLINE.match(block[1][1]):
            self.heading(block, 2, blocks, inside)
        elif _is_rule(text):
            self.put_back(block[1:], blocks)
        elif inside.depth >= DEEPEST:
            self.paragraph(block, inside)
        elif ITEM.match(text):
            self.items(block, blocks, inside)
        elif not (
            self.terms(block, blocks, inside, is_first)
            or self.quote(block, blocks, inside, is_first)
            or self.note(block, blocks, inside, is_first)
        ):
            self.paragraph(block, inside)

    def put_back(self, lines: list[Line], blocks: Blocks) -> None:
        if lines:
            blocks.appendleft(lines)

    def children(self, blocks: Blocks) -> list[Line]:
        """The indented blocks that follow, without the indent."""
        lines: list[Line] = []
        while blocks and (not blocks[0] or blocks[0][0][1].startswith("    ")):
            lines += [(0, ""), *_dedented(blocks.popleft())]
        return lines

    def container(
        self, content: list[Line], rest: list[Line], blocks: Blocks, inside: Inside
    ) -> None:
        """Read a container that goes on in the indented blocks behind it, if nothing is between."""
        if rest:
            blocks.appendleft(rest)
        else:
            content = content + self.children(blocks)
        self.read(content, replace(inside, depth=inside.depth + 1))

    def code(self, block: list[Line], blocks: Blocks) -> None:
        code, rest = _split_indented(block)
        self.layout.indented_code.update(index for index, _ in code)
        self.put_back(rest, blocks)

    def is_table(self, header: str, rule: str) -> bool:
        return (
            "|" in header
            and TABLE_RULE.match(rule.strip(" ")) is not None
            and _cells(header) == _cells(rule)
        )

    def heading(self, block: list[Line], lines: int, blocks: Blocks, inside: Inside) -> None:
        index = block[0][0]
        self.layout.headings.add(index)
        self.running(index, index, inside)
        self.put_back(block[lines:], blocks)

    def items(self, block: list[Line], blocks: Blocks, inside: Inside) -> None:
        items: list[list[Line]] = []
        is_nested = False
        for index, text in block:
            if item := ITEM.match(text):
                items.append([(index, item["text"])])
                is_nested = False
            elif NESTED_ITEM.match(text):
                items[-1] += [] if is_nested else [(index, "")]
                items[-1].append((index, text[4:]))
                is_nested = True
            else:
                items[-1] += _dedented([(index, text)]) if is_nested else [(index, text)]
        items[-1] += self.children(blocks)
        for lines in items:
            self.read(lines, replace(inside, in_list=True, depth=inside.depth + 1))

    def terms(self, block: list[Line], blocks: Blocks, inside: Inside, is_first: bool) -> bool:
        for at, (index, text) in enumerate(block):
            opening = TERM_TEXT.match(text) if ":" in text else None
            if opening and (at or not is_first):
                for term, _ in block[:at]:
                    self.running(term, term, inside)
                rest = block[at + 1 :]
                if rest and re.match(r"[ ]{0,3}[^ :]", rest[0][1]):
                    content, rest = rest, []
                else:
                    content, rest = _split_indented(rest)
                self.container(
                    [(index, opening["text"].removeprefix("    ")), *content], rest, blocks, inside
                )
                return True
        return False

    def quote(self, block: list[Line], blocks: Blocks, inside: Inside, is_first: bool) -> bool:
        at = next((n for n, (_, text) in enumerate(block) if QUOTE.match(text)), None)
        if at is None:
            return False
        if at:
            blocks.appendleft(block[at:])
            self.block(block[:at], Blocks(), inside, is_first)
            return True
        content = self.unquoted(block)
        while blocks and self.is_whole(blocks[0]):
            content += [(0, ""), *self.unquoted(blocks.popleft())]
        self.read(content, replace(inside, depth=inside.depth + 1))
        return True

    def unquoted(self, lines: list[Line]) -> list[Line]:
        return [
            (index, quoted["text"]) if (quoted := QUOTE.match(text)) else (index, text)
            for index, text in lines
        ]

    def is_whole(self, block: list[Line]) -> bool:
        """Whether every line of a block is quoted, so that no other processor splits it."""
        return all(QUOTE.match(text) for _, text in block)

    def note(self, block: list[Line], blocks: Blocks, inside: Inside, is_first: bool) -> bool:
        found = [
            (at, match)
            for at, (_, text) in enumerate(block)
            if "[^" in text and (match := DEFINITION.match(text))
        ]
        if not found:
            return False
        ends = [at for at, _ in found[1:]] + [len(block)]
        for (at, match), end in zip(found, ends, strict=True):
            label, index = match["label"], block[at][0]
            offset = self.layout.source.index(f"[^{label}]", self.layout.starts[index])
            self.layout.notes.append(
                Note(label, index, offset, match["text"], inside.in_list, inside.note)
            )
            for line, text in block[at + 1 : end]:
                if not text.startswith("    "):
                    is_item = ITEM.match(text) is not None
                    if not (is_item and inside.in_list):
                        self.layout.swallowed.append((line, label, is_item))
                    break
            content = [(index, match["text"]), *_dedented(block[at + 1 : end])]
            if end == len(block):
                # In a list each block is read alone, so that the note ends with its own.
                content += [] if inside.in_list else self.children_of_note(blocks)
                if blocks and blocks[0] and re.match(r"[ ]{1,3}(?![ ]|\[\^)", blocks[0][0][1]):
                    self.layout.loose.append((blocks[0][0][0], label))
            self.read(content, Inside(label, inside.in_list, inside.depth + 1))
        if found[0][0]:
            self.block(block[: found[0][0]], Blocks(), inside, is_first)
        return True

    def children_of_note(self, blocks: Blocks) -> list[Line]:
        """As `children`, but another definition ends them."""
        lines: list[Line] = []
        while blocks and blocks[0] and blocks[0][0][1].startswith("    "):
            block = blocks.popleft()
            end = next((n for n, (_, text) in enumerate(block) if DEFINITION.match(text)), None)
            lines += [(0, ""), *_dedented(block[:end])]
            if end is not None:
                blocks.appendleft(block[end:])
                break
        return lines

    def paragraph(self, block: list[Line], inside: Inside) -> None:
        first = None
        for index, text in block:
            if inside.note and text.strip() == FENCED:
                self.layout.fenced_notes.append((index, inside.note))
            if REFERENCE.match(text):
                if first is not None:
                    self.running(first, index - 1, inside)
                first = None
            elif first is None:
                first = index
        if first is not None:
            self.running(first, block[-1][0], inside)

    def running(self, first: int, last: int, inside: Inside) -> None:
        """Note lines of running text."""
        layout = self.layout
        layout.segments.append(Segment(layout.starts[first], layout.end(last + 1), inside.note))


# Inline: code, escapes, comments, tags and addresses, within each stretch of running text


def _live(layout: Layout, text: str) -> str:
    parts, at = list[str](), 0
    segments: list[Segment] = []
    for segment in sorted(layout.segments, key=lambda segment: segment.start):
        start = max(segment.start, at)
        if start >= segment.end:
            continue
        segments.append(replace(segment, start=start))
        stretch = text[start : segment.end]
        if "[^" in stretch:
            parts += [_blanked(text[at:start]), _inline(stretch, start, layout)]
        else:
            parts.append(_blanked(text[at : segment.end]))
        at = segment.end
    layout.segments = segments
    return "".join([*parts, _blanked(text[at:])])


def _inline(text: str, start: int, layout: Layout) -> str:
    if "`" in text:
        text = _without_code(text)
    if "\\" in text:
        text = ESCAPE.sub(_blank_match, text)
    if "<" in text:
        text = COMMENT.sub(_blank_match, text)
        for tag in INLINE_TAG.finditer(text):
            if "[^" in tag[0]:
                layout.raw.append((start + tag.start(), start + tag.end()))
        text = INLINE_TAG.sub(_blank_match, text)
    if "](" in text:
        text = ADDRESS.sub(lambda match: "](" + _blanked(match[0][3:]) + ")", text)
    return text


def _without_code(text: str) -> str:
    """Blank code spans, paired as `BacktickInlineProcessor.find_code_spans` pairs them."""
    runs = [match.span() for match in BACKTICKS.finditer(text)]
    parts, kept, at = list[str](), 0, 0
    while match := BEFORE_TICKS.search(text, at):
        begin = match.start() if match[0] == "`" else match.end()
        number = bisect.bisect_right(runs, (begin, len(text))) - 1
        ticks = runs[number][1] - begin
        end = _code_end(runs, number + 1, ticks)
        if end:
            parts += [text[kept:begin], _blanked(text[begin:end])]
            at = kept = end
        else:
            at = begin + 2 * ticks  # sic: what follows the backticks is skipped too
    return "".join([*parts, text[kept:]])


def _code_end(runs: list[tuple[int, int]], first: int, ticks: int) -> int:
    """Where the code behind `ticks` backticks ends; 0 when it does not.

    The first run of as many backticks closes it, else the first of the longest shorter runs.
    """
    longest = end = 0
    for start, stop in runs[first:]:
        if stop - start == ticks:
            return stop
        if stop - start > longest:
            longest, end = stop - start, stop
    return end if 0 < longest < ticks else 0
