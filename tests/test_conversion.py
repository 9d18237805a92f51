"""Outside a build, pages are read with the extensions of the nearest mkdocs.yml."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthguide.__main__ import main
from healthguide.pages.conversion import ALWAYS, DEFAULT, markup_of
from healthguide.yaml_text import Settings

PAGE = """\
---
title: Ketamine
description: What ketamine is, how well it works for depression, and what it risks for you.
last_reviewed: 2026-01-05
next_review: 2026-07-05
reviewed_by: none
status: current
---

{text}
"""
TABS = '=== "Pills"\n\n    In a tab.[^1]\n\n[^1]: A note.\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769900000")  # 2026-01-31
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    return tmp_path


def check(
    settings: str, text: str, capsys: pytest.CaptureFixture[str]
) -> tuple[list[str], list[str]]:
    """What the command prints of a page under these settings."""
    Path("mkdocs.yml").write_text(settings, encoding="utf-8")
    Path("docs/page.md").write_text(PAGE.format(text=text), encoding="utf-8")
    main(["check", "docs/page.md"])
    out, err = capsys.readouterr()
    return out.splitlines()[:-1], err.splitlines()


def test_tabs_are_read_when_the_site_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    settings = "markdown_extensions:\n  - pymdownx.tabbed: {alternate_style: true}\n"
    assert check(settings, TABS, capsys) == ([], [])


def test_tabs_are_code_when_the_site_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("markdown_extensions: [footnotes]\n", TABS, capsys)[0] == [
        "docs/page.md:14:1: [cite-unused] The note [^1] is defined but no sentence cites it. Cite "
        "it with [^1] in the text, or delete the note; a citation in code or in a comment does not "
        "count. (healthguide explain cite-unused)"
    ]


def test_tags_of_yaml_and_names_in_python_are_followed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAMED", "from the environment")
    settings = """\
site_name: !ENV [UNNAMED, NAMED, "a default"]
docs: !ENV UNNAMED
markdown_extensions:
  toc:
    slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
  pymdownx.tabbed: {alternate_style: true}
  pymdownx.snippets: {base_path: !relative $config_dir}
  pymdownx.superfences:
    custom_fences:
      - name: mermaid
        class: mermaid
        format: !!python/name:pymdownx.superfences.fence_code_format
"""
    assert check(settings, TABS + "\n```mermaid\nA[^2]\n```", capsys) == ([], [])


def test_settings_are_inherited(capsys: pytest.CaptureFixture[str]) -> None:
    Path("base.yml").write_text("markdown_extensions: [pymdownx.tabbed]\n", encoding="utf-8")
    assert check("INHERIT: base.yml\nsite_name: A\n", TABS, capsys) == ([], [])


def test_an_extension_that_is_not_installed_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check("markdown_extensions: [nowhere.to_be]\n", TABS, capsys) == (
        [],
        [
            "healthguide: docs/page.md: cannot be converted: the Markdown extension "
            "'nowhere.to_be' of mkdocs.yml is not installed; install it where this command runs, "
            "or take it out of markdown_extensions."
        ],
    )


@pytest.mark.parametrize(
    ("option", "reason"),
    [("sluggify: 1", "'sluggify'"), ("slugify: !!python/name:nowhere.slug", "")],
)
def test_an_option_that_makes_no_sense_is_told_in_a_sentence(
    option: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = check(f"markdown_extensions:\n  - toc: {{{option} }}\n", "## A\n\n" + TABS, capsys)
    assert out == []
    assert err[-1].startswith("healthguide: docs/page.md: cannot be converted: ")
    assert reason in err[-1]


def test_a_snippet_that_is_missing_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = "markdown_extensions:\n  - pymdownx.snippets: {check_paths: true}\n"
    _, err = check(settings, '--8<-- "gone.md"', capsys)
    assert err == [
        "healthguide: docs/page.md: cannot be converted: Snippet at path 'gone.md' could not be "
        "found."
    ]


def test_27_a_note_that_a_snippet_defines_again_is_told_where_the_snippet_is_put_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("risk.md").write_text("A risk.[^2]\n\n[^1]: Again.\n\n[^2]: Its own.\n", encoding="utf-8")
    settings = "markdown_extensions:\n  - pymdownx.snippets: {check_paths: true}\n"
    text = 'Text.[^1]\n\n[^1]: A note.\n\n--8<-- "risk.md"\n'
    assert check(settings, text, capsys)[0] == [
        "docs/page.md:14:1: [cite-duplicate] The note [^1] is defined a second time; the first is "
        "on line 12. Give this one another label, or delete it. "
        "(healthguide explain cite-duplicate)"
    ]


def test_without_settings_a_usual_set_is_read() -> None:
    assert markup_of(Settings()).names[: len(ALWAYS + DEFAULT)] == ALWAYS + DEFAULT


def test_paths_of_extensions_start_in_the_folder_of_the_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("parts").mkdir()
    Path("parts/one.md").write_text("Part.[^1]\n\n[^1]: A note.\n", encoding="utf-8")
    settings = (
        "markdown_extensions:\n  - pymdownx.snippets: {check_paths: true, base_path: [parts]}\n"
    )
    assert check(settings, '--8<-- "one.md"', capsys) == ([], [])
    monkeypatch.chdir("docs")
    assert main(["check", "page.md"]) == 0
