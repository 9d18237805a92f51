"""What a screen reader says, walked from the first word to the last: `make golden` writes it anew.

The virtual screen reader runs in the page (https://www.guidepup.dev/docs/virtual) and speaks by the
rules of ARIA. Real ones differ in words, not in how much they say of a citation.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

import audit_tools
from serving import served

GOLDEN = Path(__file__).parent / "golden"
READER = audit_tools.MODULES / "@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
PAGES = {
    "home": ("", "main"),
    "topic": ("symptoms/", "main"),
    "treatment": ("treatments/talk-therapy/", "main"),
    "search-open": ("", "dialog"),
}
"""Address, and what is read of the page, by the name of its file."""
LONGEST = 6000
WALK = """async ({part, most}) => {
    const {virtual} = await import("/virtual.js");
    const container = document.querySelector(part);
    await virtual.start({container});
    const first = await virtual.lastSpokenPhrase();
    const said = [first];
    while (said.length < most) {
        await virtual.next();
        said.push(await virtual.lastSpokenPhrase());
        if (said.at(-1) === "end of " + first || said.at(-1) === first) break;
    }
    await virtual.stop();
    return said;
}"""
NOTE = "doc-noteref, "

pytestmark = [pytest.mark.audit, pytest.mark.browser, pytest.mark.site]


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, bypass_csp=True, service_workers="block"
    )
    text = READER.read_text(encoding="utf-8")
    context.route("**/virtual.js", lambda r: r.fulfill(body=text, content_type="text/javascript"))
    yield context
    context.close()


@pytest.fixture(scope="module")
def spoken(context: BrowserContext, site: Path) -> dict[str, list[str]]:
    """What is said of each page."""
    said = {}
    with served(site) as address:
        for name, (path, part) in PAGES.items():
            page = context.new_page()
            page.goto(f"{address}/{path}")
            if part == "dialog":
                page.get_by_role("button", name="Search").click()
                page.get_by_role("dialog").get_by_role("link", name="Call 988").wait_for()
                page.wait_for_function("document.querySelector('#search-count').textContent === ''")
            said[name] = page.evaluate(WALK, {"part": part, "most": LONGEST})
            page.close()
    return said


@pytest.mark.parametrize("name", PAGES)
def test_what_is_said_is_the_golden_text(spoken: dict[str, list[str]], name: str) -> None:
    text = "\n".join(spoken[name]) + "\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), "look at the change, then: make golden"


@pytest.mark.parametrize("name", ["home", "topic", "treatment"])
def test_a_citation_takes_three_utterances(spoken: dict[str, list[str]], name: str) -> None:
    said = spoken[name]
    begun = [at for at, phrase in enumerate(said) if phrase.startswith(NOTE)]
    assert len(begun) > 5
    for at in begun:
        assert "end of " + said[at] in said[at + 1 : at + 3], said[at : at + 6]


def test_every_page_is_read_to_its_end(spoken: dict[str, list[str]]) -> None:
    assert all(50 < len(said) < LONGEST or name == "search-open" for name, said in spoken.items())
    assert all(said[-1] == f"end of {said[0]}" for said in spoken.values())


def test_every_golden_file_is_compared() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(PAGES)
