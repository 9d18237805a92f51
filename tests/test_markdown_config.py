"""Settings under which citations would break in silence are refused: failure modes 27 to 30."""

from pathlib import Path

import pytest

from healthguide.settings import find_problems, find_word_problems

GOOD = ["footnotes", "pymdownx.superfences", "pymdownx.snippets"]
SNIPPETS = {"pymdownx.snippets": {"check_paths": True, "base_path": ["snippets"]}}


def told(extensions: list[str], options: dict[str, dict[str, object]], root: Path) -> list[str]:
    return [str(problem) for problem in find_problems(extensions, options, "mkdocs.yml", root)]


def test_the_settings_of_this_guide_are_silent(tmp_path: Path) -> None:
    assert told(GOOD, SNIPPETS, tmp_path) == []


def test_27_a_snippet_with_a_note_is_refused_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "risk.md").write_text("Text.\n\n[^1]: Note.\n", encoding="utf-8")
    assert told(GOOD, SNIPPETS, tmp_path) == [
        "snippets/risk.md:3:1: [config-snippet-note] The snippet holds the footnote [^1]. "
        "Move the sentence with its footnote to the page that includes this snippet."
    ]


def test_27_a_snippet_that_shows_a_note_in_code_is_silent(tmp_path: Path) -> None:
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "help.md").write_text("Write `[^1]`.\n", encoding="utf-8")
    assert told(GOOD, SNIPPETS, tmp_path) == []


@pytest.mark.parametrize("base", [".", "..", "docs/.."])
def test_27_snippets_from_anywhere_are_refused(base: str, tmp_path: Path) -> None:
    options = {"pymdownx.snippets": {"check_paths": True, "base_path": [base]}}
    assert told(GOOD, options, tmp_path) == [
        f"mkdocs.yml: [config-snippet-folder] The option 'base_path' of 'pymdownx.snippets' is "
        f"'{base}', not a folder of snippets alone. "
        "Set 'base_path: [overrides/snippets]' and keep snippets there."
    ]


def test_27_the_default_folder_of_snippets_is_refused(tmp_path: Path) -> None:
    options = {"pymdownx.snippets": {"check_paths": True}}
    assert "[config-snippet-folder]" in told(GOOD, options, tmp_path)[0]


@pytest.mark.parametrize("value", [None, False, "yes"])
def test_28_missing_snippets_must_be_errors(value: object, tmp_path: Path) -> None:
    options = {"pymdownx.snippets": {"check_paths": value, "base_path": ["snippets"]}}
    assert told(GOOD, options, tmp_path) == [
        "mkdocs.yml: [config-snippet-paths] The option 'check_paths' of 'pymdownx.snippets' is "
        "not true, so a missing snippet vanishes in silence. Set 'check_paths: true'."
    ]


def test_29_fenced_code_must_be_read_as_the_check_reads_it(tmp_path: Path) -> None:
    extensions = ["fenced_code", "footnotes", "pymdownx.snippets"]
    assert told(extensions, SNIPPETS, tmp_path) == [
        "mkdocs.yml: [config-fenced-code] The extension 'pymdownx.superfences' is missing from "
        "markdown_extensions. Add the line '- pymdownx.superfences' under markdown_extensions."
    ]


def test_30_footnotes_must_be_on(tmp_path: Path) -> None:
    assert told(GOOD[1:], SNIPPETS, tmp_path) == [
        "mkdocs.yml: [config-footnotes-off] The extension 'footnotes' is missing from "
        "markdown_extensions. Add the line '- footnotes' under markdown_extensions."
    ]


@pytest.mark.parametrize("name", ["footnotes", "markdown.extensions.footnotes"])
def test_30_both_names_of_footnotes_will_do(name: str, tmp_path: Path) -> None:
    assert told([name, *GOOD[1:]], SNIPPETS, tmp_path) == []


def test_options_that_change_ids_or_numbers_are_refused(tmp_path: Path) -> None:
    options = {**SNIPPETS, "footnotes": {"USE_DEFINITION_ORDER": False}}
    assert told(GOOD, options, tmp_path) == [
        "mkdocs.yml: [config-footnotes-options] The option 'USE_DEFINITION_ORDER' of 'footnotes' "
        "changes how citations are numbered or named. "
        "Remove the option; the guide numbers citations itself."
    ]


COLUMNS = ("treatment", "how_it_works", "how_often_it_helps", "main_risks", "time_to_work")
COMPARED = dict.fromkeys((*COLUMNS, "where_given"), "Text")


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ({"comparison": COMPARED, "citations": {"refernce": "R {number}"}}, "citations"),
        ({"comparison": COMPARED, "citations": "References"}, "citations"),
        ({"comparison": dict.fromkeys(COLUMNS, "Text")}, "comparison"),
        ({}, "comparison"),
    ],
)
def test_words_that_are_incomplete_are_refused(extra: dict[str, object], key: str) -> None:
    [problem] = find_word_problems(extra, "mkdocs.yml")
    assert str(problem).startswith(
        f"mkdocs.yml: [config-words] 'extra.{key}' needs exactly these parts: "
    )


def test_words_may_be_left_to_the_default() -> None:
    assert find_word_problems({"comparison": COMPARED}, "mkdocs.yml") == []
