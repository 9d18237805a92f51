"""Whether the crisis block can be seen, read and reached under the styles that a page is shipped
with: in every window, in the dark, with and without a script, and on paper.

`cascade` says which values win; here stands what hides. It judges no markup: `block` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import tinycss2  # type: ignore[import-untyped]  # the package ships no types
from lxml import etree
from lxml import html as lxml_html

from healthguide.crisis.cascade import (
    SAME,
    WORDS,
    Matched,
    Rules,
    Style,
    Tokens,
    Values,
    Window,
    cascaded,
    colour_of,
    match,
    pixels,
    windows,
    wrapped,
)

HIDES, MOVES, SHRINKS = "hides", "moves out of view", "shrinks"
FADES, COVERS, DEADENS = "makes unreadable", "covers", "makes it impossible to tap in"
SAID = re.compile(
    r"""(?:className\s*\+?=\s*|classList\.(?:add|toggle|replace)\(\s*|setAttribute\(\s*)
    ["'`](?:data-)?(?P<name>[\w-]+) | dataset\.(?P<data>\w+)""",
    re.VERBOSE,
)
"""Names that a script gives to an element."""
WHOLE_PAGE = re.compile(r"(?:documentElement|document\.body).{0,200}", re.DOTALL)
MOST_STATES = 8
BLOCK_HEIGHT, LINE = 160.0, 16.0
"""About how tall the block and a line of it are, in pixels; what is relative to them needs it."""
SMALLEST_FONT, LEAST_CONTRAST, LEAST_OPACITY = 6.0, 3.0, 0.5
WHITE, BLACK, LINK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.933)
FONT_SIZES = dict(zip(WORDS, (9.0, 10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0), strict=True))
Rgb = tuple[float, float, float]


@dataclass(frozen=True, order=True)
class Hiding:
    """A style that takes the block, or a part of it, from a reader."""

    path: str
    line: int
    column: int
    style: str
    selector: str
    how: str
    where: str


@dataclass(frozen=True)
class _Box:
    """What is known of an element in one window; `cause` is why nothing in it can be used."""

    values: Values = field(default_factory=dict)
    font: float = 16
    sized: Style | None = None
    """What gives the size of letters."""
    root: float = 16
    opacity: float = 1
    right: float = 0
    down: float = 0
    ground: Rgb | None = WHITE
    painted: Style | None = None
    """What gives the ground."""
    colour: Rgb | None = BLACK
    cause: tuple[str, Style] | None = None


def find_hiding(
    document: lxml_html.HtmlElement, path: str, rules: Rules, scripts: Collection[str] = ()
) -> list[Hiding]:
    """Every style that hides the block of a page. `scripts` are the names that its scripts say."""
    block = block_of(document)
    if block is None:
        return []
    around = [*reversed([*block.iterancestors()]), block]
    inside = [
        element
        for element in block.iterdescendants(etree.Element)
        if element.tag != "svg" and not any(True for _ in element.iterancestors("svg"))
    ]
    told: dict[tuple[str, Style], list[Window]] = {}
    shown: list[Window] = []
    before: object = None
    written = match(rules, document, [*around, *inside], path)
    for state in _states(rules, scripts):
        with _changed(document, state):
            fitting = match(rules, document, [*around, *inside], path)
        for element in around[:-1]:  # which of the names a script gives to these is not known
            known = set(written[element])
            fitting[element] = [
                one if one in known else _only_colours(one) for one in fitting[element]
            ]
        if (now := [one for some in fitting.values() for one in some]) == before:
            continue
        before = now
        asked = frozenset(query for one in now for query in one.media)
        for window in windows(asked):
            shown.append(window)
            for cause in _causes(around, inside, fitting, rules, window):
                told.setdefault(cause, []).append(window)
    return sorted({_hiding(*cause, some, shown) for cause, some in told.items()})


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def said_by(script: str) -> frozenset[str]:
    """The names that a script may give to the page's first element, or its body."""
    return frozenset(
        match["name"] or match["data"]
        for near in WHOLE_PAGE.findall(script)
        for match in SAID.finditer(near)
    )


def block_of(document: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    """The block, which is known by its class."""
    return next((e for e in document.iter("section") if "crisis" in e.classes), None)


def _hiding(how: str, style: Style, some: Sequence[Window], shown: Sequence[Window]) -> Hiding:
    style = style.cause
    where = "" if set(some) == set(shown) else " in some windows"
    if all(window.paper for window in some):
        where = " on paper"
    elif where and all(window.dark for window in some):
        where = " in the dark"
    return Hiding(
        style.path, style.line, style.column, _short(str(style)), _short(style.selector), how, where
    )


def _only_colours(one: Matched) -> Matched:
    styles = [style for style in one.styles if style.name.startswith(("--", "color", "background"))]
    return replace(one, styles=tuple(styles))


def _states(rules: Rules, scripts: Collection[str]) -> Iterator[Mapping[str, str]]:
    """What a page's first element says: as written, and as its scripts may change it."""
    yield {}
    if not scripts:
        return
    classes = " ".join(sorted(scripts))
    yield {"class": classes}
    asked = sorted(pair for pair in rules.attributes if pair[0].removeprefix("data-") in scripts)
    for name, value in asked[:MOST_STATES]:
        yield {"class": classes, name: value}


@contextmanager
def _changed(root: lxml_html.HtmlElement, state: Mapping[str, str]) -> Iterator[None]:
    """The page while its first element, and the classes of its body, say otherwise."""
    changed = [root, *(root.iterchildren("body") if state else ())]
    kept = [dict(element.attrib) for element in changed]
    for element in changed:
        old = element.get("class", "")
        element.attrib.update(state if element is root else {"class": state["class"]})
        if "class" in state:
            element.set("class", f"{old} {state['class']}".strip())
    try:
        yield
    finally:
        for element, attributes in zip(changed, kept, strict=True):
            element.attrib.clear()
            element.attrib.update(attributes)


Fitting = Mapping[lxml_html.HtmlElement, Sequence[Matched]]


def _causes(
    around: Sequence[lxml_html.HtmlElement],
    inside: Sequence[lxml_html.HtmlElement],
    fitting: Fitting,
    rules: Rules,
    window: Window,
) -> Iterator[tuple[str, Style]]:
    box, boxes = _Box(), {}
    for element in around:
        box = boxes[element] = _inside(box, element, fitting, rules, window, element is around[-1])
    for element in inside:
        parent = boxes[element.getparent()]
        boxes[element] = _inside(parent, element, fitting, rules, window, False)
    for element in inside:
        texts = [element.text, *(child.tail for child in element)]
        is_text = any(text and text.strip() for text in texts)
        if is_text and _is_needed(element, window):
            cause = boxes[element].cause or _unreadable(element, boxes[element])
            if cause:
                yield cause
    for element in (*around, *inside):
        yield from _covered(boxes[element], fitting[element], window)


def _is_needed(element: lxml_html.HtmlElement, window: Window) -> bool:
    """On a screen the link, and on paper the address beside it; both need not be there."""
    if "crisis-print" in element.classes:
        return window.paper
    if window.paper and element.tag == "a":
        return not any("crisis-print" in other.classes for other in element.itersiblings())
    return True


def _inside(
    parent: _Box,
    element: lxml_html.HtmlElement,
    fitting: Fitting,
    rules: Rules,
    window: Window,
    is_block: bool,
) -> _Box:
    is_link = element.tag == "a" and element.get("href") is not None
    given = {**parent.values, "font-size": SAME}
    values = cascaded(fitting[element], window, given, own=("color",) if is_link else ())
    box = replace(parent, values=values)
    root = parent.root if element.getparent() is not None else 16
    sized = values.get("font-size", SAME)
    font = _font(sized, parent.font, root, window)
    box = replace(box, font=font, root=root if element.getparent() is not None else font)
    box = replace(box, sized=parent.sized if sized is SAME else sized)
    box = _coloured(box, parent, is_link, window)
    if box.cause is None:
        causes = (check(box, window, is_block) for check in BOX_CHECKS)
        box = replace(box, cause=next(filter(None, causes), None))
    if box.cause is None:
        box = _moved(_faded(box), window)
    if box.cause is None:
        box = replace(box, cause=_animated(box, rules))
    return box


def _word(style: Style | None) -> str:
    return style.text.lower() if style else ""


def _size(
    box: _Box, name: str, whole: float, window: Window, default: float | None = None
) -> float | None:
    style = box.values.get(name)
    size = pixels(style.value, box.font, box.root, whole, window) if style else None
    return default if size is None else size


def _font(style: Style | None, parent: float, root: float, window: Window) -> float:
    word = _word(style)
    if style is None or style is SAME:
        return parent
    if word in FONT_SIZES:
        return FONT_SIZES[word]
    if word in ("smaller", "larger"):
        return parent / 1.2 if word == "smaller" else parent * 1.2
    size = pixels(style.value, parent, root, parent, window)
    return parent if size is None else size


def _not_rendered(box: _Box, window: Window, is_block: bool) -> tuple[str, Style] | None:
    for name, words in HIDING_WORDS.items():
        if _word(box.values.get(name)) in words:
            return HIDES, box.values[name]
    return None


HIDING_WORDS = {
    "display": ("none", "table-column", "table-column-group"),
    "content-visibility": ("hidden",),
    "interactivity": ("inert",),
}


def _cut(box: _Box, window: Window, is_block: bool) -> tuple[str, Style] | None:
    position = _word(box.values.get("position"))
    clip = box.values.get("clip")
    if clip and _word(clip) != "auto" and position in ("absolute", "fixed"):
        return HIDES, clip
    path = box.values.get("clip-path")
    if path and _left(path, window) < 0.5:
        return HIDES, path
    for name in ("mask", "mask-image"):
        if (mask := box.values.get(name)) and _word(mask) not in ("none", ""):
            return HIDES, mask
    content = box.values.get("content")
    if content and _word(content) not in ("normal", "none", ""):
        return HIDES, content
    for name in ("-webkit-line-clamp", "line-clamp"):
        if (clamp := box.values.get(name)) and _word(clamp) != "none" and _clips(box):
            return HIDES, clamp
    return None


def _left(path: Style, window: Window) -> float:
    """About how much of a box its `clip-path` leaves, from 0 to 1."""
    shape = next((token for token in path.value if token.type == "function"), None)
    if shape is None:
        return 1
    numbers = [
        pixels([token], whole=100, window=window)
        for token in shape.arguments
        if token.type in ("percentage", "dimension", "number")
    ]
    known = [number for number in numbers if number is not None]
    if shape.lower_name == "inset":
        top, right, bottom, left = ([*known, *known, *known, *known] * 2)[:4] if known else [0] * 4
        if len(known) == 3:
            right, bottom, left = known[1], known[2], known[1]
        return max(0, 100 - top - bottom) * max(0, 100 - left - right) / 1e4
    if shape.lower_name in ("circle", "ellipse"):
        return min(1.0, min(known[:2] or [100.0]) / 50)
    if shape.lower_name == "polygon" and len(known) >= 6 and len(known) % 2 == 0:
        points = list(zip(known[::2], known[1::2], strict=True))
        turned = zip(points, [*points[1:], points[0]], strict=True)
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in turned)) / 2e4
    return 0 if shape.lower_name in ("polygon", "path", "shape", "xywh", "rect") else 1


def _clips(box: _Box) -> bool:
    words = {_word(box.values.get(f"overflow-{axis}")) for axis in "xy"}
    return not words <= {"", "visible"} or _word(box.values.get("contain")) in (
        "paint",
        "content",
        "strict",
    )


def _small(box: _Box, window: Window, is_block: bool) -> tuple[str, Style] | None:
    is_inline = _word(box.values.get("display")) == "inline"
    contained = box.values.get("contain")
    if is_block and contained and re.search("size|strict", _word(contained)):
        return SHRINKS, contained
    for name, whole in (("width", window.width), ("height", window.height)):
        least = (100.0 if is_block else 10.0) if name == "height" else 120.0 if is_block else 16.0
        for key in (name, f"max-{name}"):
            size = _size(box, key, whole, window)
            if size is None or is_inline or (not is_block and not _clips(box)):
                continue
            if size < least and (_size(box, f"min-{name}", whole, window) or 0) < least:
                return SHRINKS, box.values[key]
    return None


def _behind(box: _Box, window: Window, is_block: bool) -> tuple[str, Style] | None:
    layer = box.values.get("z-index")
    is_placed = _word(box.values.get("position")) not in ("", "static")
    if layer and is_placed and _word(layer).startswith("-"):
        return COVERS, layer
    return None


def _filtered(box: _Box, window: Window, is_block: bool) -> tuple[str, Style] | None:
    style = box.values.get("filter")
    for token in style.value if style else ():
        if style is None or token.type != "function":
            continue
        value = pixels(token.arguments, box.font, box.root, 1, window)
        bad = FILTERED.get(token.lower_name)
        if bad and value is not None and bad(value):
            return FADES, style
    return None


FILTERED: dict[str, Callable[[float], bool]] = {
    "opacity": lambda value: value < LEAST_OPACITY,
    "brightness": lambda value: value < 0.3 or value > 4,
    "contrast": lambda value: value < 0.3,
    "blur": lambda value: value >= 2,
}
BOX_CHECKS: tuple[Callable[[_Box, Window, bool], tuple[str, Style] | None], ...] = (
    _not_rendered,
    _cut,
    _small,
    _behind,
    _filtered,
)
"""What is asked of each element of the block and around it: nothing in it is to be lost."""


def _faded(box: _Box) -> _Box:
    style = box.values.get("opacity")
    if style is None:
        return box
    share = pixels(style.value, whole=1)
    opacity = box.opacity * (1 if share is None else min(1, max(0, share)))
    cause = (HIDES if opacity < 0.1 else FADES, style) if opacity < LEAST_OPACITY else None
    return replace(box, opacity=opacity, cause=cause)


def _moved(box: _Box, window: Window) -> _Box:
    """The box with all that moves it added up; too far out of the window is out of view."""
    moves: list[tuple[float, float, Style]] = []
    size: float | None
    position = _word(box.values.get("position"))
    for side, across, along in (("left", 1, 0), ("right", -1, 0), ("top", 0, 1), ("bottom", 0, -1)):
        whole = window.width if across else window.height
        for key in (side, f"margin-{side}"):
            is_margin = key.startswith("margin")
            if not is_margin and position in ("", "static"):
                continue
            size = _size(box, key, window.width if is_margin else whole, window)
            if size and (side in ("left", "top") or (not is_margin and size != 0)):
                moves.append((across * size, along * size, box.values[key]))
    for key in ("transform", "translate", "scale", "rotate", "zoom"):
        if style := box.values.get(key):
            right_by, down_by, share = _transformed(key, style, box, window)
            if share < 0.3:
                return replace(box, cause=(SHRINKS, style))
            moves.append((right_by, down_by, style))
    right, down = box.right, box.down
    for right_by, down_by, _ in moves:
        right, down = right + right_by, down + down_by
    if moves and not (-40 <= right < window.width / 2 and -32 <= down < 600):
        *_, style = max(moves, key=lambda move: abs(move[0]) + abs(move[1]))
        return replace(box, cause=(MOVES, style))
    return replace(box, right=right, down=down)


def _transformed(key: str, style: Style, box: _Box, window: Window) -> tuple[float, float, float]:
    """How far a value moves its box to the right and down, and what share of its size is left."""

    def size(tokens: Tokens, whole: float) -> float:
        return pixels(tokens, box.font, box.root, whole, window) or 0

    if key == "rotate" and "z" not in _word(style) and re.search(r"\b[xy]\b|1 0|0 1", _word(style)):
        return 0, 0, _flat(_word(style))
    if key in ("zoom", "scale"):
        shares = [pixels([t], whole=1) for t in style.value if t.type in ("number", "percentage")]
        known = [abs(share) for share in shares[:2] if share is not None]
        return 0, 0, 1 if key == "zoom" and known[:1] == [0] else min(known or [1])
    if key == "translate":
        parts = [token for token in style.value if token.type != "whitespace"]
        return size(parts[:1], window.width), size(parts[1:2], BLOCK_HEIGHT), 1
    right, down, share = 0.0, 0.0, 1.0
    for token in style.value if key == "transform" else ():
        if token.type != "function":
            continue
        name = token.lower_name
        parts = [
            part
            for part in token.arguments
            if part.type != "whitespace" and not (part.type == "literal" and part.value == ",")
        ]
        if name.startswith("translate"):
            first, second = parts[:1], parts[1:2]
            if name == "translatey":
                first, second = [], parts[:1]
            right += size(first, window.width) if first else 0
            down += size(second, BLOCK_HEIGHT) if second else 0
        elif name.startswith("scale"):
            share *= min([abs(size([part], 1)) for part in parts[:2]] or [1])
        elif name in ("rotatex", "rotatey", "skewx", "skewy", "skew"):
            share *= _flat(" ".join(f"{tinycss2.serialize([part])}" for part in parts))
        elif name == "matrix" and len(parts) == 6:
            a, b, c, d, e, f = (size([part], 1) for part in parts)
            share *= abs(a * d - b * c) ** 0.5
            right, down = right + e, down + f
        elif name == "matrix3d":
            share = 0
    return right, down, share


def _flat(text: str) -> float:
    """What a turn out of the plane leaves: nothing at a quarter."""
    degrees = sum(
        float(value) * {"deg": 1, "turn": 360, "rad": 57.3, "grad": 0.9}[unit]
        for value, unit in re.findall(r"(-?[\d.]+)(deg|turn|grad|rad)", text)
    )
    return abs(abs(degrees) % 180 - 90) / 90


def _animated(box: _Box, rules: Rules) -> tuple[str, Style] | None:
    """An animation may end, and stay, in what hides."""
    for token in box.values["animation-name"].value if "animation-name" in box.values else ():
        for style in rules.frames.get(getattr(token, "value", ""), ()):
            word = _word(style)
            if (style.name == "opacity" and pixels(style.value, whole=1) == 0) or (
                (style.name, word) in (("visibility", "hidden"), ("display", "none"))
            ):
                return HIDES, style
    return None


def _coloured(box: _Box, parent: _Box, is_link: bool, window: Window) -> _Box:
    colour = parent.colour
    if style := box.values.get("color"):
        if style is not SAME and style is not parent.values.get("color"):
            colour = _rgb(style.value, parent.colour, parent.ground, window)
    elif is_link:
        colour = LINK
    box = replace(box, colour=colour)
    exact = "exact" in (
        _word(box.values.get("print-color-adjust")),
        _word(box.values.get("-webkit-print-color-adjust")),
    )
    if window.paper and not exact:
        return replace(box, ground=WHITE)
    ground = parent.ground
    if "dark" in _word(box.values.get("color-scheme")) and window.dark:
        ground = None
    if style := box.values.get("background-color"):
        ground = _rgb(style.value, colour, ground, window)
        box = replace(box, painted=style)
    if _word(box.values.get("background-image")) not in ("", "none", "transparent"):
        ground = None
    return replace(box, ground=ground)


def _rgb(value: Tokens, current: Rgb | None, ground: Rgb | None, window: Window) -> Rgb | None:
    """A color over its ground, or None where it cannot be told."""
    token = next((token for token in value if token.type != "whitespace"), None)
    if token is None:
        return None
    colour = colour_of(token, window.dark)
    if colour == "currentcolor" or colour is None or isinstance(colour, str):
        return current if colour == "currentcolor" else None
    try:
        red, green, blue, alpha = colour.to("srgb")
    except NotImplementedError:
        return None
    if alpha < 1 and ground is None:
        return None
    under = ground or WHITE
    mixed = [
        one * alpha + other * (1 - alpha)
        for one, other in zip((red, green, blue), under, strict=True)
    ]
    return mixed[0], mixed[1], mixed[2]


def contrast(first: Rgb, second: Rgb) -> float:
    """As https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio counts it."""
    light = []
    for colour in (first, second):
        red, green, blue = (
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour
        )
        light.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(light) + 0.05) / (min(light) + 0.05)


def _unreadable(element: lxml_html.HtmlElement, box: _Box) -> tuple[str, Style] | None:
    """What is wrong with the text of an element whose box is in view."""
    values = box.values
    if _word(values.get("visibility")) in ("hidden", "collapse"):
        return HIDES, values["visibility"]
    if box.font < SMALLEST_FONT and box.sized:
        return SHRINKS, box.sized
    line = values.get("line-height")
    if line and any(token.type == "number" for token in line.value):
        height = (pixels(line.value) or 1) * box.font
    else:
        height = _size(box, "line-height", box.font, Window(), LINE) or 0
    if line and height < box.font / 2:
        return SHRINKS, line
    indent = _size(box, "text-indent", 1000, Window()) or 0
    if abs(indent) >= 100:
        return MOVES, values["text-indent"]
    if (_size(box, "letter-spacing", 1, Window()) or 0) < -0.3 * box.font:
        return FADES, values["letter-spacing"]
    if _word(values.get("-webkit-text-security")) not in ("", "none"):
        return FADES, values["-webkit-text-security"]
    if element.tag == "a" and _word(values.get("pointer-events")) == "none":
        return DEADENS, values["pointer-events"]
    fill = values.get("-webkit-text-fill-color")
    colour = _rgb(fill.value, box.colour, box.ground, Window()) if fill else box.colour
    if colour and box.ground and contrast(colour, box.ground) < LEAST_CONTRAST:
        names = ("-webkit-text-fill-color", "color")
        styles = [box.painted, *(box.values.get(name) for name in names)]
        if causes := [style for style in styles if style]:
            return FADES, max(causes, key=lambda style: style.cause.order)
    return None


def _covered(box: _Box, matched: Sequence[Matched], window: Window) -> Iterator[tuple[str, Style]]:
    """What a sheet draws over an element with `::before` or `::after`."""
    for pseudo in ("before", "after"):
        if not any(one.pseudo == pseudo for one in matched):
            continue
        values = cascaded(
            [one for one in matched if one.pseudo == pseudo], window, box.values, pseudo
        )
        drawn = replace(box, values=values)
        has_content = _word(values.get("content")) not in ("", "none", "normal")
        if has_content and (style := covers(drawn, window)):
            yield COVERS, style


def covers(box: _Box, window: Window) -> Style | None:
    """The style by which a box lies over all that is below it, if it does."""
    position = box.values.get("position")
    if position is None or _word(position) not in ("absolute", "fixed"):
        return None
    if _word(box.values.get("display")) == "none" or _word(box.values.get("z-index"))[:1] == "-":
        return None
    if _word(box.values.get("visibility")) in ("hidden", "collapse"):
        return None
    for sides, size, whole in (
        (("left", "right"), "width", window.width),
        (("top", "bottom"), "height", window.height),
    ):
        near = [_size(box, side, whole, window) for side in sides]
        spans = all(value is not None and value <= 20 for value in near)
        long = (_size(box, size, whole, window) or 0) >= min(whole * 0.8, 400)
        starts = near[0] is None or -whole / 2 < near[0] <= 20
        if not spans and not (long and starts):
            return None
    opacity = _size(box, "opacity", 1, window, 1) or 0
    ground = box.values.get("background-color")
    has_ground = ground is not None and _word(ground) not in ("transparent", "")
    has_image = _word(box.values.get("background-image")) not in ("", "none", "transparent")
    is_dead = _word(box.values.get("pointer-events")) == "none"
    is_seen = opacity > 0.1 and (has_ground or has_image)
    return position if is_seen or not is_dead else None


def find_covers(
    document: lxml_html.HtmlElement,
    path: str,
    rules: Rules,
    elements: Sequence[lxml_html.HtmlElement],
) -> list[Hiding]:
    """The styles by which other elements of the page lie over the block."""
    block = block_of(document)
    if block is None or not elements:
        return []
    told: dict[tuple[str, Style], list[Window]] = {}
    chain = [*reversed([*block.iterancestors()]), block]
    chains = {e: [*reversed([*e.iterancestors()]), e] for e in elements if e not in chain}
    wanted = dict.fromkeys([*chain, *(one for some in chains.values() for one in some)])
    fitting = match(rules, document, list(wanted), path)
    shown = windows(
        frozenset(query for some in fitting.values() for one in some for query in one.media)
    )
    for window in shown:
        for around in chains.values():
            box = _Box()
            for one in around:
                box = _inside(box, one, fitting, rules, window, False)
            style = None if box.cause else covers(box, window)
            if style and _above(box, block, fitting, window):
                told.setdefault((COVERS, style), []).append(window)
    return sorted({_hiding(*cause, some, shown) for cause, some in told.items()})


def _above(box: _Box, block: lxml_html.HtmlElement, fitting: Fitting, window: Window) -> bool:
    """Whether a box that is out of the flow lies over the block, which may have a layer too."""
    values = cascaded(fitting[block], window, {})
    is_placed = _word(values.get("position")) not in ("", "static")
    own = pixels(values["z-index"].value) if is_placed and "z-index" in values else None
    other = pixels(box.values["z-index"].value) if "z-index" in box.values else None
    return (other or 0) >= (own or 0)


def candidates(
    document: lxml_html.HtmlElement, rules: Rules, styled: Sequence[lxml_html.HtmlElement]
) -> list[lxml_html.HtmlElement]:
    """The elements of a page that some rule takes out of the flow."""
    tests = [selector for selector, _ in rules.fixed]
    wrap = wrapped(document)
    found = [
        element
        for element in document.iter(etree.Element)
        if tests and wrap(element).matches(*tests)
    ]
    return [
        element
        for element in (*found, *styled)
        if not any(
            (one.tag == "dialog" and "open" not in one.attrib)
            or "hidden" in one.attrib
            or "popover" in one.attrib
            for one in (element, *element.iterancestors())
        )
    ]
