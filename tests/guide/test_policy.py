"""The shipped headers in a browser: all works under them, and what they forbid is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from serving import with_headers

PATIENCE = 100
"""Looks, 50 ms apart, for what the browser refused."""

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.fixture
def context(chromium: Browser, site: Path) -> Iterator[BrowserContext]:
    """Sends the shipped headers with every answer, as a host would."""

    context = chromium.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    context.route("**/*", with_headers(site))
    yield context
    context.close()


def test_nothing_is_refused_on_any_page(
    context: BrowserContext, site: Path, address: str, refused: list[str]
) -> None:
    page = context.new_page()
    for file in sorted(site.rglob("*.html")):
        if file.name == "fragment.html":  # for the pages of others, with its style in it
            continue
        page.goto(f"{address}/{file.relative_to(site).as_posix().removesuffix('index.html')}")
        assert refused == [], file.name


def test_menu_colours_and_search_work(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address + "/")
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.get_by_role("radio", name="Dark").check()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("ketamine")
    expect(page.locator("[data-results] li").first).to_be_visible()


def test_a_script_and_an_image_that_are_not_ours_are_refused(
    context: BrowserContext, address: str, refused: list[str]
) -> None:
    page = context.new_page()
    page.goto(address + "/")
    page.evaluate(
        "() => { const made = document.createElement('script');"
        " made.textContent = 'window.ran = 1'; document.body.append(made);"
        " const image = new Image(); image.src = 'https://example.org/a.png';"
        " return new Promise((done) => { image.onerror = done; document.body.append(image); }); }"
    )
    assert page.evaluate("window.ran") is None
    for _ in range(PATIENCE):  # the browser tells of it in its own time
        if len(refused) >= 2:
            break
        page.wait_for_timeout(50)
    page.close()  # nothing more is told after this
    told = " ".join(refused)
    refused.clear()
    assert "script-src" in told
    assert "img-src" in told
