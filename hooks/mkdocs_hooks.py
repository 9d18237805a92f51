"""The one file that knows MkDocs: its events, in order, as calls into `healthguide`.

It decides when a check runs and what stops a build, never what is right. Editorial faults are
warnings, which `--strict` counts; safety faults raise PluginError. Names that start with `on_`
are MkDocs events (https://www.mkdocs.org/dev-guide/plugins/#events).
"""

from __future__ import annotations

import logging
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import TemplateError
from markupsafe import Markup
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.theme import Theme
from mkdocs.utils import CountHandler, get_relative_url, normalize_url

from healthguide import dates, encoding, preview, settings, words, yaml_text
from healthguide.citations import Citations, checks
from healthguide.citations.render import Trace, Words, slug_of
from healthguide.crisis.block import ELSEWHERE, STYLE, has_block, with_block
from healthguide.crisis.settings import find_data_problems, help_page
from healthguide.findings import Finding, found
from healthguide.pages import comparison, editorial, front_matter, glossary, illustrations, tables
from healthguide.pages.authoring import KINDS, Authoring
from healthguide.pages.parts import Parts
from healthguide.pages.put_in import PutIn
from healthguide.publish import assets, search, swap
from healthguide.references import bibtex, library, nlm, ris
from healthguide.reporting import told
from healthguide.site import weight
from healthguide.site.check import check_site
from healthguide.site.folder import files_in, is_page
from healthguide.site.sources import Sources

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.healthguide")
builder = logging.getLogger(Config.__module__.partition(".")[0])
"""The logger in which MkDocs, or its fork ProperDocs, counts what strict mode refuses."""
reminders = logging.getLogger("healthguide")  # outside `mkdocs.`: told, but no fault in strict mode

LIBRARY, SEARCH, BLOCK = "references.json", "search/index.json", "partials/crisis/block.html"
HERE = Path(__file__).parent
THEME = next(one for one in (HERE / "theme", HERE.parent / "overrides") if (one / BLOCK).is_file())
"""Our templates, in the package and in the repository."""
THEME_ASSETS = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
"""Folders of Material's own scripts and styles, which no page of ours asks for."""
DOWNLOADS = {"bib": bibtex.as_bibtex, "ris": ris.as_ris}
"""Formats of the library offered beside references.json, by file name ending."""
STOPPING = ("crisis-", "config-", "page-template")
"""Rules whose faults stop every build: help could be lost, or a page could not be built."""
HARMLESS = ("config-ignored",)
"""Rules among them whose faults lose nothing, and count in strict builds alone."""
LAST = -100
"""For events that judge or mend what other plugins have written."""


@dataclass
class Build:
    """All that one build knows; made anew in `on_config`, so nothing survives a rebuild."""

    root: Path
    settings: yaml_text.Settings
    published: Path
    ours: bool
    """Whether the theme is ours. A site with another gets block, citations and proof, no more."""
    today: date
    citations: Citations = field(default_factory=Citations)
    put_in: PutIn = field(default_factory=PutIn)
    parts: Parts = field(default_factory=Parts)
    apart: dict[str, dict[str, str]] = field(default_factory=dict)
    """Lead and references of each page, which its templates put in their places."""
    strict: CountHandler = field(default_factory=lambda: CountHandler(level=logging.WARNING))
    library: dict[str, library.Reference] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    """By path in docs/; under nothing, those of no page."""
    templates: set[str] = field(default_factory=set)
    cited: dict[str, frozenset[str]] = field(default_factory=dict)
    """The labels that each page cites, by path in docs/."""
    in_cells: set[str] = field(default_factory=set)
    """The labels that cells of a comparison cite."""
    drawings: dict[str, str] = field(default_factory=dict)
    """The illustrations without a fault, by name; the others are empty."""
    guide: dict[str, str] = field(default_factory=dict)
    """The addresses of the index, the glossary and the list of references, where there are any."""
    menu: dict[str, int] = field(default_factory=dict)
    """The position of each page's source in the navigation."""
    page: str = ""
    """The source of the page that is converted."""
    files: Files = field(default_factory=lambda: Files([]))
    environment: Environment | None = None
    style: editorial.Style = editorial.Style()  # noqa: RUF009 (frozen)
    """The editorial rules of the guide."""
    search: str = ""
    """The data that search loads."""
    blocks: set[str] = field(default_factory=set)
    """The built pages that were seen with the crisis block."""

    def name(self, path: str) -> str:
        """The path as an editor would open it from the folder of mkdocs.yml."""
        return Path(os.path.relpath(path, self.root)).as_posix()


class Options(Config):  # type: ignore[no-untyped-call]
    """None: settings stand under `extra:`, the same for hook and plugin."""


class HealthGuide(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """The events of one `mkdocs` command."""

    build: Build
    """What the build it is at knows; made in `on_config`."""

    def __init__(self) -> None:
        self.serving = False
        self.failure = ""
        """Why the last build stopped: MkDocs itself says only that it did."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.serving = command == "serve"
        if self.serving:  # MkDocs has no event around the first build, and would not serve at all
            from mkdocs.commands import serve

            serve.build = preview.guarded(  # type: ignore[attr-defined]
                serve.build,  # type: ignore[attr-defined]
                lambda config, **_: Path(config.site_dir),
                self.show_failure,
            )

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root, docs = Path(config.config_file_path).parent, Path(config.docs_dir)
        path = Path(os.path.relpath(config.config_file_path, root)).as_posix()
        self.failure = ""
        try:
            today = dates.today(os.environ)
        except (ValueError, OverflowError, OSError) as error:
            value = os.environ.get("SOURCE_DATE_EPOCH")
            raise PluginError(str(found("config-time", path, value=value))) from error
        written = yaml_text.read(self.source_of(Path(config.config_file_path), path), path)
        folders = [Path(folder) for folder in config.theme.dirs]
        ours = any((folder / BLOCK).is_file() for folder in folders)
        if hasattr(self, "build"):
            builder.removeHandler(self.build.strict)
        self.build = Build(root, written, Path(config.site_dir), ours, today)
        if ours:
            self.tell(settings.find_word_problems(written))
        self.build.citations = Citations(words=self.words(config))
        self.build.templates = {file.name for folder in folders for file in folder.glob("*.html")}
        builder.addHandler(self.build.strict)
        extensions, options = config.markdown_extensions, config.mdx_configs
        problems = find_data_problems(config.extra.get("crisis"), path, today, written.keys)
        if ours:
            problems += settings.find_problems(extensions, options, path)
            problems += settings.find_ignored(written)
            say = words.spoken(config.theme.get_env(), str(config.theme.get("language") or "en"))
            kinds = {kind: say(f"card.{kind}") for kind in KINDS}
            config.markdown_extensions.append(Authoring(kinds))  # type: ignore[arg-type]
            self.build.style, written_wrong = editorial.read_style(written)
            problems += written_wrong
        self.tell(problems)
        if (docs / LIBRARY).is_file():
            name, text = self.build.name(str(docs / LIBRARY)), self.source_of(docs / LIBRARY)
            self.build.library, problems = library.read_library(text, name)
            self.build.citations.library = self.build.library
            self.tell(problems)
        # The folder check tells both with line and column, and what it tells is told once.
        config.validation.links.not_found = config.validation.links.anchors = logging.DEBUG
        now = self.build
        theme = [tables.ReadableTables(), now.put_in, now.parts] if ours else []
        config.markdown_extensions += [now.citations, *theme]  # type: ignore[list-item]
        config.site_dir = str(swap.building_place(self.build.published))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.build.files = files
        path, keys = self.build.settings.path, self.build.settings.keys
        if crisis := config.extra.get("crisis"):
            pages = {file.src_uri: file.url for file in files if is_page(file.dest_uri)}
            crisis["more"], problems = help_page(crisis, pages, path, keys)
            self.tell(problems)
        if not self.build.ours:
            files.append(File.generated(config, STYLE, content=ELSEWHERE.read_text("utf-8")))
            return files
        drawings = [file for file in files if illustrations.is_drawing(file.src_uri)]
        theme = [file for file in files if file.src_uri.startswith(THEME_ASSETS)]
        for file in (*drawings, *theme):
            files.remove(file)
        self.build.drawings, problems = illustrations.read_drawings(map(self.named, drawings))
        self.tell(problems)
        for file in files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
            _, source = self.named(file)
            template = front_matter.template_of(source)
            self.build.guide.setdefault(template.removesuffix(".html"), file.url)
            if template == "glossary.html" and "abbr" in config.markdown_extensions:
                terms = glossary.abbreviations(source)
                config.mdx_configs.setdefault("abbr", {})["glossary"] = terms
        if files.get_file_from_path(LIBRARY):
            for suffix, write in DOWNLOADS.items():
                text = write(self.build.library)
                files.append(File.generated(config, f"references.{suffix}", content=text))
        return files

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:
        self.build.menu = {page.file.src_uri: place for place, page in enumerate(nav.pages)}
        return nav

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        path, source = self.named(page.file)
        now, name, headings = self.build, page.file.src_uri, config.extra.get("comparison", {})
        now.page, now.citations.slug, now.citations.source = path, slug_of(page.url), source
        now.citations.trace = Trace()
        if not now.ours:
            return markdown
        now.in_cells |= {mark.label for mark in checks.cells(source)}
        if page.file.generated_by is None:  # what a person wrote
            cells, has_template = comparison.cells_of(headings), now.templates.__contains__
            self.tell(
                front_matter.find_problems(source, path, now.today, cells, has_template), name
            )

        def with_parts(text: str) -> str:
            if comparison.MARKER in text:
                rows = comparison.treatments(self.in_menu(), name)
                text = comparison.with_table(text, headings, rows)
            self.tell(illustrations.find_problems(text, source, path, now.drawings), name)
            return illustrations.with_drawings(text, now.drawings)

        now.put_in.change = with_parts
        return markdown

    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        now, name = self.build, page.file.src_uri
        path, source = self.named(page.file)
        trace = now.citations.trace
        now.apart[name] = {"lead": now.parts.lead, "references": now.parts.references}
        now.cited[name] = trace.cited
        self.tell(checks.find_problems(trace, source, path, now.library), name)
        whole = now.parts.lead + html
        self.tell(editorial.find_problems(whole, source, path, name, now.style), name)
        now.page = ""
        return html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        if entry := files.get_file_from_path(LIBRARY):
            name, text = self.named(entry)
            cited = self.build.in_cells.union(*self.build.cited.values())
            self.tell(library.find_unused(text, name, self.build.library, cited))
        self.build.environment = env if self.build.ours else self.templates(config)
        if not self.build.ours:
            return env
        pages = [file.page for file in files.documentation_pages() if file.page is not None]
        searched = [
            search.Page(
                page.url,
                str(page.meta.get("title", page.title)),
                str(page.meta.get("description", "")),
                looked_for if isinstance(looked_for := page.meta.get("search_words"), list) else [],
                self.build.apart[page.file.src_uri]["lead"] + (page.content or ""),
            )
            for page in pages
        ]
        guide = self.build.guide
        self.build.search = search.build(searched)
        env.globals["guide"] = {
            "index": guide.get("a-to-z"),
            "glossary": guide.get("glossary"),
            "references": guide.get("references"),
        }
        env.globals["a_to_z"] = search.a_to_z(searched, guide.get("glossary"))
        spoken = self.build.citations.words
        env.globals["all_references"] = [
            {
                "id": label,
                "html": Markup(nlm.as_html(reference, spoken)),  # noqa: S704 (escaped there)
                "pages": [page for page in pages if label in self.build.cited[page.file.src_uri]],
            }
            for label, reference in self.build.library.items()
        ]
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        if not self.build.ours:
            return context
        context.update(self.build.apart[page.file.src_uri])  # type: ignore[typeddict-item]
        review = front_matter.review_state(page.meta, self.build.today)
        context["review"] = review  # type: ignore[typeddict-unknown-key]
        return context

    @event_priority(LAST)
    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        return self.with_block(output, template_name, config) if is_page(template_name) else output

    @event_priority(LAST)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        return self.with_block(output, page.file.dest_uri, config)

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        folder, sources = Path(config.site_dir), self.sources(config)
        for name in files_in(folder):
            if is_page(name) and name not in self.build.blocks:
                html = self.source_of(folder / name, sources.of(name))
                (folder / name).write_text(self.with_block(html, name, config), encoding="utf-8")
        if self.build.ours:
            (folder / SEARCH).parent.mkdir(exist_ok=True)
            (folder / SEARCH).write_text(self.build.search, encoding="utf-8")
            assets.finish(folder)
        budget = config.extra.get("budget", {})
        report = check_site(folder, self.rendered(config, ""), sources)
        problems = [*report.findings, *weight.find_problems(folder, budget, sources)]
        if self.serving:
            for problem in problems:
                log.error(told(problem))
            self.show_findings(folder, problems, sources)
        elif problems:
            raise PluginError("\n".join(["The site was not published.", *map(told, problems)]))
        elif config.strict and self.build.strict.get_counts():
            return  # the builder stops now, whatever its name and its logger
        elif self.build.ours:
            assets.compress(folder)
        swap.swap(folder, self.build.published)
        config.site_dir = str(self.build.published)

    def on_build_error(self, *, error: Exception) -> None:
        if not hasattr(self, "build"):
            return
        shutil.rmtree(swap.building_place(self.build.published), ignore_errors=True)
        self.failure = ": ".join(filter(None, (self.build.page, str(error))))
        if isinstance(error, TemplateError):
            fault = preview.template_fault(error, self.build.root)
            self.failure = told(fault) if fault else self.failure
            raise PluginError(self.failure) from error  # MkDocs would print a traceback

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Guard what stands before a build, too: mkdocs.yml may not be readable."""
        server.builder = preview.guarded(
            server.builder, lambda: Path(server.root), self.show_failure
        )
        return server

    def templates(self, config: MkDocsConfig) -> Environment:
        """The site's templates; with another theme ours, and behind them its icons and words."""
        theme = config.theme
        if not self.build.ours:
            theme = Theme(custom_dir=str(THEME))
            theme.dirs += config.theme.dirs
        return theme.get_env()

    def words(self, config: MkDocsConfig) -> dict[str, str]:
        """The words around citations in the language of the site, which must have all words."""
        environment, written, theme = self.templates(config), self.build.settings, config.theme
        language = str(theme.get("language") or theme.get("locale") or "en")
        defaults = {f"citations.{field.name}": str(field.default) for field in fields(Words)}
        at = (written.path, *written.keys.get("theme.language", (0, 0)))
        self.tell(words.find_problems(environment, language, defaults, at))
        say = words.spoken(environment, language)
        return {key.removeprefix("citations."): say(key) or defaults[key] for key in defaults}

    def named(self, file: File) -> tuple[str, str]:
        """The name of a file for editors, and its text."""
        if file.abs_src_path:
            return self.build.name(file.abs_src_path), self.source_of(Path(file.abs_src_path))
        return file.src_uri, file.content_string

    def source_of(self, file: Path, name: str = "") -> str:
        """The text of a file. Raises PluginError with position and advice when it is not UTF-8."""
        raw = file.read_bytes()
        if wrong := encoding.fault(raw):
            line, column, byte = wrong
            name = name or self.build.name(str(file))
            raise PluginError(told(found("page-encoding", name, line, column, byte=byte)))
        return raw.decode("utf-8")

    def tell(self, problems: Iterable[Finding], page: str = "") -> None:
        """Log findings, and keep those of `page`. Raises PluginError when one stops the build."""
        stopping = []
        for problem in problems:
            if problem.level == "warning":
                reminders.warning(told(problem))
            elif problem.rule.startswith(STOPPING) and problem.rule not in HARMLESS:
                stopping.append(told(problem))
            else:
                self.build.findings[page].append(problem)
                log.warning(told(problem))
        if stopping:
            raise PluginError("\n".join(stopping))

    def with_block(self, html: str, address: str, config: MkDocsConfig) -> str:
        """The page as it is when it has the crisis block, or with the block put in."""
        self.build.blocks.add(address)
        return html if has_block(html) else with_block(html, self.rendered(config, address))

    def rendered(self, config: MkDocsConfig, address: str) -> str:
        """The crisis block as it stands on the page at `address` (its path in the folder)."""
        environment = self.build.environment or self.templates(config)
        # The host shows 404.html at any address, so its links start at the root, as MkDocs' do.
        root = urlsplit(config.site_url or "/").path or "/"
        base = root if address == "404.html" else get_relative_url(".", address)
        block = environment.get_template(BLOCK).render(config=config, page=None, base_url=base)
        style = normalize_url(STYLE, base=base)
        return block if self.build.ours else f'{block}\n<link rel="stylesheet" href="{style}">'

    def sources(self, config: MkDocsConfig) -> Sources:
        """What the folder is built from, as far as it stands beside mkdocs.yml."""
        name = self.build.name
        made = {
            file.dest_uri: name(file.abs_src_path)
            for file in self.build.files
            if file.abs_src_path and Path(file.abs_src_path).is_relative_to(self.build.root)
        }
        folders = [Path(path) for path in config.theme.dirs]
        shared = [
            name(str(file))
            for folder in folders
            if folder.is_relative_to(self.build.root)
            for file in sorted(folder.rglob("*.*"))
            if file.suffix in (".html", ".css", ".js")
        ]
        return Sources(
            self.build.root, self.build.settings.path, name(config.docs_dir), made, shared
        )

    def in_menu(self) -> Iterable[tuple[str, dict[str, object]]]:
        """Path and front matter of every page, in the order of the menu."""
        pages, menu = self.build.files.documentation_pages(), self.build.menu
        for file in sorted(pages, key=lambda file: menu.get(file.src_uri, len(menu))):
            yield file.src_uri, front_matter.split_front_matter(file.content_string)[0]

    def show_findings(self, folder: Path, problems: list[Finding], sources: Sources) -> None:
        """Put all findings of this build above the pages they belong to."""
        pages = {path: name for name, path in sources.files.items()}
        every = [*problems, *(one for some in self.build.findings.values() for one in some)]
        preview.show_findings(folder, [(pages.get(one.path), one) for one in every])

    def show_failure(self, folder: Path, error: BaseException) -> None:
        log.error("The preview shows what went wrong until it is mended.")
        preview.show_failure(folder, (self.failure or str(error)).splitlines())


hook = HealthGuide()
"""What `hooks:` in mkdocs.yml uses; `plugins:` makes its own."""
globals().update({name: getattr(hook, name) for name in dir(hook) if name.startswith("on_")})
