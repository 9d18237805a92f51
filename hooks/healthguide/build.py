"""One build of a guide, or of a site with another theme: what is read, made and proven, in order.

It knows no builder. `mkdocs_hooks.py` calls it at the events of MkDocs and hands over plain values.
What is wrong is told at once; what would lose help or truth raises `Stopped`.
"""

from __future__ import annotations

import errno
import functools
import logging
import os
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import jinja2
from markdown.extensions import Extension
from markupsafe import Markup, escape

from healthguide import dates, encoding, preview, settings, words, yaml_text
from healthguide.citations import Citations, checks
from healthguide.citations.render import Trace, Words, slug_of
from healthguide.crisis.block import ELSEWHERE, STYLE, has_block, with_block
from healthguide.crisis.settings import find_data_problems, help_page
from healthguide.crisis.settings import links as crisis_links
from healthguide.findings import Finding, found
from healthguide.pages import (
    brackets,
    codes,
    comparison,
    crowded,
    dots,
    editorial,
    front_matter,
    glossary,
    illustrations,
    signs,
    tables,
    unclosed,
    withdrawn,
)
from healthguide.pages import files as page_files
from healthguide.pages.authoring import KINDS, Authoring
from healthguide.pages.claims import ADVICE
from healthguide.pages.parts import Parts
from healthguide.pages.put_in import PutIn
from healthguide.publish import (
    assets,
    data,
    embed,
    feed,
    oembed,
    search,
    sheets,
    structured,
    swap,
    synonyms,
)
from healthguide.references import bibtex, library, nlm, ris
from healthguide.reporting import told
from healthguide.site import weight
from healthguide.site.check import check_site
from healthguide.site.folder import files_in, is_page
from healthguide.site.sources import Sources

log = logging.getLogger("mkdocs.healthguide")
"""MkDocs counts in strict mode what is told under its own name."""
reminders = logging.getLogger("healthguide")  # told, but no fault in strict mode

LIBRARY, SEARCH, BLOCK = "references.json", "search/index.json", "partials/crisis/block.html"
ROBOTS = "robots.txt"
INLINE = "partials/before-paint.html"
"""The one script that stands in each page."""
EMBED, HEIGHT = "partials/embed/page.html", "partials/embed/height.html"
"""A page in the frame of another site, and the one script that stands in it."""
CARD, CARD_SCRIPT = "partials/embed/card.html", "partials/embed/card-script.html"
FRAGMENT = "partials/embed/fragment.html"
"""A page inside the page of another site, put there by its server."""
QUESTION = "crisis.title"
SHOWING = "on-your-site"
"""The template of the page that gives other sites the code for it."""
NOTICE = "partials/withdrawn.html"
"""What stands in place of the text of a withdrawn page."""
HERE = Path(__file__).parent
THEME = next(one for one in (HERE / "theme", HERE.parents[1] / "overrides") if one.is_dir())
"""Our templates, in the package and in the repository."""
THEME_ASSETS = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
"""Folders of Material's own scripts and styles, which no page of ours asks for."""
DOWNLOADS = {"bib": bibtex.as_bibtex, "ris": ris.as_ris}
"""Formats of the library offered beside references.json, by file name ending."""
STOPPING = ("crisis-", "config-", "page-file-", "page-template")
"""Rules whose faults stop every build: help could be lost, or a page could not be built."""
HARMLESS = ("config-ignored",)
"""Rules among them whose faults lose nothing, and count in strict builds alone."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""Faults of the disk that is written to; a copy that fails names the file it is made from."""


class Stopped(Exception):  # noqa: N818 (no error of the program)
    """Says to an editor why this build cannot go on."""


def is_ours(folders: Iterable[Path]) -> bool:
    """Whether a theme is ours. A site with another gets block, citations and proof, no more."""
    return any((folder / BLOCK).is_file() for folder in folders)


@dataclass(frozen=True)
class Source:
    """A file that the site is built from."""

    path: str
    """From the folder of pages, as are the paths by which a build keeps what it knows."""
    built: str
    """From the finished folder; `url` is its address there."""
    url: str
    file: Path | None = None
    """Where a person edits it; none when a program made it, and then `made` gives its text."""
    made: Callable[[], str] = str
    is_page: bool = False


@dataclass(frozen=True)
class Page:
    """A page that was converted: `html` is its text without lead and references."""

    path: str
    url: str
    title: str
    meta: Mapping[str, object]
    html: str


def _is_dated(page: Page) -> bool:
    """Whether other sites may show it: without the days of its review no one could tell its age."""
    return front_matter.review_state(page.meta, date.min) is not None


def title_of(page: Page) -> str:
    return str(page.meta.get("title", page.title))


@dataclass(frozen=True)
class Changes:
    """What the files of a site need: paths to leave out, and texts to add."""

    left_out: Sequence[str] = ()
    added: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Build:
    """All that one build knows; made anew for each, so that nothing survives a rebuild."""

    settings_file: Path
    docs: Path
    published: Path
    theme: Sequence[Path]
    """The folders of templates, the first before the others."""
    templates: jinja2.Environment
    """What renders the block: the site's templates, with ours before them in another theme."""
    language: str
    config: object
    """What templates call `config`."""
    extra: MutableMapping[str, object]
    site_name: str
    licence: str
    """What the foot of each page says of the rights in it."""
    site_url: str | None = None
    citations: Citations = field(default_factory=Citations)
    put_in: PutIn = field(default_factory=PutIn)
    terms: glossary.Terms = field(default_factory=glossary.Terms)
    parts: Parts = field(default_factory=Parts)
    apart: dict[str, dict[str, str]] = field(default_factory=dict)
    """Lead and references of each page, which its templates put in their places."""
    library: dict[str, library.Reference] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    """By path; under nothing, those of no page."""
    cited: dict[str, frozenset[str]] = field(default_factory=dict)
    """The labels that each page cites."""
    printed: dict[str, Sequence[str]] = field(default_factory=dict)
    """Those that its list prints, by number."""
    entries: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """The library as it is written."""
    in_cells: set[str] = field(default_factory=set)
    """The labels that cells of a comparison cite."""
    drawings: dict[str, str] = field(default_factory=dict)
    """The illustrations without a fault, by name; the others are empty."""
    guide: dict[str, str] = field(default_factory=dict)
    """The addresses of pages with a template of ours, such as the glossary, by its name."""
    sources: Sequence[Source] = ()
    pages: Sequence[Source] = ()
    """The pages to publish, in the order of the menu."""
    texts: dict[str, Source] = field(default_factory=dict)
    """The pages by path, drafts too."""
    notices: dict[str, str] = field(default_factory=dict)
    """What stands in place of the text of each withdrawn page."""
    page: str = ""
    """The source of the page that is converted."""
    style: editorial.Style = editorial.Style()  # noqa: RUF009 (frozen)
    """The editorial rules of the guide."""
    measures: dict[str, str] = field(default_factory=dict)
    """What the figures of dots say."""
    search_data: str = ""
    """The data that search loads."""
    converted: Sequence[Page] = ()
    """The pages, once all are converted."""
    blocks: set[str] = field(default_factory=set)
    """The built pages that were seen with the crisis block."""

    def __post_init__(self) -> None:
        self.root = self.settings_file.parent
        self.ours = is_ours(self.theme)
        path = self.settings_file.name
        try:
            self.today: date = dates.today(os.environ)
        except (ValueError, OverflowError, OSError) as error:
            value = os.environ.get("SOURCE_DATE_EPOCH")
            raise Stopped(str(found("config-time", path, value=value))) from error
        self.settings = yaml_text.read(self.text_of(self.settings_file, path), path)
        own = [one for one in self.theme if one.is_relative_to(self.root)]
        for place in (self.docs, *(one for one in own if "site-packages" not in one.parts)):
            at = page_files.find_problems(place, lambda path: self.name(Path(path)), place)
            self.tell(at)
        if self.ours:
            self.tell(settings.find_word_problems(self.settings))
        try:
            self.workspace: swap.Workspace | None = swap.begin(self.published)
        except OSError as error:
            raise Stopped(told(self.system_fault(error))) from error
        self.folder = self.workspace.folder
        """Where the build works until it has passed."""

    # Before the pages

    def extensions(
        self, names: Sequence[str], options: Mapping[str, Mapping[str, object]]
    ) -> list[Extension]:
        """Ours, to be added to those of the site, whose names and options are given."""
        written = self.settings
        self.citations = Citations(words=self._citation_words(), fold=self.ours)
        findings = find_data_problems(
            self.extra.get("crisis"), written.path, self.today, written.keys
        )
        ours: list[Extension] = []
        if self.ours:
            findings += settings.find_problems(names, options, written.path)
            findings += settings.find_ignored(written)
            say = words.spoken(self.templates, self.language)
            self.style, written_wrong = editorial.read_style(written)
            findings += written_wrong
            kinds = {kind: say(f"card.{kind}") for kind in KINDS}
            self.measures = {key: say(f"dots.{key}") for key in (*dots.MEASURES, "count", "read")}
            authoring = Authoring({**kinds, ADVICE: say("advice")})
            ours = [authoring, tables.ReadableTables(), self.put_in, self.terms, self.parts]
        self.tell(findings)
        if (self.docs / LIBRARY).is_file():
            name, text = self.name(self.docs / LIBRARY), self.text_of(self.docs / LIBRARY)
            self.library, findings = library.read_library(text, name)
            self.citations.library, self.entries = self.library, data.entries(text)
            self.tell(findings)
        return [*ours[:1], self.citations, *ours[1:]]

    def _citation_words(self) -> dict[str, str]:
        """The words around citations in the language of the site, which must have all words."""
        written = self.settings
        defaults = {f"citations.{one.name}": str(one.default) for one in fields(Words)}
        at = (written.path, *written.keys.get("theme.language", (0, 0)))
        self.tell(words.find_problems(self.templates, self.language, defaults, at))
        say = words.spoken(self.templates, self.language)
        return {key.removeprefix("citations."): say(key) or defaults[key] for key in defaults}

    def read(self, sources: Sequence[Source]) -> Changes:
        """Read what belongs to no single page."""
        if isinstance(crisis := self.extra.get("crisis"), dict):
            pages = {one.path: one.url for one in sources if is_page(one.built)}
            keys = self.settings.keys
            crisis["more"], findings = help_page(crisis, pages, self.settings.path, keys)
            self.tell(findings)
            self.tell(self._help_stays(sources, str(crisis["more"])))
        if not self.ours:
            return Changes(added={STYLE: ELSEWHERE.read_text("utf-8")})
        self.texts = {one.path: one for one in sources if one.is_page}
        drawings = [one for one in sources if illustrations.is_drawing(one.path)]
        theirs = [one for one in sources if one.path.startswith(THEME_ASSETS)]
        self.drawings, findings = illustrations.read_drawings(map(self.named, drawings))
        self.tell(findings)
        for one in sources:
            text = self.named(one)[1] if one.is_page else ""
            if text and not front_matter.is_withdrawn(text):
                template = front_matter.template_of(text)
                self.guide.setdefault(template.removesuffix(".html"), one.url)
                if template == "glossary.html":
                    self.terms.terms = glossary.abbreviations(text)
        offered = any(one.path == LIBRARY for one in sources)
        added = {
            f"references.{suffix}": write(self.library)
            for suffix, write in DOWNLOADS.items()
            if offered
        }
        if not any(one.path == ROBOTS for one in sources):
            sitemap = f"Sitemap: {self.site_url}sitemap.xml\n" if self.site_url else ""
            added[ROBOTS] = f"User-agent: *\nAllow: /\n{sitemap}"
        unread = [one for one in sources if one.path == synonyms.FILE]
        return Changes([one.path for one in (*drawings, *theirs, *unread)], added)

    def _help_stays(self, sources: Sequence[Source], more: str) -> Iterator[Finding]:
        """The page that the block leads to on every page cannot be withdrawn."""
        line, column = self.settings.keys.get("extra.crisis.more", (1, 1))
        for one in sources:
            is_help = one.is_page and one.url == more.partition("#")[0]
            if is_help and front_matter.is_withdrawn(self.named(one)[1]):
                path, advice = self.settings.path, "advice_withdrawn"
                yield found("crisis-more", path, line, column, advice, value=one.path)

    # A page

    def begin_page(
        self, source: Source, address: str, markdown: str, meta: MutableMapping[str, object]
    ) -> str:
        """Set up what the conversion of the page at `address` asks for; judge its front matter.

        Gives the text to convert: none for a withdrawn page, of whose `meta` little is kept.
        """
        self.page, text = self.named(source)
        self.tell(brackets.find_problems(text, self.page))
        self.tell(crowded.find_problems(text, self.page))
        headings = self.extra.get("comparison", {})
        headings = headings if isinstance(headings, dict) else {}
        self.citations.slug, self.citations.source = slug_of(address), text
        self.citations.trace = Trace()
        if not self.ours:
            return markdown
        glossary_page = self.guide.get("glossary", address)
        self.terms.address = "" if glossary_page == address else _way(address, glossary_page)
        self.in_cells |= {mark.label for mark in checks.cells(text)}
        if source.file:  # what a person wrote
            cells = comparison.cells_of(headings)
            findings = front_matter.find_problems(
                text, self.page, self.today, cells, self._has_template, self._other(source)
            )
            self.tell([*findings, *signs.find_problems(text, self.page)], source.path)

        if withdrawn.is_withdrawn(meta):
            self.in_cells |= withdrawn.labels(text)
            self.put_in.change = str
            self.notices[source.path] = self._withdraw(address, meta)
            return ""

        def with_parts(markdown: str) -> str:
            if comparison.MARKER in markdown:
                rows = comparison.treatments(self._front_matters(), source.path)
                markdown = comparison.with_table(markdown, headings, rows)
            findings = illustrations.find_problems(markdown, text, self.page, self.drawings)
            findings += dots.find_problems(markdown, text, self.page)
            self.tell(findings, source.path)
            markdown = dots.with_dots(markdown, self.measures)
            return illustrations.with_drawings(markdown, self.drawings)

        self.put_in.change = with_parts
        return markdown

    def _withdraw(self, address: str, meta: MutableMapping[str, object]) -> str:
        """What the withdrawn page at `address` shows; of its `meta` only what holds stays."""
        page = self.texts.get(str(meta.get(withdrawn.REPLACEMENT) or ""))
        instead = {}
        if page:
            title = front_matter.split_front_matter(self.named(page)[1])[0].get("title", page.path)
            instead = {"link": _way(address, page.url), "title": str(title)}
        say = words.spoken(self.templates, self.language)
        withdrawn.strip(meta, say("withdrawn"), page.url if page else "")
        return self.templates.get_template(NOTICE).render(
            config=self.config, reason=meta[withdrawn.REASON], instead=instead
        )

    def end_page(self, source: Source, html: str) -> str:
        """Judge a page by what its conversion made of it; give what it shows."""
        if notice := self.notices.get(source.path):
            self.apart[source.path] = {"lead": "", "references": ""}
            self.cited[source.path], self.printed[source.path] = frozenset(), ()
            self.page = ""
            return notice
        path, text = self.named(source)
        trace, lead = self.citations.trace, self.parts.lead
        self.apart[source.path] = {"lead": lead, "references": self.parts.references}
        self.cited[source.path], self.printed[source.path] = trace.cited, trace.printed
        self.tell(checks.find_problems(trace, text, path, self.library), source.path)
        self.tell(
            editorial.find_problems(lead + html, text, path, source.path, self.style), source.path
        )
        self.tell(unclosed.find_problems(lead + html, text, path), source.path)
        self.page = ""
        return html

    def _other(self, source: Source) -> Callable[[str], bool]:
        """Whether a path is that of another page, and one that is not withdrawn."""

        def is_current(path: str) -> bool:
            page = None if path == source.path else self.texts.get(path)
            return page is not None and not front_matter.is_withdrawn(self.named(page)[1])

        return is_current

    def _has_template(self, name: str) -> bool:
        """Whether a page may ask for it: it stands in our theme or before it, and is no part."""
        last = next(n for n, folder in enumerate(self.theme, 1) if is_ours([folder]))
        is_one = name.endswith(".html") and "/" not in name and name != "404.html"
        return is_one and any((folder / name).is_file() for folder in self.theme[:last])

    def _front_matters(self) -> Iterator[tuple[str, dict[str, object]]]:
        for page in self.pages:
            text = self.named(page)[1]
            if not front_matter.is_withdrawn(text):
                yield page.path, front_matter.split_front_matter(text)[0]

    # Behind the pages

    def given_to_templates(self, pages: Sequence[Page]) -> dict[str, object]:
        """What templates know of the whole guide, once every page is converted."""
        if (self.docs / LIBRARY).is_file():
            name, text = self.name(self.docs / LIBRARY), self.text_of(self.docs / LIBRARY)
            cited = self.in_cells.union(*self.cited.values())
            self.tell(library.find_unused(text, name, self.library, cited))
        self.converted = pages
        if not self.ours:
            return {}
        found_by = [page for page in pages if page.path not in self.notices]
        searched = [self._searched(page) for page in found_by]
        known = self._synonyms(zip((page.path for page in found_by), searched, strict=True))
        say = words.spoken(self.templates, self.language)
        self.search_data = search.build(searched, known, self.language, say)
        spoken = self.citations.words
        citing: dict[str, list[Page]] = defaultdict(list)
        for page in pages:
            for label in self.cited[page.path]:
                citing[label].append(page)
        return {
            "guide": {
                "index": self.guide.get("a-to-z"),
                "glossary": self.guide.get("glossary"),
                "references": self.guide.get("references"),
                "review": self.guide.get("review"),
            },
            "a_to_z": search.a_to_z(searched, self.guide.get("glossary"), known),
            "embeds": self._snippets(pages),
            "codes": self._codes(pages),
            "all_references": [
                {
                    "id": label,
                    "html": Markup(nlm.as_html(reference, spoken)),  # noqa: S704 (escaped there)
                    "pages": citing[label],
                }
                for label, reference in sorted(self.library.items(), key=_by_text)
            ],
        }

    def _synonyms(self, pages: Iterable[tuple[str, search.Page]]) -> tuple[synonyms.Group, ...]:
        file = self.docs / synonyms.FILE
        if not file.is_file():
            return ()
        text = self.text_of(file)
        groups, findings = synonyms.read(text, self.name(file), search.places(pages))
        self.tell(findings)
        return groups

    def _snippets(self, pages: Sequence[Page]) -> dict[str, object]:
        """What the page for other sites gives to copy; nothing where the site has no address."""
        own = self.guide.get(SHOWING)
        if not self.site_url or own is None:
            return {}
        offered = {
            page.path: page
            for page in pages
            if page.url != own and _is_dated(page) and page.path not in self.notices
        }
        shown = [offered[path] for path in self.built if path in offered]
        script = next(folder / embed.SCRIPT for folder in self.theme if is_ours([folder]))
        return {
            "origin": "{0.scheme}://{0.netloc}".format(urlsplit(self.site_url)),
            "script": self._address(embed.SCRIPT),
            "feed": self._address(feed.FILE),
            "integrity": assets.integrity(self.text_of(script)),
            "ways": embed.ways(self.block("", short=True)),
            "pages": [
                {
                    "title": title_of(page),
                    "address": self._address(page.url),
                    "embed": self._address(embed.place(self.built[page.path])),
                    "place": embed.place(self.built[page.path]).removesuffix("index.html"),
                }
                for page in shown
            ],
        }

    def _codes(self, pages: Iterable[Page]) -> list[dict[str, str]]:
        """The codes of all pages in order, each with the page that it opens."""
        listed: dict[tuple[str, str], Page] = {}
        for page in pages:
            for one in codes.of_page(page.meta):
                first = listed.setdefault((one.system, one.code), page)
                if first is not page:
                    problem = f"'{one.code}' leads to '{first.path}' already"
                    at = self._place_of(page, one.code)
                    told_once = found("page-codes", *at, "advice_twice", problem=problem)
                    self.tell([told_once], page.path)
        return [
            {"system": name, "oid": codes.SYSTEMS[name].oid, "code": code,
             "url": page.url, "title": title_of(page)}
            for (name, code), page in sorted(listed.items(), key=lambda entry: entry[0])
        ]  # fmt: skip

    def _place_of(self, page: Page, value: str) -> tuple[str, int, int]:
        """Where a value first stands in the source of a page."""
        path, text = self.named(self.texts[page.path])
        match = re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", text)
        at = match.start() if match else 0
        return path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

    def _searched(self, page: Page) -> search.Page:
        return search.Page(
            page.url,
            title_of(page),
            str(page.meta.get("description", "")),
            search.words_of(page.meta),
            search.sections(self.apart[page.path]["lead"] + page.html),
        )

    def given_to_page(self, path: str, meta: Mapping[str, object]) -> dict[str, object]:
        """What templates know of one page."""
        if not self.ours:
            return {}
        built = self.built.get(path)  # none for a draft, which the preview shows
        review = front_matter.review_state(meta, self.today)
        return {
            **self.apart[path],
            "review": review,
            "oembed": self._address(oembed.place(built)) if built and review else "",
            "content_hash": self.hashes.get(path, ""),
            "structured": structured.of_page(meta, self.language, self._publisher()),
        }

    def _publisher(self) -> str | None:
        """The name of who answers for the guide, where it is given."""
        organisation = self.extra.get("organisation")
        name = organisation.get("name") if isinstance(organisation, dict) else None
        return str(name) if name else None

    def with_block(self, html: str, address: str) -> str:
        """The page as it is when it has the crisis block, or with the block put in."""
        self.blocks.add(address)
        return html if has_block(html) else with_block(html, self.block(address))

    @functools.cached_property
    def built(self) -> dict[str, str]:
        """The place of each page in the finished folder."""
        return {page.path: page.built for page in self.pages}

    @functools.cached_property
    def hashes(self) -> dict[str, str]:
        """The fingerprint of the words of each page."""
        return {
            page.path: data.hash_of(
                title_of(page), self.apart[page.path]["lead"], page.html,
                self.apart[page.path]["references"],
            )
            for page in self.converted
        }  # fmt: skip

    @property
    def _root(self) -> str:
        """The path at which the site stands on its host."""
        return urlsplit(self.site_url or "/").path or "/"

    def block(self, address: str, short: bool = False) -> str:
        """The crisis block as it stands on the page at `address` (its path in the folder), or as it
        stands `short` in a frame, written from that page."""
        # The host shows 404.html at any address, so its links start at the root, as MkDocs' do.
        base = self._root if address == "404.html" else posixpath.relpath(".", f"./{address}/..")
        template = self.templates.get_template(BLOCK)
        block = template.render(config=self.config, page=None, base_url=base, short=short)
        style = posixpath.join(base, STYLE)
        return block if self.ours else f'{block}\n<link rel="stylesheet" href="{style}">'

    # The folder

    def finish(self, is_preview: bool) -> list[Finding]:
        """Put in what no page event saw, and prove the folder."""
        sources, told = self._origin(), []
        for name in files_in(self.folder):
            if is_page(name) and name not in self.blocks:
                html = self.text_of(self.folder / name, sources.of(name))
                (self.folder / name).write_text(self.with_block(html, name), encoding="utf-8")
        if self.ours:
            (self.folder / SEARCH).parent.mkdir(exist_ok=True)
            (self.folder / SEARCH).write_text(self.search_data, encoding="utf-8")
            told = [*self._write_copies(sources)]
            scripts = (INLINE, HEIGHT, CARD_SCRIPT)
            inline, *framed = (self.templates.get_template(one).render() for one in scripts)
            assets.finish(self.folder, inline, framed, f"{self._root.rstrip('/')}/")
        budget = self.extra.get("budget", {})
        crisis = self.extra.get("crisis")
        lines = crisis_links(crisis) if isinstance(crisis, dict) else {}
        short = self.block("", short=True) if self.ours else ""
        report = check_site(self.folder, self.block(""), sources, lines, short, is_preview)
        if self.ours:  # behind the check, which tells of each sheet by its own name
            sheets.join(self.folder)
        heavy = weight.find_problems(
            self.folder, budget if isinstance(budget, dict) else {}, sources
        )
        return [*told, *report.findings, *heavy]

    def _write_copies(self, sources: Sources) -> Iterator[Finding]:
        """Write of each page what other sites show: frame, card, how to ask for that, and data."""
        say = words.spoken(self.templates, self.language)
        guide = {"name": self.site_name, "address": self.site_url or "", "question": say(QUESTION)}
        ways = embed.ways(self.block("", short=True))
        help_line = embed.help_line(guide["question"], ways)
        rules = embed.style(self.folder, self.site_url or "")
        style = embed.scoped(assets.style_without_comments(rules)).strip()
        texts: list[data.Text] = []
        about = data.Guide(
            self.site_name,
            self.site_url or "",
            self.language,
            self.licence,
            str(self.extra.get("release", "")),
        )
        for page in filter(_is_dated, self.converted):
            name = self.built[page.path]
            of = (embed.place, embed.card_place, embed.fragment_place, data.place)
            place, card, fragment, text = every = [one(name) for one in of]
            if taken := [one for one in every if (self.folder / one).exists()]:
                yield found("page-embed-place", sources.of(taken[0]), page=page.path)
                continue
            self._write(place, self._framed(EMBED, page, place))
            if self.site_url:
                points = oembed.key_points(page.html)
                self._write(card, self._framed(CARD, page, card, points=points))
                own, at = self._address(page.url), self._address(card)
                line = f'<a href="{own}">{escape(title_of(page))}</a>. {help_line}'
                inside = {"style": style, "line": embed.for_frame(line, name, fragment)}
                self._write(fragment, self._framed(FRAGMENT, page, fragment, full=own, **inside))
                said = oembed.answer(title_of(page), own, at, guide, ways)
                self._write(oembed.place(name), said)
                texts.append(self._text(page))
                self._write(text, data.page_json(texts[-1], about))
        if self.site_url:
            self._write(data.MANIFEST, data.manifest(texts, about))
            if texts and not (self.folder / feed.FILE).exists():
                self._write(
                    feed.FILE,
                    feed.atom(texts, about, self._publisher() or self.site_name, ways, say),
                )
            self._write(data.SCHEMA, data.SCHEMA_SOURCE.read_text(encoding="utf-8"))
        self._write(embed.STYLE, embed.style(self.folder))

    def _text(self, page: Page) -> data.Text:
        apart, labels = self.apart[page.path], self.printed[page.path]
        return data.Text(
            self._address(page.url),
            title_of(page),
            str(page.meta.get("description", "")),
            apart["lead"],
            page.html,
            apart["references"],
            self.block(self.built[page.path], short=True),
            page.meta,
            [self.entries[label] for label in labels if label in self.entries],
        )

    def _framed(self, template: str, page: Page, at: str, **more: object) -> str:
        """The page as `template` shows it at the place `at` in a frame."""
        name = self.built[page.path]
        parts = {**self.apart[page.path], "block": self.block(name, short=True), "text": page.html}
        canonical = self._address(page.url)
        if embed.is_fragment(at):  # a link within it leads nowhere in the page of its host
            parts = {key: embed.absolute(part, canonical) for key, part in parts.items()}
        more = {"full": embed.way_back(name, at), **more}
        return self.templates.get_template(template).render(
            {key: embed.for_frame(part, name, at) for key, part in parts.items()},
            **more,
            config=self.config,
            page=replace(page, url=at.removesuffix("index.html"), title=title_of(page)),
            base_url=posixpath.relpath(".", f"./{at}/.."),
            canonical=canonical,
            content_hash=self.hashes[page.path],
            review=front_matter.review_state(page.meta, self.today),
        )

    def _address(self, name: str) -> str:
        """The address of a page or a file of the folder, or nothing for a site that has none."""
        return urljoin(self.site_url, name.removesuffix("index.html")) if self.site_url else ""

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def publish(self) -> None:
        """Put the folder, which has passed, in the place of the last one."""
        if self.ours:
            assets.compress(self.folder)
        self._move()

    def preview(self, findings: Sequence[Finding]) -> None:
        """Show the folder whatever is wrong with it, with all findings above their pages."""
        for finding in findings:
            log.error(told(finding))
        pages = {self.name(one.file): one.built for one in self.sources if one.file}
        every = [*findings, *(one for some in self.findings.values() for one in some)]
        preview.show_findings(self.folder, [(pages.get(one.path), one) for one in every])
        self._move()

    def _move(self) -> None:
        if self.workspace:
            swap.publish(self.workspace, self.published)
        self.workspace = None

    def give_up(self) -> None:
        if self.workspace:
            swap.drop(self.workspace)
        self.workspace = None

    def system_fault(self, error: OSError) -> Finding:
        """What the system refused, and at which file or folder."""
        is_ours = error.errno in NO_ROOM or not error.filename
        at = self.published if is_ours else Path(error.filename)
        return found("config-system", self.name(at), reason=error.strerror or error)

    def _origin(self) -> Sources:
        """What the folder is built from, as far as it stands beside the settings."""
        made = {
            one.built: self.name(one.file)
            for one in self.sources
            if one.file and one.file.is_relative_to(self.root)
        }
        made |= {
            place: self.name(one.file)
            for one in self.pages
            if self.ours and one.file
            for place in (embed.place(one.built), embed.fragment_place(one.built))
            if place not in made
        }
        shared = [
            self.name(file)
            for folder in self.theme
            if folder.is_relative_to(self.root)
            for file in sorted(folder.rglob("*.*"))
            if file.suffix in (".html", ".css", ".js")
        ]
        return Sources(self.root, self.settings.path, self.name(self.docs), made, shared)

    # Files, and what is told

    def name(self, path: Path) -> str:
        """The path as an editor would open it from the folder of the settings."""
        return Path(os.path.relpath(path, self.root)).as_posix()

    def named(self, source: Source) -> tuple[str, str]:
        """The name of a source for editors, and its text."""
        if source.file:
            return self.name(source.file), self.text_of(source.file)
        return source.path, source.made()

    def text_of(self, file: Path, name: str = "") -> str:
        """The text of a file. Raises Stopped with position and advice when it is not UTF-8."""
        raw = file.read_bytes()
        if wrong := encoding.fault(raw):
            line, column, byte = wrong
            name = name or self.name(file)
            raise Stopped(told(found("page-encoding", name, line, column, byte=byte)))
        return raw.decode("utf-8")

    def tell(self, findings: Iterable[Finding], page: str = "") -> None:
        """Log findings, and keep those of `page`. Raises Stopped when one stops the build."""
        stopping = []
        for finding in findings:
            if finding.level == "warning":
                reminders.warning(told(finding))
            elif finding.rule.startswith(STOPPING) and finding.rule not in HARMLESS:
                stopping.append(told(finding))
            else:
                self.findings[page].append(finding)
                log.warning(told(finding))
        if stopping:
            raise Stopped("\n".join(stopping))


def _way(page: str, to: str) -> str:
    """The address `to` as a link on the page at the address `page`."""
    way = posixpath.relpath(to or ".", posixpath.dirname(page) or ".")
    return f"{way}/" if to.endswith("/") or not to else way


def _by_text(entry: tuple[str, library.Reference]) -> str:
    """Where a source stands in a list from A to Z, whatever accents and marks it begins with."""
    plain = unicodedata.normalize("NFKD", nlm.as_text(entry[1])).casefold()
    return re.sub(r"[^\w\s]", "", plain)
