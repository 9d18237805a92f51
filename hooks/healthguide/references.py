"""The reference library: reads CSL-JSON, and finds entries that a reader could not follow.

Formats to print and to download are `reference_formats`. CSL-JSON:
https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from healthguide.findings import Finding, found, likely

TYPES = ("article-journal", "book", "chapter", "report", "webpage")
TEXTS = (
    "id", "type", "title", "container-title", "volume", "issue", "page", "publisher",
    "publisher-place", "number", "DOI", "PMID", "PMCID", "ISBN", "URL",
)  # fmt: skip
KEYS = (*TEXTS, "author", "issued")
LOCATORS = ("DOI", "PMID", "PMCID", "ISBN", "URL")
FIT_ID = re.compile(r"^[A-Za-z][A-Za-z0-9._-]*$")
FORMS = {
    "DOI": re.compile(r"^10\.\d{4,9}/\S+$"),
    "PMID": re.compile(r"^[1-9]\d{0,7}$"),
    "PMCID": re.compile(r"^PMC[1-9]\d*$"),
    "URL": re.compile(r"^https?://[^\s/.]+\.[^\s]+$"),
}


@dataclass(frozen=True)
class Author:
    """A person (`family` and `given`) or, with `literal`, an organisation as it names itself."""

    family: str = ""
    given: str = ""
    literal: str = ""


@dataclass(frozen=True)
class Reference:
    """One source. Texts are empty when the entry does not say; the date has 0 to 3 parts."""

    id: str
    type: str
    title: str
    authors: tuple[Author, ...] = ()
    issued: tuple[int, ...] = ()
    container: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    publisher: str = ""
    place: str = ""
    number: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    url: str = ""


@dataclass(frozen=True)
class _Entry:
    path: str
    text: str
    start: int
    end: int
    data: Mapping[str, object]

    @property
    def id(self) -> str:
        return str(self.data.get("id", ""))

    def get(self, key: str) -> str:
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def place(self, key: str) -> tuple[int, int]:
        """Line and column of the key, or of the entry when it has none such."""
        match = re.compile(rf'"{re.escape(key)}"\s*:').search(self.text, self.start, self.end)
        return _place(self.text, match.start() if match else self.start)

    def say(self, rule: str, key: str, advice: str = "advice", **values: object) -> Finding:
        return found(rule, self.path, *self.place(key), advice, id=self.id, key=key, **values)


def read_library(text: str, path: str) -> tuple[dict[str, Reference], list[Finding]]:
    """The library by id, and everything wrong with it. `text` is CSL-JSON, `path` names it."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        problem = error.msg[0].lower() + error.msg[1:]
        return {}, [found("ref-json", path, error.lineno, error.colno, problem=problem)]
    if not isinstance(data, list):
        return {}, [found("ref-shape", path, 1, 1, thing="The content", wanted="a list")]
    library: dict[str, Reference] = {}
    problems: list[Finding] = []
    entries: list[_Entry] = []
    for start, end, value in _items(text):
        if not isinstance(value, dict):
            place = _place(text, start)
            problems.append(found("ref-shape", path, *place, thing="This part", wanted="an entry"))
            continue
        entry = _Entry(path, text, start, end, value)
        problems += [problem for check in CHECKS for problem in check(entry)]
        entries.append(entry)
        library.setdefault(entry.id, _reference(entry))
    problems += _duplicates(entries)
    return library, sorted(problems)


def find_unused(
    text: str, path: str, library: Mapping[str, Reference], cited: Collection[str]
) -> list[Finding]:
    """The entries that no page cites. Only true when `cited` comes from every page."""
    problems = []
    for label in library:
        if label not in cited:
            match = re.search(rf'"id"\s*:\s*{re.escape(json.dumps(label))}', text)
            place = _place(text, match.start()) if match else (1, 1)
            problems.append(found("ref-unused", path, *place, id=label))
    return sorted(problems)


def _items(text: str) -> Iterator[tuple[int, int, object]]:
    """Each item of a JSON list with the offsets of its start and end."""
    decoder, at = json.JSONDecoder(), text.index("[") + 1
    while match := re.compile(r"[\s,]*(?=[^\s,\]])").match(text, at):
        value, end = decoder.raw_decode(text, match.end())
        yield match.end(), end, value
        at = end


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _reference(entry: _Entry) -> Reference:
    return Reference(
        id=entry.id,
        type=entry.get("type"),
        title=entry.get("title"),
        authors=tuple(_authors(entry)),
        issued=_date_parts(entry.data.get("issued")) or (),
        container=entry.get("container-title"),
        volume=entry.get("volume"),
        issue=entry.get("issue"),
        page=entry.get("page"),
        publisher=entry.get("publisher"),
        place=entry.get("publisher-place"),
        number=entry.get("number"),
        doi=entry.get("DOI"),
        pmid=entry.get("PMID"),
        pmcid=entry.get("PMCID"),
        isbn=entry.get("ISBN"),
        url=entry.get("URL"),
    )


def _authors(entry: _Entry) -> Iterator[Author]:
    names = entry.data.get("author")
    for name in names if isinstance(names, list) else []:
        if isinstance(name, dict):
            yield Author(
                str(name.get("family", "")),
                str(name.get("given", "")),
                str(name.get("literal", "")),
            )


def _date_parts(issued: object) -> tuple[int, ...] | None:
    """Year, month and day as far as given; None when malformed."""
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not 1 <= len(first) <= 3:
        return None
    limits = ((1500, 2200), (1, 12), (1, 31))
    for value, (low, high) in zip(first, limits, strict=False):
        if type(value) is not int or not low <= value <= high:
            return None
    return tuple(first)


# Checks of one entry


def keys_known(entry: _Entry) -> Iterator[Finding]:
    for key in entry.data:
        if key not in KEYS:
            near = likely(key, KEYS)
            advice = "advice" if near else "advice_plain"
            yield entry.say("ref-key", key, advice, near=near, known=", ".join(KEYS))


def texts_are_texts(entry: _Entry) -> Iterator[Finding]:
    for key in TEXTS:
        value = entry.data.get(key, "")
        if not isinstance(value, str):
            example = f'"{key}": "{value}"'
            yield entry.say("ref-form", key, wanted="a text between quotes", example=example)


def authors_are_names(entry: _Entry) -> Iterator[Finding]:
    names = entry.data.get("author", [])
    good = isinstance(names, list) and all(
        isinstance(name, dict) and (name.get("family") or name.get("literal")) for name in names
    )
    if not good:
        example = '"author": [{ "family": "Rush", "given": "A. John" }, { "literal": "NICE" }]'
        yield entry.say("ref-form", "author", wanted="a list of names", example=example)


def id_fits(entry: _Entry) -> Iterator[Finding]:
    if not entry.id:
        yield entry.say("ref-missing", "id", part="id", hint="an id such as 'rush2006'")
    elif not FIT_ID.match(entry.id):
        yield entry.say("ref-id", "id")


def type_known(entry: _Entry) -> Iterator[Finding]:
    value = entry.get("type")
    if value not in TYPES:
        near = likely(value, TYPES) if value else None
        advice = "advice" if near else "advice_plain"
        yield entry.say("ref-type", "type", advice, value=value, near=near, known=", ".join(TYPES))


def source_named(entry: _Entry) -> Iterator[Finding]:
    if not entry.get("title").strip():
        yield entry.say("ref-missing", "title", part="title", hint='"title" as the source gives it')
    # Some sources name no author; then the journal or publisher answers for them.
    if not any(entry.data.get(key) for key in ("author", "container-title", "publisher")):
        yield entry.say(
            "ref-missing",
            "author",
            part="author or organisation",
            hint='"author", "container-title" or "publisher"',
        )
    if not any(entry.data.get(key) for key in LOCATORS):
        yield entry.say(
            "ref-missing",
            "URL",
            part="DOI, PMID, PMCID, ISBN or address",
            hint="one of " + ", ".join(f'"{key}"' for key in LOCATORS),
        )


def locators_well_formed(entry: _Entry) -> Iterator[Finding]:
    for key, form in FORMS.items():
        value = entry.get(key)
        if value and not form.match(value):
            yield entry.say(f"ref-{key.lower()}", key, value=value)
    isbn = entry.get("ISBN")
    if isbn and not _isbn_right(isbn):
        yield entry.say("ref-isbn", "ISBN", value=isbn)


def _isbn_right(isbn: str) -> bool:
    """Length and check digit of an ISBN-10 or ISBN-13 (ISO 2108)."""
    signs = re.sub(r"[- ]", "", isbn)
    if re.fullmatch(r"\d{13}", signs):
        return sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(signs)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", signs):
        values = [10 if d == "X" else int(d) for d in signs]
        return sum(value * (10 - i) for i, value in enumerate(values)) % 11 == 0
    return False


def date_well_formed(entry: _Entry) -> Iterator[Finding]:
    if "issued" in entry.data and _date_parts(entry.data["issued"]) is None:
        yield entry.say("ref-date", "issued")


CHECKS: tuple[Callable[[_Entry], Iterator[Finding]], ...] = (
    keys_known,
    texts_are_texts,
    authors_are_names,
    id_fits,
    type_known,
    source_named,
    locators_well_formed,
    date_well_formed,
)


def _duplicates(entries: list[_Entry]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for entry in entries:
        for key in ("id", "DOI", "PMID"):
            value = entry.get(key)
            other = seen.setdefault((key, value.lower()), entry.id) if value else entry.id
            if value and (other != entry.id or (key == "id" and _seen_before(entries, entry))):
                yield entry.say("ref-duplicate", key, other=other, value=value)


def _seen_before(entries: list[_Entry], entry: _Entry) -> bool:
    return any(other.id == entry.id for other in entries if other.start < entry.start)
