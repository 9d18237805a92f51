"""The package, built and installed into a folder of its own, and forks that use it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


SETTINGS = """\
site_name: A clinic
site_url: https://clinic.example.org/docs/
theme:
  name: {theme}
{plugins}
markdown_extensions: [admonition, tables]
"""
CRISIS = re.search(
    r"^  crisis:.*\n(?: {4}.*\n)+", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE
)
LIBRARY = (
    '[{"id": "rush2006", "type": "article-journal", "title": "A report", "container-title": "AJP",'
    ' "issued": {"date-parts": [[2006]]}, "DOI": "10.1176/ajp.2006.163.11.1905"}]'
)
PAGES = {
    "index.md": "# A clinic\n\nHello. [Get help](get-help.md).\n\n## Hours\n\nNine to five.",
    "depression.md": "Text.[^rush2006] More.[^own]\n\n!!! note\n\n    Inside.[^rush2006]\n\n"
    "| Dose |\n| --- |\n| 1 |\n\n[^own]: A note of the page.",
    "get-help.md": "# Get help\n\n[Call 988](tel:988)",
    "references.json": LIBRARY,
    "raw/sheet.html": "<!doctype html><html><head><title>Raw</title></head><body>Raw</body></html>",
}


def site_of(folder: Path, theme: str, plugins: str = "plugins: [search, healthguide]") -> Path:
    """A site as its owners wrote it, with the lines that our package asks for."""
    assert CRISIS
    for name, text in PAGES.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings = SETTINGS.format(theme=theme, plugins=plugins)
    (folder / "mkdocs.yml").write_text(f"{settings}extra:\n{CRISIS[0]}", encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Package:
    """What was built from the repository, and the folder it was installed into."""

    wheel: Path
    folder: Path

    def run(
        self, folder: Path, *command: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in `folder` as in an environment that has the package installed."""
        scripts = os.pathsep.join(
            (str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"])
        )
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "NO_MKDOCS_2_WARNING": "1",
                "PYTHONPATH": str(self.folder),
                "PATH": scripts,
                **environment,
            },
        )


def build(kind: str, target: Path, source: Path = ROOT) -> Path:
    """Make the `wheel` or `sdist` of the repository in the folder `target`; no network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(command, cwd=source, capture_output=True, check=True)
    [made] = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


def install(wheel: Path, folder: Path) -> Package:
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True)
    return Package(wheel, folder)


def as_fork(folder: Path) -> Path:
    """Write the text and settings of this repository as a fork that installs the package."""
    shutil.copytree(ROOT / "docs", folder / "docs")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace(
        "  name: material\n  custom_dir: overrides\n", "  name: healthguide\n"
    )
    settings = settings.replace("plugins: []\n", "plugins: [healthguide]\n")
    for key in ("hooks", "watch"):
        settings = re.sub(rf"^{key}:.*\n(?: +.*\n)+", "", settings, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    return folder
