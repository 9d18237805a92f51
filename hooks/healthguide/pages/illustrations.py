"""Drawings in a page: `<!-- illustration: NAME -->` becomes the file NAME.svg, inside the HTML.

A drawing says what it shows in its title and description; its colours come from the style sheet
by class, so that dark, forced colours and paper are right. What is drawn is the author's business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

from healthguide.findings import Finding, found, likely

FOLDER = "illustrations"
"""Stands beside the reference library, in docs/."""
MARKER = re.compile(r"<!--[ \t]*illustration:[ \t]*(?P<name>[^\n]*?)[ \t]*-->")
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
    left = Counter(match[0] for match, _ in _markers(text))
    for match, is_alone in _markers(text):
        name = match["name"]
        offsets = [one.start() for one in re.finditer(re.escape(match[0]), source)]
        place = _place(source, offsets[-left[match[0]]]) if offsets else (1, 1)
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
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        advice, problem = "advice_xml", f"cannot be read: {words}"
        return [
            found("page-drawing", path, error.lineno, error.offset + 1, advice, problem=problem)
        ]
    return [
        found("page-drawing", path, *_place(svg, offset), advice, problem=problem, **WORDS)
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
    for match, is_alone in reversed(list(_markers(markdown))):
        if is_alone and (svg := drawings.get(match["name"])):
            html = as_html(match["name"], svg)
            markdown = markdown[: match.start()] + html + markdown[match.end() :]
    return markdown


def as_html(name: str, svg: str) -> str:
    """The drawing as one image with a name and a description, whose ids carry its file's name."""
    svg = NAMESPACE.sub("", PROLOG.sub("", svg), count=1).strip()
    says = f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
    for old, new in (
        ("<svg", f"<svg {says}"),
        ("<title>", f'<title id="{name}-title">'),
        ("<desc>", f'<desc id="{name}-desc">'),
    ):
        svg = svg.replace(old, new, 1)
    return f'<figure class="illustration">\n{svg}\n</figure>'


def _markers(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The markers outside of code, and whether each has a line of its own between blank ones."""
    for match in MARKER.finditer(text):
        above, _, before = text[: match.start()].rpartition("\n")
        behind, _, below = text[match.end() :].partition("\n")
        neighbours = above.rpartition("\n")[2], behind, below.partition("\n")[0]
        if "`" not in before:
            yield match, not before and not any(line.strip() for line in neighbours)


def _elements(svg: str) -> list[Element]:
    """The elements in order. Raises ExpatError when it is not well-formed XML."""
    content = svg.encode()
    parser = expat.ParserCreate("utf-8")
    open_elements: list[int] = []
    starts: list[tuple[str, dict[str, str], int, str]] = []
    texts: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        parent = starts[open_elements[-1]][0] if open_elements else ""
        offset = len(content[: parser.CurrentByteIndex].decode())
        open_elements.append(len(starts))
        starts.append((tag, attributes, offset, parent))
        texts.append("")

    def text(data: str) -> None:
        texts[open_elements[-1]] += data

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    parser.CharacterDataHandler = text
    parser.Parse(content, True)
    return [Element(*values, words) for values, words in zip(starts, texts, strict=True)]


def _place(svg: str, offset: int) -> tuple[int, int]:
    return svg.count("\n", 0, offset) + 1, offset - svg.rfind("\n", 0, offset)


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
