"""The comparison table is Markdown made from front matter, in the place of the marker."""

from healthguide.pages.comparison import Treatment, with_table

HEADINGS = {"treatment": "Treatment", "how_it_works": "How it works"}


def test_the_marker_becomes_a_table_with_linked_titles() -> None:
    rows = [Treatment("ECT", "ect.md", {"how_it_works": "A short seizure.[^nice2022]"})]
    assert with_table("Before\n\n<!-- comparison -->\n\nAfter", HEADINGS, rows) == (
        "Before\n\n"
        "| Treatment | How it works |\n"
        "| --- | --- |\n"
        "| [ECT](ect.md) | A short seizure.[^nice2022] |\n\n"
        "After"
    )


def test_a_cell_cannot_break_the_table() -> None:
    rows = [Treatment("A", "a.md", {"how_it_works": "one |\n  two"})]
    assert "| one \\| two |" in with_table("<!-- comparison -->", HEADINGS, rows)


def test_columns_are_of_any_number_and_name() -> None:
    rows = [Treatment("EKT", "ekt.md", {"wirkung": "Gut."})]
    made = with_table("<!-- comparison -->", {"mittel": "Mittel", "wirkung": "Wirkung"}, rows)
    assert made == "| Mittel | Wirkung |\n| --- | --- |\n| [EKT](ekt.md) | Gut. |"
    assert with_table("<!-- comparison -->", {}, rows) == "<!-- comparison -->"


def test_a_page_without_the_marker_stays_as_it_is() -> None:
    assert with_table("Text", HEADINGS, []) == "Text"
