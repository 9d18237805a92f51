"""The table that compares treatments, made from the `comparison` front matter of their pages.

Its columns are `extra.comparison` of mkdocs.yml: each heading by its name, that of titles first.
It writes Markdown, so that each cell's citations get the numbers of the page the table stands on.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

MARKER = "<!-- comparison -->"


@dataclass(frozen=True)
class Treatment:
    """One row: the page's title, the link to it as written on the table's page, and its cells."""

    title: str
    link: str
    cells: Mapping[str, str]


def cells_of(headings: Mapping[str, str]) -> list[str]:
    """The names of the cells that each row gives: the first column is the page's title."""
    return list(headings)[1:]


def treatments(
    pages: Iterable[tuple[str, Mapping[str, object]]], table_page: str
) -> Iterator[Treatment]:
    """A row for each of `pages` (path, front matter) with cells, linked from the table's page."""
    for path, meta in pages:
        if isinstance(cells := meta.get("comparison"), dict):
            link = posixpath.relpath(path, posixpath.dirname(table_page) or ".")
            yield Treatment(str(meta.get("title", "")), link, cells)


def with_table(markdown: str, headings: Mapping[str, str], rows: Iterable[Treatment]) -> str:
    """The page's Markdown with the marker replaced by the table; without headings there is none."""
    if MARKER not in markdown or not headings:
        return markdown
    kinds = cells_of(headings)
    lines = [
        _row(headings.values()),
        _row(["---"] * (len(kinds) + 1)),
        *(
            _row([f"[{row.title}]({row.link})", *(str(row.cells.get(kind, "")) for kind in kinds)])
            for row in rows
        ),
    ]
    return markdown.replace(MARKER, "\n".join(lines))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
