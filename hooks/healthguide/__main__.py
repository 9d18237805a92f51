"""The command line: `python -m healthguide check PATH…`, `explain RULE`, `rules`,
`plain FOLDER`, `new FOLDER`, `doctor FOLDER` and `freshness --manifest FILE COPY…`.

It tells sources from built folders, prints, and gives the exit code: 0 clean, 1 findings, 2 cannot
run. It needs no MkDocs.
"""

from __future__ import annotations

import argparse
import os
import sys
import urllib.request
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from healthguide import dates, rule_help
from healthguide.findings import likely, rules
from healthguide.pages import files as page_files
from healthguide.pages.check import check_sources, is_markdown, markdown_in
from healthguide.reporting import FORMATS, Report, joined
from healthguide.site import weight
from healthguide.site.check import check_site
from healthguide.site.folder import files_in, is_page
from healthguide.yaml_text import nearest

PATIENCE = 20
"""Seconds that a server gets to answer."""
CLEAN, FOUND, CANNOT_RUN = 0, 1, 2


class CannotRunError(Exception):
    """Says why nothing can be checked, in a sentence for the person who ran the command."""


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):  # a name that is not UTF-8 must not end the check
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        if options.command == "rules":
            print(rule_help.as_markdown(rules().values()), end="", flush=True)
            return CLEAN
        if options.command == "explain":
            return _explain(options.rule)
        if options.command == "plain":
            return _plain(options.folder)
        if options.command == "new":
            return _new(options.folder)
        if options.command == "doctor":
            return _doctor(options.folder, options.format)
        if options.command == "freshness":
            return _freshness(options.manifest, options.copies)
        return _check(options.paths, options.format)
    except CannotRunError as error:
        print(f"healthguide: {error}", file=sys.stderr)
        return CANNOT_RUN
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT_RUN
    except OSError as error:
        print(f"healthguide: {error.filename}: {error.strerror}.", file=sys.stderr)
        return CANNOT_RUN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m healthguide", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check Markdown files, a folder, or a built folder")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.add_argument("--format", choices=FORMATS, default="text")
    commands.add_parser("rules", help="print every rule as Markdown")
    explain = commands.add_parser("explain", help="explain one rule")
    explain.add_argument("rule", metavar="RULE")
    plain = commands.add_parser("plain", help="report how each page reads: grade, sentences, words")
    plain.add_argument("folder", type=Path, metavar="FOLDER")
    start = commands.add_parser("new", help="write the start of a guide that uses this package")
    start.add_argument("folder", type=Path, metavar="FOLDER")
    doctor = commands.add_parser("doctor", help="say what of the original a fork still carries")
    doctor.add_argument("folder", type=Path, metavar="FOLDER")
    doctor.add_argument("--format", choices=FORMATS, default="text")
    fresh = commands.add_parser("freshness", help="tell whether saved copies of pages are old")
    fresh.add_argument("copies", nargs="+", metavar="FILE_OR_ADDRESS")
    fresh.add_argument("--manifest", required=True, metavar="FILE_OR_ADDRESS")
    return parser


def _check(paths: Sequence[Path], form: str) -> int:
    files: dict[Path, None] = {}
    folders, built = [], []
    for path in paths:
        if not path.exists():
            raise CannotRunError(f"{path.as_posix()}: no such file or folder.")
        if not path.is_dir():
            if not is_markdown(path):
                raise CannotRunError(
                    f"{path.as_posix()}: give a Markdown file, a folder of them, or a built folder."
                )
            files[path] = None
        elif is_built(path):
            built.append(path)
        else:
            inside = markdown_in(path)
            if not inside:
                raise CannotRunError(
                    f"{path.as_posix()}: nothing to check, no Markdown and no HTML in it."
                )
            files.update(dict.fromkeys(inside))
            folders.append(path)
    reports = [_built(folder) for folder in built]
    if files:
        reports.append(_sources(list(files), folders))
    return _told(joined(reports), form)


def _told(report: Report, form: str) -> int:
    print(FORMATS[form](report), flush=True)
    for sentence in report.unread:
        print(f"healthguide: {sentence}", file=sys.stderr)
    if report.unread:
        return CANNOT_RUN
    return FOUND if report.errors else CLEAN


def _built(folder: Path) -> Report:
    report = check_site(folder)
    try:
        budget = nearest(folder).guide("budget")
    except ValueError as error:
        return replace(report, unread=(*report.unread, f"{error}."))
    heavy = weight.find_problems(folder, budget if isinstance(budget, dict) else {})
    return replace(report, findings=(*report.findings, *heavy))


def _sources(files: list[Path], folders: list[Path]) -> Report:
    return check_sources(files, folders, _today())


def _today() -> date:
    try:
        return dates.today(os.environ)
    except (ValueError, OverflowError, OSError) as error:
        raise CannotRunError(f"SOURCE_DATE_EPOCH is not a time: {error}.") from error


def is_built(folder: Path) -> bool:
    """Whether a folder is a finished site: `index.html` at its top, or HTML and no Markdown."""
    if (folder / "index.html").is_file():
        return not (folder / "index.md").is_file()
    return not markdown_in(folder) and any(map(is_page, files_in(folder)))


def _explain(name: str) -> int:
    table = rules()
    if name not in table:
        near = likely(name, table)
        hint = f"did you mean '{near}'?" if near else f"the rules are: {', '.join(table)}."
        raise CannotRunError(f"there is no rule '{name}'; {hint}")
    print(rule_help.explained(table[name]), flush=True)
    return CLEAN


def _plain(folder: Path) -> int:
    from healthguide.pages import plain_language  # the checks need not wait for it

    files = markdown_in(folder)
    if not files:
        raise CannotRunError(f"{folder.as_posix()}: nothing to read, no Markdown in it.")
    pages: dict[str, plain_language.Reading] = {}
    for file in files:
        if problem := page_files.find_file_problem(file):
            raise CannotRunError(str(problem))
        try:
            source = page_files.text_of(file)
        except page_files.UnreadableError as error:
            raise CannotRunError(str(error)) from None
        pages[file.as_posix()] = plain_language.reading(source)
    for name, page in pages.items():
        british = [f"  British: {', '.join(page.british)}"] if page.british else []
        print("\n".join([name, str(page), *british, *map(str, page.hard)]))
    for sentence, names in plain_language.repeated(pages):
        print(f"{len(names)} times: {sentence} ({', '.join(sorted(set(names)))})")
    listed = sum(len(page.hard) for page in pages.values())
    print(f"{listed} hard to read in {len(files)} pages", flush=True)
    return CLEAN


def _new(folder: Path) -> int:
    from healthguide import new  # nor for what reads installed packages

    name = folder.as_posix()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRunError(f"{name} is there and not empty; name a folder that is new or empty.")
    try:
        files = new.write(folder, _today())
    except ModuleNotFoundError:  # what importlib raises for a package that is not installed
        raise CannotRunError(
            "a new guide uses the installed package; run 'pip install .' in the repository."
        ) from None
    print("\n".join(f"{name}/{file}" for file in files))
    print(
        f"Now: cd {name}, pip install -r requirements.txt, mkdocs build --strict. "
        "Then write site_name and extra.crisis in mkdocs.yml."
    )
    return CLEAN


def _doctor(folder: Path, form: str) -> int:
    from healthguide import doctor

    try:
        return _told(doctor.examine(folder), form)
    except ValueError as error:  # what is not UTF-8 as well
        raise CannotRunError(f"{error}.") from error


def _freshness(manifest: str, copies: Sequence[str]) -> int:
    from healthguide import freshness

    try:
        pages = freshness.read_manifest(_text(manifest))
    except ValueError as error:
        raise CannotRunError(f"{manifest}: is no manifest.json of a guide ({error}).") from None
    worst = 0
    for name in copies:
        held = freshness.copies_in(_text(name))
        if not held:
            raise CannotRunError(
                f"{name}: holds no copy of a page that can be told; give a saved page, its JSON, "
                "or the code of a frame."
            )
        for answer in (freshness.judge(copy, pages) for copy in held):
            print(f"{name}: {answer.state}. {answer.address} {answer.message}", flush=True)
            worst = max(worst, freshness.EXITS[answer.state])
    return worst


def _text(name: str) -> str:
    """What stands in a file or at an address."""
    if name.startswith("https://"):
        try:
            with urllib.request.urlopen(name, timeout=PATIENCE) as answer:  # noqa: S310 (https)
                return str(answer.read().decode("utf-8", "replace"))
        except (OSError, ValueError) as error:
            raise CannotRunError(f"{name}: cannot be fetched ({error}).") from error
    if "://" in name:
        raise CannotRunError(f"{name}: give a file or an address that begins with https://.")
    return Path(name).read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
