"""Follows the links of a finished folder: `python tests/links.py [--external] site`.

It runs linkchecker. Anchors are not its business: the folder check reads them far faster.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from serving import served

CONFIG = Path(__file__).with_name("linkcheckerrc")


def check(folder: Path, external: bool = False) -> subprocess.CompletedProcess[str]:
    """Run linkchecker over `folder` served on this machine; its exit code is 1 for a finding."""
    with served(folder) as address:
        return subprocess.run(
            [
                str(Path(sys.executable).with_name("linkchecker")),
                f"--config={CONFIG}",
                "--no-status",
                "--no-robots",
                *(["--check-extern"] if external else []),
                f"{address}/",
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=3600,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--external", action="store_true")
    options = parser.parse_args()
    result = check(options.folder, options.external)
    print(result.stdout)
    if result.returncode:
        print(result.stderr, file=sys.stderr)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
