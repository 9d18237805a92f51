"""Reads quotes that a build sets as in print as an editor types them."""

from __future__ import annotations

import re

TYPED = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def typed(text: str) -> str:
    """The text with quotes of the keyboard; each letter keeps its place."""
    return text.translate(TYPED)


def pattern(text: str) -> str:
    """A pattern for the text, with quotes of either kind: a long source need not be translated."""
    escaped = re.escape(typed(text))
    return escaped.replace("'", "['\u2018\u2019]").replace('"', '["\u201c\u201d]')
