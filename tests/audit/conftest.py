"""What the audit's own tests share: the guide on real nginx with the shipped sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import hosts


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address of the guide on nginx, without a slash at the end."""
    with hosts.served(site, "nginx") as where:
        yield where
