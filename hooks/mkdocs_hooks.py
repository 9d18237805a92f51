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

from markupsafe import Markup
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.utils import CountHandler, get_relative_url

from healthguide import dates, words, yaml_text
from healthguide import settings as markdown_config
from healthguide.citations import Citations
from healthguide.citations import checks as citations
from healthguide.citations.render import Trace, Words, slug_of
from healthguide.crisis import block as crisis_block
from healthguide.crisis import settings as crisis_settings
from healthguide.findings import Finding, found
from healthguide.pages import comparison, front_matter, glossary, illustrations, tables
from healthguide.pages.authoring import KINDS, Authoring
from healthguide.pages.parts import Parts
from healthguide.pages.put_in import PutIn
from healthguide.publish import assets
from healthguide.publish import search as search_index
from healthguide.publish import swap as publish
from healthguide.references import bibtex, nlm, ris
from healthguide.references import library as references
from healthguide.site import check as site_check
from healthguide.site import weight

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = logging.getLogger("mkdocs.healthguide")
reminders = logging.getLogger("healthguide")  # outside `mkdocs.`: told, but no fault in strict mode

BLOCK = "partials/crisis/block.html"
LIBRARY, GLOSSARY, SEARCH = "references.json", "glossary.md", "search/index.json"
THEME_ASSETS = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
"""Folders of Material's own scripts and styles, which no page of ours asks for."""
DOWNLOADS = {"bib": bibtex.as_bibtex, "ris": ris.as_ris}
"""Formats of the library offered beside references.json, by file name ending."""
STOPPING = ("crisis-", "config-", "page-template")
"""Rules whose faults stop every build: help could be lost, or a page could not be built."""
HARMLESS = ("config-ignored",)
"""Rules among them whose faults lose nothing, and count in strict builds alone."""


@dataclass
class Build:
    """All that one build knows; made anew in `on_config`, so nothing survives a rebuild."""

    root: Path
    published: Path
    today: date
    citations: Citations
    put_in: PutIn = field(default_factory=PutIn)
    parts: Parts = field(default_factory=Parts)
    library: dict[str, references.Reference] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)
    """What became of the citations of each page, by its source."""
    apart: dict[str, dict[str, str]] = field(default_factory=dict)
    """Lead and references of each page, which its templates put in their places."""
    faults: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    drawings: dict[str, str] = field(default_factory=dict)
    """The illustrations without a fault, by name."""
    drawn: set[str] = field(default_factory=set)
    """The names of all illustrations."""
    menu: dict[str, int] = field(default_factory=dict)
    """The place of each page's source in the navigation."""
    environment: Environment | None = None
    search: str = ""
    """The data that search loads."""

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

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = Path(config.config_file_path).parent
        settings = Path(os.path.relpath(config.config_file_path, root)).as_posix()
        written = yaml_text.read(self.source_of(Path(config.config_file_path)), settings)
        self.tell(markdown_config.find_word_problems(written))
        try:
            today = dates.today(os.environ)
        except (ValueError, OverflowError, OSError) as error:
            value = os.environ.get("SOURCE_DATE_EPOCH")
            raise PluginError(str(found("config-time", settings, value=value))) from error
        self.build = Build(
            root=root,
            published=Path(config.site_dir),
            today=today,
            citations=Citations(words=self.words(config, written)),
        )
        self.tell(
            markdown_config.find_problems(config.markdown_extensions, config.mdx_configs, settings)
        )
        if any(Path(folder, BLOCK).is_file() for folder in config.theme.dirs):
            self.tell(markdown_config.find_ignored(written))
            say = words.spoken(config.theme.get_env(), str(config.theme.get("language") or "en"))
            kinds = {kind: say(f"card.{kind}") for kind in KINDS}
            config.markdown_extensions.append(Authoring(kinds))  # type: ignore[arg-type]
        crisis = config.extra.get("crisis")
        self.tell(
            crisis_settings.find_data_problems(crisis, settings, self.build.today, written.keys)
        )
        docs = Path(config.docs_dir)
        if (docs / LIBRARY).is_file():
            name = self.build.name(str(docs / LIBRARY))
            text = self.source_of(docs / LIBRARY)
            self.build.library, problems = references.read_library(text, name)
            self.build.citations.library = self.build.library
            self.tell(problems)
        if "abbr" in config.markdown_extensions and (docs / GLOSSARY).is_file():
            terms = glossary.abbreviations(self.source_of(docs / GLOSSARY))
            config.mdx_configs.setdefault("abbr", {})["glossary"] = terms
        now = self.build
        ours = [tables.ReadableTables(), now.citations, now.put_in, now.parts]
        config.markdown_extensions += ours  # type: ignore[arg-type]
        if not self.serving:
            config.site_dir = str(publish.building_place(self.build.published))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.build.drawn = self.take_drawings(files)
        folders = map(Path, config.theme.dirs)
        templates = {file.name for folder in folders for file in folder.glob("*.html")}
        for file in files.documentation_pages():
            path, source = self.named_source(file)
            named = comparison.cells_of(config.extra.get("comparison", {}))
            faults = front_matter.find_problems(
                source, path, self.build.today, named, templates.__contains__
            )
            self.find(file, faults)
        for file in [file for file in files if file.src_uri.startswith(THEME_ASSETS)]:
            files.remove(file)
        if files.get_file_from_path(LIBRARY) is not None:
            for suffix, write in DOWNLOADS.items():
                content = write(self.build.library)
                files.append(File.generated(config, f"references.{suffix}", content=content))
        return files

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:
        self.build.menu = {page.file.src_uri: place for place, page in enumerate(nav.pages)}
        return nav

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        path, source = self.named_source(page.file)
        self.build.citations.slug = slug_of(page.url)
        self.build.citations.source = source
        self.build.citations.trace = Trace()

        def with_parts(text: str) -> str:
            if comparison.MARKER in text:
                rows = self.treatments(page.file, files)
                text = comparison.with_table(text, config.extra.get("comparison", {}), rows)
            self.find(page.file, illustrations.find_problems(text, source, path, self.build.drawn))
            return illustrations.with_drawings(text, self.build.drawings)

        self.build.put_in.change = with_parts
        return markdown

    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        parts = self.build.parts
        self.build.apart[page.file.src_uri] = {"lead": parts.lead, "references": parts.references}
        path, source = self.named_source(page.file)
        trace = self.build.traces[page.file.src_uri] = self.build.citations.trace
        self.find(page.file, citations.find_problems(trace, source, path, self.build.library))
        return html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        self.build.environment = env
        self.tell_unused(files)
        pages = [file.page for file in files.documentation_pages() if file.page is not None]
        searched = [
            search_index.Page(
                page.url,
                str(page.meta.get("title", "")),
                str(page.meta.get("description", "")),
                page.meta.get("search_words", []),
                self.build.apart[page.file.src_uri]["lead"] + (page.content or ""),
            )
            for page in pages
            if not self.errors(page)
        ]
        self.build.search = search_index.build(searched)
        env.globals["a_to_z"] = search_index.a_to_z(searched, "glossary/")
        env.globals["all_references"] = [
            {
                "id": label,
                "html": Markup(nlm.as_html(reference)),  # noqa: S704 (escaped there)
                "pages": [page for page in pages if label in self.labels(page)],
            }
            for label, reference in self.build.library.items()
        ]
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        context.update(self.build.apart[page.file.src_uri])  # type: ignore[typeddict-item]
        if not self.errors(page):
            context["review"] = front_matter.review_state(page.meta, self.build.today)  # type: ignore[typeddict-unknown-key]
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        faults = self.errors(page) if self.serving else []
        return self.broken(config, faults, page.url) if faults else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        folder = Path(config.site_dir)
        (folder / SEARCH).parent.mkdir(exist_ok=True)
        (folder / SEARCH).write_text(self.build.search, encoding="utf-8")
        for file in folder.rglob("*.html"):
            html = self.source_of(file)
            if not crisis_block.has_block(html):
                address = file.relative_to(folder).as_posix()
                block = self.rendered(BLOCK, config, address)
                file.write_text(crisis_block.with_block(html, block), encoding="utf-8")
        assets.finish(folder)
        report = site_check.check_site(folder, self.rendered(BLOCK, config, ""))
        problems = [*report.findings, *weight.find_problems(folder, config.extra.get("budget", {}))]
        if problems and self.serving:
            self.show_in_place(problems, folder, config)
        elif problems:
            raise PluginError("\n".join(["The site was not published.", *map(str, problems)]))
        if not self.serving and not counted_warnings():
            assets.compress(folder)
            publish.swap(folder, self.build.published)
            config.site_dir = str(self.build.published)

    def on_build_error(self, *, error: Exception) -> None:
        self.failure = str(error)
        if not self.serving and hasattr(self, "build"):
            shutil.rmtree(publish.building_place(self.build.published), ignore_errors=True)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Show a failed rebuild in the browser: MkDocs alone would let every request hang."""
        rebuild = server.builder

        def guarded() -> None:
            root = Path(server.root)
            pages = [file.relative_to(root) for file in root.rglob("*.html")]
            self.failure = ""
            try:
                rebuild()
            except (Exception, SystemExit) as error:
                log.error("The preview shows what went wrong until it is mended.")
                for place in pages:
                    (root / place).parent.mkdir(parents=True, exist_ok=True)
                    faults = (self.failure or str(error)).splitlines()
                    html = self.broken(config, faults, place.as_posix())
                    (root / place).write_text(html, encoding="utf-8")

        server.builder = guarded
        return server

    def words(self, config: MkDocsConfig, settings: yaml_text.Settings) -> dict[str, str]:
        """The words around citations in the language of the site, which must have all words."""
        environment = config.theme.get_env()
        language = str(config.theme.get("language") or "en")
        defaults = {f"citations.{field.name}": str(field.default) for field in fields(Words)}
        at = (settings.path, *settings.keys.get("theme.language", (0, 0)))
        self.tell(words.find_problems(environment, language, defaults, at))
        say = words.spoken(environment, language)
        return {key.removeprefix("citations."): say(key) or defaults[key] for key in defaults}

    def named_source(self, file: File) -> tuple[str, str]:
        """The name of a file for editors, and its text."""
        if file.abs_src_path:
            return self.build.name(file.abs_src_path), self.source_of(Path(file.abs_src_path))
        return self.build.name(file.src_uri), file.content_string

    def source_of(self, file: Path) -> str:
        """The text of a file. Raises PluginError with place and advice when it is not UTF-8."""
        content = file.read_bytes()
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            column = error.start - content.rfind(b"\n", 0, error.start)
            byte = f"0x{content[error.start]:02X}"
            name = self.build.name(str(file)) if hasattr(self, "build") else str(file)
            raise PluginError(str(found("page-encoding", name, line, column, byte=byte))) from error

    def tell(self, problems: Iterable[Finding]) -> None:
        """Log editorial faults and reminders. Raises PluginError when one must stop the build."""
        stopping = []
        for problem in problems:
            if problem.level == "warning":
                reminders.warning(str(problem))
            elif problem.rule.startswith(STOPPING) and problem.rule not in HARMLESS:
                stopping.append(str(problem))
            else:
                log.warning(str(problem))
        if stopping:
            raise PluginError("\n".join(stopping))

    def show_in_place(
        self, problems: Iterable[Finding], folder: Path, config: MkDocsConfig
    ) -> None:
        """Replace each page that has a fault by what is wrong with it, for the preview."""
        pages: dict[Path, list[Finding]] = defaultdict(list)
        for problem in problems:
            log.error(str(problem))
            pages[Path(problem.path)].append(problem)
        for file, faults in pages.items():
            if file.suffix == ".html" and file.is_file():
                address = file.relative_to(folder).as_posix()
                file.write_text(self.broken(config, faults, address), encoding="utf-8")

    def take_drawings(self, files: Files) -> set[str]:
        """Take the drawings out of what is published, tell their faults, and return their names."""
        names = set()
        for file in [file for file in files if illustrations.is_drawing(file.src_uri)]:
            files.remove(file)
            path, svg = self.named_source(file)
            faults = illustrations.find_drawing_problems(svg, path)
            self.tell(faults)
            name = Path(file.src_uri).stem
            names.add(name)
            if not faults:
                self.build.drawings[name] = svg
        return names

    def treatments(self, table_page: File, files: Files) -> list[comparison.Treatment]:
        """The pages that carry comparison cells, in the order of the menu, linked from a page."""
        rows = []
        pages, menu = files.documentation_pages(), self.build.menu
        for file in sorted(pages, key=lambda file: menu.get(file.src_uri, len(menu))):
            meta = front_matter.split_front_matter(file.content_string)[0]
            if isinstance(cells := meta.get("comparison"), dict):
                link = os.path.relpath(file.src_uri, os.path.dirname(table_page.src_uri))
                rows.append(
                    comparison.Treatment(str(meta.get("title", "")), Path(link).as_posix(), cells)
                )
        return rows

    def errors(self, page: Page) -> list[Finding]:
        return [fault for fault in self.build.faults[page.file.src_uri] if fault.level == "error"]

    def find(self, file: File, findings: list[Finding]) -> None:
        """Remember what is wrong with the source of a page, and tell it."""
        self.build.faults[file.src_uri] += findings
        self.tell(findings)

    def tell_unused(self, files: Files) -> None:
        """Tell the sources that no page cites, nor any cell of a comparison."""
        library = files.get_file_from_path(LIBRARY)
        if library is None:
            return
        cited = {label for trace in self.build.traces.values() for label in trace.cited}
        for file in files.documentation_pages():
            cited |= {mark.label for mark in citations.cells(self.named_source(file)[1])}
        name = self.build.name(library.abs_src_path or LIBRARY)
        known = self.build.library
        self.tell(references.find_unused(library.content_string, name, known, cited))

    def labels(self, page: Page) -> frozenset[str]:
        """The sources that the finished page cites."""
        return self.build.traces.get(page.file.src_uri, Trace()).cited

    def rendered(self, template: str, config: MkDocsConfig, address: str, **context: object) -> str:
        """A template as it stands on the page at `address` (its path in the folder)."""
        environment = self.build.environment or config.theme.get_env()
        # The host shows 404.html at any address, so its links start at the root, as MkDocs' do.
        root = urlsplit(config.site_url or "/").path or "/"
        base = root if address == "404.html" else get_relative_url(".", address)
        return environment.get_template(template).render(
            config=config, page=None, base_url=base, **context
        )

    def broken(self, config: MkDocsConfig, faults: Iterable[object], address: str) -> str:
        told = [str(fault) for fault in faults]
        return self.rendered("broken.html", config, address, faults=told)


def counted_warnings() -> bool:
    """Whether strict mode is about to stop this build: its counter is a handler of the logger."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(h, CountHandler) and h.get_counts() for h in handlers)


hook = HealthGuide()
"""What `hooks:` in mkdocs.yml uses; `plugins:` makes its own."""
globals().update({name: getattr(hook, name) for name in dir(hook) if name.startswith("on_")})
