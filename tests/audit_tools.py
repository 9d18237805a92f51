"""Finds what the audit needs beside Python and a browser, or installs it.

`python tests/audit_tools.py` installs packages as root on Debian; elsewhere it prints the command
that a person must run. The Node packages come from tests/audit/package-lock.json; their install
scripts are not run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

AUDIT = Path(__file__).parent / "audit"
MODULES = AUDIT / "node_modules"
LIGHTHOUSE = MODULES / "lighthouse" / "cli" / "index.js"
AXE = MODULES / "axe-core" / "axe.min.js"
NU_CHECKER = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"

DEBIAN = {
    "node": "nodejs",
    "npm": "npm",
    "java": "default-jre-headless",
    "nginx": "nginx-light",
    "caddy": "caddy",
    "firefox": "firefox-esr",
}
"""Debian's package by the name of the tool."""
OLDEST_NODE = (18, 16)
"""What Lighthouse 12 runs on."""
SYSTEM = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Where servers are installed; these folders are not on everybody's path."""


def find(tool: str) -> str | None:
    """The path of a tool on this machine, or None."""
    return shutil.which(tool, path=os.pathsep.join([os.environ.get("PATH", ""), *SYSTEM]))


def needed(tool: str) -> str:
    """The path of a tool. Raises FileNotFoundError that names the command to run."""
    path = find(tool)
    if path is None:
        raise FileNotFoundError(f"The audit needs {tool}. Run this command: make audit")
    return path


def missing() -> list[str]:
    return [tool for tool in DEBIAN if find(tool) is None]


def by_hand(tools: Iterable[str]) -> str:
    """What a person must do to get the tools."""
    tools = list(tools)
    if shutil.which("apt-get"):
        packages = " ".join(DEBIAN[tool] for tool in tools)
        how = f"Run this command and try again: sudo apt-get install -y {packages}"
    else:
        how = f"Install them, for example with: brew install {' '.join(tools)}"
    return f"The audit needs {', '.join(tools)}. {how}"


def install(tools: Iterable[str]) -> None:
    """Ask Debian for the packages; RUNLEVEL keeps it from starting the servers."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    packages = [DEBIAN[tool] for tool in tools]
    command = ["apt-get", "install", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, **quiet)


def node_version() -> tuple[int, ...]:
    said = subprocess.run([needed("node"), "--version"], capture_output=True, text=True, check=True)
    return tuple(map(int, re.findall(r"\d+", said.stdout)))


def install_modules() -> str:
    """Install the Node packages of the lock file. Returns "" or why it did not work."""
    done, lock = MODULES / ".package-lock.json", AUDIT / "package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    command = [needed("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    result = subprocess.run(command, cwd=AUDIT, capture_output=True, text=True, check=False)
    if result.returncode:
        return f"npm could not install what tests/audit/package.json lists:\n{result.stderr}"
    done.touch()
    return ""


def problem() -> str:
    """Install what is missing. Returns "" or what a person must do."""
    if (tools := missing()) and shutil.which("apt-get") and os.geteuid() == 0:
        install(tools)
    if tools := missing():
        return by_hand(tools)
    if node_version() < OLDEST_NODE:
        wanted = ".".join(map(str, OLDEST_NODE))
        return f"The audit needs Node {wanted} or newer. Install one and run: make audit"
    return install_modules()


def main() -> int:
    said = problem()
    if said:
        print(said, file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
