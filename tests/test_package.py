"""The package: a fork that installs it builds the same bytes, and a new guide is right."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from healthguide import new
from healthguide.crisis.lines import REVIEWED
from healthguide.yaml_text import SettingsLoader
from installed import Package, as_fork, build, site_of

ROOT = Path(__file__).parent.parent
pytestmark = [pytest.mark.site, pytest.mark.xdist_group("package")]


def files_in(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*"))


def test_a_wheel_made_from_the_source_archive_is_the_same(package: Package, tmp_path: Path) -> None:
    archive = build("sdist", tmp_path)
    with tarfile.open(archive) as source:
        source.extractall(tmp_path, filter="data")
    again = build("wheel", tmp_path, tmp_path / archive.name.removesuffix(".tar.gz"))
    assert filecmp.cmp(package.wheel, again, shallow=False)


def test_the_version_is_the_one_that_each_page_prints(package: Package) -> None:
    settings = SettingsLoader((ROOT / "mkdocs.yml").read_text("utf-8")).get_data()
    release = settings["extra"]["release"]
    assert package.wheel.name == f"healthguide-{release}-py3-none-any.whl"


def test_the_package_holds_what_the_repository_holds(package: Package) -> None:
    """Nothing is left out because a name looks like output, and nothing more is in it."""
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "hooks/healthguide", "overrides"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    wanted = {
        *(
            re.sub("^overrides/", "healthguide/theme/", name.removeprefix("hooks/"))
            for name in tracked
        ),
        "healthguide/mkdocs_hooks.py",
        "healthguide/new/requirements.txt",
    }
    with zipfile.ZipFile(package.wheel) as wheel:
        names = wheel.namelist()
    assert sorted(name for name in names if ".dist-info/" not in name) == sorted(wanted)


def test_a_fork_that_installs_the_package_builds_the_same_bytes(
    package: Package, site: Path, tmp_path: Path
) -> None:
    fork = as_fork(tmp_path / "fork")
    result = package.run(fork, "mkdocs", "build", "--strict")
    assert result.returncode == 0, result.stderr
    assert files_in(fork / "site") == files_in(site)
    names = [name for name in files_in(site) if (site / name).is_file()]
    assert filecmp.cmpfiles(site, fork / "site", names, shallow=False)[1:] == ([], [])


@pytest.fixture
def guide(package: Package, tmp_path: Path) -> Path:
    """A guide that `healthguide new` wrote."""
    result = package.run(tmp_path, "healthguide", "new", "guide")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        *(f"guide/{name}" for name in files_in(tmp_path / "guide") if "." in name),
        "Now: cd guide, pip install -r requirements.txt, mkdocs build --strict. "
        "Then write site_name and extra.crisis in mkdocs.yml.",
    ]
    return tmp_path / "guide"


def test_a_new_guide_builds_quietly_and_passes_the_checks(package: Package, guide: Path) -> None:
    result = package.run(guide, "mkdocs", "build", "--strict")
    assert result.returncode == 0, result.stderr
    assert not re.search("WARNING|ERROR|Traceback", result.stdout + result.stderr)
    assert "Not yet reviewed by a clinician" in (guide / "site/index.html").read_text("utf-8")
    result = package.run(guide, "healthguide", "check", "docs", "site")
    assert result.returncode == 0, result.stdout


def test_a_new_guide_pins_what_the_repository_pins(package: Package, guide: Path) -> None:
    pins = (guide / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert pins[0] == f"healthguide=={package.wheel.name.split('-')[1]}"
    assert pins[1:] == new.exact(ROOT / "requirements.txt")
    assert {"mkdocs==1.6.1", "colorama==0.4.6"} <= set(pins)
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", pin) for pin in pins)


def test_the_lines_of_a_new_guide_are_the_reviewed_ones() -> None:
    text = (ROOT / "hooks/healthguide/new/mkdocs.yml").read_text(encoding="utf-8")
    crisis = SettingsLoader(text).get_data()["extra"]["crisis"]
    reviewed = tomllib.loads(REVIEWED.read_text(encoding="utf-8"))[crisis["country"]]["lines"]
    for way in ("call", "text", "chat", "fallback"):
        number = crisis[way]["link" if way == "chat" else "number"]
        row = next(row for row in reviewed if (row["way"], row["number"]) == (way, number))
        assert row["verified"] is True
        assert {**crisis[way], **{key: row[key] for key in ("source", "checked")}} == crisis[way]


@pytest.mark.parametrize(
    "fill",
    [
        lambda place: (place.mkdir(), (place / "a.txt").write_text("")),
        lambda place: place.write_text(""),
    ],
)
def test_a_place_that_is_taken_is_left_alone(
    package: Package, tmp_path: Path, fill: Callable[[Path], object]
) -> None:
    fill(tmp_path / "guide")
    before = files_in(tmp_path)
    result = package.run(tmp_path, "healthguide", "new", "guide")
    assert result.returncode == 2
    assert result.stderr == (
        "healthguide: guide is there and not empty; name a folder that is new or empty.\n"
    )
    assert files_in(tmp_path) == before


def test_the_repository_alone_says_that_a_new_guide_needs_the_package(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "healthguide", "new", "guide"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
    )
    assert result.returncode == 2
    assert result.stderr == (
        "healthguide: a new guide uses the installed package; run 'pip install .' in the "
        "repository.\n"
    )
    assert not (tmp_path / "guide").exists()


STAND_IN = """#!/bin/sh
exec '{python}' -m {module} "$@"
"""


def test_the_ways_in_of_the_readme_run_as_written(package: Package, tmp_path: Path) -> None:
    """In a shell, one after the other. What an index would send is there already."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Fork it")[2]
    wheel, plugin, new_guide, repository = re.findall(r"^```sh\n(.*?)^```", section, re.M | re.S)
    clone, own = tmp_path / "clone", site_of(tmp_path / "own", "mkdocs")
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(".*", "site", "dist", "tests"))
    shutil.copytree(ROOT / "hooks", clone / "hooks", dirs_exist_ok=True)
    (clone / "tests").mkdir()
    (clone / "tests" / "requirements.txt").touch()
    environment = clone / ".venv"
    venv.create(environment, with_pip=False)
    [packages] = (environment / "lib").glob("python*/site-packages")
    python = environment / "bin" / "python"
    (packages / "installed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    for module in ("pip", "mkdocs"):
        script = environment / "bin" / module
        script.write_text(STAND_IN.format(python=python, module=module), encoding="utf-8")
        script.chmod(0o755)
    for stamp in ("site.stamp", "test.stamp"):
        (environment / stamp).touch()
    steps = [(clone, wheel), (own, plugin), (tmp_path, new_guide), (clone, repository)]
    script = "set -e\n" + "".join(f"cd '{folder}'\n{commands}" for folder, commands in steps)
    result = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"],  # a wheel holds the time
        },
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert (clone / "dist" / package.wheel.name).read_bytes() == package.wheel.read_bytes()
    for folder in (own, tmp_path / "my-guide", clone):
        assert 'class="crisis"' in (folder / "site" / "index.html").read_text(encoding="utf-8")
