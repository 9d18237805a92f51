"""Reads quotes that a build sets as in print as an editor types them."""

from __future__ import annotations

TYPED = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def typed(text: str) -> str:
    """The text with quotes of the keyboard; each letter keeps its place."""
    return text.translate(TYPED)
