"""Makes what Material's users write readable without script, on paper and by a screen reader.

Tabs become parts under headings (assets/js/tabs.js makes tabs of them), care cards get a heading
that says their kind, our advice is named, boxes to tick get the name of their line, and icons are
silent or named.
What is written how stands in AUTHORING.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from healthguide.pages.claims import ADVICE, LABEL

KINDS = {
    "emergency": "material-alert-octagon",
    "call-doctor": "material-stethoscope",
    "self-care": "material-hand-heart",
    "note": "material-information",
}
"""The kinds of care cards, each with its icon."""
HEADING = re.compile(r"h[1-6]")
AROUND_BOX = re.compile(r'</?label[^>]*>|<span class="task-list-indicator"></span>')
"""What pymdownx puts around a box to tick when it is to be drawn by a style."""


class Authoring(Extension):
    """`words` name the kinds of care cards, and our advice, in the language of the pages."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Python-Markdown)
        """Kinds come before `inline` (20), which reads titles; the rest after `toc` (5).

        Advice is named when `attr_list` (8) has set its class.
        """
        md.treeprocessors.register(_Advice(md, self.words), "our-advice", 4)
        md.treeprocessors.register(_Kinds(md, self.words), "care-cards", 30)
        md.treeprocessors.register(_Blocks(md), "authoring", 3)


class _Kinds(Treeprocessor):
    def __init__(self, md: Markdown, words: Mapping[str, str]) -> None:
        super().__init__(md)
        self.words = words
        self.icons = "emoji" in md.inlinePatterns

    def run(self, root: Element) -> None:
        for block in list(root.iter()):
            if kind := _kind(block):
                self.name(block, kind)

    def name(self, block: Element, kind: str) -> None:
        title = block.find("summary") if block.tag == "details" else block.find("p")
        if title is None or (title.tag == "p" and "admonition-title" not in _classes(title)):
            title = Element("summary" if block.tag == "details" else "p")
            title.attrib.update({} if block.tag == "details" else {"class": "admonition-title"})
            block.insert(0, title)
        own = title.text or ""
        title.text = f":{KINDS[kind]}: " if self.icons else ""
        word = Element("span", {"class": "kind"})
        word.text = AtomicString(self.words[kind])
        word.tail = f": {own}" if own.lower() not in ("", kind) else ""
        title.insert(0, word)


class _Advice(Treeprocessor):
    """Puts the words "Our advice" in front of what has the class, so that every reader knows."""

    def __init__(self, md: Markdown, words: Mapping[str, str]) -> None:
        super().__init__(md)
        self.words = words

    def run(self, root: Element) -> None:
        for block in list(root.iter()):
            if ADVICE in _classes(block):
                self.name(block)

    def name(self, block: Element) -> None:
        label = Element("strong", {"class": LABEL})
        label.text = AtomicString(f"{self.words[ADVICE]}:")
        line = block
        if block.tag == "div":
            line = Element("p")
            block.insert(0, line)
            line.tail = "\n"
        elif block.tag == "li" and not (block.text or "").strip() and len(block):
            line = block[0] if block[0].tag == "p" else block
        label.tail, line.text = f" {line.text}" if (line.text or "").strip() else "", None
        line.insert(0, label)


class _Blocks(Treeprocessor):
    def run(self, root: Element) -> None:
        walk(root, 1)
        for element in list(root.iter()):
            if "task-list-item" in _classes(element):
                self.name_box(element)
            elif "twemoji" in _classes(element):
                name_icon(element)

    def name_box(self, item: Element) -> None:
        """Put the line of an item, up to what stands below it, into the label of its box."""
        line = item if (item.text or "").strip() else item[0]
        if box := HTML_PLACEHOLDER_RE.match(line.text or ""):
            blocks = self.md.htmlStash.rawHtmlBlocks
            blocks[int(box[1])] = AROUND_BOX.sub("", str(blocks[int(box[1])]))
        label = Element("label")
        label.text, line.text = line.text, None
        while len(line) and not self.md.is_block_level(line[0].tag):
            label.append(line[0])
            line.remove(line[0])
        line.insert(0, label)


def walk(parent: Element, level: int) -> int:
    """Give tabs and cards in `parent`, under a heading of `level`, theirs; the level at the end."""
    for element in list(parent):
        card = _kind(element) and element.tag == "div"
        if HEADING.fullmatch(str(element.tag)):
            level = int(element.tag[1])
        elif card:
            element[0].tag = f"h{min(level + 1, 6)}"
            walk(element, level + 1)
        elif "tabbed-set" in _classes(element):
            walk(element, level)  # before: where tabs are shown, their headings are not
            tabs_as_parts(element, level + 1)
        else:
            level = walk(element, level)
    return level


def tabs_as_parts(tabs: Element, level: int) -> None:
    """A set of tabs as parts one after another, each under a heading of `level`."""
    labels = tabs.findall("label") + tabs.findall("div[@class='tabbed-labels']/label")
    parts = tabs.findall("div/div[@class='tabbed-block']")
    parts = parts or tabs.findall("div[@class='tabbed-content']")
    tabs.attrib = {"class": "tabbed-set"}
    tabs[:] = parts
    for label, part in zip(labels, parts, strict=True):
        label.tag = f"h{min(level, 6)}"
        label.attrib = {"class": "tabbed-label"}
        label.tail = "\n"
        part.set("class", "tabbed-block")
        part.insert(0, label)


def name_icon(icon: Element) -> None:
    """An icon speaks only when it has a title; a sign that is a letter stays that letter."""
    if icon.tag == "img":
        icon.tag, icon.text = "span", icon.get("alt")
        icon.attrib = {"class": "twemoji"}
    elif title := icon.get("title"):
        icon.attrib.update({"role": "img", "aria-label": title})
    else:
        icon.set("aria-hidden", "true")


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _kind(block: Element) -> str | None:
    """The kind of care card that a block is, if it is one."""
    classes = _classes(block)
    card = block.tag == "details" or "admonition" in classes
    return next((name for name in classes if name in KINDS), None) if card else None
