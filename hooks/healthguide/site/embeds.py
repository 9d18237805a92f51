"""Proves embed pages, which stand in frames of other sites: what they hold, and where links lead.

The block, citations and links are proven as on any page. How heavy one is, `weight` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from lxml import etree, html

from healthguide.findings import Finding, found
from healthguide.publish import embed
from healthguide.site.folder import SCHEME
from healthguide.site.page import BuiltPage

HOLDS = {
    "the days of its last review and its next": "(//*[starts-with(@class, 'review')]//time)[2]",
    "the line that says where it comes from": "//footer//p[@class='source']",
    "the licence": "//footer//p[@class='licence'][normalize-space()]",
    "<meta name=\"robots\" content=\"noindex\">": "//meta[@name='robots'][@content='noindex']",
    "<meta name=\"responsive-embedded-sizing\">":
        "//meta[@name='responsive-embedded-sizing'][starts-with(@content, 'allow-origins=')]",
}  # fmt: skip
"""What an embed page must hold, and how it is found."""
OF_FRAGMENT = {
    "its address and the hash of its words": "//div[@data-page][@data-content-hash]",
    '<template shadowrootmode="open"> around its text': "//template[@shadowrootmode='open']",
    "its styles": "//template/style[normalize-space()]",
    "a line with the ways to help, for browsers that show no more":
        "//template/../p//a[starts-with(@href, 'tel:')]",
}  # fmt: skip
"""What a fragment must hold in place of what is said in a head."""
PARTS = {what: etree.XPath(path) for what, path in HOLDS.items()}
IN_FRAGMENT = {
    **{what: path for what, path in PARTS.items() if not what.startswith("<meta")},
    **{what: etree.XPath(path) for what, path in OF_FRAGMENT.items()},
}
SHADOW = etree.XPath("/html/body/div/template[@shadowrootmode='open']/div[@class]")
IN_FRAME = ("tel:", "sms:", "mailto:", "#")
"""Addresses that do not take the frame to another page."""


def holds_its_parts(page: BuiltPage, of: str) -> Iterator[Finding]:
    parts = IN_FRAGMENT if embed.is_fragment(page.name) else PARTS
    for what, path in parts.items():
        if not path(page.document):
            yield found("site-embed-part", page.path, what=what)


def leads_to_its_page(page: BuiltPage, of: str) -> Iterator[Finding]:
    wanted = embed.way_back(of, page.name)
    if embed.is_fragment(page.name):
        said = str(next(iter(page.document.xpath("//@data-page")), ""))
        wanted = said if said.endswith(f"/{of.removesuffix('index.html')}") else wanted
    links = page.document.xpath("//footer//a[@class='full']/@href")
    if links != [wanted]:
        what = f"a link to '{wanted}', the page that it shows"
        yield found("site-embed-part", page.path, what=what)


def read_as_shown(page: BuiltPage, of: str, guide: str) -> None:
    """Turn a fragment into what a browser makes of it: its shadow root is the page that is seen.

    In a shadow root a browser finds no id, so that links to its own citations are written in full,
    as all are; `guide` is the address of the start page. They are read as links within the text.
    """
    slug, address = embed.slug_of(of), f"{guide}{of.removesuffix('index.html')}"
    for number, one in enumerate(page.addresses):
        place, _, name = one.url.partition("#")
        if place == address and name and embed.own_id(name, slug) == name:
            one.element.set(one.attribute, f"#{name}")
            page.addresses[number] = one._replace(url=f"#{name}")
    body, shown = page.document.find("body"), SHADOW(page.document)
    for root in reversed(cast("list[html.HtmlElement]", shown)) if body is not None else ():
        for link in root.xpath(".//section[contains(@class, 'crisis')]//a[@href]"):
            if guide and link.get("href").startswith(guide):
                up = "../" * page.directory.count("/")
                link.set("href", up + link.get("href").removeprefix(guide))
        body.set("class", root.get("class"))
        for element in reversed(root):
            body.insert(0, element)


def fragment_leads_to_the_guide(page: BuiltPage) -> Iterator[Finding]:
    for address in page.addresses:
        if not address.url.startswith("#") and not SCHEME.match(address.url):
            yield page.found("site-fragment-link", address.element, address.url, url=address.url)


def fragment_runs_nothing(page: BuiltPage) -> Iterator[Finding]:
    """Not even what other pages may run."""
    for script in page.document.iter("script"):
        yield page.found("site-script", script, "<script", what="a script in a fragment")


def links_leave_the_frame(page: BuiltPage, of: str) -> Iterator[Finding]:
    for address in page.addresses:
        element, url = address.element, address.url
        if element.tag in ("a", "area") and address.attribute == "href":
            stays = not url or url.lower().startswith(IN_FRAME)
            if not stays and element.get("target") != "_blank":
                yield page.found("site-embed-link", element, url, url=url)


def ids_say_the_page(page: BuiltPage, of: str) -> Iterator[Finding]:
    for value in page.ids:
        if embed.own_id(value, embed.slug_of(of)) != value:
            yield found("site-embed-id", page.path, value=value)


def headings_below_the_host(page: BuiltPage, of: str) -> Iterator[Finding]:
    if page.headings:
        yield page.found("site-embed-heading", page.headings[0], "<h1")


CHECKS: tuple[Callable[[BuiltPage, str], Iterator[Finding]], ...] = (
    holds_its_parts,
    leads_to_its_page,
    links_leave_the_frame,
    ids_say_the_page,
    headings_below_the_host,
)
"""What each embed page is asked; `of` is the built page that it shows."""
OF_FRAGMENTS: tuple[Callable[[BuiltPage], Iterator[Finding]], ...] = (
    fragment_leads_to_the_guide,
    fragment_runs_nothing,
)
"""What a fragment is asked besides."""
