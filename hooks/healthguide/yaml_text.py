"""Reads a YAML text with the position of each of its keys: mkdocs.yml and front matter alike.

Keys are dotted paths; an entry of a list is named by its text or by its one key, so that
`extra.crisis.call` and `plugins.search` have a position. What the values mean is decided elsewhere.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from healthguide.findings import Finding, found

FILE = "mkdocs.yml"
Position = tuple[int, int]
"""Line and column, both from 1."""


class Loader(yaml.SafeLoader):
    """PyYAML's safe loader; a date that no calendar has stays the text it is."""


class SettingsLoader(Loader):
    """Reads the tags of mkdocs.yml too: `!ENV`, `!relative`, and names of Python objects."""


class _Fast(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    """libyaml, ten times as fast where it is there; it names faults in words of its own."""


class _FastSettings(_Fast):
    pass


@dataclass(frozen=True)
class Positions:
    """Where keys and values stand, and the keys that stand twice."""

    keys: dict[str, Position] = field(default_factory=dict)
    values: dict[str, Position] = field(default_factory=dict)
    doubled: list[tuple[str, Position]] = field(default_factory=list)


@dataclass(frozen=True)
class Settings:
    """mkdocs.yml as somebody wrote it, without the defaults of a builder."""

    path: str = FILE
    data: Mapping[str, object] = field(default_factory=dict)
    keys: Mapping[str, Position] = field(default_factory=dict)
    """Where each key stands, such as `extra.crisis.call`."""
    folder: Path = Path()
    """The folder that its paths start in."""

    def page(self, file: Path) -> str:
        """The path of a page from the folder of pages; empty when it stands elsewhere."""
        docs = (self.folder / str(self.data.get("docs_dir", "docs"))).resolve()
        inside = file.resolve().is_relative_to(docs)
        return file.resolve().relative_to(docs).as_posix() if inside else ""

    def record(self, key: str) -> Mapping[str, object]:
        """The record under a key at the top; empty when there is none."""
        value = self.data.get(key)
        return value if isinstance(value, dict) else {}

    def guide(self, key: str, default: object = None) -> object:
        """A setting of the guide: what stands under `extra`."""
        return self.record("extra").get(key, default)

    def say(self, rule: str, key: str, advice: str = "advice", **values: object) -> Finding:
        """A finding where the key stands."""
        return found(rule, self.path, *self.keys.get(key, (0, 0)), advice, key=key, **values)


def read(text: str, path: str) -> Settings:
    """The settings in `text`. Raises ValueError, with the line, when it is no record in YAML."""
    try:
        node, data = composed(text, SettingsLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{path}:{line}: {error.problem or 'not YAML'}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"{path}: {str(error).splitlines()[0]}") from error
    if not isinstance(data or {}, dict):
        raise ValueError(f"{path}:1: not a list of 'key: value' lines")
    return Settings(path, data or {}, positions(node).keys)  # type: ignore[arg-type]


def composed(text: str, kind: type[Loader] = Loader) -> tuple[yaml.Node | None, object]:
    """The tree of a text, and what it says. Raises yaml.YAMLError and ValueError as PyYAML does."""
    for one in (FAST[kind], kind):
        loader = one(text)
        try:
            node = loader.get_single_node()
            return node, loader.construct_document(node) if node else None
        except (yaml.YAMLError, ValueError):
            if one is kind:
                raise
    raise AssertionError


def nearest(path: Path) -> Settings:
    """The settings of the guide that a file or folder belongs to: mkdocs.yml in or above it.

    Empty when there is none. Raises ValueError and OSError when it cannot be read.
    """
    for folder in (path.resolve(), *path.resolve().parents):
        if (folder / FILE).is_file():
            return _read_file(folder, Path(os.path.relpath(folder / FILE)).as_posix())
    return Settings()


@functools.lru_cache(maxsize=8)
def _read_file(folder: Path, name: str) -> Settings:
    return replace(read((folder / FILE).read_text(encoding="utf-8"), name), folder=folder)


def positions(node: yaml.Node | None, first_line: int = 1) -> Positions:
    """The positions in a document whose text begins on line `first_line` of its file."""
    into = Positions()
    _add(node, first_line, "", into)
    return into


def _add(node: yaml.Node | None, first_line: int, prefix: str, into: Positions) -> None:
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        pairs = node.value
    elif isinstance(node, yaml.SequenceNode):
        for place, entry in enumerate(node.value):
            pairs += entry.value if isinstance(entry, yaml.MappingNode) else [(entry, entry)]
            for key_node, _ in entry.value if isinstance(entry, yaml.MappingNode) else ():
                mark = key_node.start_mark
                position = (mark.line + first_line, mark.column + 1)
                into.keys[f"{prefix}{place}.{key_node.value}"] = position
    for key_node, value in pairs:
        if not isinstance(key_node, yaml.ScalarNode):
            continue
        key, start, end = f"{prefix}{key_node.value}", key_node.start_mark, key_node.end_mark
        position = (start.line + first_line, start.column + 1)
        if key in into.keys and isinstance(node, yaml.MappingNode):
            into.doubled.append((key, position))
        into.keys[key] = position
        on_line = value.start_mark.line == start.line
        behind_colon = end.column + 2
        into.values[key] = (position[0], value.start_mark.column + 1 if on_line else behind_colon)
        if value is not key_node:
            _add(value, first_line, f"{key}.", into)


def _date_or_text(loader: Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


def _from_environment(loader: SettingsLoader, node: yaml.Node) -> object:
    """`!ENV NAME` or `!ENV [NAME, OTHER, default]`, as https://github.com/waylan/pyyaml-env-tag."""
    if not isinstance(node, yaml.SequenceNode):
        return os.environ.get(str(node.value))
    *names, default = [loader.construct_object(entry) for entry in node.value]
    set_names = [name for name in map(str, names) if name in os.environ]
    return os.environ[set_names[0]] if set_names else default


def _python_object(loader: SettingsLoader, name: str, node: yaml.Node) -> object:
    """What `!!python/name:module.object` names, or None where it is not installed."""
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute, None)
    except (ImportError, ValueError):
        return None


def _python_call(loader: SettingsLoader, name: str, node: yaml.Node) -> object:
    """What `!!python/object/apply:module.function` gives, or None where it is not installed."""
    function = _python_object(loader, name, node)
    args: list[object] = []
    named: dict[str, object] = {}
    if isinstance(node, yaml.SequenceNode):
        args = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        given = loader.construct_mapping(node, deep=True)
        args, named = given.get("args", []), given.get("kwds", {})
    return function(*args, **named) if callable(function) else None


Loader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)
SettingsLoader.add_constructor("!ENV", _from_environment)
SettingsLoader.add_multi_constructor("tag:yaml.org,2002:python/name:", _python_object)
SettingsLoader.add_multi_constructor("tag:yaml.org,2002:python/object/apply:", _python_call)
SettingsLoader.add_multi_constructor("!", lambda loader, tag, node: str(node.value))
FAST = {Loader: _Fast, SettingsLoader: _FastSettings}
for slow, fast in FAST.items():
    fast.yaml_constructors = slow.yaml_constructors
    fast.yaml_multi_constructors = slow.yaml_multi_constructors
