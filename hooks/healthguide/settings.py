"""Refuses Markdown settings under which citations would break in silence.

It reads the settings of `mkdocs.yml` as data; whether a page is right is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from healthguide.citations import checks as citations
from healthguide.citations.render import Words
from healthguide.findings import Finding, found
from healthguide.pages.front_matter import COMPARISON

FOOTNOTES = ("footnotes", "markdown.extensions.footnotes")
SNIPPETS = "pymdownx.snippets"
SUPERFENCES = "pymdownx.superfences"

Options = Mapping[str, Mapping[str, object]]


def find_problems(
    extensions: Sequence[str], options: Options, path: str, root: Path
) -> list[Finding]:
    """Faults in the Markdown settings of the file at `path`; `root` is the folder it stands in."""
    return [
        *_footnotes(extensions, options, path),
        *_fenced_code(extensions, path),
        *_snippets(extensions, options, path, root),
    ]


def find_word_problems(extra: Mapping[str, object], path: str) -> list[Finding]:
    """Faults in the words of `extra.citations` and `extra.comparison` of the file at `path`."""
    wanted = {
        "citations": tuple(field.name for field in fields(Words)),
        "comparison": ("treatment", *COMPARISON),
    }
    problems = []
    for key, known in wanted.items():
        value = extra.get(key, dict.fromkeys(known, "") if key == "citations" else None)
        texts = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        if not isinstance(value, dict) or not texts or set(value) != set(known):
            problems.append(found("config-words", path, key=key, known=", ".join(known)))
    return problems


def _footnotes(extensions: Sequence[str], options: Options, path: str) -> Iterator[Finding]:
    names = [name for name in FOOTNOTES if name in extensions]
    if not names:
        yield found("config-footnotes-off", path)
    for name in names:
        for option in options.get(name, {}):
            yield found("config-footnotes-options", path, option=option)


def _fenced_code(extensions: Sequence[str], path: str) -> Iterator[Finding]:
    if SUPERFENCES not in extensions:
        yield found("config-fenced-code", path)


def _snippets(
    extensions: Sequence[str], options: Options, path: str, root: Path
) -> Iterator[Finding]:
    if SNIPPETS not in extensions:
        return
    settings = options.get(SNIPPETS, {})
    if settings.get("check_paths") is not True:
        yield found("config-snippet-paths", path)
    folders = settings.get("base_path", ["."])
    folders = [folders] if isinstance(folders, str) else folders
    for folder in folders if isinstance(folders, list) else []:
        place = (root / str(folder)).resolve()
        if place == root.resolve() or place in root.resolve().parents:
            yield found("config-snippet-folder", path, value=repr(folder))
            continue
        for file in sorted(place.rglob("*.md")):
            yield from _notes_in(file, root)


def _notes_in(file: Path, root: Path) -> Iterator[Finding]:
    reading = citations.read(file.read_text(encoding="utf-8"))
    name = file.resolve().relative_to(root.resolve()).as_posix()
    marks: list[citations.Citation | citations.Definition] = [
        *reading.citations,
        *reading.definitions,
    ]
    for mark in marks:
        yield found("config-snippet-note", name, mark.line, mark.column, label=mark.label)
