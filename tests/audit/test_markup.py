"""The Nu HTML Checker finds no error on any page, and finds one where there is one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import audit_tools

pytestmark = pytest.mark.audit


def check(files: list[Path]) -> dict[str, list[str]]:
    """The errors of each file that the checker read, a line each; its advice is left out."""
    command = [audit_tools.needed("java"), "-jar", str(audit_tools.NU_CHECKER)]
    options = ["--format", "json", "--stdout", "--verbose", "--exit-zero-always"]
    done = subprocess.run(
        [*command, *options, *map(str, files)], capture_output=True, text=True, check=True
    )
    read: dict[str, list[str]] = {line: [] for line in done.stderr.splitlines()}
    for message in json.loads(done.stdout)["messages"]:
        if message["type"] != "info":
            place = f"{message.get('lastLine', 0)}:{message.get('firstColumn', 1)}"
            line = f"{place}: {message['message']} {message.get('extract', '')!r}"
            read[message["url"].removeprefix("file:")].append(line)
    return read


def test_no_page_has_an_error(site: Path) -> None:
    pages = sorted(file for file in site.rglob("*.html") if file.name != "fragment.html")
    assert check(pages) == {str(page): [] for page in pages}
    assert pages


def test_an_error_is_found(site: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    html = (site / "index.html").read_text(encoding="utf-8")
    page.write_text(html.replace("<main ", '<main role="button" ', 1), encoding="utf-8")
    found = check([page])[str(page)]
    assert any("role" in line for line in found)
