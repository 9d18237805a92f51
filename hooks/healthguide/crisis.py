"""The crisis block: is its data right and fresh, and does a finished page show it as it must.

The words stand in overrides/partials/crisis.html, the numbers in mkdocs.yml, and the numbers that
may be shown in crisis_lines.toml. This module renders nothing.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import html as lxml_html

from healthguide.findings import Finding, found, likely

REVIEWED = Path(__file__).parent / "crisis_lines.toml"
WAYS = {"call": "tel:", "text": "sms:", "chat": "https://"}
REQUIRED = ("country", "more", "outage", "call", "emergency")
OPTIONAL = ("text", "chat", "fallback")
"""Required too in a country that has a verified line of that kind."""
PARTS = {
    "call": ("number", "link", "source", "checked"),
    "text": ("number", "link", "source", "checked"),
    "chat": ("name", "link", "source", "checked"),
    "fallback": ("number", "link", "source", "checked"),
    "emergency": ("number", "source", "checked"),
}
MAX_AGE, REMIND_AGE = 365, 300  # days since a number was checked
EXAMPLE = (
    '{ number: "988", link: "tel:988", source: "https://988lifeline.org/", checked: 2026-11-23 }'
)
PHONE_LINK = re.compile(r"(?:tel|sms):\+?[0-9]+(?:-[0-9]+)*")  # nothing behind it: no message
ENCRYPTED = re.compile(r"https://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?")
SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
SHOWN_NUMBER = re.compile(r"\d(?:[\d ().-]*\d)?")
ATTRIBUTES = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""  # a '>' between quotes does not end a tag
BLOCK = re.compile(
    rf"""<section\b{ATTRIBUTES}?\sclass\s*=\s*
    (?:crisis(?=[\s>]) | "(?:[^"]*\s)?crisis(?:\s[^"]*)?" | '(?:[^']*\s)?crisis(?:\s[^']*)?')""",
    re.IGNORECASE | re.VERBOSE,
)
UNSEEN = re.compile(
    r"<!--.*?-->|<(script|style|template|textarea|title)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
BODY = re.compile(rf"<body\b{ATTRIBUTES}>", re.IGNORECASE)
HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
PROLOGUE = re.compile(
    rf"\A\ufeff?(?:\s|<!doctype[^>]*>|<(?:html|head|meta|link|base)\b{ATTRIBUTES}>)*", re.IGNORECASE
)
"""What stands before the body where <body> is left out. The encoding must stay near the top."""
HIDING_STYLE = re.compile(
    r"""
    display\s*:\s*none
    | (?:content-)?visibility\s*:\s*(?:hidden|collapse)
    | (?:opacity|font-size)\s*:\s*0*(?:\.0+)?(?:[a-z]+|%)?\s*(?:!\s*important\s*)?(?=;|$)
    | (?:left|right|top|bottom|text-indent)\s*:\s*-\d{3,}  # moved off the screen
    """,
    re.IGNORECASE | re.VERBOSE,
)
UNSHOWN_TAGS = ("template", "noscript", "dialog", "script", "style", "head")


@dataclass(frozen=True)
class Line:
    """One reviewed way to reach help: `way` is call, text, chat or fallback."""

    way: str
    number: str
    verified: bool


@dataclass(frozen=True)
class Country:
    """The reviewed lines of one country."""

    lines: tuple[Line, ...]
    emergency: tuple[str, ...]
    also: tuple[str, ...]
    """Other names that editors give it."""

    def numbers(self, *ways: str) -> list[str]:
        """The numbers that may be shown for these ways to reach help."""
        return [line.number for line in self.lines if line.verified and line.way in ways]


@functools.cache
def reviewed() -> dict[str, Country]:
    """The reviewed lines by country (ISO 3166 code)."""
    return read_reviewed(REVIEWED.read_text(encoding="utf-8"))


def read_reviewed(text: str) -> dict[str, Country]:
    """The countries of a list of lines. A row without source and date counts as not verified."""
    return {
        code: Country(
            tuple(
                Line(
                    row["way"],
                    row["number"],
                    row["verified"] is True and bool(row.get("source") and row.get("checked")),
                )
                for row in profile["lines"]
            ),
            tuple(profile["emergency"]),
            tuple(profile.get("also", ())),
        )
        for code, profile in tomllib.loads(text).items()
    }


# The data in mkdocs.yml


@dataclass(frozen=True)
class _Data:
    path: str
    data: Mapping[str, object]
    today: date
    text: str

    def part(self, key: str) -> Mapping[str, object]:
        value = self.data.get(key)
        return value if isinstance(value, dict) else {}

    @property
    def country(self) -> Country | None:
        return reviewed().get(str(self.data.get("country")))

    def place(self, key: str) -> tuple[int, int]:
        """Line and column of a key under `crisis:` in the settings' text; 0 when not found."""
        start = re.search(r"^[ ]*crisis:", self.text, re.MULTILINE)
        found_key = start and re.compile(rf"^([ ]*){re.escape(key)}:", re.MULTILINE).search(
            self.text, start.end()
        )
        if not found_key:
            return 0, 0
        return self.text.count("\n", 0, found_key.start()) + 1, len(found_key[1]) + 1

    def say(self, rule: str, key: str, advice: str = "advice", **values: object) -> Finding:
        return found(rule, self.path, *self.place(key.split(".")[0]), advice, key=key, **values)


def find_data_problems(data: object, path: str, today: date, text: str = "") -> list[Finding]:
    """Everything wrong with `extra.crisis` of the settings at `path`, whose text is `text`."""
    if not isinstance(data, dict):
        return [found("crisis-data-missing", path, key="extra.crisis")]
    record = _Data(path, data, today, text)
    return [problem for check in DATA_CHECKS for problem in check(record)]


def keys_present(record: _Data) -> Iterator[Finding]:
    needed = {"fallback"} if record.data.get("outage") is True else set()
    if record.country:
        needed |= {key for key in OPTIONAL if record.country.numbers(key)}
    for key in REQUIRED + OPTIONAL:
        if (key in REQUIRED or key in needed) and key not in record.data:
            yield record.say("crisis-data-missing", key)
    for key, names in PARTS.items():
        for name in names[:-2] if record.part(key) else ():  # source and date: sources_given
            if record.part(key).get(name) in (None, ""):
                yield record.say("crisis-data-missing", f"{key}.{name}")


def keys_known(record: _Data) -> Iterator[Finding]:
    records: dict[str, tuple[Mapping[str, object], tuple[str, ...]]]
    records = {"": (record.data, REQUIRED + OPTIONAL)}
    records |= {f"{key}.": (record.part(key), names) for key, names in PARTS.items()}
    for prefix, (data, known) in records.items():
        for key in map(str, data):
            if key not in known:
                near = likely(key, known)
                advice = "advice" if near else "advice_plain"
                names = ", ".join(known)
                yield record.say(
                    "crisis-data-unknown", prefix + key, advice, near=near, known=names
                )


def values_have_their_form(record: _Data) -> Iterator[Finding]:
    def wrong(key: str, value: object, wanted: str, example: str = EXAMPLE) -> Finding:
        return record.say(
            "crisis-data-type", key, value=repr(value), wanted=wanted, example=example
        )

    for key, names in PARTS.items():
        if key in record.data and not isinstance(record.data[key], dict):
            yield wrong(key, record.data[key], "a record")
        for name in names[:-1]:
            value = record.part(key).get(name)
            if value is not None and not isinstance(value, str):
                yield wrong(f"{key}.{name}", value, "a text between quotes")
    if not isinstance(record.data.get("outage", False), bool):
        yield wrong("outage", record.data["outage"], "true or false", "outage: false")
    more = record.data.get("more", "get-help/")
    if not isinstance(more, str) or not more.strip() or SCHEME.match(more):
        yield wrong("more", more, "the address of a page of this guide", "more: get-help/")
    if not isinstance(record.data.get("country", ""), str):
        yield wrong("country", record.data["country"], "a text between quotes", 'country: "US"')


def country_known(record: _Data) -> Iterator[Finding]:
    value = record.data.get("country")
    if isinstance(value, str) and not record.country:
        names = {name: code for code, one in reviewed().items() for name in (code, *one.also)}
        near = likely(value, names)
        yield record.say(
            "crisis-country",
            "country",
            "advice" if near else "advice_plain",
            value=value,
            near=near and names[near],
            known=", ".join(reviewed()),
        )


def numbers_reviewed(record: _Data) -> Iterator[Finding]:
    if not record.country:
        return
    for key in ("call", "text", "chat", "fallback"):
        value = record.part(key).get("link" if key == "chat" else "number")
        if not isinstance(value, str) or not value:
            continue
        lines = {line.number: line for line in record.country.lines if line.way == key}
        if value not in lines:
            way = "call" if key == "fallback" else key
            yield _not_reviewed(record, key, value, way, list(lines))
        elif not lines[value].verified:
            yield record.say("crisis-unverified", key, value=value, country=record.data["country"])
    number = record.part("emergency").get("number")
    if isinstance(number, str) and number and number not in record.country.emergency:
        yield _not_reviewed(
            record, "emergency", number, "call in an emergency", list(record.country.emergency)
        )


def _not_reviewed(record: _Data, key: str, value: str, way: str, known: list[str]) -> Finding:
    near = likely(value, known)
    return record.say(
        "crisis-number",
        key,
        "advice" if near else "advice_plain",
        value=value,
        way=way,
        country=record.data["country"],
        near=near,
        known=", ".join(known) or "none",
    )


def chat_named_for_its_line(record: _Data) -> Iterator[Finding]:
    """The chat's name may hold a number; then it is the one that the guide says to call."""
    name, number = record.part("chat").get("name"), record.part("call").get("number")
    texts = isinstance(name, str) and isinstance(number, str)
    if texts and _digits(str(name)) not in ("", _digits(str(number))):
        yield record.say("crisis-chat-name", "chat", value=name, number=number)


def links_dial_the_number(record: _Data) -> Iterator[Finding]:
    for key, way in (("call", "call"), ("text", "text"), ("fallback", "call")):
        link, number = record.part(key).get("link"), record.part(key).get("number")
        if not isinstance(number, str) or not isinstance(link, str) or not number or not link:
            continue
        wanted = WAYS[way] + re.sub(r"[ ()]", "-" if "-" in number else "", number)
        if way == "text" and re.search(r"[?&;]", link):
            yield record.say("crisis-sms-body", key, value=link, wanted=wanted)
        elif not link.startswith(WAYS[way]) or _target(link) != _digits(number):
            yield record.say("crisis-link", key, value=link, way=way, number=number, wanted=wanted)


def addresses_encrypted(record: _Data) -> Iterator[Finding]:
    for key in PARTS:
        for part in ("source", *(["link"] if key == "chat" else [])):
            value = record.part(key).get(part)
            if isinstance(value, str) and value and not ENCRYPTED.fullmatch(value):
                yield record.say("crisis-http", f"{key}.{part}", value=value)


def sources_given(record: _Data) -> Iterator[Finding]:
    for key in PARTS:
        part = record.part(key)
        for name in ("source", "checked") if part else ():
            if not part.get(name):
                yield record.say("crisis-source", key, part=name)
            elif name == "checked" and type(part[name]) is not date:
                yield record.say(
                    "crisis-data-type",
                    f"{key}.checked",
                    value=repr(part[name]),
                    wanted="a date",
                    example="checked: 2026-11-23",
                )


def checked_lately(record: _Data) -> Iterator[Finding]:
    for key in PARTS:
        day = record.part(key).get("checked")
        if type(day) is not date:
            continue
        age = (record.today - day).days
        source = record.part(key).get("source", "its source")
        if age < -1:  # a day of grace for editors east of UTC
            yield record.say("crisis-checked-future", key, value=day, today=record.today)
        elif age > MAX_AGE:
            yield record.say("crisis-checked-old", key, value=day, days=age, source=source)
        elif age > REMIND_AGE:
            yield record.say("crisis-checked-soon", key, value=day, days=age, source=source)


DATA_CHECKS: tuple[Callable[[_Data], Iterator[Finding]], ...] = (
    keys_present,
    keys_known,
    values_have_their_form,
    country_known,
    numbers_reviewed,
    chat_named_for_its_line,
    links_dial_the_number,
    addresses_encrypted,
    sources_given,
    checked_lately,
)


# The block on a finished page


@dataclass(frozen=True)
class _Block:
    path: str
    element: lxml_html.HtmlElement
    expected: str | None

    def say(self, rule: str, **values: object) -> Finding:
        return found(rule, self.path, self.element.sourceline or 0, 0, "advice", **values)

    @property
    def country(self) -> Country | None:
        return reviewed().get(self.element.get("data-crisis", ""))

    def links(self, way: str) -> list[lxml_html.HtmlElement]:
        """The links to call, to text, or (chat) to any other place outside the guide."""
        return [a for a in self.element.iter("a") if _way(a.get("href", "")) == way]


def find_block_problems(
    document: lxml_html.HtmlElement, path: str, expected: str | None = None
) -> list[Finding]:
    """Everything wrong with the crisis block of a finished page.

    `expected` is the block's text, blanks folded, when the builder knows it (`block_text`).
    """
    blocks = document.find_class("crisis")
    if not any(block.tag == "section" for block in blocks):
        return [found("crisis-missing", path)]
    if len(blocks) > 1:
        return [found("crisis-doubled", path, blocks[1].sourceline or 0, 0, count=len(blocks))]
    block = _Block(path, blocks[0], expected)
    return [problem for check in BLOCK_CHECKS for problem in check(block)]


def block_text(block: lxml_html.HtmlElement) -> str:
    """The words of a block with blanks folded, to compare pages by."""
    return " ".join(block.text_content().split())


def not_hidden(block: _Block) -> Iterator[Finding]:
    inside = [e for e in block.element.iter() if isinstance(e.tag, str) and e is not block.element]
    for element in [block.element, *block.element.iterancestors(), *inside]:
        if cause := _hides(element):
            yield block.say("crisis-hidden", cause=cause, tag=element.tag)
            return


def _hides(element: lxml_html.HtmlElement) -> str:
    if element.tag in UNSHOWN_TAGS or (element.tag == "details" and "open" not in element.attrib):
        return "standing"
    for attribute in ("hidden", "inert"):
        if attribute in element.attrib:
            return f"'{attribute}'"
    if element.get("aria-hidden", "").lower() == "true":
        return "'aria-hidden'"
    if element.tag == "a" and element.get("tabindex", "").strip().startswith("-"):
        return "'tabindex'"
    style = HIDING_STYLE.search(element.get("style", ""))
    return f"the style '{style[0].strip(' ;')}'" if style else ""


def in_its_place(block: _Block) -> Iterator[Finding]:
    parent = block.element.getparent()
    if parent is not None and parent.tag not in ("body", "noscript", "template"):
        yield block.say("crisis-place", where=f"inside <{parent.tag}>, not directly in <body>")
        return
    for sibling in block.element.itersiblings(preceding=True):
        for element in sibling.iter("main", "header", "article", "h1", "div", "section"):
            role = element.get("role", "")
            if element.tag not in ("div", "section") or role in ("main", "banner"):
                name = f"{element.tag} role={role}" if role else element.tag
                yield block.say("crisis-place", where=f"behind <{name}>")
                return


def links_right(block: _Block) -> Iterator[Finding]:
    country = block.country
    if not country or not country.numbers("call"):
        value = f"the country '{block.element.get('data-crisis', '')}'"
        yield block.say("crisis-block-link", way="help", value=value, wanted="US")
        return
    for way, scheme in WAYS.items():
        numbers = country.numbers(way)
        allowed = {
            number if way == "chat" else _digits(number)
            for number in (*numbers, *(country.numbers("fallback") if way == "call" else ()))
        }
        have = [a.get("href", "") for a in block.links(way)]
        if len(have) != bool(allowed) or not allowed.issuperset(map(_target, have)):
            yield block.say(
                "crisis-block-link",
                way=way,
                value=", ".join(f"'{href}'" for href in have) or "none",
                wanted=("" if way == "chat" else scheme) + (numbers or ["none"])[0],
            )


def _way(href: str) -> str:
    lower = href.strip().lower()
    for way in ("call", "text"):
        if lower.startswith(WAYS[way]):
            return way
    return "chat" if SCHEME.match(lower) else ""


def _target(href: str) -> str:
    """What two links to the same line have in common: digits, or the whole web address."""
    return _digits(href) if PHONE_LINK.fullmatch(href) else href


def digits_readable(block: _Block) -> Iterator[Finding]:
    for link in (*block.links("call"), *block.links("text")):
        text = " ".join(link.text_content().split())
        shown = {_digits(number) for number in SHOWN_NUMBER.findall(text)}
        if shown != {_digits(link.get("href", ""))}:
            yield block.say("crisis-digits", link=link.get("href"), text=text)


def links_named_by_their_text(block: _Block) -> Iterator[Finding]:
    for link in block.element.iter("a"):
        for attribute in ("aria-label", "aria-labelledby", "title"):
            if attribute in link.attrib:
                yield block.say("crisis-label", attribute=attribute, value=link.get(attribute))


def chat_keeps_the_page_secret(block: _Block) -> Iterator[Finding]:
    for link in block.links("chat"):
        if "noreferrer" not in link.get("rel", "").split():
            yield block.say("crisis-referrer")


def words_unchanged(block: _Block) -> Iterator[Finding]:
    text = block_text(block.element)
    if block.expected is not None and text != block.expected:
        at = next(
            (i for i, (a, b) in enumerate(zip(text, block.expected, strict=False)) if a != b),
            min(len(text), len(block.expected)),
        )
        start = max(at - 20, 0)
        yield block.say(
            "crisis-altered", text=text[start : at + 30], wanted=block.expected[start : at + 30]
        )


BLOCK_CHECKS: tuple[Callable[[_Block], Iterator[Finding]], ...] = (
    not_hidden,
    in_its_place,
    links_right,
    digits_readable,
    links_named_by_their_text,
    chat_keeps_the_page_secret,
    words_unchanged,
)


def has_block(html: str) -> bool:
    """Whether a page holds a block where a reader could meet it, not in a comment or script."""
    return bool(BLOCK.search(UNSEEN.sub("", html)))


def with_block(html: str, block: str) -> str:
    """The page with `block` put first in its body; doctype, byte order mark and head stay before.

    A page that leaves <body> out gets one, as some parsers would take the block for a part of the
    head; a fragment, which has no head either, does not.
    """
    shown = UNSEEN.sub(lambda match: " " * len(match[0]), html)
    if body := BODY.search(shown):
        at, start = body.end(), ""
    else:
        head = HEAD_END.search(shown) or PROLOGUE.match(shown)
        at = head.end() if head else 0
        start = "<body>\n" if html[:at].strip("\ufeff \t\r\n") else ""
    return f"{html[:at]}\n{start}{block}\n{html[at:]}"


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
