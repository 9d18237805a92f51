"""What lies in docs/ is a file with a fit name and size; no link leads out of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from healthguide.pages import files


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.md").write_text("Secret.", encoding="utf-8")
    folder = tmp_path / "docs"
    (folder / "part").mkdir(parents=True)
    (folder / "index.md").write_text("Home.", encoding="utf-8")
    return folder


def problems(top: str = "docs") -> list[str]:
    return list(map(str, files.find_problems(Path("docs"), str, Path(top))))


def link(name: str, target: str) -> Callable[[Path], None]:
    return lambda docs: (docs / name).symlink_to(target)


def circle(docs: Path) -> None:
    (docs / "a").mkdir()
    (docs / "b").mkdir()
    (docs / "a" / "x").symlink_to("../b")
    (docs / "b" / "y").symlink_to("../a")


def bind(docs: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(docs / "talk.md"))


def large(docs: Path) -> None:
    (docs / "large.md").write_bytes(b"a" * (files.LARGEST + 1))


LINK = "[page-file-link] The symbolic link to"
REFUSED: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "out": (
        link("x.md", "../secret.md"),
        [f"docs/x.md: {LINK} '../secret.md' leads out of the folder. Delete the link, and copy"],
    ),
    "out by a folder": (
        link("x", ".."),
        [f"docs/x: {LINK} '..' leads out of the folder. Delete the link, and copy the file here"],
    ),
    "nowhere": (link("x.md", "gone"), [f"docs/x.md: {LINK} 'gone' leads nowhere. Delete the"]),
    "to itself": (link("x.md", "x.md"), [f"docs/x.md: {LINK} 'x.md' leads nowhere. Delete the"]),
    "up": (link("part/x", ".."), [f"docs/part/x: {LINK} '..' leads in a circle. Delete the link"]),
    "to and fro": (
        circle,
        [
            f"docs/a/x/y: {LINK} '../a' leads in a circle. Delete the link; link to single files",
            f"docs/b/y/x: {LINK} '../b' leads in a circle. Delete the link; link to single files",
        ],
    ),
    "a pipe": (
        lambda docs: os.mkfifo(docs / "x.md"),
        ["docs/x.md: [page-file-kind] This is a named pipe, not a file. Delete it, or move it"],
    ),
    "a socket": (bind, ["docs/talk.md: [page-file-kind] This is a socket, not a file. Delete it"]),
    "large": (
        large,
        ["docs/large.md: [page-file-size] The page has 1000001 bytes, more than 1000000. Cut it"],
    ),
    "a quote": (
        lambda docs: (docs / 'a"b.md').touch(),
        ["docs/a\"b.md: [page-file-name] The name 'a\"b.md' holds '\"', '<', '>', a backslash, or"],
    ),
    "a tag": (
        lambda docs: (docs / "<i>.md").touch(),
        ["docs/<i>.md: [page-file-name] The name '<i>.md' holds '\"', '<', '>', a backslash, or"],
    ),
    "a line end": (
        lambda docs: (docs / "a\nb.md").touch(),
        ["docs/a\\nb.md: [page-file-name] The name 'a\\nb.md' holds '\"', '<', '>', a backslash"],
    ),
    "turned": (
        lambda docs: (docs / "a\u202eb").mkdir(),
        ["docs/a\\u202eb: [page-file-name] The name 'a\\u202eb' holds '\"', '<', '>', a backslash"],
    ),
    "Latin 1": (
        lambda docs: Path(os.fsdecode(os.fsencode(docs) + b"/caf\xe9.md")).touch(),
        ["docs/caf\\udce9.md: [page-file-name] The name 'caf\\udce9.md' holds '\"', '<', '>', a"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_by_name_and_with_what_to_do(docs: Path, case: str) -> None:
    make, expected = REFUSED[case]
    make(docs)
    told = problems()
    assert len(told) == len(expected)
    for finding, start in zip(told, expected, strict=True):
        assert finding.startswith(start)


def test_what_cannot_be_read_is_told(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: "index" not in path and allowed("/", mode))
    assert problems() == [
        "docs/index.md: [page-file-unreadable] It cannot be read: Permission denied. Allow your "
        "account to read it, or move it out of docs/."
    ]


def test_a_folder_that_cannot_be_read_is_told(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def denied(folder: Path) -> object:
        if folder.name == "part":
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", denied)
    assert [one.partition(" It")[0] for one in problems()] == ["docs/part: [page-file-unreadable]"]


def test_what_is_usual_passes(docs: Path) -> None:
    (docs / "part" / "same.md").symlink_to("../index.md")
    (docs / "again").symlink_to("part")
    (docs / ".#index.md").symlink_to("jane@host.1234")  # as Emacs writes beside what it edits
    for name in ("it's.md", "ü b.md", "a&b#c%.md", ".a\nb"):
        (docs / name).touch()
    (docs / "data.csv").write_bytes(b"1" * (files.LARGEST + 1))
    (docs / "most.md").write_bytes(b"a" * files.LARGEST)
    assert problems() == []


def test_a_part_of_the_guide_may_link_to_another(docs: Path) -> None:
    (docs / "part" / "same.md").symlink_to("../index.md")
    assert list(files.find_problems(Path("docs/part"), str, Path("docs"))) == []
    assert len(files.find_problems(Path("docs/part"), str, Path("docs/part"))) == 1
