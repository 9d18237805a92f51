"""HTML that an author opens and does not close, or closes and did not open, at its line."""

from __future__ import annotations

import random
from html.parser import HTMLParser

import markdown
import pytest

from healthguide.pages.unclosed import OPTIONAL, VOID, find_problems


def told(source: str) -> list[str]:
    html = markdown.markdown(source, extensions=["fenced_code", "attr_list", "tables"])
    return [str(problem) for problem in find_problems(html, source, "docs/x.md")]


OPEN = "is opened here and never closed. Write"
CASES = [
    ("One.\n\n<div>\n\nTwo.", f"docs/x.md:3:1: [page-unclosed] '<div>' {OPEN} '</div>'"),
    ("One <b>two.", f"docs/x.md:1:5: [page-unclosed] '<b>' {OPEN} '</b>'"),
    (
        "<div>a</div>\n\n`<div>`\n\n```\n<div>\n```\n\n<div>\nb",
        f"docs/x.md:9:1: [page-unclosed] '<div>' {OPEN} '</div>'",
    ),
    (
        "<div>\n<section class='a > b'>\n</div>",
        f"docs/x.md:2:1: [page-unclosed] '<section class='a > b'>' {OPEN} '</section>'",
    ),
    ("<div/>\n\nText", f"docs/x.md:1:1: [page-unclosed] '<div/>' {OPEN} '</div>'"),
    ("One.\n\n</DIV>", "docs/x.md:3:1: [page-closed] '</DIV>' closes what is not open here."),
    ("One</span> two", "docs/x.md:1:4: [page-closed] '</span>' closes what is not open here."),
    ("<script>let a = 1;", f"docs/x.md:1:1: [page-unclosed] '<script>' {OPEN} '</script>'"),
]


@pytest.mark.parametrize(("source", "message"), CASES)
def test_what_is_left_open_is_told_at_its_line(source: str, message: str) -> None:
    [problem] = told(source)
    assert problem.startswith(message)


@pytest.mark.parametrize(
    "source",
    [
        "One & two < three, a <= b.",
        "<ul><li>a<li>b</ul>",
        "<table><tr><td>a<td>b</table>",
        "One<br>two <img src='a.svg' alt='<div>'>",
        "<svg><path d='M0'/><g><circle r='1'/></g></svg>",
        "<!-- <div> -->",
        "<script>document.write('<div>')</script>",
        "<style>a::before { content: '<div>' }</style>",
        "`<div>` and\n\n    <div>\n",
        "<details><summary>a</summary>\n\nb\n\n</details>",
        "<https://example.org/> [a](b.md){ .c }",
        "| a | b |\n|---|---|\n| 1 | <b>2</b> |",
    ],
)
def test_what_a_browser_closes_itself_and_what_is_no_element_is_silent(source: str) -> None:
    assert told(source) == []


class _Stack(HTMLParser):
    """Python's own parser as the judge: is everything paired that must be?"""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.right = True
        self.feed(html)
        self.right = self.right and not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID | OPTIONAL:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID | OPTIONAL:
            self.right = self.right and self.open[-1:] == [tag]
            self.open = self.open[:-1]


def test_pages_of_random_tags_are_judged_as_a_parser_does() -> None:
    chance = random.Random(22)  # noqa: S311 (the same pages each time)
    pieces = ["<div>", "</div>", "<b>", "</b>", "<p>", "</p>", "<li>", "<br>", "text", "<i a='>'>"]
    verdicts = []
    for _ in range(600):
        html = " ".join(chance.choices([*pieces, "</i>"], k=chance.randint(1, 6)))
        verdicts.append(_Stack(html).right)
        assert (find_problems(html, html, "x") == []) == verdicts[-1], html
    assert 60 < sum(verdicts) < 540
