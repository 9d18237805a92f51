"""Time grows with the text and no faster, whatever is opened again and again and never closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from healthguide.crisis.block import has_block, with_block
from healthguide.pages import (
    brackets,
    crowded,
    editorial,
    front_matter,
    glossary,
    illustrations,
    plain_language,
    signs,
    unclosed,
)
from healthguide.publish import assets
from healthguide.site.citations import LITERAL
from healthguide.site.folder import address_of
from healthguide.site.page import REFRESH, _candidates, style_addresses
from healthguide.site.sources import HEADING

STYLE = editorial.Style(harmful=editorial.known_harmful("en"))
FRONT = '---\ntitle: {}\nreviewed_by: "{}"\n---\n{}'
SVG = '<svg viewBox="0 0 320 9">{}</svg>'


def block(text: str) -> None:
    has_block(text)
    with_block(text, "<section></section>")


def front(text: str) -> None:
    front_matter.find_problems(FRONT.format("a", "none", text), "x.md", date(2026, 1, 1))


def reviewer(text: str) -> None:
    front_matter.find_problems(FRONT.format("a", text, ""), "x.md", date(2026, 1, 1))


def pairs(text: str) -> None:
    unclosed.find_problems(text, text, "x.md")


def harm(text: str) -> None:
    editorial.find_harm(text, "x.md", STYLE)


def markers(text: str) -> None:
    illustrations.find_problems(text, text, "x.md", ["a"])
    illustrations.with_drawings(text, {"a": "<svg><title></title></svg>"})


def drawing(text: str) -> None:
    illustrations.find_drawing_problems(SVG.format(text), "a.svg")


def plain(text: str) -> None:
    list(plain_language._judge(plain_language.CITATION.sub("", text)))


def addresses(text: str) -> None:
    list(style_addresses(text))


def headings(text: str) -> None:
    list(HEADING.finditer(text))


def crowd(text: str) -> None:
    crowded.find_problems(text, "x.md")


INPUTS: list[tuple[Callable[[str], object], str, str]] = [
    (block, "<section ", ""),
    (block, "<section class=", ""),
    (block, '<section a="', ""),
    (block, "<!-- ", ""),
    (block, "<script ", ""),
    (block, "<title>", ""),
    (block, "<body ", ""),
    (front, "<!-- ", ""),
    (front, "<pre ", ""),
    (front, "```\n~~~~\n", "~"),
    (front, "> ", "a #"),
    (front, "# a\n", ""),
    (reviewer, "A, ", ""),
    (reviewer, ",", "; "),
    (harm, "<!-- ", ""),
    (harm, "```a\n", ""),
    (harm, "` `` ", ""),
    (harm, "[^", ""),
    (harm, "\n", "a"),
    (harm, "](", ""),
    (harm, "committed suicide. ", ""),
    (markers, "<!-- illustration: a ", ""),
    (markers, "<!-- illustration: a -->\n\n", ""),
    (markers, "<!-- illustration: b --> ", ""),
    (drawing, "<b/>", ""),
    (drawing, "<g>a</g>\n", ""),
    (drawing, "&amp;", ""),
    (plain, "[^", ""),
    (plain, "A b. ", ""),
    (plain, '."', ""),
    (glossary.abbreviations, "## A (", ""),
    (glossary.abbreviations, "## A (a)\n\n\n", "b"),
    (front_matter.template_of, "---\na: b\n", ""),
    (assets.style_without_comments, "/* ", ""),
    (assets.style_without_comments, "/* a */ b\n", ""),
    (assets.style_without_comments, "url(", ""),
    (assets.script_without_comments, "// \n", ""),
    (addresses, "/* ", ""),
    (addresses, "@namespace ", ""),
    (addresses, "url(", ""),
    (lambda text: list(_candidates(text)), ",", ""),
    (lambda text: list(_candidates(text)), "a ,", ""),
    (REFRESH.match, " ", ""),
    (lambda text: address_of("index.html", text), "<link ", ""),
    (lambda text: brackets.find_problems(text, "x.md"), "[^", ""),
    (lambda text: brackets.find_problems(text, "x.md"), "[a]\n\n", ""),
    (crowd, "# a\n", ""),
    (crowd, "*[A]: b\n", ""),
    (crowd, "> ", ""),
    (crowd, "\n ", "a"),
    (crowd, "- ", "a"),
    (LITERAL.findall, "[^", ""),
    (headings, "# {", ""),
    (headings, "# ", "a"),
    (lambda text: signs.find_problems(text, "x.md"), "\0", ""),
    (lambda text: signs.find_problems(text, "x.md"), "[^", ""),
    (lambda text: signs.find_problems(text, "x.md"), "&#x0", ""),
    (pairs, "<div>", ""),
    (pairs, "</div>", ""),
    (pairs, "<div ", ""),
    (pairs, "<a '\"", ""),
    (pairs, "<b><i></b>", ""),
    (pairs, "<!-- ` <b>\n", ""),
    (pairs, "<script>", ""),
]
"""What reads a text, what stands there again and again, and what at the end."""
FIRST, MOST, ENOUGH = 1_000, 256_000, 0.01
"""Letters to begin with; letters and seconds with which it is measured."""


def seconds(read: Callable[[str], object], text: str) -> float:
    """The least of several runs, in the time of the processor."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        read(text)
        best = min(best, time.process_time() - start)
        if best > 1:
            break
    return best


@pytest.mark.parametrize(
    ("read", "piece", "end"),
    INPUTS,
    ids=[f"{n}-{piece!r}" for n, (_, piece, _) in enumerate(INPUTS)],
)
def test_twice_the_text_takes_twice_the_time(
    read: Callable[[str], object], piece: str, end: str
) -> None:
    def text(length: int) -> str:
        return piece * (length // len(piece)) + end

    length = FIRST
    while length < MOST and seconds(read, text(length)) < ENOUGH:
        length *= 2
    for _ in range(12):  # another program may have been in the way
        ratio = seconds(read, text(2 * length)) / max(seconds(read, text(length)), ENOUGH)
        if ratio <= 2.3:
            return
    raise AssertionError(f"{2 * length} letters take {ratio:.1f} times as long as {length}.")
