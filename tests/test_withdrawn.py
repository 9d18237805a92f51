"""A withdrawn page: its address stays in every form, its old text in none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import test_build
from healthguide import __main__ as command
from healthguide.pages import front_matter, withdrawn
from test_build import TODAY, build, change, html_of, page, write

pytestmark = [pytest.mark.site]
OLD = ("short seizure", "Shock", "Old cell", "A page of the small guide")
"""What the page said: its text, a search word, a cell of the comparison and its description."""
REASON = "The trial it rests on was <retracted>."
SAID = "The trial it rests on was &lt;retracted&gt;."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A guide with a withdrawn page, built once for the tests that only look."""
    guide = withdrawing(tmp_path_factory.mktemp("guide"))
    result = build(guide)
    assert result.returncode == 0, result.stderr
    return guide


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    return withdrawing(tmp_path)


def withdrawing(tmp_path: Path) -> Path:
    guide = test_build.small_guide(tmp_path)
    write(guide, "tms.md", "TMS", "A magnet.[^rush2006]\n\n<!-- comparison -->")
    change(guide / "docs/tms.md", "A page of the small", "A short text of the")
    change(guide / "mkdocs.yml", "  - ect.md\n", "  - ect.md\n  - tms.md\n")
    front = (
        f'status: withdrawn\nreason: "{REASON}"\nreplacement: tms.md\nsearch_words: [Shock]\n'
        'template: home.html\ncomparison:\n  risks: "Old cell.[^rush2006]"\n'
    )
    change(guide / "docs/ect.md", "status: current\n", front)
    change(guide / "docs/ect.md", "seizure.[^rush2006]", "seizure.[^rush2006]\n\n## Risks\n\nFew.")
    return guide


def test_the_address_stays_in_every_form_and_the_old_text_in_none(built: Path) -> None:
    for name in ("ect/index.html", "ect/embed/index.html", "ect/embed/card/index.html"):
        html = html_of(built, name)
        assert len(page(built, name).find_class("crisis")) == 1
        assert SAID in html
        assert "This page was withdrawn." in html
    for name in ("ect/index.html", "ect/embed/index.html"):
        (link,) = page(built, name).xpath("//a[.='TMS'][not(ancestor::nav)]")
        assert link.get("href") == ("../tms/" if name == "ect/index.html" else "../../tms/")
    said = json.loads(html_of(built, "ect/index.json"))
    schema = json.loads(html_of(built, "schema/page-1.json"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(said)] == []
    why = {"reason": REASON, "replacement": "https://guide.example.org/tms/"}
    assert (said["status"], said["withdrawn"]) == ("withdrawn", why)
    assert said["description"] == f"This page was withdrawn. {REASON}"
    assert json.loads(html_of(built, "ect/oembed.json"))["title"] == "ECT"
    listed = {one["name"]: one for one in json.loads(html_of(built, "manifest.json"))["pages"]}
    assert listed["ECT"]["withdrawn"] == why
    assert "withdrawn" not in listed["TMS"]
    told = "".join(
        html_of(built, file.relative_to(built / "site").as_posix())
        for file in built.glob("site/ect/**/*.*")
        if file.suffix in (".html", ".json")
    )
    told += html_of(built, "tms/index.html")
    assert [old for old in OLD if old in told] == []
    assert "application/ld+json" not in html_of(built, "ect/index.html")
    assert "not yet reviewed" not in html_of(built, "ect/index.html")


def test_search_and_the_index_no_longer_lead_to_it(built: Path) -> None:
    found = html_of(built, "search/index.json")
    assert [old for old in OLD[:3] if old in found] == []
    assert '"url":"ect/"' not in found
    assert '"url":"tms/"' in found


def test_a_saved_copy_is_told_that_it_was_withdrawn(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, manifest = (str(built / "site" / name) for name in ("ect/index.html", "manifest.json"))
    assert command.main(["freshness", "--manifest", manifest, saved]) == 2
    assert f"The guide has withdrawn it: {REASON}" in capsys.readouterr().out


def test_the_last_page_of_a_source_keeps_it_in_the_library(guide: Path) -> None:
    for name in ("index.md", "tms.md"):
        change(guide / "docs" / name, "[^rush2006]", "")
    result = build(guide)
    assert result.returncode == 0, result.stderr


def test_a_replacement_that_is_withdrawn_too_is_told_by_build_and_check(
    guide: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "docs/ect.md:9:14: [page-withdrawn] 'replacement' is '{}', which is no current page"
    monkeypatch.chdir(guide)
    monkeypatch.setenv(*next(iter(TODAY.items())))
    assert command.main(["check", "docs"]) == 0, capsys.readouterr().out
    front = "status: withdrawn\nreason: It is wrong.\n"
    change(guide / "docs/tms.md", "status: current\n", front)
    result = build(guide)
    assert result.returncode == 1
    assert wrong.format("tms.md") in result.stderr
    assert command.main(["check", "docs"]) == 1
    assert wrong.format("tms.md") in capsys.readouterr().out
    change(guide / "docs/ect.md", "replacement: tms.md", "replacement: ect.md")
    assert command.main(["check", "docs"]) == 1
    assert wrong.format("ect.md") in capsys.readouterr().out


def test_of_front_matter_only_what_holds_is_kept() -> None:
    meta: dict[str, object] = {"title": "ECT", "status": "withdrawn", "search_words": ["Shock"]}
    withdrawn.strip(meta, "Withdrawn.", "")
    assert meta == {
        "title": "ECT", "status": "withdrawn", "reason": "", "replacement": "",
        "description": "Withdrawn.",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "status : withdrawn",
        'status: "withdrawn"',
        "status: !!str withdrawn",
        "status: &a withdrawn",
    ],
)
def test_it_is_known_however_yaml_writes_it(line: str) -> None:
    assert front_matter.is_withdrawn(f"---\ntitle: ECT\n{line}\n---\nText.\n")


@pytest.mark.parametrize("line", ["status: withdrawn-x", "status: current # not withdrawn"])
def test_another_status_that_holds_the_word_is_another(line: str) -> None:
    assert not front_matter.is_withdrawn(f"---\ntitle: ECT\n{line}\n---\nText.\n")


def test_the_page_that_the_block_leads_to_cannot_be_withdrawn(tmp_path: Path) -> None:
    guide = test_build.small_guide(tmp_path)
    front = "status: withdrawn\nreason: It was old.\n"
    change(guide / "docs/get-help.md", "status: current\n", front)
    result = build(guide)
    assert result.returncode == 1
    assert "[crisis-more]" in result.stderr
    assert "It is withdrawn, and the last link of the block" in result.stderr


def test_a_builder_without_our_hook_shows_the_notice_and_not_the_old_text(guide: Path) -> None:
    settings = (guide / "mkdocs.yml").read_text(encoding="utf-8")
    config = guide / "plain.yml"
    without = re.sub(r"^hooks:\n(?:  - .*\n)+", "", settings, flags=re.MULTILINE)
    config.write_text(without, encoding="utf-8")
    assert without != settings
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]
    subprocess.run(command, check=True, capture_output=True)
    old = (guide / "site/ect/index.html").read_text(encoding="utf-8")
    assert "short seizure" not in old
    assert SAID in old
    assert 'class="crisis"' in old
