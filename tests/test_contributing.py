"""RULES, CONTRIBUTING and README are true: every rule, every failure mode, every command."""

import re
from pathlib import Path

from healthguide.findings import rules
from healthguide.rule_help import as_markdown

ROOT = Path(__file__).parent.parent
RULES = (ROOT / "RULES.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_rules_are_those_of_the_code() -> None:
    assert as_markdown(rules().values()) == RULES, "run: make rules"


def test_every_failure_mode_is_mapped() -> None:
    rows = {int(number) for number in re.findall(r"^\| (\d+) \|", RULES, re.MULTILINE)}
    assert rows == set(range(1, 33))


def test_contributing_stays_short_enough_to_read() -> None:
    assert (ROOT / "CONTRIBUTING.md").stat().st_size < 12_000


def test_every_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert named <= targets
    assert {"serve", "test", "site", "check", "links", "bench"} <= named


def test_every_listed_command_has_a_recipe() -> None:
    for line in re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE):
        for target in line.split():
            assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_every_place_the_readme_names_exists() -> None:
    of_our_guide = ("tests/guide/", "docs/illustrations/", "docs/synonyms.toml")  # not of a fork's
    for place in re.findall(r"^\| `([\w./-]+)` \|", README, re.MULTILINE):
        if place not in of_our_guide:
            assert (ROOT / place).exists(), place
