"""The crisis data of mkdocs.yml: complete, reviewed and fresh, or findings that say what is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from healthguide.crisis.lines import SCHEME, WAYS, Country, reviewed
from healthguide.crisis.phone import digits, target
from healthguide.findings import Finding, found, likely
from healthguide.yaml_text import Position

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
ENCRYPTED = re.compile(r"https://[^\s/.]+(?:\.[^\s/.]+)+(?:/\S*)?")


@dataclass(frozen=True)
class _Data:
    path: str
    data: Mapping[str, object]
    today: date
    keys: Mapping[str, Position]

    def part(self, key: str) -> Mapping[str, object]:
        value = self.data.get(key)
        return value if isinstance(value, dict) else {}

    @property
    def country(self) -> Country | None:
        return reviewed().get(str(self.data.get("country")))

    def say(self, rule: str, key: str, advice: str = "advice", **values: object) -> Finding:
        position = self.keys.get(f"extra.crisis.{key.split('.')[0]}", (0, 0))
        return found(rule, self.path, *position, advice, key=key, **values)


def find_data_problems(
    data: object, path: str, today: date, keys: Mapping[str, Position] = MappingProxyType({})
) -> list[Finding]:
    """Everything wrong with `extra.crisis` of the settings at `path`.

    `keys` says where each key of the settings stands.
    """
    if not isinstance(data, dict):
        return [found("crisis-data-missing", path, key="extra.crisis")]
    record = _Data(path, data, today, keys)
    return [problem for check in DATA_CHECKS for problem in check(record)]


def help_page(
    data: object, pages: Mapping[str, str], path: str, keys: Mapping[str, Position]
) -> tuple[str, list[Finding]]:
    """The address of the page that `more` names, in the form this build gives it, or findings.

    `pages` gives addresses by path in docs/. `get-help/`, `get-help.html` and `get-help.md` are one
    page, so that the setting need not know how the builder writes addresses.
    """
    more = data.get("more") if isinstance(data, dict) else None
    if not isinstance(more, str) or SCHEME.match(more):
        return "", []  # values_have_their_form tells it
    name, hash_mark, fragment = more.partition("#")
    addresses = {_page_name(source): url for source, url in pages.items()}
    if (url := addresses.get(_page_name(name))) is not None:
        return f"{url}{hash_mark}{fragment}", []
    near = likely(_page_name(name), addresses)
    record = _Data(path, data if isinstance(data, dict) else {}, date.min, keys)
    advice = "advice" if near else "advice_plain"
    near = addresses[near] if near else ""
    return more, [record.say("crisis-more", "more", advice, value=more, near=near)]


def _page_name(address: str) -> str:
    """What `get-help/`, `get-help.html`, `get-help.md` and `get-help/index.md` have in common."""
    return re.sub(r"(?:(?:^|/)(?:index|README))?(?:\.(?:md|html?))?/?$", "", address.lstrip("./"))


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
    if texts and digits(str(name)) not in ("", digits(str(number))):
        yield record.say("crisis-chat-name", "chat", value=name, number=number)


def links_dial_the_number(record: _Data) -> Iterator[Finding]:
    for key, way in (("call", "call"), ("text", "text"), ("fallback", "call")):
        link, number = record.part(key).get("link"), record.part(key).get("number")
        if not isinstance(number, str) or not isinstance(link, str) or not number or not link:
            continue
        wanted = WAYS[way] + re.sub(r"[ ()]", "-" if "-" in number else "", number)
        if way == "text" and re.search(r"[?&;]", link):
            yield record.say("crisis-sms-body", key, value=link, wanted=wanted)
        elif not link.startswith(WAYS[way]) or target(link) != digits(number):
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
