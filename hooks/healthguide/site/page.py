"""Reads one built page into what the folder check asks about: addresses, ids and headings.

One walk over the tree of lxml. It judges nothing, and gives findings the position to print.
"""

from __future__ import annotations

import functools
import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from lxml import etree, html

from healthguide.findings import Finding, found
from healthguide.site.sources import Position, Sources

# fmt: off
ADDRESSES: dict[str, tuple[tuple[str, bool], ...]] = {
    # attribute that holds an address, and whether a browser fetches it without being asked to
    # leave the page; `link` depends on its `rel`
    "a": (("href", False), ("xlink:href", False), ("ping", True)),
    "area": (("href", False), ("ping", True)),
    "audio": (("src", True),),
    "body": (("background", True),),
    "button": (("formaction", True),),
    "embed": (("src", True),),
    "feimage": (("href", True), ("xlink:href", True)),
    "form": (("action", True),),
    "frame": (("src", True),),
    "iframe": (("src", True),),
    "image": (("href", True), ("xlink:href", True)),
    "img": (("src", True),),
    "input": (("src", True), ("formaction", True)),
    "link": (("href", True),),
    "object": (("data", True),),
    "script": (("src", True), ("href", True), ("xlink:href", True)),
    "source": (("src", True),),
    "track": (("src", True),),
    "use": (("href", True), ("xlink:href", True)),
    "video": (("src", True), ("poster", True)),
}
IMAGE_SETS = {"img": "srcset", "source": "srcset", "link": "imagesrcset"}
NOT_FETCHED = frozenset({
    "alternate", "author", "bookmark", "canonical", "edit", "help", "license", "me", "next",
    "prev", "privacy-policy", "search", "shortlink", "terms-of-service",
})
"""What `rel` of a `link` may say when the browser fetches nothing; every other word fetches."""
# fmt: on
REFRESH = re.compile(r"^\s*+[\d.]*+\s*+[;,]\s*(?:url\s*=\s*)?[\"']?(?P<url>[^\"']+)", re.IGNORECASE)
STYLE_ADDRESS = re.compile(
    r"""
    /\*.*?(?:\*/|\Z) | @namespace[^;]*+(?:;|\Z)  # read over: neither is fetched
    | (?: @import\s+(?=["']) | url\(\s* )
      (?: (?P<quote>["'])(?P<quoted>.*?)(?P=quote) | (?P<bare>[^\s"'()]+) )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
WHOLE_PAGE = re.compile(rb"<(?:!doctype|html|head|body)\b", re.IGNORECASE)

WALKED = (*ADDRESSES, "base", "h1", "meta", "style")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
IDS = etree.XPath("//@id", smart_strings=False)
NAMES = etree.XPath("//a/@name", smart_strings=False)
CHUNK = re.compile(r">([^<]*\d[^<]*\d[^<]*)<")
"""A piece of text with two digits, and all of it that a quick look needs."""
NUMBERED = etree.XPath(
    "//text()[string-length(translate(., '0123456789', '')) + 2 < string-length(.)]"
)
UNSAID = ("script", "style", "code", "pre", "template")
UNNAMED = frozenset(("crisis", "references", "sources", "citations"))
STYLED = etree.XPath("//*[@style]")


class Address(NamedTuple):
    """One address on the page; `attribute` is where it stands, `style` for a style sheet."""

    url: str
    element: html.HtmlElement
    attribute: str
    fetched: bool


@dataclass
class BuiltPage:
    """One built page. `name` is its path in the folder, `path` the one to print."""

    path: str
    name: str
    raw: bytes
    document: html.HtmlElement
    sources: Sources | None = None
    addresses: list[Address] = field(default_factory=list)
    bases: list[html.HtmlElement] = field(default_factory=list)
    comments: list[html.HtmlElement] = field(default_factory=list)
    headings: list[html.HtmlElement] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    redirects: bool = False

    @property
    def directory(self) -> str:
        """The folder of the page with a `/` at its end, or nothing for the top."""
        return self.name[: self.name.rfind("/") + 1]

    @property
    def is_fragment(self) -> bool:
        """A piece of HTML for use inside a page: without doctype, html, head and body."""
        return WHOLE_PAGE.search(self.raw) is None

    def chunks(self) -> list[str]:
        """Pieces of the page with digits, as they are written: quick, and more than is said."""
        return CHUNK.findall(self.raw.decode("utf-8", "replace"))

    def texts(self) -> Iterator[tuple[html.HtmlElement, str]]:
        """What the page says that has a number in it, but for the block, sources, code and the
        links that dial it: those are read by their address.
        """
        for text in cast("list[etree._ElementUnicodeResult]", NUMBERED(self.document)):
            holder = cast("html.HtmlElement", text.getparent())
            element = holder.getparent() if text.is_tail else holder
            if element is not None and not any(
                one.tag in UNSAID
                or UNNAMED.intersection(one.classes)
                or (one.get("href") or "").lower().startswith(("tel:", "sms:"))
                for one in (element, *element.iterancestors())
            ):
                yield element, " ".join(str(text).split())

    def position(self, element: html.HtmlElement, *values: str) -> Position:
        """Where to edit what `element` shows; the first of `values` is what the page holds there.

        Without sources it is the element's line, and the column of the value in that line.
        """
        if self.sources:
            heading = element.text_content() if element.tag in HEADINGS else ""
            return self.sources.position(self.name, values, heading)
        line, value = int(element.sourceline or 0), values[0] if values else ""
        return Position(self.path, line, column_of(self.raw, line, value), value)

    def found(
        self,
        rule: str,
        element: html.HtmlElement,
        near: str = "",
        advice: str = "advice",
        /,
        **values: object,
    ) -> Finding:
        """A finding at `element`, where the text `near` shows the position."""
        path, line, column, _ = self.position(element, near)
        return found(rule, path, line, column, advice, **values)


def column_of(raw: bytes, line: int, value: str) -> int:
    """The column of `value` in a line, as written or with its `&` escaped; 0 when not found."""
    lines = _lines(raw)
    if not value or not 0 < line <= len(lines):
        return 0
    text = lines[line - 1].decode("utf-8", "replace")
    return text.find(value) + 1 or text.find(entities.escape(value)) + 1


@functools.lru_cache(maxsize=1)
def _lines(raw: bytes) -> list[bytes]:
    """The lines of a page, kept for the next of its findings."""
    return raw.split(b"\n")


def elements(query: etree.XPath, within: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements that a query for elements gives; XPath itself can give anything."""
    return cast("list[html.HtmlElement]", query(within))


def read_page(
    path: str, name: str, raw: bytes, parser: html.HTMLParser, sources: Sources | None = None
) -> BuiltPage:
    """The page of these bytes. Raises lxml.etree.LxmlError when there is nothing to parse."""
    page = BuiltPage(path, name, raw, html.document_fromstring(raw, parser=parser), sources)
    page.ids = cast("list[str]", IDS(page.document))
    page.names = cast("list[str]", NAMES(page.document))
    page.comments += page.document.iter(etree.Comment)
    for element in page.document.iter(*WALKED):
        tag = element.tag
        if tag == "h1":
            page.headings.append(element)
        elif tag == "base":
            page.bases.append(element)
        elif tag == "meta":
            _read_refresh(page, element)
        elif tag == "style":
            page.addresses += (
                Address(url, element, "style", True) for url, _ in style_addresses(element.text)
            )
        else:
            _read_addresses(page.addresses, element, tag)
    for element in elements(STYLED, page.document):
        page.addresses += (
            Address(url, element, "style", True) for url, _ in style_addresses(element.get("style"))
        )
    return page


def _read_addresses(addresses: list[Address], element: html.HtmlElement, tag: str) -> None:
    for attribute, fetched in ADDRESSES[tag]:
        url = element.get(attribute)
        if url is not None:
            if tag == "link":
                fetched = not NOT_FETCHED.issuperset((element.get("rel") or "").lower().split())
            addresses.append(Address(url.strip(), element, attribute, fetched))
    if tag in IMAGE_SETS and (images := element.get(IMAGE_SETS[tag])):
        for url in _candidates(images):
            addresses.append(Address(url, element, IMAGE_SETS[tag], True))


def _candidates(images: str) -> Iterator[str]:
    """The addresses of a `srcset`, each followed by a width or density, or by a comma."""
    is_address = True
    for word in images.split():
        address, comma = word, word.endswith(",")
        if not is_address:
            _, comma_between, address = word.partition(",")
            comma = comma or (bool(comma_between) and not address)
        address = address.strip(",")
        if address:
            yield address
        is_address = comma or (is_address and not address)


def _read_refresh(page: BuiltPage, element: html.HtmlElement) -> None:
    if (element.get("http-equiv") or "").lower() != "refresh":
        return
    if match := REFRESH.match(element.get("content") or ""):
        page.redirects = True
        page.addresses.append(Address(match["url"].strip(), element, "content", True))


def style_addresses(text: str | None) -> Iterator[tuple[str, int]]:
    """Every address a style sheet fetches, and where it stands in `text`."""
    for match in STYLE_ADDRESS.finditer(text or ""):
        group = "quoted" if match["quoted"] is not None else "bare"
        if match[group]:
            yield match[group].strip(), match.start(group)
