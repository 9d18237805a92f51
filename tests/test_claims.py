"""A sentence that states something of medicine without a source is told; nothing else is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown import Markdown

from healthguide.citations import Citations
from healthguide.pages import claims
from healthguide.pages.authoring import Authoring
from healthguide.pages.editorial import Kind, find_problems, read_style
from healthguide.references.library import Reference
from healthguide.yaml_text import read

SETTINGS = """\
theme: {name: material, language: en}
extra:
  editorial:
    kinds:
      - pages: [about.md]
      - pages: ["*"]
        cited: true
        closing: [What you can do, .questions]
"""
LIBRARY = {"nice2022": Reference("nice2022", "report", "Depression")}
CARDS = dict.fromkeys(("emergency", "call-doctor", "self-care", "note"), "Card")
EXTENSIONS = ["attr_list", "admonition", "md_in_html", "tables", "def_list"]


def told(text: str, name: str = "page.md", settings: str = SETTINGS) -> list[str]:
    """What is told of a page, as `line:column: kind`, or what else is wrong with it."""
    front = "---\ntitle: T\ndescription: Most people get well with lithium.\n---\n"
    authoring = Authoring({**CARDS, claims.ADVICE: "Our advice"})
    html = Markdown(extensions=[*EXTENSIONS, Citations(LIBRARY), authoring]).convert(text)
    style = read_style(read(settings, "mkdocs.yml"))[0]
    problems = find_problems(html, front + text, "a.md", name, style)
    return [
        f"{one.line - 4}:{one.column}: {one.message.split('(')[1].split(':')[0]}"
        for one in problems
        if one.rule == "cite-missing"
    ]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("About 46 in 100 people got better.", "number"),
        ("It takes about four weeks.", "number"),
        ("Half of the people stayed well.", "number"),
        ("One in three people gets well.", "number"),
        ("Relapse was twice as common after that.", "number"),
        ("It was tested in 2019.", "number"),
        ("A course has 12 to 18 sessions.", "number"),
        ("Most people stop successfully.", "often"),
        ("It is usually given in a clinic.", "often"),
        ("Dry mouth is common.", "often"),
        ("Side effects come often in the first days.", "often"),
        ("Seizures are rarely seen.", "often"),
        ("It is approved for depression.", "approval"),
        ("Using ketamine this way is off-label.", "approval"),
        ("The FDA warns about it.", "approval"),
        ("It raises the risk of falls.", "risk"),
        ("Side effects can grow.", "risk"),
        ("Too much of it is dangerous.", "risk"),
        ("Lithium can harm a fetus.", "risk"),
        ("Lithium helps some people.", "effect"),
        ("Ketamine can ease depression within a day.", "effect"),
        ("Adding an antipsychotic often helps.", "often"),
        ("ECT works faster than tablets.", "effect"),
        ("Talk therapy may help you cope.", "effect"),
        ("Alcohol makes depression worse.", "effect"),
        ("If your sleep is poor, antidepressants cause trouble.", "effect"),
    ],
)
def test_a_statement_without_a_source_is_told(sentence: str, kind: str) -> None:
    assert told(sentence) == [f"1:1: {kind}"]
    assert told(f"{sentence}[^nice2022]") == []
    assert told(f"Well said.[^nice2022] {sentence}") == [f"1:23: {kind}"]
    assert told(f"- Rest.\n- {sentence}") == [f"2:3: {kind}"]
    assert told(sentence, "about.md") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody can say for certain why treatment works for one person and not another.",
        "Depression is nobody's fault.",
        "Call or text 988, or chat, if you think of suicide.",
        "If someone is about to hurt themselves, call 911.",
        "Ask how many weeks a fair trial takes.",
        "Write down the dose, and how you slept, for two weeks.",
        "Don't stop lithium on your own.",
        "You can ask for a second opinion after four weeks.",
        "Which side effects are common?",
        "How many people get well with ECT, and is it approved?",
        "Your doctor can tell you how often the medicine helps and what it costs.",
        "What matters most to you is a good start.",
        "The most important thing is that you are safe.",
        "Fill in the PHQ-9 together.",
        "This page is about ketamine and esketamine.",
        "The next step depends on whether a higher dose is safe for you.",
        "It was Dr. Roe who said so.",
    ],
)
def test_what_states_nothing_of_medicine_is_left_alone(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    "text",
    [
        "## What you can do\n\n1. Most people start here.\n",
        "## To ask { .questions }\n\n- Most people ask this.\n",
        "## Most people recover\n\nText.",
        '!!! call-doctor "Usually on the same day"\n    Rest.\n',
        "Common signs are these:[^nice2022]\n\n- Nausea is common.\n- Usually a headache.\n",
        "Common signs are these.[^nice2022]\n\n- Nausea is common.\n",
        "Common signs are:\n\n- nausea[^nice2022]\n- headache[^nice2022]\n",
        "- Common signs:[^nice2022]\n    - nausea is common\n",
        "Two trials:[^nice2022]\n\n| A | B |\n| --- | --- |\n| 46 in 100 | 22 in 100 |\n",
        "Most people rest a lot.\n{ .our-advice }",
        "- Most people rest a lot.\n  { .our-advice }",
        '<div class="our-advice" markdown>\n\nMost people rest.\n\n</div>',
        "The word `Most people` and\n\n    46 in 100\n",
    ],
)
def test_steps_questions_headings_and_what_is_vouched_for_are_quiet(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("## What you can do\n\n1. Rest: 46 in 100 got well.\n", ["3:4: number"]),
        ("It helps 46 in 100.\n{ .our-advice }", ["1:1: number"]),
        ("Take it, as 46% did.", ["1:1: number"]),
    ],
)
def test_a_figure_needs_a_source_even_in_a_step_and_in_our_advice(
    text: str, places: list[str]
) -> None:
    assert told(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Common signs are:\n\n- nausea[^nice2022]\n- headache\n", ["1:1: often"]),
        ("Said.[^nice2022]\n\nMore.\n\n- Nausea is common.\n", ["5:3: often"]),
        ("!!! note\n    Nausea is common.\n", ["2:5: often"]),
        ("Lithium\n:   It is usually a pill.\n", ["2:5: often"]),
        ("A line,\nand *usually* another.", ["1:1: often"]),
        ("It is common. It is common.", ["1:1: often", "1:15: often"]),
        ("## What you can do\n\nRest.\n\n## More\n\nIt is common.\n", ["7:1: often"]),
    ],
)
def test_a_statement_is_told_where_it_stands(text: str, places: list[str]) -> None:
    assert told(text) == places


KINDS = {
    "number": "It was tested in 2019.",
    "often": "Dry mouth is common.",
    "approval": "Using ketamine this way is off-label.",
    "risk": "Side effects can grow.",
    "effect": "Alcohol makes depression worse.",
}


NOTHING = re.compile(r"(?!)")


def without(kind: str) -> claims.Words:
    words = claims.known("en")
    assert words
    states = tuple(one for one in words.states if one[0] != kind)
    assert len(states) == len(words.states) - (kind != "effect")
    return replace(words, states=states, effect=NOTHING if kind == "effect" else words.effect)


@pytest.mark.parametrize("kind", KINDS)
def test_what_states_something_passes_without_the_words_of_its_kind(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(KINDS[kind]) == [f"1:1: {kind}"]
    less = without(kind)
    monkeypatch.setattr(claims, "known", lambda _: less)
    assert told(KINDS[kind]) == []


@pytest.mark.parametrize(
    "text",
    [
        "## What you can do\n\n1. Rest: 46 in 100 got well.\n",
        "It helps 46 in 100.\n{ .our-advice }",
        "Take it, as 46% did.\n{ .our-advice }",
    ],
)
def test_a_figure_in_a_step_passes_without_the_words_for_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(text)
    words = claims.known("en")
    assert words
    monkeypatch.setattr(claims, "known", lambda _: replace(words, hard=NOTHING))
    assert told(text) == []


def test_no_sentence_is_told_without_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "find_problems", lambda *_: [])
    assert [told(sentence) for sentence in KINDS.values()] == [[]] * len(KINDS)


def test_the_finding_quotes_the_sentence_and_says_what_to_do() -> None:
    style = replace(read_style(read(SETTINGS, "mkdocs.yml"))[0], kinds=(Kind(("*",), cited=True),))
    [problem] = find_problems("<p>Most people rest.</p>", "Most people rest.", "a", "a.md", style)
    assert str(problem) == (
        "a:1:1: [cite-missing] 'Most people rest.' states something that needs a source (often: "
        "'Most people') and has no citation. Cite the source that carries it, or, when it is "
        "advice of our own, end the paragraph with a line '{ .our-advice }'."
    )


def test_a_language_without_words_cannot_ask_for_citations() -> None:
    dutch = SETTINGS.replace("language: en", "language: nl") + "    harmful: {}\n"
    assert [str(one) for one in read_style(read(dutch, "mkdocs.yml"))[1]] == [
        "mkdocs.yml:1:25: [config-cited] The package has no list of what needs a source for the "
        "language 'nl'. Take 'cited' out of extra.editorial.kinds in mkdocs.yml, or add the "
        "language to hooks/healthguide/pages/claims.toml."
    ]
    assert read_style(read(dutch.replace("cited: true", "cited: false"), "mkdocs.yml"))[1] == []
