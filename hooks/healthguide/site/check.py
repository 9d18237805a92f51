"""Proves a finished folder, whoever built it: the crisis block, citations, links, ids, no requests.

It reads only the folder, each page once, and asks no network. What is right for the block stands
in `crisis`, for numbers in `built_citations`; what remains stands here, one function per check.
"""

from __future__ import annotations

import functools
import gc
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from lxml import etree, html

from healthguide.crisis import block as crisis_block
from healthguide.findings import Finding, found, likely
from healthguide.reporting import Report
from healthguide.site import citations as built_citations
from healthguide.site.citations import BuiltCitations
from healthguide.site.folder import SCHEME, Place, SiteFolder, address_of, files_in, is_page
from healthguide.site.page import Address, BuiltPage, column_of, read_page, style_addresses

ERROR_PAGE = "404.html"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
PHONE = re.compile(r"(?P<scheme>tel|sms):(?P<number>\+?[0-9](?:[0-9 ().-]|%20)*)$", re.IGNORECASE)
MESSAGE = re.compile(r"sms:[^?&;]*[?&;]", re.IGNORECASE)
SHOWN_NUMBER = re.compile(r"\+?\(?\d(?:[\d\s().-]*\d)?")

Signature = tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class _Anchor:
    """A link into another page, kept until the ids of all pages are known."""

    page: str
    line: int
    url: str
    place: Place


@dataclass
class _Site:
    """What the check of one folder gathers page by page."""

    root: Path
    folder: SiteFolder
    expected: str | None
    parser: html.HTMLParser
    anchors: list[_Anchor] = field(default_factory=list)
    places: dict[str, frozenset[str]] = field(default_factory=dict)
    """By page, its ids and the names of its anchors."""
    blocks: dict[str, tuple[Signature, int]] = field(default_factory=dict)
    """By page, its crisis block in a form that is equal on equal pages, and the block's line."""
    styles: list[str] = field(default_factory=list)
    leading: set[tuple[str, str]] = field(default_factory=set)
    """Folder and address of links that lead to a file; menus repeat them on every page."""
    near: dict[str, str | None] = field(default_factory=dict)

    def path(self, name: str) -> str:
        return (self.root / name).as_posix()

    def nearest(self, name: str) -> str | None:
        """An address that was probably meant; looked for once, as templates repeat links."""
        if name not in self.near:
            if f"{name}/index.html" in self.folder.files:
                self.near[name] = f"{name}/"
            else:
                wanted = name.removesuffix("index.html")
                known = [file.removesuffix("index.html") or file for file in self.folder.files]
                self.near[name] = likely(wanted, sorted(known))
        return self.near[name]


def check_site(folder: Path, expected_block: str | None = None) -> Report:
    """Read the built `folder` and prove it. `expected_block` is the crisis block as rendered.

    A file that cannot be read is a finding; so is a folder without a page.
    """
    # Nothing here makes cycles; looking for them takes an eighth of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _check(folder, expected_block)
    finally:
        if collects:
            gc.enable()


def _check(folder: Path, expected_block: str | None) -> Report:
    names = files_in(folder)
    expected = expected_block and crisis_block.block_text(html.fromstring(expected_block))
    # Without huge_tree, libxml2 drops what is nested deeper than 256 tags, and faults with it.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    site = _Site(folder, _folder(folder, names), expected, parser)
    findings: list[Finding] = []
    pages = citations = links = 0
    for name in names:
        if is_page(name):
            pages += 1
            page, problems = _read(site, name)
            findings += problems
            if page is not None:
                numbers = BuiltCitations(page)
                for check in CHECKS:
                    findings += check(site, page)
                for prove in built_citations.CHECKS:
                    findings += prove(numbers)
                citations += numbers.count
                links += len(page.addresses)
        elif name.lower().endswith(".css"):
            site.styles.append(name)
    for conclude in CONCLUSIONS:
        findings += conclude(site)
    if not pages:
        findings.append(found("site-nothing", folder.as_posix()))
    return Report(tuple(sorted(findings)), pages, citations, links)


def _folder(root: Path, names: list[str]) -> SiteFolder:
    files = frozenset(names)
    for name in filter(is_page, names):
        try:
            address = address_of(name, (root / name).read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue
        if address is not None:
            return SiteFolder(files, *address)
    return SiteFolder(files)


def _read(site: _Site, name: str) -> tuple[BuiltPage | None, list[Finding]]:
    path, findings = site.path(name), []
    try:
        raw = (site.root / name).read_bytes()
    except OSError as error:
        return None, [found("site-unreadable", path, reason=error.strerror)]
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        findings.append(found("site-encoding", path, line, byte=f"0x{raw[error.start]:02X}"))
        raw = raw.decode("utf-8", "replace").encode()
    try:
        return read_page(path, name, raw, site.parser), findings
    except etree.LxmlError:
        return None, [*findings, found("site-empty", path)]


def _say(
    page: BuiltPage,
    rule: str,
    element: html.HtmlElement,
    near: str = "",
    advice: str = "advice",
    /,
    **values: object,
) -> Finding:
    line, column = page.place(element, near)
    return found(rule, page.path, line, column, advice, **values)


def crisis_block_right(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    problems = crisis_block.find_block_problems(page.document, page.path, site.expected)
    yield from problems
    if not problems:
        block = next(e for e in page.document.iter("section") if "crisis" in e.classes)
        site.blocks[page.name] = (_signature(site, page, block), int(block.sourceline or 0))


def _signature(site: _Site, page: BuiltPage, block: html.HtmlElement) -> Signature:
    """The block without its tail and blanks, links written from the top of the folder."""
    return tuple(
        (
            element.tag,
            *(
                (key, site.folder.resolve(page.directory, value).file or value)
                if key == "href"
                else (key, value)
                for key, value in sorted(element.attrib.items())
            ),
            *(element.text or "").split(),
            *((element.tail or "").split() if element is not block else ()),
        )
        for element in block.iter(etree.Element)
    )


def language_told(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """A fragment has no html element of its own to tell it."""
    language = page.document.get("lang") or ""
    if not page.is_fragment and not LANGUAGE.fullmatch(language):
        yield _say(page, "site-language", page.document, value=language)


def one_main_heading(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """A redirect is left before it is read; a fragment stands under the heading of its host."""
    if len(page.headings) > 1:
        yield _say(page, "site-heading", page.headings[1], "<h1", count=len(page.headings))
    elif not page.headings and not page.redirects and not page.is_fragment:
        yield found("site-heading", page.path, count="no")


def ids_unique(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    if len(set(page.ids)) == len(page.ids):
        return
    for value in [value for value, times in Counter(page.ids).items() if times > 1]:
        first, *rest = page.document.xpath("//*[@id=$value]", value=value)
        for element in rest:
            yield _say(page, "site-id", element, value, value=value, first=first.sourceline)


def no_base(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    for element in page.bases:
        yield _say(page, "site-base", element, "<base")


def links_resolve(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    site.places[page.name] = frozenset((*page.ids, *page.names))
    directory, resolve, files = page.directory, site.folder.resolve, site.folder.files
    for address in page.addresses:
        url = address.url
        if not url or url[0] == "#":
            place = Place(page.name, url[1:])
        else:
            folder, path = directory, url
            while folder and path.startswith("../"):
                path, folder = path[3:], folder[: folder.rfind("/", 0, -1) + 1]
            if (folder, path) in site.leading:
                continue
            place = resolve(folder, path)
            if place.file is None:
                continue
            if place.file not in files:
                yield _missing(site, page, address, place.file)
                continue
            if not place.fragment:
                site.leading.add((folder, path))
        if place.fragment and is_page(place.file or ""):
            line = int(address.element.sourceline or 0)
            site.anchors.append(_Anchor(page.name, line, url, place))


def _missing(site: _Site, page: BuiltPage, address: Address, file: str) -> Finding:
    rule = "site-resource" if address.fetched else "site-link"
    near = site.nearest(file)
    advice = "advice" if near else "advice_plain"
    return _say(
        page, rule, address.element, address.url, advice, url=address.url, file=file, near=near
    )


def error_page_at_any_address(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """Servers show 404.html in the place of any missing page, however deep."""
    if page.name != ERROR_PAGE:
        return
    for address in page.addresses:
        url = address.url
        if url and not url.startswith(("/", "#")) and not SCHEME.match(url):
            yield _say(page, "site-error-page", address.element, url, url=url)


def requests_stay_home(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    for address in page.addresses:
        if address.fetched and site.folder.resolve(page.directory, address.url).is_elsewhere:
            where = f"{address.attribute} of <{address.element.tag}>"
            yield _say(
                page, "site-other-host", address.element, address.url, url=address.url, where=where
            )


def phone_links_right(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """Outside the crisis block, for which `crisis` has stricter rules."""
    for address in page.addresses:
        url, element = address.url, address.element
        if not url.lower().startswith(("tel:", "sms:")) or any(
            "crisis" in section.classes for section in element.iterancestors("section")
        ):
            continue
        text = " ".join(element.text_content().split())
        match = PHONE.match(url)
        if MESSAGE.match(url):
            yield _say(page, "site-sms-body", element, url, url=url)
        elif not match:
            yield _say(page, "site-phone", element, url, url=url)
        elif not _agree(unquote(match["number"]), text):
            yield _say(page, "site-phone-text", element, url, url=url, text=text)


def _agree(dialled: str, text: str) -> bool:
    """Whether a number in `text` is the one dialled; it may leave out the country's code."""
    digits = _digits(dialled)
    for match in SHOWN_NUMBER.finditer(text):
        shown = _digits(match[0])
        national = shown.removeprefix("0")
        if shown == digits:
            return True
        if dialled.startswith("+") and len(national) >= 3 and digits.endswith(national):
            return True
    return False


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


CHECKS: tuple[Callable[[_Site, BuiltPage], Iterator[Finding]], ...] = (
    crisis_block_right,
    language_told,
    one_main_heading,
    ids_unique,
    no_base,
    links_resolve,
    error_page_at_any_address,
    requests_stay_home,
    phone_links_right,
)
"""What each page is asked; `built_citations.CHECKS` follow."""


def anchors_resolve(site: _Site) -> Iterator[Finding]:
    for anchor in site.anchors:
        file, fragment = anchor.place.file or "", anchor.place.fragment.partition(":~:")[0]
        there = site.places.get(file)  # None when that page could not be read
        if there is None or not fragment or fragment.lower() == "top" or fragment in there:
            continue
        name = unquote(fragment)
        if name in there:
            continue
        near = likely(name, there)
        yield found(
            "site-anchor",
            site.path(anchor.page),
            anchor.line,
            column_of(_bytes(site.root / anchor.page), anchor.line, anchor.url),
            "advice" if near else "advice_plain",
            url=anchor.url,
            file=site.path(file),
            anchor=name,
            near=near,
        )


@functools.lru_cache(maxsize=1)
def _bytes(path: Path) -> bytes:
    """The page again, for the column of a finding; pages are not kept in memory."""
    return path.read_bytes()


def block_same_on_every_page(site: _Site) -> Iterator[Finding]:
    if not site.blocks:
        return
    usual, _ = Counter(signature for signature, _ in site.blocks.values()).most_common(1)[0]
    model = next(name for name, (signature, _) in site.blocks.items() if signature == usual)
    for name, (signature, line) in site.blocks.items():
        if signature != usual:
            yield found("site-block-differs", site.path(name), line, model=site.path(model))


def styles_stay_home(site: _Site) -> Iterator[Finding]:
    for name in site.styles:
        path = site.path(name)
        try:
            text = (site.root / name).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            yield found("site-unreadable", path, reason=error.strerror)
            continue
        for url, start in style_addresses(text):
            place = site.folder.resolve(name[: name.rfind("/") + 1], url)
            line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
            if place.is_elsewhere:
                where = "this style sheet"
                yield found("site-other-host", path, line, column, url=url, where=where)
            elif place.file and not url.startswith("#") and place.file not in site.folder.files:
                near = site.nearest(place.file)
                yield found(
                    "site-resource",
                    path,
                    line,
                    column,
                    "advice" if near else "advice_plain",
                    url=url,
                    file=place.file,
                    near=near,
                )


CONCLUSIONS: tuple[Callable[[_Site], Iterator[Finding]], ...] = (
    anchors_resolve,
    block_same_on_every_page,
    styles_stay_home,
)
"""What the folder is asked once all pages are read."""
