"""A fork as a repository: three pages in another language, another country, other treatments.

It changes what README says a fork changes. Its site is right, and the software's own tests, which
carry settings of their own, pass in it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = """\
---
title: {title}
description: {title}, eine Seite für Menschen, die Hilfe suchen, und für ihre Angehörigen.
last_reviewed: 2026-11-20
next_review: 2027-05-20
reviewed_by: none
status: current
{more}---
{text}
"""
PAGES = {
    "index.md": ("Depression", "", "Hilfe gibt es.[^rush2006]\n\n<!-- comparison -->"),
    "licht.md": (
        "Lichttherapie",
        'comparison: { nutzen: "Offen.[^rush2006]" }\n',
        "Helles Licht am Morgen.[^rush2006]\n\n## Wie es geht\n\nEine halbe Stunde am Tag.",
    ),
    "hilfe.md": ("Hilfe", "", "Rufen Sie an, zu jeder Stunde."),
}
LIBRARY = (
    '[{"id": "rush2006", "type": "article-journal", "title": "A report", "container-title": "AJP",'
    ' "issued": {"date-parts": [[2006]]}, "DOI": "10.1176/ajp.2006.163.11.1905"}]'
)
LINE = 'source: "https://www.samaritans.org/", checked: 2026-11-20'
EXTRA = f"""\
extra:
  organisation: {{ name: Eine Praxis }}
  comparison: {{ treatment: Behandlung, nutzen: Was sie nützt }}
  editorial: {{ harmful: {{ "Selbstmord*": Suizid }} }}
  crisis:
    country: GB
    more: hilfe/
    outage: false
    call: {{ number: "116 123", link: "tel:116123", {LINE} }}
    emergency: {{ number: "999", {LINE} }}
"""
SAMARITANS = 'number = "116 123"\noperator = "Samaritans"\n'


def python(fork: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=fork,
        capture_output=True,
        text=True,
        check=False,
        env={
            **{key: value for key, value in os.environ.items() if key != "CI"},
            "NO_MKDOCS_2_WARNING": "1",
            "PYTHONPATH": str(fork / "hooks"),
        },
    )


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository after what README, 'As a repository', says."""
    folder = tmp_path_factory.mktemp("fork") / "guide"
    hidden = shutil.ignore_patterns(
        ".venv", ".git", ".*_cache", ".hypothesis", "site", "node_modules"
    )
    shutil.copytree(ROOT, folder, ignore=hidden)
    shutil.copytree(ROOT / "hooks", folder / "hooks", dirs_exist_ok=True)
    for place in ("docs", "tests/guide"):
        shutil.rmtree(folder / place)
    for name, (title, more, text) in PAGES.items():
        file = folder / "docs" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(PAGE.format(title=title, more=more, text=text), encoding="utf-8")
    (folder / "docs" / "references.json").write_text(LIBRARY, encoding="utf-8")
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"^(?:nav|not_in_nav):.*\n(?: .*\n)*", "", settings, flags=re.MULTILINE)
    settings = re.sub(r"^extra:\n(?:.|\n)*", EXTRA, settings, flags=re.MULTILINE)
    settings = settings.replace("language: en", "language: de")
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    languages = folder / "overrides" / "brand" / "languages"
    shutil.copyfile(ROOT / "tests" / "languages" / "de.html", languages / "de.html")
    lines = folder / "hooks" / "healthguide" / "crisis" / "lines.toml"
    reviewed = lines.read_text(encoding="utf-8")
    row = f'{SAMARITANS}source = "https://www.samaritans.org/"\nchecked = 2026-11-20\n'
    before, _, after = reviewed.partition("[GB]")
    after = after.replace(f"{SAMARITANS}verified = false", f"{row}verified = true", 1)
    lines.write_text(f"{before}[GB]{after}", encoding="utf-8")
    return folder


def test_a_fork_in_another_language_and_country_builds(fork: Path) -> None:
    result = python(fork, "mkdocs", "build", "--strict")
    assert result.returncode == 0, result.stderr
    text = (fork / "site" / "licht" / "index.html").read_text(encoding="utf-8")
    assert 'href="tel:116123"' in text
    assert "988" not in text
    result = python(fork, "healthguide", "check", "docs", "site")
    assert result.returncode == 0, result.stdout


def test_the_tests_of_the_software_pass_in_a_fork(fork: Path) -> None:
    result = python(
        fork, "pytest", "-n", "2", "--dist", "loadgroup", "-m", "not browser and not site"
    )
    assert result.returncode == 0, result.stdout[-8000:]
    assert re.search(r"\b[1-9]\d{3} passed", result.stdout), "most of the tests were not found"
