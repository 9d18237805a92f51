"""The crisis block on a finished page: is it there, first, seen, and does it lead where it must.

The words stand in the template; this module renders nothing, but can put a rendered block in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from lxml import html as lxml_html

from healthguide.crisis import phone
from healthguide.crisis.lines import SCHEME, WAYS, Country, Line, reviewed
from healthguide.crisis.phone import digits, target
from healthguide.findings import Finding, found

ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""  # a '>' between quotes does not end a tag
BLOCK = re.compile(
    rf"""<section\b{ATTRIBUTES}?\sclass\s*=\s*
    (?:crisis(?=[\s>]) | "(?:[^"]*\s)?crisis(?:\s[^"]*)?" | '(?:[^']*\s)?crisis(?:\s[^']*)?')""",
    re.IGNORECASE | re.VERBOSE,
)
UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|textarea|title)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""What is never closed reaches to the end of the page, for a browser too."""
BODY = re.compile(rf"<body\b{ATTRIBUTES}>", re.IGNORECASE)
HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
PROLOGUE = re.compile(
    rf"\A\ufeff?(?:\s|<!doctype[^>]*>|<(?:html|head|meta|link|base)\b{ATTRIBUTES}>)*", re.IGNORECASE
)
"""What stands before the body where <body> is left out. The encoding must stay near the top."""
HIDING_STYLE = re.compile(
    r"""
    display\s*:\s*none
    | (?:content-)?visibility\s*:\s*(?:hidden|collapse)
    | (?:opacity|font-size)\s*:\s*0*(?:\.0+)?(?:[a-z]+|%)?\s*(?:!\s*important\s*)?(?=;|$)
    | (?:left|right|top|bottom|text-indent)\s*:\s*-\d{3,}  # moved off the screen
    """,
    re.IGNORECASE | re.VERBOSE,
)
STYLE = "healthguide/crisis.css"
"""Where a site with another theme has the block's own style; a site with ours has no such file."""
ELSEWHERE = Path(__file__).parent / "elsewhere.css"
UNSHOWN_TAGS = ("template", "noscript", "dialog", "script", "style", "head")


@dataclass(frozen=True)
class _Block:
    path: str
    element: lxml_html.HtmlElement
    expected: str | None
    wanted: Mapping[str, Sequence[str]]

    def say(self, rule: str, advice: str = "advice", **values: object) -> Finding:
        return found(rule, self.path, self.element.sourceline or 0, 0, advice, **values)

    @property
    def country(self) -> Country | None:
        return reviewed().get(self.element.get("data-crisis", ""))

    def links(self, way: str) -> list[lxml_html.HtmlElement]:
        """The links to call, to text, or (chat) to any other place outside the guide."""
        return [a for a in self.element.iter("a") if _way(a.get("href", "")) == way]


def find_block_problems(
    document: lxml_html.HtmlElement,
    path: str,
    expected: str | None = None,
    wanted: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Finding]:
    """Everything wrong with the crisis block of a finished page.

    `expected` is the block's text, blanks folded, when the builder knows it (`block_text`), and
    `wanted` are the links that it must have, by way (`settings.links`).
    """
    blocks = document.find_class("crisis")
    if not any(block.tag == "section" for block in blocks):
        return [found("crisis-missing", path)]
    if len(blocks) > 1:
        return [found("crisis-doubled", path, blocks[1].sourceline or 0, 0, count=len(blocks))]
    block = _Block(path, blocks[0], expected, wanted)
    return [problem for check in BLOCK_CHECKS for problem in check(block)]


def block_text(block: lxml_html.HtmlElement) -> str:
    """The words of a block with blanks folded, to compare pages by."""
    return " ".join(block.text_content().split())


def not_hidden(block: _Block) -> Iterator[Finding]:
    inside = [e for e in block.element.iter() if isinstance(e.tag, str) and e is not block.element]
    for element in [block.element, *block.element.iterancestors(), *inside]:
        is_icon = element.tag == "svg" and not block_text(element)
        if not is_icon and (cause := _hides(element)):
            yield block.say("crisis-hidden", cause=cause, tag=element.tag)
            return


def _hides(element: lxml_html.HtmlElement) -> str:
    if element.tag in UNSHOWN_TAGS or (element.tag == "details" and "open" not in element.attrib):
        return "standing"
    for attribute in ("hidden", "inert"):
        if attribute in element.attrib:
            return f"'{attribute}'"
    if element.get("aria-hidden", "").lower() == "true":
        return "'aria-hidden'"
    if element.tag == "a" and element.get("tabindex", "").strip().startswith("-"):
        return "'tabindex'"
    style = HIDING_STYLE.search(element.get("style", ""))
    return f"the style '{style[0].strip(' ;')}'" if style else ""


def in_its_place(block: _Block) -> Iterator[Finding]:
    parent = block.element.getparent()
    if parent is not None and parent.tag not in ("body", "noscript", "template"):
        yield block.say("crisis-place", where=f"inside <{parent.tag}>, not directly in <body>")
        return
    for sibling in block.element.itersiblings(preceding=True):
        for element in sibling.iter("main", "header", "article", "h1", "div", "section"):
            role = element.get("role", "")
            if element.tag not in ("div", "section") or role in ("main", "banner"):
                name = f"{element.tag} role={role}" if role else element.tag
                yield block.say("crisis-place", where=f"behind <{name}>")
                return


def links_right(block: _Block) -> Iterator[Finding]:
    country = block.country
    if not country or not country.numbers("call"):
        value = f"the country '{block.element.get('data-crisis', '')}'"
        yield block.say("crisis-block-link", way="help", value=value, wanted="US")
        return
    for way, scheme in WAYS.items():
        numbers = country.numbers(way)
        allowed = {
            number if way == "chat" else digits(number)
            for number in (*numbers, *(country.numbers("fallback") if way == "call" else ()))
        }
        have = [a.get("href", "") for a in block.links(way)]
        right = block.wanted.get(way)
        if (
            right is None
        ):  # nobody knows the settings: each at most once, and no more than there are
            texts = [(a.get("href", ""), block_text(a)) for a in block.links(way)]
            is_right = bool(numbers) <= len(have) <= len(numbers) and len(set(texts)) == len(texts)
        else:
            is_right = have == list(right)
        if not is_right or not allowed.issuperset(map(target, have)):
            right = right or [
                number if way == "chat" else phone.link(scheme, number)
                for number in (numbers if len(have) > 1 else numbers[:1])
            ]
            yield block.say(
                "crisis-block-link",
                "advice_many" if len(right) > 1 else "advice",
                way=way,
                value=_quoted(have),
                wanted=_quoted(right) if len(right) > 1 else (*right, "none")[0],
            )


def _quoted(links: Sequence[str]) -> str:
    return ", ".join(f"'{link}'" for link in links) or "none"


def ways_of(element: lxml_html.HtmlElement) -> dict[str, str]:
    """The ways that links inside `element` give: `call`, `text` or `chat` by address."""
    links = [a.get("href", "") for a in element.iter("a")]
    return {link: way for link in links if (way := _way(link))}


def _way(href: str) -> str:
    lower = href.strip().lower()
    for way in ("call", "text"):
        if lower.startswith(WAYS[way]):
            return way
    return "chat" if SCHEME.match(lower) else ""


def digits_readable(block: _Block) -> Iterator[Finding]:
    for link, rows in _rows(block):
        text, dialled = block_text(link), digits(link.get("href", ""))
        options = {digits(row.option) for row in rows if row.option}
        shown = {digits(number) for number in phone.SHOWN.findall(text)}
        if dialled not in shown or len(shown) > 1 + bool(shown & options):
            yield block.say("crisis-digits", link=link.get("href"), text=text)


def option_and_word_said(block: _Block) -> Iterator[Finding]:
    """A link says what belongs to its number, of one of the rows that have the number."""
    for link, rows in _rows(block):
        text = block_text(link)
        unsaid = [
            [(kind, value) for kind, value in row.extras if not _says(text, value)] for row in rows
        ]
        if unsaid and all(unsaid):
            kind, value = unsaid[0][0]
            href = link.get("href")
            yield block.say("crisis-option", link=href, text=text, kind=kind, value=value)


def _says(text: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


def _rows(block: _Block) -> Iterator[tuple[lxml_html.HtmlElement, list[Line]]]:
    """The links to call and text, each with the reviewed lines that have its number."""
    for way in ("call", "text"):
        for link in block.links(way):
            country, number = block.country, digits(link.get("href", ""))
            yield link, country.rows(way, number) if country else []


def links_named_by_their_text(block: _Block) -> Iterator[Finding]:
    for link in block.element.iter("a"):
        for attribute in ("aria-label", "aria-labelledby", "title"):
            if attribute in link.attrib:
                yield block.say("crisis-label", attribute=attribute, value=link.get(attribute))


def chat_keeps_the_page_secret(block: _Block) -> Iterator[Finding]:
    for link in block.links("chat"):
        if "noreferrer" not in link.get("rel", "").split():
            yield block.say("crisis-referrer")


def words_unchanged(block: _Block) -> Iterator[Finding]:
    text = block_text(block.element)
    if block.expected is not None and text != block.expected:
        at = next(
            (i for i, (a, b) in enumerate(zip(text, block.expected, strict=False)) if a != b),
            min(len(text), len(block.expected)),
        )
        start = max(at - 20, 0)
        yield block.say(
            "crisis-altered", text=text[start : at + 30], wanted=block.expected[start : at + 30]
        )


BLOCK_CHECKS: tuple[Callable[[_Block], Iterator[Finding]], ...] = (
    not_hidden,
    in_its_place,
    links_right,
    digits_readable,
    option_and_word_said,
    links_named_by_their_text,
    chat_keeps_the_page_secret,
    words_unchanged,
)


def has_block(html: str) -> bool:
    """Whether a page holds a block where a reader could meet it, not in a comment or script."""
    return bool(BLOCK.search(UNSEEN.sub("", html)))


def with_block(html: str, block: str) -> str:
    """The page with `block` put first in its body; doctype, byte order mark and head stay before.

    A page that leaves <body> out gets one, as some parsers would take the block for a part of the
    head; a fragment, which has no head either, does not.
    """
    shown = UNSEEN.sub(lambda match: " " * len(match[0]), html)
    if body := BODY.search(shown):
        at, start = body.end(), ""
    else:
        head = HEAD_END.search(shown) or PROLOGUE.match(shown)
        at = head.end() if head else 0
        start = "<body>\n" if html[:at].strip("\ufeff \t\r\n") else ""
    return f"{html[:at]}\n{start}{block}\n{html[at:]}"
