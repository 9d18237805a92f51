"""What is hard to read is listed: sentences over 20 words, paragraphs over 3 sentences."""

import re
from pathlib import Path

import pytest
import textstat

from healthguide.__main__ import main
from healthguide.pages import plain_language
from healthguide.pages.plain_language import Hard, reading, repeated

LONG = " ".join(["word"] * 20)


def test_a_sentence_of_21_words_is_listed() -> None:
    assert reading(f"One {LONG}.").hard == (Hard("sentence", 21, f"One {LONG}."),)


def test_a_sentence_of_20_words_is_not() -> None:
    assert reading(f"W{LONG[1:]}.").hard == ()


def test_a_paragraph_of_four_sentences_is_listed() -> None:
    assert reading("One. Two. Three. Four.").hard == (Hard("paragraph", 4, "One. …"),)


def test_a_paragraph_of_three_sentences_is_not() -> None:
    assert reading("One. Two. Three.").hard == ()


def test_citations_and_front_matter_are_no_words() -> None:
    assert reading(f"---\ntitle: {LONG} {LONG}\n---\nW{LONG[1:]}.[^a][^b]").hard == ()


def test_list_items_are_read_one_by_one() -> None:
    assert reading("- One. Two.\n- Three. Four.\n").hard == ()


def test_abbreviations_and_addresses_end_no_sentence() -> None:
    assert reading("See 988lifeline.org now. Call 988. Rest.").hard == ()


def test_the_command_lists_pages_and_never_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text("One. Two. Three. Four.", encoding="utf-8")
    (tmp_path / "b.md").write_text("One.", encoding="utf-8")
    assert main(["plain", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert re.search(r"a\.md\n  4 words; 1\.0 a sentence, .*\n  4 sentences: One\. …\n", out)
    assert re.search(
        r"b\.md\n  1 words; .*grade -?[\d.]+ Flesch-Kincaid, grade [\d.]+ SMOG .*\n1 ", out
    )
    assert out.endswith("1 hard to read in 2 pages\n")


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    assert main(["plain", str(tmp_path)]) == 2


def test_grades_are_those_of_textstat_with_each_point_a_sentence() -> None:
    page = reading(
        "---\ntitle: T\n---\nThe cat sat on the mat.[^a]\n\n- A dog ran\n- A bird flew\n"
    )
    assert page.sentences == ("The cat sat on the mat.", "A dog ran", "A bird flew")
    text = "The cat sat on the mat. A dog ran. A bird flew."
    assert page.flesch_kincaid == pytest.approx(textstat.flesch_kincaid_grade(text))
    assert page.smog == pytest.approx(textstat.smog_index(text))
    assert "12 words; 4.0 a sentence, give or take 1.4 (aim: 13 to 17); grade " in str(page)


def test_without_textstat_there_are_no_grades(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_language, "find_spec", lambda _: None)
    assert str(reading("One two. Three.")) == (
        "  3 words; 1.5 a sentence, give or take 0.5 (aim: 13 to 17); 0 contractions"
    )


def test_british_words_are_listed_with_what_an_american_writes() -> None:
    page = reading("## A programme\n\nSomebody changed behaviour at the weekend.\n\n| Whilst |\n")
    assert page.british == (
        "Somebody (someone, anyone, everyone)",
        "Whilst (while, among, -ed)",
        "at the weekend (on the weekend)",
        "behaviour (-or)",
        "programme (program)",
    )
    assert reading("Your program at the center: someone's behavior, realized.").british == ()


def test_contractions_are_counted() -> None:
    assert "; 4 contractions" in str(reading("You don't. It's so. They've left; we’ll see. Jo's."))


def test_a_sentence_that_stands_three_times_is_told_with_its_pages() -> None:
    pages = {
        "a": reading("Ask your own doctor. Ask your own doctor. Rest."),
        "b": reading("- Ask your own doctor.\n- Rest.\n- Rest.\n"),
    }
    assert repeated(pages) == [("Ask your own doctor.", ["a", "a", "b"])]


def test_a_long_page_is_read_in_time() -> None:
    assert len(reading("One more word. " * 20_000).sentences) == 20_000
