"""Hostile and broken input in a real build: refused by name, without a traceback, and in time."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html as lxml_html

from test_build import build, change, html_of, write
from test_build import guide as guide  # the fixture

ROOT = Path(__file__).parent.parent
pytestmark = [pytest.mark.site]


def refused(guide: Path) -> str:
    """What a build says that must fail: no traceback, and nothing published."""
    result = build(guide)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert not (guide / "site").exists()
    assert list(guide.glob(".site-*")) == []
    return result.stderr


def test_a_link_out_of_docs_is_not_published(guide: Path) -> None:
    (guide / "docs" / "passwd.txt").symlink_to("/etc/passwd")
    assert "docs/passwd.txt: [page-file-link]" in refused(guide)


def test_a_link_out_of_the_overrides_is_not_published(guide: Path) -> None:
    (guide / "overrides" / "assets" / "passwd.txt").symlink_to("/etc/passwd")
    assert "overrides/assets/passwd.txt: [page-file-link]" in refused(guide)


def test_a_circle_of_links_is_told(guide: Path) -> None:
    (guide / "docs" / "round").symlink_to(".")
    assert "docs/round: [page-file-link]" in refused(guide)


def test_a_pipe_does_not_hold_the_build(guide: Path) -> None:
    os.mkfifo(guide / "docs" / "pipe.md")
    os.remove(guide / "docs" / "references.json")
    os.mkfifo(guide / "docs" / "references.json")
    said = refused(guide)
    assert "docs/pipe.md: [page-file-kind]" in said
    assert "docs/references.json: [page-file-kind]" in said


def test_a_page_that_is_too_large_is_refused_before_it_is_converted(guide: Path) -> None:
    write(guide, "ect.md", "ECT", "A seizure.[^rush2006]\n" * 100_000)
    assert "docs/ect.md: [page-file-size]" in refused(guide)


def test_a_page_of_open_brackets_is_refused_before_it_is_converted(guide: Path) -> None:
    write(guide, "ect.md", "ECT", "[^" * 40_000)
    assert "[page-file-brackets] More than 100 times '['" in refused(guide)


def test_a_page_of_thousands_of_headings_is_refused_before_it_is_converted(guide: Path) -> None:
    write(guide, "ect.md", "ECT", "## A\n" * 4_000)
    assert "[page-file-crowded] 400" in refused(guide)


VALUES = ["5", "1.5", "true", "null", "[a, b]", "{a: b}", "2026-01-05", "''", "[[5]]", "'<b>\"'"]
KEYS = ["title", "description", "last_reviewed", "next_review", "reviewed_by", "status"]
MORE = ["search_words", "hide", "comparison", "template", "status.more"]


def test_front_matter_of_any_type_is_told_without_a_traceback(guide: Path) -> None:
    for key in (*KEYS, *MORE):
        for number, value in enumerate(VALUES):
            name = f"{key}{number}.md"
            write(guide, name, "A title", "Text.")
            text = (guide / "docs" / name).read_text(encoding="utf-8")
            lines = [line for line in text.split("\n") if not line.startswith(f"{key}:")]
            lines.insert(1, f"{key}: {value}")
            (guide / "docs" / name).write_text("\n".join(lines), encoding="utf-8")
    # A template that is none stops the build at once; the others are all told.
    said = refused(guide)
    assert "[page-template]" in said
    for file in (guide / "docs").glob("template*.md"):
        file.unlink()
    said = refused(guide)
    assert "docs/hide0.md:2:7: [page-hide] 'hide' names '5', which stays." in said
    for key in (*KEYS, "hide", "search_words", "comparison"):
        assert f"docs/{key}0.md:2:" in said


@pytest.mark.parametrize("name", ["404.html", "base.html", "sitemap.xml", "../main.html", "[5]"])
def test_a_template_that_is_not_for_pages_is_refused(guide: Path, name: str) -> None:
    change(guide / "docs" / "ect.md", "status: current", f"status: current\ntemplate: {name}")
    assert "docs/ect.md:8:11: [page-template]" in refused(guide)


def test_signs_that_nobody_sees_stop_the_build(guide: Path) -> None:
    write(guide, "ect.md", "ECT", "A seizure.[^rush2006] \u202e899 llaC\u202c, \0 and &#x202e;.")
    said = refused(guide)
    for place, sign in (("9:23", "202E"), ("9:32", "202C"), ("9:35", "0000"), ("9:41", "202E")):
        assert f"docs/ect.md:{place}: [page-sign] The sign U+{sign}" in said


def test_a_script_of_a_page_is_refused_and_named_in_its_source(guide: Path) -> None:
    text = "A seizure.[^rush2006]\n\n<script>\ngo(1)\n</script>\n\n[x](javascript:go%281%29)"
    write(guide, "ect.md", "ECT", text)
    said = refused(guide)
    assert "docs/ect.md:12:1: [site-script] The page would run the script 'go(1)'." in said
    assert "docs/ect.md:15:5: [site-script] The page would run the address 'javascript:go" in said


def test_the_policy_allows_no_script_but_that_of_the_theme(guide: Path) -> None:
    raw = "<html lang=en><title>Raw</title><body><h1>Raw</h1><script src=a.js></script>"
    (guide / "docs" / "raw.html").write_text(raw, encoding="utf-8")
    (guide / "docs" / "a.js").write_text("go()", encoding="utf-8")
    assert build(guide).returncode == 0
    sent = (guide / "site" / "_headers").read_text(encoding="utf-8")
    assert sent.partition("/embed/")[0].count("'sha256-") == 1
    assert len(set(re.findall("'sha256-[^']*'", sent))) == 3  # that of frames, and that of cards


class Bucket(SimpleHTTPRequestHandler):
    """A host that sends files by their names and knows no start page of a folder."""

    def list_directory(self, path: object) -> None:
        self.send_error(404)

    def send_head(self) -> object:
        if self.path.partition("?")[0].endswith("/"):
            return self.send_error(404)
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:
        pass


def crawled(folder: Path) -> tuple[set[str], set[str]]:
    """The addresses on a Bucket that lead to a file, and those that do not, from page to page."""
    handler = functools.partial(Bucket, directory=str(folder))
    good, bad = set[str](), set[str]()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        top = f"http://127.0.0.1:{server.server_address[1]}/"
        waiting = {f"{top}index.html", f"{top}404.html"}
        while waiting:
            address = waiting.pop()
            try:
                with urllib.request.urlopen(address, timeout=10) as answer:
                    text = answer.read()
            except urllib.error.HTTPError:
                bad.add(address.removeprefix(top))
                continue
            good.add(address.removeprefix(top))
            if address.endswith(".html"):
                links = lxml_html.document_fromstring(text).iterlinks()
                found = {urljoin(address, link).partition("#")[0] for _, _, link, _ in links}
                waiting |= {one for one in found if one.startswith(top)}
                waiting -= {top + one for one in good | bad}
        server.shutdown()
    return good, bad


def test_a_host_that_knows_no_start_pages_shows_every_page(guide: Path) -> None:
    change(guide / "mkdocs.yml", "theme:\n", "use_directory_urls: false\ntheme:\n")
    change(guide / "mkdocs.yml", "  - get-help.md\n", "  - get-help.md\n  - about/index.md\n")
    index = "status: current\ntemplate: a-to-z.html"
    change(guide / "docs" / "a-to-z.md", "status: current", index)
    write(guide, "about/index.md", "About", "Text.")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    good, bad = crawled(guide / "site")
    assert bad == set()
    pages = {file.relative_to(guide / "site").as_posix() for file in guide.rglob("site/**/*.html")}
    # Other sites lead to embed pages, and their servers fetch fragments.
    pages = {p for p in pages if "/embed/" not in f"/{p}" and not p.endswith("fragment.html")}
    assert len(pages) == 8
    assert pages <= good


LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
runpy.run_module("mkdocs", run_name="__main__")
"""


def checked(guide: Path) -> str:
    """What the folder check says of the published folder."""
    result = subprocess.run(
        [sys.executable, "-m", "healthguide", "check", "site"],
        cwd=guide,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
    )
    return result.stdout


def whole(guide: Path, *texts: str) -> bool:
    """Whether the published folder is one of the whole builds whose page ECT holds such a text."""
    said = checked(guide)
    assert said.startswith("No problems in "), said
    return any(text in html_of(guide, "ect/index.html") for text in texts)


@pytest.mark.parametrize("size", [100, 3000, 9000])
def test_a_full_disk_leaves_the_old_site_and_says_so(guide: Path, size: int) -> None:
    """A limit on the size of files stands for a full disk: writing fails in the same way."""
    assert build(guide).returncode == 0
    write(guide, "ect.md", "ECT", "A newer text.[^rush2006]")
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), "build", "--strict"],
        cwd=guide,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1772323200"},
    )
    assert result.returncode == 1
    assert "site: [config-system] The build could not go on: File too large." in result.stderr
    assert "Traceback" not in result.stderr
    assert whole(guide, "A short seizure")
    assert build(guide).returncode == 0
    assert whole(guide, "A newer text")
    assert list(guide.glob(".site-*")) == []


def started(guide: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=guide,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1772323200"},
    )


def test_two_builds_at_once_both_succeed_and_leave_a_whole_site(guide: Path) -> None:
    for _ in range(4):
        pair = [started(guide), started(guide)]
        assert [build.wait() for build in pair] == [0, 0]
        assert whole(guide, "A short seizure")
        assert list(guide.glob(".site-*")) == []


def test_a_build_killed_at_any_moment_leaves_a_whole_site(guide: Path) -> None:
    assert build(guide).returncode == 0
    texts = ["A short seizure"]
    running = started(guide)
    running.wait()
    for moment in range(10):
        texts.append(f"Text number {moment}.")
        write(guide, "ect.md", "ECT", f"{texts[-1]}[^rush2006]")
        running = started(guide)
        killer = threading.Timer(0.3 + moment * 0.15, running.kill)
        killer.start()
        running.wait()
        killer.cancel()
        assert whole(guide, *texts)
    assert build(guide).returncode == 0
    assert whole(guide, texts[-1])
    assert list(guide.glob(".site-*")) == []
