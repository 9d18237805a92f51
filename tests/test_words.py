"""The interface in another language: complete, or refused with the words that it lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

import theme
from healthguide.citations.render import Words
from healthguide.words import english, find_problems, spoken

GERMAN = (Path(__file__).parent / "languages" / "de.html").read_text(encoding="utf-8")
CODE = {f"citations.{field.name}": str(field.default) for field in fields(Words)}
ALL = [key for key in (*english(theme.environment()), *CODE) if key != "direction"]
FILE = "brand/languages/de.html"


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[str]]:
    """What is told of a language for which a fork wrote `text`, if anything."""

    def tell(language: str, text: str | None = None) -> list[str]:
        if text is not None:
            file = tmp_path / "brand" / "languages" / f"{language}.html"
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
        environment = theme.environment(tmp_path)
        return [
            str(found) for found in find_problems(environment, language, CODE, ("mkdocs.yml", 9, 3))
        ]

    return tell


@pytest.mark.parametrize("language", ["en", "en-GB"])
def test_english_is_complete(told: Callable[..., list[str]], language: str) -> None:
    assert told(language) == []


def test_a_language_with_every_word_is_silent(told: Callable[..., list[str]]) -> None:
    assert told("de", GERMAN) == []


def test_one_missing_word_is_named_with_the_file_to_write(told: Callable[..., list[str]]) -> None:
    assert told("de", GERMAN.replace('  "index.see": "siehe",\n', "")) == [
        "mkdocs.yml:9:3: [config-language] The language 'de' lacks words of the interface: "
        "index.see. Write them into overrides/brand/languages/de.html, in the form of the file "
        "en.html there."
    ]


def test_a_language_of_material_alone_lacks_the_other_words(told: Callable[..., list[str]]) -> None:
    (problem,) = told("fr")
    missing = problem.partition("interface: ")[2].partition(". Write")[0].split(", ")
    assert missing == [key for key in ALL if f'"{key}":' in GERMAN]
    assert {"search", "toc", "footer.next"} <= set(ALL) - set(missing)


def test_a_language_that_nobody_knows_lacks_every_word(told: Callable[..., list[str]]) -> None:
    (problem,) = told("xx")
    assert f"The language 'xx' lacks words of the interface: {', '.join(ALL)}. " in problem


@pytest.mark.parametrize(
    ("word", "wrong", "parts"),
    [
        ("If a life is in danger right now, call {number}.", "Wählen Sie den Notruf.", "{number}"),
        ("{month} {day}, {year}", "{day}. {month}", "{day} and {month} and {year}"),
        ("Menu", "Menü {count}", "no value"),
        ("Reference {number}", "Quelle {number} {", "{number}"),
        (CODE["citations.months"], "Jan. Febr. März", "twelve names"),
    ],
)
def test_a_word_that_loses_or_invents_its_value_is_named(
    told: Callable[..., list[str]], word: str, wrong: str, parts: str
) -> None:
    known = english(theme.environment()) | CODE
    key = next(key for key, text in known.items() if text == word)
    line = next(line for line in GERMAN.splitlines() if f'"{key}":' in line)
    assert told("de", GERMAN.replace(line, f'  "{key}": "{wrong}",')) == [
        f"overrides/{FILE}: [config-language-value] The word '{key}' is '{wrong}'; it takes "
        f"{parts}. Write it with the same parts as in English: '{word}'."
    ]


def test_a_file_that_cannot_be_read_is_told_with_its_line(told: Callable[..., list[str]]) -> None:
    line = GERMAN[: GERMAN.index('"menu"')].count("\n") + 1
    (problem,) = told("de", GERMAN.replace('"menu": "Menü",', '"menu": "Menü"'))
    assert problem.startswith(
        f"overrides/{FILE}:{line + 1}: [config-language-file] The file of words cannot be read: "
    )


def test_a_word_is_text_with_its_own_signs(tmp_path: Path) -> None:
    (tmp_path / "brand" / "languages").mkdir(parents=True)
    (tmp_path / FILE).write_text(GERMAN.replace("Menü", "<Menü> & 'mehr'"), encoding="utf-8")
    assert spoken(theme.environment(tmp_path), "de")("menu") == "<Menü> & 'mehr'"
