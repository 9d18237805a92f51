"""Writes the three hashed requirement files from pyproject.toml: `make lock`. Needs `uv`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = {
    "site": (
        ROOT / "requirements.txt",
        [],
        "# The packages that build the site, exact and hashed. Made by `make lock` from\n"
        "# pyproject.toml, which gives the reason for each. mkdocs stays below 2: that line drops\n"
        "# hooks and plugins, and with them the crisis block's guarantee and the citation check.\n",
    ),
    "test": (
        ROOT / "tests" / "requirements.txt",
        ["--constraint", "requirements.txt"],
        "# What the tests need beside requirements.txt, exact and hashed. Made by `make lock`.\n",
    ),
    "bench": (
        ROOT / "tests" / "bench_pages" / "requirements.txt",
        [],
        "# Sphinx for `make bench-pages`, exact and hashed; in an environment of its own. Made by\n"
        "# `make lock`.\n",
    ),
}
OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version=3.11.5",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
]


def main() -> int:
    for group, (file, constraints, head) in FILES.items():
        command = ["uv", "pip", "compile", *OPTIONS, *constraints]
        result = subprocess.run(
            [*command, "--group", f"pyproject.toml:{group}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            print(result.stderr, file=sys.stderr)
            return result.returncode
        file.write_text(head + result.stdout, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
