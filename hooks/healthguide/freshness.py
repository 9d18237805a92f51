"""Tells of saved copies of pages whether they still say what the guide says today.

A copy holds the address of its page and the hash of its words: a saved page, an embed page, its
JSON. Code for a frame holds an address alone, and shows what is there. What the guide says today is
its manifest.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

SAME, NEWER, GONE = "same", "newer", "withdrawn"
EXITS = {SAME: 0, NEWER: 1, GONE: 2}
SAID = {
    SAME: "This is what the guide says.",
    NEWER: "The guide says something else now, reviewed {day}. Get the page anew: {address}",
    GONE: "The guide has no such page any more. Take the copy down.",
}
TAKEN_BACK = "The guide has withdrawn it: {reason} Take the copy down."
INSTEAD = " Read instead: {address}"
HASH = "content-hash"
EMBED = re.compile(r"embed/(?:card/)?(?:index\.html)?$")


@dataclass(frozen=True)
class Copy:
    """A copy of the page at `address`; without a hash a frame, which shows the page itself."""

    address: str
    hash: str | None = None


@dataclass(frozen=True)
class Answer:
    """How old a copy is, and what to do."""

    state: str
    address: str
    message: str


def read_manifest(text: str) -> dict[str, Mapping[str, object]]:
    """The pages of a manifest by address. Raises ValueError when it is none."""
    said = json.loads(text)
    if not isinstance(said, dict) or not isinstance(said.get("pages"), list):
        raise ValueError("it has no list of pages")
    return {str(one["url"]): one for one in said["pages"] if isinstance(one, dict) and "url" in one}


def copies_in(text: str) -> list[Copy]:
    """The copies that a file holds: of its own page, or of those that it shows in frames."""
    try:
        said = json.loads(text)
    except ValueError:
        return list(_in_html(text))
    if isinstance(said, dict) and isinstance(said.get("url"), str):
        return [Copy(said["url"], str(said.get("contentHash", "")))]
    return []


def _in_html(text: str) -> Iterator[Copy]:
    try:
        page = lxml_html.document_fromstring(text.encode(), lxml_html.HTMLParser(encoding="utf-8"))
    except etree.LxmlError:
        return
    own = [e.get("content", "") for e in page.iter("meta") if e.get("name") == HASH]
    canonical = [e.get("href", "") for e in page.iter("link") if e.get("rel") == "canonical"]
    if own and canonical:
        yield Copy(canonical[0], own[0])
        return
    for part in page.iter("div"):
        if "data-page" in part.attrib and "data-content-hash" in part.attrib:
            yield Copy(part.get("data-page", ""), part.get("data-content-hash"))
    for frame in page.iter("iframe"):
        address = frame.get("src", "").partition("#")[0]
        if EMBED.search(address):
            yield Copy(EMBED.sub("", address))


def judge(copy: Copy, pages: Mapping[str, Mapping[str, object]]) -> Answer:
    """How old a copy is by the manifest's `pages`."""
    page = pages.get(copy.address) or pages.get(f"{copy.address.rstrip('/')}.html")
    if page is None or page.get("status") == GONE:
        state = GONE
    else:
        state = SAME if copy.hash in (None, page.get("contentHash")) else NEWER
    day = page.get("lastReviewed", "") if page else ""
    message = SAID[state].format(day=day, address=copy.address)
    why = page.get("withdrawn") if page else None
    if isinstance(why, dict):
        message = TAKEN_BACK.format(reason=why.get("reason", ""))
        message += INSTEAD.format(address=why["replacement"]) if why.get("replacement") else ""
    return Answer(state, copy.address, message)
