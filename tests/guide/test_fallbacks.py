"""Where the code of Menu and Search cannot load, the links for no script stand in their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, expect

from visits import open_menu, open_search

pytestmark = [pytest.mark.browser, pytest.mark.site]

PHONE = {"width": 360, "height": 740}
PATIENCE = 15_000
"""Milliseconds; the page itself waits five seconds for code that neither comes nor fails."""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, service_workers="block")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def links_stand(page: Page | FrameLocator) -> None:
    for name in ("Menu", "Index A to Z"):
        link = page.locator(".site-tools").get_by_role("link", name=name)
        expect(link).to_be_visible(timeout=PATIENCE)
    for name in ("Menu", "Search"):
        button = page.locator(".site-tools").get_by_role("button", name=name)
        expect(button).not_to_be_visible(timeout=PATIENCE)


def test_from_a_file(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    links_stand(page)
    page.locator(".site-tools").get_by_role("link", name="Menu").click()
    expect(page.locator("#site-pages li a").first).to_be_in_viewport()


def test_in_a_frame_with_an_opaque_origin(page: Page, address: str) -> None:
    page.route("**/frame", lambda route: route.fulfill(content_type="text/html", body=FRAME))
    page.goto(f"{address}/frame")
    links_stand(page.frame_locator("iframe"))


FRAME = '<iframe src="/" sandbox="allow-scripts" width="350" height="700"></iframe>'
FAULTS = {
    "blocked": lambda route: route.abort("blockedbyclient"),
    "missing": lambda route: route.fulfill(status=404, body=""),
    "no script": lambda route: route.fulfill(content_type="text/html", body="<p>Sign in"),
    "not readable": lambda route: route.fulfill(content_type="text/javascript", body="let a; }"),
    "stopping": lambda route: route.fulfill(content_type="text/javascript", body="throw 1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_when_the_script_does_not_load(page: Page, address: str, fault: str) -> None:
    page.route("**/assets/js/site.js", FAULTS[fault])
    page.goto(f"{address}/")
    links_stand(page)


def test_when_the_script_never_comes_and_then_does(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/assets/js/site.js", lambda route: held.append(route))
    page.goto(f"{address}/", wait_until="commit")
    links_stand(page)
    held[0].continue_()
    open_menu(page)


def test_search_says_that_its_code_did_not_load_and_closes(page: Page, address: str) -> None:
    page.route("**/assets/js/search.js", lambda route: route.abort())
    page.goto(f"{address}/")
    page.get_by_role("button", name="Search").click()
    panel = page.get_by_role("dialog")
    expect(panel.locator("#search-count")).not_to_be_empty()
    expect(panel.get_by_role("link", name="Index A to Z")).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(panel).not_to_be_visible()


SHIFTS = """() => new Promise((done) => {
  const seen = [];
  new PerformanceObserver((list) => seen.push(...list.getEntries().map((one) => one.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(seen), 6000);
})"""


LATE = """() => performance.getEntriesByType("resource")
  .some((one) => one.name.endsWith("site.js") && one.responseEnd > 4000)"""


def test_in_the_usual_case_nothing_moves_and_all_works(page: Page, address: str) -> None:
    for _ in range(3):  # on a busy machine the script may be so late that its links come back
        page.goto(f"{address}/symptoms/")
        shifts = page.evaluate(SHIFTS)
        if not page.evaluate(LATE):
            break
    assert shifts == []
    open_menu(page)
    page.keyboard.press("Escape")
    open_search(page)
