"""The command line: what it prints, to the letter, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import small_site
from healthguide import __main__ as command
from healthguide.findings import rules

ROOT = Path(__file__).parent.parent
PAGE = """\
---
title: Ketamine
description: What ketamine is, how well it works for depression, and what it risks for you.
last_reviewed: 2026-01-05
next_review: 2026-07-05
reviewed_by: none
status: current
---

It eases symptoms within hours.[^anand2023]
"""
ENTRY = {
    "id": "anand2023",
    "type": "article-journal",
    "title": "Ketamine versus ECT",
    "author": [{"family": "Anand", "given": "Amit"}],
    "container-title": "N Engl J Med",
    "issued": {"date-parts": [[2023]]},
    "DOI": "10.1056/NEJMoa2302399",
}
NOT_DEFINED = (
    "docs/page.md:10:32: [cite-undefined] Footnote [^anand2024] has no definition. Did you mean "
    "[^anand2023]? If not, add 'anand2024' to docs/references.json or write a note "
    "'[^anand2024]: …' on this page."
)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `docs`, and a day on which its page is neither new nor overdue."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769900000")  # 2026-01-31
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").touch()
    write("docs/references.json", json.dumps([ENTRY]))
    write("docs/page.md", PAGE)
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def run(*arguments: str) -> int:
    return command.main(arguments)


def printed(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def test_clean_sources_exit_0_and_say_how_much_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "docs") == 0
    assert printed(capsys) == (["No problems in 1 page, 1 citation"], [])


def test_a_finding_exits_1_with_place_rule_fact_and_advice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("docs/page.md", PAGE.replace("2023]", "2024]"))
    assert run("check", "docs/page.md") == 1
    line = f"{NOT_DEFINED} (healthguide explain cite-undefined)"
    assert printed(capsys) == ([line, "1 problem in 1 page, 1 citation"], [])


def test_the_editorial_rules_and_budget_are_those_of_the_nearest_settings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kinds = "[{ pages: [part/*], sections: [.facts] }]"
    budget = "{ files: { help/index.html: 9 } }"
    write("mkdocs.yml", f"extra:\n  editorial: {{ kinds: {kinds} }}\n  budget: {budget}\n")
    write("docs/part/page.md", PAGE + "\nHe committed suicide.\n")
    small_site.write(Path("site"))
    assert run("check", "docs", "site") == 1
    out, _ = printed(capsys)
    assert [line.split("]")[0] for line in out[:-1]] == [
        "docs/part/page.md:10:1: [page-section",
        "docs/part/page.md:12:4: [page-harmful",
        "site/help/index.html: [weight-file",
    ]


def test_settings_that_cannot_be_read_are_told_and_exit_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("mkdocs.yml", "extra: [")
    small_site.write(Path("site"))
    assert run("check", "site") == 2
    assert printed(capsys)[1][0].startswith("healthguide: mkdocs.yml:1: ")


def test_a_warning_is_told_and_exits_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # 2027-01-15
    assert run("check", "docs") == 0
    out, _ = printed(capsys)
    assert "[page-overdue]" in out[0]
    assert out[-1] == "No problems and 1 warning in 1 page, 1 citation"


def test_a_built_folder_is_told_by_its_content(capsys: pytest.CaptureFixture[str]) -> None:
    small_site.write(Path("site"))
    assert run("check", "site") == 0
    assert printed(capsys) == (["No problems in 7 pages, 5 citations, 77 links"], [])


def test_a_fault_in_a_built_folder_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    small_site.change(small_site.write(Path("site")), "404.html", 'class="crisis"', "")
    assert run("check", "site") == 1
    assert printed(capsys)[0] == [
        "site/404.html: [crisis-missing] The page has no crisis block. Include "
        "partials/crisis/block.html in the template, directly inside <body> and before the main "
        "content. (healthguide explain crisis-missing)",
        "1 problem in 7 pages, 5 citations, 77 links",
    ]


def test_sources_and_a_built_folder_are_counted_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    small_site.write(Path("site"))
    assert run("check", "docs", "docs/page.md", "site") == 0
    assert printed(capsys)[0] == ["No problems in 8 pages, 6 citations, 77 links"]


def test_sources_with_a_raw_html_file_among_them_are_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("docs/widget.html", "<p>")
    assert run("check", "docs") == 0
    assert printed(capsys)[0] == ["No problems in 1 page, 1 citation"]


def test_html_without_an_index_is_a_built_folder() -> None:
    write("part/page.html", "<p>")
    assert run("check", "part") == 1


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("nowhere.md", "nowhere.md: no such file or folder."),
        ("empty", "empty: nothing to check, no Markdown and no HTML in it."),
        ("a.txt", "a.txt: give a Markdown file, a folder of them, or a built folder."),
        ("x" * 300, f"{'x' * 300}: File name too long."),
    ],
)
def test_what_cannot_run_exits_2_and_says_why(
    path: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()
    Path("a.txt").touch()
    assert run("check", "docs", path) == 2
    assert printed(capsys) == ([], [f"healthguide: {sentence}"])


def test_no_path_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run("check")
    assert stop.value.code == 2
    assert printed(capsys)[1][-1].endswith("the following arguments are required: PATH")


def test_a_file_that_is_not_utf_8_exits_2_and_the_others_are_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("docs/old.md").write_bytes(b"caf\xe9")
    assert run("check", "docs") == 2
    assert printed(capsys) == (
        ["No problems in 1 page, 1 citation"],
        ["healthguide: docs/old.md: not UTF-8 (byte 4); save it as UTF-8."],
    )


def test_a_link_that_leads_nowhere_is_a_finding_once(capsys: pytest.CaptureFixture[str]) -> None:
    Path("docs/lost.md").symlink_to("nowhere")
    assert run("check", "docs") == 1
    [finding, count], _ = printed(capsys)
    assert finding.startswith("docs/lost.md: [page-file-link] The symbolic link to 'nowhere' leads")
    assert count.startswith("1 problem in")


def test_a_folder_that_cannot_be_read_exits_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", denied)
    assert run("check", "docs") == 2
    assert printed(capsys)[1] == ["healthguide: docs: Permission denied."]


def test_a_day_that_is_no_number_exits_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert run("check", "docs") == 2
    assert printed(capsys)[1][0].startswith("healthguide: SOURCE_DATE_EPOCH is not a time: ")


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"a": 1}', "null", "\ufeff[]"])
def test_a_library_that_makes_no_sense_is_a_finding_not_a_traceback(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("docs/references.json", text)
    assert run("check", "docs") == 1
    assert printed(capsys)[1] == []


@pytest.mark.parametrize(
    "text",
    ["", "---\n", "---\n: [\n---\n", "---\n- a\n---\n", "\x00", "[^", "---\ntitle: 1\n---\n"],
)
def test_a_page_that_makes_no_sense_is_a_finding_not_a_traceback(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("docs/odd.md", text)
    assert run("check", "docs/odd.md") == 1
    out, err = printed(capsys)
    assert out[0].startswith("docs/odd.md:")
    assert err == []


def test_an_unused_entry_is_said_only_when_the_whole_folder_was_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("docs/references.json", json.dumps([ENTRY, ENTRY | {"id": "x2020", "DOI": "10.1000/x"}]))
    write("docs/part/page.md", PAGE)
    assert run("check", "docs/page.md", "docs/part") == 0
    assert printed(capsys)[0] == ["No problems in 2 pages, 2 citations"]
    for folder in ("docs", "."):
        assert run("check", folder) == 1
        out, _ = printed(capsys)
        assert "[ref-unused]" in out[0]
        assert len(out) == 2


def test_a_page_is_judged_by_the_nearest_library(capsys: pytest.CaptureFixture[str]) -> None:
    write("docs/part/references.json", "[]")
    write("docs/part/page.md", PAGE)
    assert run("check", "docs/part/page.md") == 1
    assert "[cite-undefined]" in printed(capsys)[0][0]


def test_no_library_is_looked_for_above_the_project(project: Path) -> None:
    write("docs/inner/mkdocs.yml", "")
    write("docs/inner/docs/page.md", PAGE)
    assert run("check", "docs/inner/docs/page.md") == 1
    assert run("check", str(project / "docs/page.md")) == 0


def test_the_library_is_found_from_inside_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    write("docs/part/page.md", PAGE)
    monkeypatch.chdir("docs/part")
    assert run("check", "page.md") == 0


def test_json_holds_every_finding_and_the_counts(capsys: pytest.CaptureFixture[str]) -> None:
    write("docs/page.md", PAGE.replace("2023]", "2024]"))
    assert run("check", "--format", "json", "docs/page.md") == 1
    record = json.loads(capsys.readouterr().out)
    finding = record.pop("findings")[0]
    assert record == {
        "files": 1,
        "citations": 1,
        "links": None,
        "unread": [],
        "errors": 1,
        "warnings": 0,
    }
    assert {key: finding[key] for key in ("path", "line", "column", "rule", "level")} == {
        "path": "docs/page.md",
        "line": 10,
        "column": 32,
        "rule": "cite-undefined",
        "level": "error",
    }
    assert finding["message"] == "Footnote [^anand2024] has no definition."


def test_github_annotations_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    write("docs/a,b: 100%.md", PAGE.replace("2023]", "2024%]"))
    assert run("check", "--format", "github", "docs/a,b: 100%.md") == 1
    out, _ = printed(capsys)
    assert out[0].startswith(
        "::error file=docs/a%2Cb%3A 100%25.md,line=10,col=32,title=cite-label-character::"
    )
    assert "[^anand2024%25]" in out[0]


def test_a_github_annotation_of_a_warning_is_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert run("check", "--format", "github", "docs/page.md") == 0
    assert printed(capsys)[0][0].startswith("::warning file=docs/page.md,line=")


def test_the_command_runs_without_mkdocs_and_prints_no_traceback() -> None:
    small_site.write(Path("site"))
    blocker = (
        "import sys, runpy\n"
        "class Blocker:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('mkdocs', 'material', 'jinja2'):\n"
        "            raise ImportError(f'{name} is not installed')\n"
        "sys.meta_path.insert(0, Blocker())\n"
        "sys.argv = ['healthguide', 'check', 'docs', 'site']\n"
        "runpy.run_module('healthguide', run_name='__main__')\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", blocker],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
    )
    assert result.stderr == ""
    assert result.stdout == "No problems in 8 pages, 6 citations, 77 links\n"
    assert result.returncode == 0


def test_names_that_are_not_utf_8_are_printed_all_the_same() -> None:
    name = os.fsdecode(b"docs/caf\xe9.md")
    try:
        write(name, PAGE.replace("2023]", "2024]"))
    except OSError:  # macOS refuses such a name, so there is nothing to print
        return
    result = subprocess.run(
        [sys.executable, "-m", "healthguide", "check", "docs"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
    )
    assert result.returncode == 1
    assert result.stderr == ""
    assert result.stdout.startswith("docs/caf\\udce9.md: [page-file-name] The name 'caf\\udce9.md'")
    assert "docs/caf\\udce9.md:10:32: [cite-undefined]" in result.stdout


def test_the_rules_are_printed_as_markdown_with_every_rule_and_failure_mode(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("rules") == 0
    text = capsys.readouterr().out
    for name in rules():
        assert f"### {name}\n" in text
    for number in range(1, 33):
        assert f"\n| {number} | " in text
    for number in (22, 29, 30, 32):
        assert f"| {number} | made right by rendering | " in text
    assert text.count("made right by rendering") == 4


def test_a_rule_has_its_fixed_form(capsys: pytest.CaptureFixture[str]) -> None:
    run("rules")
    start = "### site-heading\n\n**What.** A page has no main heading, or several.\n\n**Why.** The"
    text = capsys.readouterr().out
    assert start in text
    rest = text[text.index(start) :]
    places = [rest.index(f"**{part}") for part in ("What", "Why", "Wrong", "Right", "Says")]
    assert places == sorted(places)


def test_one_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "site-heading") == 0
    assert printed(capsys)[0][:3] == [
        "### site-heading",
        "",
        "**What.** A page has no main heading, or several.",
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("site-headin", "did you mean 'site-heading'?"), ("zzz", "the rules are: cite-undefined, ")],
)
def test_an_unknown_rule_names_the_likely_one(
    capsys: pytest.CaptureFixture[str], name: str, hint: str
) -> None:
    assert run("explain", name) == 2
    assert printed(capsys)[1][0].startswith(f"healthguide: there is no rule '{name}'; {hint}")
