"""One build of a guide, or of a site with another theme: what is read, made and proven, in order.

It knows no builder. `mkdocs_hooks.py` calls it at the events of MkDocs and hands over plain values.
What is wrong is told at once; what would lose help or truth raises `Stopped`.
"""

from __future__ import annotations

import errno
import logging
import os
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from markdown.extensions import Extension
from markupsafe import Markup

from healthguide import dates, encoding, preview, settings, words, yaml_text
from healthguide.citations import Citations, checks
from healthguide.citations.render import Trace, Words, slug_of
from healthguide.crisis.block import ELSEWHERE, STYLE, has_block, with_block
from healthguide.crisis.settings import find_data_problems, help_page
from healthguide.crisis.settings import links as crisis_links
from healthguide.findings import Finding, found
from healthguide.pages import (
    brackets,
    comparison,
    dots,
    editorial,
    front_matter,
    glossary,
    illustrations,
    signs,
    tables,
    unclosed,
)
from healthguide.pages import files as page_files
from healthguide.pages.authoring import KINDS, Authoring
from healthguide.pages.claims import ADVICE
from healthguide.pages.parts import Parts
from healthguide.pages.put_in import PutIn
from healthguide.publish import assets, search, structured, swap
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
    in_cells: set[str] = field(default_factory=set)
    """The labels that cells of a comparison cite."""
    drawings: dict[str, str] = field(default_factory=dict)
    """The illustrations without a fault, by name; the others are empty."""
    guide: dict[str, str] = field(default_factory=dict)
    """The addresses of pages with a template of ours, such as the glossary, by its name."""
    sources: Sequence[Source] = ()
    pages: Sequence[Source] = ()
    """The pages to publish, in the order of the menu."""
    page: str = ""
    """The source of the page that is converted."""
    style: editorial.Style = editorial.Style()  # noqa: RUF009 (frozen)
    """The editorial rules of the guide."""
    measures: dict[str, str] = field(default_factory=dict)
    """What the figures of dots say."""
    search_data: str = ""
    """The data that search loads."""
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
            self.measures = {key: say(f"dots.{key}") for key in (*dots.MEASURES, "count")}
            authoring = Authoring({**kinds, ADVICE: say("advice")})
            ours = [authoring, tables.ReadableTables(), self.put_in, self.terms, self.parts]
        self.tell(findings)
        if (self.docs / LIBRARY).is_file():
            name, text = self.name(self.docs / LIBRARY), self.text_of(self.docs / LIBRARY)
            self.library, findings = library.read_library(text, name)
            self.citations.library = self.library
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
        if not self.ours:
            return Changes(added={STYLE: ELSEWHERE.read_text("utf-8")})
        drawings = [one for one in sources if illustrations.is_drawing(one.path)]
        theirs = [one for one in sources if one.path.startswith(THEME_ASSETS)]
        self.drawings, findings = illustrations.read_drawings(map(self.named, drawings))
        self.tell(findings)
        for one in sources:
            if one.is_page:
                text = self.named(one)[1]
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
        return Changes([one.path for one in (*drawings, *theirs)], added)

    # A page

    def begin_page(self, source: Source, address: str) -> None:
        """Set up what the conversion of the page at `address` asks for; judge its front matter."""
        self.page, text = self.named(source)
        self.tell(brackets.find_problems(text, self.page))
        headings = self.extra.get("comparison", {})
        headings = headings if isinstance(headings, dict) else {}
        self.citations.slug, self.citations.source = slug_of(address), text
        self.citations.trace = Trace()
        if not self.ours:
            return
        glossary_page = self.guide.get("glossary", address)
        self.terms.address = "" if glossary_page == address else _way(address, glossary_page)
        self.in_cells |= {mark.label for mark in checks.cells(text)}
        if source.file:  # what a person wrote
            cells = comparison.cells_of(headings)
            findings = front_matter.find_problems(
                text, self.page, self.today, cells, self._has_template
            )
            self.tell([*findings, *signs.find_problems(text, self.page)], source.path)

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

    def end_page(self, source: Source, html: str) -> None:
        """Judge a page by what its conversion made of it."""
        path, text = self.named(source)
        trace, lead = self.citations.trace, self.parts.lead
        self.apart[source.path] = {"lead": lead, "references": self.parts.references}
        self.cited[source.path] = trace.cited
        self.tell(checks.find_problems(trace, text, path, self.library), source.path)
        self.tell(
            editorial.find_problems(lead + html, text, path, source.path, self.style), source.path
        )
        self.tell(unclosed.find_problems(lead + html, text, path), source.path)
        self.page = ""

    def _has_template(self, name: str) -> bool:
        """Whether a page may ask for it: it stands in our theme or before it, and is no part."""
        last = next(n for n, folder in enumerate(self.theme, 1) if is_ours([folder]))
        is_one = name.endswith(".html") and "/" not in name and name != "404.html"
        return is_one and any((folder / name).is_file() for folder in self.theme[:last])

    def _front_matters(self) -> Iterator[tuple[str, dict[str, object]]]:
        for page in self.pages:
            yield page.path, front_matter.split_front_matter(self.named(page)[1])[0]

    # Behind the pages

    def given_to_templates(self, pages: Sequence[Page]) -> dict[str, object]:
        """What templates know of the whole guide, once every page is converted."""
        if (self.docs / LIBRARY).is_file():
            name, text = self.name(self.docs / LIBRARY), self.text_of(self.docs / LIBRARY)
            cited = self.in_cells.union(*self.cited.values())
            self.tell(library.find_unused(text, name, self.library, cited))
        if not self.ours:
            return {}
        searched = [self._searched(page) for page in pages]
        self.search_data = search.build(searched)
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
            "a_to_z": search.a_to_z(searched, self.guide.get("glossary")),
            "all_references": [
                {
                    "id": label,
                    "html": Markup(nlm.as_html(reference, spoken)),  # noqa: S704 (escaped there)
                    "pages": citing[label],
                }
                for label, reference in sorted(self.library.items(), key=_by_text)
            ],
        }

    def _searched(self, page: Page) -> search.Page:
        return search.Page(
            page.url,
            str(page.meta.get("title", page.title)),
            str(page.meta.get("description", "")),
            search.words_of(page.meta),
            search.sections(self.apart[page.path]["lead"] + page.html),
        )

    def given_to_page(self, path: str, meta: Mapping[str, object]) -> dict[str, object]:
        """What templates know of one page."""
        if not self.ours:
            return {}
        organisation = self.extra.get("organisation")
        name = organisation.get("name") if isinstance(organisation, dict) else None
        return {
            **self.apart[path],
            "review": front_matter.review_state(meta, self.today),
            "structured": structured.of_page(meta, self.language, name and str(name)),
        }

    def with_block(self, html: str, address: str) -> str:
        """The page as it is when it has the crisis block, or with the block put in."""
        self.blocks.add(address)
        return html if has_block(html) else with_block(html, self.block(address))

    @property
    def _root(self) -> str:
        """The path at which the site stands on its host."""
        return urlsplit(self.site_url or "/").path or "/"

    def block(self, address: str) -> str:
        """The crisis block as it stands on the page at `address` (its path in the folder)."""
        # The host shows 404.html at any address, so its links start at the root, as MkDocs' do.
        base = self._root if address == "404.html" else posixpath.relpath(".", f"./{address}/..")
        template = self.templates.get_template(BLOCK)
        block = template.render(config=self.config, page=None, base_url=base)
        style = posixpath.join(base, STYLE)
        return block if self.ours else f'{block}\n<link rel="stylesheet" href="{style}">'

    # The folder

    def finish(self) -> list[Finding]:
        """Put in what no page event saw, and prove the folder."""
        sources = self._origin()
        for name in files_in(self.folder):
            if is_page(name) and name not in self.blocks:
                html = self.text_of(self.folder / name, sources.of(name))
                (self.folder / name).write_text(self.with_block(html, name), encoding="utf-8")
        if self.ours:
            (self.folder / SEARCH).parent.mkdir(exist_ok=True)
            (self.folder / SEARCH).write_text(self.search_data, encoding="utf-8")
            inline = self.templates.get_template(INLINE).render()
            assets.finish(self.folder, inline, f"{self._root.rstrip('/')}/")
        budget = self.extra.get("budget", {})
        crisis = self.extra.get("crisis")
        lines = crisis_links(crisis) if isinstance(crisis, dict) else {}
        report = check_site(self.folder, self.block(""), sources, lines)
        heavy = weight.find_problems(
            self.folder, budget if isinstance(budget, dict) else {}, sources
        )
        return [*report.findings, *heavy]

    def publish(self) -> None:
        """Put the folder, which has passed, in the place of the last one."""
        if self.ours:
            assets.compress(self.folder)
        self._move()

    def preview(self, findings: Sequence[Finding]) -> None:
        """Show the folder whatever is wrong with it, with all findings above their pages."""
        for finding in findings:
            log.error(told(finding))
        pages = {path: name for name, path in self._origin().files.items()}
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
