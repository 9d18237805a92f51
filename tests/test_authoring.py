"""What Material's users write comes out so that it can be read without script and on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from markdown import Markdown

from healthguide.pages.authoring import Authoring
from healthguide.publish.search import sections
from healthguide.yaml_text import SettingsLoader

HERE = Path(__file__).parent
WRITTEN = SettingsLoader((HERE / "small_guide.yml").read_text(encoding="utf-8")).get_data()


WORDS = {
    "emergency": "Emergency",
    "call-doctor": "Call your doctor",
    "self-care": "Self-care",
    "note": "Note",
}
SAID = {**WORDS, "our-advice": "Our advice"}


def html(source: str, words: Mapping[str, str] = SAID) -> str:
    """The text as the settings of the small guide print it."""
    names, options = [], {}
    for entry in WRITTEN["markdown_extensions"]:
        name, settings = next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})
        names.append(name)
        options[name] = settings
    made: str = Markdown(extensions=[*names, Authoring(words)], extension_configs=options).convert(
        source
    )
    return made


# Advice of our own

LABEL = '<strong class="our-advice-label">Our advice:</strong>'


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Bring a *friend*.\n{ .our-advice }", f"{LABEL} Bring a <em>friend</em>.</p>"),
        ("- Plan one thing.\n  { .our-advice }\n- Rest.", f"{LABEL} Plan one thing.</li>"),
        ("- Plan one thing.\n\n    Or two.\n    { .our-advice }\n", f"{LABEL} Or two."),
        (
            '<div class="our-advice" markdown>\n\nRest.\n\nEat.\n\n</div>',
            f"<p>{LABEL}</p>\n<p>Rest.</p>\n<p>Eat.</p>",
        ),
    ],
)
def test_our_advice_is_marked_in_words_that_every_reader_gets(written: str, printed: str) -> None:
    assert printed in html(written)
    assert html(written).count(LABEL) == 1


# Care cards


@pytest.mark.parametrize(("kind", "name"), WORDS.items())
@pytest.mark.parametrize(
    ("written", "said"), [("", ""), (' ""', ""), (' "If you *fall*"', ": If you <em>fall</em>")]
)
def test_heading_of_a_card_says_its_kind(kind: str, name: str, written: str, said: str) -> None:
    made = html(f"## Side effects\n\n!!! {kind}{written}\n    Sit down.\n")
    opened = f'<div class="admonition {kind}">\n<h3 class="admonition-title">'
    assert f'{opened}<span aria-hidden="true" class="twemoji"><svg' in made
    assert f'</span> <span class="kind">{name}</span>{said}</h3>' in made


def test_card_to_open_says_its_kind_too() -> None:
    made = html('??? self-care "Sleep"\n    Go to bed.\n')
    assert '<details class="self-care">\n<summary><span aria-hidden="true" class="twemoji">' in made
    assert '<span class="kind">Self-care</span>: Sleep</summary>' in made


def test_words_of_the_kinds_are_given() -> None:
    made = html("!!! emergency\n    Hilfe.\n", {**SAID, "emergency": "Notfall"})
    assert '<span class="kind">Notfall</span></h2>' in made


def test_other_kinds_stay_as_material_has_them() -> None:
    made = html('!!! tip "Sleep"\n    Go to bed.\n')
    assert made == (
        '<div class="admonition tip">\n<p class="admonition-title">Sleep</p>\n'
        "<p>Go to bed.</p>\n</div>"
    )


# Tabs


def test_tabs_are_parts_under_headings() -> None:
    made = html('## Ways\n\n=== "Pills"\n\n    One.\n\n=== "Talk"\n\n    ### Deeper\n\n    Two.\n')
    assert made == (
        '<h2 id="ways">Ways</h2>\n<div class="tabbed-set">'
        '<div class="tabbed-block">\n<h3 class="tabbed-label">Pills</h3>\n<p>One.</p>\n</div>\n'
        '<div class="tabbed-block">\n<h3 class="tabbed-label">Talk</h3>\n'
        '<h3 id="deeper">Deeper</h3>\n<p>Two.</p>\n</div>\n</div>'
    )


def test_tabs_of_the_older_style_are_parts_too() -> None:
    source = '=== "Pills"\n\n    One.\n\n=== "Talk"\n\n    Two.\n'
    older = Markdown(extensions=["pymdownx.tabbed", Authoring(SAID)]).convert(source)
    assert "<input" not in older
    assert older.split() == html(source).split()


def test_levels_have_no_gap_where_the_heading_of_a_tab_is_not_shown() -> None:
    made = html('## Ways\n\n=== "Pills"\n\n    !!! note\n        !!! note\n            One.\n')
    assert '<h3 class="tabbed-label">' in made
    assert '<h3 class="admonition-title">' in made
    assert '<h4 class="admonition-title">' in made


# Lists of tasks, icons


def test_box_to_tick_is_named_by_its_line() -> None:
    made = html("- [x] Ask *now*\n- [ ] Wait\n\n    - [ ] One day\n")
    assert (
        '<li class="task-list-item"><label><input type="checkbox" disabled checked/> '
        "Ask <em>now</em></label>" in made
    )
    assert made.count("<label>") == made.count("</label>") == made.count("<input") == 3
    assert "</label><ul" in made.replace("\n", "").replace("</p>", "")


def test_icon_without_words_is_silent_and_one_with_words_has_a_name() -> None:
    made = html(':material-phone: and :material-phone:{ title="By phone" }\n')
    assert made.startswith('<p><span aria-hidden="true" class="twemoji"><svg')
    assert '<span aria-label="By phone" class="twemoji" role="img" title="By phone"><svg' in made


def test_sign_of_feeling_is_a_letter_and_no_picture_from_elsewhere() -> None:
    assert html(":smile:\n") == '<p><span class="twemoji">\U0001f604</span></p>'


# What search reads


def test_search_finds_words_and_no_marks() -> None:
    (found,) = sections(
        html(
            '=== "Pills"\n\n    One.\n\n=== "Talk"\n\n    Two.\n\n'
            "!!! emergency\n    Call.\n\n??? note\n    Read.\n\n- [x] Ask\n"
        )
    )
    assert found.text == "Pills One. Talk Two. Emergency Call. Note Read. Ask"


# What editors read


def test_every_example_that_editors_read_prints_what_it_shows() -> None:
    text = (HERE.parent / "AUTHORING.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```markdown\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert len(examples) == 8
    for example in examples:
        assert not re.search(r"!!!|\?\?\?|===|:material|\[[x ]\]|\{ ", html(example))
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert len(pictures) == 7
    assert [name for name in pictures if not (HERE.parent / name).is_file()] == []
