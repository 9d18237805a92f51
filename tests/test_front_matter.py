"""The front matter contract: each fault with its exact words and place, each near miss silent."""

from datetime import date

import markdown
import pytest

from healthguide.pages import front_matter
from healthguide.pages.front_matter import Review, find_problems, review_state, split_front_matter

TODAY = date(2026, 11, 23)
GOOD = """---
title: Symptoms
description: The nine most common symptoms, and when to get help at once.
last_reviewed: 2026-11-23
next_review: 2027-05-23
reviewed_by: none
status: current
---
Text.
"""
COMPARISON = """comparison:
  how_it_works: "A.[^a]"
  how_often_it_helps: "B.[^a]"
  main_risks: "C.[^a]"
  time_to_work: "D.[^a]"
  where_given: "E.[^a]"
"""
KNOWN_CELLS = "how_it_works, how_often_it_helps, main_risks, time_to_work, where_given"
ROW = COMPARISON.removeprefix("comparison:\n").replace("  ", "    ")
ROWS = f"comparison:\n  - treatment: First\n{ROW}  - treatment: Second\n{ROW}"


def told(source: str) -> list[str]:
    return [
        str(problem).removeprefix("docs/a.md:")
        for problem in find_problems(
            source,
            "docs/a.md",
            TODAY,
            KNOWN_CELLS.split(", "),
            lambda name: name == "home.html",
            lambda name: name == "b.md",
        )
    ]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


CHANGE = "\n  - { date: 2026-11-20, text: More on driving. }"
GONE = "status: withdrawn\nreason: The trial was retracted."
CASES = [
    *(
        (
            changed("status: current", f"status: current\nchanges:{written}"),
            f"{place}: [page-changes] In 'changes', {problem}. Write each as '- {{ date: "
            "year-month-day, text: What changed. }', with 'clinical: true' where it can change "
            "what a reader does.",
        )
        for written, place, problem in (
            (" Words.", "8:10", "there is no list"),
            (" []", "8:10", "there is no list"),
            ("\n  - Words.", "8:9", "the change 'Words.' is not a record"),
            (
                CHANGE.replace("11-20", "13-20"),
                "9:7",
                "'date' is '2026-13-20', not a day that has come",
            ),
            (
                CHANGE.replace("2026", "2027"),
                "9:7",
                "'date' is '2027-11-20', not a day that has come",
            ),
            (CHANGE * 2, "10:7", "two changes have the date 2026-11-20; join them in one"),
            (CHANGE.replace("More on driving.", "''"), "9:25", "'text' is missing or empty"),
            (CHANGE.replace(", text: More on driving.", ""), "9:7", "'text' is missing or empty"),
            (
                CHANGE[:-1] + ", clinical: yes please }",
                "9:50",
                "'clinical' is 'yes please', not true or false",
            ),
            (CHANGE[:-1] + ", note: x }", "9:50", "'note' is not known"),
        )
    ),
    (
        changed("status: current", "status: current\ncodes: { ICD-10-CM: [F332] }"),
        "8:21: [page-codes] In 'codes', 'F332' is not written as a code of ICD-10-CM, such as "
        "F33.2. Write each system with a list of its codes; the systems are ICD-10-CM, SNOMED CT, "
        "MeSH, RxNorm, LOINC.",
    ),
    (
        changed("status: current", "status: withdrawn"),
        "7:9: [page-withdrawn] 'reason' is missing or empty. Say in one sentence, for readers, why "
        "the page was withdrawn.",
    ),
    (
        changed("status: current", "status: withdrawn\nreason: ' '"),
        "8:9: [page-withdrawn] 'reason' is missing or empty. Say in one sentence, for readers, why "
        "the page was withdrawn.",
    ),
    (
        changed("status: current", f"{GONE}\nreplacement: c.md"),
        "9:14: [page-withdrawn] 'replacement' is 'c.md', which is no current page of the guide. "
        "Write the path of another page from the folder of pages, or delete the line.",
    ),
    (
        changed("status: current", f"{GONE}\nreplacement: [b.md]"),
        "9:14: [page-withdrawn] 'replacement' is '['b.md']', which is no current page of the "
        "guide. Write the path of another page from the folder of pages, or delete the line.",
    ),
    (
        changed("status: current", "status: current\nreason: The trial was retracted."),
        "8:1: [page-withdrawn] 'reason' is for a withdrawn page. Delete the line, or write "
        "'status: withdrawn'.",
    ),
    (
        "Just text.\n",
        "1:1: [page-no-front-matter] The page does not start with front matter between two lines "
        "of '---'. Copy the block from another page and fill it in.",
    ),
    (
        "---\ntitle: Never closed\n",
        "1:1: [page-no-front-matter] The page does not start with front matter between two lines "
        "of '---'. Close it with a line '---' of its own, before the text.",
    ),
    (
        changed("status: current", "status: cur\x07rent"),
        "7:12: [page-yaml] The front matter cannot be read here: it holds an unprintable "
        "character. Put texts that hold a colon, '#' or quotes between double quotes.",
    ),
    (
        changed("last_reviewed: 2026-11-23", "last_revewed: 2026-11-23"),
        "4:1: [page-unknown] The front matter key 'last_revewed' is not known. "
        "Did you mean 'last_reviewed'?",
    ),
    (
        changed("next_review: 2027-05-23", "next_review: 2027-05-23\nnext_review: 2028-05-23"),
        "6:1: [page-duplicate] The front matter has 'next_review' twice. "
        "Keep the right line and delete the other.",
    ),
    (
        changed("last_reviewed: 2026-11-23", "last_reviewed: 2026-13-45"),
        "4:16: [page-date] 'last_reviewed' is '2026-13-45', not a date. "
        "Write it as year-month-day, for example 2026-11-23.",
    ),
    (
        changed("last_reviewed: 2026-11-23", "last_reviewed: 2026-11-23 10:00:00"),
        "4:16: [page-date] 'last_reviewed' is '2026-11-23 10:00:00', not a date. "
        "Write it as year-month-day, for example 2026-11-23.",
    ),
    (
        changed("reviewed_by: none", "reviewed_by: Roe, Jane"),
        "6:14: [page-reviewer] 'reviewed_by' is 'Roe, Jane', not a name with a credential. "
        "Write a name, a comma and a credential, as in 'Jane Roe, MD', or write 'none'.",
    ),
    (
        changed("reviewed_by: none", "reviewed_by:"),
        "6:13: [page-reviewer] 'reviewed_by' is '', not a name with a credential. "
        "Write a name, a comma and a credential, as in 'Jane Roe, MD', or write 'none'.",
    ),
    (
        changed("status: current", '"status": draft'),
        "7:11: [page-status] 'status' is 'draft', which is not known. Use one of: current, "
        "withdrawn.",
    ),
    (
        changed("most common symptoms", "most common " + "very " * 40 + "symptoms"),
        "3:14: [page-description-length] 'description' has 260 characters. "
        "Write one sentence of 40 to 200 characters.",
    ),
    (
        changed("status: current\n", "status: current\nhide: [toc, navigation]\n"),
        "8:13: [page-hide] 'hide' names 'navigation', which stays. "
        "Write 'hide: [toc]' to hide the list of sections, or delete the line.",
    ),
    (
        changed("status: current\n", "status: current\nhide: 5\n"),
        "8:7: [page-hide] 'hide' names '5', which stays. "
        "Write 'hide: [toc]' to hide the list of sections, or delete the line.",
    ),
    (
        changed("status: current\n", "status: current\n" + COMPARISON.replace("B.", "B " * 21)),
        "10:3: [page-comparison] The comparison cell 'how_often_it_helps' has 21 words, more than "
        f"20. Give each of {KNOWN_CELLS} one text of at most 20 words with its citation.",
    ),
    (
        changed("status: current\n", "status: current\n" + COMPARISON + "  main_risks: F.[^a]\n"),
        "14:3: [page-duplicate] The front matter has 'comparison.main_risks' twice. "
        "Keep the right line and delete the other.",
    ),
    (
        changed("status: current\n", "status: current\n" + COMPARISON.replace("  main_risks", "#")),
        "8:12: [page-comparison] The comparison cell 'main_risks' is missing or empty. "
        f"Give each of {KNOWN_CELLS} one text of at most 20 words with its citation.",
    ),
    (
        changed("Text.", "Call now.\n#988"),
        "10:1: [page-heading] The heading '# 988' would be the page's second main heading. "
        "Delete it, or write '## 988'; the title in the front matter is the main heading.",
    ),
    (
        changed("Text.", "Symptoms\n========"),
        "9:1: [page-heading] The heading '# Symptoms' would be the page's second main heading. "
        "Delete it, or write '## Symptoms'; the title in the front matter is the main heading.",
    ),
    (
        changed("Text.", "Text.\n\n- # Symptoms #").replace("\n", "\r\n"),
        "11:3: [page-heading] The heading '# Symptoms' would be the page's second main heading. "
        "Delete it, or write '## Symptoms'; the title in the front matter is the main heading.",
    ),
    (
        changed("title: Symptoms", "title: Causes: what is known"),
        "2:14: [page-yaml] The front matter cannot be read here: mapping values are not allowed "
        "here. Put texts that hold a colon, '#' or quotes between double quotes.",
    ),
    (
        "---\n- one\n---\n",
        "2:1: [page-yaml] The front matter cannot be read here: it is not a list of 'key: value' "
        "lines. Put texts that hold a colon, '#' or quotes between double quotes.",
    ),
    (
        changed("status: current\n", ""),
        "1:1: [page-missing] The front matter has no 'status'. Add a line 'status: current'.",
    ),
    (
        changed("status: current\n", "status: current\nautor: me\n"),
        "8:1: [page-unknown] The front matter key 'autor' is not known. Use one of: title, "
        "description, last_reviewed, next_review, reviewed_by, status, search_words, comparison, "
        "template, hide, changes, codes, reason, replacement.",
    ),
    (
        changed("status: current\n", "status: current\nserch_words: [a]\n"),
        "8:1: [page-unknown] The front matter key 'serch_words' is not known. "
        "Did you mean 'search_words'?",
    ),
    (
        changed("title: Symptoms", "title:"),
        "2:7: [page-empty] 'title' is empty, not a text. Write it as one line of plain text.",
    ),
    (
        changed("title: Symptoms", "title: 988"),
        "2:8: [page-empty] 'title' is '988', not a text. Write it as one line of plain text.",
    ),
    (
        changed("The nine most common symptoms, and when to get help at once.", "Symptoms."),
        "3:14: [page-description-length] 'description' has 9 characters. "
        "Write one sentence of 40 to 200 characters.",
    ),
    (
        changed("last_reviewed: 2026-11-23", "last_reviewed: 23/11/2026"),
        "4:16: [page-date] 'last_reviewed' is '23/11/2026', not a date. "
        "Write it as year-month-day, for example 2026-11-23.",
    ),
    (
        changed("last_reviewed: 2026-11-23", "last_reviewed: 2026-11-25"),
        "4:16: [page-date-future] 'last_reviewed' is 2026-11-25, which is after today "
        "(2026-11-23). Write the day on which the page was last reviewed.",
    ),
    (
        changed("next_review: 2027-05-23", "next_review: 2026-11-23"),
        "5:14: [page-date-order] 'next_review' is 2026-11-23, which is not after 'last_reviewed' "
        "(2026-11-23). Write the day on which the page is due again.",
    ),
    (
        changed("reviewed_by: none", "reviewed_by: Jane Roe"),
        "6:14: [page-reviewer] 'reviewed_by' is 'Jane Roe', not a name with a credential. "
        "Write a name, a comma and a credential, as in 'Jane Roe, MD', or write 'none'.",
    ),
    (
        changed("status: current", "status: draft"),
        "7:9: [page-status] 'status' is 'draft', which is not known. Use one of: current, "
        "withdrawn.",
    ),
    (
        changed("status: current\n", "status: current\nsearch_words: ketamin\n"),
        "8:15: [page-words] 'search_words' is not a list of texts. "
        "Write it as [one word, another word].",
    ),
    (
        changed(
            "status: current\n",
            "status: current\n" + COMPARISON.replace("D.[^a]", "It takes some weeks."),
        ),
        "12:3: [page-comparison] The comparison cell 'time_to_work' has no citation. "
        f"Give each of {KNOWN_CELLS} one text of at most 20 words with its citation.",
    ),
    (
        changed("status: current\n", "status: current\n" + COMPARISON + "  price: none\n"),
        "14:3: [page-comparison] The comparison cell 'price' is not a column of the table. "
        f"Give each of {KNOWN_CELLS} one text of at most 20 words with its citation.",
    ),
    (
        changed(
            "status: current\n",
            "status: current\n" + ROWS[::-1].replace("]a^[.A", ".001 ni 4", 1)[::-1],
        ),
        "16:5: [page-comparison] The comparison cell 'how_it_works' has no citation. "
        f"Give each of {KNOWN_CELLS} one text of at most 20 words with its citation.",
    ),
    (
        changed(
            "status: current\n", "status: current\n" + ROWS.replace("- treatment: Second\n   ", "-")
        ),
        "15:5: [page-comparison] The comparison cell 'treatment' is missing or empty. Where a page "
        "gives more rows than one, name each: 'treatment: Adding lithium'.",
    ),
    (
        changed("status: current\n", "status: current\ncomparison: none\n"),
        "8:13: [page-comparison] The comparison cell 'comparison' is not a list of cells. "
        f"Give each of {KNOWN_CELLS} one text of at most 20 words with its citation.",
    ),
    (
        changed("status: current\n", "status: current\ntemplate: hom.html\n"),
        "8:11: [page-template] The template 'hom.html' does not exist. "
        "Use the name of a file in overrides/, or remove the line 'template'.",
    ),
    (
        changed("Text.", "# Symptoms"),
        "9:1: [page-heading] The heading '# Symptoms' would be the page's second main heading. "
        "Delete it, or write '## Symptoms'; the title in the front matter is the main heading.",
    ),
]


@pytest.mark.parametrize(("source", "message"), CASES)
def test_a_fault_is_told_with_place_and_advice(source: str, message: str) -> None:
    assert told(source) == [message]


@pytest.mark.parametrize(
    "source",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        changed("reviewed_by: none", "reviewed_by: Jane Roe, MD"),
        changed("reviewed_by: none", "reviewed_by: J. O'Neil-Roe, PhD, RN"),
        changed("last_reviewed: 2026-11-23", "last_reviewed: 2026-11-24"),
        changed(
            "status: current",
            f"status: current\nchanges:{CHANGE}\n{CHANGE[:-1]}, clinical: true }}",
        ).replace("2026-11-20", "2026-11-21", 1),
        changed("status: current", "status: current\ncodes: { ICD-10-CM: [F33.2] }"),
        changed("status: current", GONE),
        changed("status: current", f"{GONE}\nreplacement: b.md"),
        changed(
            "2026-11-23\nnext_review: 2027-05-23", "2025-11-23\nnext_review: 2026-05-23"
        ).replace("status: current", GONE),
        changed("status: current\n", "status: current\n" + COMPARISON),
        changed("status: current\n", "status: current\nsearch_words: [ketamin, spravato]\n"),
        changed("status: current\n", "status: current\ntemplate: home.html\n"),
        changed("reviewed_by: none", "reviewed_by: Jane Roe, Psy.D."),
        changed("reviewed_by: none", '"reviewed_by": "none"'),
        changed("status: current\n", "status: current\n" + COMPARISON.replace("B.", "B " * 20)),
        changed(
            "status: current\n", "status: current\n" + COMPARISON.replace("D.[^a]", "No drug.")
        ),
        changed("status: current\n", "status: current\n" + ROWS),
        changed(
            "status: current\n",
            "status: current\n" + ROWS.replace("  - t", "  - section: a\n    t"),
        ),
        changed("Text.", "## Symptoms\n\nCall #988.\n\n```\n# a comment in code\n```"),
        changed("Text.", "Text.\n\n  # two blanks before it\n\n\\# escaped"),
        changed("Text.", "- one\n\n    ~~~ sh\n# a comment in code\n    ~~~"),
        changed("Text.", "<!--\n# not shown\n-->\n\n<pre>\n# code\n</pre>"),
        changed("Text.", "Two lines\nof text\n======="),
    ],
)
def test_a_near_miss_is_silent(source: str) -> None:
    assert told(source) == []


def test_an_overdue_page_is_a_reminder_not_an_error() -> None:
    source = changed("2026-11-23", "2025-01-05").replace("2027-05-23", "2026-11-22")
    [problem] = find_problems(source, "docs/a.md", TODAY)
    assert problem.level == "warning"
    assert str(problem) == (
        "docs/a.md:5:14: [page-overdue] The page was due for review on 2026-11-22. "
        "Review it and change 'last_reviewed' and 'next_review'."
    )


@pytest.mark.parametrize("check", front_matter.CHECKS, ids=lambda check: check.__name__)
def test_without_a_check_a_case_turns_red(check: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        front_matter, "CHECKS", tuple(c for c in front_matter.CHECKS if c is not check)
    )
    overdue = changed("2026-11-23", "2025-01-05").replace("2027-05-23", "2026-11-22")
    assert any(told(source) != [message] for source, message in CASES) or told(overdue) == []


def test_the_reader_is_told_dates_and_that_nobody_signed() -> None:
    meta, first = split_front_matter(GOOD)
    assert first == 9
    assert review_state(meta, TODAY) == Review(TODAY, date(2027, 5, 23), None, False)


def test_the_reader_is_told_who_signed_and_that_it_is_overdue() -> None:
    meta = split_front_matter(changed("reviewed_by: none", "reviewed_by: Jane Roe, MD"))[0]
    assert review_state(meta, date(2027, 5, 24)) == Review(
        TODAY, date(2027, 5, 23), "Jane Roe, MD", True
    )


@pytest.mark.parametrize(
    "body",
    ["#988", "# A", "A\n===", "Text\n# A", "Text\n\nA\n=", "- # A", "> # A", "1. # A #"],
)
def test_what_python_markdown_makes_a_main_heading_is_told(body: str) -> None:
    assert "<h1>" in markdown.markdown(body)
    assert "[page-heading]" in told(changed("Text.", body))[0]


@pytest.mark.parametrize("body", ["## A", "  # A", "\\# A", "a\nb\n===", "    # A", "a # b"])
def test_what_python_markdown_leaves_alone_is_silent(body: str) -> None:
    assert "<h1>" not in markdown.markdown(body)
    assert told(changed("Text.", body)) == []


def test_front_matter_that_cannot_be_read_gives_nothing() -> None:
    assert split_front_matter("---\na: b: c\n---\n") == ({}, 4)
    assert split_front_matter("Text.") == ({}, 1)


def test_a_guide_names_its_own_columns_or_has_none() -> None:
    source = changed("status: current\n", "status: current\ncomparison:\n  wirkung: Gut.[^a]\n")
    assert find_problems(source, "docs/a.md", TODAY, ["wirkung"]) == []
    assert [str(one) for one in find_problems(source, "docs/a.md", TODAY)] == [
        "docs/a.md:8:12: [page-comparison] The comparison cell 'comparison' has no table to stand "
        "in. Name the columns as extra.comparison in mkdocs.yml, or delete this."
    ]
    marked = changed(
        "status: current\n---\n", "status: current\n---\nText.\n\n<!-- comparison -->\n"
    )
    assert [str(one) for one in find_problems(marked, "docs/a.md", TODAY)] == [
        "docs/a.md:11:1: [page-comparison] The comparison cell '<!-- comparison -->' has no table "
        "to stand for. Name the columns as extra.comparison in mkdocs.yml, or delete this."
    ]


UNREADABLE = [
    ("title: a: b\nstatus: x", "2:9: "),  # two colons
    ("title: a\nstatus: 'open", "4:1: "),  # a quote that is never closed
    ("title: a\n\tstatus: x", "3:1: "),  # a tab
    ("title: a\nhide: [toc", "4:1: "),
    ("title: a\nstatus: &x\nx: *y", "4:4: "),  # a name that nothing has
    ("title: a\x07b", "2:9: "),
    ("title: a\nab: \x07", "3:5: "),
    ("\x07", "2:1: "),
    ("- a", "2:1: "),
    ("text", "2:1: "),
    ("a: !unknown b", "2:4: "),
]


@pytest.mark.parametrize(("text", "place"), UNREADABLE)
def test_front_matter_that_cannot_be_read_is_told_where_it_stands(text: str, place: str) -> None:
    (problem,) = told(f"---\n{text}\n---\nText.\n")
    assert problem.startswith(f"{place}[page-yaml] The front matter cannot be read")
