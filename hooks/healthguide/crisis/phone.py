"""Numbers to call or text: how a link dials one, how a text shows one, and when two are the same.

Which numbers may be shown stands in lines.toml, and `lines` reads it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

STRICT_LINK = re.compile(r"(?:tel|sms):\+?[0-9]+(?:-[0-9]+)*")
"""A link of the crisis block; with nothing behind it: no message."""
LINK = re.compile(r"(?:tel|sms):(?P<number>\+?[0-9](?:[0-9 ().-]|%20)*)$", re.IGNORECASE)
MESSAGE = re.compile(r"sms:[^?&;]*[?&;]", re.IGNORECASE)
SHOWN = re.compile(r"\+?\(?\d(?:[\d\s().-]*\d)?")
TOKEN = re.compile(r"(?<![\w.,/$£€#%=-])\+?\(?\d+(?:(?:[\s.-]|\)\s?|\s?\()\d+)*(?![\w%/]|[.,-]\d)")
"""What may be a number to call in a text; not a part of an address, sum, date or decimal."""
LONG = re.compile(r"(?:\+|\(?\d{2,5}\)?[\s.-])[\d\s().-]+")
COUNTED = re.compile(
    r"\s*(?:%|percent|people|persons?|adults?|patients?|women|men|participants?|trials?|studies|of\b"
    r"|mg\b|µg\b|ml\b|kg\b|to\s+\d|in\s+\d|v\s+\d|personas|adultos|pacientes)",
    re.IGNORECASE,
)
# fmt: off
BESIDE = {
    "en": ("call", "text", "dial", "phone", "ring", "telephone", "sms"),
    "es": ("llame", "llama", "llamar", "marque", "marcar", "teléfono", "texto"),
    "fr": ("appelez", "appeler", "composez", "téléphone", "sms"),
    "de": ("anrufen", "rufen", "wählen", "telefon", "sms", "notruf"),
}
"""Words of a language that stand right before a number to call or text."""
NEAR = {
    "en": (*BESIDE["en"], "calls", "calling", "texts", "texting", "dialing", "lifeline",
           "helpline", "hotline", "emergency"),
    "es": (*BESIDE["es"], "línea", "emergencia"),
    "fr": (*BESIDE["fr"], "ligne", "urgence"),
    "de": (*BESIDE["de"], "hotline", "ruf", "telefonnummer"),
}
"""Words that stand near one."""
# fmt: on
REACH = 50
"""How many letters away a word is near."""
SHORT = 5
"""Below as many digits a number may count something."""


def digits(text: str) -> str:
    """The digits of a number or link, in order."""
    return "".join(char for char in text if char.isdecimal())


def link(scheme: str, number: str) -> str:
    """The link that dials a number as it is shown, or the first of a text that holds one."""
    number = match[0] if (match := SHOWN.search(number)) else number
    return scheme + re.sub(r"[\s().]", "-" if "-" in number else "", number)


def target(href: str) -> str:
    """What two links to the same line have in common: digits, or the whole web address."""
    return digits(href) if STRICT_LINK.fullmatch(href) else href


def agree(dialled: str, text: str) -> bool:
    """Whether a number in `text` is the one dialled; it may leave out the country's code."""
    wanted = digits(dialled)
    for match in SHOWN.finditer(text):
        shown = digits(match[0])
        national = shown.removeprefix("0")
        if shown == wanted:
            return True
        if dialled.startswith("+") and len(national) >= 3 and wanted.endswith(national):
            return True
    return False


def is_one_of(number: str, known: Iterable[str], code: str) -> bool:
    """Whether a number is among the known ones, with or without the country's code before it."""
    forms = _forms(number, code)
    return any(not forms.isdisjoint(_forms(one, code)) for one in known)


def _forms(number: str, code: str) -> set[str]:
    plain = digits(unquote(number))
    forms = {plain, plain.removeprefix("0")}
    if code and plain.startswith(code) and len(plain) > len(code) + 5:
        forms |= {plain[len(code) :], plain[len(code) :].removeprefix("0")}
    return forms


PAGED = re.compile(r"\b(?:pp?\.|pages?)\s*$", re.IGNORECASE)
"""Before the numbers of pages, such as p. 116-123."""


def named(
    text: str, language: str, lines: Collection[str], alone: Collection[str]
) -> Iterator[re.Match[str]]:
    """The numbers that a text gives as ones to call or text.

    `lines` are the digits of known lines: long ones count wherever they stand, and so do those
    that are hardly ever anything but a line (`alone`); the others when a word such as "call" is
    near. A number that nobody knows counts when it is written as one to call, or stands right
    behind such a word.
    """
    language = language.partition("-")[0].lower()
    near = {*NEAR["en"], *NEAR.get(language, ())}
    for match in TOKEN.finditer(text):
        number = digits(match[0])
        if len(number) < 3 or COUNTED.match(text, match.end()):
            continue
        before, after = text[: match.start()][-REACH:], text[match.end() :][:REACH]
        if PAGED.search(before):
            continue
        is_phone = 7 <= len(number) <= 15 and LONG.fullmatch(match[0])
        is_range = "-" in match[0] and len(number) < 7  # of pages, such as 116-123
        if number in lines and (number in alone or (len(number) >= SHORT and not is_range)):
            yield match
        elif number in lines or is_phone:
            words = re.findall(r"\w+", f"{before} {after}".lower())
            if not near.isdisjoint(words):
                yield match
        elif len(number) <= 6 and _beside(language).search(before):
            yield match


@functools.cache
def _beside(language: str) -> re.Pattern[str]:
    words = "|".join({*BESIDE["en"], *BESIDE.get(language, ())})
    return re.compile(
        rf"\b(?:{words})\b(?:\s+(?:us|them|at|on|to|now|\w+\s+to|al|au))?:?\s*$", re.IGNORECASE
    )
