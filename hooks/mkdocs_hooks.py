"""The one file that knows MkDocs: its events, in order, as calls into `healthguide`.

It decides when a check runs and what stops a build, never what is right. Names that start with
`on_` are MkDocs events (https://www.mkdocs.org/dev-guide/plugins/#events).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateError
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.theme import Theme
from mkdocs.utils import CountHandler

from healthguide import preview
from healthguide.build import THEME, Build, Page, Source, Stopped, is_ours, log
from healthguide.reporting import told
from healthguide.site.folder import is_page

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as BuilderPage
    from mkdocs.utils.templates import TemplateContext

builder = logging.getLogger(Config.__module__.partition(".")[0])
"""The logger in which MkDocs, or its fork ProperDocs, counts what strict mode refuses."""
LAST = -100
"""For events that judge or mend what other plugins have written."""


def source_of(file: File, is_page: bool = False) -> Source:
    path = Path(file.abs_src_path) if file.abs_src_path else None
    return Source(file.src_uri, file.dest_uri, file.url, path, lambda: file.content_string, is_page)


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
        self.strict = CountHandler(level=logging.WARNING)

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
        self.failure = ""
        builder.removeHandler(self.strict)
        self.strict = CountHandler(level=logging.WARNING)
        builder.addHandler(self.strict)
        folders, theme = [Path(folder) for folder in config.theme.dirs], config.theme
        if not is_ours(folders):  # our templates, and behind them the icons and words of the theme
            theme = Theme(custom_dir=str(THEME))
            theme.dirs += config.theme.dirs
        self.build = Build(
            Path(config.config_file_path),
            Path(config.docs_dir),
            Path(config.site_dir),
            folders,
            theme.get_env(),
            str(config.theme.get("language") or config.theme.get("locale") or "en"),
            config,
            config.extra,
            config.site_name,
            config.copyright or "",
            config.site_url,
        )
        ours = self.build.extensions(config.markdown_extensions, config.mdx_configs)
        config.markdown_extensions += ours  # type: ignore[arg-type]
        # The folder check tells both with line and column, and what it tells is told once.
        config.validation.links.not_found = config.validation.links.anchors = logging.DEBUG
        config.site_dir = str(self.build.folder)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        pages = {file.src_uri for file in files.documentation_pages(inclusion=SHOWN)}
        changes = self.build.read([source_of(file, file.src_uri in pages) for file in files])
        for file in [file for file in files if file.src_uri in changes.left_out]:
            files.remove(file)
        for name, text in changes.added.items():
            files.append(File.generated(config, name, content=text))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        menu = {page.file.src_uri: path for path, page in enumerate(nav.pages)}
        pages = files.documentation_pages()
        pages = sorted(pages, key=lambda file: menu.get(file.src_uri, len(menu)))
        self.build.sources = [source_of(file) for file in files]
        self.build.pages = [source_of(file) for file in pages]
        return nav

    def on_page_markdown(self, markdown: str, *, page: BuilderPage, **_: object) -> str:
        return self.build.begin_page(source_of(page.file), page.url, markdown, page.meta)

    def on_page_content(self, html: str, *, page: BuilderPage, **_: object) -> str:
        return self.build.end_page(source_of(page.file), html)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        pages = [
            Page(one.src_uri, page.url, str(page.title), page.meta, page.content or "")
            for one in files.documentation_pages()
            if (page := one.page) is not None
        ]
        env.globals |= self.build.given_to_templates(pages)
        if self.build.ours:
            self.build.templates = env
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: BuilderPage, **_: object
    ) -> TemplateContext:
        context.update(self.build.given_to_page(page.file.src_uri, page.meta))  # type: ignore[typeddict-item]
        return context

    @event_priority(LAST)
    def on_post_template(self, output: str, *, template_name: str, **_: object) -> str:
        return self.build.with_block(output, template_name) if is_page(template_name) else output

    @event_priority(LAST)
    def on_post_page(self, output: str, *, page: BuilderPage, **_: object) -> str:
        return self.build.with_block(output, page.file.dest_uri)

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        findings = self.build.finish(self.serving)
        if self.serving:
            self.build.preview(findings)
        elif findings:
            raise Stopped("\n".join(["The site was not published.", *map(told, findings)]))
        elif config.strict and self.strict.get_counts():
            return  # the builder stops now, whatever its name and its logger
        else:
            self.build.publish()
        config.site_dir = str(self.build.published)

    def on_build_error(self, *, error: Exception) -> None:
        """Say in words for an editor what stopped the build; MkDocs would print a traceback."""
        if hasattr(self, "build"):
            self.build.give_up()
            self.failure = ": ".join(filter(None, (self.build.page, str(error))))
            if isinstance(error, TemplateError):
                fault = preview.template_fault(error, self.build.root)
                self.failure = told(fault) if fault else self.failure
            if isinstance(error, OSError):
                self.failure = told(self.build.system_fault(error))
        if isinstance(error, TemplateError | Stopped | OSError):
            log.error(self.failure or str(error))
            raise Abort("Aborted: nothing was published.") from error

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Guard what stands before a build, too: mkdocs.yml may not be readable."""
        server.builder = preview.guarded(
            server.builder, lambda: Path(server.root), self.show_failure
        )
        return server

    def show_failure(self, folder: Path, error: BaseException) -> None:
        log.error("The preview shows what went wrong until it is mended.")
        preview.show_failure(folder, (self.failure or str(error)).splitlines())


SHOWN = InclusionLevel.is_in_serve
"""Drafts too: the preview shows them."""
hook = HealthGuide()
"""What `hooks:` in mkdocs.yml uses; `plugins:` makes its own."""
globals().update({name: getattr(hook, name) for name in dir(hook) if name.startswith("on_")})
