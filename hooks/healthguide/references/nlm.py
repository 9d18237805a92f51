"""The printed form of a reference.

The text follows the NLM citation-sequence style (Citing Medicine, NBK7256) as pandoc prints it;
tests/test_reference_formats.py lists the differences. What is wrong with an entry is `references`;
an entry with faults is still printed as well as it can be.
"""

from __future__ import annotations

import functools
import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from healthguide.references.library import Author, Reference, is_rest

MAX_AUTHORS = 6
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PAGE_RANGE = re.compile(r"\b([A-Za-z]*)([0-9]+)[-–]([A-Za-z]*)([0-9]+)\b")
QUOTED = re.compile(r'(?<!\w)"(?=[^\s"])([^"]+)(?<!\s)"(?!\w)')
QUOTED_WITHIN = re.compile(r"(?<!\w)'(?=[^\s'])(.+?)(?<!\s)'(?!\w)")


class Segment(NamedTuple):
    """A piece of text, the address it links to, and what it is."""

    text: str
    link: str = ""
    kind: str = ""
    """The class of what stands apart: `on-paper` is not needed on a screen, `locators` are numbers
    that find the source."""


@dataclass(frozen=True)
class Words:
    """What stands around the parts of a source; what stands in braces is filled in."""

    address: str = "Available from: {address}"
    cited: str = "[cited {date}]"
    kind_book: str = "handbook"
    kind_clinicians: str = "page for clinicians"
    kind_consensus: str = "expert consensus"
    kind_guideline: str = "guideline"
    kind_label: str = "drug label"
    kind_letter: str = "letter"
    kind_news: str = "news report"
    kind_official: str = "official page"
    kind_organization: str = "page of an organization"
    kind_patients: str = "page for patients"
    kind_review: str = "review of studies"
    kind_study: str = "study"
    kind_trial: str = "trial"
    months: str = " ".join(MONTHS)
    medium: str = "[Internet]"
    pages: str = "p. {pages}"
    people: str = "{kind} with {count} people"
    report: str = "Report no.: {number}"
    thousands: str = ","
    volume: str = "Vol. {number}"
    within: str = "In: {title}"


ENGLISH = Words()


def as_text(reference: Reference, words: Words = ENGLISH) -> str:
    """The reference as one line of plain text."""
    return "".join(segment.text for segment in segments(reference, words))


def as_html(reference: Reference, words: Words = ENGLISH) -> str:
    """The reference as escaped HTML."""
    return "".join(
        f'<span class="{kind}">{"".join(map(_linked, parts))}</span>'
        if kind
        else "".join(map(_linked, parts))
        for kind, parts in grouped(reference, words)
    )


def grouped(reference: Reference, words: Words) -> Iterator[tuple[str, Iterator[Segment]]]:
    """The pieces, with those of one class that follow each other together."""
    return itertools.groupby(segments(reference, words), key=lambda segment: segment.kind)


def _linked(segment: Segment) -> str:
    text = html.escape(segment.text)
    return f'<a href="{html.escape(segment.link)}">{text}</a>' if segment.link else text


@functools.cache
def segments(reference: Reference, words: Words) -> tuple[Segment, ...]:
    """The pieces of the reference, in order; made once, as many pages cite the same source."""
    return tuple(segment for segment in _segments(reference, words) if segment.text)


def _segments(reference: Reference, words: Words) -> Iterator[Segment]:
    where = _where(reference)
    before = ""
    for title, text in _parts(reference, words):
        if title or text:
            rest = _closed(title + text)[len(title) :]
            yield from (Segment(before), Segment(title, where), Segment(rest))
            before = " "
    yield from _locators(reference, words, where if reference.title.strip() else "")


# The text before the locators: sentences, in the order of the style's groups


def _parts(reference: Reference, words: Words) -> Iterator[tuple[str, str]]:
    """The sentences. What leads to the source, its title, stands apart from what follows it."""
    article, page = (reference.type == name for name in ("article-journal", "webpage"))
    title, container = _typographic(reference.title), _typographic(reference.container)
    kind = _kind(reference, words)
    yield "", _names(reference.authors)
    if page and container:
        yield "", container + kind + _medium(reference, words)
    elif container or reference.type == "chapter":
        yield title, kind
    else:
        yield title, kind + _medium(reference, words)
    if container and not page:
        yield "", _container(reference, container, words) + _medium(reference, words)
    elif reference.volume and not article and not page:
        yield "", words.volume.format(number=reference.volume)
    yield "", _imprint(reference, words)
    if reference.page and reference.type not in ("article-journal", "book"):
        yield "", words.pages.format(pages=_pages(reference.page))
    if page and container:
        yield title, ""
    if reference.type == "report" and reference.number:
        yield "", words.report.format(number=reference.number)
    yield "", _typographic(reference.note)


def _kind(reference: Reference, words: Words) -> str:
    """What kind of source it is, in brackets, as NLM puts the type of a document."""
    kind = str(getattr(words, f"kind_{reference.genre}", ""))
    if kind and reference.people:
        count = f"{reference.people:,}".replace(",", words.thousands)
        kind = words.people.format(kind=kind, count=count)
    return f" [{kind}]" if kind else ""


def _medium(reference: Reference, words: Words) -> str:
    """The word "[Internet]", but not after a journal when the article has a locator."""
    in_journal = bool(reference.container) and _located(reference)
    return f" {words.medium}" if reference.url and not in_journal else ""


def _located(reference: Reference) -> bool:
    """Whether it is an article that its DOI or PubMed number finds, so that no address prints."""
    return reference.type == "article-journal" and bool(
        reference.doi or reference.pmid or reference.pmcid
    )


def _container(reference: Reference, container: str, words: Words) -> str:
    """The book or journal; titles of journals lose their full stops."""
    if reference.type == "chapter":
        return words.within.format(title=container)
    return container.replace(".", "") if reference.type == "article-journal" else container


def _imprint(reference: Reference, words: Words) -> str:
    """Publisher and date; for an article date, volume, issue and pages."""
    publisher = ": ".join(part for part in (reference.publisher_place, reference.publisher) if part)
    if reference.type != "article-journal":
        return "; ".join(
            part for part in (_typographic(publisher), _when(reference, words)) if part
        )
    if reference.container:
        publisher = ""  # journals go without
    issue = f"({reference.issue})" if reference.issue else ""
    volume = reference.volume + issue
    where = ":".join(part for part in (volume, reference.number or _pages(reference.page)) if part)
    when = ";".join(part for part in (_when(reference, words), where) if part)
    return ". ".join(part for part in (_typographic(publisher), when) if part)


def _pages(pages: str) -> str:
    """`1905-1917` as `1905–17`, `S12-S19` as `S12–9`; single codes stay as they are."""
    return PAGE_RANGE.sub(_page_range, pages)


def _page_range(match: re.Match[str]) -> str:
    letter, first, second_letter, last = match.groups()
    if second_letter not in ("", letter) or len(first) < len(last):
        return match[0].replace("-", "–")
    if len(first) == len(last):
        same = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), None)
        if same is None:
            return letter + first
        last = last[same:]
    return f"{letter}{first}–{last}"


def _where(reference: Reference) -> str:
    """The address that the title leads to."""
    own = _address(reference.url) if not _located(reference) else ""
    return own or next((link for _, link, _ in _numbers(reference)), "")


def _locators(reference: Reference, words: Words, told: str) -> Iterator[Segment]:
    """Where it is found; what leads to `told` as the title does is no second link."""
    if reference.url and not _located(reference):
        text = words.address.format(address=one_line(reference.url))
        where = _address(reference.url)
        yield Segment(" ")
        yield Segment(text, "" if where == told else where, "on-paper" if where else "")
    before = Segment(" ")
    for text, link, end in _numbers(reference):
        yield from (before, Segment(text, "" if link == told else link, "locators"))
        yield Segment(end, kind="locators")
        before = Segment(" ", kind="locators")


def _numbers(reference: Reference) -> Iterator[tuple[str, str, str]]:
    """Text, address and closing mark of each number that finds it."""
    if reference.doi:
        doi = one_line(reference.doi)
        yield f"doi:{doi}", "https://doi.org/" + quote(doi, safe="/:;()@!$&'*+,=~"), ""
    if reference.pmid:
        link = f"https://pubmed.ncbi.nlm.nih.gov/{quote(reference.pmid)}/"
        yield f"PubMed PMID: {reference.pmid}", link, ";" if reference.pmcid else "."
    if reference.pmcid:
        link = f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(reference.pmcid)}/"
        yield f"PubMed Central PMCID: {reference.pmcid}", link, "."


def _address(url: str) -> str:
    """The address to link to, safe in every form we print; nothing when it is no web address."""
    if not url.startswith(("https://", "http://")):
        return ""
    return re.sub(r'[\x00-\x20"<>\[\\\]^`{|}\x7f]', lambda match: f"%{ord(match[0]):02X}", url)


def _names(authors: tuple[Author, ...]) -> str:
    """Up to six names; the rest, and an "et al." in the entry itself, print as "et al."."""
    named = [_name(author) for author in authors if not is_rest(author)]
    shown = named[:MAX_AUTHORS]
    if len(named) > MAX_AUTHORS or len(named) < len(authors):
        shown.append("et al.")
    return ", ".join(shown)


def _name(author: Author) -> str:
    if author.literal:
        return _typographic(author.literal)
    initials = ""
    for part in re.split(r"[\s.-]+", author.given):
        initials += part if part.isupper() and len(part) <= 3 else part[:1]
    return _typographic(f"{author.family} {initials}")


def year(reference: Reference) -> str:
    return str(reference.issued[0]) if reference.issued else ""


def _when(reference: Reference, words: Words) -> str:
    """When it was published and, of what is read on the web, when it was read.

    The date is whole for an article, year and month for a report, else the year.
    """
    length = {"article-journal": 3, "report": 2}.get(reference.type, 1)
    date = _date(reference.issued[:length], words)
    on_web = reference.accessed and reference.url and not _located(reference)
    read = words.cited.format(date=_date(reference.accessed, words)) if on_web else ""
    return f"{date} {read}".strip()


def _date(parts: tuple[int, ...], words: Words) -> str:
    year, month, day = [*map(str, parts), "", "", ""][:3]
    return " ".join(
        part for part in (year, words.months.split()[int(month) - 1] if month else "", day) if part
    )


def _closed(text: str) -> str:
    return text if text.rstrip("”’").endswith((".", "?", "!")) else f"{text}."


def _typographic(text: str) -> str:
    """One line with curly quotation marks and apostrophes."""
    text = QUOTED.sub(r"“\1”", one_line(text))
    return QUOTED_WITHIN.sub(r"‘\1’", text).replace("'", "’")


def one_line(text: str) -> str:
    return " ".join(text.split())
