"""The crisis data of mkdocs.yml: complete, reviewed and fresh, or findings that say what is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from healthguide.crisis import phone
from healthguide.crisis.lines import SCHEME, WAYS, Country, Line, reviewed, shown
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
MORE = {
    "call": ("name", "for", "option"),
    "text": ("name", "for", "word"),
    "chat": ("for",),
}
"""What a line of these ways may have too. Each way may be one record, or a list of them."""
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

    def parts(self, *keys: str) -> list[tuple[str, str, Mapping[str, object]]]:
        """The records under these keys, each behind its key and its name: `call`, or `call.2`."""
        return [
            (key, name, value)
            for key in keys or PARTS
            for name, value in self.entries(key)
            if isinstance(value, dict)
        ]

    def entries(self, key: str) -> list[tuple[str, object]]:
        """What stands under a key, by name; a list counts from 1."""
        value = self.data.get(key)
        if isinstance(value, list) and key in MORE:
            return [(f"{key}.{place}", one) for place, one in enumerate(value, 1)]
        return [(key, value)] if key in self.data else []

    @property
    def country(self) -> Country | None:
        return reviewed().get(str(self.data.get("country")))

    def say(self, rule: str, key: str, advice: str = "advice", **values: object) -> Finding:
        return found(rule, self.path, *self._position(key), advice, key=key, **values)

    def _position(self, key: str) -> Position:
        """Where `call` stands, or the first key of the entry that `call.2` names."""
        first, _, rest = key.partition(".")
        top = f"extra.crisis.{first}"
        if (place := rest.partition(".")[0]).isdecimal():
            entry = f"{top}.{int(place) - 1}."
            inside = [at for name, at in self.keys.items() if name.startswith(entry)]
            if inside:
                return min(inside)
        return self.keys.get(top, (0, 0))


def links(data: Mapping[str, object]) -> dict[str, list[str]]:
    """By way, every link that the block must have, in order; in an outage the fallback is first."""
    record = _Data("", data, date.min, {})
    by_way = {way: [str(part.get("link", "")) for _, _, part in record.parts(way)] for way in WAYS}
    for _, _, part in record.parts("fallback") if data.get("outage") is True else ():
        by_way["call"][:1] = [str(part.get("link", ""))]
    return by_way


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
        if (key in REQUIRED or key in needed) and record.data.get(key, []) == []:
            yield record.say("crisis-data-missing", key)
    for key, place, part in record.parts():
        for name in PARTS[key][:-2]:  # source and date: sources_given
            if part.get(name) in (None, ""):
                yield record.say("crisis-data-missing", f"{place}.{name}")


def keys_known(record: _Data) -> Iterator[Finding]:
    records: dict[str, tuple[Mapping[str, object], tuple[str, ...]]]
    records = {"": (record.data, REQUIRED + OPTIONAL)}
    records |= {
        f"{place}.": (part, PARTS[key] + MORE.get(key, ())) for key, place, part in record.parts()
    }
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

    for key in PARTS:
        for place, entry in record.entries(key):
            if not isinstance(entry, dict):
                yield wrong(place, entry, "a record")
                continue
            for name in (*PARTS[key][:-1], *MORE.get(key, ())):
                value = entry.get(name)
                if value is not None and not isinstance(value, str):
                    yield wrong(f"{place}.{name}", value, "a text between quotes")
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
    for key, place, part in record.parts("call", "text", "chat", "fallback"):
        number = part.get("link" if key == "chat" else "number")
        if not isinstance(number, str) or not number:
            continue
        lines = {line.shown: line for line in record.country.lines if line.way == key}
        value = shown(number, str(part.get("option") or ""), str(part.get("word") or ""))
        if value not in lines:
            way = "call" if key == "fallback" else key
            yield _not_reviewed(record, place, value, way, list(lines.values()))
        elif not lines[value].verified:
            country = record.data["country"]
            yield record.say("crisis-unverified", place, value=value, country=country)
    for key, place, part in record.parts("emergency"):
        number = part.get("number")
        if isinstance(number, str) and number and number not in record.country.emergency:
            known = [Line("call", one, verified=True) for one in record.country.emergency]
            yield _not_reviewed(record, place, number, f"call in an {key}", known)


def _not_reviewed(record: _Data, key: str, value: str, way: str, known: list[Line]) -> Finding:
    """The number may be right and its option or word not, or all of it be written as a number."""
    number = digits(match[0]) if (match := phone.SHOWN.search(value)) else ""
    same = next((line for line in known if number and digits(line.number) == number), None)
    near = same.shown if same else likely(value, [line.shown for line in known])
    line = next((line for line in known if line.shown == near), None)
    advice = "advice" if near else "advice_plain"
    if line and (line.option or line.word):
        advice = "advice_option" if line.option else "advice_word"
    return record.say(
        "crisis-number",
        key,
        advice,
        value=value,
        way=way,
        country=record.data["country"],
        near=near,
        number=line.number if line else "",
        option=line.option if line else "",
        word=line.word if line else "",
        known=", ".join(line.shown for line in known) or "none",
    )


def lines_stand_once(record: _Data) -> Iterator[Finding]:
    for way in WAYS:
        seen: dict[tuple[object, ...], str] = {}
        for _, place, part in record.parts(way):
            line = tuple(part.get(name) for name in ("number", "option", "word"))
            line = (part.get("link"),) if way == "chat" else line
            if (first := seen.setdefault(line, place)) != place:
                yield record.say("crisis-line-twice", place, first=first)


def chat_named_for_its_line(record: _Data) -> Iterator[Finding]:
    """The chat's name may hold a number; then it is one that the guide says to call."""
    calls = [part.get("number") for _, _, part in record.parts("call")]
    numbers = [number for number in calls if isinstance(number, str)]
    for _, place, part in record.parts("chat"):
        name = part.get("name")
        named = digits(name) if isinstance(name, str) else ""
        if named and numbers and named not in map(digits, numbers):
            number = "' or '".join(numbers)
            yield record.say("crisis-chat-name", place, value=name, number=number)


def words_hold_no_other_number(record: _Data) -> Iterator[Finding]:
    """Whose line it is and what for, in words; a number there is its own, or too short to call."""
    for key, place, part in record.parts(*MORE):
        own = digits(str(part.get("number", "")))
        for name in ("name", "for") if key != "chat" else ("for",):
            for match in phone.SHOWN.finditer(str(part.get(name, ""))):
                if len(digits(match[0])) > 2 and digits(match[0]) != own:
                    yield record.say("crisis-name", f"{place}.{name}", value=match[0])


def links_dial_the_number(record: _Data) -> Iterator[Finding]:
    for key, place, part in record.parts("call", "text", "fallback"):
        way = "text" if key == "text" else "call"
        link, number = part.get("link"), part.get("number")
        if not isinstance(number, str) or not isinstance(link, str) or not number or not link:
            continue
        wanted = phone.link(WAYS[way], number)
        if way == "text" and re.search(r"[?&;]", link):
            yield record.say("crisis-sms-body", place, value=link, wanted=wanted)
        elif not link.startswith(WAYS[way]) or target(link) != digits(wanted):
            yield record.say(
                "crisis-link", place, value=link, way=way, number=number, wanted=wanted
            )


def addresses_encrypted(record: _Data) -> Iterator[Finding]:
    for key, place, part in record.parts():
        for name in ("source", *(["link"] if key == "chat" else [])):
            value = part.get(name)
            if isinstance(value, str) and value and not ENCRYPTED.fullmatch(value):
                yield record.say("crisis-http", f"{place}.{name}", value=value)


def sources_given(record: _Data) -> Iterator[Finding]:
    for _, place, part in record.parts():
        for name in ("source", "checked") if part else ():
            if not part.get(name):
                yield record.say("crisis-source", place, part=name)
            elif name == "checked" and type(part[name]) is not date:
                yield record.say(
                    "crisis-data-type",
                    f"{place}.checked",
                    value=repr(part[name]),
                    wanted="a date",
                    example="checked: 2026-11-23",
                )


def checked_lately(record: _Data) -> Iterator[Finding]:
    for _, place, part in record.parts():
        day = part.get("checked")
        if type(day) is not date:
            continue
        age = (record.today - day).days
        source = part.get("source", "its source")
        if age < -1:  # a day of grace for editors east of UTC
            yield record.say("crisis-checked-future", place, value=day, today=record.today)
        elif age > MAX_AGE:
            yield record.say("crisis-checked-old", place, value=day, days=age, source=source)
        elif age > REMIND_AGE:
            yield record.say("crisis-checked-soon", place, value=day, days=age, source=source)


DATA_CHECKS: tuple[Callable[[_Data], Iterator[Finding]], ...] = (
    keys_present,
    keys_known,
    values_have_their_form,
    country_known,
    numbers_reviewed,
    lines_stand_once,
    chat_named_for_its_line,
    words_hold_no_other_number,
    links_dial_the_number,
    addresses_encrypted,
    sources_given,
    checked_lately,
)
