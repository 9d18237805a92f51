"""Abbreviations come from the glossary page, full terms do not."""

from healthguide.pages.glossary import abbreviations


def test_an_abbreviation_heading_gives_its_full_term() -> None:
    source = "## ECT (electroconvulsive therapy) {#ect}\n\nText.\n\n## PHQ-9 (a form)\n"
    assert abbreviations(source) == {"ECT": "electroconvulsive therapy", "PHQ-9": "a form"}


def test_a_word_with_a_bracket_is_no_abbreviation() -> None:
    assert abbreviations("## Antipsychotic (added) {#antipsychotic}\n## Relapse\n") == {}


def test_deeper_headings_are_not_terms() -> None:
    assert abbreviations("### ECT (electroconvulsive therapy)\n") == {}
