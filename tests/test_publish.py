"""A finished folder takes the place of the last one, and nothing is lost when that fails."""

from pathlib import Path

import pytest

from healthguide.publish.swap import building_place, swap


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "index.html").write_text(text, encoding="utf-8")
    return path


def test_building_happens_beside_the_published_folder(tmp_path: Path) -> None:
    assert building_place(tmp_path / "site") == tmp_path / ".site-building"


def test_the_new_folder_replaces_the_old_one_whole(tmp_path: Path) -> None:
    old, new = folder(tmp_path / "site", "old"), folder(tmp_path / "new", "new")
    (old / "gone.html").touch()
    swap(new, old)
    assert [file.name for file in old.iterdir()] == ["index.html"]
    assert (old / "index.html").read_text(encoding="utf-8") == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_the_first_build_needs_no_old_folder(tmp_path: Path) -> None:
    swap(folder(tmp_path / "new", "new"), tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_failed_move_puts_the_old_folder_back(tmp_path: Path) -> None:
    old = folder(tmp_path / "site", "old")
    with pytest.raises(OSError, match="missing"):
        swap(tmp_path / "missing", old)
    assert (old / "index.html").read_text(encoding="utf-8") == "old"
