"""A withdrawn page: what its front matter must say, and what of it goes on.

Its address stays, as copies and links elsewhere lead there; its text does not. What stands in its
place is overrides/partials/withdrawn.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping

STATUS = "withdrawn"
REASON, REPLACEMENT = "reason", "replacement"
KEYS = (REASON, REPLACEMENT)
KEPT = ("title", "last_reviewed", "next_review", "reviewed_by", "status", *KEYS)
"""What goes on of the front matter; a cell of the comparison or a search word is old advice too."""
LABEL = re.compile(r"\[\^(?P<label>[^\[\]\s]+)\]")


def is_withdrawn(meta: Mapping[str, object]) -> bool:
    return meta.get("status") == STATUS


def reason_of(meta: Mapping[str, object]) -> str:
    """Why the page was withdrawn, in words for readers."""
    return str(meta.get(REASON) or "").strip()


def strip(meta: MutableMapping[str, object], title: str, replacement: str) -> None:
    """Leave of the front matter what still holds; `replacement` is an address, `title` our word."""
    kept = {key: meta[key] for key in KEPT if key in meta}
    meta.clear()
    reason = reason_of(kept)
    meta.update(kept, reason=reason, replacement=replacement)
    meta["description"] = f"{title} {reason}".strip()


def labels(source: str) -> set[str]:
    """The sources that the text names; they stay in the library as long as it stays in the file."""
    return {match["label"] for match in LABEL.finditer(source)}


def instead(meta: Mapping[str, object], guide: str) -> str | None:
    """The full address of the page to read instead; `guide` is that of the start page."""
    page = str(meta.get(REPLACEMENT) or "")
    return guide + page.removeprefix("./") if page else None


def as_data(meta: Mapping[str, object], guide: str) -> dict[str, object]:
    """For programs: nothing, or why and what to read instead."""
    if not is_withdrawn(meta):
        return {}
    return {STATUS: {REASON: reason_of(meta), REPLACEMENT: instead(meta, guide)}}
