"""Puts a finished folder in the place of the last one, so that a failed build loses nothing.

It moves folders; whether the new one is fit to publish is decided before it is called.
"""

from __future__ import annotations

import shutil
from pathlib import Path


def building_place(published: Path) -> Path:
    """The folder beside `published` in which a build works until it has passed."""
    return published.with_name(f".{published.name}-building")


def swap(finished: Path, published: Path) -> None:
    """Move `finished` to `published`. When the move fails, the old folder is back in its place.

    Raises OSError as the file system gives it.
    """
    previous = published.with_name(f".{published.name}-previous")
    shutil.rmtree(previous, ignore_errors=True)
    had_one = published.exists()
    if had_one:
        published.rename(previous)
    try:
        finished.rename(published)
    except OSError:
        if had_one:
            previous.rename(published)
        raise
    shutil.rmtree(previous, ignore_errors=True)
