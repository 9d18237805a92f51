"""Gives each build a folder of its own, and puts a finished one in the place of the last one.

So a build that fails, is killed or meets another one loses nothing: the published folder is the
old one or the new one, whole. Whether it is fit to publish is decided before `publish` is called.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: no build can tell there whether another one lives
    fcntl = None  # type: ignore[assignment]

TRIES = 20
"""How often something is tried again when another build was faster."""
HERE, EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of linux/fs.h


@dataclass(frozen=True)
class Workspace:
    """A folder beside the published one in which a build works; its lock tells that it lives."""

    folder: Path
    lock: int | None


def begin(published: Path) -> Workspace:
    """A new, empty workspace for one build. What dead builds left behind is cleared away first.

    Raises OSError as the file system gives it.
    """
    published = published.resolve()
    clear(published)
    for left in reversed(range(TRIES)):
        folder = published.with_name(f".{published.name}-building-{secrets.token_hex(4)}")
        folder.mkdir(parents=True)
        lock = _lock(folder)
        if folder.exists() and (lock is not None or not left):
            break
        drop(Workspace(folder, lock))  # `clear` of another build came in between
    return Workspace(folder, lock)


def drop(workspace: Workspace) -> None:
    """Give up the workspace and what stands in it."""
    shutil.rmtree(workspace.folder, ignore_errors=True)
    _unlock(workspace.lock)


def publish(workspace: Workspace, published: Path) -> None:
    """Move the finished folder to `published`; the last build to finish wins.

    Raises OSError as the file system gives it; then the old folder is where it was.
    """
    published = published.resolve()
    for left in reversed(range(TRIES)):
        try:
            if not (published.exists() and _exchanged(workspace.folder, published)):
                _moved(workspace.folder, published)
            break
        except OSError:
            if not left or not workspace.folder.exists():
                raise
    drop(workspace)


def clear(published: Path) -> None:
    """Remove the folders of builds that were killed; the old site comes back if one held it."""
    for old in _beside(published, "previous"):
        if not published.exists():  # killed between two moves
            with contextlib.suppress(OSError):
                old.rename(published)
        _remove_dead(old)
    for folder in _beside(published, "building"):
        _remove_dead(folder)


def _beside(published: Path, kind: str) -> list[Path]:
    start = f".{published.name}-{kind}-"
    if not published.parent.is_dir():
        return []
    return sorted(path for path in published.parent.iterdir() if path.name.startswith(start))


def _remove_dead(folder: Path) -> None:
    if (lock := _lock(folder)) is not None:
        shutil.rmtree(folder, ignore_errors=True)
        _unlock(lock)


def _lock(folder: Path) -> int | None:
    """A lock on the folder, which the system takes back when its holder dies; None if held."""
    if fcntl is None:
        return None
    with contextlib.suppress(OSError):
        lock = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
        else:
            return lock
    return None


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system could exchange two folders in one step (Linux can)."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    names = (os.fsencode(one), os.fsencode(other))
    return rename is not None and rename(HERE, names[0], HERE, names[1], EXCHANGE) == 0


def _moved(finished: Path, published: Path) -> None:
    """The same in two steps: when the second fails, the old folder is put back."""
    previous = finished.with_name(finished.name.replace("-building-", "-previous-"))
    had_one = published.exists()
    if had_one:
        published.rename(previous)
    try:
        finished.rename(published)
    except OSError:
        if had_one:
            with contextlib.suppress(OSError):  # where a faster build has published meanwhile
                previous.rename(published)
        if published.exists():
            shutil.rmtree(previous, ignore_errors=True)
        raise
    shutil.rmtree(previous, ignore_errors=True)
