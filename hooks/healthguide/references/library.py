"""The reference library: reads CSL-JSON, and finds entries that a reader could not follow.

Formats to print and to download are `nlm`, `bibtex` and `ris`. CSL-JSON:
https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from healthguide.findings import Finding, found, likely

TYPES = ("article-journal", "book", "chapter", "report", "webpage")
TEXTS = (
    "id", "type", "title", "container-title", "volume", "issue", "page", "publisher",
    "publisher-place", "number", "DOI", "PMID", "PMCID", "ISBN", "URL", "genre", "note",
)  # fmt: skip
KEYS = (*TEXTS, "author", "issued", "accessed", "custom")
GENRES = (
    "book", "clinicians", "consensus", "guideline", "label", "letter", "news", "official",
    "organization", "patients", "review", "study", "trial",
)  # fmt: skip
"""What kind of source it is; what each is called stands in the words of the interface."""
CUSTOM = ("people",)
"""What an entry can say that CSL-JSON has no key for."""
NAME_KEYS = ("family", "given", "literal")
OTHER_KEYS = frozenset((
    "abstract", "archive", "call-number", "categories", "citation-key",
    "citation-label", "collection-title", "collection-number", "container-title-short",
    "dropping-particle", "edition", "editor", "ISSN", "journalAbbreviation", "keyword",
    "language", "medium", "non-dropping-particle", "number-of-pages", "original-date",
    "shortTitle", "source", "status", "submitted", "suffix", "title-short", "translator", "version",
))  # fmt: skip
"""Keys of CSL-JSON that programs write and the guide does not print: never misspellings."""
LOCATORS = ("DOI", "PMID", "PMCID", "ISBN", "URL")
UNIQUE = ("DOI", "PMID", "PMCID")
FIT_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
FORMS = {
    # A full stop at the end belongs to the sentence that the DOI was copied from.
    "DOI": re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S*[^\s.,;]"),
    "PMID": re.compile(r"[1-9][0-9]{0,7}"),
    "PMCID": re.compile(r"PMC[1-9][0-9]*"),
    "URL": re.compile(
        r"""
        https?://
        [^\s/?#."<>\\^`{|}]+ (?: \.[^\s/?#."<>\\^`{|}]+ )+  # a host has a dot
        (?: [/?#] [^\s"<>\\^`{|}]* )?                        # RFC 3986 knows none of these signs
        """,
        re.VERBOSE,
    ),
}
ADDRESSES = {
    "ref-http": re.compile(r"^http://", re.IGNORECASE),
    "ref-tracking": re.compile(
        r"[?&](?:utm_\w+|mc_\w+|_hs\w+|fbclid|gclid|dclid|msclkid|igshid|_ga|ref_src|cmpid)=",
        re.IGNORECASE,
    ),
    "ref-staging": re.compile(
        r"^https?://(?:[^/?#]*[.-])?(?:uat|staging|stage|stg|preprod|preview|sandbox|qa|test|dev)"
        r"\.(?=[^/?#.]+\.[^/?#])|^https?://[^/?#]*\blocalhost\b",
        re.IGNORECASE,
    ),
}
"""What in an address is not for readers, by the rule that tells it."""
PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|FIXME|placeholder|lorem ipsum)\b|\b(?:title|page|text) not (?:captured|seen)\b"
    r"|\b(?:title|author|date) unknown\b|\b(?:title|date) to be (?:added|checked|confirmed)\b"
    r"|\?\?",
    re.IGNORECASE,
)
TAG = re.compile(r"</?(?:b|i|em|strong|sub|sup|sc|span)(?:\s[^<>]*)?>")
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]+|#x[0-9A-Fa-f]+);")
BETWEEN = re.compile(r"[\s,:]*")
"""What stands between two parts of a JSON list or object, once the whole is known to be valid."""


@dataclass(frozen=True)
class Author:
    """A person (`family` and `given`) or, with `literal`, an organisation as it names itself."""

    family: str = ""
    given: str = ""
    literal: str = ""


def is_rest(author: Author) -> bool:
    """Whether this stands for the authors that are not named: "et al."."""
    return author.literal.rstrip(".").lower() == "et al"


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
    publisher_place: str = ""
    number: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    url: str = ""
    accessed: tuple[int, ...] = ()
    genre: str = ""
    people: int = 0
    """Of a trial or a study, how many took part; 0 when the entry does not say."""
    note: str = ""


@dataclass(frozen=True)
class _Source:
    """The text of the library and where its lines begin."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1


@dataclass(frozen=True)
class _Entry:
    source: _Source
    start: int
    end: int
    data: Mapping[str, object]
    offsets: Mapping[str, int]
    """Where each key stands."""
    again: tuple[tuple[str, int], ...]
    """Keys that stand in the entry a second time, and where."""

    @property
    def id(self) -> str:
        return self.get("id")

    @property
    def name(self) -> str:
        """What a finding calls the entry."""
        return self.id or self.get("title") or "without id"

    def get(self, key: str) -> str:
        value = self.data.get(key)
        return value.strip() if isinstance(value, str) else ""

    def lacks(self, key: str) -> bool:
        """Whether a text is not there; one of a wrong form is there, and told as such."""
        return not self.get(key) and isinstance(self.data.get(key, ""), str)

    @property
    def names(self) -> list[Mapping[str, object]]:
        names = self.data.get("author")
        return [n for n in names if isinstance(n, dict)] if isinstance(names, list) else []

    def say(
        self, rule: str, key: str, advice: str = "advice", /, at: int = -1, **values: object
    ) -> Finding:
        """A finding at `at`, else at the key, else where the entry begins."""
        line, column = self.source.position(at if at >= 0 else self.offsets.get(key, self.start))
        known = {"id": self.name, "key": key, **values}
        return found(rule, self.source.path, line, column, advice, **known)


def read_library(text: str, path: str) -> tuple[dict[str, Reference], list[Finding]]:
    """The library by id, and everything wrong with it. `text` is CSL-JSON, `path` names it."""
    source = _Source(path, text.removeprefix("\ufeff"))
    if unreadable := _unreadable(source):
        return {}, [unreadable]
    library: dict[str, Reference] = {}
    findings: list[Finding] = []
    entries: list[_Entry] = []
    for entry in _entries(source):
        if isinstance(entry, int):
            position = source.position(entry)
            findings.append(
                found("ref-shape", path, *position, thing="This part", wanted="an entry")
            )
            continue
        findings += [finding for check in CHECKS for finding in check(entry)]
        entries.append(entry)
        if entry.id:
            library.setdefault(entry.id, _reference(entry))
    findings += _duplicates(entries)
    return library, sorted(findings)


def find_unused(
    text: str, path: str, library: Mapping[str, Reference], cited: Collection[str]
) -> list[Finding]:
    """The entries that no page cites. Only true when `cited` comes from every page."""
    unused = {label for label in library if label not in cited}
    if not unused:
        return []
    findings = []
    for entry in _entries(_Source(path, text.removeprefix("\ufeff"))):
        if isinstance(entry, _Entry) and entry.id in unused:
            unused.remove(entry.id)
            findings.append(entry.say("ref-unused", "id"))
    return sorted(findings)


def _unreadable(source: _Source) -> Finding | None:
    """Why nothing of the library can be read, if so."""
    path, text = source.path, source.text
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        problem = error.msg[0].lower() + error.msg[1:]
        return found("ref-json", path, error.lineno, error.colno, problem=problem)
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        line, column = source.position(max(text.lower().find(half), 0))
        problem = f"{half} is half of a character"
        return found("ref-json", path, line, column, "advice_plain", problem=problem)
    except RecursionError:
        problem = "its brackets are nested too deeply"
        return found("ref-json", path, 0, 0, "advice_plain", problem=problem)
    except ValueError:  # Python reads no number of more than 4300 digits
        problem = "a number has too many digits"
        return found("ref-json", path, 0, 0, "advice_plain", problem=problem)
    if not isinstance(data, list):
        return found("ref-shape", path, 1, 1, thing="The content", wanted="a list")
    return None


def _entries(source: _Source) -> Iterator[_Entry | int]:
    """Each item of a valid list: the entry, or the offset of something else."""
    text, decoder = source.text, json.JSONDecoder()
    at = _next(text, text.index("[") + 1)
    while text[at] != "]":
        if text[at] == "{":
            entry = _entry(source, at, decoder)
            yield entry
            end = entry.end
        else:
            yield at
            end = decoder.raw_decode(text, at)[1]
        at = _next(text, end)


def _entry(source: _Source, start: int, decoder: json.JSONDecoder) -> _Entry:
    data: dict[str, object] = {}
    offsets: dict[str, int] = {}
    again: list[tuple[str, int]] = []
    text, at = source.text, _next(source.text, start + 1)
    while text[at] != "}":
        key, end = decoder.raw_decode(text, at)
        data[key], end = decoder.raw_decode(text, _next(text, end))
        if offsets.setdefault(key, at) != at:
            again.append((key, at))
        at = _next(text, end)
    return _Entry(source, start, at + 1, data, offsets, tuple(again))


def _next(text: str, at: int) -> int:
    match = BETWEEN.match(text, at)
    return match.end() if match else at


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
        publisher_place=entry.get("publisher-place"),
        number=entry.get("number"),
        doi=entry.get("DOI"),
        pmid=entry.get("PMID"),
        pmcid=entry.get("PMCID"),
        isbn=entry.get("ISBN"),
        url=entry.get("URL"),
        accessed=_date_parts(entry.data.get("accessed")) or (),
        genre=entry.get("genre"),
        people=_people(entry) or 0,
        note=entry.get("note"),
    )


def _people(entry: _Entry) -> int | None:
    """How many took part; None when `custom` is malformed."""
    custom = entry.data.get("custom", {})
    people = custom.get("people", 0) if isinstance(custom, dict) else None
    return people if type(people) is int and people >= 0 else None


def _authors(entry: _Entry) -> Iterator[Author]:
    for name in entry.names:
        family, given, literal = (str(name.get(key, "")).strip() for key in NAME_KEYS)
        if family or literal:
            yield Author(family, given, literal)


def _date_parts(issued: object) -> tuple[int, ...] | None:
    """Year, month and day as far as given; None when malformed."""
    if not isinstance(issued, dict) or list(issued) != ["date-parts"]:
        return None
    match issued["date-parts"]:
        case [[int(), *_] as parts] if len(parts) <= 3 and all(type(n) is int for n in parts):
            try:
                day = date(*[*parts, 1, 1][:3])
            except (ValueError, OverflowError):
                return None
            return tuple(parts) if 1500 <= day.year <= 2200 else None
    return None


# Checks of one entry


def keys_known(entry: _Entry) -> Iterator[Finding]:
    for key in entry.data:
        if key not in KEYS:
            yield _key_unknown(entry, key, KEYS)
    for name in entry.names:
        for key in name:
            if key not in NAME_KEYS:
                stands = re.compile(rf'"{re.escape(key)}"\s*:')
                match = stands.search(entry.source.text, entry.offsets["author"], entry.end)
                at = match.start() if match else entry.offsets["author"]
                yield _key_unknown(entry, key, NAME_KEYS, at)


def _key_unknown(entry: _Entry, key: str, known: tuple[str, ...], at: int = -1) -> Finding:
    if key in OTHER_KEYS:
        return entry.say("ref-key", key, "advice_other", at)
    near = likely(key, known)
    advice = "advice" if near else "advice_plain"
    return entry.say("ref-key", key, advice, at, near=near, known=", ".join(known))


def keys_stand_once(entry: _Entry) -> Iterator[Finding]:
    for key, at in entry.again:
        yield entry.say("ref-key-twice", key, at=at)


def texts_are_texts(entry: _Entry) -> Iterator[Finding]:
    for key in TEXTS:
        value = entry.data.get(key, "")
        if not isinstance(value, str):
            shown = str(value) if isinstance(value, int | float) else "…"
            example = f'"{key}": "{shown}"'
            yield entry.say("ref-form", key, wanted="a text between quotes", example=example)
        elif value != (plain := _plain(value)):
            example = f'"{key}": {json.dumps(plain, ensure_ascii=False)}'
            yield entry.say("ref-form", key, wanted="plain text on one line", example=example)


def _plain(text: str) -> str:
    """The text without tags, character references, line breaks and invisible signs."""
    text = TAG.sub("", text)
    text = ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if text.isprintable():
        return text
    text = re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]+", " ", text)
    return "".join(s for s in text if s.isprintable() or s in BLANKS_AND_JOINERS).strip()


BLANKS_AND_JOINERS = "\u00a0\u2002\u2003\u2009\u200c\u200d\u202f\u3000"
"""Invisible signs that belong to a text: blanks of other widths, and joiners of some scripts."""


def authors_are_names(entry: _Entry) -> Iterator[Finding]:
    names = entry.data.get("author", [])
    good = isinstance(names, list) and all(
        isinstance(name, dict)
        and (name.get("family") or name.get("literal"))
        and all(isinstance(part, str) and part == _plain(part) for part in name.values())
        for name in names
    )
    if not good:
        example = '"author": [{ "family": "Rush", "given": "A. John" }, { "literal": "NICE" }]'
        yield entry.say("ref-form", "author", wanted="a list of names", example=example)


def id_fits(entry: _Entry) -> Iterator[Finding]:
    if entry.lacks("id"):
        yield entry.say("ref-missing", "id", part="id", hint="an id such as 'rush2006'")
    elif entry.id and entry.id == _plain(entry.id) and not FIT_ID.fullmatch(entry.id):
        yield entry.say("ref-id", "id")


def type_known(entry: _Entry) -> Iterator[Finding]:
    value, known = entry.get("type"), ", ".join(TYPES)
    if entry.lacks("type"):
        yield entry.say("ref-missing", "type", part="type", hint=f'"type" with one of: {known}')
    elif value and value not in TYPES:
        near = likely(value, TYPES)
        advice = "advice" if near else "advice_plain"
        yield entry.say("ref-type", "type", advice, value=value, near=near, known=known)


def source_named(entry: _Entry) -> Iterator[Finding]:
    if entry.lacks("title"):
        yield entry.say("ref-missing", "title", part="title", hint='"title" as the source gives it')
    # Some sources name no author; then the journal or publisher answers for them.
    unnamed = isinstance(entry.data.get("author", []), list) and all(map(is_rest, _authors(entry)))
    if unnamed and entry.lacks("container-title") and entry.lacks("publisher"):
        yield entry.say(
            "ref-missing",
            "author",
            part="author or organisation",
            hint='"author", "container-title" or "publisher"',
        )
    if all(entry.lacks(key) for key in LOCATORS):
        yield entry.say(
            "ref-missing",
            "URL",
            part="DOI, PMID, PMCID, ISBN or address",
            hint="one of " + ", ".join(f'"{key}"' for key in LOCATORS),
        )


def locators_well_formed(entry: _Entry) -> Iterator[Finding]:
    for key in LOCATORS:
        value = entry.data.get(key)
        if not isinstance(value, str) or not value or value != _plain(value):
            continue
        right = _isbn_right(value) if key == "ISBN" else FORMS[key].fullmatch(value)
        if not right:
            yield entry.say(f"ref-{key.lower()}", key, value=value)


def _isbn_right(isbn: str) -> bool:
    """Length, prefix and check digit of an ISBN-10 or ISBN-13 (ISO 2108)."""
    signs = re.sub(r"[- ]", "", isbn)
    if re.fullmatch(r"97[89][0-9]{10}", signs):
        return sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(signs)) % 10 == 0
    if re.fullmatch(r"[0-9]{9}[0-9X]", signs):
        values = [10 if d == "X" else int(d) for d in signs]
        return sum(value * (10 - i) for i, value in enumerate(values)) % 11 == 0
    return False


def dates_well_formed(entry: _Entry) -> Iterator[Finding]:
    for key in ("issued", "accessed"):
        if key in entry.data and _date_parts(entry.data[key]) is None:
            yield entry.say("ref-date", key)


def address_public(entry: _Entry) -> Iterator[Finding]:
    """Whether the address is the one that a reader should be sent to."""
    value = entry.get("URL")
    for rule, pattern in ADDRESSES.items():
        if match := pattern.search(value):
            yield entry.say(rule, "URL", value=value, part=match[0])


def day_read_given(entry: _Entry) -> Iterator[Finding]:
    """Whether a source that is found by its address alone says when it was read."""
    named = entry.get("type") == "article-journal" and any(entry.get(key) for key in UNIQUE)
    if entry.get("URL") and not named and "accessed" not in entry.data:
        yield entry.say("ref-accessed", "URL")


def texts_final(entry: _Entry) -> Iterator[Finding]:
    """Whether a text is a note to ourselves that a reader would see."""
    for key in ("title", "container-title", "publisher", "note"):
        if match := PLACEHOLDER.search(entry.get(key)):
            yield entry.say("ref-placeholder", key, value=match[0])


def genre_known(entry: _Entry) -> Iterator[Finding]:
    value, known = entry.get("genre"), ", ".join(GENRES)
    if value and value not in GENRES:
        near = likely(value, GENRES)
        advice = "advice" if near else "advice_plain"
        yield entry.say("ref-kind", "genre", advice, value=value, near=near, known=known)
    custom = entry.data.get("custom", {})
    unknown = sorted(set(custom) - set(CUSTOM)) if isinstance(custom, dict) else ["custom"]
    if unknown or _people(entry) is None:
        example = '"custom": { "people": 469 }'
        yield entry.say("ref-form", "custom", wanted="a number of people", example=example)


CHECKS: tuple[Callable[[_Entry], Iterator[Finding]], ...] = (
    keys_known,
    keys_stand_once,
    texts_are_texts,
    authors_are_names,
    id_fits,
    type_known,
    source_named,
    locators_well_formed,
    dates_well_formed,
    address_public,
    day_read_given,
    texts_final,
    genre_known,
)


def _duplicates(entries: list[_Entry]) -> Iterator[Finding]:
    """Later entries that share an id or a locator with an earlier one; of these the first shared.

    Ids that differ in case only are the same to an author who types one.
    """
    seen: dict[tuple[str, str], _Entry] = {}
    for entry in entries:
        told = False
        for key in ("id", *UNIQUE):
            value = entry.get(key)
            other = seen.setdefault((key, value.lower()), entry) if value else entry
            if other is not entry and not told:
                told = True
                line = other.source.position(other.start)[0]
                yield entry.say("ref-duplicate", key, other=other.name, value=value, line=line)
