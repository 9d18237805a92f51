"""Writes the start of a guide that installs this package: `healthguide new DIR`.

The files lie beside this module; `DATE` and `LATER` in a page become today and half a year on.
What is right in them is decided by the checks, as in any guide.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PINS = "requirements.txt"
"""Lies here in the installed package only: it is the one at the top of the repository."""
UNTIL_REVIEW = timedelta(days=182)


def write(folder: Path, today: date) -> list[str]:
    """Write a guide into `folder`, made when it is not there, and return the paths in it.

    Raises PackageNotFoundError where only the repository is there, and OSError when a file
    cannot be written.
    """
    pins = [f"healthguide=={version('healthguide')}", *exact(HERE / PINS)]
    texts = {PINS: "\n".join(pins) + "\n"}
    for file in [HERE / "mkdocs.yml", *sorted((HERE / "docs").iterdir())]:
        text = file.read_text(encoding="utf-8").replace("LATER", str(today + UNTIL_REVIEW))
        texts[file.relative_to(HERE).as_posix()] = text.replace("DATE", str(today))
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(texts)


def exact(requirements: Path) -> list[str]:
    """The pins of a hashed requirement file without their hashes: pip wants all of them or none."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return [line.removesuffix(" \\") for line in lines if "==" in line and line[0].isalnum()]
