"""What a page tells search engines of itself: a MedicalWebPage of schema.org, as plain data.

It says only what the front matter says: that a person reviewed a page, when one did.
https://schema.org/MedicalWebPage
"""

from __future__ import annotations

from collections.abc import Mapping

from healthguide.pages import withdrawn


def of_page(
    meta: Mapping[str, object], language: str, publisher: str | None = None
) -> dict[str, object]:
    """The record for one page; nothing for a page without a title and a day of its review,
    or for one that was withdrawn."""
    if not meta.get("title") or not meta.get("last_reviewed") or withdrawn.is_withdrawn(meta):
        return {}
    record: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": str(meta["title"]),
        "description": str(meta.get("description", "")),
        "inLanguage": language,
        "lastReviewed": str(meta["last_reviewed"]),
    }
    if meta.get("reviewed_by", "none") != "none":
        record["reviewedBy"] = {"@type": "Person", "name": str(meta["reviewed_by"])}
    if publisher:
        record["publisher"] = {"@type": "Organization", "name": publisher}
    return record
