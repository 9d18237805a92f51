"""A Python-Markdown extension that hands over two parts of a page apart from its text.

The lead is the first paragraph, whatever its attributes; a page that begins with something else
has none. The references are the section that the citations printed. Nothing is cut as a string:
both are taken out of the tree and finished as Python-Markdown finishes a page.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

BEHIND_ALL = -10
"""A priority behind MkDocs' own `relpath` (0), so that links in the parts are made as well."""


class Parts(Extension):
    """Takes the parts out of the page it converts; they are here until the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.lead = ""
        self.references = ""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Python-Markdown)
        self.lead = self.references = ""  # of the page before
        md.treeprocessors.register(_Take(md, self), "page-parts", BEHIND_ALL)


class _Take(Treeprocessor):
    def __init__(self, md: Markdown, parts: Parts) -> None:
        super().__init__(md)
        self.parts = parts

    def run(self, root: Element) -> None:
        lead = [block for block in root[:1] if block.tag == "p" and not _is_raw(block)]
        references = root.findall("section[@role='doc-endnotes']")
        self.parts.lead = "".join(map(self._finished, lead))
        self.parts.references = "".join(map(self._finished, references))
        for element in (*lead, *references):
            root.remove(element)

    def _finished(self, element: Element) -> str:
        """As `Markdown.convert` does with the whole tree."""
        element.tail = None
        html = self.md.serializer(element)
        for finish in self.md.postprocessors:
            html = finish.run(html)
        return html


def _is_raw(block: Element) -> bool:
    """Whether it only keeps the place of raw HTML, which comes back as it was written."""
    return not len(block) and bool(HTML_PLACEHOLDER_RE.fullmatch(block.text or ""))
