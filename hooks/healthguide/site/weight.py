"""Holds each page to its budget of bytes: what a first visit fetches before search is touched.

Bytes are counted as sent by a host that compresses (gzip, level 9). The limits stand in
budget.toml; who changes one says why there.
"""

from __future__ import annotations

import functools
import gzip
import posixpath
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from healthguide.findings import Finding, found

BUDGET = Path(__file__).parent / "budget.toml"
FETCHED = re.compile(
    r"""<(?:link\b(?=[^>]*\brel="(?:stylesheet|icon|preload|modulepreload)")|script\b|img\b)
        [^>]*?\b(?:href|src)="(?P<url>[^"]+)" """,
    re.VERBOSE | re.IGNORECASE,
)


def find_problems(folder: Path, budget: str | None = None) -> list[Finding]:
    """Pages whose first visit, and files that alone, weigh more than `budget` (the file's text)."""
    limits = tomllib.loads(budget if budget is not None else BUDGET.read_text(encoding="utf-8"))
    visit, files = int(limits["first_visit"]), dict(limits["files"])

    @functools.cache
    def at_most(file: Path) -> int:
        """A bound that costs a fifth of the true weight; nearly every file passes by it."""
        return len(gzip.compress(file.read_bytes(), 1))

    @functools.cache
    def weight(file: Path) -> int:
        return len(gzip.compress(file.read_bytes(), 9))

    problems = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        limit = next((int(size) for glob, size in files.items() if fnmatch(name, glob)), None)
        if limit is not None and at_most(file) > limit and weight(file) > limit:
            problems.append(found("weight-file", file.as_posix(), weight=weight(file), limit=limit))
        if file.suffix == ".html":
            parts = [file, *_fetched(folder, name, file.read_text(encoding="utf-8"))]
            if sum(map(at_most, parts)) <= visit:
                continue
            total = sum(map(weight, parts))
            if total > visit:
                most = max(parts, key=weight)
                problems.append(
                    found(
                        "weight-visit",
                        file.as_posix(),
                        weight=total,
                        limit=visit,
                        most=most.relative_to(folder).as_posix(),
                        most_weight=weight(most),
                    )
                )
    return problems


def _fetched(folder: Path, name: str, html: str) -> Iterator[Path]:
    """The files of the folder that a browser fetches with the page, each once."""
    for url in sorted({match["url"] for match in FETCHED.finditer(html)}):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), url)).lstrip("/")
        parts = path.split("/")
        while parts and not (folder / "/".join(parts)).is_file():
            parts.pop(0)  # the 404 page writes addresses from the top of the host
        if parts:
            yield folder / "/".join(parts)
