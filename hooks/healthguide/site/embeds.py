"""Proves embed pages, which stand in frames of other sites: what they hold, and where links lead.

The block, citations and links are proven as on any page. How heavy one is, `weight` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from healthguide.findings import Finding, found
from healthguide.publish import embed
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
PARTS = {what: etree.XPath(path) for what, path in HOLDS.items()}
IN_FRAME = ("tel:", "sms:", "mailto:", "#")
"""Addresses that do not take the frame to another page."""


def holds_its_parts(page: BuiltPage, of: str) -> Iterator[Finding]:
    for what, path in PARTS.items():
        if not path(page.document):
            yield found("site-embed-part", page.path, what=what)


def leads_to_its_page(page: BuiltPage, of: str) -> Iterator[Finding]:
    wanted = embed.way_back(of, page.name)
    links = page.document.xpath("//footer//a[@class='full']/@href")
    if links != [wanted]:
        what = f"a link to '{wanted}', the page that it shows"
        yield found("site-embed-part", page.path, what=what)


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
