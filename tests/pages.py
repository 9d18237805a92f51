"""The pages of the real guide, named by its sources; test_browser.py compares the sitemap."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
SOURCES = sorted(file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md"))


def address_of(source: str) -> str:
    """The address of a page's source: `treatments/ect.md` is `treatments/ect/`."""
    return re.sub(r"(^|/)index/$", r"\1", source.removesuffix(".md") + "/")


PAGES = [*map(address_of, SOURCES), "404.html"]
"""The address of every page, from the root of the site, and of the page for wrong addresses."""
EXAMPLES = ("", "symptoms/", "treatments/ketamine-and-esketamine/")
"""Home, one topic and one treatment page."""
