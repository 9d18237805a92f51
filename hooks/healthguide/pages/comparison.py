"""The table that compares treatments, made from the `comparison` front matter of their pages.

Its columns are `extra.comparison` of mkdocs.yml: each heading by its name, that of titles first. A
page gives one row, or a list of rows, each with the name of its treatment.
It writes Markdown, so that each cell's citations get the numbers of the page the table stands on.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

MARKER = "<!-- comparison -->"
NAME, SECTION = "treatment", "section"
"""What a row may give beside its cells: its own title, and the id of the heading it leads to."""


@dataclass(frozen=True)
class Treatment:
    """One row: its title, the link as written on the table's page, and its cells."""

    title: str
    link: str
    cells: Mapping[str, object]


def cells_of(headings: Mapping[str, str]) -> list[str]:
    """The names of the cells that each row gives: the first column is the page's title."""
    return list(headings)[1:]


def rows_of(meta: Mapping[str, object]) -> list[dict[str, object]] | None:
    """The rows that the front matter of a page gives; None when it gives something else."""
    value = meta.get("comparison", [])
    given = value if isinstance(value, list) else [value]
    rows = [{str(key): cell for key, cell in row.items()} for row in given if isinstance(row, dict)]
    return rows if len(rows) == len(given) else None


def treatments(
    pages: Iterable[tuple[str, Mapping[str, object]]], table_page: str
) -> Iterator[Treatment]:
    """The rows of all `pages` (path, front matter), linked from the table's page."""
    for path, meta in pages:
        link = posixpath.relpath(path, posixpath.dirname(table_page) or ".")
        for row in rows_of(meta) or ():
            section = f"#{row[SECTION]}" if row.get(SECTION) else ""
            yield Treatment(str(row.get(NAME) or meta.get("title", "")), link + section, row)


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
