"""Converts Markdown outside a build as the site would: with the extensions of its mkdocs.yml.

It finds the settings, makes the converter, and gives the trace of the citations. MkDocs is not
needed; what an extension asks for must be installed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import yaml
from markdown import Markdown

from healthguide.citations import Citations
from healthguide.citations.render import Trace
from healthguide.pages.put_in import PutIn
from healthguide.references.library import Reference

SETTINGS = ("mkdocs.yml", "mkdocs.yaml")
ALWAYS = ("toc", "tables", "fenced_code")
"""What MkDocs switches on by itself."""
DEFAULT = ("abbr", "admonition", "attr_list", "def_list", "md_in_html")
DEFAULT_PYMDOWNX = ("superfences", "details", "tabbed")
"""What a guide without settings is read with, when it is installed."""
NAMES = ("healthguide.citations", "healthguide")


class SettingsError(Exception):
    """Says in a sentence why the site's Markdown cannot be read as the site reads it."""


@dataclass(frozen=True)
class Markup:
    """The Markdown extensions of a site and the folder that their paths start in."""

    names: tuple[str, ...]
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    folder: Path = Path()
    file: str = ""
    """The settings they stand in."""


class _Loader(yaml.UnsafeLoader):
    """YAML as MkDocs reads it: names in it lead to Python, so it is as trusted as code is."""


def _environment(loader: yaml.Loader, node: yaml.Node) -> object:
    """`!ENV NAME` or `!ENV [NAME, default]`."""
    if isinstance(node, yaml.SequenceNode):
        *names, default = [loader.construct_object(item) for item in node.value]
    else:
        names, default = [loader.construct_object(node, deep=True)], None
    return next((os.environ[name] for name in map(str, names) if name in os.environ), default)


_Loader.add_constructor("!ENV", _environment)
_Loader.add_constructor("!relative", lambda *_: ".")


def default_markup() -> Markup:
    more = [f"pymdownx.{name}" for name in DEFAULT_PYMDOWNX] if find_spec("pymdownx") else []
    return Markup((*ALWAYS, *DEFAULT, *more))


def markup_for(path: Path) -> Markup:
    """The extensions in the nearest mkdocs.yml at or above a path; a usual set when there is none.

    Raises SettingsError when the settings cannot be read.
    """
    folder = path.resolve()
    for above in (folder, *folder.parents):
        for name in SETTINGS:
            if (above / name).is_file():
                return _markup(above / name)
        if (above / ".git").exists():
            break
    return default_markup()


def _markup(file: Path) -> Markup:
    settings = _settings(file)
    extensions = settings.get("markdown_extensions")
    if not settings:
        return default_markup()
    options: dict[str, Mapping[str, object]] = {}
    names = list(ALWAYS)
    listed = extensions.items() if isinstance(extensions, dict) else None
    for item in extensions if isinstance(extensions, list) else listed or ():
        pairs = item.items() if isinstance(item, dict) else [item if listed else (item, None)]
        for name, settings_of in pairs:
            names += [str(name)]
            options[str(name)] = settings_of if isinstance(settings_of, dict) else {}
    return Markup(tuple(dict.fromkeys(names)), options, file.parent, _shown(file))


def _settings(file: Path) -> dict[str, object]:
    try:
        settings = yaml.load(file.read_text(encoding="utf-8-sig"), _Loader)  # noqa: S506
    except (yaml.YAMLError, OSError, UnicodeDecodeError, ImportError) as error:
        problem = getattr(error, "problem", None) or str(error)
        raise SettingsError(f"{_shown(file)}: cannot be read: {problem}.") from error
    if not isinstance(settings, dict):
        return {}
    parent = settings.get("INHERIT")
    if isinstance(parent, str) and (file.parent / parent) != file:
        return {**_settings(file.parent / parent), **settings}
    return settings


def _shown(file: Path) -> str:
    return Path(os.path.relpath(file)).as_posix()


class Conversion:
    """Converts the pages of one site. Raises SettingsError when an extension is not installed."""

    def __init__(self, markup: Markup, library: Mapping[str, Reference]) -> None:
        self.folder = markup.folder
        self.citations = Citations(library)
        self.put_in = PutIn()
        self.put_in.change = self.keep
        self.text = ""
        names = [name for name in markup.names if name not in NAMES]
        try:
            with contextlib.chdir(self.folder):
                self.converter = Markdown(
                    extensions=[*names, self.citations, self.put_in],
                    extension_configs={name: dict(markup.options.get(name, {})) for name in names},
                )
        except Exception as error:
            raise SettingsError(f"{markup.file}: {_reason(error, names)}") from error

    def keep(self, text: str) -> str:
        self.text = text
        return text

    def trace(self, source: str, first_line: int) -> tuple[Trace, str]:
        """What becomes of the marks of a page whose text starts on a line, counted from 1.

        With it comes the page's text without its fenced code.

        Raises SettingsError when an extension fails.
        """
        self.citations.source = source
        self.citations.trace = Trace()
        self.text = ""
        body = "\n".join(source.split("\n")[first_line - 1 :])
        try:
            with contextlib.chdir(self.folder):
                self.converter.reset().convert(body)
        except Exception as error:
            deep = isinstance(error, RecursionError)
            reason = "its parts are nested too deeply" if deep else str(error)
            raise SettingsError(reason) from error
        return self.citations.trace, self.text


def _reason(error: Exception, names: list[str]) -> str:
    missing = getattr(error, "name", None) if isinstance(error, ImportError) else None
    named = next((name for name in names if missing and name.split(".")[0] == missing), None)
    if missing:
        return (
            f"the Markdown extension '{named or missing}' is not installed. Install it where this "
            "command runs, or take it out of markdown_extensions."
        )
    return f"the Markdown extensions cannot be switched on: {error}"
