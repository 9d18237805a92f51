"""Writes the hashed requirement files from pyproject.toml: `make lock`. Needs `uv`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = (
    (
        ROOT / "requirements.txt",
        ["pyproject.toml", "--extra=guide"],
        "# The packages that build the site, exact and hashed. Made by `make lock` from\n"
        "# pyproject.toml, which gives the reason for each. mkdocs stays below 2: that line drops\n"
        "# hooks and plugins, and with them the crisis block's guarantee and the citation check.\n",
    ),
    (
        ROOT / "tests" / "requirements.txt",
        ["--group=test", "--constraint=requirements.txt"],
        "# What the tests need beside requirements.txt, exact and hashed. Made by `make lock`.\n",
    ),
    (
        ROOT / "tests" / "bench_pages" / "requirements.txt",
        ["--group=bench"],
        "# Sphinx for `make bench-pages`, exact and hashed; in an environment of its own. Made by\n"
        "# `make lock`.\n",
    ),
    (
        ROOT / "tests" / "audit" / "firefox.txt",
        ["--group=firefox"],
        "# What drives Firefox in `make audit`, exact and hashed; in a folder of its own. Made by\n"
        "# `make lock`.\n",
    ),
    (
        ROOT / "tests" / "builders" / "properdocs.txt",
        ["pyproject.toml", "--extra=guide", "--group=properdocs", "--constraint=requirements.txt"],
        "# ProperDocs for `make builders`, exact and hashed; in an environment of its own.\n"
        "# Made by `make lock`.\n",
    ),
    (
        ROOT / "tests" / "builders" / "zensical.txt",
        ["pyproject.toml", "--group=zensical", "--constraint=requirements.txt"],
        "# Zensical for `make builders`, exact and hashed; in an environment of its own.\n"
        "# Made by `make lock`.\n",
    ),
)
OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version=3.11.5",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
]


def main() -> int:
    for file, parts, head in FILES:
        result = subprocess.run(
            ["uv", "pip", "compile", *OPTIONS, *parts],
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
