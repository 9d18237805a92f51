"""Lists on "How we write and review" what still waits for a clinician: `make waiting`.

A sentence waits when a fact that it carries is well known but was not read this time. The list is
made from the marks of docs/facts.json and the tables in facts/, never by hand.
"""

from __future__ import annotations

import re

import fact_tables
from fact_tables import DOCS, FACTS, PAGES

from healthguide.pages.front_matter import split_front_matter

PAGE = DOCS / "about" / "how-we-write-and-review.md"
START, END = "<!-- waiting: written by `make waiting` -->", "<!-- end of what waits -->"
MARK = "known"
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
EMPHASIS = re.compile(r"\*\*?|\b_|_\b")


def as_markdown() -> str:
    """A point for each page, in the order of their names, with its sentences in theirs."""
    points = []
    for name, file in sorted(PAGES.items()):
        waiting = {
            sentence.text: None
            for sentence in fact_tables.said(name)
            if any(
                MARK in FACTS[fact]["marks"] and not row.read
                for row in fact_tables.rows_of_sentence(name, sentence)
                for fact in row.facts
            )
        }
        if waiting:
            title = split_front_matter(file.read_text(encoding="utf-8"))[0]["title"]
            link = f"../{file.relative_to(DOCS).as_posix()}"
            points.append(f"- [{title}]({link})")
            points += [f"    - “{plain(text)}”" for text in waiting]
    return "\n".join(points) or "Nothing waits at the moment."


def plain(text: str) -> str:
    """A sentence without links and emphasis."""
    return EMPHASIS.sub("", LINK.sub(r"\1", text))


def with_list(page: str) -> str:
    """The page with the list between its two marker lines. Raises ValueError without them."""
    start, end = page.find(START), page.find(END)
    if not 0 <= start < end:
        raise ValueError(f"{PAGE.name} needs the line '{START}' and below it the line '{END}'")
    return f"{page[: start + len(START)]}\n\n{as_markdown()}\n\n{page[end:]}"


if __name__ == "__main__":
    PAGE.write_text(with_list(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
