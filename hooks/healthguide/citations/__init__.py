"""Citations: a Python-Markdown extension that prints and follows them, and the checks on its trace.

`markdown_extensions: [healthguide.citations]` switches it on in any program that takes
Python-Markdown extensions; the site's adapter appends it by itself.
"""

from healthguide.citations.render import Citations


def makeExtension(**options: object) -> Citations:  # noqa: N802 (name given by Python-Markdown)
    """The extension, for a program that knows it by name."""
    return Citations(**options)  # type: ignore[arg-type]


__all__ = ["Citations", "makeExtension"]
