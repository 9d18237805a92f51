"""The comparison table is Markdown made from front matter, in the place of the marker."""

from healthguide.pages.comparison import Treatment, treatments, with_table

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


def test_a_page_gives_one_row_or_several_with_names_of_their_own() -> None:
    pages = [
        ("treatments/ect.md", {"title": "ECT", "comparison": {"harms": "A."}}),
        (
            "treatments/adding.md",
            {
                "title": "Adding",
                "comparison": [
                    {"treatment": "Adding lithium", "section": "lithium", "harms": "B."},
                    {"treatment": "Adding T3", "harms": "C."},
                ],
            },
        ),
        ("about.md", {"title": "About"}),
        ("wrong.md", {"title": "Wrong", "comparison": "none"}),
    ]
    rows = list(treatments(pages, "treatments/index.md"))
    assert [(row.title, row.link, row.cells["harms"]) for row in rows] == [
        ("ECT", "ect.md", "A."),
        ("Adding lithium", "adding.md#lithium", "B."),
        ("Adding T3", "adding.md", "C."),
    ]
