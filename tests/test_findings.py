"""Findings print in one form, and every rule has the words it needs."""

import string

import pytest

from healthguide.findings import Finding, found, likely, rules

FAMILIES = {"cite", "fork", "config", "crisis", "page", "ref", "search", "site", "weight"}


def test_a_finding_prints_place_rule_fact_and_advice() -> None:
    finding = Finding("docs/ect.md", 42, 17, "cite-undefined", "Footnote is lost.", "Add it.")
    assert str(finding) == "docs/ect.md:42:17: [cite-undefined] Footnote is lost. Add it."


def test_a_finding_about_a_whole_file_names_no_line() -> None:
    assert str(Finding("a.html", 0, 0, "x", "Fact.", "Act.")) == "a.html: [x] Fact. Act."


def test_an_unknown_rule_is_a_fault_of_the_code() -> None:
    with pytest.raises(KeyError):
        found("cite-nonsense", "a.md")


def test_every_family_has_rules() -> None:
    assert {name.split("-")[0] for name in rules()} == FAMILIES


@pytest.mark.parametrize("name", rules())
def test_a_rule_speaks_in_sentences(name: str) -> None:
    rule = rules()[name]
    for text in (rule.what, rule.why, rule.message, *rule.advice.values()):
        assert text.strip()
        assert text[-1] in ".?", text
        assert "!" not in text.replace("![", ""), text
    assert rule.wrong.strip()
    assert rule.right.strip()


@pytest.mark.parametrize("name", rules())
def test_templates_of_a_rule_are_well_formed(name: str) -> None:
    rule = rules()[name]
    for text in (rule.message, *rule.advice.values()):
        assert list(string.Formatter().parse(text))


def test_the_likely_value_is_near_or_none() -> None:
    assert likely("rush2004", ["rush2006", "nice2022"]) == "rush2006"
    assert likely("Description", ["description", "title"]) == "description"
    assert likely("zebra", ["rush2006", "nice2022"]) is None
