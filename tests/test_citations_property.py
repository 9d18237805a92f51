"""Generated pages: Python-Markdown is the judge of which citations are live and what they print.

Each disagreement that was ever found is pinned at the end as a named test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension

from healthguide.citations.checks import order, read

LIBRARY = ("lib1", "lib2", "lib3")
OWN = ("own1", "own2", "3")
EXTENSIONS = (
    "footnotes",
    "tables",
    "attr_list",
    "def_list",
    "md_in_html",
    "admonition",
    "pymdownx.superfences",
)


# The judge


@dataclass(frozen=True)
class Judgement:
    """What is printed: live citations with their numbers, notes of the page, citations in notes."""

    citations: list[tuple[str, str]]
    notes: set[str]
    in_notes: set[tuple[str, str]]


def judged(source: str, numbered: Sequence[str] = ()) -> Judgement:
    """What Python-Markdown prints, with every label of the library defined.

    The notes are put in the order `numbered` before they get their numbers, as the guide does.
    """
    markdown = Markdown(extensions=list(EXTENSIONS))
    footnotes = next(e for e in markdown.registeredExtensions if isinstance(e, FootnoteExtension))
    for label in LIBRARY:
        footnotes.setFootnote(label, "A source.")
    numbering = markdown.treeprocessors["footnote"]
    build_list = numbering.run
    notes: set[str] = set()

    def in_order(root: Element) -> None:
        notes.update(set(footnotes.footnotes) - set(LIBRARY))
        for label in reversed(numbered):
            if label in footnotes.footnotes:
                footnotes.footnotes.move_to_end(label, last=False)
        build_list(root)

    numbering.run = in_order  # type: ignore[method-assign]
    document = lxml.html.document_fromstring(f"<body>{markdown.convert(source)}</body>")
    in_notes = set()
    for entry in document.xpath("//div[@class='footnote']/ol/li"):
        owner = entry.get("id").removeprefix("fn:")
        in_notes |= {(owner, label) for label, _ in printed(entry)}
    for block in document.xpath("//div[@class='footnote']"):
        block.drop_tree()
    return Judgement(printed(document), notes, in_notes)


def printed(element: lxml.html.HtmlElement) -> list[tuple[str, str]]:
    """Labels and numbers of the footnote links in an element."""
    links = element.xpath(".//a[@class='footnote-ref']")
    return [(link.get("href").removeprefix("#fn:"), link.text) for link in links]


def read_as_judged(source: str) -> Judgement:
    """What our reading says will be printed."""
    reading = read(source)
    notes = {definition.label for definition in reading.definitions}
    known = {*notes, *LIBRARY}
    numbers = {label: str(n) for n, label in enumerate(order(reading), start=1)}
    shown = [c for c in reading.citations if c.label in known]
    return Judgement(
        [(c.label, numbers[c.label]) for c in shown if c.place == "body"],
        notes,
        {(c.owner, c.label) for c in shown if c.place == "note"},
    )


def agree(source: str) -> None:
    """Both must say the same; numbers are those of the labels that have a note."""
    reading = read(source)
    known = {*LIBRARY, *(definition.label for definition in reading.definitions)}
    numbered = [label for label in order(reading) if label in known]
    ours = read_as_judged(source)
    theirs = judged(source, numbered)
    assert ours.notes == theirs.notes
    numbers = {label: str(n) for n, label in enumerate(numbered, start=1)}
    assert [(label, numbers[label]) for label, _ in ours.citations] == theirs.citations
    assert ours.in_notes == theirs.in_notes


# The pages

LABELS = st.sampled_from(LIBRARY + OWN)
MARKS = LABELS.map("[^{}]".format)
FORMS = st.sampled_from(
    [
        "{}",
        "word.{}",
        "word.{}",
        "`{}`",
        "``a ` {}``",
        "`a",
        r"\{}",
        r"\\{}",
        r"\`{}`",
        "**bold{}**",
        "_a_{}",
        "<span>{}</span>",
        "<br>{}",
        "<!-- {} -->",
        "[link](page.md){}",
        "[link]({}.md)",
        "a < b {} > c",
        "({})",
        "wow!{}",
        "{}: x",
        "a | b",
        "<sup>{}</sup>",
        "x@y.org{}",
        "&amp;{}",
    ]
)
PIECES = st.builds(str.format, FORMS, MARKS)
SENTENCES = st.lists(PIECES, min_size=1, max_size=3).map(lambda pieces: "A " + " ".join(pieces))
Lines = list[str]


def prefixed(prefix: str, lines: Lines, first: str = "") -> Lines:
    """Lines with a prefix; the first may have one of its own."""
    return [((n == 0 and first) or prefix) + line for n, line in enumerate(lines)]


def apart(blocks: Sequence[Lines]) -> Lines:
    """Blocks with a blank line between them."""
    lines: Lines = []
    for block in blocks:
        lines += [*([""] if lines else []), *block]
    return lines


PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=2)
HEADINGS = st.builds(lambda text: [f"## {text}"], SENTENCES)
UNDERLINED = st.builds(lambda text, rule: [text, rule], SENTENCES, st.sampled_from(["===", "---"]))
TABLES = st.builds(
    lambda a, b: ["| x | y |", "| --- | --- |", f"| {a} | {b} |"],
    PIECES.filter(lambda text: "|" not in text),
    PIECES.filter(lambda text: "|" not in text),
)
FENCED, BROKEN = (
    st.builds(
        lambda fence, info, lines, end: [fence + info, *lines, fence + end],
        st.sampled_from(["```", "````", "~~~"]),
        st.sampled_from(["", "", " python", "{ .python }", " python hl_lines='1'"]),
        st.lists(st.one_of(SENTENCES, st.sampled_from(lines)), max_size=3),
        st.sampled_from(ends),
    )
    for lines, ends in ((["", "```", "<div>", "<!--"], [""]), (["", "```"], ["`", " x"]))
)
INDENTED = SENTENCES.map(lambda text: [f"    {text}"])
COMMENTS = st.builds(
    lambda mark, gap: ["<!--", *gap, mark, "-->"], MARKS, st.sampled_from([[], [""]])
)
RAW = st.builds(
    lambda tag, text, gap: [f"<{tag}>", *gap, text, *gap, f"</{tag}>"],
    st.sampled_from(["div", "section", "p", "DIV", "figure"]),
    PIECES.filter(lambda text: "<" not in text and ": x" not in text),
    st.sampled_from([[], [""]]),
)
NOTES = st.builds(
    lambda label, text, more: [f"[^{label}]: {text}", *more],
    st.sampled_from(OWN),
    SENTENCES.filter(lambda text: "[^" not in text[:5]),
    st.one_of(
        st.just([]),
        st.just([]),
        SENTENCES.map(lambda text: ["", f"    {text}"]),
        SENTENCES.map(lambda text: [text]),
    ),
)
TERMS = st.builds(
    lambda term, text, more: [term, f":   {text}", *more],
    SENTENCES,
    SENTENCES,
    st.one_of(st.just([]), SENTENCES.map(lambda text: ["", f"    {text}"])),
)
LEAVES = st.one_of(
    PARAGRAPHS, PARAGRAPHS, TABLES, FENCED, INDENTED, COMMENTS, RAW, HEADINGS, UNDERLINED
)


def nested(blocks: st.SearchStrategy[Lines]) -> st.SearchStrategy[Lines]:
    """Containers of other blocks: lists, quotes, admonitions, definition lists, md_in_html."""
    inside = st.lists(blocks, min_size=1, max_size=3).map(apart)
    items = st.builds(
        lambda bullet, texts, block: [
            *(f"{bullet} {text}" for text in texts),
            *(["", *prefixed("    ", block)] if block else []),
        ],
        st.sampled_from(["-", "*", "1."]),
        st.lists(SENTENCES, min_size=1, max_size=2),
        st.one_of(st.just([]), inside),
    )
    return st.one_of(
        items,
        items,
        items,
        st.builds(lambda block: prefixed("> ", block), inside),
        st.builds(lambda block: ["!!! note", *prefixed("    ", block)], inside),
        st.builds(lambda block: ["<div markdown>", "", *block, "", "</div>"], inside),
    )


BLOCKS = st.one_of(st.recursive(LEAVES, nested, max_leaves=4), TERMS, BROKEN)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page of blocks with notes between them, each label defined once at most."""
    blocks = draw(st.lists(BLOCKS, min_size=1, max_size=4))
    labels = set()
    for note in draw(st.lists(NOTES, max_size=2)):
        if note[0][:7] not in labels:
            blocks.insert(draw(st.integers(0, len(blocks))), note)
            labels.add(note[0][:7])
    return "\n".join(apart(blocks)) + draw(st.sampled_from(["", "\n"]))


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(pages())
def test_python_markdown_agrees_on_live_citations_and_numbers(source: str) -> None:
    agree(source)


# Pinned: pages on which the two once disagreed


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("- x\n\n    <div>\n    [^lib1]\n    </div>", id="a tag in a list is no block"),
        pytest.param("> <div>[^lib1]</div>\n> [^lib2]", id="a tag in a quote is no block"),
        pytest.param("    <div>\n\n[^lib1]", id="a tag in code opens nothing"),
        pytest.param("a <!-- [^lib1]\n\n[^lib2] -->", id="a comment in a paragraph ends with it"),
        pytest.param("<div>x</div><div>[^lib1]</div>\n[^lib2]", id="a second block on the line"),
        pytest.param("<div>\n```\n</div>\n```\n[^lib1]\n</div>\n[^lib2]", id="an end tag in code"),
        pytest.param("<!-- a -- [^lib1] --!> [^lib2]\n\n-->", id="a comment ends with --!>"),
        pytest.param("<!DOCTYPE [^lib1]>\n[^lib2]", id="a declaration"),
        pytest.param("<?php [^lib1] ?>\n[^lib2]", id="a processing instruction"),
        pytest.param("<option>[^lib1]</option>", id="a block tag that few know"),
        pytest.param(">     [^lib1]\n>\n> [^lib2]", id="code in a plain quote"),
        pytest.param("> - [^lib1]\n>\n>     [^lib2]\n>\n>         [^lib1]", id="code in a quote"),
        pytest.param("- `a\n- [^lib1]`", id="a code span ends with the list item"),
        pytest.param("# `a\n[^lib1]`", id="a code span ends with the heading"),
        pytest.param("| `a | b |\n|--|--|\n| [^lib1]` | [^lib2] |", id="... with the table row"),
        pytest.param("`a\n> [^lib1] `", id="... with the paragraph"),
        pytest.param("``[^lib1]` [^lib2]", id="two backticks closed by one"),
        pytest.param("``` ``a [^lib1]``\n`````", id="backticks that nothing closes"),
        pytest.param("[^own1]: x\n## H [^lib1]\n\n[^own1]", id="a heading ends a note"),
        pytest.param("[^own1]: x\n> q [^lib1]\n\n[^own1]", id="a quote ends a note"),
        pytest.param("[^own1]: x\n***\n[^lib1]\n\n[^own1]", id="a rule ends a note"),
        pytest.param("[^own1]: x\n===\n[^lib1]\n\n[^own1]", id="an underlined line is no note"),
        pytest.param("[^own1]: x\n\n\n    [^lib1]\n\n[^own1]", id="two blank lines end a note"),
        pytest.param("T\n:   [^own1]: x\n\n[^own1]", id="a note in a definition list"),
        pytest.param("Term\n:       [^lib1]", id="text far behind the colon is no code"),
        pytest.param("~~~\n```\n[^lib1]\n```\n\n[^lib2]", id="an open fence hides others"),
        pytest.param(
            "<div markdown>\n\n- A\n\n    <div>\n    [^lib1]\n    </div>\n\n</div>",
            id="a tag in a list in HTML with markdown",
        ),
        pytest.param(
            "<div markdown>\n\n!!! note\n    <div>\n    [^lib1]\n    </div>\n\n    [^lib2]\n</div>",
            id="its end tag closes what is open",
        ),
        pytest.param(
            "- [^lib1]\n\n    [^own1]: x\n\n        [^lib3]", id="a note in a list stays short"
        ),
    ],
)
def test_agreed(source: str) -> None:
    agree(source)
