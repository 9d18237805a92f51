"""The words of the interface in the language of the site, and which of them are missing.

The English files say which words there are. What a fork wrote for another language counts as its
template prints it, however it is written; where a word is shown is the templates' business.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import jinja2

from healthguide.findings import Finding, found

ENGLISH = ("partials/languages/en.html", "partials/crisis/words/en.html")
TABLE = re.compile(r"\{\n.*\n\}", re.DOTALL)
FILLED = re.compile(r"\{\w+\}|#")
"""What takes a value: ours stand in braces, Material's are a number sign."""
GIVEN = ("direction",)
"""Keys that a language may leave out: left to right is meant."""

Position = tuple[str, int, int]
Say = Callable[[str], str]


def english(environment: jinja2.Environment) -> dict[str, str]:
    """Every word of the templates by its key. Raises jinja2.TemplateError."""
    words: dict[str, str] = {}
    for name in ENGLISH:
        source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
        words |= json.loads(table[0]) if (table := TABLE.search(source)) else {}
    return words


def spoken(environment: jinja2.Environment, language: str) -> Say:
    """What gives the word of a key, or nothing. Raises jinja2.TemplateError."""
    template = environment.get_template("partials/language.html")
    module = template.make_module({"config": {"theme": {"language": language}}})
    return lambda key: html.unescape(str(module.t(key)))  # type: ignore[attr-defined]


def find_problems(
    environment: jinja2.Environment, language: str, defaults: Mapping[str, str], at: Position
) -> list[Finding]:
    """Words that the language lacks, or that would lose a number; `at` is where its setting stands.

    `defaults` are English words that stand in the code: any other language must say them too.
    """
    wanted = english(environment)
    if language.split("-")[0] != "en":
        wanted |= defaults
    try:
        words = _words(spoken(environment, language), wanted)
    except jinja2.TemplateNotFound:
        words = _words(_material(environment, language), wanted)
    except jinja2.TemplateSyntaxError as error:
        return [found("config-language-file", f"overrides/{error.name}", error.lineno, error=error)]
    return [*_missing(words, language, at), *_unfilled(words, wanted, language)]


def _words(say: Say, wanted: Iterable[str]) -> dict[str, str]:
    return {key: say(key) for key in wanted if key not in GIVEN}


def _material(environment: jinja2.Environment, language: str) -> Say:
    """What stands behind the file of a fork as soon as there is one."""
    try:
        module = environment.get_template(f"partials/languages/{language}.html").module
    except jinja2.TemplateNotFound:
        return lambda _: ""
    return lambda key: str(module.t(key))  # type: ignore[attr-defined]


def _missing(words: Mapping[str, str], language: str, at: Position) -> Iterator[Finding]:
    if missing := [key for key, word in words.items() if not word.strip()]:
        yield found("config-language", *at, language=language, keys=", ".join(missing))


def _unfilled(
    words: Mapping[str, str], wanted: Mapping[str, str], language: str
) -> Iterator[Finding]:
    for key, word in words.items():
        parts = set(FILLED.findall(wanted[key]))
        if key.endswith(".months") and len(word.split()) != 12:
            parts = {"twelve names"}
        stray = re.search("[{}]", FILLED.sub("", word))
        if word.strip() and (stray or set(FILLED.findall(word)) != parts):
            name = "en" if language.startswith("en-") else language
            yield found(
                "config-language-value",
                f"overrides/brand/languages/{name}.html",
                key=key,
                word=word,
                parts=" and ".join(sorted(parts)) or "no value",
                english=wanted[key],
            )
