"""Follows every `[^label]` of a source through Python-Markdown's own conversion.

Each mark is tagged with two private-use signs before anything is read; where the tag comes out is
what became of the mark, whatever extensions a site switches on. Every tag is taken out again: of
code before it is highlighted, of the tree, and last of the finished HTML.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

MARK = re.compile(r"\[\^([^\[\]\n]*(?:\n[ \t>]*[^\[\]\s][^\[\]\n]*)?)\]")
"""A citation or the head of a note; its label may be broken over two lines by mistake."""
FIRST_SIGN, SECOND_SIGN, SIGNS = 0xF0000, 0x100000, 0xFFFE
"""Where the two planes begin that Unicode leaves to private use, and how many signs each has."""
SHOWN = re.compile(
    r"<!--.*?-->|<(?P<tag>pre|code|script|style|textarea)\b.*?</(?P=tag)>|`[^`\n]+`",
    re.DOTALL | re.IGNORECASE,
)
"""What raw HTML shows as code, or hides."""
ESCAPED = "\x0291\x03^"
"""What Python-Markdown keeps of `\\[^` until the page is finished."""
INCLUDED = re.compile(r"[^-]*-+8<-+")
"""Where a snippet is put in."""
LIVE = ("cited", "text", "image")
"""What became of the marks that were read as citations, whether there is a note or not."""
HTML_BLOCKS = "html_block"
"""The last of the preprocessors that take lines out; it keeps raw HTML, the others code."""


@dataclass(frozen=True)
class Mark:
    """One `[^label]` and what became of it. Line and column count from 1; 0 means put in by others.

    `fate` is `cited`, `defined`, `text` (no note has the label), `image` (in the text of an image),
    `raw` (in raw HTML), `indented` (in indented code), `code` (shown or hidden in another way), or
    nothing: gone.
    """

    label: str
    line: int = 0
    column: int = 0
    fate: str = ""
    inside: tuple[str, ...] = ()
    """The tags around it, from the outside in."""
    owner: str = ""
    """The label of the note it stands in."""
    note: str = ""
    """The note's text, when it is defined here."""


class Tags:
    """The tags of one conversion, and what is known of the marks that carry them."""

    def __init__(self) -> None:
        self.begin("")

    def begin(self, source: str) -> None:
        """Choose signs that the source does not hold."""
        self.marks: list[Mark] = []
        count = 2 * source.count("[^") // SIGNS + 1
        start = 0
        for used in sorted({ord(sign) - FIRST_SIGN for sign in source if ord(sign) >= FIRST_SIGN}):
            if used - start >= count:
                break
            start = used + 1
        self.first = FIRST_SIGN + start % (SIGNS - count)
        signs = [self.first, self.first + count, SECOND_SIGN, SECOND_SIGN + SIGNS - 1]
        self.pattern = re.compile("[{}-{}][{}-{}]".format(*map(chr, signs)))

    def put(self, mark: Mark) -> str:
        """A new tag, for a mark."""
        high, low = divmod(len(self.marks), SIGNS)
        self.marks.append(mark)
        return chr(self.first + high) + chr(SECOND_SIGN + low)

    def number(self, match: re.Match[str]) -> int:
        """The place in `marks` that a tag stands for."""
        return (ord(match[0][0]) - self.first) * SIGNS + ord(match[0][1]) - SECOND_SIGN

    def numbers(self, text: str) -> list[int]:
        return [self.number(match) for match in self.pattern.finditer(text)]

    def without(self, text: str) -> str:
        return self.pattern.sub("", text)

    def split(self, label: str) -> tuple[str, int]:
        """A label without its tag, and the tag's number; a label that has none gets a mark here."""
        if match := self.pattern.search(label):
            return self.without(label), self.number(match)
        self.marks.append(Mark(label))
        return label, len(self.marks) - 1

    def settle(self, number: int, fate: str, inside: tuple[str, ...] = (), owner: str = "") -> None:
        """Set down what became of a mark."""
        mark = self.marks[number]
        self.marks[number] = replace(mark, fate=fate, inside=inside, owner=owner)


class Tagger(Preprocessor):
    """Runs first: tags the marks, and lets no preprocessor that takes out code see a tag."""

    def __init__(self, md: Markdown, tags: Tags, begin: Callable[[], str]) -> None:
        super().__init__(md)
        self.tags = tags
        self.begin = begin
        """Told of each conversion; gives the whole file that the lines end, or nothing."""
        self.file = ""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        source = self.begin()
        self.tags.begin(text)
        self.file = text
        last = self.md.preprocessors.get_index_for_name(HTML_BLOCKS)
        for processor in self.md.preprocessors[1:last]:
            if "run" not in vars(processor):
                vars(processor)["run"] = partial(self.without_code, processor, processor.run)
        if "[^" not in text:
            return lines
        return self.tagged(text, source).split("\n")

    def tagged(self, text: str, source: str) -> str:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        before = len(source) - len(text) if source.endswith(text) else 0
        self.file = source = source if source.endswith(text) else text
        starts = [0, *(match.end() for match in re.finditer("\n", source))]
        # Tabs are widened by column, so before the tags move what stands behind them.
        wide = text.expandtabs(self.md.tab_length) if "\t" in text else text
        parts, at = [], 0
        for match, widened in zip(MARK.finditer(text), MARK.finditer(wide), strict=True):
            offset = match.start() + before
            line = bisect.bisect_right(starts, offset)
            tag = self.tags.put(Mark(match[1], line, offset - starts[line - 1] + 1))
            parts += [wide[at : widened.end() - 1], tag]
            at = widened.end() - 1
        return "".join([*parts, wide[at:]])

    def without_code(
        self,
        processor: Preprocessor,
        run: Callable[[list[str]], list[str]],
        lines: list[str],
    ) -> list[str]:
        """Run a preprocessor; when it takes marks out of the text, again and without their tags."""
        before = set(self.tags.numbers("\n".join(lines)))
        if not before:
            return run(lines)
        stash = self.md.htmlStash
        owners = [stash, processor, *self.md.registeredExtensions]
        states = [dict(vars(owner)) for owner in owners]
        blocks, data = len(stash.rawHtmlBlocks), len(stash.tag_data)
        result = run(list(lines))
        taken = before - set(self.tags.numbers("\n".join(result)))
        if not taken:
            return result
        for number in taken:
            self.tags.settle(number, "code")
        for owner, state in zip(owners, states, strict=True):
            vars(owner).update(state)
        del stash.rawHtmlBlocks[blocks:], stash.tag_data[data:]
        cleaned = self.tags.pattern.sub(
            lambda match: "" if self.tags.number(match) in taken else match[0], "\n".join(lines)
        )
        return run(cleaned.split("\n"))


class LateTagger(Preprocessor):
    """Tags what other preprocessors put in; a snippet's marks stand where it is put in."""

    def __init__(self, md: Markdown, tags: Tags, first: Tagger) -> None:
        super().__init__(md)
        self.tags = tags
        self.first = first

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "[^" not in text:
            return lines
        included = [
            number
            for number, line in enumerate(self.first.file.split("\n"), start=1)
            if INCLUDED.match(line)
        ]
        last = 0

        def tagged(match: re.Match[str]) -> str:
            nonlocal last
            if numbers := self.tags.numbers(match[1]):
                last = self.tags.marks[numbers[-1]].line
                return match[0]
            line = next((line for line in included if line > last), 0)
            mark = Mark(match[1], line, 1 if line else 0)
            return f"[^{match[1]}{self.tags.put(mark)}]"

        return MARK.sub(tagged, text).split("\n")


class CodeCleaner(Treeprocessor):
    """Runs on blocks: takes the tags out of indented code before anything colors it."""

    def __init__(self, md: Markdown, tags: Tags) -> None:
        super().__init__(md)
        self.tags = tags

    def run(self, root: Element) -> None:
        for code in root.iter("code") if self.tags.marks else ():
            if numbers := self.tags.numbers(code.text or ""):
                for number in numbers:
                    self.tags.settle(number, "indented")
                code.text = AtomicString(self.tags.without(code.text or ""))


class Cleaner(Postprocessor):
    """Runs last: takes out the tags that raw HTML still holds."""

    def __init__(self, md: Markdown, tags: Tags) -> None:
        super().__init__(md)
        self.tags = tags

    def run(self, text: str) -> str:
        if not self.tags.marks:
            return text
        return self.tags.without(CITED_IN_HTML.sub(r"\1", text))


CITED_IN_HTML = re.compile(r'<sup data-cite="[0-9]+">(.*?)</sup>', re.DOTALL)
"""A citation that Python-Markdown made inside an attribute of raw HTML."""


def in_order(root: Element) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Every element below `root` in document order, with the tags around it."""
    waiting: list[tuple[Element, tuple[str, ...]]] = [(child, ()) for child in reversed(root)]
    while waiting:
        element, inside = waiting.pop()
        yield element, inside
        if len(element):
            within = (*inside[-DEEPEST:], str(element.tag))
            waiting += [(child, within) for child in reversed(element)]


DEEPEST = 40
"""As many tags around a mark as are remembered, so that no nesting costs its square."""


def settle_rest(md: Markdown, root: Element, tags: Tags, owners: dict[Element, str]) -> None:
    """Find the tags that are left in text, attributes and raw HTML, and take them out."""
    open_ones = {number for number, mark in enumerate(tags.marks) if not mark.fate}
    if not open_ones:
        return
    for block in md.htmlStash.rawHtmlBlocks:
        if isinstance(block, str):
            is_html = "<" in block  # else what an extension shows in an element of its own
            raw = set(tags.numbers(SHOWN.sub("", block))) if is_html else ()
            for number in tags.numbers(block):
                tags.settle(number, "raw" if number in raw else "code")
    for element, inside in in_order(root):
        within = (*inside, str(element.tag))
        owner = owners.get(element, "")
        if owner:
            for below in element.iter():
                owners[below] = owner
        for name, value in list(element.items()):
            if numbers := tags.numbers(value):
                for number in numbers:
                    tags.settle(number, "image" if name == "alt" else "code", within, owner)
                element.set(name, tags.without(value))
        if not element.get("data-cite"):
            element.text = _settled(element.text, within, owner, tags)
        element.tail = _settled(element.tail, inside, owner, tags)


def _settled(text: str | None, inside: tuple[str, ...], owner: str, tags: Tags) -> str | None:
    """The text without its tags, each of which is set down."""
    matches = list(tags.pattern.finditer(text)) if text else []
    if not text or not matches:
        return text
    clean = tags.without(text)
    removed = 0
    for match in matches:
        number = tags.number(match)
        label = tags.marks[number].label
        end = match.start() - removed
        removed += len(match[0])
        if tags.marks[number].fate:
            continue
        start = end - len(label) - 2
        if "code" in inside or clean.endswith(f"{ESCAPED}{label}", 0, end):
            fate = "code"
        else:
            fate = "raw" if isinstance(text, AtomicString) else "text"
        is_whole = clean.startswith("[^", start)  # else the label became the text of a link
        tags.settle(number, fate, inside if is_whole else inside[:-1], owner)
    return AtomicString(clean) if isinstance(text, AtomicString) else clean
