"""The front matter of a page: what it must hold, and what the reader is told of the review.

It reads the source text alone; how the dates are shown is the template's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from healthguide.findings import Finding, found, likely

FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
EXAMPLES = {
    "title": "Symptoms",
    "description": "The nine most common symptoms, and when to get help at once.",
    "last_reviewed": "2026-11-23",
    "next_review": "2027-05-23",
    "reviewed_by": "none",
    "status": "current",
}
"""The required keys, each with a value that passes."""
OPTIONAL = ("search_words", "comparison", "template", "hide")
STATUSES = ("current",)
NO_REVIEWER = "none"
CREDENTIAL = re.compile(r"^\S.*\S, *[A-Z][\w.-]*(?:[ ,]+\S+)*$")
COMPARISON = ("how_it_works", "how_often_it_helps", "main_risks", "time_to_work", "where_given")
DESCRIPTION_LENGTH = range(40, 201)
MAIN_HEADING = re.compile(r"^#(?!#)[ \t]+(?P<text>.*?)[ \t#]*$", re.MULTILINE)
FENCED = re.compile(r"^[ ]{0,3}(`{3,}|~{3,}).*?^[ ]{0,3}\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Review:
    """What the reader is told of a page's review. `reviewer` is None before a clinician signed."""

    last_reviewed: date
    next_review: date
    reviewer: str | None
    overdue: bool


@dataclass(frozen=True)
class _Front:
    path: str
    source: str
    text: str
    """The YAML between the two lines of `---`."""
    meta: Mapping[str, object]
    today: date
    has_template: Callable[[str], bool]

    def at(self, key: str) -> tuple[int, int]:
        """Line and column of the key's value, or of the first line when the key is missing."""
        match = re.search(rf"^{re.escape(key)}[ ]*:[ ]*", self.text, re.MULTILINE)
        if not match:
            return 1, 1
        line_start = self.text.rfind("\n", 0, match.start()) + 1
        return self.text.count("\n", 0, match.start()) + 2, match.end() - line_start + 1

    def date(self, key: str) -> date | None:
        value = self.meta.get(key)
        return value if type(value) is date else None

    def say(self, rule: str, key: str, advice: str = "advice", **values: object) -> Finding:
        return found(rule, self.path, *self.at(key), advice, key=key, **values)


def split_front_matter(source: str) -> tuple[dict[str, object], int]:
    """The front matter and the number of the first line behind it, counted from 1.

    A source without front matter, or with one that cannot be read, gives an empty dict.
    """
    match = FRONT_MATTER.match(source)
    if not match:
        return {}, 1
    try:
        meta = yaml.safe_load(match["yaml"])
    except (yaml.YAMLError, ValueError):
        meta = None
    return (meta if isinstance(meta, dict) else {}), source.count("\n", 0, match.end()) + 1


def review_state(meta: Mapping[str, object], today: date) -> Review:
    """What to tell the reader. Raises KeyError or TypeError for front matter with findings."""
    last, due = meta["last_reviewed"], meta["next_review"]
    if not isinstance(last, date) or not isinstance(due, date):
        raise TypeError("review dates are dates in front matter without findings")
    reviewer = str(meta["reviewed_by"])
    return Review(last, due, None if reviewer == NO_REVIEWER else reviewer, due < today)


def find_problems(
    source: str, path: str, today: date, has_template: Callable[[str], bool] = lambda _: True
) -> list[Finding]:
    """Everything wrong with the front matter and main heading of the page at `path`.

    `has_template` says whether the theme has a template of that name; only a builder can know.
    """
    match = FRONT_MATTER.match(source)
    if not match:
        return [found("page-no-front-matter", path, 1, 1)]
    try:
        meta = yaml.safe_load(match["yaml"])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 2, mark.column + 1) if mark else (1, 1)
        return [found("page-yaml", path, *place, problem=error.problem or "it is not valid YAML")]
    except (yaml.YAMLError, ValueError) as error:
        return [found("page-yaml", path, 1, 1, problem=str(error).splitlines()[0].rstrip("."))]
    if not isinstance(meta, dict):
        return [found("page-yaml", path, 2, 1, problem="it is not a list of 'key: value' lines")]
    front = _Front(path, source, match["yaml"], meta, today, has_template)
    return sorted(problem for check in CHECKS for problem in check(front))


def keys_present(front: _Front) -> Iterator[Finding]:
    for key, example in EXAMPLES.items():
        if key not in front.meta:
            yield front.say("page-missing", key, example=example)


def keys_known(front: _Front) -> Iterator[Finding]:
    known = (*EXAMPLES, *OPTIONAL)
    for key in map(str, front.meta):
        if key not in known:
            line, _ = front.at(key)
            near = likely(key, known)
            advice = "advice" if near else "advice_plain"
            yield found(
                "page-unknown",
                front.path,
                line,
                1,
                advice,
                key=key,
                near=near,
                known=", ".join(known),
            )


def texts_filled(front: _Front) -> Iterator[Finding]:
    for key in ("title", "description"):
        value = front.meta.get(key, "text")
        if not isinstance(value, str) or not value.strip():
            shown = "empty" if value in (None, "") or not str(value).strip() else f"'{value}'"
            yield front.say("page-empty", key, value=shown)


def description_fits(front: _Front) -> Iterator[Finding]:
    value = front.meta.get("description")
    if isinstance(value, str) and value.strip() and len(value) not in DESCRIPTION_LENGTH:
        yield front.say("page-description-length", "description", length=len(value))


def dates_are_dates(front: _Front) -> Iterator[Finding]:
    for key in ("last_reviewed", "next_review"):
        if key in front.meta and front.date(key) is None:
            yield front.say(
                "page-date", key, value=_shown(front.meta[key]), example=front.today.isoformat()
            )


def last_review_is_past(front: _Front) -> Iterator[Finding]:
    last = front.date("last_reviewed")
    # A day of grace: an editor east of UTC reviews "tomorrow" by the clock of the build.
    if last and last > front.today + timedelta(days=1):
        yield front.say("page-date-future", "last_reviewed", value=last, today=front.today)


def reviews_in_order(front: _Front) -> Iterator[Finding]:
    last, due = front.date("last_reviewed"), front.date("next_review")
    if last and due and due <= last:
        yield front.say("page-date-order", "next_review", value=due, last=last)


def review_not_overdue(front: _Front) -> Iterator[Finding]:
    due = front.date("next_review")
    if due and due < front.today:
        yield front.say("page-overdue", "next_review", value=due)


def reviewer_named(front: _Front) -> Iterator[Finding]:
    if "reviewed_by" not in front.meta:
        return
    value = front.meta["reviewed_by"]
    if value != NO_REVIEWER and not (isinstance(value, str) and CREDENTIAL.match(value)):
        yield front.say("page-reviewer", "reviewed_by", value=_shown(value))


def status_known(front: _Front) -> Iterator[Finding]:
    if "status" in front.meta and front.meta["status"] not in STATUSES:
        yield front.say(
            "page-status", "status", value=_shown(front.meta["status"]), known=", ".join(STATUSES)
        )


def search_words_are_words(front: _Front) -> Iterator[Finding]:
    words = front.meta.get("search_words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        yield front.say("page-words", "search_words")


def comparison_complete(front: _Front) -> Iterator[Finding]:
    if "comparison" not in front.meta:
        return
    cells, known = front.meta["comparison"], ", ".join(COMPARISON)
    if not isinstance(cells, dict):
        yield found(
            "page-comparison",
            front.path,
            *front.at("comparison"),
            key="comparison",
            problem="is not a list of cells",
            known=known,
        )
        return
    for key in [*COMPARISON, *(str(key) for key in cells if key not in COMPARISON)]:
        if problem := _cell_problem(key, cells.get(key)):
            place = _cell_place(front, key)
            yield found(
                "page-comparison", front.path, *place, key=key, problem=problem, known=known
            )


def _cell_problem(key: str, value: object) -> str:
    if key not in COMPARISON:
        return "is not a column of the table"
    if not isinstance(value, str) or not value.strip():
        return "is missing or empty"
    return "" if "[^" in value else "has no citation"


def _cell_place(front: _Front, key: str) -> tuple[int, int]:
    match = re.search(rf"^(?P<blank>[ ]+){re.escape(key)}[ ]*:", front.text, re.MULTILINE)
    if not match:
        return front.at("comparison")
    return front.text.count("\n", 0, match.start()) + 2, len(match["blank"]) + 1


def template_exists(front: _Front) -> Iterator[Finding]:
    name = front.meta.get("template")
    if "template" in front.meta and not (isinstance(name, str) and front.has_template(name)):
        yield front.say("page-template", "template", value=_shown(name))


def no_main_heading(front: _Front) -> Iterator[Finding]:
    start = front.source.index(front.text) + len(front.text)
    body = FENCED.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), front.source[start:])
    for match in MAIN_HEADING.finditer(body):
        line = front.source.count("\n", 0, start + match.start()) + 1
        yield found("page-heading", front.path, line, 1, text=match["text"])


def _shown(value: object) -> str:
    return "" if value is None else str(value)


CHECKS: tuple[Callable[[_Front], Iterator[Finding]], ...] = (
    keys_present,
    keys_known,
    texts_filled,
    description_fits,
    dates_are_dates,
    last_review_is_past,
    reviews_in_order,
    review_not_overdue,
    reviewer_named,
    status_known,
    search_words_are_words,
    comparison_complete,
    template_exists,
    no_main_heading,
)
