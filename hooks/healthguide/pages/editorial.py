"""How the pages of a guide are written: their sections, and no word that can do harm.

What each kind of page holds is `extra.editorial` of mkdocs.yml; the package knows no heading. It
knows harmful words of some languages, in harmful.toml. Words in code are quoted, not said.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

from lxml import html as lxml_html

from healthguide.findings import Finding, found, likely
from healthguide.pages import claims
from healthguide.pages.front_matter import split_front_matter
from healthguide.quotes import typed
from healthguide.spans import blanked, places
from healthguide.yaml_text import Settings

HARMFUL = Path(__file__).parent / "harmful.toml"
SILENT = re.compile(
    r"""(?P<comment><!--)
      | ^[ >]*(?P<fence>`{3,}|~{3,})
      | (?P<ticks>`+)
      | ^search_words:[^\n]*(?:\n[ -][^\n]*)*
      | \[\^[^\[\]\n]*\] | <[a-z/][^<>]*> | \]\([^()\n]*\)
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What the text does not say: comments, code, words typed into search, marks, tags, addresses."""
MARKUP = re.compile(r"[*_\[\]]|(?<=\n)[ ]*>[ ]?|\n(?![^\S\n]*(?:\n|[-*+#|]|\d+\.))")
"""What stands between the words of a sentence: emphasis, brackets, marks of quotes, line ends."""
SENTENCE = re.compile(r"[.!?](?=\s|$)")

Harm = tuple[re.Pattern[str], str]
"""What not to write, and what to do instead."""
WORDS = ".//text()[not(ancestor::sup or ancestor::a[contains(@class, 'headerlink')])]"


@dataclass(frozen=True)
class Kind:
    """What pages of a kind hold: sections in this order, and those that stand last.

    A name is the text of a heading, or a class of it written with a point.
    """

    pages: tuple[str, ...]
    sentences: int | None = None
    """Of the paragraph that a page opens with; None when any opening will do."""
    sections: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    cited: bool = False
    """Whether what these pages state needs a citation, outside of the sections that stand last."""


@dataclass(frozen=True)
class Points:
    """The list that a section holds."""

    numbered: bool = False
    least: int = 1
    most: int | None = None
    end: str = ""
    """What each point ends with."""


@dataclass(frozen=True)
class Style:
    """The editorial rules of one guide."""

    kinds: tuple[Kind, ...] = ()
    lists: Mapping[str, Points] = field(default_factory=dict)
    """By the name of the section that holds the list."""
    harmful: tuple[Harm, ...] = ()
    claims: claims.Words | None = None
    """What needs a source, in the language of the guide."""

    def kind_of(self, name: str) -> Kind | None:
        """The first kind with a pattern that the page's path from docs/ fits."""
        fitting = (kind for kind in self.kinds if any(fnmatch(name, p) for p in kind.pages))
        return next(fitting, None)


@functools.cache
def known_harmful(language: str) -> tuple[Harm, ...]:
    """The package's own list for a language such as `en` or `en-GB`; empty when it has none."""
    rows = tomllib.loads(HARMFUL.read_text(encoding="utf-8")).get(language.split("-")[0], ())
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["instead"]) for row in rows)


def read_style(settings: Settings) -> tuple[Style, list[Finding]]:
    """`extra.editorial`, and what is wrong with it."""
    key, value = "extra.editorial", settings.guide("editorial", {})
    language = str(settings.record("theme").get("language", "en"))
    style = Style(harmful=known_harmful(language), claims=claims.known(language))
    findings = list[Finding]()
    if not isinstance(value, dict):
        return style, [settings.say("config-editorial", key)]
    for name, part in value.items():
        try:
            style = PARTS[name](style, part)
        except (KeyError, TypeError):
            findings.append(settings.say("config-editorial", f"{key}.{name}"))
    if not style.harmful and "harmful" not in value:
        findings.append(settings.say("config-harmful", "theme.language", value=language))
    if not style.claims and any(kind.cited for kind in style.kinds):
        findings.append(settings.say("config-cited", "theme.language", value=language))
    return style, findings


def _with_kinds(style: Style, value: object) -> Style:
    if not isinstance(value, list):
        raise TypeError
    kinds = []
    for entry in value:
        row = _record(entry, "pages", "sentences", "sections", "closing", "cited")
        sentences = row.get("sentences")
        cited = row.get("cited", False)
        if not isinstance(sentences, int | None) or type(cited) is not bool:
            raise TypeError
        texts = (_texts(row.get(name, [])) for name in ("pages", "sections", "closing"))
        pages, sections, closing = texts
        kinds.append(Kind(pages, sentences, sections, closing, cited))
    return replace(style, kinds=tuple(kinds))


def _with_lists(style: Style, value: object) -> Style:
    lists = {}
    for name, entry in _record(value).items():
        row = _record(entry, "numbered", "least", "most", "end")
        least, most, end = row.get("least", 1), row.get("most"), row.get("end", "")
        if type(least) is not int or not isinstance(most, int | None) or not isinstance(end, str):
            raise TypeError
        lists[name] = Points(row.get("numbered") is True, least, most, end)
    return replace(style, lists=lists)


def _with_harmful(style: Style, value: object) -> Style:
    more = []
    for phrase, instead in _record(value).items():
        words = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
        pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
        more.append((pattern, f"Write '{instead}'"))
    return replace(style, harmful=(*style.harmful, *more))


PARTS = {"kinds": _with_kinds, "lists": _with_lists, "harmful": _with_harmful}


def _record(value: object, *known: str) -> dict[str, object]:
    if not isinstance(value, dict) or (known and not set(value) <= {*known}):
        raise TypeError
    return {str(key): one for key, one in value.items()}


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError
    return tuple(value)


def find_problems(html: str, source: str, path: str, name: str, style: Style) -> list[Finding]:
    """What a page lacks or says too much.

    `html` is what its Markdown became, `path` how an editor opens it, `name` its path from docs/,
    empty for a file that is no page of the guide.
    """
    form = _form(html, source, path, name, style) if name else ()
    return [*find_harm(source, path, style), *form, *_uncited(html, source, path, name, style)]


def _uncited(html: str, source: str, path: str, name: str, style: Style) -> list[Finding]:
    """What a page states without a citation, where its kind asks for them."""
    kind = style.kind_of(name) if name else None
    if not kind or not kind.cited or not style.claims:
        return []
    source = source.replace("\r\n", "\n")
    said = _said(source)
    return claims.find_problems(html, source, said, path, style.claims, kind.closing)


def _said(source: str) -> str:
    """What a page says, as many letters as its source has."""
    return MARKUP.sub(_blank, blanked(source.replace("\r\n", "\n"), SILENT, _end_of_silence))


def find_harm(source: str, path: str, style: Style) -> list[Finding]:
    """Harmful words in a page's source. Title, description and comparison are read too."""
    source = source.replace("\r\n", "\n")
    said, place = _said(source), places(source)
    return [
        found(
            "page-harmful",
            path,
            *place(match.start()),
            value=" ".join(match[0].split()),
            instead=instead,
        )
        for pattern, instead in style.harmful
        for match in pattern.finditer(said)
    ]


def _end_of_silence(opening: re.Match[str]) -> str | None:
    if opening["comment"]:
        return "-->"
    if opening["fence"]:
        return rf"^[ >]*{opening['fence']}[`~]*[ ]*$"
    ticks = opening["ticks"]
    return rf"(?<!`){ticks}(?!`)|(?P<stop>\n[^\S\n]*\n)" if ticks else None


def _blank(match: re.Match[str]) -> str:
    """As many letters, so that positions stay. The end of a paragraph stays what it is."""
    return " " if match[0] == "\n" else re.sub(r"[^\n]", " ", match[0])


def _form(html: str, source: str, path: str, name: str, style: Style) -> Iterator[Finding]:
    """What a page lacks."""
    kind = style.kind_of(name) or Kind(())
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    page = _Page(path, source.replace("\r\n", "\n"), tuple(_sections(root)), kind, style.lists)
    yield from _message(page, next(iter(root), None))
    yield from _present(page)
    yield from _closing(page)
    for section in page.sections:
        yield from _points(page, section)


@dataclass(frozen=True)
class _Section:
    """A heading of level 2, its names, and what stands below it."""

    title: str
    names: tuple[str, ...]
    below: tuple[lxml_html.HtmlElement, ...]


@dataclass(frozen=True)
class _Page:
    path: str
    source: str
    sections: tuple[_Section, ...]
    kind: Kind
    lists: Mapping[str, Points]

    def say(self, rule: str, title: str = "", advice: str = "advice", **values: object) -> Finding:
        """A finding at the heading, or at the first line of text."""
        return found(rule, self.path, _line_of(self.source, title), 1, advice, **values)


@functools.lru_cache(maxsize=16)
def _line_of(source: str, title: str) -> int:
    """The line of a heading, or the first line of text; several findings ask for the same."""
    heading = re.compile(rf"^##[ ]*{re.escape(title)}[ ]*(?:#+|\{{.*\}})?[ ]*$", re.MULTILINE)
    front = split_front_matter(source)[1]
    if title and (at := heading.search(source)):
        return source.count("\n", 0, at.start()) + 1
    lines = enumerate(source.split("\n"), 1)
    return next((n for n, text in lines if n >= front and text.strip()), 1)


def _sections(root: lxml_html.HtmlElement) -> Iterator[_Section]:
    title, names, below = "", tuple[str, ...](), list[lxml_html.HtmlElement]()
    for element in root:
        if element.tag == "h2":
            if names:
                yield _Section(title, names, tuple(below))
            title, below = typed(text_of(element)), []
            names = (title, *(f".{name}" for name in element.get("class", "").split()))
        else:
            below.append(element)
    if names:
        yield _Section(title, names, tuple(below))


def text_of(element: lxml_html.HtmlElement) -> str:
    """The words of an element without the numbers of its citations and the sign of its address."""
    return " ".join("".join(element.xpath(WORDS)).split())


def _message(page: _Page, opening: lxml_html.HtmlElement | None) -> Iterator[Finding]:
    wanted = page.kind.sentences
    if wanted is None:
        return
    is_text = opening is not None and opening.tag == "p"
    count = len(SENTENCE.findall(text_of(opening))) if is_text else 0
    if count != wanted:
        yield page.say("page-message", count=count, wanted=wanted)


def _present(page: _Page) -> Iterator[Finding]:
    titles = {name: section.title for section in page.sections for name in section.names}
    for name in (*page.kind.sections, *page.kind.closing):
        if name not in titles:
            near = likely(name, titles)
            advice = "advice" if near else "advice_plain"
            yield page.say("page-section", titles.get(near or "", ""), advice, name=name, near=near)
    there = [name for section in page.sections for name in section.names]
    order = [there.index(name) for name in page.kind.sections if name in there]
    for before, after in pairwise(order):
        if after < before:
            title = titles[there[after]]
            known = ", ".join(page.kind.sections)
            yield page.say("page-section-order", title, name=title, known=known)


def _closing(page: _Page) -> Iterator[Finding]:
    wanted = page.kind.closing
    last = page.sections[-len(wanted) :] if wanted else ()
    fits = all(name in section.names for name, section in zip(wanted, last, strict=False))
    every = {name for section in page.sections for name in section.names}
    if wanted and set(wanted) <= every and not fits:
        title = page.sections[-1].title
        yield page.say(
            "page-section-order", title, "advice_last", name=title, known=", ".join(wanted)
        )


def _points(page: _Page, section: _Section) -> Iterator[Finding]:
    for name in section.names:
        if name not in page.lists:
            continue
        form = page.lists[name]
        tag = "ol" if form.numbered else "ul"
        lists = [element for element in section.below if element.tag == tag]
        texts = [text_of(item) for item in lists[0].findall("li")] if lists else []
        most = form.most or len(texts)
        wanted = f"{form.least} to {form.most}" if form.most else f"at least {form.least}"
        kind = "numbered points" if form.numbered else "points"
        if not form.least <= len(texts) <= most:
            problem = f"has {len(texts)} {kind}, not {wanted}"
            yield page.say("page-points", section.title, name=section.title, problem=problem)
        for text in texts:
            if not text.endswith(form.end):
                problem = f"has the point '{text}', which does not end with '{form.end}'"
                yield page.say("page-points", section.title, name=section.title, problem=problem)
