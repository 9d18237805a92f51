"""Drawings in a page: `<!-- illustration: NAME -->` becomes the file NAME.svg, inside the HTML.

A drawing says what it shows in its title and description, and its caption is the title, or what
stands behind a bar: `<!-- illustration: NAME | Caption -->`. Its colours come from the style sheet
by class, so that dark, forced colours and paper are right. What is drawn is the author's business.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

from healthguide.findings import Finding, found, likely
from healthguide.spans import places

FOLDER = "illustrations"
"""Stands beside the reference library, in docs/."""
MARKER = re.compile(
    r"<!--[ \t]*+illustration:[ \t]*+(?P<name>(?:[^\s<>|]+(?:[ \t]++[^\s<>|]+)*)?)[ \t]*+"
    r"(?:\|[ \t]*+(?P<caption>(?:(?!-->)[^\n])*+))?-->"
)
TITLE = re.compile(r"<title>([^<]*)</title>")
WIDTH = 320
"""Units across: what a narrow phone shows, so that text of 16 units stays readable."""
VIEW = re.compile(rf"0 0 {WIDTH} [1-9]\d*")
CLASSES = (
    "drawn-box",
    "drawn-way",
    "drawn-line",
    "drawn-tip",
    "drawn-dot",
    "drawn-number",
    "drawn-strong",
)
"""What the style sheet knows; any other class would be drawn black, on dark too."""
ELEMENTS = ("svg", "title", "desc", "g", "text", "tspan", "path", "rect", "circle", "line")
# fmt: off
ATTRIBUTES = (
    "class", "x", "y", "dx", "dy", "width", "height", "rx", "ry", "cx", "cy", "r",
    "x1", "y1", "x2", "y2", "d", "transform",
)
# fmt: on
ROOT_ATTRIBUTES = ("xmlns", "viewBox")
NAMESPACE = re.compile(r'\s+xmlns="[^"]*"')
PROLOG = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)


@dataclass(frozen=True)
class Element:
    """A start tag: its name, attributes, offset in the source, and the text straight inside it."""

    tag: str
    attributes: Mapping[str, str]
    offset: int
    parent: str
    text: str


class EntityError(Exception):
    """Names an entity that a drawing declares: a few of them can stand for a million letters."""


def is_drawing(path: str) -> bool:
    """Whether a path below docs/ is a drawing to put into pages, not a file to publish."""
    place = PurePosixPath(path)
    return place.parent.name == FOLDER and place.suffix == ".svg"


def find_problems(text: str, source: str, path: str, names: Collection[str]) -> list[Finding]:
    """Everything wrong with the markers of the page at `path`; `names` are those of the files.

    `text` is the page without its fenced code, `source` the whole file.
    """
    problems: list[Finding] = []
    seen: set[str] = set()
    markers, place_of = list(_markers(text)), places(source)
    if not markers:
        return []
    offsets: dict[str, list[int]] = defaultdict(list)
    for one in MARKER.finditer(source):
        offsets[one[0]].append(one.start())
    left = Counter(match[0] for match, _ in markers)
    for match, is_alone in markers:
        name, there = match["name"], offsets[match[0]]
        place = place_of(there[-left[match[0]]]) if len(there) >= left[match[0]] else (1, 1)
        left[match[0]] -= 1
        near = likely(name, names)
        values = {"name": name, "near": near, "known": ", ".join(sorted(names)) or "none yet"}
        if name not in names:
            advice = "advice" if near else "advice_plain"
            problem = "does not exist"
        elif not is_alone:
            advice, problem = "advice_place", "does not stand on a line of its own"
        elif name in seen:
            advice, problem = "advice_twice", "stands on this page twice"
        else:
            seen.add(name)
            continue
        problems.append(found("page-illustration", path, *place, advice, problem=problem, **values))
    return problems


def find_drawing_problems(svg: str, path: str) -> list[Finding]:
    """Everything that keeps the drawing at `path` from being read, seen or heard by everyone."""
    try:
        elements = _elements(svg)
    except EntityError as error:
        problem = f"declares the entity '{error}', which could grow without end"
        line, column = places(svg)(max(svg.find("<!ENTITY"), 0))
        return [found("page-drawing", path, line, column, "advice_xml", problem=problem)]
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        advice, problem = "advice_xml", f"cannot be read: {words}"
        return [
            found("page-drawing", path, error.lineno, error.offset + 1, advice, problem=problem)
        ]
    place = places(svg)
    return [
        found("page-drawing", path, *place(offset), advice, problem=problem, **WORDS)
        for check in CHECKS
        for offset, advice, problem in check(elements, svg)
    ]


def read_drawings(files: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[Finding]]:
    """The drawings of these files (path and text) by name, empty where one has findings."""
    drawings, problems = {}, []
    for path, svg in files:
        found_here = find_drawing_problems(svg, path)
        problems += found_here
        drawings[PurePosixPath(path).stem] = "" if found_here else svg
    return drawings, problems


def with_drawings(markdown: str, drawings: Mapping[str, str]) -> str:
    """The Markdown, its fenced code taken out, with the drawings in the place of their markers."""
    parts, at = [], 0
    for match, is_alone in _markers(markdown):
        if is_alone and (svg := drawings.get(match["name"])):
            caption = html.escape((match["caption"] or "").strip())
            parts += [markdown[at : match.start()], as_html(match["name"], svg, caption)]
            at = match.end()
    return "".join([*parts, markdown[at:]])


def as_html(name: str, svg: str, caption: str = "") -> str:
    """The drawing as one image with a name and a description, whose ids carry its file's name.

    Below it stands the caption, escaped, else the title: who sees it reads its name as well.
    """
    title = TITLE.search(svg)
    caption = caption or (title[1].strip() if title else "")
    svg = NAMESPACE.sub("", PROLOG.sub("", svg), count=1).strip()
    says = f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
    for old, new in (
        ("<svg", f"<svg {says}"),
        ("<title>", f'<title id="{name}-title">'),
        ("<desc>", f'<desc id="{name}-desc">'),
    ):
        svg = svg.replace(old, new, 1)
    return f'<figure class="illustration">\n{svg}\n<figcaption>{caption}</figcaption>\n</figure>'


def _markers(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The markers outside of code, and whether each has a line of its own between blank ones."""
    place, lines = places(text), text.split("\n")
    ticks = {line: text.find("`") for line, text in enumerate(lines, 1)}
    for match in MARKER.finditer(text):
        line, column = place(match.start())
        if not 0 <= ticks[line] < column - 1:
            around = lines[max(line - 2, 0) : line - 1] + lines[line : line + 1]
            is_alone = lines[line - 1].rstrip() == match[0]
            yield match, is_alone and not any(one.strip() for one in around)


def _elements(svg: str) -> list[Element]:
    """The elements in order. Raises ExpatError when it is not well-formed XML."""
    content = svg.encode()
    parser = expat.ParserCreate("utf-8")
    open_elements: list[int] = []
    starts: list[tuple[str, dict[str, str], int, str]] = []
    texts: list[list[str]] = []
    read = decoded = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal read, decoded
        parent = starts[open_elements[-1]][0] if open_elements else ""
        decoded += len(content[read : parser.CurrentByteIndex].decode())
        read = parser.CurrentByteIndex
        open_elements.append(len(starts))
        starts.append((tag, attributes, decoded, parent))
        texts.append([])

    def text(data: str) -> None:
        texts[open_elements[-1]].append(data)

    def entity(name: str, *_: object) -> None:
        raise EntityError(name)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    parser.Parse(content, True)
    return [Element(*one, "".join(words)) for one, words in zip(starts, texts, strict=True)]


Problem = tuple[int, str, str]
"""Offset in the source, which advice, and what is wrong."""


def words_given(elements: list[Element], _: str) -> Iterator[Problem]:
    for tag in ("title", "desc"):
        said = [one for one in elements if one.tag == tag and one.parent == "svg"]
        if not said or not said[0].text.strip():
            yield said[0].offset if said else elements[0].offset, "advice", f"has no <{tag}>"


def view_fits_a_phone(elements: list[Element], _: str) -> Iterator[Problem]:
    view = elements[0].attributes.get("viewBox", "")
    if not VIEW.fullmatch(view):
        yield elements[0].offset, "advice_view", f"has the viewBox '{view}'"


def elements_known(elements: list[Element], _: str) -> Iterator[Problem]:
    for element in elements:
        if element.tag not in ELEMENTS:
            yield element.offset, "advice_element", f"holds a <{element.tag}>"


def attributes_known(elements: list[Element], svg: str) -> Iterator[Problem]:
    for place, element in enumerate(elements):
        for name, value in element.attributes.items():
            known = ROOT_ATTRIBUTES if place == 0 else ATTRIBUTES
            if name not in known or element.tag in ("title", "desc"):
                yield _offset_of(name, element, svg), "advice_attribute", f"sets {name}='{value}'"


def classes_known(elements: list[Element], svg: str) -> Iterator[Problem]:
    for element in elements:
        for name in element.attributes.get("class", "").split():
            if name not in CLASSES:
                yield _offset_of("class", element, svg), "advice_class", f"has the class '{name}'"


def _offset_of(attribute: str, element: Element, svg: str) -> int:
    match = re.compile(rf"\s{re.escape(attribute)}\s*=").search(svg, element.offset)
    return match.start() + 1 if match else element.offset


CHECKS = (words_given, view_fits_a_phone, elements_known, attributes_known, classes_known)
WORDS = {"width": WIDTH, "classes": ", ".join(CLASSES), "elements": ", ".join(ELEMENTS[3:])}
