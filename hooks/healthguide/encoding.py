"""Finds what keeps bytes from being UTF-8, for every check that reads a file."""

from __future__ import annotations


def fault(raw: bytes) -> tuple[int, int, str] | None:
    """Line, column (both from 1, in bytes) and value (`0xE9`) of the first byte that is wrong."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return line, column, f"0x{raw[error.start]:02X}"
    return None
