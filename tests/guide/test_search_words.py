"""The search words of this guide: a page says only what neither it nor the synonyms say already."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from healthguide.pages.front_matter import split_front_matter
from healthguide.publish.search import words_of
from healthguide.publish.synonyms import read

DOCS = Path(__file__).parents[2] / "docs"
WORD = re.compile(r"[^\W_]+")
PAGES = sorted(path for path in DOCS.rglob("*.md"))


def plain(text: str) -> str:
    return " ".join(WORD.findall(re.sub("['’]", "", text.lower())))


class Anywhere(dict[str, str]):
    """Every place is taken to be there: the build looks for them."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> str:
        return key


@pytest.fixture(scope="module")
def synonyms() -> set[str]:
    groups, findings = read(
        (DOCS / "synonyms.toml").read_text(encoding="utf-8"), "docs/synonyms.toml", Anywhere()
    )
    assert findings == []
    return {plain(word) for group in groups for word in group.words}


def given(words: list[str], title: str, text: str, synonyms: set[str]) -> list[str]:
    said = f" {plain(title)} | {plain(text)} "
    return [word for word in words if plain(word) in synonyms or f" {plain(word)} " in said]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_no_search_word_is_given_twice(path: Path, synonyms: set[str]) -> None:
    source = path.read_text(encoding="utf-8")
    meta, line = split_front_matter(source)
    text = "\n".join(source.splitlines()[line - 1 :])
    assert given(words_of(meta), f"{meta['title']} {meta['description']}", text, synonyms) == []


def test_a_word_of_the_synonyms_or_of_the_page_is_refused(synonyms: set[str]) -> None:
    words = ["Shock therapy", "low doses", "side-effect", "moonlight"]
    assert given(words, "Title", "Low doses help.", synonyms) == words[:3]
