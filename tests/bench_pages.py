"""Compares this guide's pages with the same text in other builders: `make bench-pages`.

One run builds the text of docs/ four ways: ours, Sphinx with furo, Astro Starlight, and MkDocs with
Material as it comes. Lighthouse then reads three pages of each as a phone on a slow line; the four
take turns, so that a busy minute favors none. All are served by nginx, which compresses.

The others get the pages' Markdown with the notes written out and the table of treatments filled in.
They do without what our templates add: the crisis block, the lists on the home page, the list of
all sources, the index A to Z, and explained abbreviations. So they carry less than ours. It exits
with 1 when a goal is missed.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import yaml

import audit_tools
import hosts
import lighthouse
from bench import goal, with_notes
from healthguide.pages import comparison
from healthguide.pages.front_matter import split_front_matter
from healthguide.references import library as references
from healthguide.yaml_text import SettingsLoader
from pages import DOCS, EXAMPLES, SOURCES

ROOT = Path(__file__).parent.parent
FILES = Path(__file__).with_suffix("")
TOOLS = ROOT / ".cache" / "bench-pages"
"""Sphinx and Starlight are installed here, once."""
ROUNDS = 3
"""Readings of each page; the median counts."""
MAY_WEIGH = 24_000
OURS, FURO, STARLIGHT, MATERIAL = "ours", "Sphinx + furo", "Starlight", "stock Material"
TITLE = "Living with treatment-resistant depression"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "ASTRO_TELEMETRY_DISABLED": "1"}


# The text for the other builders


def treatments(sources: Mapping[str, str]) -> list[comparison.Treatment]:
    """The rows of the comparison table on treatments/index.md."""
    front = ((path, split_front_matter(source)[0]) for path, source in sources.items())
    return list(comparison.treatments(front, "treatments/index.md"))


def headings() -> dict[str, str]:
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    found: dict[str, str] = SettingsLoader(settings).get_data()["extra"]["comparison"]
    return found


def plain_pages() -> dict[str, str]:
    """Markdown that any builder reads, by path: front matter, text, and notes written out."""
    library, problems = references.read_library(
        (DOCS / "references.json").read_text(encoding="utf-8"), "docs/references.json"
    )
    if problems:
        sys.exit("\n".join(map(str, problems)))
    sources = {path: (DOCS / path).read_text(encoding="utf-8") for path in SOURCES}
    rows = treatments(sources)
    pages = {}
    for path, source in sources.items():
        page = comparison.with_table(source, headings(), rows)
        meta, first = split_front_matter(page)
        body = "\n".join(page.split("\n")[first - 1 :])
        body = with_notes(body, library)
        body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
        body = re.sub(r"[ ]*\{#[\w-]+\}$", "", body, flags=re.MULTILINE)
        head = yaml.safe_dump(
            {"title": str(meta["title"]), "description": str(meta["description"])}, width=10_000
        )
        pages[path] = f"---\n{head}---\n\n{body}"
    return pages


def with_heading(page: str) -> str:
    """The page with its title as a heading, for builders that show none otherwise."""
    meta, first = split_front_matter(page)
    lines = page.split("\n")
    return "\n".join([*lines[: first - 1], f"\n# {meta['title']}\n", *lines[first - 1 :]])


def write(folder: Path, pages: Mapping[str, str]) -> None:
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


# The four builders


def run(command: Iterable[str | Path], folder: Path = ROOT) -> None:
    """Run a tool. Exits with what it said when it fails."""
    parts = [str(part) for part in command]
    done = subprocess.run(
        parts, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(parts)} failed:\n{done.stdout}{done.stderr}")


def newer(file: Path, than: Path) -> bool:
    return file.exists() and file.stat().st_mtime >= than.stat().st_mtime


def ours(work: Path, pages: Mapping[str, str]) -> Path:
    run([sys.executable, "-m", "mkdocs", "build", "--strict", "-d", work / "site"])
    return work / "site"


def material(work: Path, pages: Mapping[str, str]) -> Path:
    write(work / "docs", pages)
    settings = {
        "site_name": TITLE,
        "site_url": "https://guide.example.org/",
        "theme": {"name": "material", "font": False},
        "markdown_extensions": ["footnotes", "tables", "attr_list"],
    }
    (work / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    run([sys.executable, "-m", "mkdocs", "build", "-f", work / "mkdocs.yml"])
    return work / "site"


def furo(work: Path, pages: Mapping[str, str]) -> Path:
    python, locked = TOOLS / "sphinx" / "bin" / "python", FILES / "requirements.txt"
    done = TOOLS / "sphinx" / "done"
    if not newer(done, locked):
        run([sys.executable, "-m", "venv", "--clear", TOOLS / "sphinx"])
        run([python, "-m", "pip", "install", "-qq", "--require-hashes", "-r", locked])
        done.touch()
    tree = "\n\n```{toctree}\n:hidden:\n:glob:\n\n**\n```\n"
    texts = {path: with_heading(page) for path, page in pages.items()}
    write(work, {**texts, "index.md": texts["index.md"] + tree})
    (work / "conf.py").write_text(
        f'project = "{TITLE}"\nhtml_theme = "furo"\nextensions = ["myst_parser"]\n'
        'suppress_warnings = ["myst", "toc"]\n',
        encoding="utf-8",
    )
    run([python, "-m", "sphinx", "-q", "-b", "dirhtml", work, work / "site"])
    return work / "site"


def starlight(work: Path, pages: Mapping[str, str]) -> Path:
    folder, npm = TOOLS / "starlight", audit_tools.needed("npm")
    shutil.copytree(FILES, folder, dirs_exist_ok=True)
    if not newer(folder / "done", folder / "package-lock.json"):
        run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        (folder / "done").touch()
    shutil.rmtree(folder / "src" / "content", ignore_errors=True)
    write(folder / "src" / "content" / "docs", pages)
    run([npm, "exec", "--", "astro", "build", "--outDir", work / "site"], folder)
    return work / "site"


BUILDERS: dict[str, Callable[[Path, Mapping[str, str]], Path]] = {
    OURS: ours,
    FURO: furo,
    STARLIGHT: starlight,
    MATERIAL: material,
}


# What is measured


@dataclass(frozen=True)
class Reading:
    """One page of one builder, as Lighthouse saw it."""

    fetched: float
    """Bytes of a first visit, compressed, with the headers of the answers."""
    largest_paint: float
    """Milliseconds until the largest part of the first view is painted."""
    shift: float
    speed: int
    accessibility: int
    """Points of 100."""


Readings = Mapping[tuple[str, str], Reading]
"""By builder and page."""


def read(address: str) -> Reading:
    said = lighthouse.report(address, ["performance", "accessibility"])
    points = lighthouse.scores(said)
    return Reading(
        lighthouse.number(said, "total-byte-weight"),
        lighthouse.number(said, "largest-contentful-paint"),
        lighthouse.number(said, "cumulative-layout-shift"),
        points["performance"],
        points["accessibility"],
    )


def middle(readings: Iterable[Reading]) -> Reading:
    """The median of each figure."""
    listed = list(readings)
    return Reading(
        statistics.median(one.fetched for one in listed),
        statistics.median(one.largest_paint for one in listed),
        max(one.shift for one in listed),
        int(statistics.median(one.speed for one in listed)),
        min(one.accessibility for one in listed),
    )


def measure(addresses: Mapping[str, str]) -> Readings:
    read_so_far: dict[tuple[str, str], list[Reading]] = {}
    for turn in range(ROUNDS):
        builders = list(addresses)[turn:] + list(addresses)[:turn]
        for page in EXAMPLES:
            for builder in builders:
                seen = read(f"{addresses[builder]}/{page}")
                read_so_far.setdefault((builder, page), []).append(seen)
                print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    return {key: middle(values) for key, values in read_so_far.items()}


def table(readings: Readings) -> Iterator[str]:
    """Figures of every page, then the ratios as README shows them."""
    yield "builder | page | kB | largest paint ms | shift | speed | accessibility"
    for (builder, page), one in readings.items():
        yield (
            f"{builder} | /{page} | {one.fetched / 1000:.1f} | {one.largest_paint:.0f} "
            f"| {one.shift:.3f} | {one.speed} | {one.accessibility}"
        )
    yield ""
    yield "| builder | bytes of a first visit | largest paint | speed | accessibility |"
    yield "|---|---|---|---|---|"
    for builder in BUILDERS:
        own = [readings[builder, page] for page in EXAMPLES]
        yield (
            f"| {builder} | {ratios(readings, builder, 'fetched')} "
            f"| {ratios(readings, builder, 'largest_paint')} "
            f"| {points(one.speed for one in own)} | {points(one.accessibility for one in own)} |"
        )


def ratios(readings: Readings, builder: str, figure: str) -> str:
    """The figure to ours on each page."""
    return " / ".join(
        f"{getattr(readings[builder, page], figure) / getattr(readings[OURS, page], figure):.2f}"
        for page in EXAMPLES
    )


def points(values: Iterable[int]) -> str:
    return " / ".join(map(str, values))


def goals(readings: Readings) -> Iterator[tuple[str, float, float]]:
    """What is to be reached, what was, and the most that it may be."""
    for page in EXAMPLES:
        own, other = readings[OURS, page], readings[FURO, page]
        yield f"/{page} bytes of a first visit", own.fetched, MAY_WEIGH
        yield f"/{page} layout shift", own.shift, 0
        yield f"/{page} largest paint against furo's, ms", own.largest_paint, other.largest_paint


def main() -> int:
    if problem := audit_tools.problem():
        print(problem, file=sys.stderr)
        return 1
    pages = plain_pages()
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as work, ExitStack() as stack:
        addresses = {}
        for builder, build in BUILDERS.items():
            folder = Path(work) / builder.replace(" ", "")
            folder.mkdir()
            site = build(folder, pages)
            addresses[builder] = stack.enter_context(hosts.served(site, "bare"))
        readings = measure(addresses)
    reached = list(goals(readings))
    print(*table(readings), "", *(goal(*one) for one in reached), sep="\n")
    return int(any(value > most for _, value, most in reached))


if __name__ == "__main__":
    sys.exit(main())
