"""Lets a table be read on a phone: each cell is told its column's heading (`data-label`).

The style sheet prints the label where rows stand below each other. A first column of nothing but
links is the name of its row. A table of five or more columns gets the class `wide`. The heading
above a table is its name; where there is none, the headings of its columns are.
Alignment becomes a class, since the site's policy allows no style attributes.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

WIDE = 5
HEADINGS = ("h2", "h3", "h4", "h5", "h6")


class ReadableTables(Extension):
    """Marks up the tables that Python-Markdown's `tables` made."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Python-Markdown)
        """Runs after `citations` (11), which makes links, and `toc` (5), which gives ids."""
        md.treeprocessors.register(_Tables(md), "readable-tables", 4)


class _Tables(Treeprocessor):
    def run(self, root: Element) -> None:
        heading = ""
        for table in root.iter():
            if table.tag in HEADINGS:
                heading = table.get("id", "")
            if table.tag != "table":
                continue
            labels = [_words(cell).strip() for cell in table.iterfind("thead/tr/th")]
            rows = table.findall("tbody/tr")
            if heading:
                table.set("aria-labelledby", heading)
            else:
                table.set("aria-label", ", ".join(filter(None, labels)))
            if len(labels) >= WIDE:
                table.set("class", "wide")
            named = bool(rows) and all(len(row) and _is_link(row[0]) for row in rows)
            for element in table.iter():
                if style := element.attrib.pop("style", None):
                    element.set("class", style.removeprefix("text-align: ").rstrip(";"))
                if element.tag == "th":
                    element.set("scope", "col")
            for row in rows:
                for index, (cell, label) in enumerate(zip(row, labels, strict=False)):
                    if index == 0 and named:
                        cell.tag = "th"
                        cell.set("scope", "row")
                    elif label:
                        cell.set("data-label", label)


def _is_link(cell: Element) -> bool:
    return len(cell) == 1 and cell[0].tag == "a" and not (cell.text or "").strip()


def _words(element: Element) -> str:
    """The text of a heading without the numbers of its citations."""
    if element.tag == "sup" and element.get("class") == "citations":
        return ""
    inside = "".join(_words(child) + (child.tail or "") for child in element)
    return (element.text or "") + inside
