"""The settings and the library of this guide are right and complete."""

from __future__ import annotations

from pathlib import Path

from healthguide.crisis.lines import reviewed
from healthguide.crisis.settings import PARTS, find_data_problems
from healthguide.references.library import read_library
from healthguide.yaml_text import read

ROOT = Path(__file__).parents[2]
SETTINGS = read((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), "mkdocs.yml").data


def test_the_crisis_data_are_right() -> None:
    data = SETTINGS["extra"]["crisis"]
    assert find_data_problems(data, "mkdocs.yml", data["call"]["checked"]) == []


def test_only_the_united_states_are_verified_so_far() -> None:
    assert [code for code, country in reviewed().items() if country.numbers(*PARTS)] == ["US"]


def test_the_library_is_right() -> None:
    text = (ROOT / "docs" / "references.json").read_text(encoding="utf-8")
    library, problems = read_library(text, "docs/references.json")
    assert problems == []
    assert len(library) == 111


def test_everything_mkdocs_can_check_is_a_warning() -> None:
    assert SETTINGS["validation"] == {
        "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
        "links": {
            "not_found": "warn",
            "anchors": "warn",
            "absolute_links": "warn",
            "unrecognized_links": "warn",
        },
    }
