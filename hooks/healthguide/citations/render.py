"""The printed form of citations: a Python-Markdown extension in the place of `footnotes`.

It numbers sources in order of first citation, takes notes from the page or the reference library,
joins neighbours ("1,3" and "2-5"), and gives links, roles, names and ids. What each mark became is
left in `trace`; whether that is right is decided by `checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE, AtomicString

from healthguide.citations import marks
from healthguide.citations.marks import Mark, Tags
from healthguide.references import nlm
from healthguide.references.library import Reference, read_library

BACK_ARROW = "↩\ufe0e"  # the variation selector keeps phones from drawing an emoji


@dataclass(frozen=True)
class Words(nlm.Words):
    """What a reader hears and sees around citations; what stands in braces is filled in."""

    heading: str = "References"
    reference: str = "Reference {number}"
    back: str = "Back to place {place} where reference {number} is cited"
    places: str = "Cited in {count} places"
    source: str = "1 source"
    sources: str = "{count} sources"


@dataclass(frozen=True)
class Trace:
    """What one conversion made of the marks of its source."""

    marks: tuple[Mark, ...] = ()
    """In the order of the source; what other text put in stands last."""
    printed: tuple[str, ...] = ()
    """The labels of the list; the place of a label in it is its number."""

    @property
    def cited(self) -> frozenset[str]:
        """The labels that the finished page cites, in its text or its notes."""
        return frozenset(mark.label for mark in self.marks if mark.fate == "cited")


def slug_of(address: str) -> str:
    """The page address as part of an id: `treatments/ect/` is `treatments-ect`, home is `index`."""
    return address.removesuffix(".html").strip("/").replace("/", "-") or "index"


class Citations(Extension):
    """Prints citations and their list, and leaves the trace of the last conversion.

    `library` is the path of a CSL-JSON file, or what was read of one. Raises ValueError when there
    is no such file, or when it cannot be read.
    """

    def __init__(
        self,
        library: str | Mapping[str, Reference] = "",
        words: Mapping[str, str] | None = None,
        slug: str = "page",
        fold: bool = False,
    ) -> None:
        super().__init__()
        self.library = _library(library) if isinstance(library, str) else library
        self.words = Words(**(words or {}))
        self.slug = slug
        """Stands in each id, so that two pages in one host page share none."""
        self.fold = fold
        """Whether the list can be folded; it stands open until a script of the theme closes it."""
        self.source = ""
        """The whole file that the next page is the end of: lines are counted in it."""
        self.trace = Trace()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Python-Markdown)
        """Register the processors; each stands before its like of `footnotes`, if that is on.

        Notes are read before links of the form `[text]: address` (15), cited before links (170),
        and put in the tree before its text is read (20). Numbers are given before line ends are
        made (`prettify`, 10), so that abbreviations (7) and the table of contents (5) know them.
        """
        page = _Page(md, self)
        tags = page.tags
        tagger = marks.Tagger(md, tags, page.begin)
        md.preprocessors.register(tagger, "citations", 1000)
        md.preprocessors.register(marks.LateTagger(md, tags, tagger), "citations-late", 20.5)
        md.parser.blockprocessors.register(_Notes(page), "citations", 17.5)
        md.inlinePatterns.register(_Cited(r"\[\^([^\[\]]*)\]", page), "citations", 175.5)
        md.treeprocessors.register(marks.CodeCleaner(md, tags), "citations-code", 51)
        md.treeprocessors.register(_List(md, page), "citations-list", 50.5)
        md.treeprocessors.register(_Numbers(md, page), "citations", 11)
        md.postprocessors.register(marks.Cleaner(md, tags), "citations", -1000)


def _library(path: str) -> Mapping[str, Reference]:
    if not path:
        return {}
    try:
        return read_library(Path(path).read_text(encoding="utf-8-sig"), path)[0]
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"healthguide.citations: the library '{path}' cannot be read ({error})."
        ) from error


class _Page:
    """What the processors of one conversion share."""

    def __init__(self, md: Markdown, extension: Citations) -> None:
        self.md = md
        self.parser = md.parser
        self.extension = extension
        self.tags = Tags()
        self.begin()

    def begin(self) -> str:
        """Forget the page before; gives the whole file of the next, or nothing."""
        self.notes: dict[str, str] = {}
        self.owner = ""
        """The label of the note that is being read."""
        self.inside: tuple[str, ...] = ()
        self.section: Element | None = None
        self.entries: dict[str, Element] = {}
        return self.extension.source

    def setFootnote(self, label: str, text: str) -> None:  # noqa: N802 (as FootnoteExtension has)
        """Keep a note, and set down where it is defined."""
        label, number = self.tags.split(label)
        self.notes[label] = text
        self.tags.settle(number, "defined", self.inside, self.owner)
        self.tags.marks[number] = replace(self.tags.marks[number], note=self.tags.without(text))


class _Notes(FootnoteBlockProcessor):
    """Reads `[^label]: text` as `footnotes` does."""

    RE = re.compile(r"^[ ]{0,3}\[\^([^\[\]]*)\]:[ ]*(.*)$", re.MULTILINE)

    def __init__(self, page: _Page) -> None:
        super().__init__(page)  # type: ignore[arg-type]  # asked for its parser and setFootnote
        self.page = page

    def run(self, parent: Element, blocks: list[str]) -> bool:
        in_list = parent.tag == "li" or "list" in self.page.parser.state
        self.page.inside = ("li",) if in_list else ()
        return "[^" in blocks[0] and bool(super().run(parent, blocks))


class _Cited(InlineProcessor):
    """Takes `[^label]` for a citation when there is a note of that label."""

    def __init__(self, pattern: str, page: _Page) -> None:
        super().__init__(pattern)
        self.page = page

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        label = self.page.tags.without(m[1])
        if label not in self.page.notes and label not in self.page.extension.library:
            return None, None, None
        _, number = self.page.tags.split(m[1])
        element = Element("sup", {"data-cite": str(number)})
        element.text = AtomicString(m[0])  # what an attribute keeps of it
        return element, m.start(0), m.end(0)


class _List(Treeprocessor):
    """Puts the page's own notes at its end, before the text in them is read."""

    def __init__(self, md: Markdown, page: _Page) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        page = self.page
        page.section = SubElement(root, "section")
        entries = SubElement(page.section, "ol")
        waiting = list(page.notes)
        for label in waiting:
            page.owner = label
            block = Element("div")  # Python-Markdown reads blocks in `li` by rules of its own
            page.parser.parseChunk(block, page.notes[label])
            entry = page.entries[label] = SubElement(entries, "li")
            entry.extend(list(block))
            if len(page.notes) > len(waiting):  # a note in a note
                waiting += list(page.notes)[len(waiting) :]
        page.owner = ""


class _Numbers(Treeprocessor):
    """Gives the numbers, in document order, and makes groups, list and ways back."""

    def __init__(self, md: Markdown, page: _Page) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        page, tags = self.page, self.page.tags
        owners = {entry: label for label, entry in page.entries.items()}
        order = self._order(root, dict(owners))
        marks.settle_rest(page.md, root, tags, owners)
        self._print(root, order)
        put_in = sorted(tags.marks, key=lambda mark: (not mark.line, mark.line, mark.column))
        page.extension.trace = Trace(tuple(put_in), tuple(order))

    def _order(self, root: Element, owners: dict[Element, str]) -> dict[str, int]:
        """Set down what is cited, and number the labels: text first, then notes, then the rest."""
        text: dict[str, None] = {}
        notes: dict[str, None] = {}
        tags = self.page.tags
        for element, inside in marks.in_order(root):
            if owner := owners.get(element, ""):
                owners.update(dict.fromkeys(element, owner))
            if element.tag == "sup" and (number := element.get("data-cite")):
                tags.settle(int(number), "cited", inside, owner)
                (notes if owner else text).setdefault(tags.marks[int(number)].label)
        labels = {**text, **notes, **dict.fromkeys(self.page.notes)}
        return {label: number for number, label in enumerate(labels, start=1)}

    def _print(self, root: Element, order: Mapping[str, int]) -> None:
        page = self.page
        section = page.section
        if section is None or not order:
            if section is not None:
                root.remove(section)
            return
        entries = section[0]
        entries[:] = [
            page.entries[label] if label in page.entries else self._entry(label) for label in order
        ]
        places: dict[str, list[str]] = {}
        for parent in [e for e in root.iter() if any(_is_mark(child) for child in e)]:
            self._join(parent, order, places)
        slug, words = page.extension.slug, page.extension.words
        title = f"references-{slug}"
        section.attrib |= {
            "class": "references",
            "role": "doc-endnotes",
            "aria-labelledby": title,
        }
        heading = Element("h2", {"id": title})
        heading.text = words.heading
        section.insert(0, heading)
        if page.extension.fold:
            count = len(order)
            fold = Element("details", {"class": "fold", "open": ""})
            text = words.source if count == 1 else words.sources.format(count=count)
            SubElement(fold, "summary").text = text
            section.remove(entries)
            section.append(fold)
            fold.append(entries)
        for (label, number), entry in zip(order.items(), entries, strict=True):
            entry.set("id", f"ref-{slug}-{label}")
            self._lead_back(entry, number, places.get(label, []))

    def _entry(self, label: str) -> Element:
        """A source of the library."""
        entry = Element("li")
        paragraph = SubElement(entry, "p")
        source, words = self.page.extension.library[label], self.page.extension.words
        for kind, parts in nlm.grouped(source, words):
            holder = SubElement(paragraph, "span", {"class": kind}) if kind else paragraph
            for text, link, _ in parts:
                plain = AtomicString(text.replace("&", f"{AMP_SUBSTITUTE}amp;"))
                if link:
                    href = link.replace("&", f"{AMP_SUBSTITUTE}amp;")
                    SubElement(holder, "a", {"href": href}).text = plain
                elif len(holder):
                    holder[-1].tail = _joined(holder[-1].tail, plain)
                else:
                    holder.text = _joined(holder.text, plain)
        return entry

    def _join(
        self, parent: Element, order: Mapping[str, int], places: dict[str, list[str]]
    ) -> None:
        """Replace each run of neighbouring marks by one group, and note the places."""
        children: list[Element] = []
        for run in _runs(parent):
            children.append(self._group(run, order, places) if _is_mark(run[0]) else run[0])
        parent[:] = children

    def _group(
        self, run: list[Element], order: Mapping[str, int], places: dict[str, list[str]]
    ) -> Element:
        slug, tags = self.page.extension.slug, self.page.tags
        labels = [tags.marks[int(mark.get("data-cite") or 0)].label for mark in run]
        numbered = sorted({order[label]: label for label in labels}.items())
        group = Element("sup", {"class": "citations", "role": "none"})
        group.tail = run[-1].tail
        for span in _spans(numbered):
            first = span[0][1]
            anchor = f"cite-{slug}-{first}-{len(places.get(first, [])) + 1}"
            for number, label in span:
                is_end = number in (span[0][0], span[-1][0])
                target = anchor
                if is_end:
                    if len(group):
                        group[-1].tail = "-" if label != first else ","
                    target = f"cite-{slug}-{label}-{len(places.get(label, [])) + 1}"
                    link = SubElement(group, "a", self._link(target, label, number))
                    link.text = AtomicString(str(number))
                places.setdefault(label, []).append(target)
        return group

    def _link(self, anchor: str, label: str, number: int) -> dict[str, str]:
        return {
            "class": "citation",
            "id": anchor,
            "href": f"#ref-{self.page.extension.slug}-{label}",
            "role": "doc-noteref",
            "aria-label": self.page.extension.words.reference.format(number=number),
        }

    def _lead_back(self, entry: Element, number: int, places: Sequence[str]) -> None:
        """Add the one way back to where the entry is cited, or numbers to unfold."""
        words, folded = self.page.extension.words, len(places) > 1
        if folded:
            fold = SubElement(entry, "details", {"class": "places"})
            SubElement(fold, "summary").text = words.places.format(count=len(places))
            last = SubElement(fold, "p")
        else:
            last = _last_paragraph(entry)
        for place, anchor in enumerate(places, start=1):
            if len(last):
                last[-1].tail = _joined(last[-1].tail, " " if folded else "\u00a0")
            elif not folded:
                last.text = _joined(last.text, "\u00a0")
            link = SubElement(
                last,
                "a",
                {
                    "class": "backlink",
                    "href": f"#{anchor}",
                    "role": "doc-backlink",
                    "aria-label": words.back.format(place=place, number=number),
                },
            )
            link.text = str(place) if folded else BACK_ARROW


def _joined(text: str | None, more: str) -> str:
    """The text with more behind it; what nobody may read as Markdown or abbreviation stays so."""
    joined = (text or "").rstrip("\u00a0") + more
    is_final = isinstance(text, AtomicString) or isinstance(more, AtomicString)
    return AtomicString(joined) if is_final else joined


def _is_mark(element: Element) -> bool:
    return element.tag == "sup" and element.get("data-cite") is not None


def _runs(parent: Element) -> Iterator[list[Element]]:
    """The children: marks with nothing but blanks between them together, the others alone."""
    run: list[Element] = []
    for child in parent:
        if run and not (_is_mark(child) and _is_mark(run[0]) and not (run[-1].tail or "").strip()):
            yield run
            run = []
        run.append(child)
    if run:
        yield run


def _spans(numbered: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Split ascending numbers into what prints as a range (three or more in a row) or alone."""
    row: list[tuple[int, str]] = []
    for item in numbered:
        if row and item[0] != row[-1][0] + 1:
            yield from _printed(row)
            row = []
        row.append(item)
    yield from _printed(row)


def _printed(row: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    if len(row) >= 3:
        yield row
    else:
        yield from ([item] for item in row)


def _last_paragraph(entry: Element) -> Element:
    """Where a way back can stand: code that was taken out is no paragraph, though in one."""
    last = entry[-1] if len(entry) else None
    if last is None or last.tag != "p" or HTML_PLACEHOLDER_RE.fullmatch((last.text or "").strip()):
        return SubElement(entry, "p")
    return last
