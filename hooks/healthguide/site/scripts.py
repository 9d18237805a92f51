"""Finds what would run or stand in a page beside the guide's own scripts and files.

The policy in `_headers` names the scripts that a page may hold; without it, those of 404.html may
stand everywhere, as no page of docs/ makes it. Addresses of other hosts are for `check`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from lxml import etree, html

from healthguide.findings import Finding, found
from healthguide.publish.headers import FILE, hash_of
from healthguide.site.page import Address, BuiltPage
from healthguide.site.sources import Position

RUNS = re.compile(r"script|module|importmap|speculationrules", re.IGNORECASE)
"""Types of a script that a browser runs or acts on; all others are data."""
HASH = re.compile(r"'sha256-[A-Za-z0-9+/=]+'")
HANDLER = re.compile(rb"on[a-z]+\s*=")
BEFORE_NAME = (b" ", b"\t", b"\n", b"\r", b"\f", b"/", b'"', b"'")
HANDLERS = etree.XPath("//@*[starts-with(name(), 'on')]")
SCHEME = re.compile(r"(?:^|;)[\0- ]*(?P<scheme>javascript|vbscript|data):", re.IGNORECASE)
MOVING = ("animate", "set", "animatemotion", "animatetransform")
"""Elements of a drawing that can change the address of a link."""
LINKS = frozenset({"href", "xlink:href", "action", "formaction", "to", "from", "by", "values"})
"""Attributes whose address is gone to; those in which a drawing moves it are among them."""
LOADS = frozenset({"src", "data", "poster", "background", "ping", "srcset"})
PICTURES = frozenset({"image", "feimage", "use"})
"""What shows the address in its `href` as a picture."""
OWN = re.compile(r"(?:\.\./)*(?:[\w-]+/)*embed/(?:index\.html)?")
FRAMES = ("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe")


def allowed(folder: Path) -> frozenset[str]:
    """The hashes of the inline scripts that pages of the folder may hold."""
    try:
        if (folder / FILE).is_file():
            return frozenset(HASH.findall((folder / FILE).read_text("utf-8", "replace")))
        document = html.document_fromstring((folder / "404.html").read_bytes())
    except (OSError, etree.LxmlError):
        return frozenset()
    return frozenset(hash_of(script.text or "") for script in document.iter("script"))


def scripts_known(page: BuiltPage, known: frozenset[str]) -> Iterator[Finding]:
    for element in page.document.iter("script"):
        kind, text = element.get("type", ""), element.text or ""
        runs = not kind.strip() or RUNS.search(kind)
        if runs and text.strip() and "src" not in element.attrib and hash_of(text) not in known:
            first = text.strip().split("\n", 1)[0].strip()
            yield _say(page, page.position(element, first, "<script"), f"the script '{first[:60]}'")


def nothing_runs_on_a_click(page: BuiltPage, _: frozenset[str]) -> Iterator[Finding]:
    raw = page.raw.lower()
    before = {raw[match.start() - 1 : match.start()] for match in HANDLER.finditer(raw)}
    if before.isdisjoint(BEFORE_NAME):  # to ask the tree costs more
        return
    for value in cast("list[etree._ElementUnicodeResult]", HANDLERS(page.document)):
        element, name = cast("html.HtmlElement", value.getparent()), str(value.attrname)
        yield _say(page, page.position(element, f"{name}="), f"'{name}' of <{element.tag}>")


def addresses_run_nothing(page: BuiltPage, _: frozenset[str]) -> Iterator[Finding]:
    moved = (
        Address(value, element, name, False)
        for element in page.document.iter(*MOVING)
        for name, value in element.attrib.items()
    )
    for url, element, name, _fetched in (*page.addresses, *moved):
        match = SCHEME.search(re.sub(r"[\t\n\r]", "", url)) if ":" in url else None
        if not match or name not in (*LINKS, *LOADS):
            continue
        if match["scheme"].lower() == "data" and (name in LOADS or _is_picture(element)):
            continue
        what = f"the address '{' '.join(url[:60].split())}' in '{name}' of <{element.tag}>"
        yield _say(page, page.position(element, url), what)


def _is_picture(element: html.HtmlElement) -> bool:
    is_icon = element.tag == "link" and "icon" in (element.get("rel") or "").lower()
    return is_icon or element.tag in PICTURES


def nothing_in_frames(page: BuiltPage, _: frozenset[str]) -> Iterator[Finding]:
    """But for an embed page of the guide, which `check` proves, as a page for other sites shows."""
    for element in page.document.iter(*FRAMES):
        if element.tag == "iframe" and OWN.fullmatch(element.get("src") or ""):
            continue
        yield page.found("site-frame", element, f"<{element.tag}", tag=element.tag)


def stays_open(page: BuiltPage, _: frozenset[str]) -> Iterator[Finding]:
    """A page that only sends on has no heading; one to be read must not go away by itself."""
    if page.redirects and page.headings:
        for element in page.document.iter("meta"):
            if (element.get("http-equiv") or "").lower() == "refresh":
                yield page.found("site-refresh", element, "<meta")


def _say(page: BuiltPage, at: Position, what: str) -> Finding:
    return found("site-script", at.path, at.line, at.column, what=what)


CHECKS: tuple[Callable[[BuiltPage, frozenset[str]], Iterator[Finding]], ...] = (
    scripts_known,
    nothing_runs_on_a_click,
    addresses_run_nothing,
    nothing_in_frames,
    stays_open,
)
"""What each page of a guide with our theme is asked."""
