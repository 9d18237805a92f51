"""Makes what programs read of a page: its parts, sources, dates and block as JSON, and a manifest.

A page's hash is that of its words, so that it changes when a reader would notice, and not with the
software. What stands in the JSON is said by `SCHEMA`, which is published beside it.
"""

from __future__ import annotations

import hashlib
import html as entities
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from healthguide.pages import withdrawn
from healthguide.publish import embed

FILE, MANIFEST, SCHEMA = "index.json", "manifest.json", "schema/page-1.json"
SCHEMA_SOURCE = Path(__file__).with_name("page-1.json")
PART = re.compile(r"(?=<h2\b)")
HEADING = re.compile(r"<h2\b(?P<attributes>[^>]*)>(?P<html>.*?)</h2>", re.DOTALL)
ID = re.compile(r"""\sid=["']?(?P<id>[^"'\s>]+)""")
NUMBERS = re.compile(r'<sup class="citations">.*?</sup>', re.DOTALL)
TAG = re.compile(r"""<!--.*?(?:-->|\Z)|</?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*+>""", re.DOTALL)
BREAK = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|dt|dd|div|summary|caption|figcaption)>|<br\b")


@dataclass(frozen=True)
class Text:
    """A page for programs. `address` is absolute; HTML is as the guide prints it."""

    address: str
    title: str
    description: str
    lead: str
    html: str
    references: str
    block: str
    meta: Mapping[str, object]
    citations: Sequence[Mapping[str, object]]
    """The entries of the library that it cites, by number, as CSL-JSON."""

    @property
    def hash(self) -> str:
        """The fingerprint of the words of the page, its sources included."""
        return hash_of(self.title, self.lead, self.html, self.references)


@dataclass(frozen=True)
class Guide:
    """What all pages share."""

    name: str
    address: str
    language: str
    licence: str
    version: str


def hash_of(*parts: str) -> str:
    """The fingerprint of the words of HTML."""
    said = "\n".join(map(words, parts))
    return f"sha256-{hashlib.sha256(said.encode()).hexdigest()}"


def place(page: str) -> str:
    """Where the data of a built page stand."""
    return embed.stem(page) + FILE


def entries(library: str) -> dict[str, Mapping[str, object]]:
    """The sources of the library as written, by id; what is malformed is told elsewhere."""
    try:
        read = json.loads(library)
    except ValueError:
        return {}
    return {str(one["id"]): one for one in read if isinstance(one, dict) and "id" in one}


def words(html: str) -> str:
    """The words of HTML on one line."""
    spaced = BREAK.sub(lambda end: f" {end[0]}", html)
    return " ".join(entities.unescape(TAG.sub("", spaced)).split())


def page_json(page: Text, guide: Guide) -> str:
    """The page for programs, in the words of schema.org where it has them."""
    reviewer = str(page.meta.get("reviewed_by", "none"))
    made = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "$schema": f"{guide.address}{SCHEMA}",
        "url": page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": guide.language,
        "isPartOf": {"@type": "WebSite", "name": guide.name, "url": guide.address},
        "license": words(guide.licence),
        "version": guide.version,
        "lastReviewed": str(page.meta.get("last_reviewed", "")),
        "nextReview": str(page.meta.get("next_review", "")),
        "reviewedBy": None if reviewer == "none" else {"@type": "Person", "name": reviewer},
        "status": str(page.meta.get("status", "")),
        **withdrawn.as_data(page.meta, guide.address),
        "contentHash": page.hash,
        "crisis": {
            "html": embed.absolute(page.block, page.address),
            "text": words(page.block),
            "lines": embed.ways(page.block),
        },
        "parts": [
            _part(part, page.address)
            for part in (page.lead, *PART.split(page.html))
            if part.strip()
        ],
        "references": embed.absolute(page.references, page.address),
        "citations": page.citations,
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _part(html: str, address: str) -> dict[str, str]:
    heading = HEADING.match(html)
    name = ID.search(heading["attributes"]) if heading else None
    text = html[heading.end() :] if heading else html
    return {
        "id": name["id"] if name else "",
        "heading": words(heading["html"]) if heading else "",
        "html": embed.absolute(text.strip(), address),
        "text": words(NUMBERS.sub("", text)),
    }


def manifest(pages: Iterable[Text], guide: Guide) -> str:
    """Every page with the hash of its words, for those who hold copies."""
    made = {
        "name": guide.name,
        "url": guide.address,
        "language": guide.language,
        "version": guide.version,
        "pages": [
            {
                "url": page.address,
                "name": page.title,
                "contentHash": page.hash,
                "lastReviewed": str(page.meta.get("last_reviewed", "")),
                "nextReview": str(page.meta.get("next_review", "")),
                "status": str(page.meta.get("status", "")),
                **withdrawn.as_data(page.meta, guide.address),
            }
            for page in pages
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
