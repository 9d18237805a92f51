"""The guide's own pages have the parts that readers count on, and no word that can do harm.

Pages are read as Markdown; citations, front matter and links have tests of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import markdown
import pytest
from lxml import html as lxml_html

from healthguide.pages.front_matter import split_front_matter
from healthguide.yaml_text import SettingsLoader

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FEWEST_PAGES = 20
KEY_POINTS, ACTIONS, QUESTIONS = "Key points", "What you can do", "Questions to ask your doctor"
TREATMENT = (
    KEY_POINTS,
    "How it works",
    "How well it works",
    "Risks and side effects",
    "What it is like",
    "What we do not know",
    ACTIONS,
    QUESTIONS,
)
HOME = "index.md"
LISTS = {"a-to-z.md", "glossary.md", "references.md"}
"""Pages to look something up in: they have a main message, and no points to sum up."""
TERMINATOR = re.compile(r"[.!?](?=\s|$)")
CITATION = re.compile(r"\[\^[^\]\n]*\]")
HARMFUL = re.compile(
    r"""\b(?:
      commit(?:s|ted|ting)?\s+suicide
    | (?:(?:un)?successful|failed|completed)\s+
      (?:suicides?(?:\s+(?:attempt|bid)s?)?|(?:attempt|bid)s?)
    | suicide\s+epidemic | epidemic\s+of\s+suicides? | skyrocket(?:s|ed|ing)?
    | suicid\w*[^\w.!?]+(?:\w+[^\w.!?]+){0,4}?(?:easy|painless|way\s+out|selfish|coward\w*)
    | (?:easy|painless|selfish|coward\w*)[^\w.!?]+(?:\w+[^\w.!?]+){0,2}?suicid\w*
    | suicid\w*[^.!?\n]*?\d+\s*(?:mg|milligrams?|pills?|tablets?)
    | \d+\s*(?:mg|milligrams?|pills?|tablets?)\b[^.!?\n]*?suicid\w*
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""What no page may say of suicide. Methods and places cannot be listed here without naming them:
a person has to read for those."""

Section = tuple[str, lxml_html.HtmlElement]
"""A heading of level 2, and what stands below it."""


def pages_in(folder: Path) -> dict[str, str]:
    """Every page's source by its path in the folder; too few pages are an error, not a pass."""
    found = {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*.md"))
    }
    assert len(found) >= FEWEST_PAGES, f"only {len(found)} pages in {folder}"
    return found


def kind_of(path: str) -> str:
    """What a page is: a treatment, a list, about the guide, or else a topic."""
    if path in LISTS:
        return "list"
    folder, _, name = path.rpartition("/")
    if folder == "treatments" and name != "index.md":
        return "treatment"
    return "about" if folder == "about" else "topic"


def rendered(source: str) -> lxml_html.HtmlElement:
    first = split_front_matter(source)[1] - 1
    body = CITATION.sub("", "\n".join(source.split("\n")[first:]))
    made = markdown.markdown(body, extensions=["attr_list", "def_list", "md_in_html", "tables"])
    return lxml_html.fragment_fromstring(made, create_parent="div")


def sections(source: str) -> list[Section]:
    found: list[Section] = []
    for element in rendered(source):
        if element.tag == "h2":
            found.append((" ".join(element.text_content().split()), lxml_html.Element("div")))
        elif found:
            found[-1][1].append(element)
    return found


def items(source: str, heading: str, kind: str) -> list[str]:
    """The items of the first `ul` or `ol` below the heading; none when either is missing."""
    for title, below in sections(source):
        if title == heading and (first := below.find(kind)) is not None:
            return [" ".join(item.text_content().split()) for item in first.findall("li")]
    return []


def message_faults(path: str, source: str) -> list[str]:
    first = next(iter(rendered(source)), None)
    if first is None or first.tag != "p":
        return ["does not open with its main message"]
    count = len(TERMINATOR.findall(first.text_content()))
    if path == HOME:
        return [] if count == 2 else [f"home says what this is in {count} sentences, not two"]
    return [] if count == 1 else [f"main message has {count} sentences, not one"]


def key_point_faults(path: str, source: str) -> list[str]:
    if kind_of(path) == "list":
        return []
    count = len(items(source, KEY_POINTS, "ul"))
    return [] if 3 <= count <= 6 else [f"{count} key points, not 3 to 6"]


def closing_faults(path: str, source: str) -> list[str]:
    if kind_of(path) not in {"topic", "treatment"}:
        return []
    titles = [title for title, _ in sections(source)]
    faults = [] if titles[-2:] == [ACTIONS, QUESTIONS] else [f"ends with {titles[-2:]}"]
    if not items(source, ACTIONS, "ol"):
        faults.append(f"'{ACTIONS}' is no numbered list")
    return faults


def question_faults(path: str, source: str) -> list[str]:
    if kind_of(path) not in {"topic", "treatment"}:
        return []
    asked = items(source, QUESTIONS, "ul")
    faults = [] if len(asked) >= 3 else [f"{len(asked)} questions, not at least 3"]
    return faults + [f"no question: {text}" for text in asked if not text.endswith("?")]


def treatment_faults(path: str, source: str) -> list[str]:
    if kind_of(path) != "treatment":
        return []
    found = [title for title, _ in sections(source) if title in TREATMENT]
    return [] if found == list(TREATMENT) else [f"sections of a treatment: {found}"]


def harmful_words(path: str, source: str) -> list[str]:
    told = " ".join(CITATION.sub("", source).split())
    return [f"harmful: {match[0]}" for match in HARMFUL.finditer(told)]


def nav_faults(pages: set[str], settings: str) -> list[str]:
    """Pages that neither `nav` nor `not_in_nav` names, or both do, and names of no page."""
    read = SettingsLoader(settings).get_data()

    def named(entry: object) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        below = entry.values() if isinstance(entry, dict) else entry
        return [path for part in below for path in named(part)]

    told = named(read["nav"]) + read.get("not_in_nav", "").split()
    faults = [f"{path} is in neither nav nor not_in_nav" for path in sorted(pages - set(told))]
    faults += [f"{path} is named, and is no page" for path in sorted(set(told) - pages)]
    return faults + [f"{path} is named twice" for path in sorted(set(told)) if told.count(path) > 1]


Check = Callable[[str, str], list[str]]
CHECKS: tuple[Check, ...] = (
    message_faults,
    key_point_faults,
    closing_faults,
    question_faults,
    treatment_faults,
    harmful_words,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_guide_has_none_of(check: Check) -> None:
    faults = {path: check(path, source) for path, source in pages_in(DOCS).items()}
    assert {path: told for path, told in faults.items() if told} == {}


def test_every_page_is_in_the_navigation_or_left_out_on_purpose() -> None:
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert nav_faults(set(pages_in(DOCS)), settings) == []


def test_each_kind_of_page_is_there() -> None:
    kinds = [kind_of(path) for path in pages_in(DOCS)]
    assert kinds.count("treatment") == 6
    assert set(kinds) == {"about", "list", "topic", "treatment"}


@pytest.mark.parametrize("count", [0, FEWEST_PAGES - 1])
def test_too_few_pages_are_an_error(tmp_path: Path, count: int) -> None:
    for number in range(count):
        (tmp_path / f"{number}.md").write_text("Text.", encoding="utf-8")
    with pytest.raises(AssertionError, match=f"only {count} pages"):
        pages_in(tmp_path)


GOOD = """---
title: A treatment
---
It may help some people.[^a]

## Key points

- One.[^a]
- Two.
- Three.

## How it works

Text.

## How well it works

Text.

### For whom

Text.

## Risks and side effects

Text.

## What it costs

Text.

## What it is like

Text.

## What we do not know

Text.

## What you can do

1. Ask.

## Questions to ask your doctor

- Why?
- When? How long?
- What else?
"""
POINTS = "- One.[^a]\n- Two.\n- Three.\n"
LIKE = "## What it is like\n\nText.\n\n"


def test_home_says_what_this_is_in_two_sentences() -> None:
    assert message_faults(HOME, GOOD) == ["home says what this is in 1 sentences, not two"]


def test_a_good_page_has_no_fault() -> None:
    assert [check("treatments/new.md", GOOD) for check in CHECKS] == [[]] * len(CHECKS)


WRONG = [
    (message_faults, "people.[^a]", "people. Or not.[^a]", "main message has 2 sentences, not one"),
    (message_faults, "It may help", "- It may help", "does not open with its main message"),
    (key_point_faults, "- Three.\n", "", "2 key points, not 3 to 6"),
    (key_point_faults, POINTS, POINTS + "- More.\n" * 4, "7 key points, not 3 to 6"),
    (key_point_faults, "## Key points", "## Main points", "0 key points, not 3 to 6"),
    (key_point_faults, POINTS, "Text.\n", "0 key points, not 3 to 6"),
    (closing_faults, "1. Ask.", "- Ask.", "'What you can do' is no numbered list"),
    (
        closing_faults,
        "- What else?\n",
        "- What else?\n\n## More\n",
        "ends with ['Questions to ask your doctor', 'More']",
    ),
    (question_faults, "- What else?\n", "", "2 questions, not at least 3"),
    (question_faults, "What else?", "Anything else.", "no question: Anything else."),
    (
        treatment_faults,
        LIKE,
        "",
        f"sections of a treatment: {[part for part in TREATMENT if part != 'What it is like']}",
    ),
    (
        treatment_faults,
        "## How it works\n",
        LIKE + "## How it works\n",
        f"sections of a treatment: {[KEY_POINTS, 'What it is like', *TREATMENT[1:]]}",
    ),
    (
        treatment_faults,
        "## How well it works",
        "### How well it works",
        f"sections of a treatment: {[part for part in TREATMENT if part != 'How well it works']}",
    ),
]


@pytest.mark.parametrize(("check", "old", "new", "told"), WRONG)
def test_a_fault_is_told(check: Check, old: str, new: str, told: str) -> None:
    assert GOOD.count(old) == 1
    assert check("treatments/new.md", GOOD.replace(old, new)) == [told]


def test_two_sections_in_the_wrong_order_are_told() -> None:
    turned = GOOD.replace("## How it works", "## X").replace(
        "## How well it works", "## How it works"
    )
    turned = turned.replace("## X", "## How well it works")
    assert treatment_faults("treatments/new.md", turned) != []
    assert treatment_faults("treatments/index.md", turned) == []


def test_a_new_page_is_held_to_the_form_of_a_topic() -> None:
    bare = "---\ntitle: New\n---\nText.\n"
    assert key_point_faults("new/page.md", bare) == ["0 key points, not 3 to 6"]
    assert closing_faults("new/page.md", bare) == [
        "ends with []",
        "'What you can do' is no numbered list",
    ]
    assert question_faults("new/page.md", bare) == ["0 questions, not at least 3"]
    assert key_point_faults("about/page.md", bare) == ["0 key points, not 3 to 6"]
    assert closing_faults("about/page.md", bare) == []
    assert key_point_faults("glossary.md", bare) == []


@pytest.mark.parametrize(
    "text",
    [
        "He committed suicide.",
        "Some people commit\nsuicide.",
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
    ],
)
def test_harmful_words_are_told(text: str) -> None:
    assert len(harmful_words("a.md", text)) == 1


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
    ],
)
def test_careful_words_are_not(text: str) -> None:
    assert harmful_words("a.md", text) == []


SETTINGS = """
site_url: !ENV [SITE_URL, "http://127.0.0.1/"]
nav:
  - Home: index.md
  - a.md
  - More:
      - more/b.md
not_in_nav: |
  list.md
"""


def test_a_page_outside_the_navigation_is_told() -> None:
    pages = {"index.md", "a.md", "more/b.md", "list.md"}
    assert nav_faults(pages, SETTINGS) == []
    assert nav_faults(pages | {"c.md"}, SETTINGS) == ["c.md is in neither nav nor not_in_nav"]
    assert nav_faults(pages - {"list.md"}, SETTINGS) == ["list.md is named, and is no page"]
    assert nav_faults(pages, SETTINGS + "  a.md\n") == ["a.md is named twice"]
