"""Help in reach: on every screenful, in what covers the page, and without a connection."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from pages import EXAMPLES, PAGES
from serving import Handler, served
from visits import DESKTOP, PHONE, ZOOMED, open_menu

pytestmark = [pytest.mark.browser, pytest.mark.site]

NAMES = ("Call 988", "Text 988", "Chat online with 988")
WIDTHS = {320: 568, 360: 740, 768: 1024, 1280: 800}
"""Windows by width; a person holds the first three in their hands."""
HELPLESS = """() => {
  const ways = [...document.links].filter((a) => /^(tel|sms):|chat\\.988/.test(a.href));
  const isThere = (link) => [...link.getClientRects()].some((box) => {
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    return y > 0 && y < innerHeight && link.contains(document.elementFromPoint(x, y));
  });
  const faults = [];
  for (let top = 0, last = -1; scrollY !== last; top += innerHeight / 3) {
    last = top ? scrollY : -1;
    scrollTo({ top, behavior: "instant" });
    if (!ways.some(isThere)) faults.push(scrollY);
  }
  return faults;
}"""
"""Where on the page no link to call, text or chat is in view and on top, in pixels from its top."""
COVERED = """() => {
  const bar = document.querySelector(".reach > div");
  const stops = document.querySelectorAll("a[href], button, input, summary, [tabindex='0']");
  return [...stops].filter((stop) => {
    if (stop.closest("dialog, .reach") || !stop.checkVisibility()) return false;
    stop.focus();
    const [over, box] = [bar.getBoundingClientRect(), stop.getBoundingClientRect()];
    return box.height < innerHeight / 2 && box.bottom > over.top + 1 && box.top < over.bottom - 1;
  }).map((stop) => stop.outerHTML.slice(0, 80));
}"""
"""What lies under the bar when it has the focus."""


def test_help_is_on_every_screenful_and_covers_no_focus(visit) -> None:
    page = visit("", java_script_enabled=False, reduced_motion="reduce")
    home = page.url
    for path in PAGES:
        page.goto(home + path)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(HELPLESS) == [], (path, width)
            if path in EXAMPLES:
                assert page.evaluate(COVERED) == [], (path, width)
            bar = page.locator(".reach > div").bounding_box()
            assert bar is not None
            assert bar["height"] <= 49, (path, width)  # with its line on top
            assert bar["width"] == width


@pytest.mark.parametrize(
    ("css", "script"),
    [(".reach { display: none }", HELPLESS), ("html { scroll-padding: 0 !important }", COVERED)],
)
def test_what_is_out_of_reach_is_seen(visit, css: str, script: str) -> None:
    page = visit(EXAMPLES[1], viewport=PHONE, reduced_motion="reduce")
    page.evaluate("(css) => guide.adopt(css)", css)
    assert page.evaluate(script) != []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["360", "1280"])
def test_the_bar_waits_until_the_block_leaves(visit, viewport: dict[str, int]) -> None:
    page = visit(EXAMPLES[1], viewport=viewport)
    bar = page.locator(".reach > div")
    expect(bar).not_to_be_in_viewport()
    page.evaluate("scrollTo({top: 600, behavior: 'instant'})")
    expect(bar).to_be_in_viewport(ratio=0.99)
    page.emulate_media(media="print")
    expect(bar).to_be_hidden()


def test_in_a_low_window_the_bar_stands_at_the_end_and_text_has_half(visit) -> None:
    page = visit(EXAMPLES[1], viewport=ZOOMED)
    page.evaluate("scrollTo({top: document.body.scrollHeight / 2, behavior: 'instant'})")
    rows = "(y) => document.elementFromPoint(160, y).closest('main') !== null"
    assert (
        page.evaluate(f"[...Array(innerHeight).keys()].filter({rows}).length")
        >= ZOOMED["height"] / 2
    )
    expect(page.locator(".reach > div")).not_to_be_in_viewport()
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    expect(page.locator(".reach").get_by_role("link", name="Call 988")).to_be_in_viewport()


# The search panel


@pytest.fixture(params=[PHONE, DESKTOP], ids=["360", "1280"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=request.param, service_workers="block")
    yield context.new_page()
    context.close()


def helped(page: Page) -> None:
    """The panel is open, shows the ways and says something."""
    panel = page.get_by_role("dialog", name="Search")
    for name in NAMES:
        expect(panel.get_by_role("link", name=name)).to_be_in_viewport()
    expect(panel.locator("#search-count")).not_to_be_empty()


def closes(page: Page) -> None:
    """By its button, by Escape at once though the field is filled, and by a click beside it."""
    panel = page.get_by_role("dialog", name="Search")
    opener = page.get_by_role("button", name="Search")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    opener.click()
    page.get_by_role("searchbox").fill("x")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    if page.viewport_size == DESKTOP:  # on a phone it fills the window
        opener.click()
        page.mouse.click(5, 400)
        expect(panel).to_be_hidden()


def test_offline_the_panel_helps_closes_and_recovers(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Search").click()
    helped(page)
    expect(page.locator("#search-count")).to_contain_text("could not be loaded")
    closes(page)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("lithium")
    page.context.set_offline(False)  # and the browser says that it is online
    expect(page.locator("[data-results] li").first).to_be_visible()


FILES = (
    "assets/js/search.js",
    "assets/js/ranking.js",
    "assets/js/crisis-words.js",
    "assets/vendor/*.js",
    "assets/search/crisis.json",
    "search/index.json",
)


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_failed_is_asked_for_again(page: Page, address: str, file: str) -> None:
    page.route(f"**/{file}*", lambda route: route.abort())
    page.goto(f"{address}/")
    page.get_by_role("button", name="Search").click()
    helped(page)
    expect(page.locator("#search-count")).to_contain_text("could not be loaded")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.unroute(f"**/{file}*")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("lithium")
    expect(page.locator("[data-results] li").first).to_be_visible()


def test_while_search_loads_the_panel_says_so_and_helps(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/assets/js/search.js", lambda route: held.append(route))
    page.goto(f"{address}/")
    page.get_by_role("button", name="Search").click()
    helped(page)
    expect(page.locator("#search-count")).to_have_text("Search is loading.")
    closes(page)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("lithium")
    held[0].continue_()
    expect(page.locator("[data-results] li").first).to_be_visible()
    expect(page.locator("#search-count")).to_contain_text("found")


def test_the_panel_closes_without_any_script(page: Page, address: str) -> None:
    page.route("**/assets/js/*.js", lambda route: route.abort())
    page.goto(f"{address}/")
    page.evaluate("document.querySelector('#search-panel').showModal()")
    panel = page.get_by_role("dialog", name="Search")
    expect(panel.get_by_role("link", name="Call 988")).to_be_in_viewport()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


# The menu


def test_the_open_menu_says_close_and_all_its_pages_can_be_reached(visit) -> None:
    page = visit("", viewport=PHONE)
    open_menu(page)
    button = page.get_by_role("button", name="Close", exact=True)
    expect(button).to_be_in_viewport(ratio=1)
    expect(page.locator("#site-pages a:visible").nth(7)).to_be_in_viewport(ratio=1)
    for _ in page.locator("#site-pages a:visible").all()[1:]:
        page.keyboard.press("Tab")
        assert page.evaluate("guide.focusFaults()") == []
    button.click()
    expect(page.locator("#site-pages")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_visible()


def test_without_javascript_the_menu_has_a_way_to_close(visit) -> None:
    page = visit("symptoms/", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Menu").click()
    page.locator("#site-pages").get_by_role("link", name="Close").click()
    expect(page.locator("#site-pages")).to_be_hidden()


# Without a connection

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) kept.push(new URL(one.url).pathname);
  }
  return kept.sort();
}"""
FILLED = """async () => {
  for (const name of await caches.keys()) {
    const page = await (await caches.open(name)).match("BASEget-help/");
    if (page && (await page.text()).includes("WORDS")) return true;
  }
}"""


@pytest.fixture
def device(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that may keep something, as those of readers do."""
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    yield context
    context.close()


def wait_until_kept(page: Page, base: str = "/", words: str = "") -> None:
    page.wait_for_function(FILLED.replace("BASE", base).replace("WORDS", words), timeout=20_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


@pytest.mark.parametrize("base", ["/", "/depression/"])
def test_offline_every_address_leads_to_help_and_nothing_else_is_kept(
    device: BrowserContext, site: Path, tmp_path: Path, base: str
) -> None:
    top = tmp_path / "top"
    top.mkdir()
    (top / "depression").symlink_to(site)
    with served(top if base != "/" else site) as host:
        page = device.new_page()
        page.goto(f"{host}{base}")
        wait_until_kept(page, base)
        page.goto(f"{host}{base}get-help/")
        styles = page.locator("link[rel=stylesheet]").count()
        page.goto(f"{host}{base}symptoms/")
        kept = page.evaluate(KEPT)
        assert f"{base}get-help/" in kept
        assert f"{base}brand/logo.svg" in kept
        assert sum(path.endswith(".css") for path in kept) == styles == len(kept) - 2
        device.set_offline(True)
        for path in (
            "thoughts-of-suicide/",
            "treatments/talk-therapy/",
            "no/such/page",
            "get-help/",
        ):
            page.goto(f"{host}{base}{path}")
            assert page.url.split("#")[0] == f"{host}{base}get-help/", path
            for name in NAMES:
                expect(page.locator("#crisis").get_by_role("link", name=name)).to_be_visible()
            styled = "getComputedStyle(document.querySelector('#crisis')).backgroundColor"
            assert page.evaluate(styled) == "rgb(15, 68, 65)", path
            expect(page.locator("#offline")).to_be_visible(visible=path != "get-help/")
        assert page.evaluate(KEPT) == kept
        device.set_offline(False)
        page.goto(f"{host}{base}symptoms/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Symptoms")


def test_what_a_sheet_imports_is_kept_with_it(
    device: BrowserContext, site: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "guide"
    shutil.copytree(site, guide)
    (guide / "brand" / "more.css").write_text("#crisis { outline: 3px solid red }", "utf-8")
    (guide / "brand" / "brand.css").write_text('@import "more.css";\n', "utf-8")
    sheet = guide / "assets" / "css" / "guide.css"
    imports = "".join(f'@import "{name}.css";\n' for name in ("../../brand/brand", "not-there"))
    sheet.write_text(imports + sheet.read_text("utf-8"), "utf-8")
    for packed in sheet.parent.glob("guide.css.*"):
        packed.unlink()
    with served(guide) as host:
        page = device.new_page()
        page.goto(f"{host}/")
        wait_until_kept(page)
        assert {"/brand/brand.css", "/brand/more.css"} <= set(page.evaluate(KEPT))
        device.set_offline(True)
        page.goto(f"{host}/symptoms/")
        styled = "getComputedStyle(document.querySelector('#crisis')).outlineStyle"
        assert page.evaluate(styled) == "solid"


class Yesterday(Handler):
    def date_time_string(self, timestamp: float | None = None) -> str:
        return "Mon, 01 Jun 2026 12:00:00 GMT"


def test_the_help_that_is_kept_is_renewed(
    device: BrowserContext, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.Handler", Yesterday)
    guide = tmp_path / "guide"
    shutil.copytree(site, guide)
    help_page = guide / "get-help" / "index.html"
    with served(guide) as host:
        page = device.new_page()
        page.goto(f"{host}/symptoms/")
        wait_until_kept(page)
        html = help_page.read_text(encoding="utf-8")
        help_page.write_text(html.replace("</h1>", " anew</h1>"), encoding="utf-8")
        page.goto(f"{host}/causes/")
        wait_until_kept(page, words="Get help anew")
