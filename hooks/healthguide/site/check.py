"""Proves a finished folder, whoever built it: the crisis block, citations, links, ids, no requests.

It reads each page once and asks no network. What is right for the block stands in `crisis`, for
numbers in `site.citations`; what remains stands here, one function per check.
"""

from __future__ import annotations

import functools
import gc
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from sys import intern
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote

from lxml import etree, html

from healthguide import encoding
from healthguide.crisis import phone
from healthguide.crisis.block import STYLE, block_text, find_block_problems, ways_of
from healthguide.crisis.lines import Country, foreign, reviewed
from healthguide.crisis.seen import block_of
from healthguide.findings import Finding, found, likely
from healthguide.publish import embed
from healthguide.publish.headers import WORKER
from healthguide.reporting import Report
from healthguide.site import citations, embeds, reach, scripts
from healthguide.site.folder import SCHEME, SiteFolder, Target, address_of, files_in, is_page
from healthguide.site.page import (
    HEADINGS,
    Address,
    BuiltPage,
    column_of,
    read_page,
    style_addresses,
)
from healthguide.site.sources import Sources
from healthguide.site.styles import Styles
from healthguide.site.syntax import syntax_never_printed

ERROR_PAGE, SITEMAP = "404.html", "sitemap.xml"
LOCAL = re.compile(
    r"(?:https?:)?//(?:[^/@]*@)?(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])(?=[:/?#]|$)",
    re.IGNORECASE,
)
"""An address that leads every reader to their own machine."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

MANY = 3
"""The most pages of which each is told the same; for more, the first is named and all counted."""
UPWARD = re.compile(r"(?<=')(?:\.\./)+")

PART = re.compile(r"\s*(?P<part>comparison|illustration: .*?|sources|index)\s*")
SEARCH_DATA = "search/index.json"

C = TypeVar("C")
Signature = tuple[tuple[object, ...], ...]
_Told = tuple[str, Finding]
"""A finding, and the file of the folder that it was made in."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A link into a page, kept until the ids of all pages are known."""

    page: str
    line: int
    url: str
    file: str
    fragment: str


@dataclass
class _Site:
    """What the check of one folder gathers page by page: of a page only what others ask about."""

    root: Path
    folder: SiteFolder
    expected: str | None
    parser: html.HTMLParser
    sources: Sources | None
    shown: Styles
    lines: Mapping[str, Sequence[str]]
    anchors: list[_Anchor] = field(default_factory=list)
    """Those that no page read so far has a place for."""
    ids: dict[str, str] = field(default_factory=dict)
    """By page, its ids and the names of its anchors, as `_joined`: a set is six times as large."""
    blocks: dict[str, tuple[Signature, int]] = field(default_factory=dict)
    """By page, its crisis block in a form that is equal on equal pages, and the block's line."""
    signatures: dict[Signature, Signature] = field(default_factory=dict)
    """Each form once, as most pages have the same."""
    styles: list[str] = field(default_factory=list)
    unreviewed: Callable[[str, str, str], tuple[re.Match[str], ...]] = field(
        default_factory=lambda: functools.lru_cache(maxsize=20_000)(_unreviewed)
    )
    """Asked once for a text, as menus and footers repeat their numbers on every page."""
    leading: set[tuple[str, str]] = field(default_factory=set)
    """Folder and address of links that lead to a file; menus repeat them on every page."""
    near: dict[str, str | None] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    """The hashes of scripts that a page may hold."""
    short: str | None = None
    """The words of the block on embed pages."""
    is_preview: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the theme is ours; with another one, the plugin adds a style for the block."""
        return STYLE not in self.folder.files

    def embeds(self, name: str) -> str | None:
        """The page that `name` is the embed page of, where our theme made it."""
        return embed.page_of(name, self.folder.files) if self.is_ours else None

    def asked(self, checks: tuple[C, ...]) -> list[C]:
        """The checks for this site."""
        return [
            check
            for check in checks
            if (self.is_ours or check not in OF_OUR_THEME)
            and not (self.is_preview and check in OF_PUBLISHED)
        ]

    def path(self, name: str) -> str:
        """The path to print: of the source, where that is known."""
        return self.sources.of(name) if self.sources else (self.root / name).as_posix()

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


def check_site(
    folder: Path,
    expected_block: str | None = None,
    sources: Sources | None = None,
    lines: Mapping[str, Sequence[str]] = MappingProxyType({}),
    short_block: str = "",
    is_preview: bool = False,
) -> Report:
    """Read the built `folder` and prove it. `expected_block` is the crisis block as rendered, and
    `lines` are the links that it must have, by way; `short_block` is the block on embed pages.
    The address of a preview is of the machine that it runs on, as it should be.

    Findings name files of the folder, or of `sources`, which it was built from. A file that cannot
    be read is a finding; so is a folder without a page.
    """
    # Nothing here makes cycles; looking for them takes an eighth of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _check(folder, expected_block, sources, lines, short_block, is_preview)
    finally:
        if collects:
            gc.enable()


def _check(
    folder: Path,
    expected_block: str | None,
    sources: Sources | None,
    lines: Mapping[str, Sequence[str]],
    short_block: str,
    is_preview: bool,
) -> Report:
    names = files_in(folder)
    expected = expected_block and block_text(html.fromstring(expected_block))
    # Without huge_tree, libxml2 drops what is nested deeper than 256 tags, and faults with it.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    inside = _folder(folder, names)
    site = _Site(folder, inside, expected, parser, sources, Styles(folder, inside, sources), lines)
    site.known, site.is_preview = scripts.allowed(folder), is_preview
    site.short = block_text(html.fromstring(short_block)) if short_block else None
    told: list[_Told] = []
    pages = cited = links = 0
    for name in names:
        if is_page(name):
            pages += 1
            page, findings = _read(site, name)
            told += ((name, finding) for finding in findings)
            if page is not None:
                of = site.embeds(name)
                if of and embed.is_fragment(name):
                    inside = site.folder
                    embeds.read_as_shown(page, of, f"{inside.origin}{inside.base}")
                numbers = citations.BuiltCitations(page)
                for check in site.asked(CHECKS):
                    told += ((name, finding) for finding in check(site, page))
                for prove in citations.CHECKS:
                    told += ((name, finding) for finding in prove(numbers))
                for look in scripts.CHECKS if site.is_ours else ():
                    told += ((name, finding) for finding in look(page, site.known))
                if of:
                    for ask in embeds.CHECKS:
                        told += ((name, finding) for finding in ask(page, of))
                    for prove_it in embeds.OF_FRAGMENTS if embed.is_fragment(name) else ():
                        told += ((name, finding) for finding in prove_it(page))
                cited += numbers.count
                links += len(page.addresses)
        elif name.lower().endswith(".css"):
            site.styles.append(name)
    for conclude in site.asked(CONCLUSIONS):
        told += conclude(site)
    if not pages:
        told.append(("", found("site-nothing", folder.as_posix())))
    return Report(tuple(sorted(_folded(site, told))), pages, cited, links)


def _folded(site: _Site, every: Iterable[_Told]) -> Iterator[Finding]:
    """One finding for each cause, with the number of pages when there are many.

    What is wrong on a page is not told again of its embed page.
    """
    same: dict[object, list[_Told]] = defaultdict(list)
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    told = [(name, finding, UPWARD.sub("", finding.message)) for name, finding in every]
    for name, finding, words in told:
        said[name].add((finding.rule, words))
    for name, finding, words in told:
        if of := site.embeds(name):  # ids say the name of the page
            plain = words.replace(f"{embed.slug_of(of)}_", "")
            if not said[of].isdisjoint([(finding.rule, words), (finding.rule, plain)]):
                continue
            # A fragment writes links in full, so that its words differ.
            if embed.is_fragment(name) and finding.rule in {rule for rule, _ in said[of]}:
                continue
        is_own = site.sources and finding.line and finding.path == site.path(name)
        same[finding if is_own else (finding.rule, words)].append((name, finding))
    for group in same.values():
        names = dict.fromkeys(name for name, _ in group)
        findings = dict.fromkeys(finding for _, finding in group)
        if len(names) > MANY or len(findings) < len(names):
            count = f"So on {len(names)} pages, first {site.path(next(iter(names)))}."
            first = next(iter(findings))
            yield replace(first, message=f"{first.message} {count}")
        else:
            yield from findings


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
    if wrong := encoding.fault(raw):
        line, column, byte = (0, 0, wrong[2]) if site.sources else wrong
        findings.append(found("site-encoding", path, line, column, byte=byte))
        raw = raw.decode("utf-8", "replace").encode()
    try:
        return read_page(path, name, raw, site.parser, site.sources), findings
    except etree.LxmlError:
        return None, [*findings, found("site-empty", path)]


def crisis_block_right(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    expected = site.short if site.embeds(page.name) else site.expected
    findings = find_block_problems(page.document, page.path, expected, site.lines)
    for finding in findings:
        if page.sources:
            path, line, column, _ = page.sources.position(page.name, ['class="crisis"'])
            yield replace(finding, path=path, line=line, column=column)
        else:
            yield finding
    if not findings:
        block = next(e for e in page.document.iter("section") if "crisis" in e.classes)
        signature = _signature(site, page, block)
        signature = site.signatures.setdefault(signature, signature)
        site.blocks[page.name] = (signature, int(block.sourceline or 0))


def help_in_reach(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """Beside a block that is right; a page with a broken one was told already."""
    block = block_of(page.document)
    if page.name in site.blocks and block is not None:
        ways = ways_of(block)
        for check in reach.CHECKS:
            yield from check(page, ways)


def block_seen(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """No style of the page hides the block; a page with a broken block was told already."""
    if page.name in site.blocks:
        yield from site.shown.findings(page)


def _signature(site: _Site, page: BuiltPage, block: html.HtmlElement) -> Signature:
    """The block without its tail and blanks, links written from the top of the folder.

    An embed page says its name in each id, and not less of it than that.
    """
    own = f"{embed.slug_of(of)}_" if (of := site.embeds(page.name)) else ""
    return tuple(
        (
            element.tag,
            *(
                (key, site.folder.resolve(page.directory, value).file or value)
                if key == "href"
                else (key, value.removeprefix(own))
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
        yield page.found("site-language", page.document, value=language)


def one_main_heading(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """A redirect is left before it is read; a fragment stands under the heading of its host, as an
    embed page does, of which `embeds` asks for none."""
    if site.embeds(page.name):
        return
    if len(page.headings) > 1:
        yield page.found("site-heading", page.headings[1], "<h1", count=len(page.headings))
    elif not page.headings and not page.redirects and not page.is_fragment:
        yield found("site-heading", page.path, count="no")


def ids_unique(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    if len(set(page.ids)) == len(page.ids):
        return
    for value in [value for value, times in Counter(page.ids).items() if times > 1]:
        elements = page.document.xpath("//*[@id=$value]", value=value)
        forms = (f"{{#{value}}}", f'id="{value}"') if page.sources else (value,)
        again = [(page.position(element, *forms), element) for element in elements][1:]
        if page.sources:  # the one that the author wrote is to change, not the template's
            again = [(page.position(element, *forms), element) for element in elements]
            again = sorted(again, key=lambda one: one[0].path == page.path and one[0].line > 0)[-1:]
        for (path, line, column, _), element in again:
            advice = "advice_heading" if element.tag in HEADINGS else "advice"
            yield found("site-id", path, line, column, advice, value=value)


def no_base(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    for element in page.bases:
        yield page.found("site-base", element, "<base")


def links_resolve(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    site.ids[page.name] = _joined((*page.ids, *page.names))
    directory, resolve, files = page.directory, site.folder.resolve, site.folder.files
    for address in page.addresses:
        url = address.url
        if not url or url[0] == "#":
            target = Target(page.name, url[1:])
        else:
            folder, path = directory, url
            while folder and path.startswith("../"):
                path, folder = path[3:], folder[: folder.rfind("/", 0, -1) + 1]
            if (folder, path) in site.leading:
                continue
            target = resolve(folder, path)
            if target.file is None:
                continue
            if target.file not in files:
                yield _missing(site, page, address, target.file)
                continue
            if not target.fragment:
                site.leading.add((folder, path))
        file, fragment = target.file or "", target.fragment
        if fragment and is_page(file) and _joined((fragment,)) not in site.ids.get(file, ""):
            line = int(address.element.sourceline or 0)
            site.anchors.append(_Anchor(page.name, line, intern(url), intern(file), fragment))


def _joined(names: Iterable[str]) -> str:
    """Names in one text, in which each is found with its ends; HTML holds no NUL."""
    return "".join(f"\0{name}\0" for name in names)


def _missing(site: _Site, page: BuiltPage, address: Address, file: str) -> Finding:
    rule = "site-resource" if address.fetched else "site-link"
    url, near = address.url, site.nearest(file)
    forms = page.sources.links(page.name, file, "") if page.sources else ()
    path, line, column, value = page.position(address.element, url, *forms)
    if page.sources and line and path == page.path:
        near = likely(url, page.sources.pages(page.name), 0.8)
    advice = "advice" if near else "advice_plain"
    return found(rule, path, line, column, advice, url=value or url, file=file, near=near)


def error_page_at_any_address(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """Servers show 404.html in the place of any missing page, however deep."""
    if page.name != ERROR_PAGE:
        return
    for address in page.addresses:
        url = address.url
        if url and not url.startswith(("/", "#")) and not SCHEME.match(url):
            yield page.found("site-error-page", address.element, url, url=url)


def requests_stay_home(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    for address in page.addresses:
        if address.fetched and site.folder.resolve(page.directory, address.url).is_elsewhere:
            where = f"{address.attribute} of <{address.element.tag}>"
            yield page.found(
                "site-other-host", address.element, address.url, url=address.url, where=where
            )


def address_public(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    for address in page.addresses:
        if LOCAL.match(address.url):
            yield page.found("site-local", address.element, address.url, url=address.url)


def parts_made(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """A comment stands where the hook puts a part in; it is left over where nobody did."""
    for comment in page.comments:
        if match := PART.fullmatch(comment.text or ""):
            yield page.found("site-part", comment, match[0], part=match["part"])


def phone_links_right(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """Outside the crisis block, for which `crisis` has stricter rules."""
    country = _country(page)
    for address in page.addresses:
        url, element = address.url, address.element
        if not url.lower().startswith(("tel:", "sms:")) or any(
            "crisis" in section.classes for section in element.iterancestors("section")
        ):
            continue
        text = " ".join(element.text_content().split())
        match = phone.LINK.match(url)
        if phone.MESSAGE.match(url):
            yield page.found("site-sms-body", element, url, url=url)
        elif not match:
            yield page.found("site-phone", element, url, url=url)
        elif not phone.agree(unquote(match["number"]), text):
            yield page.found("site-phone-text", element, url, url=url, text=text)
        elif country:
            way = "call" if url.lower().startswith("tel:") else "text"
            if not country.has(way, match["number"]):
                yield page.found(
                    "site-line", element, url, "advice", number=url, way=way, **_named(page)
                )


def _country(page: BuiltPage) -> Country | None:
    block = block_of(page.document)
    return reviewed().get(block.get("data-crisis", "")) if block is not None else None


def _named(page: BuiltPage) -> dict[str, object]:
    block = block_of(page.document)
    return {"country": block.get("data-crisis") if block is not None else ""}


def numbers_reviewed(site: _Site, page: BuiltPage) -> Iterator[Finding]:
    """Numbers to call or text in the words of a page; links to them are `phone_links_right`'s."""
    values, language = _named(page), page.document.get("lang") or "en"
    country = str(values["country"])
    if country not in reviewed() or not any(
        site.unreviewed(chunk, language, country) for chunk in page.chunks()
    ):
        return  # as on nearly every page
    for element, text in page.texts():
        for match in site.unreviewed(text, language, country):
            path, line, column, _ = page.position(element, *_forms(text, match))
            values |= {"number": match[0], "way": "call or text"}
            yield found("site-line", path, line, column, "advice", **values)


def _unreviewed(text: str, language: str, country: str) -> tuple[re.Match[str], ...]:
    lines = reviewed()[country]
    alone = {number for one in reviewed().values() for number in one.alone}
    every = phone.named(text, language, foreign(lines), alone)
    return tuple(match for match in every if not lines.gives(match[0]))


def _forms(text: str, match: re.Match[str]) -> list[str]:
    """The number with the words around it, from most to none, to find this one in the source."""
    forms = []
    for around in (40, 20, 8):
        before = text[max(0, match.start() - around) : match.start()]
        after = text[match.end() : match.end() + around // 2]
        if match.start() > around:
            before = before.partition(" ")[2]
        after = after.rpartition(" ")[0] if " " in after else ""
        forms += [f"{before}{match[0]}{after}", f"{before}{match[0]}", f"{match[0]}{after}"]
    return [*forms, match[0]]


CHECKS: tuple[Callable[[_Site, BuiltPage], Iterator[Finding]], ...] = (
    crisis_block_right,
    block_seen,
    help_in_reach,
    language_told,
    one_main_heading,
    ids_unique,
    no_base,
    links_resolve,
    error_page_at_any_address,
    requests_stay_home,
    phone_links_right,
    numbers_reviewed,
    parts_made,
    syntax_never_printed,
    address_public,
)
"""What each page is asked; `citations.CHECKS` follow."""


def anchors_resolve(site: _Site) -> Iterator[_Told]:
    for anchor in site.anchors:
        file, fragment = anchor.file, anchor.fragment.partition(":~:")[0]
        there = site.ids.get(file)  # None when that page could not be read
        if there is None or not fragment or fragment.lower() == "top":
            continue
        name = unquote(fragment)
        if _joined((fragment,)) in there or _joined((name,)) in there:
            continue
        near, url = likely(name, filter(None, there.split("\0"))), anchor.url
        path, line, column = site.path(anchor.page), anchor.line, 0
        if site.sources:
            forms = [url, *site.sources.links(anchor.page, file, anchor.fragment)]
            path, line, column, value = site.sources.position(anchor.page, forms)
            url = value or url
        else:
            column = column_of(_bytes(site.root / anchor.page), line, url)
        advice = "advice" if near else "advice_plain"
        values = {"url": url, "file": site.path(file), "anchor": name, "near": near}
        yield anchor.page, found("site-anchor", path, line, column, advice, **values)


@functools.lru_cache(maxsize=1)
def _bytes(path: Path) -> bytes:
    """The page again, for the column of a finding; pages are not kept in memory."""
    return path.read_bytes()


def block_same_on_every_page(site: _Site) -> Iterator[_Told]:
    """One block on all pages, and a short one on all embed pages."""
    in_frames = {name for name in site.blocks if site.embeds(name)}
    for names in (site.blocks.keys() - in_frames, in_frames):
        yield from _same(site, {name: site.blocks[name] for name in site.blocks if name in names})


def _same(site: _Site, blocks: Mapping[str, tuple[Signature, int]]) -> Iterator[_Told]:
    if not blocks:
        return
    usual, _ = Counter(signature for signature, _ in blocks.values()).most_common(1)[0]
    model = next(name for name, (signature, _) in blocks.items() if signature == usual)
    for name, (signature, line) in blocks.items():
        if signature != usual:
            line = 0 if site.sources else line
            yield name, found("site-block-differs", site.path(name), line, model=site.path(model))


def error_page_there(site: _Site) -> Iterator[_Told]:
    """Hosts show it for what is missing; a folder without a start page is no whole site."""
    if "index.html" in site.folder.files and ERROR_PAGE not in site.folder.files:
        path = site.sources.settings if site.sources else site.root.as_posix()
        yield ERROR_PAGE, found("site-no-error-page", path)


def sitemap_public(site: _Site) -> Iterator[_Told]:
    if SITEMAP in site.folder.files:
        text = _bytes(site.root / SITEMAP).decode("utf-8", "replace")
        match = re.search(r"<loc>\s*(?P<url>[^<]*)", text)
        if match and LOCAL.match(match["url"]):
            yield SITEMAP, found("site-local", site.path(SITEMAP), url=match["url"])


def search_data_there(site: _Site) -> Iterator[_Told]:
    yield from _needed(site, SEARCH_DATA, "site-search-data")


def worker_there(site: _Site) -> Iterator[_Told]:
    """What keeps the page of help for times without a connection."""
    yield from _needed(site, WORKER, "site-worker")


def _needed(site: _Site, file: str, rule: str) -> Iterator[_Told]:
    """Whether a file is there that the theme's own pages, which have search, ask for."""
    panel = _joined((reach.SEARCH_PANEL,))
    pages = (name for name, ids in site.ids.items() if panel in ids)
    if file not in site.folder.files and (page := next(pages, None)):
        yield page, found(rule, site.path(page), file=file)


def styles_stay_home(site: _Site) -> Iterator[_Told]:
    for name in site.styles:
        path = site.path(name)
        try:
            text = (site.root / name).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            yield name, found("site-unreadable", path, reason=error.strerror)
            continue
        for url, start in style_addresses(text):
            target = site.folder.resolve(name[: name.rfind("/") + 1], url)
            line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
            if site.sources:
                path, line, column, _ = site.sources.position(name, [url])
            if target.is_elsewhere:
                where = "this style sheet"
                yield name, found("site-other-host", path, line, column, url=url, where=where)
            elif target.file and not url.startswith("#") and target.file not in site.folder.files:
                near = site.nearest(target.file)
                advice = "advice" if near else "advice_plain"
                values = {"url": url, "file": target.file, "near": near}
                yield name, found("site-resource", path, line, column, advice, **values)


CONCLUSIONS: tuple[Callable[[_Site], Iterator[_Told]], ...] = (
    anchors_resolve,
    block_same_on_every_page,
    error_page_there,
    sitemap_public,
    search_data_there,
    worker_there,
    styles_stay_home,
)
"""What the folder is asked once all pages are read."""
OF_PUBLISHED = (address_public, sitemap_public)
"""What is asked of a folder to publish, and would find every address of a preview."""
OF_OUR_THEME = (
    help_in_reach,
    syntax_never_printed,
    language_told,
    one_main_heading,
    ids_unique,
    requests_stay_home,
    error_page_there,
    styles_stay_home,
)
"""What is not asked of a site with another theme: its headings, ids and hosts are its own."""
