"""Generated pages: Python-Markdown with `footnotes` is the judge of what is cited and defined.

Both read each page with the extensions of this site's mkdocs.yml and a random choice of others.
Each disagreement that was ever found is pinned at the end as a named test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension

from healthguide.citations import Citations
from healthguide.citations.render import Trace
from healthguide.pages.conversion import markup_of
from healthguide.references.library import Reference
from healthguide.yaml_text import nearest

LIBRARY = {label: Reference(label, "book", "A source") for label in ("lib1", "lib2", "lib3")}
OWN = ("own1", "own2", "3")
SITE = markup_of(nearest(Path(__file__)))
FURTHER = (
    "admonition",
    "codehilite",
    "sane_lists",
    "smarty",
    "pymdownx.betterem",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.details",
    "pymdownx.caret",
    "pymdownx.critic",
    "pymdownx.details",
    "pymdownx.emoji",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.keys",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.smartsymbols",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
)
PRIVATE = tuple(map(chr, (0xF0000, 0xFFFFD, 0x100000, 0x10FFFD)))


# The judge


@dataclass(frozen=True)
class Judgement:
    """What is printed: live citations, notes of the page, citations in notes, and the text."""

    citations: list[str]
    notes: set[str]
    in_notes: set[tuple[str, str]]
    code: list[str]


def judged(source: str, further: Sequence[str]) -> Judgement:
    """What Python-Markdown prints, with every label of the library defined."""
    markdown = converter("footnotes", *further)
    footnotes = next(e for e in markdown.registeredExtensions if isinstance(e, FootnoteExtension))
    for label in LIBRARY:
        footnotes.setFootnote(label, "A source.")
    list_notes = footnotes.makeFootnotesDiv
    notes: set[str] = set()

    def listed(root: object) -> object:
        notes.update(set(footnotes.footnotes) - set(LIBRARY))
        return list_notes(root)  # type: ignore[arg-type]

    footnotes.makeFootnotesDiv = listed  # type: ignore[method-assign, assignment]
    document = lxml.html.document_fromstring(f"<body>{markdown.convert(source)}</body>")
    in_notes = set()
    for entry in document.xpath("//div[@class='footnote']/ol/li"):
        owner = entry.get("id").removeprefix("fn:")
        in_notes |= {(owner, label) for label in cited(entry, "footnote-ref", "#fn:")}
    for block in document.xpath("//div[@class='footnote']"):
        block.drop_tree()
    return Judgement(cited(document, "footnote-ref", "#fn:"), notes, in_notes, shown(document))


def converter(*extensions: object) -> Markdown:
    options = {name: dict(options) for name, options in SITE.options.items()}
    names = [name for name in SITE.names if name != "footnotes"]
    return Markdown(extensions=[*names, *extensions], extension_configs=options)  # type: ignore[list-item]


def cited(element: lxml.html.HtmlElement, kind: str, start: str) -> list[str]:
    """The labels that links of a class lead to."""
    links = element.xpath(f".//a[@class='{kind}']")
    return [link.get("href").removeprefix(start) for link in links]


def shown(document: lxml.html.HtmlElement) -> list[str]:
    return [code.text_content() for code in document.iter("code", "pre")]


def traced(source: str, further: Sequence[str]) -> tuple[Trace, lxml.html.HtmlElement]:
    extension = Citations(LIBRARY)
    html = converter(*further, extension).convert(source)
    assert not any(sign in html for sign in PRIVATE if sign not in source)
    return extension.trace, lxml.html.document_fromstring(f"<body>{html}</body>")


def agree(source: str, further: Sequence[str] = ("admonition",)) -> None:
    """The trace says what the judge prints; our HTML cites the same, numbered as first cited."""
    theirs = judged(source, further)
    trace, document = traced(source, further)
    marks = [mark for mark in trace.marks if mark.fate == "cited"]
    assert {mark.label for mark in trace.marks if mark.fate == "defined"} == theirs.notes
    assert sorted(mark.label for mark in marks if not mark.owner) == sorted(theirs.citations)
    assert {(mark.owner, mark.label) for mark in marks if mark.owner} == theirs.in_notes
    assert list(trace.printed[: len(set(theirs.citations))]) == list(
        dict.fromkeys(theirs.citations)
    )
    for mark in trace.marks:
        assert source.split("\n")[mark.line - 1].startswith(f"[^{mark.label}]", mark.column - 1)
    for section in document.xpath("//section[@class='references']"):
        section.drop_tree()
    assert shown(document) == theirs.code


# The pages

LABELS = st.sampled_from((*LIBRARY, *OWN))
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
@given(pages(), st.lists(st.sampled_from(FURTHER), unique=True, max_size=6))
def test_python_markdown_agrees_on_citations_notes_and_code(
    source: str, further: list[str]
) -> None:
    agree(source, further)


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
