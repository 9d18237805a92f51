"""The library as RIS, for download. What is wrong with an entry is `library`."""

from __future__ import annotations

from collections.abc import Mapping

from healthguide.references.library import Author, Reference, is_rest
from healthguide.references.nlm import one_line, year

RIS_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "webpage": "ELEC",
}


def as_ris(library: Mapping[str, Reference]) -> str:
    """The library as RIS, in UTF-8 with CRLF line ends."""
    return "".join(_ris(reference) for reference in library.values())


def _ris(reference: Reference) -> str:
    first, _, last = reference.page.partition("-")
    date = [f"{part:02d}" for part in reference.issued] + ["", "", ""]
    fields = [
        ("TY", RIS_TYPES.get(reference.type, "GEN")),
        ("ID", reference.id),
        ("TI", reference.title),
        *(("AU", _ris_name(author)) for author in reference.authors if not is_rest(author)),
        ("T2", reference.container),
        ("PY", year(reference)),
        ("DA", "/".join(date[:3]) + "/" if reference.issued else ""),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("SP", first),
        ("EP", last),
        ("PB", reference.publisher),
        ("CY", reference.publisher_place),
        ("M1", reference.number),
        ("DO", reference.doi),
        ("AN", reference.pmid),
        ("C2", reference.pmcid),
        ("SN", reference.isbn),
        ("UR", reference.url),
        ("Y2", "/".join(f"{part:02d}" for part in reference.accessed)),
        ("N1", reference.note),
    ]
    lines = [f"{tag}  - {one_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _ris_name(author: Author) -> str:
    return author.literal or ", ".join(part for part in (author.family, author.given) if part)
