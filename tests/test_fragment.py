"""What the server of another site puts into its own page: whole, and apart from that page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import test_build
from healthguide.publish import embed
from healthguide.site import embeds
from healthguide.site.check import check_site
from test_build import build, change, html_of

pytestmark = [pytest.mark.site]
HOST = """<!doctype html><html lang="en"><head><title>A clinic</title>
<style>* {{ color: red !important }} section, p {{ display: none !important }}</style></head>
<body><h1 id="home">Ours</h1>{}</body></html>"""
PLACE = "site/ect/fragment.html"


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    guide = test_build.small_guide(tmp_path_factory.mktemp("guide"))
    text = "A short seizure.[^rush2006] See [home](index.md#where-to-start) and [below](#risks).\n"
    test_build.write(guide, "ect.md", "ECT", f"{text}\n## Risks\n\nFew.")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    return guide


def test_it_shows_text_and_help_in_the_page_of_a_host_whose_styles_do_not_reach_it(
    guide: Path, chromium: Browser
) -> None:
    page = chromium.new_page(java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(HOST.format(html_of(guide, "ect/fragment.html")))
    call = page.locator(".crisis-ways a").first
    assert call.is_visible()
    assert page.locator("h2", has_text="ECT").is_visible()
    assert page.get_by_text("Next review").is_visible()
    assert call.evaluate("e => getComputedStyle(e).color") == "rgb(255, 255, 255)"
    crisis = page.locator(".crisis").evaluate("e => getComputedStyle(e).backgroundColor")
    assert crisis == "rgb(15, 68, 65)"
    assert not page.locator(".healthguide > p").is_visible()
    assert asked == []
    page.context.close()


def test_a_page_that_takes_no_shadow_root_still_shows_the_ways_to_help(
    guide: Path, chromium: Browser
) -> None:
    page = chromium.new_page()
    page.set_content("<main></main>")
    page.locator("main").evaluate("(e, html) => e.innerHTML = html", html_of(guide, PLACE[5:]))
    assert page.locator(".healthguide > p a[href='tel:988']").is_visible()
    page.context.close()


def test_every_link_is_written_in_full_and_nothing_runs(guide: Path) -> None:
    text = html_of(guide, "ect/fragment.html")
    links = re.findall(r'href="([^"]*)"', text)
    assert {link for link in links if not re.match("https:|tel:|sms:", link)} == set()
    for wanted in ("#ref-ect-rush2006", "#risks"):
        assert f"https://guide.example.org/ect/{wanted}" in links
    assert "https://guide.example.org/#where-to-start" in links
    assert "<script" not in text


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("https://guide.example.org/#where-to-start", "../", "site-fragment-link"),
        ("https://guide.example.org/ect/#ref-ect-rush2006", "#ref-ect-b", "site-citation-target"),
        (
            "https://guide.example.org/#where-to-start",
            "https://guide.example.org/#x",
            "site-anchor",
        ),
        ('href="tel:988"', 'href="tel:998"', "crisis-block-link"),
        (' shadowrootmode="open"', "", "site-embed-part"),
        (' shadowrootmode="open"', "", "crisis-hidden"),
        (" data-page=", " data-x=", "site-embed-part"),
        ("<style>", "<style>.crisis { display: none }", "crisis-style"),
        ("</template>\n<p>", "</template>\n<div>", "site-embed-part"),
        (' class="licence"', "", "site-embed-part"),
    ],
)
def test_the_folder_check_proves_it(guide: Path, old: str, new: str, rule: str) -> None:
    file = guide / PLACE
    whole = file.read_text(encoding="utf-8")
    try:
        change(file, old, new)
        told = {finding.rule for finding in check_site(guide / "site").findings}
    finally:
        file.write_text(whole, encoding="utf-8")
    assert rule in told


HEIGHT = "overrides/partials/embed/height.html"
FAULTS = [
    ("https://guide.example.org/#where-to-start", "../", "site-fragment-link"),
    ("<footer>", "<footer><script>{script}</script>", "site-script"),
]


@pytest.mark.parametrize(("check", "fault"), [*zip(embeds.OF_FRAGMENTS, FAULTS, strict=True)])
def test_without_a_check_a_fault_is_missed(
    guide: Path, monkeypatch: pytest.MonkeyPatch, check: object, fault: tuple[str, str, str]
) -> None:
    """The script is one that embed pages may run."""
    file, (old, new, rule) = guide / PLACE, fault
    whole = file.read_text(encoding="utf-8")
    try:
        change(file, old, new.format(script=(guide / HEIGHT).read_text(encoding="utf-8")))
        assert rule in {finding.rule for finding in check_site(guide / "site").findings}
        rest = tuple(one for one in embeds.OF_FRAGMENTS if one is not check)
        monkeypatch.setattr(embeds, "OF_FRAGMENTS", rest)
        assert rule not in {finding.rule for finding in check_site(guide / "site").findings}
    finally:
        file.write_text(whole, encoding="utf-8")


def test_what_sheets_say_of_the_page_they_say_of_the_fragment() -> None:
    sheet = (
        ':root { --a: 1 }\n:root:not([data-scheme="light"]) { --a: 2 }\nhtml { height: auto }\n'
        "body,\np { margin: 0 }\ntbody { x: 1 }\n.body { x: 1 }\n@media print {\n  body { y: 1 }\n}"
    )
    assert embed.scoped(sheet) == (
        ':host { --a: 1 }\n:host(:not([data-scheme="light"])) { --a: 2 }\n:host { height: auto }\n'
        ".embed,\np { margin: 0 }\ntbody { x: 1 }\n.body { x: 1 }\n"
        "@media print {\n  .embed { y: 1 }\n}"
    )
