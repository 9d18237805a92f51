"""Puts text into a page while it is converted: drawings, figures of dots, and the table of
comparison.

It runs once the page's own extensions have taken fenced code out, so that what code shows stays.
"""

from __future__ import annotations

from collections.abc import Callable

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class PutIn(Extension):
    """Gives each page's text to `change`, which may be set anew before each page."""

    change: Callable[[str], str] = staticmethod(lambda text: text)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (name given by Python-Markdown)
        """Runs behind fenced code (25) and before raw HTML (20)."""
        md.preprocessors.register(_PutIn(md, self), "put-in", 24)


class _PutIn(Preprocessor):
    def __init__(self, md: Markdown, extension: PutIn) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        return self.extension.change("\n".join(lines)).split("\n")
