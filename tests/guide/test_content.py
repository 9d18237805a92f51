"""What this guide has: its kinds of pages, each held to the editorial rules of mkdocs.yml."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

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
        ("a-to-z.md", "glossary.md", "infobutton.md", "references.md"): 4,
        ("about/*", "organisations/*"): 7,
        ("index.md",): 1,
        ("treatments/index.md", "treatments/what-next.md"): 2,
        ("treatments/*",): 6,
        ("get-help.md",): 1,
        ("*",): 16,
    }


@pytest.mark.site
def test_quotes_and_days_are_set_as_in_print(site: Path) -> None:
    straight = re.compile(r"\"|\w'|'\w|(?<!\S)--(?!\S)|\.\.\.|\b20\d\d-\d\d-\d\d\b")
    found, curly = [], 0
    for file in sorted(site.rglob("*.html")):
        page = html.parse(str(file))
        for part in page.iterfind(".//div[@class]"):
            if part.get("class") not in ("text", "lead"):
                continue
            for left_out in part.xpath(".//code | .//section | .//svg"):
                left_out.drop_tree()
            text = part.text_content()
            curly += len(re.findall("[“”’]", text))
            found += [
                f"{file.parent.name}: {text[m.start() - 40 : m.end() + 20]!r}"
                for m in straight.finditer(text)
            ]
    assert found == []
    assert curly > 500


def test_the_code_for_thoughts_of_suicide_opens_get_help() -> None:
    text = (ROOT / "docs" / "get-help.md").read_text(encoding="utf-8")
    assert "codes: { ICD-10-CM: [R45.851] }" in text
