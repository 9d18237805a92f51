"""What search engines are told of a page, and what they are not told."""

from __future__ import annotations

import datetime
import json
import struct
from pathlib import Path

import pytest
from lxml import html

from healthguide.publish.structured import of_page

META = {
    "title": "Sleep",
    "description": "What helps with sleep.",
    "last_reviewed": datetime.date(2026, 1, 5),
    "reviewed_by": "none",
}


def test_a_page_that_nobody_reviewed_names_no_reviewer() -> None:
    assert of_page(META, "en") == {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": "Sleep",
        "description": "What helps with sleep.",
        "inLanguage": "en",
        "lastReviewed": "2026-01-05",
    }


def test_a_reviewer_and_a_publisher_are_named() -> None:
    told = of_page({**META, "reviewed_by": "Jane Roe, MD"}, "de", "Trust")
    assert told["reviewedBy"] == {"@type": "Person", "name": "Jane Roe, MD"}
    assert told["publisher"] == {"@type": "Organization", "name": "Trust"}
    assert told["inLanguage"] == "de"


@pytest.mark.parametrize("missing", ["title", "last_reviewed"])
def test_a_page_without_title_or_day_tells_nothing(missing: str) -> None:
    assert of_page({**META, missing: None}, "en") == {}


@pytest.mark.site
def test_each_page_of_the_guide_tells_its_own_dates(site: Path) -> None:
    told = 0
    for file in site.rglob("*.html"):
        # It names the page that it shows as the one to find; a fragment has no head.
        if "embed" in file.parts or file.name == "fragment.html":
            continue
        page = html.parse(str(file))
        scripts = page.xpath("//script[@type='application/ld+json']/text()")
        shown = page.xpath("//*[@class='review']//time/@datetime")
        assert len(scripts) == bool(shown), file
        if scripts:
            record = json.loads(scripts[0])
            assert record["lastReviewed"] == shown[0], file
            assert record["name"] == page.xpath("string(//h1)"), file
            assert page.xpath("//meta[@property='og:title']/@content") == [record["name"]], file
            told += 1
    assert told > 30


@pytest.mark.site
def test_robots_are_shown_the_map_of_the_site(site: Path) -> None:
    said = (site / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert said == [
        "User-agent: *",
        "Allow: /",
        "Sitemap: https://guide.example.org/sitemap.xml",
    ]
    assert (site / "sitemap.xml").is_file()


@pytest.mark.site
def test_the_color_of_the_browser_is_that_of_the_block(site: Path) -> None:
    (color,) = html.parse(str(site / "index.html")).xpath("//meta[@name='theme-color']/@content")
    assert f"--color-crisis: {color};" in (site / "assets/css/tokens.css").read_text("utf-8")


@pytest.mark.site
def test_a_shared_link_has_a_picture_and_a_kept_page_an_icon(site: Path) -> None:
    page = html.parse(str(site / "symptoms/index.html"))
    (card,) = page.xpath("//meta[@property='og:image']/@content")
    (icon,) = page.xpath("//link[@rel='apple-touch-icon']/@href")
    assert card == "https://guide.example.org/brand/card.png"
    assert icon == "../brand/touch-icon.png"
    for name, size in {"card.png": (1200, 630), "touch-icon.png": (180, 180)}.items():
        head = (site / "brand" / name).read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", head[16:]) == size
