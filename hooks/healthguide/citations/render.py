"""The printed form of citations: a Python-Markdown extension that works on what `footnotes` made.

It puts the notes in the order of first citation, takes library notes from the references, joins
neighbours ("1,3" and "2-5"), and gives links, roles, names and ids. It finds no faults.
The number a label prints is its place in that order, because `footnotes` numbers by definition
(https://python-markdown.github.io/extensions/footnotes/, USE_DEFINITION_ORDER).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import NBSP_PLACEHOLDER, FootnoteExtension
from markdown.treeprocessors import Treeprocessor

BACK_ARROW = "↩\ufe0e"  # the variation selector keeps phones from drawing an emoji
PLACES_SHOWN = 3
"""The most ways back that stand open. More are folded: nobody wants to press Tab 26 times."""


@dataclass(frozen=True)
class Words:
    """What a reader hears and sees around citations; what stands in braces is filled in."""

    heading: str = "References"
    reference: str = "Reference {number}"
    back: str = "Back to place {place} where reference {number} is cited"
    places: str = "Cited in {count} places"


@dataclass(frozen=True)
class PageCitations:
    """What the extension must know of the page it renders next."""

    slug: str = "page"
    order: Sequence[str] = ()
    """Labels in order of first citation."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Markdown text of the library's notes by label; the page's own definitions win."""


def slug_of(address: str) -> str:
    """The page address as part of an id: `treatments/ect/` is `treatments-ect`, home is `index`."""
    return address.removesuffix(".html").strip("/").replace("/", "-") or "index"


class CitationMarkup(Extension):
    """Renders citations and their list; `page` is set before each page is converted."""

    def __init__(self, words: Words | None = None) -> None:
        super().__init__()
        self.words = words or Words()
        self.page = PageCitations()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Python-Markdown)
        """Register the two processors.

        `citation-order` runs before `footnote` (50), which builds the list; `citation-markup` runs
        after `footnote-duplicate` (15) and before `toc` (5), so that the list's heading is known.
        """
        footnotes = next(e for e in md.registeredExtensions if isinstance(e, FootnoteExtension))
        md.treeprocessors.register(_Order(md, self, footnotes), "citation-order", 51)
        md.treeprocessors.register(_Markup(md, self), "citation-markup", 6)


class _Order(Treeprocessor):
    def __init__(self, md: Markdown, markup: CitationMarkup, footnotes: FootnoteExtension) -> None:
        super().__init__(md)
        self.markup = markup
        self.footnotes = footnotes

    def run(self, root: Element) -> None:
        page, notes = self.markup.page, self.footnotes.footnotes
        for label in page.order:
            if label not in notes and label in page.notes:
                self.footnotes.setFootnote(label, page.notes[label])
        for label in reversed(page.order):
            if label in notes:
                notes.move_to_end(label, last=False)


class _Markup(Treeprocessor):
    def __init__(self, md: Markdown, markup: CitationMarkup) -> None:
        super().__init__(md)
        self.markup = markup

    def run(self, root: Element) -> None:
        places: dict[str, list[str]] = {}
        for parent in list(root.iter()):
            for run in _neighbours(parent):
                self._join(parent, run, places)
        for block in root.iter("div"):
            if block.get("class") == "footnote":
                self._list(block, places)

    def _join(self, parent: Element, run: list[Element], places: dict[str, list[str]]) -> None:
        """Replace a run of neighbouring footnote marks by one group, and note the places."""
        slug = self.markup.page.slug
        numbered = sorted({int(mark[0].text or 0): _label(mark[0]) for mark in run}.items())
        group = Element("sup", {"class": "citations"})
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
                    link.text = str(number)
                places.setdefault(label, []).append(target)
        position = list(parent).index(run[0])
        for mark in run:
            parent.remove(mark)
        parent.insert(position, group)

    def _link(self, anchor: str, label: str, number: int) -> dict[str, str]:
        return {
            "class": "citation",
            "id": anchor,
            "href": f"#ref-{self.markup.page.slug}-{label}",
            "role": "doc-noteref",
            "aria-label": self.markup.words.reference.format(number=number),
        }

    def _list(self, block: Element, places: Mapping[str, list[str]]) -> None:
        """Turn the list that `footnotes` appended into the page's references."""
        slug, words = self.markup.page.slug, self.markup.words
        block.tag = "section"
        block.attrib.clear()
        title = f"references-{slug}"
        block.attrib |= {
            "class": "references",
            "role": "doc-endnotes",
            "aria-labelledby": title,
        }
        block.remove(block[0])  # the rule that `footnotes` draws above the list
        heading = Element("h2", {"id": title})
        heading.text = words.heading
        block.insert(0, heading)
        for number, entry in enumerate(block.iterfind("ol/li"), start=1):
            label = (entry.get("id") or "").removeprefix("fn:")
            entry.set("id", f"ref-{slug}-{label}")
            _without_back_links(entry)
            self._lead_back(entry, number, places.get(label, []))

    def _lead_back(self, entry: Element, number: int, places: Sequence[str]) -> None:
        """Add a link back to each place that cites the entry: arrows, or numbers to unfold."""
        words, folded = self.markup.words, len(places) > PLACES_SHOWN
        if folded:
            fold = SubElement(entry, "details", {"class": "places"})
            SubElement(fold, "summary").text = words.places.format(count=len(places))
            last = SubElement(fold, "p")
        else:
            last = _last_paragraph(entry)
        for place, anchor in enumerate(places, start=1):
            if len(last):
                last[-1].tail = (last[-1].tail or "").rstrip("\u00a0") + " "
            elif not folded:
                last.text = (last.text or "") + " "
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


def _label(link: Element) -> str:
    return (link.get("href") or "").removeprefix("#fn:")


def _is_mark(element: Element) -> bool:
    return element.tag == "sup" and len(element) == 1 and element[0].get("class") == "footnote-ref"


def _neighbours(parent: Element) -> Iterator[list[Element]]:
    """Runs of footnote marks with nothing but blanks between them."""
    run: list[Element] = []
    for child in list(parent):
        if _is_mark(child) and (not run or not (run[-1].tail or "").strip()):
            run.append(child)
            continue
        if run:
            yield run
        run = [child] if _is_mark(child) else []
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


def _without_back_links(entry: Element) -> None:
    """Remove the links that `footnotes` appended, and the blanks before them."""
    for parent in list(entry.iter()):
        for link in [c for c in parent if c.get("class") == "footnote-backref"]:
            parent.remove(link)
    for element in _last_paragraph(entry).iter():
        element.text = (element.text or "").replace(NBSP_PLACEHOLDER, "")
        element.tail = (element.tail or "").replace(NBSP_PLACEHOLDER, "")


def _last_paragraph(entry: Element) -> Element:
    paragraphs = entry.findall("p")
    return paragraphs[-1] if paragraphs else SubElement(entry, "p")
