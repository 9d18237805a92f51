"""Pages of the guide in frames of another site, on another origin, as the snippets put them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from serving import served, with_headers
from visits import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.site]

PUBLISHED = "https://guide.example.org"
LOADS = 100
"""How often a frame is loaded to see a wrong height that comes once in a while."""
ROOM = 2
"""Pixels by which a frame may be taller or lower than what it shows."""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A clinic</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><h1>A clinic</h1>{body}</body></html>"""
STRICT = """<meta http-equiv="Content-Security-Policy" content="default-src 'none';
style-src 'unsafe-inline'; frame-src {address}; script-src {scripts}">"""
HOSTED = "{rules: {'page-has-heading-one': {enabled: false}}}"
"""The main heading is that of the host."""
SIZES = """(frame) => [frame.getBoundingClientRect().height, innerHeight]"""
SET = re.compile(r"(?<!-)height: \d+px")
"""What the host script writes into the style of a frame."""
SUPPORTED = "CSS.supports('frame-sizing', 'content-block-size')"


@pytest.fixture(scope="module")
def snippets(site: Path) -> dict[str, str]:
    """The code to copy, by the address of its page."""
    page = lxml_html.parse(str(site / "organisations/on-your-site/index.html"))
    codes = [code.text_content() for code in page.iter("code") if "<iframe" in code.text_content()]
    return {re.findall(rf'href="{PUBLISHED}/([^"]*)"', code)[0]: code for code in codes}


@pytest.fixture
def context(chromium: Browser, site: Path, address: str) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=DESKTOP)
    context.route(f"{address}/**", with_headers(site))
    yield context
    context.close()


Show = Callable[..., Page]


@pytest.fixture
def show(context: BrowserContext, address: str, tmp_path: Path) -> Iterator[Show]:
    """Opens a page of another site that holds these snippets."""
    with served(tmp_path) as host:

        def shown(*codes: str, head: str = "", more: str = "") -> Page:
            body = "".join(codes).replace(PUBLISHED, address) + more
            text = PAGE.format(head=head, body=body)
            (tmp_path / "index.html").write_text(text, encoding="utf-8")
            page = context.new_page()
            page.goto(f"{host.replace('127.0.0.1', 'localhost')}/")
            return page

        yield shown


def framed(page: Page, number: int = 0) -> FrameLocator:
    page.locator("iframe").nth(number).scroll_into_view_if_needed()
    frame = page.frame_locator("iframe").nth(number)
    expect(frame.locator(".crisis")).to_be_visible()
    return frame


def fits(page: Page, number: int = 0) -> bool:
    """Whether the frame is as tall as what it shows."""
    frame = framed(page, number)
    held, _ = page.locator("iframe").nth(number).evaluate(SIZES)
    shown = frame.locator("html").evaluate("(html) => html.getBoundingClientRect().height")
    return abs(held - shown) <= ROOM


def settles(page: Page, number: int = 0) -> bool:
    for _ in range(60):
        if fits(page, number):
            return True
        page.wait_for_timeout(50)
    return False


def test_every_page_has_its_code_and_every_address_in_it_is_there(
    site: Path, snippets: dict[str, str]
) -> None:
    assert len(snippets) >= 30
    for path, code in snippets.items():
        for address in re.findall(rf'"{PUBLISHED}/([^"]*)"', code):
            file = site / address
            assert (file / "index.html" if file.is_dir() else file).is_file(), address
        assert f'src="{PUBLISHED}/{path}embed/"' in code
        assert 'href="tel:988">Call 988</a>' in code


def test_the_frame_may_do_what_its_links_need_and_no_more(snippets: dict[str, str]) -> None:
    for code in snippets.values():
        assert re.findall('sandbox="([^"]*)"', code) == [
            "allow-scripts allow-popups allow-popups-to-escape-sandbox"
            " allow-top-navigation-to-custom-protocols"
        ]


def test_two_frames_have_the_height_of_what_they_show(show: Show, snippets: dict[str, str]) -> None:
    page = show(snippets["symptoms/"], snippets["treatments/talk-therapy/"])
    for number in (0, 1):
        assert settles(page, number)
        assert SET.search(str(page.locator("iframe").nth(number).get_attribute("style")))


def test_the_height_follows_what_happens_in_the_frame_and_around_it(
    show: Show, snippets: dict[str, str]
) -> None:
    page = show(snippets["treatments/talk-therapy/"])
    assert settles(page)
    before = page.locator("iframe").evaluate(SIZES)[0]
    frame = framed(page)
    frame.locator("html").evaluate("(html) => { html.style.fontSize = '200%' }")
    page.wait_for_timeout(100)
    assert settles(page)
    assert page.locator("iframe").evaluate(SIZES)[0] > before + 500
    frame.locator("html").evaluate("(html) => { html.style.fontSize = '' }")
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(100)
    assert settles(page)
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    page.wait_for_timeout(100)
    assert settles(page)
    frame.locator("main").evaluate(
        "(main) => main.insertAdjacentHTML('beforeend', '<details><summary>More</summary>'"
        " + '<p>Text</p>'.repeat(20) + '</details>')"
    )
    assert settles(page)
    before = page.locator("iframe").evaluate(SIZES)[0]
    frame.locator("details summary").last.click()
    page.wait_for_timeout(100)
    assert settles(page)
    assert page.locator("iframe").evaluate(SIZES)[0] > before + 500


def test_without_the_script_a_frame_is_readable_under_a_strict_policy(
    show: Show, snippets: dict[str, str], address: str, refused: list[str]
) -> None:
    head = STRICT.format(address=address, scripts="'none'")
    page = show(snippets["symptoms/"], head=head)
    framed(page)
    if page.evaluate(SUPPORTED):
        assert settles(page)
    held, window = page.locator("iframe").evaluate(SIZES)
    assert held >= 0.69 * window
    assert not SET.search(str(page.locator("iframe").get_attribute("style")))
    page.close()
    assert len(refused) == 1
    assert "frame-1.js" in refused[0]
    refused.clear()


def test_a_policy_with_the_two_lines_for_the_administrator_lets_all_of_it_work(
    show: Show, snippets: dict[str, str], site: Path, address: str
) -> None:
    text = (site / "organisations/on-your-site/index.html").read_text(encoding="utf-8")
    lines = re.findall(r"<code>((?:frame|script)-src [^<]*;)</code>", text)
    assert [line.split()[0] for line in lines] == ["frame-src", "script-src"]
    policy = " ".join(["default-src 'none'; style-src 'unsafe-inline';", *lines])
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page = show(snippets["symptoms/"], head=meta.replace(PUBLISHED, address))
    assert settles(page)
    assert SET.search(str(page.locator("iframe").get_attribute("style")))


def test_a_lazy_frame_never_keeps_a_wrong_height(show: Show, snippets: dict[str, str]) -> None:
    code = snippets["about/terms/"].partition("<script")[0]
    page = show(code)
    if not page.evaluate(SUPPORTED):
        page = show(snippets["about/terms/"])
    for _ in range(LOADS):
        page.reload()
        assert settles(page)


def test_a_stranger_s_message_is_not_obeyed(show: Show, snippets: dict[str, str]) -> None:
    stranger = (
        '<iframe class=stranger srcdoc="<script>for (const to of [parent, parent.frames[0]]) {'
        " to.postMessage('healthguide-height', '*'); to.postMessage(40000, '*');"
        " to.postMessage('healthguide-height', '*', [new MessageChannel().port2]) }</script>\">"
        "</iframe><script>postMessage(40000, '*')</script>"
    )
    page = show(snippets["symptoms/"], more=stranger)
    assert settles(page)
    page.wait_for_timeout(300)
    assert fits(page)


@pytest.mark.parametrize("value", ["99", "60001", "'900'", "NaN", "Infinity", "null", "[900]"])
def test_a_height_that_is_none_is_not_taken(
    show: Show, snippets: dict[str, str], value: str, context: BrowserContext, address: str
) -> None:
    """The frame's own page could be another one day; what it says is still looked at."""
    script = (
        "<script>addEventListener('message', (e) => {"
        f" e.ports[0].postMessage(500); e.ports[0].postMessage({value}) }})</script>"
    )
    context.route("**/symptoms/embed/", lambda route: route.fulfill(
        body=f"<body><section class=crisis>Help</section>{script}", content_type="text/html"
    ))  # fmt: skip
    page = show(snippets["symptoms/"])
    framed(page)
    page.wait_for_function("document.querySelector('iframe').style.height === '500px'")
    page.wait_for_timeout(50)
    assert page.locator("iframe").evaluate("(frame) => frame.style.height") == "500px"


def test_what_a_frame_is_taken_to_gets_no_say(
    show: Show, snippets: dict[str, str], context: BrowserContext, address: str
) -> None:
    page = show(snippets["symptoms/"])
    assert settles(page)
    context.route("**/elsewhere", lambda route: route.fulfill(
        body="<script>addEventListener('message', (e) => e.ports[0].postMessage(40000));"
        "parent.postMessage(40000, '*')</script>", content_type="text/html"
    ))  # fmt: skip
    with page.expect_response("**/elsewhere"):
        page.locator("iframe").evaluate("(frame, to) => { frame.src = to }", f"{address}/elsewhere")
    page.wait_for_timeout(300)
    assert page.locator("iframe").evaluate(SIZES)[0] < 2 * DESKTOP["height"]


def test_links_open_outside_of_the_frame(
    show: Show, snippets: dict[str, str], context: BrowserContext, address: str
) -> None:
    page = show(snippets["symptoms/"])
    frame = framed(page)
    with context.expect_page() as opened:
        frame.get_by_role("link", name="More ways to get help").click()
    expect(opened.value).to_have_url(f"{address}/get-help/")
    expect(frame.locator("h2")).to_have_text("Symptoms")
    number = frame.locator(".citation").first
    number.click()
    expect(frame.locator("li:target")).to_have_count(1)
    assert len(context.pages) == 2


def test_nothing_of_it_needs_a_script_and_two_requests_are_all(
    chromium: Browser, address: str, site: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/treatments/talk-therapy/embed/")
    for name in ("Call 988", "Text 988", "Read the full page"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("heading", name="References")).to_be_visible()
    expect(page.locator(".review time")).to_have_count(2)
    assert asked == [page.url, f"{address}/assets/css/embed.css"]
    context.close()


def test_two_pages_share_no_id(site: Path) -> None:
    seen: dict[str, Path] = {}
    for file in sorted(site.rglob("embed/index.html")):
        for value in lxml_html.parse(str(file)).xpath("//@id"):
            assert seen.setdefault(value, file) == file, value


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_in_the_frame_and_nothing_is_cut_off(
    show: Show,
    snippets: dict[str, str],
    context: BrowserContext,
    axe: str,
    scheme: str,
    window: dict[str, int],
) -> None:
    context.unroute_all()  # the policy refuses the styles that axe measures with
    page = show(snippets["treatments/talk-therapy/"])
    page.set_viewport_size(window)
    page.emulate_media(color_scheme=scheme)
    frame = framed(page).locator("html")
    frame.evaluate(f"() => {{ {axe} }}")
    faults = frame.evaluate(f"(html) => axe.run(html, {HOSTED}).then((ran) => ran.violations)")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert frame.evaluate("(html) => html.scrollWidth <= innerWidth")


def test_the_host_script_is_small_and_its_bytes_are_those_of_its_number(
    site: Path, snippets: dict[str, str]
) -> None:
    """Pages elsewhere hold this hash: a changed script needs the next number."""
    script = (site / "assets/embed/frame-1.js").read_bytes()
    assert len(script) < 1500
    hashes = {re.findall('integrity="([^"]*)"', code)[0] for code in snippets.values()}
    assert hashes == {FIRST}


def test_copying_says_so(visit: Callable[..., Page], snippets: dict[str, str]) -> None:
    page = visit("organisations/on-your-site/", permissions=["clipboard-write", "clipboard-read"])
    page.locator("summary", has_text="Symptoms").click()
    page.get_by_role("button", name="Copy the code: Symptoms").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == snippets["symptoms/"]


def test_the_preview_shows_a_page_of_the_guide(visit: Callable[..., Page]) -> None:
    page = visit("organisations/on-your-site/")
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="Call 988")).to_be_visible()
    expect(page.locator("iframe")).to_have_css("border-top-width", "1px")


def test_the_contents_name_what_stands_behind_the_text(site: Path) -> None:
    page = lxml_html.parse(str(site / "organisations/on-your-site/index.html")).getroot()
    links = page.xpath("//nav[@class='contents']//a/@href")
    behind = page.xpath("//h2[@id='preview'] | //h2[@id='preview']/following-sibling::h2[@id]")
    assert links[-len(behind) :] == [f"#{one.get('id')}" for one in behind]
    assert len(behind) == 4
    assert all(page.get_element_by_id(link[1:]).tag == "h2" for link in links)


FIRST = "sha384-rl3pl20evECuVpmPmMnt6BFat4d7a7wH0W7+Y8u2V/dX7n5bwc26ZsQ/0mK1/ZSj"
"""The hash of the first host script."""
