"""Tells a fork what it forgot: `healthguide doctor DIR`.

It reads the settings and the text as an editor wrote them, and finds what is still upstream's: its
name, the numbers and institutions of its country, placeholders, and pins that are behind. What is
upstream's is data, in upstream.toml. Whether a page is right is decided by the checks.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from healthguide import new
from healthguide.crisis import phone
from healthguide.crisis.lines import SCHEME, reviewed
from healthguide.findings import Finding, found
from healthguide.pages import files as page_files
from healthguide.pages.check import markdown_in
from healthguide.reporting import Report
from healthguide.spans import blanked, places
from healthguide.yaml_text import FILE, Settings, read

UPSTREAM = Path(__file__).parent / "upstream.toml"
UNREAD = re.compile(r"(?P<comment><!--)|(?P<mark>\[\^[^\[\]\n]*\])|(?P<address>\]\([^()\n]*\))")
"""What readers do not see as words: comments, citation marks and addresses of links."""
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)\s*==\s*(?P<version>[^\s;\\,]+)", re.MULTILINE)


@functools.cache
def upstream() -> Mapping[str, list[str]]:
    """Names and placeholders, as lists of words."""
    table = tomllib.loads(UPSTREAM.read_text(encoding="utf-8"))
    return {key: table[key] for key in ("names", "placeholders")}


@functools.cache
def countries() -> Mapping[str, tuple[list[str], Mapping[str, str]]]:
    """By country the numbers of its lines, and words that only it has with what they stand for."""
    table = tomllib.loads(UPSTREAM.read_text(encoding="utf-8"))["countries"]
    return {name: (_numbers(name, row["numbers"]), row["words"]) for name, row in table.items()}


def _numbers(country: str, more: Iterable[str]) -> list[str]:
    """The numbers of a country that somebody wrote down for its lines, and `more`."""
    lines = reviewed()[country]
    written = (*lines.emergency, *(line.number for line in lines.lines), *more)
    return list(dict.fromkeys(one for one in written if not SCHEME.match(one)))


def examine(folder: Path) -> Report:
    """Everything in a fork that is still upstream's. Raises OSError and ValueError."""
    settings_file = folder / FILE
    text = settings_file.read_text(encoding="utf-8-sig")
    settings = read(text, settings_file.as_posix())
    docs = folder / str(settings.data.get("docs_dir", "docs"))
    crisis = settings.guide("crisis")
    country = str(crisis.get("country", "US")) if isinstance(crisis, dict) else "US"
    findings, unread = [*_settings(settings, text), *_pins(folder / new.PINS)], []
    files = markdown_in(docs)
    for file in files:
        if problem := page_files.find_file_problem(file):
            unread.append(str(problem))
            continue
        try:
            source = page_files.text_of(file)
        except page_files.UnreadableError as error:
            unread.append(str(error))
            continue
        findings += find_problems(source, file.as_posix(), country)
    return Report(tuple(sorted(findings)), len(files), 0, unread=tuple(unread))


def find_problems(source: str, path: str, country: str) -> list[Finding]:
    """What of upstream and of other countries a page still says, each once at its first place."""
    source = source.replace("\r\n", "\n")
    said = blanked(source, UNREAD, lambda match: "-->" if match["comment"] else None)
    said = UNREAD.sub(lambda match: " " * len(match[0]), said)
    place = places(source)
    findings = [
        found(rule, path, *place(at), value=value)
        for rule, values in (
            ("fork-name", upstream()["names"]),
            ("fork-placeholder", upstream()["placeholders"]),
        )
        for value, at in _stands(said, values)
    ]
    for other, (numbers, words) in countries().items():
        if other == country:
            continue
        findings += [
            found("fork-number", path, *place(at), value=value, other=other, country=country)
            for value, at in _stands(said, [one for one in numbers if not _is_own(one, country)])
        ]
        findings += [
            found("fork-word", path, *place(at), value=value, other=other, instead=words[value])
            for value, at in _stands(said, words)
        ]
    return findings


def _is_own(number: str, country: str) -> bool:
    """Whether a country has the same number, such as 911 in Canada."""
    lines = reviewed().get(country)
    own = (*lines.emergency, *(line.number for line in lines.lines)) if lines else ()
    return phone.digits(number) in map(phone.digits, own)


def _stands(text: str, values: list[str] | Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Each value that the text holds as a word of its own, with where it first does."""
    for value in values:
        flags = 0 if value.isupper() else re.IGNORECASE
        match = re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text, flags)
        if match:
            yield value, match.start()


def _settings(settings: Settings, text: str) -> Iterator[Finding]:
    organisation = settings.guide("organisation")
    name = organisation.get("name") if isinstance(organisation, dict) else None
    if not name:
        yield found("fork-owner", settings.path, key="extra.organisation.name")
    if not settings.data.get("site_url"):
        yield settings.say("fork-address", "site_url")
    place = places(text)
    for value, at in _stands(text, upstream()["names"]):
        yield found("fork-name", settings.path, *place(at), value=value)


def _pins(file: Path) -> Iterator[Finding]:
    """Pins of a fork that are not those this release of the package was tested with."""
    ours = new.HERE / new.PINS
    if not ours.is_file() or not file.is_file():  # a fork of the repository has this very file
        return
    tested = dict(line.split("==", 1) for line in new.exact(ours))
    text = file.read_text(encoding="utf-8")
    place = places(text)
    for match in PIN.finditer(text):
        wanted = tested.get(match["name"], match["version"])
        if wanted != match["version"]:
            at = place(match.start())
            yield found("fork-pin", file.as_posix(), *at, value=match[0], wanted=wanted)
