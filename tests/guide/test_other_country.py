"""This guide in another country: each place that still names a line of ours is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import small_site
from healthguide.crisis import lines
from healthguide.site import check as site_check
from healthguide.site.check import check_site
from healthguide.site.sources import Sources
from pages import SOURCES, address_of

ROOT = Path(__file__).parent.parent.parent
BRITISH = {
    "country": "GB",
    "outage": False,
    "call": {"number": "116 123", "link": "tel:116123"},
    "emergency": {"number": "999"},
}
REVIEWED = lines.REVIEWED.read_text(encoding="utf-8").replace(
    'number = "116 123"\noperator = "Samaritans"\nverified = false',
    'number = "116 123"\noperator = "Samaritans"\nverified = true\n'
    'source = "https://www.samaritans.org/"\nchecked = 2026-11-23',
)
BLOCK = re.compile(r'<section class="crisis".*?</section>', re.DOTALL)
ELSEWHERE = re.compile(r"<dialog.*?</dialog>|<aside class=.reach.*?</aside>", re.DOTALL)
"""Where the theme writes the ways of the block again; a build in another country has its own."""
OURS = re.compile(r"(?<![\w.-])(?:988|911)\b(?!lifeline)")
pytestmark = pytest.mark.site


def test_every_place_that_names_a_line_of_ours_is_told_at_its_line(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(site, tmp_path / "site")
    for page in (tmp_path / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        more = re.findall(r'href="([^"]*)"', BLOCK.search(text)[0])[-1]  # type: ignore[index]
        block = small_site.block(more, {**BRITISH, "more": "get-help/"})
        text = ELSEWHERE.sub("", text)
        page.write_text(BLOCK.sub(lambda _, block=block: block, text), encoding="utf-8")
    monkeypatch.setattr(lines, "reviewed", lambda: lines.read_reviewed(REVIEWED))
    for module in (site_check, site_check.find_block_problems.__globals__):
        target = module if isinstance(module, dict) else vars(module)
        monkeypatch.setitem(target, "reviewed", lines.reviewed)
    lines.foreign.cache_clear()
    files = {f"{address_of(one)}index.html": f"docs/{one}" for one in SOURCES}
    sources = Sources(ROOT, "mkdocs.yml", "docs", files)
    findings = check_site(tmp_path / "site", sources=sources).findings
    lines.foreign.cache_clear()
    told = {(one.path, one.line) for one in findings if one.rule == "site-line"}
    wanted = set()
    for name in SOURCES:
        seen: set[str] = set()
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        head = text.partition("\n---\n")[0].count("\n") + 2
        for number, line in enumerate(text.split("\n"), 1):
            words = {line[max(0, m.start() - 5) : m.end() + 9] for m in OURS.finditer(line)}
            if number > head and words - seen:  # the same words again are told at the first
                wanted.add((f"docs/{name}", number))
            seen |= words
    assert len(wanted) > 20
    assert {path for path, _ in wanted} - {path for path, _ in told} == set()
    # Words that stand on a page again are told where they stand first, however they are set.
    assert len(wanted - told) <= len(wanted) // 10
