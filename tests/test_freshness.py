"""Whether a saved copy is old: what is read, what is said, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from healthguide import __main__ as command
from healthguide.freshness import Copy, copies_in, judge, read_manifest

ECT, GONE = "https://guide.example.org/ect/", "https://guide.example.org/gone/"
NOW = {"url": ECT, "contentHash": "sha256-b", "lastReviewed": "2026-01-05", "status": "current"}
OLD = {"url": GONE, "contentHash": "sha256-a", "lastReviewed": "", "status": "withdrawn"}
WHY = {"reason": "Its trial was retracted.", "replacement": ECT}
BACK = {**OLD, "url": "https://guide.example.org/back/", "withdrawn": WHY}
PAGES = {ECT: NOW, GONE: OLD, BACK["url"]: BACK}
SAVED = (
    '<html><head><meta name="content-hash" content="sha256-{hash}">'
    '<link rel="canonical" href="{url}"></head><body><p>Größe</p></body></html>'
)
FRAGMENT = '<p>Ours.</p><div data-page="{url}" data-content-hash="sha256-{hash}"></div>'
SNIPPET = '<p><a href="{url}">ECT</a></p><iframe title="ECT" src="{url}embed/"></iframe>'


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        (SAVED.format(hash="b", url=ECT), [Copy(ECT, "sha256-b")]),
        (json.dumps(NOW), [Copy(ECT, "sha256-b")]),
        (SNIPPET.format(url=ECT), [Copy(ECT)]),
        (SNIPPET.format(url=ECT) + SNIPPET.format(url=GONE), [Copy(ECT), Copy(GONE)]),
        ('<iframe src="https://guide.example.org/ect/embed/card/#?secret=x">', [Copy(ECT)]),
        ('<iframe src="https://film.example.org/">', []),
        (FRAGMENT.format(hash="b", url=ECT), [Copy(ECT, "sha256-b")]),
        ("<p>Words</p>", []),
        ("", []),
        ("[1]", []),
    ],
)
def test_a_copy_is_found_in(text: str, copies: list[Copy]) -> None:
    assert copies_in(text) == copies


@pytest.mark.parametrize(
    ("copy", "state"),
    [
        (Copy(ECT, "sha256-b"), "same"),
        (Copy(ECT, "sha256-a"), "newer"),
        (Copy(ECT), "same"),
        (Copy(GONE, "sha256-a"), "withdrawn"),
        (Copy(GONE), "withdrawn"),
        (Copy("https://guide.example.org/never/", "sha256-b"), "withdrawn"),
    ],
)
def test_a_copy_is(copy: Copy, state: str) -> None:
    assert judge(copy, PAGES).state == state


def test_a_copy_of_a_withdrawn_page_is_told_why_and_what_to_read() -> None:
    told = judge(Copy("https://guide.example.org/back/", "sha256-a"), PAGES)
    assert (told.state, told.message) == (
        "withdrawn",
        "The guide has withdrawn it: Its trial was retracted. Take the copy down. Read instead: "
        f"{ECT}",
    )
    alone = {BACK["url"]: {**BACK, "withdrawn": {**WHY, "replacement": None}}}
    told = judge(Copy(str(BACK["url"])), alone)
    assert told.message.endswith("retracted. Take the copy down.")


def test_what_is_no_manifest_is_refused() -> None:
    for text in ("{}", "[]", "<p>", '{"pages": 3}'):
        with pytest.raises(ValueError, match=r"no list|Expecting|no manifest"):
            read_manifest(text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"pages": [NOW, OLD]}), encoding="utf-8")
    for name, text in {
        "same.html": SAVED.format(hash="b", url=ECT),
        "old.html": SAVED.format(hash="a", url=ECT),
        "gone.html": SAVED.format(hash="a", url=GONE),
        "none.html": "<p>Words</p>",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_worst_copy_gives_the_exit_code_and_each_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*names: str) -> int:
        return command.main(["freshness", "--manifest", "manifest.json", *names])

    assert run("same.html") == 0
    assert capsys.readouterr().out == f"same.html: same. {ECT} This is what the guide says.\n"
    assert run("same.html", "old.html") == 1
    assert "old.html: newer." in capsys.readouterr().out
    assert run("gone.html", "old.html", "same.html") == 2
    told = capsys.readouterr().out
    assert f"gone.html: withdrawn. {GONE} The guide has no such page any more." in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.html"], "none.html: holds no copy of a page that can be told"),
        (["missing.html"], "missing.html: No such file or directory"),
        (["http://guide.example.org/"], "http://guide.example.org/: give a file or an address"),
    ],
)
def test_what_cannot_be_told_exits_2_and_says_why(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert command.main(["freshness", "--manifest", "manifest.json", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_manifest_that_is_none_exits_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["freshness", "--manifest", "same.html", "old.html"]) == 2
    assert "same.html: is no manifest.json of a guide" in capsys.readouterr().err
