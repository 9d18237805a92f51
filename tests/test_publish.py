"""A finished folder takes the workspace of the last one, and nothing is lost when that fails."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from healthguide.publish import swap

HOOKS = Path(__file__).parent.parent / "hooks"
DIES = """
import os, sys
from pathlib import Path
from healthguide.publish import swap
workspace = swap.begin(Path(sys.argv[1]))
(workspace.folder / "index.html").write_text("half")
if sys.argv[2] == "moved":
    swap._exchanged = lambda *_: False
    Path.rename = lambda self, to, move=Path.rename: (move(self, to), os.kill(os.getpid(), 9))
    swap.publish(workspace, Path(sys.argv[1]))
os.kill(os.getpid(), 9)
"""


def written(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(text, encoding="utf-8")


def built(published: Path, text: str) -> swap.Workspace:
    workspace = swap.begin(published)
    written(workspace.folder, text)
    return workspace


def shown(published: Path) -> str:
    return (published / "index.html").read_text(encoding="utf-8")


@pytest.fixture(params=["one step", "two steps"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where to publish; on Linux in one step, elsewhere in two."""
    if request.param == "two steps":
        monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    return tmp_path / "site"


def test_the_new_folder_replaces_the_old_one_whole(site: Path) -> None:
    written(site, "old")
    (site / "gone.html").touch()
    swap.publish(built(site, "new"), site)
    assert [file.name for file in site.iterdir()] == ["index.html"]
    assert shown(site) == "new"
    assert [entry.name for entry in site.parent.iterdir()] == ["site"]


def test_the_first_build_needs_no_old_folder(site: Path) -> None:
    swap.publish(built(site.parent / "deep" / "site", "new"), site.parent / "deep" / "site")
    assert shown(site.parent / "deep" / "site") == "new"


def test_two_builds_have_a_place_each_and_the_last_to_finish_wins(site: Path) -> None:
    one, other = built(site, "one"), built(site, "other")
    assert one.folder != other.folder
    swap.publish(other, site)
    swap.publish(one, site)
    assert shown(site) == "one"
    assert [entry.name for entry in site.parent.iterdir()] == ["site"]


def test_a_failed_move_puts_the_old_folder_back(site: Path) -> None:
    written(site, "old")
    workspace = built(site, "new")
    shutil.rmtree(workspace.folder)
    with pytest.raises(OSError, match="building"):
        swap.publish(workspace, site)
    assert shown(site) == "old"


def test_a_site_that_is_a_link_stays_one(site: Path) -> None:
    written(site.with_name("served"), "old")
    site.symlink_to("served")
    swap.publish(built(site, "new"), site)
    assert site.is_symlink()
    assert shown(site.with_name("served")) == "new"


def test_the_published_folder_may_be_read_by_a_server(site: Path) -> None:
    swap.publish(built(site, "new"), site)
    mask = os.umask(0)
    os.umask(mask)
    assert site.stat().st_mode & 0o777 == 0o777 & ~mask


def killed(published: Path, when: str) -> None:
    command = [sys.executable, "-c", DIES, str(published), when]
    environment = {**os.environ, "PYTHONPATH": str(HOOKS)}
    done = subprocess.run(command, check=False, env=environment)
    assert done.returncode == -signal.SIGKILL


def test_what_a_killed_build_left_is_cleared_by_the_next(site: Path) -> None:
    written(site, "old")
    living = built(site, "living")
    killed(site, "working")
    assert len(list(site.parent.iterdir())) == 3
    swap.publish(built(site, "new"), site)
    assert shown(living.folder) == "living"
    swap.drop(living)
    assert [entry.name for entry in site.parent.iterdir()] == ["site"]


def test_a_build_killed_between_two_moves_gives_the_old_site_back(site: Path) -> None:
    written(site, "old")
    killed(site, "moved")
    assert not site.exists()
    workspace = swap.begin(site)
    assert shown(site) == "old"
    swap.drop(workspace)
    assert [entry.name for entry in site.parent.iterdir()] == ["site"]


def test_a_faster_build_in_the_middle_of_a_move_is_replaced(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two moves of one build, another one publishes."""
    written(site, "old")
    workspace, move = built(site, "new"), Path.rename
    faster = ["faster"]

    def slow(self: Path, to: Path) -> Path:
        moved = move(self, to)
        if self == site and faster:
            written(site, faster.pop())
        return moved

    monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    monkeypatch.setattr(Path, "rename", slow)
    swap.publish(workspace, site)
    assert faster == []
    assert shown(site) == "new"
    assert [entry.name for entry in site.parent.iterdir()] == ["site"]
