"""Reads Markdown files and judges them as the build does: front matter, citations, the library.

A file belongs to the nearest `references.json` at or above its folder, and to the drawings beside
that. The findings come from `front_matter`, `citations`, `illustrations` and `references`; this
module opens files and decides nothing else.
"""

from __future__ import annotations

import functools
import os
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from healthguide.citations import checks as citations
from healthguide.citations.marks import LIVE
from healthguide.findings import Finding
from healthguide.pages import (
    brackets,
    comparison,
    crowded,
    dots,
    editorial,
    front_matter,
    illustrations,
    signs,
    unclosed,
    withdrawn,
)
from healthguide.pages import files as page_files
from healthguide.pages.conversion import Conversion, ConversionError, Markup, markup_of
from healthguide.references import library as references
from healthguide.reporting import Report
from healthguide.site.folder import refuse
from healthguide.yaml_text import Settings, nearest

LIBRARY = "references.json"
TOP = ("mkdocs.yml", ".git")
"""A folder with one of these is the top of a project: no library is looked for above it."""


def markdown_in(folder: Path) -> list[Path]:
    """The Markdown files of a folder, sorted; names that start with a dot are left out.

    Raises OSError for a folder that cannot be read.
    """
    files: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [
            Path(where, name)
            for name in names
            if is_markdown(Path(name)) and not name.startswith(".")
        ]
    return sorted(files)


def is_markdown(path: Path) -> bool:
    return path.suffix.lower() in (".md", ".markdown")


def check_sources(files: Iterable[Path], folders: Collection[Path], today: date) -> Report:
    """Judge `files`; `folders` were read whole, so unused entries of their libraries are told."""
    findings: list[Finding] = []
    unread: list[str] = []
    pages = marks = 0
    texts: dict[Path, str] = {}
    libraries: dict[Path, dict[str, references.Reference]] = {}
    cited: dict[Path, set[str]] = defaultdict(set)
    drawings: dict[Path, set[str]] = {}
    guides: dict[Path, Settings] = {}
    markups: dict[Path, Markup] = {}
    conversions: dict[tuple[str, Path | None], Conversion] = {}
    for folder in folders:
        guide = _guide_of(folder, unread)
        docs = (guide.folder or folder) / str(guide.data.get("docs_dir", "docs"))
        top = docs if folder.resolve().is_relative_to(docs.resolve()) else folder
        findings += page_files.find_problems(folder, lambda path: Path(path).as_posix(), top)
    refused = {finding.path for finding in findings}
    for file in files:
        if file.as_posix() in refused:
            continue
        if problem := page_files.find_file_problem(file):
            findings.append(problem)
            continue
        source = _read(file, unread)
        if source is None:
            continue
        path = file.as_posix()
        if slow := brackets.find_problems(source, path) + crowded.find_problems(source, path):
            findings += slow
            continue
        listed = library_of(file)
        if listed and listed not in texts:
            texts[listed] = _read(listed, unread) or ""
            if texts[listed]:
                libraries[listed], more = references.read_library(texts[listed], listed.as_posix())
                findings += more
        if file.parent not in guides:
            guides[file.parent] = _guide_of(file.parent, unread)
        columns = guides[file.parent].guide("comparison")
        cells = comparison.cells_of(columns) if isinstance(columns, dict) else ()
        library = libraries.get(listed, {}) if listed else {}
        beside = (listed or file).parent / illustrations.FOLDER
        if beside not in drawings:
            drawings[beside], more = _drawings(beside, unread)
            findings += more
        other = functools.partial(_is_current, guides[file.parent], file)
        findings += front_matter.find_problems(
            source, file.as_posix(), today, cells, is_current=other
        )
        findings += signs.find_problems(source, file.as_posix())
        if front_matter.is_withdrawn(source):  # nothing of the text is shown
            pages += 1
            if listed:
                cited[listed].update(withdrawn.labels(source))
            continue
        try:
            if file.parent not in markups:
                markups[file.parent] = markup_of(guides[file.parent])
            key = (markups[file.parent].file, listed)
            if key not in conversions:
                conversions[key] = Conversion(markups[file.parent], library)
            trace, text = conversions[key].trace(source, front_matter.split_front_matter(source)[1])
        except (ConversionError, ValueError, OSError) as error:
            unread.append(f"{file.as_posix()}: cannot be converted: {error}.")
            continue
        findings += citations.find_problems(trace, source, file.as_posix(), library)
        findings += illustrations.find_problems(text, source, file.as_posix(), drawings[beside])
        findings += dots.find_problems(text, source, file.as_posix())
        name = guides[file.parent].page(file)
        style = editorial.read_style(guides[file.parent])[0]
        html = conversions[key].html
        findings += editorial.find_problems(html, source, file.as_posix(), name, style)
        findings += unclosed.find_problems(html, source, file.as_posix())
        labels = [
            mark.label
            for mark in (*citations.cells(source), *trace.marks)
            if mark.fate in (*LIVE, "front")
        ]
        pages, marks = pages + 1, marks + len(labels)
        if listed:
            cited[listed].update(labels)
    for listed, library in libraries.items():
        if any(_holds(folder, listed) for folder in folders):
            findings += references.find_unused(
                texts[listed], listed.as_posix(), library, cited[listed]
            )
    return Report(tuple(sorted(findings)), pages, marks, unread=tuple(dict.fromkeys(unread)))


def library_of(file: Path) -> Path | None:
    """The nearest `references.json` at or above the folder of `file`, written as `file` is."""
    for folder in file.resolve().parent, *file.resolve().parent.parents:
        if (folder / LIBRARY).is_file():
            library = folder / LIBRARY
            return library if file.is_absolute() else Path(os.path.relpath(library))
        if any((folder / name).exists() for name in TOP):
            break
    return None


def _is_current(guide: Settings, file: Path, path: str) -> bool:
    """Whether another page than `file` stands at a path of the guide, and is not withdrawn.

    Of a file that stands in no guide nobody can tell.
    """
    if not guide.page(file):
        return True
    other = guide.folder / str(guide.data.get("docs_dir", "docs")) / path
    if not is_markdown(other) or not other.is_file() or other.samefile(file):
        return False
    return not front_matter.is_withdrawn(other.read_text(encoding="utf-8-sig", errors="replace"))


def _guide_of(folder: Path, unread: list[str]) -> Settings:
    """The settings of the guide that holds a folder; none when they cannot be read."""
    try:
        return nearest(folder)
    except ValueError as error:
        if f"{error}." not in unread:
            unread.append(f"{error}.")
    return Settings()


def _drawings(folder: Path, unread: list[str]) -> tuple[set[str], list[Finding]]:
    """The names of the drawings in a folder, and what is wrong with them."""
    findings: list[Finding] = []
    files = sorted(folder.glob("*.svg"))
    for file in files:
        if (svg := _read(file, unread)) is not None:
            findings += illustrations.find_drawing_problems(svg, file.as_posix())
    return {file.stem for file in files}, findings


def _holds(folder: Path, library: Path) -> bool:
    return folder.resolve() in library.resolve().parents


def _read(file: Path, unread: list[str]) -> str | None:
    try:
        return page_files.text_of(file)
    except page_files.UnreadableError as error:
        unread.append(str(error))
    return None
