"""The citation check: a fixture page per failure mode, a near miss beside it, and what is live."""

import re
from pathlib import Path

import pytest

from healthguide.__main__ import main
from healthguide.citations import checks as citations
from healthguide.citations.marks import LIVE
from healthguide.citations.render import Trace
from healthguide.findings import rules
from healthguide.pages.conversion import Conversion, markup_of
from healthguide.pages.front_matter import split_front_matter
from healthguide.references.library import Reference
from healthguide.yaml_text import Settings

CASES = Path(__file__).parent / "cases"
LABELS = ("rush2006", "mcintyre2021", "anand2023", "nice2022", "nunez2022")
LIBRARY = {label: Reference(label, "book", "A source") for label in LABELS}
CONVERSION = Conversion(markup_of(Settings()), LIBRARY)
EXPECTATION = re.compile(r"^<!-- expect: (.*) -->$", re.MULTILINE)
FOUND_IN_SOURCE = {*range(1, 22), 23, 24, 25, 26, 31}
MADE_RIGHT = {22, 29, 32}


def trace(source: str) -> Trace:
    return CONVERSION.trace(source, split_front_matter(source)[1])[0]


def told(source: str) -> list[str]:
    return [
        str(problem).removeprefix("page.md:")
        for problem in citations.find_problems(trace(source), source, "page.md", LIBRARY)
    ]


def expected(source: str) -> list[str]:
    """What the fixture says must be found; raises ValueError when it does not say."""
    lines = EXPECTATION.findall(source)
    if not lines:
        raise ValueError("a fixture states its expectation: <!-- expect: nothing -->")
    return [] if lines == ["nothing"] else lines


def live(source: str) -> list[str]:
    return [mark.label for mark in trace(source).marks if mark.fate in LIVE]


@pytest.mark.parametrize("case", sorted(CASES.glob("*.md")), ids=lambda case: case.stem)
def test_a_fixture_page_gets_exactly_the_findings_it_states(case: Path) -> None:
    source = case.read_text(encoding="utf-8")
    assert told(source) == expected(source)


def test_every_failure_mode_has_a_fixture_and_a_near_miss() -> None:
    names = [case.stem for case in CASES.glob("*.md")]
    faults = {int(name[:2]) for name in names if name[:2].isdigit() and "near" not in name}
    near = {int(name[:2]) for name in names if name[:2].isdigit() and "near" in name}
    assert faults == FOUND_IN_SOURCE | MADE_RIGHT
    assert near == FOUND_IN_SOURCE


def test_every_citation_rule_is_expected_by_a_fixture() -> None:
    pages = "".join(case.read_text(encoding="utf-8") for case in CASES.glob("*.md"))
    missing = [rule for rule in rules() if rule.startswith("cite-") and f"[{rule}]" not in pages]
    assert missing == ["cite-missing"]  # of what is said, not of marks: test_claims.py


def test_the_rules_name_the_failure_modes_they_answer() -> None:
    answered = {trap for rule in rules().values() for trap in rule.traps}
    assert answered == set(range(1, 33)) - {22, 29, 30, 32}


@pytest.mark.parametrize("check", citations.CHECKS, ids=lambda check: check.__name__)
def test_without_a_check_a_fixture_turns_red(
    check: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citations, "CHECKS", tuple(c for c in citations.CHECKS if c is not check))
    sources = [case.read_text(encoding="utf-8") for case in CASES.glob("*.md")]
    assert any(told(source) != expected(source) for source in sources)


def test_a_fixture_without_an_expectation_is_an_error() -> None:
    with pytest.raises(ValueError, match="states its expectation"):
        expected("Text.")


def test_citations_carry_line_and_column_of_the_whole_file() -> None:
    source = "---\ntitle: T\n---\n\nText.[^a]\n\nMore.[^b][^a]\n"
    places = [(mark.label, mark.line, mark.column) for mark in trace(source).marks]
    assert places == [("a", 5, 6), ("b", 7, 6), ("a", 7, 10)]


def test_order_is_that_of_first_citation() -> None:
    assert trace("A.[^nice2022][^rush2006] B.[^nice2022]").printed == ("nice2022", "rush2006")


def test_a_note_cited_by_a_note_comes_after_the_text() -> None:
    assert trace("[^x]: see [^nice2022]\n\nText.[^x] [^rush2006]").printed == (
        "x",
        "rush2006",
        "nice2022",
    )


@pytest.mark.parametrize(
    "source",
    [
        "`[^a]`",
        "``a ` [^a]``",
        "```\n[^a]\n```",
        "~~~ text\n[^a]\n~~~",
        "- item\n\n    ```\n    [^a]\n    ```",
        "> ```\n> [^a]\n> ```",
        "    [^a]",
        "Text:\n\n    [^a]\n\n    [^a]",
        "- item\n\n        [^a]",
        "<!-- [^a] -->",
        "<!--\n\n[^a]\n\n-->",
        "Text <!-- [^a]\n[^a] --> text",
        r"\[^a]",
        r"\\\[^a]",
        "<div>\n[^a]\n</div>",
        "<div>\n\n[^a]\n\n</div>",
        "<div><div>\n</div>\n[^a]</div>",
        '<span title="[^a]">text</span>',
        '[text](page.md "[^a]")',
        "[^a]: definition only",
        "[one]: page.md '[^a]'",
        "---\ntitle: '[^a]'\n---\n",
        ">     [^a]",
        "``` python\n[^a]\n```",
        "1. item\n\n    ~~~\n    [^a]\n\n    [^a]\n    ~~~",
        "| x |\n| --- |\n| `[^a]` |",
        "- <!-- [^a] -->",
        "![alt](image.png '[^a]')",
        "<div markdown>\n\n<div>\n[^a]\n</div>\n\n</div>",
        "\t[^a]",
        "Text.\r\n\r\n    [^a]\r\n",
    ],
)
def test_not_a_citation(source: str) -> None:
    assert live(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "[^a]",
        "Text\n    [^a]",
        "- item[^a]",
        "- item\n\n    [^a]",
        "- item\n    - nested\n\n        [^a]",
        "1. item\n\n    [^a]",
        "> quote[^a]",
        "| x |\n| --- |\n| y[^a] |",
        "**bold[^a]**",
        "<span>[^a]</span>",
        "<div markdown>\n[^a]\n</div>",
        '<div markdown="1">\n\n[^a]\n\n</div>',
        "<div>raw</div>\n\n[^a]",
        r"\\[^a]",
        "```\nnever closed\n\n[^a]",
        "`one tick [^a]",
        "`code`[^a]`code`",
        "<!-- closed -->[^a]",
        "Term\n:   Text.[^a]",
        "!!! note\n\n    Text.[^a]",
        "## Heading\n\n[^a]",
        "Text.[^a]\r\n\r\nMore.\r\n",
        "\ufeffText.[^a]",
        "[link](page.md)[^a]",
    ],
)
def test_a_citation(source: str) -> None:
    assert live(source) == ["a"]


@pytest.mark.parametrize(
    "source",
    [
        ">" * 5000 + " [^a]",
        "- " * 5000 + "[^a]",
        "<div markdown>\n" * 5000 + "[^a]",
        "".join("    " * depth + "- x\n" for depth in range(300)) + "[^a]",
    ],
    ids=["quotes", "lists in a line", "HTML", "lists"],
)
def test_a_page_that_exhausts_the_parser_is_told_in_a_sentence(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.md").write_text(source, encoding="utf-8")
    assert main(["check", str(tmp_path / "page.md")]) in (1, 2)
    assert capsys.readouterr().err in (
        "",
        f"healthguide: {tmp_path}/page.md: cannot be converted: its parts are nested too deeply.\n",
    )


def test_a_definition_in_an_admonition_or_quote_is_live() -> None:
    assert told("Text.[^1]\n\n> [^1]: A note.\n") == []
    assert told("Text.[^1]\n\n!!! note\n\n    [^1]: A note.\n") == []


def test_a_note_cited_only_in_code_or_a_comment_is_unused() -> None:
    for place in "`[^1]`", "<!-- [^1] -->", r"\[^1]", "\n    [^1]\n", "<div>[^1]</div>":
        assert "[cite-unused]" in "".join(told(f"{place}\n\n[^1]: A note.\n"))


def test_malformed_labels_in_comparison_cells_are_told_where_they_stand() -> None:
    source = "---\ntitle: T\ncomparison:\n  how_it_works: 'Sleep.[^nice 2022]'\n---\nText.\n"
    assert [line[:23] for line in told(source)] == ["4:24: [cite-label-blank"]


def test_a_library_label_cited_in_a_comparison_cell_gets_no_number_on_the_page() -> None:
    source = "---\ncomparison:\n  how_it_works: 'Sleep.[^nice2022]'\n---\nText.[^1]\n\n[^1]: x\n"
    assert told(source) == []
    assert trace(source).printed == ("1",)


def test_columns_stay_true_behind_tabs_and_quotes() -> None:
    assert told("-\tText.[^lost]\n")[0].startswith("1:8: [cite-undefined]")
    assert told("> Text.[^lost]\n")[0].startswith("1:8: [cite-undefined]")


def test_columns_stay_true_with_windows_line_ends_and_a_byte_order_mark() -> None:
    source = "\ufeff---\r\ntitle: T\r\n---\r\n\r\nText.[^lost]\r\n"
    assert told(source)[0].startswith("5:6: [cite-undefined]")


def test_comparison_cells_in_the_front_matter_are_checked_where_they_stand() -> None:
    source = (
        "---\ntitle: T[^no]\ncomparison:\n"
        '  how_it_works: "A seizure.[^nice2022][^nice2032]"\nstatus: current\n---\nText.\n'
    )
    assert [line[:25] for line in told(source)] == ["4:39: [cite-undefined] Fo"]
    assert trace(source).printed == ()


def test_a_suggestion_is_given_when_one_is_near() -> None:
    assert told("Text.[^rush2060]") == [
        "1:6: [cite-undefined] Footnote [^rush2060] has no definition. "
        "Did you mean [^rush2006]? If not, add 'rush2060' to docs/references.json or write a note "
        "'[^rush2060]: …' on this page."
    ]


def test_library_and_page_notes_may_stand_on_one_page() -> None:
    assert told("One.[^rush2006] Two.[^own] Three.[^nice2022]\n\n[^own]: A note.\n") == []


def test_a_word_label_never_claims_a_number() -> None:
    assert told("One.[^b] Two.[^a]\n\n[^b]: x\n\n[^a]: y\n") == []


@pytest.mark.parametrize("case", sorted(CASES.glob("*.md")), ids=lambda case: case.stem)
def test_the_command_says_so_too_and_exits_with_1_for_a_fault(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = expected(case.read_text(encoding="utf-8"))
    assert main(["check", str(case)]) == (1 if wanted else 0)
    *lines, _ = capsys.readouterr().out.splitlines()
    rules_told = re.findall(r"^[0-9:]+ \[(.+?)\]", "\n".join(wanted), re.MULTILINE)
    assert lines == [
        f"{case.as_posix()}:{line} (healthguide explain {rule})"
        for line, rule in zip(wanted, rules_told, strict=True)
    ]
