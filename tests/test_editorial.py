"""The editorial rules: each fault with its exact words and place, each near miss silent."""

from __future__ import annotations

from collections.abc import Sequence

import markdown
import pytest
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension

from healthguide.findings import Finding
from healthguide.pages.editorial import find_harm, find_problems, read_style
from healthguide.pages.front_matter import split_front_matter
from healthguide.yaml_text import read

SETTINGS = """\
theme:
  language: en
extra:
  editorial:
    kinds:
      - pages: [list.md]
      - pages: ["treatments/*"]
        sentences: 1
        sections: [.key-points, How it works, Risks]
        closing: [What you can do, .questions]
    lists:
      .key-points: { least: 3, most: 6 }
      What you can do: { numbered: true }
      .questions: { least: 3, end: "?" }
    harmful:
      zombie*: person
"""
GOOD = """\
---
title: A treatment
---
It may help some people.[^a]

## Key points { .key-points }

- One.[^a]
- Two.
- Three.

## How it works

Text.

### For whom

Text.

## What it costs

Text.

## Risks

Text.

## What you can do

1. Ask.

## Questions to ask your doctor { .questions }

- Why?
- When? How long?
- What else?
"""
STYLE = read_style(read(SETTINGS, "mkdocs.yml"))[0]


def form(
    source: str,
    page: str = "treatments/new.md",
    settings: str = SETTINGS,
    extensions: Sequence[str | Extension] = ("attr_list", "footnotes"),
) -> list[str]:
    style = read_style(read(settings, "mkdocs.yml"))[0]
    body = "\n".join(source.split("\n")[split_front_matter(source)[1] - 1 :])
    html = markdown.markdown(f"{body}\n\n[^a]: Note.\n", extensions=extensions)
    return [str(one) for one in find_problems(html, source, f"docs/{page}", page, style)]


def harm(source: str) -> list[Finding]:
    return find_harm(source, "a.md", STYLE)


def test_a_good_page_has_no_fault() -> None:
    assert form(GOOD) == []
    assert form(GOOD.replace("\n", "\r\n")) == []
    assert harm(GOOD) == []


def test_a_heading_that_shows_its_address_keeps_its_name() -> None:
    with_signs = ("attr_list", "footnotes", TocExtension(permalink=True))
    assert form(GOOD, extensions=with_signs) == []


def test_a_heading_keeps_its_name_when_the_build_sets_its_quotes() -> None:
    page = GOOD.replace("## Risks", "## What it's like")
    settings = SETTINGS.replace("Risks", "What it's like")
    assert form(page, settings=settings, extensions=("attr_list", "footnotes", "smarty")) == []


POINTS = "- One.[^a]\n- Two.\n- Three.\n"
LISTED = "Mend the list; extra.editorial.lists in mkdocs.yml says what it holds."
OPENING = "Say the message first, in a paragraph of that length, and the rest below it."
ADD = (
    "Add it; a name with a point before it is a class, as in '## Heading { .class }'. Which "
    "sections a page has is set by extra.editorial.kinds in mkdocs.yml."
)
WRONG = [
    (
        "people.[^a]",
        "people. Or not.",
        "4:1: [page-message] The page opens with 2 sentences where 1 are asked for. " + OPENING,
    ),
    (
        "It may help",
        "- It may help",
        "4:1: [page-message] The page opens with 0 sentences where 1 are asked for. " + OPENING,
    ),
    (
        "- Three.\n",
        "",
        "6:1: [page-points] The section 'Key points' has 2 points, not 3 to 6. " + LISTED,
    ),
    (
        POINTS,
        POINTS + "- More.\n" * 4,
        "6:1: [page-points] The section 'Key points' has 7 points, not 3 to 6. " + LISTED,
    ),
    (
        POINTS,
        "Text.\n",
        "6:1: [page-points] The section 'Key points' has 0 points, not 3 to 6. " + LISTED,
    ),
    (
        " { .key-points }",
        "",
        "6:1: [page-section] The page has no section '.key-points'. Did you mean that section "
        "where it says 'Key points'?",
    ),
    (
        "## How it works",
        "### How it works",
        "4:1: [page-section] The page has no section 'How it works'. " + ADD,
    ),
    (
        "## Risks",
        "## Rizks",
        "24:1: [page-section] The page has no section 'Risks'. Did you mean that section where it "
        "says 'Rizks'?",
    ),
    (
        "## How it works",
        "## Risks\n\nText.\n\n## How it works",
        "12:1: [page-section-order] The section 'Risks' does not stand where it should. Put the "
        "sections in this order: .key-points, How it works, Risks.",
    ),
    (
        "1. Ask.",
        "- Ask.",
        "28:1: [page-points] The section 'What you can do' has 0 numbered points, not at least 1. "
        + LISTED,
    ),
    (
        "- What else?\n",
        "- What else?\n\n## More\n",
        "38:1: [page-section-order] The section 'More' does not stand where it should. End the "
        "page with these sections: What you can do, .questions.",
    ),
    (
        "- What else?\n",
        "",
        "32:1: [page-points] The section 'Questions to ask your doctor' has 2 points, not at least "
        "3. " + LISTED,
    ),
    (
        "What else?",
        "Anything else.",
        "32:1: [page-points] The section 'Questions to ask your doctor' has the point 'Anything "
        "else.', which does not end with '?'. " + LISTED,
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_a_fault_is_told(old: str, new: str, told: str) -> None:
    assert GOOD.count(old) == 1
    assert form(GOOD.replace(old, new)) == [f"docs/treatments/new.md:{told}"]


def test_a_page_of_another_kind_is_held_to_its_own_form() -> None:
    assert form("Text. More text.", "") == []
    bare = "---\ntitle: New\n---\nText. More text.\n"
    assert form(bare, "list.md") == []
    assert form(bare, "other.md") == []
    assert len(form(bare)) == 6
    assert form(GOOD.replace("- Three.\n", ""), "other.md") != []


def test_a_guide_without_editorial_rules_has_the_harmful_words_alone() -> None:
    assert form("Text.", settings="extra: {}\n") == []
    style, problems = read_style(read("extra: {}\n", "mkdocs.yml"))
    assert problems == []
    assert len(find_harm("He committed suicide.", "a.md", style)) == 1


# Harmful words


def test_harmful_words_are_told_where_they_stand_with_what_to_write() -> None:
    assert [str(one) for one in harm("---\ntitle: A\n---\nWe know.\nHe committed\nsuicide.\n")] == [
        "a.md:5:4: [page-harmful] The words 'committed suicide' can do harm. Write 'died by "
        "suicide' or 'took their own life'."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "He committed suicide.",
        "Some people commit\nsuicide.",
        "> Some people commit\n> suicide.",
        "He **committed** *suicide*.",
        "He committed [suicide](a.md).",
        "He committed[^a] suicide.",
        "He committed <em>suicide</em>.",
        "<p>He committed suicide.</p>",
        "[He committed suicide](a.md)",
        "After a failed attempt she rested.",
        "An unsuccessful suicide attempt.",
        "A completed suicide.",
        "A successful suicide bid.",
        "The suicide epidemic grows.",
        "Numbers are skyrocketing.",
        "Suicide is an easy answer.",
        "Suicide may look like a way out.",
        "Suicide is painless.",
        "They call suicide selfish.",
        "Only a coward thinks of suicide.",
        "Suicide can follow 50 mg of it.",
        "With 20 pills, suicide is near.",
        "---\ndescription: Why people commit suicide.\n---\nText.",
        "It is a miracle cure.",
        "This is guaranteed to help.",
        "It is 100% effective.",
        "It will definitely work.",
        "Some ZOMBIES.",
    ],
)
def test_harmful_words_are_told(text: str) -> None:
    assert len(harm(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "We are committed to suicide prevention.",
        "He died by suicide.",
        "You can talk about suicide. Easy words will do.",
        "She lived through a suicide attempt.",
        "It is easy to reach somebody who can talk about suicide.",
        "Your treatment was successful.",
        "Time for yourself is not selfish.",
        "Take 50 mg in the morning. Thoughts of suicide are an emergency.",
        "Thoughts of suicide are an emergency.[^samhsa-988] It has 3 tablets.",
        "- Thoughts of suicide\n- 20 mg",
        "Thoughts of suicide\n\n20 mg a day",
        "Do not write `committed suicide`.",
        "```\nHe committed suicide.\n```",
        "<!-- never: committed suicide -->",
        "---\nsearch_words: [commit suicide]\n---\nText.",
        "---\nsearch_words:\n  - commit suicide\n---\nText.",
        "Read [more](https://example.org/committed suicide).",
        "No treatment works for everyone. Nobody can guarantee it.",
        "It cures no one, and will work for some.",
        "It is not always effective.",
    ],
)
def test_careful_words_are_not(text: str) -> None:
    assert harm(text) == []


def test_words_behind_code_are_told_on_their_own_line() -> None:
    source = "```\ncommitted suicide\n```\n\nA `b` committed suicide.\r\n"
    assert [(one.line, one.column) for one in harm(source)] == [(5, 7)]


def test_words_to_search_for_do_not_hide_the_page_below_them() -> None:
    front = "---\nsearch_words: [commit suicide]\nstatus: current\n---\n"
    assert [one.line for one in harm(f"{front}He committed suicide.\n")] == [5]


# The settings


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("kinds:", "kind:", "5:5: [config-editorial] 'extra.editorial.kind'"),
        ("- pages: [list.md]", "- list.md", "5:5: [config-editorial] 'extra.editorial.kinds'"),
        ("sentences: 1", "sentences: one", "5:5: [config-editorial] 'extra.editorial.kinds'"),
        ("sentences:", "sentence:", "5:5: [config-editorial] 'extra.editorial.kinds'"),
        ("[list.md]", "list.md", "5:5: [config-editorial] 'extra.editorial.kinds'"),
        ("least: 3, most", "last: 3, most", "11:5: [config-editorial] 'extra.editorial.lists'"),
        ("most: 6", "most: six", "11:5: [config-editorial] 'extra.editorial.lists'"),
        ('end: "?"', "end: 5", "11:5: [config-editorial] 'extra.editorial.lists'"),
        ("zombie*: person", "- zombie", "15:5: [config-editorial] 'extra.editorial.harmful'"),
    ],
)
def test_settings_that_cannot_be_read_are_told(old: str, new: str, place: str) -> None:
    assert old in SETTINGS
    [problem] = read_style(read(SETTINGS.replace(old, new, 1), "mkdocs.yml"))[1]
    assert str(problem).startswith(f"mkdocs.yml:{place} is not written as the editorial rules are.")


def test_a_language_without_a_list_needs_words_of_the_guide() -> None:
    german = SETTINGS.replace("language: en", "language: de")
    assert read_style(read(german, "mkdocs.yml"))[1] == []
    without = german.replace("    harmful:\n      zombie*: person\n", "")
    assert [str(one) for one in read_style(read(without, "mkdocs.yml"))[1]] == [
        "mkdocs.yml:2:3: [config-harmful] The package has no list of harmful words for the "
        "language 'de'. Give extra.editorial.harmful in mkdocs.yml, lines such as 'Selbstmord*: "
        "Suizid'; '{}' if there are none."
    ]
    empty = without + "    harmful: {}\n"
    assert read_style(read(empty, "mkdocs.yml"))[1] == []
