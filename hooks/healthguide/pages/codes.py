"""Codes of clinical systems by which a health record asks for a page (HL7 Infobutton).

It knows how codes are written, not what they mean. How a query is answered is
overrides/assets/js/infobutton.js.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

KEY = "codes"


@dataclass(frozen=True)
class System:
    """A system of codes: its object identifier (OID), and how one of its codes is written."""

    oid: str
    form: re.Pattern[str]
    example: str
    holds: Callable[[str], bool] = lambda _: True
    """Whether the check digit of a code is right."""


@dataclass(frozen=True)
class Code:
    system: str
    oid: str
    code: str


# fmt: off
TIMES = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
         "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")
TURNED = ("0123456789", "1576283094", "5803796142", "8916043527",
          "9453126870", "4286573901", "2793806415", "7046913258")
"""The tables of Verhoeff's check digit, which SNOMED CT uses."""
# fmt: on


def _verhoeff(code: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(TIMES[check][int(TURNED[place % 8][int(digit)])])
    return check == 0


def _luhn(code: str) -> bool:
    digits = [int(digit) for digit in reversed(code.replace("-", ""))]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


ARC = "2.16.840.1.113883.6."
SYSTEMS = {
    "ICD-10-CM": System(f"{ARC}90", re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"), "F33.2"),
    "SNOMED CT": System(f"{ARC}96", re.compile(r"[1-9]\d{5,17}"), "1153570009", _verhoeff),
    "MeSH": System(f"{ARC}177", re.compile(r"[A-Z]\d{6}(?:\d{3})?"), "D061218"),
    "RxNorm": System(f"{ARC}88", re.compile(r"[1-9]\d{0,7}"), "36437"),
    "LOINC": System(f"{ARC}1", re.compile(r"\d{1,7}-\d"), "44261-6", _luhn),
}


def of_page(meta: Mapping[str, object]) -> Iterator[Code]:
    """The codes that lead to a page; those that are malformed, which `problems` tells, do not."""
    value = meta.get(KEY)
    for name, listed in value.items() if isinstance(value, dict) else ():
        if name in SYSTEMS and isinstance(listed, list):
            system = SYSTEMS[name]
            yield from (
                Code(str(name), system.oid, code)
                for code in map(str, listed)
                if system.form.fullmatch(code) and system.holds(code)
            )


def problems(value: object) -> Iterator[tuple[str, str]]:
    """The key below `codes`, and what is wrong with it."""
    if not isinstance(value, dict) or not value:
        yield "", "'codes' is no record of systems"
        return
    for name, listed in value.items():
        if name not in SYSTEMS:
            yield str(name), f"the system '{name}' is not known"
        elif not isinstance(listed, list) or not listed:
            yield name, f"'{name}' has no list of codes"
        else:
            yield from _malformed(name, listed)


def _malformed(name: str, listed: Iterable[object]) -> Iterator[tuple[str, str]]:
    system, seen = SYSTEMS[name], set()
    for code in map(str, listed):
        if not system.form.fullmatch(code):
            yield name, f"'{code}' is not written as a code of {name}, such as {system.example}"
        elif not system.holds(code):
            yield name, f"the check digit of '{code}' is wrong"
        elif code in seen:
            yield name, f"'{code}' stands twice"
        seen.add(code)
