"""The front matter of a page: what it must hold, and what the reader is told of the review.

It reads the source text alone; how the dates are shown is the template's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import yaml

from healthguide.findings import Finding, found, likely
from healthguide.pages import codes, withdrawn
from healthguide.pages.comparison import MARKER, NAME, SECTION, rows_of
from healthguide.spans import blanked
from healthguide.yaml_text import Position, Positions, composed, positions

FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
TEMPLATE = re.compile(r"""^template:[ \t]*["']?(?P<name>[^\s"'#]+)""", re.MULTILINE)
EXAMPLES = {
    "title": "Symptoms",
    "description": "The nine most common symptoms, and when to get help at once.",
    "last_reviewed": "2026-11-23",
    "next_review": "2027-05-23",
    "reviewed_by": "none",
    "status": "current",
}
"""The required keys, each with a value that passes."""
OPTIONAL = ("search_words", "comparison", "template", "hide", "changes", codes.KEY, *withdrawn.KEYS)
KNOWN = (*EXAMPLES, *OPTIONAL)
STATUSES = ("current", withdrawn.STATUS)
NO_REVIEWER = "none"
CREDENTIAL = re.compile(
    r"^(?=.{3,200}$)\S.*\S, *(?=\S*[A-Z]\S*[A-Z])[A-Z][\w.-]*(?:[ ,]++[^\s,]++)*+$"
)
"""A name, a comma and a word with two capitals: 'MD', 'PhD', 'Psy.D.', not 'Roe, Jane'."""
HIDDEN = ("toc",)
"""The parts that `hide` can take from a page."""
DESCRIPTION_LENGTH = range(40, 201)
CELL_WORDS, SHORT_CELL = 20, 3
"""The most words of a cell, and of one that may stand without a citation: "Not a drug"."""
MARK = re.compile(r"\[\^[^\[\]]*\]")
# What Python-Markdown makes a heading: it asks for no blank behind '#', so '#988' is one too.
MAIN_HEADING = re.compile(
    r"(?:[ ]{0,3}(?:(?:>|[-*+]|\d+\.)[ ]+)+)?(?P<mark>#)(?!#)[ \t]*(?P<text>.*)"
)
UNDERLINE = re.compile(r"=+[ ]*")
CODE = re.compile(
    r"<!--|^[ >]*(?P<fence>`{3,}|~{3,})[^`\n]*$|<(?P<tag>pre|script|style|textarea)\b",
    re.MULTILINE | re.IGNORECASE,
)
"""Where something begins in which '#' is no heading."""


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
    body: str
    first_line: int
    """The number of the body's first line."""
    meta: Mapping[str, object]
    positions: Positions
    today: date
    has_template: Callable[[str], bool]
    is_current: Callable[[str], bool]
    cells: Sequence[str]

    def at(self, key: str) -> Position:
        """Where the key's value stands, or the first line when the key is missing."""
        return self.positions.values.get(key, (1, 1))

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
        meta = composed(match["yaml"])[1]
    except (yaml.YAMLError, ValueError):
        meta = None
    return (meta if isinstance(meta, dict) else {}), source.count("\n", 0, match.end()) + 1


def template_of(source: str) -> str:
    """The template that a page names, or nothing; read without the cost of reading the rest."""
    front = FRONT_MATTER.match(source)
    template = front and TEMPLATE.search(front["yaml"])
    return template["name"] if template else ""


def is_withdrawn(source: str) -> bool:
    """Whether a page is withdrawn, however YAML writes it; read as quickly where it is not."""
    front = FRONT_MATTER.match(source)
    if not front or withdrawn.STATUS not in front["yaml"]:
        return False
    return withdrawn.is_withdrawn(split_front_matter(source)[0])


def review_state(meta: Mapping[str, object], today: date) -> Review | None:
    """What to tell the reader, or None for a page that does not say when it was reviewed."""
    last, due = meta.get("last_reviewed"), meta.get("next_review")
    if type(last) is not date or type(due) is not date:  # a time is no day
        return None
    reviewer = str(meta.get("reviewed_by", NO_REVIEWER))
    overdue = due < today and not withdrawn.is_withdrawn(meta)
    return Review(last, due, None if reviewer == NO_REVIEWER else reviewer, overdue)


def find_problems(
    source: str,
    path: str,
    today: date,
    cells: Sequence[str] = (),
    has_template: Callable[[str], bool] = lambda _: True,
    is_current: Callable[[str], bool] = lambda _: True,
) -> list[Finding]:
    """Everything wrong with the front matter and main heading of the page at `path`.

    `cells` are the names of a row's cells in the comparison table of the guide. `has_template` says
    whether the theme has a template of that name; only a builder can know. `is_current` says of a
    path in the folder of pages whether another page stands there that is not withdrawn.
    """
    source = source.replace("\r\n", "\n")
    match = FRONT_MATTER.match(source)
    if not match:
        opened = re.match(r"\ufeff?---[ \t]*\n", source)
        advice = "advice_unclosed" if opened else "advice"
        return [found("page-no-front-matter", path, 1, 1, advice)]
    text = match["yaml"]
    try:
        node, meta = composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = (mark.line + 2, mark.column + 1) if mark else (1, 1)
        return [
            found("page-yaml", path, *position, problem=error.problem or "it is not valid YAML")
        ]
    except yaml.reader.ReaderError as error:
        line, before = text.count("\n", 0, error.position), text[: error.position]
        position = (line + 2, len(before) - before.rfind("\n"))
        return [found("page-yaml", path, *position, problem="it holds an unprintable character")]
    except (yaml.YAMLError, ValueError) as error:
        return [found("page-yaml", path, 1, 1, problem=str(error).splitlines()[0].rstrip("."))]
    if not isinstance(meta, dict) or not isinstance(node, yaml.MappingNode):
        return [found("page-yaml", path, 2, 1, problem="it is not a list of 'key: value' lines")]
    front = _Front(
        path,
        source[match.end() :],
        source.count("\n", 0, match.end()) + 1,
        meta,
        positions(node, first_line=2),
        today,
        has_template,
        is_current,
        cells,
    )
    return sorted(finding for check in CHECKS for finding in check(front))


def keys_present(front: _Front) -> Iterator[Finding]:
    misspelt = {likely(str(key), EXAMPLES) for key in front.meta if key not in KNOWN}
    for key, example in EXAMPLES.items():
        if key not in front.meta and key not in misspelt:
            yield front.say("page-missing", key, example=example)


def keys_known(front: _Front) -> Iterator[Finding]:
    for key in map(str, front.meta):
        if key not in KNOWN:
            near, position = likely(key, KNOWN), front.positions.keys.get(key, (1, 1))
            advice, known = "advice" if near else "advice_plain", ", ".join(KNOWN)
            yield found(
                "page-unknown", front.path, *position, advice, key=key, near=near, known=known
            )


def keys_single(front: _Front) -> Iterator[Finding]:
    for key, position in front.positions.doubled:
        yield found("page-duplicate", front.path, *position, key=key)


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
    if due and due < front.today and not withdrawn.is_withdrawn(front.meta):
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


def withdrawn_says_why(front: _Front) -> Iterator[Finding]:
    """And what to read, if anything; a current page says neither."""
    if not withdrawn.is_withdrawn(front.meta):
        for key in [key for key in withdrawn.KEYS if key in front.meta]:
            at = front.positions.keys.get(key, (1, 1))
            values = {"key": key, "problem": "is for a withdrawn page"}
            yield found("page-withdrawn", front.path, *at, "advice_status", **values)
        return
    reason = front.meta.get(withdrawn.REASON)
    if not isinstance(reason, str) or not reason.strip():
        at = front.at(withdrawn.REASON if withdrawn.REASON in front.meta else "status")
        values = {"key": withdrawn.REASON, "problem": "is missing or empty"}
        yield found("page-withdrawn", front.path, *at, **values)
    page = front.meta.get(withdrawn.REPLACEMENT)
    if withdrawn.REPLACEMENT in front.meta and not (
        isinstance(page, str) and front.is_current(page)
    ):
        problem = f"is '{_shown(page)}', which is no current page of the guide"
        key = withdrawn.REPLACEMENT
        yield front.say("page-withdrawn", key, "advice_replacement", problem=problem)


def changes_are_told(front: _Front) -> Iterator[Finding]:
    """Each with a day of its own, by which a feed knows it, and a word on what changed."""
    value = front.meta.get("changes", [])
    if not isinstance(value, list) or ("changes" in front.meta and not value):
        yield front.say("page-changes", "changes", problem="there is no list")
        return
    days: set[object] = set()
    for number, one in enumerate(value):
        for key, problem in _change_problems(one, days, front.today):
            at = front.positions.keys.get(f"changes.{number}.{key}")
            first = next(iter(one), "") if isinstance(one, dict) else ""
            at = at or front.positions.keys.get(f"changes.{number}.{first}") or front.at("changes")
            yield found("page-changes", front.path, *at, problem=problem)


def _change_problems(one: object, days: set[object], today: date) -> Iterator[tuple[str, str]]:
    """The key, and what is wrong with it; `days` are those of the changes before it."""
    if not isinstance(one, dict):
        yield "", f"the change '{_shown(one)}' is not a record"
        return
    day, text = one.get("date"), one.get("text")
    if type(day) is not date or day > today + timedelta(days=1):
        yield "date", f"'date' is '{_shown(day)}', not a day that has come"
    elif day in days:
        yield "date", f"two changes have the date {day}; join them in one"
    days.add(day)
    if not isinstance(text, str) or not text.strip():
        yield "text", "'text' is missing or empty"
    if not isinstance(one.get("clinical", True), bool):
        yield "clinical", f"'clinical' is '{_shown(one['clinical'])}', not true or false"
    for key in one:
        if key not in ("date", "text", "clinical"):
            yield str(key), f"'{key}' is not known"


def codes_have_their_form(front: _Front) -> Iterator[Finding]:
    for name, problem in codes.problems(front.meta[codes.KEY]) if codes.KEY in front.meta else ():
        at = front.positions.values.get(f"{codes.KEY}.{name}") or front.at(codes.KEY)
        if name not in codes.SYSTEMS:
            at = front.positions.keys.get(f"{codes.KEY}.{name}") or at
        yield found("page-codes", front.path, *at, problem=problem, known=", ".join(codes.SYSTEMS))


def search_words_are_words(front: _Front) -> Iterator[Finding]:
    words = front.meta.get("search_words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        yield front.say("page-words", "search_words")


def hides_what_it_can(front: _Front) -> Iterator[Finding]:
    values = front.meta.get("hide", [])
    for value in values if isinstance(values, list) else [values]:
        if value not in HIDDEN:
            position = front.positions.keys.get(f"hide.{value}") or front.at("hide")
            known = ", ".join(HIDDEN)
            yield found("page-hide", front.path, *position, value=_shown(value), known=known)


def comparison_complete(front: _Front) -> Iterator[Finding]:
    def wrong(key: str, position: Position, problem: str, advice: str = "advice") -> Finding:
        known = ", ".join(front.cells)
        return found(
            "page-comparison", front.path, *position, advice, key=key, problem=problem, known=known
        )

    marker = front.body.find(MARKER)
    if marker >= 0 and not front.cells:
        position = (front.first_line + front.body.count("\n", 0, marker), 1)
        yield wrong(MARKER, position, "has no table to stand for", "advice_columns")
    if "comparison" not in front.meta:
        return
    rows, position = rows_of(front.meta), front.at("comparison")
    if not front.cells:
        yield wrong("comparison", position, "has no table to stand in", "advice_columns")
    elif not rows:
        yield wrong("comparison", position, "is not a list of cells")
    for number, row in enumerate(rows or () if front.cells else ()):
        is_list = isinstance(front.meta["comparison"], list)
        prefix = f"comparison.{number}" if is_list else "comparison"
        if len(rows or ()) > 1 and not row.get(NAME):
            at = front.positions.keys.get(f"{prefix}.{next(iter(row), '')}") or position
            yield wrong(NAME, at, "is missing or empty", "advice_name")
        for key in [*front.cells, *(str(key) for key in row if key not in front.cells)]:
            if problem := _cell_problem(key, row.get(key), front.cells):
                at = front.positions.keys.get(f"{prefix}.{key}") or position
                yield wrong(key, at, problem)


def _cell_problem(key: str, value: object, known: Sequence[str]) -> str:
    is_text = isinstance(value, str) and bool(value.strip())
    if key in (NAME, SECTION):
        return "" if is_text else "is missing or empty"
    if key not in known:
        return "is not a column of the table"
    if not is_text:
        return "is missing or empty"
    words = MARK.sub("", str(value)).split()
    if not MARK.search(str(value)) and (len(words) > SHORT_CELL or re.search(r"\d", str(value))):
        return "has no citation"
    return f"has {len(words)} words, more than {CELL_WORDS}" if len(words) > CELL_WORDS else ""


def template_exists(front: _Front) -> Iterator[Finding]:
    name = front.meta.get("template")
    if "template" in front.meta and not (isinstance(name, str) and front.has_template(name)):
        yield front.say("page-template", "template", value=_shown(name))


def no_main_heading(front: _Front) -> Iterator[Finding]:
    lines = _without_code(front.body).split("\n")
    for index, line in enumerate(lines):
        text, column = "", 1
        if "#" in line and (match := MAIN_HEADING.match(line)):
            text, column = match["text"].rstrip(" \t#"), match.start("mark") + 1
        elif index + 1 < len(lines) and UNDERLINE.fullmatch(lines[index + 1]):
            starts_block = index == 0 or not lines[index - 1].strip()
            text = line.strip() if starts_block else ""
        if text:
            position = (front.first_line + index, column)
            yield found("page-heading", front.path, *position, text=text)


def _without_code(body: str) -> str:
    """The body with blanks for code and comments; what is never closed is neither."""
    return blanked(body, CODE, _end_of_code)


def _end_of_code(opening: re.Match[str]) -> str:
    if opening["fence"]:
        return rf"^[ >]*{opening['fence']}[`~]*[ \t]*$"
    return rf"</{opening['tag']}\s*>" if opening["tag"] else "-->"


def _shown(value: object) -> str:
    return "" if value is None else str(value)


CHECKS: tuple[Callable[[_Front], Iterator[Finding]], ...] = (
    keys_present,
    keys_known,
    keys_single,
    texts_filled,
    description_fits,
    dates_are_dates,
    last_review_is_past,
    reviews_in_order,
    review_not_overdue,
    reviewer_named,
    status_known,
    withdrawn_says_why,
    changes_are_told,
    codes_have_their_form,
    search_words_are_words,
    hides_what_it_can,
    comparison_complete,
    template_exists,
    no_main_heading,
)
