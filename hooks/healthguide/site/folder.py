"""Says where an address on a built page leads: to a file of the folder, elsewhere, or nowhere.

It knows the names of the files and the address the site will have; it opens no file.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn
from urllib.parse import unquote, urlsplit

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
CANONICAL = re.compile(
    r"""<link\b(?=[^<>]*\brel=["']?canonical\b)[^<>]*\bhref=["']?(?P<url>[^\s"'>]+)""",
    re.IGNORECASE,
)
PAGES = (".html", ".htm")


class Target(NamedTuple):
    """Where an address leads. `file` is a path in the folder, or None for what is not in it."""

    file: str | None
    fragment: str = ""
    is_elsewhere: bool = False
    """On another host. Otherwise, without a file, no place at all: `mailto:`, `tel:`, `data:`."""


@dataclass(frozen=True)
class SiteFolder:
    """The files of a built folder, by their path in it with `/`, and the address it is made for."""

    files: frozenset[str]
    origin: str = ""
    """`https://example.org`, or nothing when no page says its address."""
    base: str = "/"

    def resolve(self, directory: str, url: str) -> Target:
        """Where `url` leads from a page in `directory` (`treatments/`, or nothing for the top)."""
        if url.startswith("//") or SCHEME.match(url):
            if not self._is_own(url):
                web = url.startswith("//") or url.lower().startswith(("http:", "https:"))
                return Target(None, is_elsewhere=web)
            url = url[len(self.origin) :] or "/"
        path, _, fragment = url.partition("#")
        path = path.partition("?")[0]
        if path.startswith("/"):
            if not f"{path}/".startswith(self.base):
                return Target(path, fragment)
            path = path[len(self.base) :].lstrip("/")  # readthedocs doubles it; hosts read one
        else:
            while directory and path.startswith("../"):  # by far the most frequent form
                path, directory = path[3:], directory[: directory.rfind("/", 0, -1) + 1]
            path = directory + path
        return Target(_file(path), fragment)

    def _is_own(self, url: str) -> bool:
        rest = url[len(self.origin) :]
        return bool(self.origin) and url.startswith(self.origin) and rest[:1] in ("", *"/?#")


def _file(path: str) -> str:
    """The file a server sends for `path`; one that leads out of the folder keeps its `../`."""
    file = path
    if "./" in path or path.endswith("."):
        parts: list[str] = []
        for part in path.split("/"):
            if part == ".." and parts and parts[-1] != "..":
                parts.pop()
            elif part != ".":
                parts.append(part)
        if path.endswith(("/.", "/..")) or path in (".", ".."):
            parts.append("")
        file = "/".join(parts)
    if "%" in file:
        file = unquote(file)
    return f"{file}index.html" if not file or file.endswith("/") else file


def files_in(folder: Path) -> list[str]:
    """The path of every file in `folder`, with `/`, sorted, pages near the top first.

    Raises OSError for a folder that cannot be read, so that nothing in it is passed over.
    """
    names = [
        Path(os.path.relpath(os.path.join(where, name), folder)).as_posix()
        for where, _, files in os.walk(folder, onerror=refuse)
        for name in files
    ]
    return sorted(names, key=lambda name: (name.count("/"), name != "index.html", name))


def refuse(error: OSError) -> NoReturn:
    """For `os.walk`, which would otherwise leave out what it cannot read."""
    raise error


def is_page(name: str) -> bool:
    return name.lower().endswith(PAGES)


def address_of(name: str, html: str) -> tuple[str, str] | None:
    """Origin and base path of the site, as the canonical link of the page `name` tells them."""
    match = CANONICAL.search(html)
    if not match:
        return None
    try:
        url = urlsplit(match["url"])
    except ValueError:  # such as an unclosed bracket in the host
        return None
    for ending in (name, name.removesuffix("index.html")):
        if url.netloc and url.path.endswith(f"/{ending}"):
            return f"{url.scheme}://{url.netloc}", url.path.removesuffix(ending)
    return None
