"""The library as BibTeX, for download. What is wrong with an entry is `library`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from healthguide.references.library import Author, Reference, is_rest
from healthguide.references.nlm import MONTHS, one_line, year

BIBTEX_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "webpage": "misc",
}
BIBTEX_CONTAINERS = {
    "article-journal": "journal",
    "chapter": "booktitle",
    "webpage": "howpublished",
}
BIBTEX_SPECIAL = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # A brace counts for BibTeX even behind a backslash, so it is named.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
}


def as_bibtex(library: Mapping[str, Reference]) -> str:
    """The library as BibTeX, in UTF-8."""
    return "\n".join(_bibtex(reference) for reference in library.values())


def _bibtex(reference: Reference) -> str:
    people = [_bibtex_name(author) for author in reference.authors if not is_rest(author)]
    if len(people) < len(reference.authors):
        people.append("others")  # stands for the rest at the end only
    texts = {
        "title": reference.title,
        BIBTEX_CONTAINERS.get(reference.type, "series"): reference.container,
        "year": year(reference),
        "volume": reference.volume,
        "number": reference.issue or reference.number,
        "pages": reference.page.replace("-", "--"),
        "institution" if reference.type == "report" else "publisher": reference.publisher,
        "address": reference.publisher_place,
        "pmid": reference.pmid,
        "pmcid": reference.pmcid,
        "isbn": reference.isbn,
        "urldate": "-".join(f"{part:02d}" for part in reference.accessed),
        "note": reference.note,
    }
    fields = {key: _bibtex_text(text) for key, text in texts.items()}
    fields["author"] = " and ".join(people)
    fields["doi"], fields["url"] = (
        re.sub(r"[{}\\]", lambda match: f"%{ord(match[0]):02X}", one_line(locator))
        for locator in (reference.doi, reference.url)
    )
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    if len(reference.issued) > 1:
        lines.append(f"  month = {MONTHS[reference.issued[1] - 1].lower()},")
    kind = BIBTEX_TYPES.get(reference.type, "misc")
    return "\n".join([f"@{kind}{{{reference.id},", *lines, "}\n"])


def _bibtex_name(author: Author) -> str:
    family, given = _bibtex_text(author.family), _bibtex_text(author.given)
    if author.literal or not given:
        return f"{{{_bibtex_text(author.literal) or family}}}"
    return f"{_as_one_name(family)}, {_as_one_name(given)}"


def _as_one_name(part: str) -> str:
    """Between braces when BibTeX would split it."""
    return f"{{{part}}}" if "," in part or " and " in f" {part} " else part


def _bibtex_text(text: str) -> str:
    return "".join(BIBTEX_SPECIAL.get(sign, sign) for sign in one_line(text))
