"""Tables that can be read on a phone."""

from __future__ import annotations

from markdown import markdown

from healthguide.citations import Citations
from healthguide.pages.tables import ReadableTables


def html(source: str) -> str:
    return markdown(source, extensions=["tables", ReadableTables(), Citations()])


def test_each_cell_carries_its_heading() -> None:
    made = html("| Date | Score |\n| --- | --- |\n| May | 12 |\n")
    assert '<td data-label="Date">May</td>' in made
    assert '<th scope="col">Score</th>' in made
    assert 'class="wide"' not in made


def test_column_of_links_names_its_rows() -> None:
    made = html("| T | S |\n| --- | --- |\n| [ECT](ect.md) | yes |\n")
    assert '<th scope="row"><a href="ect.md">ECT</a></th>' in made


def test_link_with_words_before_it_does_not_name_a_row() -> None:
    assert 'scope="row"' not in html("| T | S |\n| --- | --- |\n| see [ECT](ect.md) | yes |\n")


def test_five_columns_are_wide() -> None:
    assert 'class="wide"' in html("|a|b|c|d|e|\n|-|-|-|-|-|\n|1|2|3|4|5|\n")


def test_alignment_is_a_class_since_the_policy_allows_no_style() -> None:
    made = html("| a |\n| --: |\n| 1 |\n")
    assert "style" not in made
    assert '<td class="right" data-label="a">1</td>' in made


def test_a_citation_in_a_heading_is_no_part_of_the_label() -> None:
    made = html("| Dose[^a] in *mg* |\n| --- |\n| 5 |\n\n[^a]: A note.")
    assert '<td data-label="Dose in mg">5</td>' in made
    assert 'Dose<sup class="citations" role="none">' in made


def test_the_heading_above_a_table_is_its_name() -> None:
    text = "## Doses[^a]\n\n| a |\n| - |\n| 1 |\n\n[^a]: A note."
    made = markdown(text, extensions=["toc", "tables", ReadableTables(), Citations()])
    assert '<table aria-labelledby="doses' in made


def test_without_a_heading_the_names_of_its_columns_name_a_table() -> None:
    assert '<table aria-label="Date, Score">' in html(
        "| Date | Score |\n| --- | --- |\n| 1 | 2 |\n"
    )
