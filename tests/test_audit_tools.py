"""What the audit needs is found, or a person is told the one command to run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import audit_tools
import hosts
import lighthouse

ROOT = Path(__file__).parent.parent


def only(*present: str):  # noqa: ANN201
    return lambda tool, path=None: f"/bin/{tool}" if tool in present else None


def test_on_debian_the_command_names_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", only("apt-get", "node", "npm", "java", "firefox"))
    monkeypatch.setattr(audit_tools.os, "geteuid", lambda: 1000)
    assert audit_tools.problem() == (
        "The audit needs nginx, caddy. Run this command and try again: "
        "sudo apt-get install -y nginx-light caddy"
    )


def test_elsewhere_the_tools_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", only("node", "npm", "nginx", "caddy", "firefox"))
    assert audit_tools.problem() == (
        "The audit needs java. Install them, for example with: brew install java"
    )


def test_root_on_debian_installs_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    present, asked = ["apt-get", "node", "npm", "java", "nginx", "firefox"], []

    def install(tools: list[str]) -> None:
        asked.extend(tools)
        present.extend(tools)

    monkeypatch.setattr(shutil, "which", lambda tool, path=None: tool if tool in present else None)
    monkeypatch.setattr(audit_tools.os, "geteuid", lambda: 0)
    monkeypatch.setattr(audit_tools, "install", install)
    monkeypatch.setattr(audit_tools, "node_version", lambda: (20, 0))
    monkeypatch.setattr(audit_tools, "install_modules", lambda: "")
    assert audit_tools.problem() == ""
    assert asked == ["caddy"]


def test_an_old_node_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", only(*audit_tools.DEBIAN))
    monkeypatch.setattr(audit_tools, "node_version", lambda: (16, 20, 2))
    assert "Node 18.16 or newer" in audit_tools.problem()


def test_a_failed_npm_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(shutil, "which", only("npm"))
    monkeypatch.setattr(audit_tools, "MODULES", tmp_path)
    failed = subprocess.CompletedProcess([], 1, "", "no space left")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    assert audit_tools.install_modules().endswith("no space left")


@pytest.mark.parametrize("target", ["audit", "record"])
def test_make_runs_every_test_of_the_audit_and_the_browser(target: str) -> None:
    recipe = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    command = next(line for line in recipe.splitlines() if "--nginx" in line).partition("&& ")[2]
    assert command
    parts = [*shlex.split(command.replace(".venv/bin/python", sys.executable)), "--collect-only"]
    listed = subprocess.run(
        [part for part in parts if part != "--record"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = [
        *(ROOT / "tests" / "guide").glob("test_axe.py"),
        *(ROOT / "tests" / "guide" / "audit").glob("test_*.py"),
        *(ROOT / "tests" / "audit").glob("test_*.py"),
    ]
    assert len(files) >= 3
    for file in files:
        assert f"{file.relative_to(ROOT).as_posix()}::" in listed


def test_make_audit_runs_the_marked_tests_in_firefox() -> None:
    recipe = subprocess.run(
        ["make", "-n", "audit"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    files = (ROOT / "tests" / "guide").glob("test_*.py")
    marked = {file.name for file in files if "mark.firefox" in file.read_text(encoding="utf-8")}
    commands = [line for line in recipe.splitlines() if "--firefox" in line]
    assert len(commands) == bool(marked)
    for command in commands:
        parts = shlex.split(command.replace(".venv/bin/python", sys.executable))[1:]
        listed = subprocess.run(
            [*parts, "--collect-only"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        assert set(re.findall(r"^tests/guide/(\w+\.py)::", listed, re.MULTILINE)) == marked


@pytest.mark.parametrize("target", ["audit", "record"])
def test_make_asks_for_no_test_of_a_guide_that_a_fork_deleted(tmp_path, target: str) -> None:
    for name in ("requirements.txt", "tests/requirements.txt", "tests/audit/firefox.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    recipe = subprocess.run(
        ["make", "-n", "-f", ROOT / "Makefile", target],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "--nginx" in recipe
    assert "tests/guide" not in recipe
    assert "--firefox" not in recipe


def test_every_package_is_pinned_exactly_and_no_download_address_is_kept() -> None:
    listed = json.loads((audit_tools.AUDIT / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[\d.]+", version) for version in listed["dependencies"].values())
    locked = (audit_tools.AUDIT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in locked
    assert all(
        "integrity" in entry for name, entry in json.loads(locked)["packages"].items() if name
    )


# The servers


def test_a_sample_that_lost_the_line_to_change_is_refused() -> None:
    with pytest.raises(ValueError, match="0 lines like"):
        hosts.changed("server {}", (r"listen 80;", "listen 81;"))


# Lighthouse


def test_points_are_lost_only_to_audits_that_weigh() -> None:
    said = {
        "categories": {
            "seo": {
                "score": 0.5,
                "auditRefs": [{"id": "title", "weight": 1}, {"id": "hint", "weight": 0}],
            }
        },
        "audits": {
            "title": {"score": 0, "title": "No title", "details": {"items": []}},
            "hint": {"score": 0, "title": "A hint"},
        },
    }
    assert lighthouse.scores(said) == {"seo": 50}
    assert lighthouse.lost_points(said) == ["title: No title"]
