"""Compares our build with plain MkDocs and Material on made-up guides: `make bench`.

One run builds guides of three sizes three ways: plain with Material's defaults, plain with
`navigation.prune`, and ours; `make bench PAGES=5000` adds a size. All have the same pages, Markdown
extensions, abbreviations and notes; plain has Material's search where ours has its own. Builds take
turns in processes of their own, and what counts is time of the processor, which other work on the
machine changes least. It prints a table and says which goals are met; it is a command for people,
so it fails only when a build does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from healthguide.pages import glossary
from healthguide.pages.conversion import Conversion, markup_of
from healthguide.references import library as references
from healthguide.references import nlm
from healthguide.yaml_text import Settings

ROOT = Path(__file__).parent.parent
ROUNDS = {12: 3, 100: 3, 1000: 1}
"""Runs of each build by pages of the guide; of three, the median counts."""
VARIANTS = ("plain", "prune", "ours")
CITED, SECTIONS = 8, 10
MOST_RATIO, MOST_GROWTH, MOST_CHECK, MOST_HELD = 1.0, 1.10, 1.2, 0.08
"""Of our build to the others; of a further page to those before; seconds to check 1 000 files; and
megabytes of a further page. So 5 000 pages are checked in 6 s and built in 400 MB."""
ENVIRONMENT = {
    **os.environ,
    "NO_MKDOCS_2_WARNING": "1",
    "SOURCE_DATE_EPOCH": "1772323200",  # 2026-03-01
    "SITE_URL": "https://guide.example.org/",
}

HEAD = """\
---
title: {title}
description: {title}, a page of a guide that the comparison of builds makes and throws away.
last_reviewed: 2026-01-05
next_review: 2026-07-05
reviewed_by: none
status: current
search_words: [{words}]
{more}---
"""
TOPIC = """\
This page explains treatment {number} to people with TRD, and to those close to them.

## Key points {{ .key-points }}

- Treatment {number} helps some people, and it does not help others.{0}{1}
- It takes several weeks before most people notice a change.{2}
- Talk to your doctor before you change or stop anything.

## How it works

Doctors do not know exactly how treatment {number} works. It may change how cells in the brain pass
on signals. Unlike [ECT](../../glossary.md#ect), it needs no anesthesia, and you can drive home.

In one study, **{number} of {total}** people took part for eight weeks.{3} Their scores on the PHQ-9
fell by half or more in about a third of them. Others had a smaller change, or none.

## How well it works

| Group | People | Felt better |
| --- | --- | --- |
| Treatment {number} | {total} | 41% |
| Placebo | {total} | 29% |

The difference is small, but it was found in more than one study.{4}{5}{6} See also
[the page before]({before}) and [the page after]({after}).

### In older adults

Older adults may need a lower dose. Their doctor will check the heart and the kidneys first.

## Risks and side effects

Most side effects are mild and pass within two weeks:

- a dry mouth, or feeling sick
- headache, or feeling dizzy
- trouble sleeping, or feeling sleepy

Tell your doctor at once about a fast heartbeat, a rash, or thoughts of suicide. If a life is in
danger, [get help](../../get-help.md) at any hour.

## What we do not know

Few studies lasted longer than a year.{7} Nobody has compared treatment {number} with all
others, and we do not know who will benefit most.

## What you can do

1. Write down what you have tried, for how long, and at which dose.
2. Take the list with you to your next appointment.
3. Ask someone you trust to come along.

## Questions to ask your doctor {{ .questions }}

- Is treatment {number} right for me, and why now?
- How will we know whether it works?
- What shall we do when it does not?
"""
GLOSSARY = """\
Each word is explained in a sentence or two.

## ECT (electroconvulsive therapy) {#ect}

A treatment under anesthesia that causes a short seizure.

## PHQ-9 (patient health questionnaire) {#phq-9}

A form with nine questions.

## TRD (treatment-resistant depression) {#trd}

Depression that two treatments have not helped enough.
"""
FIXED = {
    "index.md": (
        "Overview",
        "home.html",
        "Start here.\n\n## Where to go\n\n- [Help](get-help.md)\n",
    ),
    "get-help.md": ("Get help", "", "In the United States, call or text 988.\n"),
    "glossary.md": ("Glossary", "glossary.html", GLOSSARY),
    "references.md": ("References", "references.html", "Every source of this guide.\n"),
    "a-to-z.md": ("Index A to Z", "a-to-z.html", "Every page and term.\n"),
}
"""The pages that every guide has, apart from the counted ones: title, template and text."""
TIMED_CHECK = """\
import resource, sys, time
from pathlib import Path
from healthguide.site.check import check_site
start = time.process_time()
report = check_site(Path(sys.argv[1]))
seconds = time.process_time() - start
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(*report.findings, sep="\\n", file=sys.stderr)
print(seconds, report.files, report.citations, held)
"""


@dataclass(frozen=True)
class Run:
    seconds: float
    """Of the processor."""
    megabytes: float
    """The most memory the process held."""


@dataclass(frozen=True)
class Row:
    """What was measured at one size of the guide."""

    pages: int
    runs: Mapping[str, Run]
    check: Run
    checked: int
    """The files that the check read."""

    def ratio(self, variant: str) -> float:
        return self.runs["ours"].seconds / self.runs[variant].seconds


def place(number: int, total: int) -> str:
    """The path of a counted page; sections hold pages that follow each other."""
    return f"section-{number * SECTIONS // total + 1}/treatment-{number + 1}/index.md"


def pages(total: int, labels: list[str]) -> Iterator[tuple[str, str]]:
    """Path and source of every page of a guide, as an author of ours writes them."""
    for path, (title, template, text) in FIXED.items():
        more = f"template: {template}\n" if template else ""
        yield path, HEAD.format(title=title, words=title.lower(), more=more) + text
    for number in range(total):
        path = place(number, total)
        near = ["../" * 2 + place((number + step) % total, total) for step in (-1, 1)]
        cited = [labels[(number * CITED + step) % len(labels)] for step in range(CITED)]
        words = f"treatment {number + 1}, treatmant {number + 1}, placebo, dry mouth, does it help"
        yield (
            path,
            HEAD.format(title=f"Treatment {number + 1}", words=words, more="")
            + TOPIC.format(
                *(f"[^{label}]" for label in cited),
                number=number + 1,
                total=total,
                before=near[0],
                after=near[1],
            ),
        )


def with_notes(source: str, library: Mapping[str, references.Reference]) -> str:
    """The page for plain MkDocs: notes written out, no template of ours."""
    order = Conversion(markup_of(Settings()), library).trace(source, 1)[0].printed
    notes = [f"[^{label}]: {nlm.as_html(library[label])}" for label in order if label in library]
    return "\n\n".join([re.sub(r"^template: .*\n", "", source, flags=re.MULTILINE), *notes]) + "\n"


def navigation(total: int) -> str:
    lines = ["nav:", "  - index.md"]
    section = ""
    for number in range(total):
        path = place(number, total)
        if not path.startswith(f"{section}/"):
            section = path.partition("/")[0]
            lines.append(f"  - {section.replace('-', ' ').capitalize()}:")
        lines.append(f"      - {path}")
    return "\n".join([*lines, *(f"  - {path}" for path in FIXED if path != "index.md")]) + "\n\n"


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each pattern replaced. Raises ValueError when one is not found."""
    for pattern, new in changes:
        text, count = re.subn(pattern, lambda _, new=new: new, text, flags=re.MULTILINE)
        if not count:
            raise ValueError(f"mkdocs.yml has nothing like {pattern!r}; mend tests/bench.py")
    return text


def settings(variant: str, total: int) -> str:
    """Our own settings with the guide's navigation, or what plain MkDocs can use of them."""
    ours = changed(
        (ROOT / "mkdocs.yml").read_text(encoding="utf-8"),
        (r"^nav:\n(?:[ ]+.*\n)+\n", navigation(total)),
        (r"^not_in_nav:.*\n", ""),
        (r"checked: [\d-]+", "checked: 2026-02-20"),
        (r"^  budget:.*\n(?:    .*\n)+", ""),  # the index A to Z of 1 000 pages is long
    )
    if variant == "ours":
        return ours
    terms = json.dumps(glossary.abbreviations(GLOSSARY))
    plain = changed(
        ours,
        (r"^  custom_dir:.*\n", ""),
        (r"^hooks:\n(?:[ ]+.*\n)+", ""),
        (r"^plugins: \[\]", "plugins: [search]"),
        (r"^  - abbr$", f"  - abbr:\n      glossary: {terms}"),
    )
    prune = (r"^theme:$", "theme:\n  features: [navigation.prune]")
    return plain if variant == "plain" else changed(plain, prune)


def write_guide(folder: Path, variant: str, total: int) -> None:
    """A guide of `total` pages that cites every reference it has."""
    text = (ROOT / "docs" / "references.json").read_text(encoding="utf-8")
    entries = json.loads(text)[: total * CITED]
    text = json.dumps(entries, indent=2, ensure_ascii=False)
    library, _ = references.read_library(text, "references.json")
    for path, source in pages(total, list(library)):
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        source = source if variant == "ours" else with_notes(source, library)
        file.write_text(source, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(settings(variant, total), encoding="utf-8")
    (folder / "overrides" / "snippets").mkdir(parents=True)
    if variant == "ours":
        (folder / "docs" / "references.json").write_text(text, encoding="utf-8")
        shutil.copytree(ROOT / "hooks", folder / "hooks")
        shutil.copytree(ROOT / "overrides", folder / "overrides", dirs_exist_ok=True)


def run(folder: Path, pages: int) -> Run:
    """Build once. Exits when the build fails, warns or leaves pages out."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=output,
            stderr=output,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    built = sum(1 for _ in (folder / "site").rglob("index.html"))
    if process.returncode or said or built != pages + len(FIXED):
        sys.exit(f"The build in {folder.name} made {built} pages.\n{said}")
    return Run(usage.ru_utime + usage.ru_stime, megabytes(usage.ru_maxrss))


def megabytes(held: int) -> float:
    """The most memory of a process, as its system counts: bytes on a Mac, kilobytes elsewhere."""
    return held / (2**20 if sys.platform == "darwin" else 2**10)


def check(folder: Path, pages: int) -> tuple[Run, int]:
    """What the check of a built folder takes, and the files it reads."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED_CHECK, str(folder / "site")],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, files, cited, held = done.stdout.split()
    if done.stderr.strip() or int(cited) < pages:
        sys.exit(f"The check of {folder.name} read {cited} citations.\n{done.stderr}")
    return Run(float(seconds), megabytes(int(held))), int(files)


def measure(work: Path, total: int, rounds: int) -> Row:
    folders = {variant: work / f"{variant}-{total}" for variant in VARIANTS}
    for variant, folder in folders.items():
        write_guide(folder, variant, total)
    runs: dict[str, list[Run]] = {variant: [] for variant in VARIANTS}
    for turn in range(rounds):
        for variant in (*VARIANTS[turn % 3 :], *VARIANTS[: turn % 3]):
            runs[variant].append(run(folders[variant], total))
    checks = [check(folders["ours"], total) for _ in range(2)]
    checked, files = min(checks, key=lambda one: one[0].seconds)
    middle = {
        variant: Run(
            statistics.median(one.seconds for one in of),
            max(one.megabytes for one in of),
        )
        for variant, of in runs.items()
    }
    return Row(total, middle, checked, files)


def further(rows: list[Row]) -> list[float]:
    """Milliseconds that each page of ours beyond the smaller guide costs, without the start."""
    return [
        1000
        * (row.runs["ours"].seconds - smaller.runs["ours"].seconds)
        / (row.pages - smaller.pages)
        for smaller, row in pairwise(rows)
    ]


def table(rows: list[Row]) -> Iterator[str]:
    yield "Three figures are plain/prune/ours, two are ours to plain/ours to prune, or time/memory."
    yield (
        "pages | processor s        | ratio     | memory MB   | ms a page | ms a further page "
        "| check s/MB | check s per 1 000"
    )
    for row, step in zip(rows, [None, *further(rows)], strict=True):
        took = "/".join(f"{row.runs[name].seconds:.2f}" for name in VARIANTS)
        held = "/".join(f"{row.runs[name].megabytes:.0f}" for name in VARIANTS)
        ratio = "/".join(f"{row.ratio(name):.2f}" for name in VARIANTS[:2])
        checked = f"{row.check.seconds:.2f}/{row.check.megabytes:.0f}"
        yield (
            f"{row.pages:5} | {took:18} | {ratio:9} | {held:11} "
            f"| {1000 * row.runs['ours'].seconds / row.pages:9.1f} "
            f"| {'-' if step is None else f'{step:.1f}':>17} "
            f"| {checked:10} | {1000 * row.check.seconds / row.checked:17.2f}"
        )


def goals(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        yield goal(f"ours to prune at {row.pages} pages", row.ratio("prune"), MOST_RATIO)
    (smaller, last), steps = rows[-2:], further(rows)
    yield goal("growth of the cost of a further page", steps[-1] / steps[-2], MOST_GROWTH)
    per_thousand = 1000 * last.check.seconds / last.checked
    yield goal("seconds to check 1 000 files", per_thousand, MOST_CHECK)
    held = last.runs["ours"].megabytes - smaller.runs["ours"].megabytes
    yield goal("megabytes of a further page", held / (last.pages - smaller.pages), MOST_HELD)


def goal(what: str, value: float, most: float) -> str:
    return f"{'met   ' if value <= most else 'missed'} {what}: {value:.2f}, at most {most:.2f}"


def sizes(asked: list[str]) -> dict[int, int]:
    """Runs by pages of the guide. Exits when what is asked for is no larger size."""
    if not all(one.isdecimal() and int(one) > max(ROUNDS) for one in asked):
        sys.exit(f"PAGES is a number above {max(ROUNDS)}, such as 5000, not '{' '.join(asked)}'.")
    return ROUNDS | dict.fromkeys(sorted(map(int, asked)), 1)


def main(asked: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        rows = [measure(Path(work), *size) for size in sizes(asked).items()]
    print(*table(rows), sep="\n")
    print(*goals(rows), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
