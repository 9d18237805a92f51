"""Converts Markdown outside a build as the site would: with the extensions of its mkdocs.yml.

It finds the settings, makes the converter, and gives the trace of the citations. MkDocs is not
needed; what an extension asks for must be installed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from markdown import Markdown

from healthguide import yaml_text
from healthguide.citations import Citations
from healthguide.citations.render import Trace
from healthguide.pages import dots
from healthguide.pages.put_in import PutIn
from healthguide.references.library import Reference
from healthguide.yaml_text import Settings

ALWAYS = ("toc", "tables", "fenced_code")
"""What MkDocs switches on by itself."""
DEFAULT = ("abbr", "admonition", "attr_list", "def_list", "md_in_html")
DEFAULT_PYMDOWNX = ("superfences", "details", "tabbed")
"""What a guide without settings is read with, when it is installed."""
NAMES = ("healthguide.citations", "healthguide")


class ConversionError(Exception):
    """Says in a sentence why the site's Markdown cannot be read as the site reads it."""


@dataclass(frozen=True)
class Markup:
    """The Markdown extensions of a site."""

    names: tuple[str, ...]
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    file: str = ""
    """The settings they stand in, whose folder is where their paths start."""


def markup_of(settings: Settings) -> Markup:
    """The extensions that mkdocs.yml switches on, or a usual set when there is none.

    Raises ValueError and OSError when a file that it inherits cannot be read.
    """
    if not settings.data:
        more = [f"pymdownx.{name}" for name in DEFAULT_PYMDOWNX] if find_spec("pymdownx") else []
        return Markup((*ALWAYS, *DEFAULT, *more))
    names, options = list(ALWAYS), dict[str, Mapping[str, object]]()
    extensions = _extensions(settings)
    listed = [extensions] if isinstance(extensions, dict) else extensions
    for item in listed if isinstance(listed, list) else []:
        for name, value in (item if isinstance(item, dict) else {item: None}).items():
            names.append(str(name))
            options[str(name)] = value if isinstance(value, dict) else {}
    return Markup(tuple(dict.fromkeys(names)), options, settings.path)


def _extensions(settings: Settings) -> object:
    """What stands under `markdown_extensions`, here or in the file that this one inherits."""
    own, parent = settings.data.get("markdown_extensions"), settings.data.get("INHERIT")
    if own is not None or not isinstance(parent, str):
        return own
    file = Path(settings.path).parent / parent
    return _extensions(yaml_text.read(file.read_text(encoding="utf-8"), file.as_posix()))


class Conversion:
    """Converts the pages of one site. Raises ConversionError when an extension is not installed."""

    def __init__(self, markup: Markup, library: Mapping[str, Reference]) -> None:
        self.folder = Path(markup.file).resolve().parent if markup.file else Path()
        self.citations = Citations(library)
        self.put_in = PutIn()
        self.put_in.change = self.keep
        self.text = self.html = ""
        names = [name for name in markup.names if name not in NAMES]
        try:
            with contextlib.chdir(self.folder):
                self.converter = Markdown(
                    extensions=[*names, self.citations, self.put_in],
                    extension_configs={name: dict(markup.options.get(name, {})) for name in names},
                )
        except Exception as error:
            raise ConversionError(_reason(error, names, markup.file)) from error

    def keep(self, text: str) -> str:
        self.text = text
        return dots.with_dots(text)

    def trace(self, source: str, first_line: int) -> tuple[Trace, str]:
        """What becomes of the marks of a page whose text starts on a line, counted from 1.

        With it comes the page's text without its fenced code; what it became is in `html`.

        Raises ConversionError when an extension fails.
        """
        self.citations.source = source
        self.citations.trace = Trace()
        self.text = ""
        body = "\n".join(source.split("\n")[first_line - 1 :])
        try:
            with contextlib.chdir(self.folder):
                self.html = self.converter.reset().convert(body)
        except Exception as error:
            deep = isinstance(error, RecursionError)
            reason = "its parts are nested too deeply" if deep else str(error)
            raise ConversionError(reason) from error
        return self.citations.trace, self.text


def _reason(error: Exception, names: list[str], file: str) -> str:
    """What a person can do about an extension that cannot be switched on."""
    if isinstance(error, ImportError):
        missing = next(
            (name for name in names if str(error.name) in (name, name.split(".")[0])), ""
        )
        return (
            f"the Markdown extension '{missing or error.name}' of {file} is not installed; install "
            "it where this command runs, or take it out of markdown_extensions"
        )
    return f"the Markdown extensions of {file} cannot be switched on ({error})"
