"""Holds each page to its budget of bytes: what a first visit fetches before search is touched.

Bytes are counted as sent by a host that compresses (gzip, level 9). The limits are `extra.budget`
of mkdocs.yml: `first_visit`, or one per pattern under `visits` for pages that are lighter; and one
per pattern under `files`, and under `embeds` for embed pages with all that they fetch. The first
pattern that fits counts.
"""

from __future__ import annotations

import functools
import gzip
import posixpath
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import unquote

from lxml import etree, html

from healthguide.findings import Finding, found
from healthguide.publish import embed
from healthguide.site.page import read_page
from healthguide.site.sources import Sources

FIRST = ("link", "script", "img", "style")
"""What is fetched at once. Of the others a browser chooses (source), waits (video) or is told."""
KEPT = "apple-touch-icon"
"""What a phone asks for when it keeps the page, not to show it."""
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
SETS = ("srcset", "imagesrcset")


def find_problems(
    folder: Path, budget: Mapping[str, object], sources: Sources | None = None
) -> list[Finding]:
    """Pages whose first visit, and files that alone, weigh more than `budget` allows."""
    if not budget:
        return []

    def limit_of(kind: str, name: str) -> object:
        limits = budget.get(kind)
        limits = limits if isinstance(limits, dict) else {}
        return next((size for glob, size in limits.items() if fnmatch(name, glob)), None)

    def path(file: Path) -> str:
        return sources.of(file.relative_to(folder).as_posix()) if sources else file.as_posix()

    @functools.cache
    def at_most(file: Path) -> int:
        """A bound that costs a fifth of the true weight; nearly every file passes by it."""
        return len(gzip.compress(file.read_bytes(), 1))

    @functools.cache
    def weight(file: Path) -> int:
        return len(gzip.compress(file.read_bytes(), 9))

    findings = []
    every = {
        file.relative_to(folder).as_posix(): file
        for file in sorted(path for path in folder.rglob("*") if path.is_file())
    }
    for name, file in every.items():
        limit = limit_of("files", name)
        if isinstance(limit, int) and at_most(file) > limit and weight(file) > limit:
            findings.append(found("weight-file", path(file), weight=weight(file), limit=limit))
        of = embed.page_of(name, every)
        if of and isinstance(limit := limit_of("embeds", of), int):
            parts = [file, *_fetched(folder, name, file.read_bytes())]
            if len(parts) > 2 or sum(map(weight, parts)) > limit:
                total, count = sum(map(weight, parts)), len(parts)
                say = functools.partial(found, "weight-embed", path(file), weight=total)
                findings.append(say(count=count, limit=limit))
            continue
        visit = limit_of("visits", name) or budget.get("first_visit")
        if file.suffix == ".html" and isinstance(visit, int):
            parts = [file, *_fetched(folder, name, file.read_bytes())]
            if sum(map(at_most, parts)) <= visit:
                continue
            total = sum(map(weight, parts))
            if total > visit:
                most = max(parts, key=weight)
                findings.append(
                    found(
                        "weight-visit",
                        path(file),
                        weight=total,
                        limit=visit,
                        most=most.relative_to(folder).as_posix(),
                        most_weight=weight(most),
                    )
                )
    return findings


def _fetched(folder: Path, name: str, raw: bytes) -> Iterator[Path]:
    """The files of the folder that a browser fetches with the page, each once."""
    try:
        page = read_page(name, name, raw, html.HTMLParser(encoding="utf-8"))
    except etree.LxmlError:  # nothing to read; the folder check says so
        return
    urls = {
        address.url.partition("#")[0].partition("?")[0]
        for address in page.addresses
        if address.fetched and address.element.tag in FIRST and address.attribute not in SETS
        if address.element.get("loading") != "lazy"
        if address.element.get("rel") != KEPT
    }
    for url in sorted(url for url in urls if url and not ELSEWHERE.match(url)):
        path = posixpath.normpath(posixpath.join(page.directory, unquote(url))).lstrip("/")
        parts = path.split("/")
        while parts and not (folder / "/".join(parts)).is_file():
            parts.pop(0)  # the 404 page writes addresses from the top of the host
        if parts:
            yield folder / "/".join(parts)
