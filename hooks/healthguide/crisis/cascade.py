"""What the style sheets of a page make of some of its elements, in any window and on paper.

tinycss2 reads the sheets and cssselect2 matches their selectors with the real page; here stand the
order of precedence, inheritance, `var()` and media queries. What hides something, `seen` decides.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, cast

import cssselect2  # type: ignore[import-untyped]  # neither package ships types
import tinycss2  # type: ignore[import-untyped]
from lxml import html as lxml_html
from tinycss2 import color5


class Token(Protocol):
    """What tinycss2 gives; which of these a token has depends on its `type`."""

    type: str
    value: str
    lower_value: str
    int_value: int
    lower_unit: str
    lower_name: str
    lower_at_keyword: str
    name: str
    important: bool
    arguments: list[Token]
    content: list[Token] | None
    prelude: list[Token]
    source_line: int
    source_column: int


Tokens = Sequence[Token]


@dataclass(frozen=True)
class Sheet:
    """One style sheet; `line` is where its text begins in the file at `path`."""

    path: str
    text: str
    line: int = 1
    media: str = ""


@dataclass(frozen=True)
class Style:
    """One declaration of a rule, and where it stands."""

    name: str
    text: str
    value: Tokens = field(compare=False)
    important: bool
    selector: str
    path: str
    line: int
    column: int
    order: int = field(default=0, compare=False)
    """Later ones stand in later sheets, or further down."""
    made: tuple[Style, ...] = field(default=(), compare=False)
    """The custom properties that its value was made of."""

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"

    @property
    def cause(self) -> Style:
        """The last of the declarations that make this value what it is."""
        return max((self, *self.made), key=lambda style: style.order)


@dataclass(frozen=True)
class Window:
    """What a page is shown in. `other` answers each question that is not asked here."""

    width: int = 1280
    height: int = 800
    paper: bool = False
    dark: bool = False
    other: bool = False


@dataclass(frozen=True)
class _Where:
    """What stands around a rule: media, layer, and the selectors that it is nested in."""

    media: tuple[str, ...] = ()
    layer: str | None = None
    parents: str = ""


@dataclass
class Rules:
    """All rules of some sheets, ready to be matched."""

    matcher: cssselect2.Matcher = field(default_factory=cssselect2.Matcher)
    layers: list[str] = field(default_factory=list)
    frames: dict[str, list[Style]] = field(default_factory=dict)
    """By the name of an animation, what it leaves an element with."""
    classes: set[str] = field(default_factory=set)
    """The classes that selectors ask for."""
    attributes: set[tuple[str, str]] = field(default_factory=set)
    """The `data-` attributes that they ask for, with their values."""
    relational: list[tuple[object, object]] = field(default_factory=list)
    """Selectors with `:has()`, which depend on the whole page, with and without it."""
    fixed: list[tuple[cssselect2.compiler.CompiledSelector, frozenset[str]]] = field(
        default_factory=list
    )
    """Selectors that take an element out of the flow, and the names that each asks for."""


@dataclass(frozen=True)
class Matched:
    """One rule that fits an element."""

    styles: tuple[Style, ...]
    media: tuple[str, ...]
    rank: tuple[int, ...]
    pseudo: str


NEVER, ALWAYS = ":hover", ":not(:hover)"
# fmt: off
READ = frozenset((
    "not", "is", "where", "has", "matches", "root", "scope", "empty", "link", "any-link", "hover",
    "focus", "focus-within", "focus-visible", "active", "visited", "target", "first-child",
    "last-child", "first-of-type", "last-of-type", "only-child", "only-of-type", "nth-child",
    "nth-last-child", "nth-of-type", "nth-last-of-type", "lang", "checked", "enabled", "disabled",
))
"""What cssselect2 knows behind a colon. Of the rest, these fit any part of a page:"""
# fmt: on
FITS = frozenset(("defined", "read-only", "dir"))
SKIPPED = ("starting-style", "font-face", "page", "property", "counter-style", "view-transition")
PAIR = re.compile(r"\[\s*(?P<name>data-[\w-]+)\s*=\s*[\"']?(?P<value>[\w-]+)")
CLASS = re.compile(r"\.([\w-]+)")
LENGTH = re.compile(r"(?P<number>\d*\.?\d+)(?P<unit>px|r?em)")
# fmt: off
INHERITED = frozenset((
    "color", "visibility", "font-size", "line-height", "text-indent", "letter-spacing",
    "pointer-events", "-webkit-text-fill-color", "-webkit-text-security", "interactivity",
))
# fmt: on
# fmt: off
USED = (
    "animation", "background", "block-size", "bottom", "clip", "color", "contain", "content",
    "display", "filter", "font", "height", "inline-size", "inset", "interactivity", "left",
    "letter-spacing", "line-clamp", "line-height", "margin", "mask", "max-", "min-", "opacity",
    "overflow", "pointer-events", "position", "print-color-adjust", "right", "rotate", "scale",
    "text-indent", "top", "transform", "translate", "visibility", "width", "z-index", "zoom",
    "-webkit-",
)
"""How the names of the properties begin that can hide something; the others are not read."""
# fmt: on
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)", re.IGNORECASE)
ORDER = itertools.count()
DEEPEST = 20
"""How deep rules may be nested, sheets imported, and `var()` be used in `var()`."""


def read(sheets: Iterable[Sheet], load: Callable[[str, Sheet], Sheet | None]) -> Rules:
    """The rules of `sheets` and of those they import, which `load` finds by their address."""
    rules = Rules()
    for sheet in sheets:
        nodes = tinycss2.parse_stylesheet(sheet.text, skip_comments=True, skip_whitespace=True)
        _read(rules, nodes, sheet, _Where((sheet.media,) if sheet.media else ()), load, 0)
    return rules


def _read(
    rules: Rules,
    nodes: Iterable[Token],
    sheet: Sheet,
    where: _Where,
    load: Callable[[str, Sheet], Sheet | None],
    depth: int,
) -> None:
    if depth > DEEPEST:
        return
    for node in nodes:
        if node.type == "at-rule":
            _read_at(rules, node, sheet, where, load, depth)
        elif node.type == "qualified-rule":
            selector = _nested(node.prelude, where.parents)
            inside = replace(where, parents=selector)
            content = _block(node.content)
            styles = tuple(_styles(content, selector, sheet))
            _add(rules, selector, styles, inside)
            _read(rules, content, sheet, inside, load, depth + 1)


def _read_at(
    rules: Rules,
    node: Token,
    sheet: Sheet,
    where: _Where,
    load: Callable[[str, Sheet], Sheet | None],
    depth: int,
) -> None:
    name, prelude = node.lower_at_keyword, _text(node.prelude)
    if name == "import":
        _read_import(rules, node, sheet, where, load, depth)
    elif name == "layer" and node.content is None:
        rules.layers += [one.strip() for one in prelude.split(",")]
    elif name.endswith("keyframes") and node.content is not None:
        _read_frames(rules, node, sheet)
    elif node.content is not None and name not in SKIPPED:
        if name == "supports" and prelude.startswith("not"):
            return
        if name in ("media", "container"):
            where = replace(where, media=(*where.media, prelude if name == "media" else "(other)"))
        elif name == "layer":
            where = replace(where, layer=f"{where.layer}.{prelude}" if where.layer else prelude)
            rules.layers.append(str(where.layer))
        elif name == "scope":
            scope = prelude.partition(")")[0].lstrip("(").strip() or ":root"
            where = replace(where, parents=scope)
        content = _block(node.content)
        if where.parents and (styles := tuple(_styles(content, where.parents, sheet))):
            _add(rules, where.parents, styles, where)
        _read(rules, content, sheet, where, load, depth + 1)


def _read_import(
    rules: Rules,
    node: Token,
    sheet: Sheet,
    where: _Where,
    load: Callable[[str, Sheet], Sheet | None],
    depth: int,
) -> None:
    if not (prelude := _meaning(node.prelude)):
        return
    first, *rest = prelude
    url = first.value if first.type in ("string", "url") else _text(first.arguments).strip("'\" ")
    for token in list(rest[:2]):
        if token.type == "ident" and token.lower_value == "layer":
            where = replace(where, layer=f"{sheet.path} {url}")
        elif token.type == "function" and token.lower_name == "layer":
            where = replace(where, layer=_text(token.arguments))
        elif not (token.type == "function" and token.lower_name == "supports"):
            break
        rest.remove(token)
    if where.layer:
        rules.layers.append(where.layer)
    if media := _text(rest):
        where = replace(where, media=(*where.media, media))
    if depth < DEEPEST and (imported := load(url, sheet)):
        nodes = tinycss2.parse_stylesheet(imported.text, skip_comments=True, skip_whitespace=True)
        _read(rules, nodes, imported, where, load, depth + 1)


def _read_frames(rules: Rules, node: Token, sheet: Sheet) -> None:
    name = _text(node.prelude).strip("\"'")
    last: list[Style] = []
    for frame in tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True):
        selector = _text(frame.prelude) if frame.type == "qualified-rule" else ""
        if selector and re.search(r"\bto\b|100%", selector):
            last += _styles(_block(frame.content), f"@keyframes {name}", sheet)
    rules.frames[name] = last


def _block(content: Tokens | None) -> list[Token]:
    read_block = tinycss2.parse_blocks_contents(
        content or [], skip_comments=True, skip_whitespace=True
    )
    return cast("list[Token]", read_block)


def _styles(content: Iterable[Token], selector: str, sheet: Sheet) -> Iterator[Style]:
    for node in content:
        if node.type == "declaration" and (
            node.name.startswith("--") or node.lower_name.startswith(USED)
        ):
            yield Style(
                node.name if node.name.startswith("--") else node.lower_name,
                _text(cast("Tokens", node.value)),
                cast("Tokens", node.value),
                node.important,
                selector,
                sheet.path,
                node.source_line + sheet.line - 1,
                node.source_column if node.source_line > 1 or sheet.line == 1 else 0,
                next(ORDER),
            )


def style_of(element: lxml_html.HtmlElement, path: str) -> tuple[Style, ...]:
    """What stands in the `style` of an element."""
    nodes = tinycss2.parse_blocks_contents(
        element.get("style", ""), skip_comments=True, skip_whitespace=True
    )
    sheet = Sheet(path, "", int(element.sourceline or 0))
    return tuple(_styles(nodes, f"style=, <{element.tag}>", sheet))


def _nested(prelude: Tokens, parents: str) -> str:
    """A selector as it stands, or within those that it is nested in."""
    text = _text(prelude)
    if not parents:
        return text
    around = f":is({parents})"
    return ",".join(
        _text(one).replace("&", around) if "&" in _text(one) else f"{around} {_text(one)}"
        for one in _listed(prelude)
    )


def _listed(tokens: Tokens) -> Iterator[list[Token]]:
    one: list[Token] = []
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            yield one
            one = []
        else:
            one.append(token)
    yield one


def _add(rules: Rules, selector: str, styles: tuple[Style, ...], where: _Where) -> None:
    if not styles:
        return
    rules.classes |= set(CLASS.findall(selector))
    rules.attributes |= {(match["name"], match["value"]) for match in PAIR.finditer(selector)}
    leaves_flow = any(
        style.name == "position" and _text(style.value).lower() in ("fixed", "absolute")
        for style in styles
    )
    for one in _listed(tinycss2.parse_component_value_list(selector, skip_comments=True)):
        for compiled in _compiled(_known(one)):
            rules.matcher.add_selector(compiled, (styles, where.media, where.layer))
            if leaves_flow and compiled.pseudo_element is None:
                rules.fixed.append((compiled, _asked(one)))
            if ":has(" in _text(one):
                without = _known([t for t in one if getattr(t, "lower_name", "") != "has"])
                for bare in _compiled(re.sub(r":(?=[\s:>+~.#\[]|$)", "", without) or "*"):
                    rules.relational.append((bare.test, compiled.test))


def _compiled(selector: str) -> list[cssselect2.compiler.CompiledSelector]:
    """Nothing for what a browser would not understand either."""
    try:
        return list(cssselect2.compile_selector_list(selector))
    except (cssselect2.SelectorError, NotImplementedError, SyntaxError, RecursionError):
        return []


def _known(tokens: Tokens, depth: int = 0) -> str:
    """A selector in which cssselect2 knows every pseudo-class."""
    done: list[str] = []
    for token in tokens:
        name = getattr(token, "lower_name", "") or getattr(token, "lower_value", "")
        is_pseudo = done[-1:] == [":"] and done[-2:-1] != [":"] and name not in READ
        if is_pseudo and token.type in ("ident", "function"):
            if name in ("before", "after", "first-line", "first-letter"):
                done.append(name)
            else:
                done[-1:] = [ALWAYS if name in FITS else NEVER]
        elif token.type == "function" and depth < DEEPEST:
            done.append(f"{token.name}({_known(token.arguments, depth + 1)})")
        else:
            done.append(tinycss2.serialize([token]))
    return "".join(done).strip()


def _asked(tokens: Tokens) -> frozenset[str]:
    """Classes, ids and `<tags` that the last part of a selector asks for."""
    names: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "whitespace" or (token.type == "literal" and token.value in ">+~"):
            names = names if token is tokens[-1] else []
        elif token.type == "hash" or (token.type == "ident" and before and before.value == "."):
            names.append(token.value)
        elif token.type == "ident" and (before is None or before.type == "whitespace"):
            names.append(f"<{token.value}")
    return frozenset(names)


def match(
    rules: Rules, root: lxml_html.HtmlElement, wanted: Sequence[lxml_html.HtmlElement], path: str
) -> dict[lxml_html.HtmlElement, list[Matched]]:
    """The rules that fit each wanted element, weakest first, its own `style` among them."""
    rank = {layer: place for place, layer in enumerate(dict.fromkeys(rules.layers))}
    fitting = {}
    for element in map(wrapped(root), wanted):
        found = []
        for specificity, order, pseudo, (styles, media, layer) in rules.matcher.match(element):
            place = rank[layer] if layer else len(rank)
            found.append(Matched(styles, media, (place, 0, *specificity, order), pseudo or ""))
        if element.etree_element.get("style"):
            own = style_of(element.etree_element, path)
            found.append(Matched(own, (), (len(rank), 1), ""))
        fitting[element.etree_element] = sorted(found, key=lambda one: one.rank)
    return fitting


def wrapped(
    root: lxml_html.HtmlElement,
) -> Callable[[lxml_html.HtmlElement], cssselect2.ElementWrapper]:
    """What gives cssselect2 an element of the page with all that stands around it."""
    known = {root: cssselect2.ElementWrapper.from_html_root(root)}

    def wrap(element: lxml_html.HtmlElement) -> cssselect2.ElementWrapper:
        if element not in known:
            parent = wrap(element.getparent())
            known.update({child.etree_element: child for child in parent.iter_children()})
        return known[element]

    return wrap


Values = Mapping[str, Style]


SAME = Style("", "", (), False, "", "", 0, 0)
"""Stands for a value that is the parent's, whatever that is."""


def cascaded(
    matched: Iterable[Matched],
    window: Window,
    parent: Values,
    pseudo: str = "",
    own: Collection[str] = (),
) -> dict[str, Style]:
    """The values of one element by property; its parent gives those that are inherited, but for
    those of its `own` for which browsers have a style.
    """
    styles = [
        (one, style)
        for one in matched
        if one.pseudo in (pseudo, "" if pseudo else "first-line")
        and all(is_shown(query, window) for query in one.media)
        for style in one.styles
    ]
    # What is important beats the rest, and among it earlier layers beat later ones.
    important = [(one, style) for one, style in styles if style.important]
    important.sort(key=lambda pair: (-pair[0].rank[0], pair[0].rank[1:]))
    ordered = [style for _, style in styles if not style.important]
    ordered += [style for _, style in important]
    values = {
        name: style
        for name, style in parent.items()
        if (name in INHERITED and name not in own) or name.startswith("--")
    }
    values |= {style.name: style for style in ordered if style.name.startswith("--")}
    for style in ordered:
        if style.name.startswith("--"):
            continue
        for name, solved in _parts(style, values):
            word = solved.text.lower()
            if word == "inherit" or (word in ("unset", "revert") and name in INHERITED):
                values[name] = parent.get(name, SAME)
            elif word in ("initial", "unset", "revert", "revert-layer"):
                values.pop(name, None)
            else:
                values[name] = solved
    return values


def _parts(style: Style, values: Values) -> Iterable[tuple[str, Style]]:
    """The longhands of a declaration, with each `var()` replaced."""
    if "var(" in style.text.lower():
        solved = _solved(style.value, values)
        made = tuple(_used(style.text, values))
        return _split(replace(style, value=solved, text=_text(solved), made=made))
    return _split_once(style)


def _used(text: str, values: Values, depth: int = 0) -> Iterator[Style]:
    for name in VARIABLE.findall(text) if depth < DEEPEST else ():
        if style := values.get(name):
            yield style
            yield from _used(style.text, values, depth + 1)


@functools.lru_cache(maxsize=4096)
def _split_once(style: Style) -> list[tuple[str, Style]]:
    return list(_split(style))


def _split(style: Style) -> Iterator[tuple[str, Style]]:
    for name, value in _longhands(style):
        whole = value is style.value
        yield name, style if whole else replace(style, value=value, text=_text(value))


def _solved(tokens: Tokens, values: Values, depth: int = 0) -> list[Token]:
    """The tokens with each `var()` replaced by what it stands for."""
    done: list[Token] = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var" and depth < DEEPEST:
            given = _meaning(token.arguments)
            style = values.get(given[0].value) if given else None
            done += _solved(style.value if style else given[2:], values, depth + 1)
        elif token.type == "function" and depth < DEEPEST:
            solved = _solved(token.arguments, values, depth + 1)
            made = tinycss2.ast.FunctionBlock(
                token.source_line, token.source_column, token.name, solved
            )
            done.append(made)
        else:
            done.append(token)
    return done


SIDES = ("top", "right", "bottom", "left")
LOGICAL = {
    "block-start": "top",
    "block-end": "bottom",
    "inline-start": "left",
    "inline-end": "right",
}
"""Where the sides lie, as far as this guide's directions go: what is far out is so either way."""
SIZES = {"inline-size": "width", "block-size": "height"}


def _longhands(style: Style) -> Iterator[tuple[str, Tokens]]:
    name, tokens = style.name, _meaning(style.value)
    for logical, side in LOGICAL.items():
        name = name.replace(logical, side)
    for logical, size in SIZES.items():
        name = name.replace(logical, size)
    name = name.removeprefix("inset-") if name.startswith("inset-") else name
    if name in ("inset", "margin"):
        prefix = "margin-" if name == "margin" else ""
        four = [*tokens, *tokens, *tokens, *tokens][:4] if len(tokens) == 1 else list(tokens)
        if len(tokens) in (2, 3):
            four = [tokens[0], tokens[1], tokens[-1] if len(tokens) == 3 else tokens[0], tokens[1]]
        yield from ((f"{prefix}{side}", [t]) for side, t in zip(SIDES, four, strict=False))
    elif name in ("block", "inline", "margin-block", "margin-inline"):  # inset-block, inset-inline
        prefix = "margin-" if name.startswith("margin") else ""
        sides = ("top", "bottom") if name.endswith("block") else ("left", "right")
        ends = zip(sides, [*tokens, *tokens][:2], strict=False)
        yield from ((f"{prefix}{side}", [t]) for side, t in ends)
    elif name == "overflow":
        yield "overflow-x", tokens[:1]
        yield "overflow-y", tokens[-1:]
    elif name == "font" and len(tokens) > 1:
        place = next((i for i, t in enumerate(tokens) if _is_size(t)), None)
        if place is not None:
            yield "font-size", [tokens[place]]
            has_line = _text(tokens[place + 1 : place + 2]) == "/"
            yield "line-height", tokens[place + 2 : place + 3] if has_line else _NORMAL
    elif name == "background":
        yield "background-color", [t for t in tokens if _is_colour(t)] or _NONE
        yield (
            "background-image",
            [t for t in tokens if t.type in ("url", "function") and not _is_colour(t)] or _NONE,
        )
    elif name == "animation":
        yield "animation-name", tokens
    else:
        yield name.removeprefix("-webkit-") if name in PREFIXED else name, style.value


PREFIXED = ("-webkit-transform", "-webkit-filter", "-webkit-clip-path", "-webkit-mask")
_NONE = tinycss2.parse_component_value_list("transparent")
_NORMAL = tinycss2.parse_component_value_list("normal")
WORDS = ("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")


def _is_size(token: Token) -> bool:
    """Whether a token of `font` is its size; a weight has no unit."""
    if token.type == "ident":
        return token.lower_value in (*WORDS, "smaller", "larger")
    is_sum = token.type == "function" and token.lower_name in ("calc", "min", "max", "clamp")
    is_zero = token.type == "number" and float(token.value) == 0
    return is_zero or is_sum or token.type in ("dimension", "percentage")


def colour_of(token: Token, dark: bool = False) -> color5.Color | str | None:
    """What tinycss2 makes of a color; it raises ValueError for some that are none."""
    try:
        return color5.parse_color(token, ("dark" if dark else "light",))
    except ValueError:
        return None


def _is_colour(token: Token) -> bool:
    is_mixed = token.type == "function" and token.lower_name in ("color-mix", "light-dark")
    return is_mixed or colour_of(token) is not None


def _meaning(tokens: Tokens) -> list[Token]:
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def _text(tokens: Iterable[Token]) -> str:
    return cast("str", tinycss2.serialize(list(tokens))).strip()


@functools.lru_cache(maxsize=64)
def windows(queries: frozenset[str]) -> list[Window]:
    """Windows in which all answers to these media queries are given, each set of answers once."""
    asked = sorted(queries)
    widths = {320, 360, 1280}
    for match in LENGTH.finditer(" ".join(asked)):
        size = round(float(match["number"]) * (1 if match["unit"] == "px" else 16))
        widths |= {size - 1, size, size + 1}
    different: dict[tuple[bool, ...], Window] = {}
    for width in sorted(widths):
        for height in (800, 320):
            for paper in (False, True):
                for number in range(4):
                    window = Window(width, height, paper, bool(number & 1), bool(number & 2))
                    answers = (paper, *(is_shown(query, window) for query in asked))
                    if 100 < width < 4000:
                        different.setdefault(answers, window)
    return list(different.values())


@functools.lru_cache(maxsize=8192)
def is_shown(query: str, window: Window) -> bool:
    """Whether a list of media queries lets its rules be used."""
    return any(_holds(one, window) for one in _queries(query))


@functools.lru_cache(maxsize=512)
def _queries(text: str) -> list[list[Token]]:
    listed = _listed(tinycss2.parse_component_value_list(text, skip_comments=True))
    return [_meaning(one) for one in listed]


def _holds(tokens: list[Token], window: Window) -> bool:
    if not tokens:
        return True
    if tokens[0].type == "ident" and tokens[0].lower_value == "not":
        return not _holds(tokens[1:], window)
    answers: list[bool] = []
    joined = "and"
    for token in tokens:
        if token.type == "ident" and token.lower_value in ("and", "or"):
            joined = token.lower_value
        elif token.type == "ident" and token.lower_value == "not":
            return (all if joined == "and" else any)(
                [*answers, not _holds(tokens[tokens.index(token) + 1 :], window)]
            )
        elif token.type == "ident" and token.lower_value != "only":
            answers.append(token.lower_value in ("all", "print" if window.paper else "screen"))
        elif token.type == "() block":
            answers.append(_feature(_meaning(cast("Tokens", token.content)), window))
    return (all if joined == "and" else any)(answers)


def _feature(tokens: list[Token], window: Window) -> bool:
    if not tokens:
        return False
    if tokens[0].type == "() block" or (
        tokens[0].type == "ident" and tokens[0].lower_value == "not"
    ):
        return _holds(tokens, window)
    text = _text(tokens).lower().replace(" ", "")
    if "prefers-color-scheme" in text:
        return window.dark is text.endswith("dark")
    if "orientation" in text:
        return (window.width < window.height) is text.endswith("portrait")
    name = "width" if "width" in text else "height" if "height" in text else ""
    if not name or "device" in text:
        return window.other
    size = getattr(window, name)
    if ":" in text:
        limit = pixels(tokens[2:])
        if limit is None:
            return window.other
        return bool(
            size >= limit
            if text.startswith("min-")
            else size <= limit
            if text.startswith("max-")
            else size == limit
        )
    sides = re.fullmatch(rf"(?:(.+?)([<>]=?))?{name}(?:([<>=]=?)(.+))?", text)
    if not sides:
        return window.other
    before, sign, after, limit_text = sides.groups()
    lower = pixels(tinycss2.parse_component_value_list(before)) if before else None
    upper = pixels(tinycss2.parse_component_value_list(limit_text)) if limit_text else None
    holds = lower is None or _compare(lower, sign, size)
    return holds and (upper is None or _compare(size, after, upper))


def _compare(first: float, sign: str, second: float) -> bool:
    return {
        "<": first < second,
        "<=": first <= second,
        ">": first > second,
        ">=": first >= second,
        "=": first == second,
    }.get(sign, False)


UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945}


def pixels(
    tokens: Tokens,
    font: float = 16,
    root: float = 16,
    whole: float = 0,
    window: Window = Window(),
) -> float | None:
    """A length, number or sum in pixels, or None where it cannot be told. `whole` is 100 %."""
    values, signs = [], []
    for token in _meaning(tokens):
        value: float | None = None
        if token.type == "literal" and token.value in "+-*/":
            signs.append(token.value)
            continue
        if token.type == "number":
            value = float(token.value)
        elif token.type == "percentage":
            value = float(token.value) * whole / 100
        elif token.type == "dimension":
            unit = token.lower_unit
            scale = {
                **UNITS,
                "em": font,
                "rem": root,
                "ex": font / 2,
                "ch": font / 2,
                "lh": font,
                "vw": window.width / 100,
                "vh": window.height / 100,
                "vi": window.width / 100,
                "vb": window.height / 100,
                "vmin": min(window.width, window.height) / 100,
                "vmax": max(window.width, window.height) / 100,
            }.get(re.sub(r"^[sld]v", "v", unit))
            value = float(token.value) * scale if scale is not None else None
        elif token.type in ("() block", "function"):
            inside = token.content if token.type == "() block" else token.arguments
            parts = [pixels(one, font, root, whole, window) for one in _listed(inside or [])]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            name = "calc" if token.type == "() block" else token.lower_name
            if name == "clamp" and len(known) == 3:
                value = max(known[0], min(known[1], known[2]))
            elif name in ("min", "max"):
                value = min(known) if name == "min" else max(known)
            elif name == "calc":
                value = known[0]
        if value is None:
            return None
        values.append(value)
    if len(values) != len(signs) + 1:
        return None
    return _sum(values, signs)


def _sum(values: list[float], signs: list[str]) -> float | None:
    total, factor, plus = 0.0, values[0], 1
    for sign, value in zip(signs, values[1:], strict=True):
        if sign == "*":
            factor *= value
        elif sign == "/":
            if not value:
                return None
            factor /= value
        else:
            total, factor, plus = total + plus * factor, value, 1 if sign == "+" else -1
    return total + plus * factor
