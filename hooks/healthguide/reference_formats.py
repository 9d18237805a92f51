"""The printed and downloadable forms of a reference: NLM text, Markdown, HTML, BibTeX, RIS.

The text follows the NLM citation-sequence style (Citing Medicine, NBK7256) as pandoc prints it;
tests/test_reference_formats.py lists the differences. What is wrong with an entry is `references`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping

from healthguide.references import Author, Reference

MAX_AUTHORS = 6
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MARKDOWN_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+.!|<>~^&:\-]")
RIS_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "webpage": "ELEC",
}
BIBTEX_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "webpage": "misc",
}

Segment = tuple[str, str]
"""A piece of text and the address it links to, or nothing."""


def as_text(reference: Reference) -> str:
    """The reference as one line of plain text."""
    return "".join(text for text, _ in _segments(reference))


def as_markdown(reference: Reference) -> str:
    """The reference as Markdown in which nothing of the entry is read as markup."""
    return "".join(
        f"[{_escaped(text)}](<{link}>)" if link else _escaped(text)
        for text, link in _segments(reference)
    )


def as_html(reference: Reference) -> str:
    """The reference as escaped HTML."""
    return "".join(
        f'<a href="{html.escape(link)}">{html.escape(text)}</a>' if link else html.escape(text)
        for text, link in _segments(reference)
    )


def _escaped(text: str) -> str:
    """Every sign that Markdown may read becomes a character reference, which it never does."""
    return MARKDOWN_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


def _segments(reference: Reference) -> Iterator[Segment]:
    online = (not reference.doi and not reference.pmid) or reference.type == "chapter"
    medium = " [Internet]" if online and reference.url else ""
    head = _names(reference.authors)
    yield (f"{_closed(head)} " if head else ""), ""
    yield f"{_body(reference, medium)}", ""
    tail = list(_locators(reference, bool(medium)))
    for index, (text, link, end) in enumerate(tail):
        yield " ", ""
        yield text, link
        yield (end if index < len(tail) - 1 or end == "." else ""), ""


def _body(reference: Reference, medium: str) -> str:
    title, container = _typographic(reference.title), _typographic(reference.container)
    year, date = _year(reference), _date(reference)
    if reference.type == "article-journal" and container:
        issue = _issue(reference)
        when = f" {date}{';' if date and issue else ''}{issue}" if date or issue else ""
        return f"{_closed(title)} {_closed(container + medium)}{_closed(when) if when else ''}"
    if reference.type == "webpage" and container:
        when = f" {year}." if year else ""
        return f"{_closed(container + medium)}{when} {_closed(title)}"
    if reference.type == "chapter" and container:
        return f"{_closed(title)} In: {_closed(container + medium)}{_imprint(reference, year)}"
    when = date if reference.type == "report" else year
    if reference.type == "report" and len(reference.issued) == 3:
        when = " ".join(date.split()[:2])
    number = f" Report no.: {reference.number}." if reference.number else ""
    issue = f" {_closed(_issue(reference))}" if _issue(reference) else ""
    return f"{_closed(title + medium)}{_imprint(reference, when)}{issue}{number}"


def _imprint(reference: Reference, when: str) -> str:
    publisher = ": ".join(part for part in (reference.place, reference.publisher) if part)
    text = "; ".join(part for part in (_typographic(publisher), when) if part)
    return f" {_closed(text)}" if text else ""


def _issue(reference: Reference) -> str:
    issue = f"({reference.issue})" if reference.issue else ""
    volume = reference.volume + issue
    pages = _pages(reference.page)
    return volume + (":" if volume and pages else "") + pages


def _pages(pages: str) -> str:
    """`1905-1917` as `1905–17`; page codes stay as they are."""
    match = re.fullmatch(r"(\d+)[-–](\d+)", pages)
    if not match or len(match[1]) != len(match[2]):
        return pages.replace("-", "–") if match else pages
    first, last = match.groups()
    common = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
    return f"{first}–{last[common:]}"


def _locators(reference: Reference, online: bool) -> Iterator[tuple[str, str, str]]:
    if reference.doi:
        yield f"doi:{reference.doi}", f"https://doi.org/{reference.doi}", ""
    elif online and reference.url:
        yield f"Available from: {reference.url}", reference.url, ""
    if reference.pmid:
        link = f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"
        yield f"PubMed PMID: {reference.pmid}", link, ";" if reference.pmcid else "."
    if reference.pmcid:
        link = f"https://pmc.ncbi.nlm.nih.gov/articles/{reference.pmcid}/"
        yield f"PubMed Central PMCID: {reference.pmcid}", link, "."


def _names(authors: tuple[Author, ...]) -> str:
    """Up to six names; the rest, and an "et al." in the entry itself, print as "et al."."""
    named = [_name(author) for author in authors if not _is_rest(author)]
    shown = named[:MAX_AUTHORS]
    if len(named) > MAX_AUTHORS or len(named) < len(authors):
        shown.append("et al.")
    return ", ".join(shown)


def _is_rest(author: Author) -> bool:
    return author.literal.rstrip(".").lower() == "et al"


def _name(author: Author) -> str:
    if author.literal:
        return _typographic(author.literal)
    initials = ""
    for part in re.split(r"[\s.-]+", author.given):
        initials += part if part.isupper() and len(part) <= 3 else part[:1]
    return _typographic(f"{author.family} {initials}".strip())


def _year(reference: Reference) -> str:
    return str(reference.issued[0]) if reference.issued else ""


def _date(reference: Reference) -> str:
    year, *rest = [*reference.issued] or [0]
    if not year:
        return ""
    return " ".join([str(year), *([MONTHS[rest[0] - 1]] if rest else []), *map(str, rest[1:])])


def _closed(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _typographic(text: str) -> str:
    return text.replace("'", "’")


def as_bibtex(library: Mapping[str, Reference]) -> str:
    """The library as BibTeX, in UTF-8."""
    return "\n".join(_bibtex(reference) for reference in library.values())


def _bibtex(reference: Reference) -> str:
    journal = "booktitle" if reference.type == "chapter" else "journal"
    fields = {
        "title": reference.title,
        "author": " and ".join(_bibtex_name(author) for author in reference.authors),
        journal: reference.container,
        "year": _year(reference),
        "month": MONTHS[reference.issued[1] - 1].lower() if len(reference.issued) > 1 else "",
        "volume": reference.volume,
        "number": reference.issue or reference.number,
        "pages": reference.page.replace("-", "--"),
        "publisher": reference.publisher,
        "address": reference.place,
        "doi": reference.doi,
        "pmid": reference.pmid,
        "pmcid": reference.pmcid,
        "isbn": reference.isbn,
        "url": reference.url,
    }
    if reference.type == "report":
        fields["institution"] = fields.pop("publisher")
    lines = [f"  {key} = {{{_bibtex_text(key, value)}}}," for key, value in fields.items() if value]
    return "\n".join([f"@{BIBTEX_TYPES[reference.type]}{{{reference.id},", *lines, "}\n"])


def _bibtex_name(author: Author) -> str:
    if _is_rest(author):
        return "others"
    if author.literal:
        return f"{{{author.literal}}}"
    return f"{author.family}, {author.given}" if author.given else author.family


def _bibtex_text(key: str, value: str) -> str:
    if key in ("url", "doi"):
        return value
    return re.sub(r"([&%$#_])", r"\\\1", value)


def as_ris(library: Mapping[str, Reference]) -> str:
    """The library as RIS, in UTF-8 with CRLF line ends."""
    return "".join(_ris(reference) for reference in library.values())


def _ris(reference: Reference) -> str:
    first, _, last = reference.page.partition("-")
    date = "/".join(f"{part:02d}" for part in reference.issued)
    fields = [
        ("TY", RIS_TYPES[reference.type]),
        ("ID", reference.id),
        ("TI", reference.title),
        *(("AU", _ris_name(author)) for author in reference.authors if not _is_rest(author)),
        ("T2", reference.container),
        ("PY", _year(reference)),
        ("DA", date),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("SP", first),
        ("EP", last),
        ("PB", reference.publisher),
        ("CY", reference.place),
        ("M1", reference.number),
        ("DO", reference.doi),
        ("AN", reference.pmid),
        ("C2", reference.pmcid),
        ("SN", reference.isbn),
        ("UR", reference.url),
    ]
    lines = [f"{tag}  - {value}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _ris_name(author: Author) -> str:
    return author.literal or ", ".join(part for part in (author.family, author.given) if part)


DOWNLOADS: dict[str, Callable[[Mapping[str, Reference]], str]] = {"bib": as_bibtex, "ris": as_ris}
"""Formats offered for download beside references.json, by file name ending."""
