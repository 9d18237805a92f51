"""What is hard to read is listed: sentences over 20 words, paragraphs over 3 sentences."""

from pathlib import Path

import pytest

from healthguide.__main__ import main
from healthguide.pages.plain_language import Hard, hard_places

LONG = " ".join(["word"] * 20)


def test_a_sentence_of_21_words_is_listed() -> None:
    assert hard_places(f"One {LONG}.") == [Hard("sentence", 21, f"One {LONG}.")]


def test_a_sentence_of_20_words_is_not() -> None:
    assert hard_places(f"W{LONG[1:]}.") == []


def test_a_paragraph_of_four_sentences_is_listed() -> None:
    assert hard_places("One. Two. Three. Four.") == [Hard("paragraph", 4, "One. …")]


def test_a_paragraph_of_three_sentences_is_not() -> None:
    assert hard_places("One. Two. Three.") == []


def test_citations_and_front_matter_are_no_words() -> None:
    assert hard_places(f"---\ntitle: {LONG} {LONG}\n---\nW{LONG[1:]}.[^a][^b]") == []


def test_list_items_are_read_one_by_one() -> None:
    assert hard_places("- One. Two.\n- Three. Four.\n") == []


def test_abbreviations_and_addresses_end_no_sentence() -> None:
    assert hard_places("See 988lifeline.org now. Call 988. Rest.") == []


def test_the_command_lists_pages_and_never_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text("One. Two. Three. Four.", encoding="utf-8")
    (tmp_path / "b.md").write_text("One.", encoding="utf-8")
    assert main(["plain", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        f"{tmp_path}/a.md\n  4 sentences: One. …\n1 hard to read in 2 pages\n"
    )


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    assert main(["plain", str(tmp_path)]) == 2
