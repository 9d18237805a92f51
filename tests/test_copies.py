"""What a build makes of each page for other sites, in a small guide: frame, card, and answer."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import test_build
from test_build import build, change, html_of, page, write

pytestmark = [pytest.mark.site]


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    return test_build.small_guide(tmp_path)


def test_each_page_has_a_frame_a_card_and_an_answer(guide: Path) -> None:
    result = build(guide)
    assert result.returncode == 0, result.stderr
    for place in ("", "ect/", "get-help/", "references/"):
        for name in ("embed/index.html", "embed/card/index.html"):
            assert len(page(guide, place + name).find_class("crisis")) == 1
        said = json.loads(html_of(guide, f"{place}oembed.json"))
        assert f'src="https://guide.example.org/{place}embed/card/"' in said["html"]
        asked = page(guide, f"{place}index.html").xpath("//link[@type='application/json+oembed']")
        assert [link.get("href") for link in asked] == [
            f"https://guide.example.org/{place}oembed.json"
        ]
    (feed,) = page(guide, "index.html").xpath("//link[@type='application/atom+xml']/@href")
    assert (guide / "site" / feed).resolve() == guide / "site/feed.xml"
    assert 'href="#ref-ect-rush2006"' in html_of(guide, "ect/embed/index.html")


def test_what_programs_read_of_each_page_keeps_to_the_schema_that_is_published(
    guide: Path,
) -> None:
    assert build(guide).returncode == 0
    schema = json.loads(html_of(guide, "schema/page-1.json"))
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    pages = {file: json.loads(file.read_text("utf-8")) for file in guide.glob("site/**/index.json")}
    pages = {file: said for file, said in pages.items() if file.parent.name != "search"}
    assert len(pages) == len([*guide.glob("site/**/oembed.json")]) == 6
    for said in pages.values():
        assert [error.message for error in judge.iter_errors(said)] == []
        for key in said:
            assert not judge.is_valid({name: said[name] for name in said if name != key})
    listed = json.loads(html_of(guide, "manifest.json"))["pages"]
    assert {one["url"]: one["contentHash"] for one in listed} == {
        said["url"]: said["contentHash"] for said in pages.values()
    }
    assert pages[guide / "site/ect/index.json"]["citations"][0]["id"] == "rush2006"


KINDS: dict[str, tuple[str, ...]] = {
    "404.html": ("block", "licence"),
    "*.html": ("block", "dates", "licence"),  # pages, frames, cards and fragments
    "search/index.json": (),  # words to search, which lead to pages
    "*index.json": ("block", "dates", "licence"),
    "*oembed.json": ("digits",),  # is kept for long by those who ask: nothing in it may age
    "manifest.json": ("dates",),
    "feed.xml": ("digits", "spoken dates", "licence"),
    "schema/*.json": (),
    "references.*": (),  # facts about publications, which nobody owns
    "assets/*": (),
    "brand/*": (),
    "partials/*": (),  # the style of the block
    "sitemap.xml*": (),
    "robots.txt": (),
    "sw.js": (),  # keeps the page of help, which has its own block
    "_headers": (),
    "server-samples/*": (),
}
"""Every kind of file that a build makes, and what must go with it; the first that fits counts."""
HOLDS = {
    "block": 'class="crisis"',
    "digits": "tel:988",
    "dates": "2026-01-05",
    "spoken dates": "January 5, 2026",
    "licence": "CC BY 4.0",
}


def test_every_kind_of_file_has_what_must_go_with_it(guide: Path) -> None:
    changes = "status: current\nchanges:\n  - { date: 2026-02-01, text: More on sleep. }\n"
    change(guide / "docs/ect.md", "status: current\n", changes)
    assert build(guide).returncode == 0
    site = guide / "site"
    names = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    for name in sorted(names):
        if name.endswith((".gz", ".br")):
            assert name.rpartition(".")[0] in names, name
            continue
        kind = next((kind for kind in KINDS if fnmatch(name, kind)), None)
        assert kind is not None, f"{name} is of a kind that KINDS does not name"
        text = html_of(guide, name).replace('\\"', '"') if KINDS[kind] else ""
        for part in KINDS[kind]:
            assert HOLDS[part] in text, (name, part)


def test_pages_with_file_names_are_copied_too(guide: Path) -> None:
    change(guide / "mkdocs.yml", "extra:\n", "use_directory_urls: false\nextra:\n")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    (link,) = page(guide, "ect/embed/index.html").find_class("full")
    assert link.get("href") == "../../ect.html"
    assert (guide / "site/ect/oembed.json").is_file()


def test_a_guide_without_an_address_makes_frames_alone(guide: Path) -> None:
    change(guide / "mkdocs.yml", "site_url: https://guide.example.org/\n", "")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    assert (guide / "site/ect/embed/index.html").is_file()
    assert not [*guide.glob("site/**/oembed.json"), *guide.glob("site/**/card")]
    assert not (guide / "site/feed.xml").exists()
    assert "oembed" not in html_of(guide, "ect/index.html")
    assert "feed.xml" not in html_of(guide, "ect/index.html")
    assert "127.0.0.1" not in html_of(guide, "ect/embed/index.html")


def test_a_page_where_a_frame_must_stand_is_refused(guide: Path) -> None:
    write(guide, "embed.md", "Embed", "Text.")
    change(guide / "mkdocs.yml", "  - get-help.md\n", "  - get-help.md\n  - embed.md\n")
    result = build(guide)
    assert result.returncode == 1
    assert (
        "docs/embed.md: [page-embed-place] The page stands at the address of the embed page of "
        "'index.md'. Give the file another name than embed.md."
    ) in result.stderr
    assert "Traceback" not in result.stderr


def test_a_fault_of_a_page_is_told_once_and_not_again_of_its_copies(guide: Path) -> None:
    write(guide, "ect.md", "ECT", "A seizure.[^rush2006] Call [998](tel:998).")
    result = build(guide)
    assert result.returncode == 1
    assert result.stderr.count("[site-line]") == 1
    assert "So on" not in result.stderr


def test_a_copy_of_an_overdue_page_says_so(guide: Path) -> None:
    late = {"SOURCE_DATE_EPOCH": "1785542400"}  # 2026-08-01, after the next review
    assert build(guide, **late).returncode == 0
    for name in ("embed/index.html", "embed/card/index.html"):
        assert "The review of this page is overdue." in html_of(guide, f"ect/{name}")


def test_a_template_of_a_fork_that_loses_the_dates_stops_the_build(guide: Path) -> None:
    change(
        guide / "overrides/partials/embed/body.html", '{% include "partials/review.html" %}\n', ""
    )
    result = build(guide)
    assert result.returncode == 1
    assert "[site-embed-part] The embed page lacks the days of its last review" in result.stderr
