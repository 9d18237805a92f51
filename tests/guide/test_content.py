"""What this guide has: its kinds of pages, each held to the editorial rules of mkdocs.yml."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from healthguide.pages.editorial import read_style
from healthguide.yaml_text import read
from pages import SOURCES

ROOT = Path(__file__).parents[2]
STYLE, PROBLEMS = read_style(read((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), "mkdocs.yml"))


def test_the_editorial_rules_can_be_read() -> None:
    assert PROBLEMS == []
    assert STYLE.harmful


def test_each_kind_of_page_is_there() -> None:
    found = Counter(kind.pages for kind in map(STYLE.kind_of, SOURCES) if kind)
    assert found == {
        ("a-to-z.md", "glossary.md", "references.md"): 3,
        ("about/*",): 6,
        ("index.md",): 1,
        ("treatments/index.md", "treatments/what-next.md"): 2,
        ("treatments/*",): 6,
        ("get-help.md",): 1,
        ("*",): 15,
    }
