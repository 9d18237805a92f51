"""Figures of 100 dots, drawn from what a page says: `<!-- dots: response` and a row for each group.

A figure shows one measure and names it, so that nobody takes response for remission. Its words are
text, citations and all; the dots repeat them for the eye. Whether a number is right is not asked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from healthguide.findings import Finding, found, likely

OPENING = re.compile(r"<!--[ \t]*dots:")
MARKER = re.compile(r"<!--[ \t]*dots:(?P<body>(?:(?!-->)[\s\S]){0,2000})-->")
"""No longer than this, so that many that are never closed are not read to the end each."""
ROW = re.compile(r"(?P<count>\d+)[ ]+of[ ]+100[ ]*:[ ]*(?P<label>\S.*)")
ALMOST_ROW = re.compile(r"\d[\d.,]*\s*(?:%|of\b|in\b|/)")
CITED = re.compile(r"\[\^[^\]\n]+\]")
TAG = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""What the citations put into their marks while a page is converted."""
MEASURES = {
    "response": "Response: symptoms fell by at least half",
    "remission": "Remission: few or no symptoms",
    "relapse": "Relapse: depression came back",
    "harm": "Had this problem",
}
"""What a figure can show, each with what is printed above it in English."""
COUNT = "{count} in 100"
READ = "Each square is 100 people. Ask your doctor how much they were like you."
"""What to do with a figure, printed below it."""
OTHER = {
    "response": re.compile(r"\bremission\b", re.IGNORECASE),
    "remission": re.compile(r"\brespon(?:se|d)", re.IGNORECASE),
}
"""What words of a figure would mix another measure into it."""
MOST_ROWS = 4
ACROSS, STEP = 10, 10


@dataclass(frozen=True)
class _Figure:
    """A marker as it stands in a page: its text, and whether it stands alone."""

    start: int
    end: int
    body: str
    alone: bool

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.body.strip().split("\n") if line.strip()]

    @property
    def measure(self) -> str:
        return self.lines[0] if self.lines else ""

    @property
    def rows(self) -> list[re.Match[str]]:
        return [row for line in self.lines[1:] if (row := ROW.fullmatch(line))]

    @property
    def caption(self) -> str:
        return " ".join(line for line in self.lines[1:] if not ROW.fullmatch(line))


def find_problems(text: str, source: str, path: str) -> list[Finding]:
    """Everything wrong with the figures of the page at `path`.

    `text` is the page without its fenced code, `source` the whole file.
    """
    problems: list[Finding] = []
    source, at = source.replace("\r\n", "\n"), 0
    for figure in _figures(text):
        written = TAG.sub("", text[figure.start : figure.end])
        start = max(source.find(written, at), 0)
        at = start + 1
        place = source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)
        for advice, problem, near in _wrong(figure):
            known = ", ".join(MEASURES)
            problems.append(
                found("page-dots", path, *place, advice, problem=problem, near=near, known=known)
            )
    return problems


Fault = tuple[str, str, str]
"""Which advice, what is wrong, and the measure that may be meant."""


def _wrong(figure: _Figure) -> Iterator[Fault]:
    if not figure.body:
        yield "advice_close", "is never closed", ""
        return
    for check in CHECKS:
        yield from check(figure)


def stands_alone(figure: _Figure) -> Iterator[Fault]:
    if not figure.alone:
        yield "advice_place", "does not stand alone between blank lines", ""


def measure_known(figure: _Figure) -> Iterator[Fault]:
    if figure.measure not in MEASURES:
        near = likely(figure.measure, MEASURES) or ""
        yield "advice" if near else "advice_measure", f"has the measure '{figure.measure}'", near


def rows_readable(figure: _Figure) -> Iterator[Fault]:
    for line in figure.lines[1:]:
        row = ROW.fullmatch(line)
        if (row and int(row["count"]) > 100) or (not row and ALMOST_ROW.match(line)):
            yield "advice_row", f"has the row '{TAG.sub('', line)}'", ""


def as_many_rows_as_fit(figure: _Figure) -> Iterator[Fault]:
    if not 1 <= len(figure.rows) <= MOST_ROWS:
        yield "advice_row", f"has {len(figure.rows)} rows", ""


def caption_cited(figure: _Figure) -> Iterator[Fault]:
    if not CITED.search(TAG.sub("", figure.caption)):
        yield "advice_caption", "has no caption with a citation", ""


def one_measure(figure: _Figure) -> Iterator[Fault]:
    other = OTHER.get(figure.measure)
    if other and (mixed := other.search(figure.body)):
        yield "advice_mixed", f"shows {figure.measure} and says '{mixed[0]}'", ""


CHECKS = (
    stands_alone,
    measure_known,
    rows_readable,
    as_many_rows_as_fit,
    caption_cited,
    one_measure,
)


def with_dots(text: str, words: Mapping[str, str] | None = None) -> str:
    """The Markdown, its fenced code taken out, with each figure in the place of its marker.

    `words` are the measures, `count` and `read` in the language of the page. What is wrong stays.
    """
    said = {**MEASURES, "count": COUNT, "read": READ, **(words or {})}
    for figure in reversed(list(_figures(text))):
        if not any(_wrong(figure)):
            text = text[: figure.start] + _html(figure, said) + text[figure.end :]
    return text


def _figures(text: str) -> Iterator[_Figure]:
    """The markers outside of code; one that is never closed has no body."""
    for opening in OPENING.finditer(text):
        marker = MARKER.match(text, opening.start())
        end = marker.end() if marker else opening.end()
        above, _, before = text[: opening.start()].rpartition("\n")
        behind, _, below = text[end:].partition("\n")
        neighbors = above.rpartition("\n")[2], behind, below.partition("\n")[0]
        if "`" not in before:
            alone = not before and not any(line.strip() for line in neighbors)
            yield _Figure(opening.start(), end, marker["body"] if marker else "", alone)


def _html(figure: _Figure, words: Mapping[str, str]) -> str:
    """Markdown in HTML: the words are read as any other text of the page.

    The measure is its name too: the caption would bring in the names of its citations.
    """
    rows = [
        f'<p class="dots-row" markdown="span">{drawing(int(row["count"]))}'
        f"<span>**{words['count'].format(count=row['count'])}** {row['label']}</span></p>"
        for row in figure.rows
    ]
    name = html.escape(words[figure.measure])
    lines = [
        f'<figure class="dots" aria-label="{name}" markdown="block">',
        f'<p class="dots-measure" markdown="span">{words[figure.measure]}</p>',
        *rows,
        f'<figcaption markdown="span">{figure.caption} {words["read"]}</figcaption>',
        "</figure>",
    ]
    return "\n".join(lines)


def drawing(count: int) -> str:
    """100 dots in rows of ten, the first `count` of them large; a line of dashes draws a row."""
    on, off = _lines(0, count), _lines(count, 100)
    paths = (f'<path class="{name}" d="{d}"/>' for name, d in (("on", on), ("off", off)) if d)
    size = ACROSS * STEP
    return f'<svg viewBox="0 0 {size} {size}" aria-hidden="true">{"".join(paths)}</svg>'


def _lines(first: int, end: int) -> str:
    """The dots from `first` to `end`. Lines end a little late, so that their last dash is drawn."""
    parts = []
    while first < end:
        row, place = divmod(first, ACROSS)
        stop = min(end, (row + 1) * ACROSS)
        x, y = place * STEP + STEP // 2, row * STEP + STEP // 2
        parts.append(f"M{x} {y}h{(stop - first - 1) * STEP}.1")
        first = stop
    return "".join(parts)
