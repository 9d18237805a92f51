"""The shipped headers in a browser: all works under them, and what they forbid is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.site]


def shipped(site: Path) -> dict[str, str]:
    lines = (site / "_headers").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.strip().split(": ", 1) for line in lines)


@pytest.fixture
def context(chromium: Browser, site: Path) -> Iterator[BrowserContext]:
    """Sends the shipped headers with every answer, as a host would."""
    sent = shipped(site)

    def with_headers(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, **sent})

    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.route("**/*", with_headers)
    context.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation',"
        " (event) => refused.push(event.violatedDirective + ' ' + event.blockedURI));"
    )
    yield context
    context.close()


def refused(page: Page) -> list[str]:
    return list(page.evaluate("window.refused"))


def test_nothing_is_refused_on_any_page(context: BrowserContext, site: Path, address: str) -> None:
    page = context.new_page()
    for file in sorted(site.rglob("*.html")):
        page.goto(f"{address}/{file.relative_to(site).as_posix().removesuffix('index.html')}")
        assert refused(page) == [], file.name


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
    assert refused(page) == []


def test_a_script_that_is_not_ours_is_refused(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address + "/")
    page.evaluate(
        "() => { const made = document.createElement('script');"
        " made.textContent = 'window.ran = 1'; document.body.append(made);"
        " const image = new Image(); image.src = 'https://example.org/a.png';"
        " document.body.append(image); }"
    )
    page.wait_for_function("window.refused.length >= 2")
    assert page.evaluate("window.ran") is None
