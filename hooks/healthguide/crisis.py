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
REQUIRED = ("country", "more", "outage", "call", "text", "chat", "fallback", "emergency")
MAX_AGE, REMIND_AGE = 365, 300  # days since a number was checked
EXAMPLE = (
    '{ number: "988", link: "tel:988", source: "https://988lifeline.org/", checked: 2026-11-23 }'
)
BLOCK = re.compile(r"""<section\b[^>]*\bclass\s*=\s*["']?crisis["'\s>]""", re.IGNORECASE)
UNSEEN = re.compile(
    r"<!--.*?-->|<(script|style|template|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
PROLOGUE = re.compile(r"\A\ufeff?\s*(?:<!doctype[^>]*>)?\s*(?:<html\b[^>]*>)?", re.IGNORECASE)
HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*(?:\.0+)?\s*(?:;|$)"
    r"|content-visibility\s*:\s*hidden",
    re.IGNORECASE,
)
UNSHOWN_TAGS = ("template", "noscript", "dialog", "script", "style", "head")


@dataclass(frozen=True)
class Line:
    """One reviewed way to reach help: `way` is call, text, chat or fallback."""

    way: str
    number: str
    verified: bool


@functools.cache
def reviewed() -> dict[str, tuple[Line, ...]]:
    """The reviewed lines by country (ISO 3166 code)."""
    table = tomllib.loads(REVIEWED.read_text(encoding="utf-8"))
    return {
        country: tuple(
            Line(row["way"], row["number"], bool(row["verified"])) for row in profile["lines"]
        )
        for country, profile in table.items()
    }


@functools.cache
def emergency_numbers(country: str) -> tuple[str, ...]:
    """The emergency numbers of a country that has reviewed lines."""
    table = tomllib.loads(REVIEWED.read_text(encoding="utf-8"))
    return tuple(table[country]["emergency"])


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
    def country(self) -> str:
        return str(self.data.get("country"))

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
    for key in REQUIRED:
        if key not in record.data:
            yield record.say("crisis-data-missing", key)
    for key in map(str, record.data):
        if key not in REQUIRED:
            near = likely(key, REQUIRED)
            advice = "advice" if near else "advice_plain"
            known = ", ".join(REQUIRED)
            yield record.say("crisis-data-unknown", key, advice, near=near, known=known)


def values_have_their_form(record: _Data) -> Iterator[Finding]:
    for key in ("call", "text", "chat", "fallback", "emergency"):
        value = record.data.get(key)
        if key in record.data and not isinstance(value, dict):
            yield record.say(
                "crisis-data-type", key, value=repr(value), wanted="a record", example=EXAMPLE
            )
        for part in ("number", "link", "name", "source"):
            inner = record.part(key).get(part, "")
            if not isinstance(inner, str):
                yield record.say(
                    "crisis-data-type",
                    f"{key}.{part}",
                    value=repr(inner),
                    wanted="a text between quotes",
                    example=EXAMPLE,
                )
    if "outage" in record.data and not isinstance(record.data["outage"], bool):
        value = repr(record.data["outage"])
        yield record.say(
            "crisis-data-type",
            "outage",
            value=value,
            wanted="true or false",
            example="outage: false",
        )


def country_known(record: _Data) -> Iterator[Finding]:
    if "country" in record.data and record.country not in reviewed():
        known = ", ".join(reviewed())
        yield record.say("crisis-country", "country", value=record.country, known=known)


def numbers_reviewed(record: _Data) -> Iterator[Finding]:
    for key in ("call", "text", "chat", "fallback"):
        value = record.part(key).get("link" if key == "chat" else "number")
        if not isinstance(value, str) or record.country not in reviewed():
            continue
        lines = {line.number: line for line in reviewed()[record.country] if line.way == key}
        if value not in lines:
            near = likely(value, lines)
            yield record.say(
                "crisis-number",
                key,
                "advice" if near else "advice_plain",
                value=value,
                way="call" if key == "fallback" else key,
                country=record.country,
                near=near,
                known=", ".join(lines) or "none",
            )
        elif not lines[value].verified:
            yield record.say("crisis-unverified", key, value=value, country=record.country)
    number = record.part("emergency").get("number")
    if isinstance(number, str) and record.country in reviewed():
        known = emergency_numbers(record.country)
        if number not in known:
            yield record.say(
                "crisis-number",
                "emergency",
                "advice_plain",
                value=number,
                way="call in an emergency",
                country=record.country,
                known=", ".join(known),
            )


def links_dial_the_number(record: _Data) -> Iterator[Finding]:
    for key, way in (("call", "call"), ("text", "text"), ("fallback", "call")):
        part = record.part(key)
        link, number = part.get("link"), part.get("number")
        if not isinstance(number, str):
            continue
        if not isinstance(link, str):
            yield record.say("crisis-data-missing", f"{key}.link")
            continue
        wanted = WAYS[way] + re.sub(r"[ ()]", "-" if "-" in number else "", number)
        if way == "text" and re.search(r"[?&;]", link):
            yield record.say("crisis-sms-body", key, value=link, wanted=wanted)
        elif not link.startswith(WAYS[way]) or _digits(link) != _digits(number):
            yield record.say("crisis-link", key, value=link, way=way, number=number, wanted=wanted)


def addresses_encrypted(record: _Data) -> Iterator[Finding]:
    for key in ("call", "text", "chat", "fallback", "emergency"):
        for part in ("source", *(["link"] if key == "chat" else [])):
            value = record.part(key).get(part)
            if isinstance(value, str) and not value.startswith("https://"):
                yield record.say("crisis-http", f"{key}.{part}", value=value)


def sources_given(record: _Data) -> Iterator[Finding]:
    for key in ("call", "text", "chat", "fallback", "emergency"):
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
    for key in ("call", "text", "chat", "fallback", "emergency"):
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
    values_have_their_form,
    country_known,
    numbers_reviewed,
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
    def country(self) -> str:
        return str(self.element.get("data-crisis", ""))

    def links(self, *starts: str) -> list[lxml_html.HtmlElement]:
        return [a for a in self.element.iter("a") if a.get("href", "").startswith(starts)]


def find_block_problems(
    document: lxml_html.HtmlElement, path: str, expected: str | None = None
) -> list[Finding]:
    """Everything wrong with the crisis block of a finished page.

    `expected` is the block's text, blanks folded, when the builder knows it (`block_text`).
    """
    blocks = [section for section in document.iter("section") if "crisis" in section.classes]
    if not blocks:
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
    style = HIDING_STYLE.search(element.get("style", ""))
    return f"the style '{style[0].strip(' ;')}'" if style else ""


def in_its_place(block: _Block) -> Iterator[Finding]:
    parent = block.element.getparent()
    if parent is not None and parent.tag not in ("body", "noscript", "template"):
        yield block.say("crisis-place", where=f"inside <{parent.tag}>, not directly in <body>")
        return
    for element in block.element.itersiblings(preceding=True):
        if isinstance(element.tag, str) and (
            element.tag in ("main", "header", "article", "h1")
            or element.get("role") == "main"
            or element.find(".//main") is not None
            or element.find(".//h1") is not None
        ):
            yield block.say("crisis-place", where=f"behind <{element.tag}>")
            return


def links_right(block: _Block) -> Iterator[Finding]:
    lines = [line for line in reviewed().get(block.country, ()) if line.verified]
    if not lines:
        yield block.say(
            "crisis-block-link", way="help", value=f"the country '{block.country}'", wanted="US"
        )
    for way, scheme in WAYS.items():
        wanted = {
            _target(line.number, scheme)
            for line in lines
            if line.way == way or (way == "call" and line.way == "fallback")
        }
        have = [
            a.get("href", "") for a in block.links(scheme, "http:" if way == "chat" else scheme)
        ]
        right = [href for href in have if _target(href, scheme) in wanted and "?" not in href]
        if wanted and (len(have) != 1 or have != right):
            first = next(line.number for line in lines if line.way == way)
            yield block.say(
                "crisis-block-link",
                way=way,
                value=", ".join(f"'{href}'" for href in have) or "none",
                wanted=first if way == "chat" else scheme + first,
            )


def _target(value: str, scheme: str) -> str:
    """What two links to the same line have in common: digits, or the whole web address."""
    return value if scheme == "https://" else _digits(value)


def digits_readable(block: _Block) -> Iterator[Finding]:
    for link in block.links("tel:", "sms:"):
        text = " ".join(link.text_content().split())
        if _digits(link.get("href", "")) not in _digits(text):
            yield block.say("crisis-digits", link=link.get("href"), text=text)


def chat_keeps_the_page_secret(block: _Block) -> Iterator[Finding]:
    for link in block.links("https:", "http:"):
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
    chat_keeps_the_page_secret,
    words_unchanged,
)


def has_block(html: str) -> bool:
    """Whether a page holds a block where a reader could meet it, not in a comment or script."""
    return bool(BLOCK.search(UNSEEN.sub("", html)))


def with_block(html: str, block: str) -> str:
    """The page with `block` put first in its body; the doctype and a byte order mark stay first."""
    shown = UNSEEN.sub(lambda match: " " * len(match[0]), html)
    place = BODY.search(shown) or HEAD_END.search(shown) or PROLOGUE.match(shown)
    at = place.end() if place else 0
    return f"{html[:at]}\n{block}\n{html[at:]}"


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
