"""What several test files share: the real site built once, and served."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

import browser as machine
from serving import served

ROOT = Path(__file__).parent.parent


def build_site(
    folder: Path, config: Path = ROOT / "mkdocs.yml"
) -> subprocess.CompletedProcess[str]:
    """Build strictly into `folder`, as an editor would on the command line."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished folder of the real guide."""
    folder = tmp_path_factory.mktemp("guide") / "site"
    result = build_site(folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address of the served guide, without a slash at the end."""
    with served(site) as where:
        yield where


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the tests, started once."""
    with sync_playwright() as playwright:
        running = machine.launch(playwright)
        yield running
        running.close()
