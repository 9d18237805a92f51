"""Says what may lie in docs/: files with names that can be linked to, and no way out of it.

It looks at names, kinds and sizes before anything is read or converted; what stands in a file is
for others. A name that begins with a dot is not published and passes.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from healthguide.findings import Finding, found

LARGEST = 1_000_000
"""Bytes of a Markdown file: ten times a long book chapter, and converted in seconds."""
MARKDOWN = (".md", ".markdown")
UNFIT = re.compile(r'["<>\\]')
KINDS = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}


class UnreadableError(Exception):
    """Says why a file cannot be read, in a sentence that names it."""


def text_of(file: Path) -> str:
    """The text of a file, for every command that reads one. Raises UnreadableError."""
    name = file.as_posix()
    try:
        if file.exists() and not file.is_file():
            raise OSError(errno.EINVAL, "it is no file")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"{name}: not UTF-8 (byte {error.start + 1}); save it as UTF-8."
        raise UnreadableError(said) from error
    except OSError as error:
        raise UnreadableError(f"{name}: cannot be read ({error.strerror}).") from error


def find_problems(folder: Path, name: Callable[[str], str], top: Path) -> list[Finding]:
    """What must not be in `folder`; `name` makes a path into the one to print.

    Links may not lead out of `top`, the folder that is published.
    """
    return list(_inside(folder, top.resolve(), name, ""))


def find_file_problem(file: Path) -> Finding | None:
    """What keeps a single file from being read and converted."""
    return next(_of_file(str(file), file.as_posix()), None)


def _inside(folder: Path, top: Path, name: Callable[[str], str], linked: str) -> Iterator[Finding]:
    """`linked` is the link through which the folder was reached, if any."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield found("page-file-unreadable", name(str(folder)), reason=error.strerror)
        return
    for entry in entries:
        is_folder = os.path.isdir(entry.path)
        if entry.name.startswith(".") and not is_folder:
            continue
        path = printable(name(entry.path))
        if is_unfit(entry.name) and not entry.name.startswith("."):
            yield found("page-file-name", path, value=printable(entry.name))
        elif entry.is_symlink() and (problem := _of_link(entry, top, path, is_folder, linked)):
            yield problem
        elif is_folder:
            yield from _inside(Path(entry.path), top, name, linked or entry.is_symlink() * path)
        else:
            yield from _of_file(entry.path, path)


def _of_link(
    entry: os.DirEntry[str], top: Path, path: str, is_folder: bool, linked: str
) -> Finding | None:
    value = printable(os.readlink(entry.path))
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):  # Python 3.11 and 3.12 tell a loop by RuntimeError
        return found("page-file-link", path, 0, 0, "advice_gone", value=value, where="nowhere")
    if not target.is_relative_to(top):
        return found("page-file-link", path, value=value, where="out of the folder")
    if is_folder and (linked or Path(entry.path).parent.resolve().is_relative_to(target)):
        return found("page-file-link", path, 0, 0, "advice_loop", value=value, where="in a circle")
    return None


def _of_file(file: str, path: str) -> Iterator[Finding]:
    try:
        state = os.stat(file)
    except OSError as error:
        yield found("page-file-unreadable", path, reason=error.strerror)
        return
    if not stat.S_ISREG(state.st_mode):
        kind = KINDS.get(stat.S_IFMT(state.st_mode), "a device")
        yield found("page-file-kind", path, kind=kind)
    elif not os.access(file, os.R_OK):
        yield found("page-file-unreadable", path, reason="Permission denied")
    elif file.lower().endswith(MARKDOWN) and state.st_size > LARGEST:
        yield found("page-file-size", path, size=state.st_size, largest=LARGEST)


def is_unfit(name: str) -> bool:
    """Whether a name breaks out of a link, is read in another order, or is not UTF-8."""
    return not name.isprintable() or bool(UNFIT.search(name))


def printable(text: str) -> str:
    """The text with what cannot be seen, or is not UTF-8, written as its number."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
