"""A fork is told what it still carries of the guide it was made from, each with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthguide import doctor, new
from healthguide.__main__ import main
from healthguide.doctor import find_problems

SETTINGS = """\
site_name: {name}
site_url: https://trust.example.nhs.uk/
extra:
  organisation: {{ name: Riverside Trust }}
  crisis: {{ country: GB }}
"""
LINE = "is a line of US; this guide is for GB."


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(SETTINGS.format(name="Low mood"), encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text("# Help\n\nCall 116 123.\n", encoding="utf-8")
    return tmp_path


def told(source: str, country: str = "GB") -> list[str]:
    return [
        f"{one.line}:{one.column} {one.rule} {one.message}"
        for one in find_problems(source, "docs/x.md", country)
    ]


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("Call or text 988.", f"1:14 fork-number The number 988 {LINE}"),
        ("a\n\nIn danger? Call 911!", f"3:17 fork-number The number 911 {LINE}"),
        ("Call 1-800-662-4357.", f"1:6 fork-number The number 1-800-662-4357 {LINE}"),
        ("Text HOME to 741741.", f"1:14 fork-number The number 741741 {LINE}"),
        ("The FDA approved it.", "1:5 fork-word 'FDA' belongs to US."),
        ("TODO: our clinic", "1:1 fork-placeholder 'TODO' is a placeholder."),
        ("Ask Your Organization.", "1:5 fork-placeholder 'your organization' is a placeholder."),
        (
            "From *Living with treatment-resistant depression*.",
            "1:7 fork-name The name 'Living with treatment-resistant depression' is upstream's.",
        ),
    ],
)  # fmt: skip
def test_what_is_upstream_s_is_told_where_it_stands(source: str, finding: str) -> None:
    assert told(source) == [finding]


@pytest.mark.parametrize(
    "source",
    [
        "Call Samaritans on 116 123.",
        "A dose of 9880 mg, room 988-2, about 1988",
        "A claim.[^fda-988] [a page](https://988lifeline.org/FDA) <!-- TODO 911 -->",
        "We list todos and a zip codex.",
    ],
)
def test_what_only_looks_like_it_is_not_told(source: str) -> None:
    assert told(source) == []


def test_a_guide_of_the_same_country_keeps_its_numbers_and_words() -> None:
    assert told("Call 988. The FDA approved it. Medicare pays.", "US") == []


def test_a_number_that_both_countries_have_is_the_fork_s_own() -> None:
    assert told("Call or text 988, in danger 911.", "CA") == []
    assert told("Text 838255.", "CA") == [
        "1:6 fork-number The number 838255 is a line of US; this guide is for CA."
    ]


def test_each_value_is_told_once_a_page() -> None:
    assert len(told("Call 988.\n\nText 988.\n")) == 1


def test_a_fork_that_forgot_nothing_is_clean(
    fork: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", str(fork)]) == 0
    assert capsys.readouterr().out.startswith("No problems in 1 page")


def test_settings_that_are_still_upstream_s_are_told(
    fork: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fork / "mkdocs.yml").write_text(
        f"site_name: {doctor.upstream()['names'][0]}\nextra: {{ crisis: {{ country: US }} }}\n",
        encoding="utf-8",
    )
    assert main(["doctor", str(fork)]) == 1
    out = capsys.readouterr().out
    for said in (
        "mkdocs.yml: [fork-owner] 'extra.organisation.name' is not set.",
        "mkdocs.yml: [fork-address] 'site_url' is not set.",
        "mkdocs.yml:1:12: [fork-name] The name 'Living with treatment-resistant depression'",
    ):
        assert said in out


def test_a_pin_that_is_behind_is_told(
    fork: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "package"
    ours.mkdir()
    (ours / "requirements.txt").write_text(
        "mkdocs==1.6.1 \\\n    --hash=sha256:0\n", encoding="utf-8"
    )
    monkeypatch.setattr(new, "HERE", ours)
    (fork / "requirements.txt").write_text("healthguide==1.0.0\nmkdocs==1.5.3\n", encoding="utf-8")
    (finding,) = doctor.examine(fork).findings
    assert (finding.rule, finding.line) == ("fork-pin", 2)
    assert finding.message == "'mkdocs==1.5.3' is pinned; this release was tested with 1.6.1."


@pytest.mark.parametrize("text", [None, "a: [", "- a\n"])
def test_settings_that_cannot_be_read_end_with_a_sentence(
    fork: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    if text is None:
        (fork / "mkdocs.yml").unlink()
    else:
        (fork / "mkdocs.yml").write_text(text, encoding="utf-8")
    assert main(["doctor", str(fork)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("healthguide: ")
    assert "mkdocs.yml" in said
    assert "Traceback" not in said


def test_a_page_that_cannot_be_read_is_named(
    fork: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fork / "docs" / "b.md").write_bytes(b"\xff")
    assert main(["doctor", str(fork)]) == 2
    assert "docs/b.md: not UTF-8 (byte " in capsys.readouterr().err
