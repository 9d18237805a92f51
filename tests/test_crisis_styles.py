"""Styles that hide the crisis block, and styles that do not: the check and Chromium must agree."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser, Page, Route

import small_site
from healthguide.crisis import cascade, seen
from healthguide.crisis.cascade import Sheet
from healthguide.site.check import check_site
from healthguide.site.sources import Sources
from serving import served

ROOT = Path(__file__).parent.parent
OURS = [ROOT / "overrides/assets/css" / f"{name}.css" for name in ("tokens", "text", "layout")]
OURS += [ROOT / "overrides/partials/crisis/crisis.css"]
OURS += [ROOT / "overrides/assets/css" / f"{name}.css" for name in ("parts", "print")]
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>T</title>
<script>var r=document.documentElement;r.className="js"</script>
{links}</head>
<body>
<a class="skip" href="#site-content">Skip</a>
<a class="skip" href="#crisis">Skip to crisis support</a>
{block}
<header class="site-header">Guide</header>
<main id="site-content" class="page"><h1>Title</h1><section><p>Text.</p></section>
<div class="box">Box</div></main>
</body></html>
"""
HIDING = {
    "by its class": ".crisis { display: none }",
    "by its id, upper case": "#crisis { DISPLAY : NONE !important }",
    "by what it is": "section:first-of-type { display: none }",
    "by its attribute": "[data-crisis] { visibility: hidden }",
    "all that is in the body": "body > * { opacity: 0 }",
    "the first of its kind but for links": "body > :not(a, header, main) { display: none }",
    "by what follows": "section:has(+ header) { display: none }",
    "the page": "html { visibility: hidden }",
    "a link alone": '.crisis a[href^="tel"] { visibility: hidden }',
    "the list of ways": "ul.crisis-ways, ul { display: none !important }",
    "out of the window": ".crisis { position: absolute; left: -9999px }",
    "up": ".crisis { margin-top: -500px }",
    "moved up": ".crisis { transform: translateY(-110%) }",
    "moved by a property": ".crisis { translate: -100vw }",
    "scaled": ".crisis { scale: 0 }",
    "clipped": ".crisis { position: absolute; clip: rect(0, 0, 0, 0) }",
    "clipped to a path": ".crisis { clip-path: inset(50%) }",
    "clipped to a corner": ".crisis { clip-path: polygon(0 0, 1% 0, 0 1%) }",
    "without height": ".crisis { height: 0; overflow: hidden; padding: 0 }",
    "too low": ".crisis { max-height: 3rem; overflow: hidden }",
    "for screen readers alone": """.crisis { position: absolute; width: 1px; height: 1px;
        overflow: hidden }""",
    "without letters": ".crisis * { font-size: 0 }",
    "letters of one pixel": ".crisis * { font-size: 1px !important }",
    "indented": ".crisis * { text-indent: -9999px }",
    "in the color of its ground": ".crisis, .crisis * { color: #0f4441 }",
    "in a token of the ground": ":root { --color-crisis-text: var(--color-crisis) }",
    "a ground like the letters": ".crisis { background: #fff }",
    "letters that are not filled": ".crisis { -webkit-text-fill-color: transparent }",
    "in the dark": "@media (prefers-color-scheme: dark) { .crisis { display: none } }",
    "on a phone": "@media (max-width: 30em) { .crisis-ways { display: none } }",
    "on a phone, as a range": "@media (width < 500px) { .crisis { display: none } }",
    "on paper": "@media print { .crisis { display: none } }",
    "on paper, the address": "@media print { .crisis-print { display: none } }",
    "on paper, white": "@media print { .crisis, .crisis * { color: #fff; background: #fff } }",
    "with a script": ".js .crisis { display: none }",
    "nested": "body { .crisis { display: none } }",
    "nested with its parent": ".crisis { & .crisis-ways { display: none } }",
    "in a layer": "@layer a { .crisis { display: none !important } } .crisis { display: block }",
    "where it is supported": "@supports (display: grid) { .crisis { opacity: .01 } }",
    "by a rule in a rule": "@media screen { @media (min-width: 1px) { .crisis { opacity: 0 } } }",
    "not rendered yet": ".crisis { content-visibility: hidden }",
    "no taps": ".crisis a { pointer-events: none }",
    "blurred": ".crisis { filter: blur(9px) }",
    "faded by two": "body { opacity: .6 } .crisis { opacity: .3 }",
    "covered by the page": """.box { position: fixed; inset: 0; background: #fff; z-index: 9 }""",
    "covered by its own": """.crisis { position: relative }
        .crisis::after { content: ""; position: absolute; inset: 0; background: #000 }""",
    "behind the page": ".crisis { position: relative; z-index: -1 }",
    "at the end of an animation": """@keyframes away { to { opacity: 0 } }
        .crisis { animation: away 1ms forwards }""",
    "escaped": r".cr\69sis { display: none }",
    "by var": ":root { --no: none } .crisis { display: var(--no) }",
    "by calc": ".crisis * { font-size: calc(1px - 1px) }",
}
SHOWING = {
    "nothing": "",
    "a class like it": ".crisis-nothing, .crisis-note-2 { display: none }",
    "in another place": ".x .crisis { display: none }",
    "in the text": "main .crisis, main section { display: none }",
    "another section": "section:nth-of-type(2) { display: none }",
    "under the pointer": ".crisis a:hover { opacity: 0 }",
    "before it is defined": ".crisis:not(:defined) { display: none }",
    "a comment": "/* .crisis { display: none } */",
    "in a text": '.box::after { content: ".crisis { display: none }" }',
    "shown again": ".crisis { display: none } .crisis { display: block }",
    "shown by what weighs more": "#crisis { display: block } .crisis { display: none }",
    "shown as important": ".crisis { opacity: 1 !important } #crisis { opacity: 0 }",
    "on paper, the link": '@media print { .crisis a[href^="https"] { display: none } }',
    "no paper on a screen": "@media screen { .crisis-print { display: none } }",
    "no such window": "@media (min-width: 40000px) { .crisis { display: none } }",
    "not supported": "@supports not (display: grid) { .crisis { display: none } }",
    "signs": ".crisis svg { display: none }",
    "another color": ":root { --color-crisis: #5b2a6f; --color-crisis-text: #fff }",
    "larger": ".crisis { font-size: 130% } .crisis a { letter-spacing: .05em }",
    "a bleed": ".crisis { margin-inline: -1px; border-radius: 12px; overflow: hidden }",
    "centred": ".crisis { position: relative; left: 50%; transform: translateX(-50%) }",
    "a slanted edge": ".crisis { clip-path: polygon(0 0, 100% 0, 100% 97%, 0 100%) }",
    "faded in": """@keyframes in { from { opacity: 0 } }
        .crisis { animation: in 1ms }""",
    "a small cover": ".box { position: fixed; right: 0; bottom: 0; background: #fff; z-index: 9 }",
    "a veil that lets taps through": """.box { position: fixed; inset: 0; pointer-events: none;
        z-index: 9; color: transparent }""",
    "a page of another class": "html.dark .crisis { display: none }",
    "for the screen reader, elsewhere": """.box { position: absolute; width: 1px; height: 1px;
        overflow: hidden; clip-path: inset(50%) }""",
    "a sign before": '.crisis-title::before { content: "! " }',
    "a rule that no browser knows": ".crisis:no-such-thing { display: none }",
    "a rule that weighs less": "ul { display: none }",
    "no value": ".crisis { display: }",
}
CASES = [
    *((n, css, True) for n, css in HIDING.items()),
    *((n, c, False) for n, c in SHOWING.items()),
]


def page_of(links: str = "") -> str:
    return PAGE.format(links=links, block=small_site.block())


def hiding(*sheets: str) -> list[seen.Hiding]:
    """What our own sheets and these do to the block."""
    given = [Sheet(file.name, file.read_text(encoding="utf-8")) for file in OURS]
    given += [Sheet(f"{number}.css", css) for number, css in enumerate(sheets)]
    rules = cascade.read(given, lambda url, sheet: None)
    document = lxml_html.document_fromstring(page_of())
    found = seen.find_hiding(document, "page", rules, {"js"} & rules.classes)
    return found + seen.find_covers(document, "page", rules, seen.candidates(document, rules, []))


@pytest.mark.parametrize(("name", "css", "is_hidden"), CASES, ids=[case[0] for case in CASES])
def test_a_style_that_hides_the_block_is_found(name: str, css: str, is_hidden: bool) -> None:
    found = hiding(css)
    assert bool(found) is is_hidden, found
    assert {one.path for one in found} <= {"0.css"}


def told(folder: Path) -> list[str]:
    """What the folder check says, without its advice."""
    return [
        str(finding).removesuffix(f" {finding.advice}").replace(f"{folder.as_posix()}/", "")
        for finding in check_site(folder).findings
    ]


HIDDEN = "[crisis-style] The style 'display: none' of '{}' hides the crisis block{}."


def test_the_finding_names_the_sheet_and_the_line(tmp_path: Path) -> None:
    site = small_site.write(tmp_path / "site")
    with (site / "assets/style.css").open("a") as sheet:
        sheet.write("@media print {\n  .steps, .crisis { display: none }\n}\n")
    said = HIDDEN.format(".steps, .crisis", " on paper")
    assert told(site) == [f"assets/style.css:5:21: {said}"]


def test_a_sheet_that_another_imports_counts(tmp_path: Path) -> None:
    site = small_site.write(tmp_path / "site")
    (site / "assets/more.css").write_text("#crisis { display: none }")
    text = (site / "assets/style.css").read_text()
    (site / "assets/style.css").write_text(f'@import url("more.css") screen;\n{text}')
    assert told(site) == [f"assets/more.css:1:11: {HIDDEN.format('#crisis', ' in some windows')}"]


def test_a_style_in_a_page_counts(tmp_path: Path) -> None:
    site = small_site.write(tmp_path / "site")
    small_site.change(site, "index.html", "<h1", "<style>\n.crisis { display: none }</style>\n<h1")
    [said] = told(site)
    assert said == f"index.html:14:11: {HIDDEN.format('.crisis', '')}"


def test_a_style_of_an_element_counts(tmp_path: Path) -> None:
    site = small_site.write(tmp_path / "site")
    small_site.change(site, "help/index.html", "<body>", '<body style="font-size:1px">')
    [said] = told(site)
    assert said == (
        "help/index.html:8: [crisis-style] The style 'font-size: 1px' of 'style=, <body>' shrinks "
        "the crisis block."
    )


def test_an_element_of_one_page_that_covers_the_block_is_found(tmp_path: Path) -> None:
    site = small_site.write(tmp_path / "site")
    cover = '<div style="position:fixed;inset:0;background:white">Look</div>'
    small_site.change(site, "help/index.html", "<h1", f"{cover}<h1")
    [said] = told(site)
    assert said.startswith("help/index.html:12: [crisis-style] The style 'position: fixed' of")
    assert said.endswith("covers the crisis block.")


def test_a_style_in_markdown_is_found_at_its_line(tmp_path: Path) -> None:
    """What a build knows of its sources leads there, also past comments that were stripped."""
    (tmp_path / "docs").mkdir()
    source = tmp_path / "docs/own.css"
    source.write_text("/* A comment\n   of two lines. */\n.crisis {\n  display: none;\n}\n")
    site = small_site.write(tmp_path / "site")
    (site / "assets/style.css").write_text(".crisis {\n  display: none;\n}\n")
    sources = Sources(tmp_path, "mkdocs.yml", "docs", {"assets/style.css": "docs/own.css"})
    [finding] = check_site(site, sources=sources).findings
    assert (finding.path, finding.line, finding.column) == ("docs/own.css", 4, 3)


def test_one_sheet_of_many_pages_is_matched_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = small_site.write(tmp_path / "site")
    for number in range(30):
        (site / f"p{number}").mkdir()
        shutil.copy(site / "help/index.html", site / f"p{number}/index.html")
    calls: list[str] = []
    find = seen.find_hiding

    def counted(document: lxml_html.HtmlElement, path: str, *rest: object) -> list[seen.Hiding]:
        calls.append(path)
        return find(document, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(seen, "find_hiding", counted)
    check_site(site)
    assert len(calls) == len(
        {"a page", "a stub", "a piece", "an embed page", "the first page, with a style"}
    )


NEEDED = ("by its class", "clipped to a path", "too low", "behind the page", "blurred")
"""A case that only one check of boxes finds, for each of them in their order."""


@pytest.mark.parametrize(("check", "name"), [*zip(seen.BOX_CHECKS, NEEDED, strict=True)])
def test_without_a_check_of_boxes_a_case_turns_red(
    check: object, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "BOX_CHECKS", tuple(c for c in seen.BOX_CHECKS if c is not check))
    assert hiding(HIDING[name]) == []


@pytest.mark.parametrize(
    "css",
    [
        "", "}", "{", "@", "@media", "@import", "@import ;", ".crisis{", "a{b:var(--b)}", "/*",
        ":root{--a:var(--b);--b:var(--a)} .crisis{color:var(--a)}", ".crisis{color:color()}",
        ":is(" * 60 + ".crisis" + ")" * 60 + "{opacity:0}", "@keyframes{to{}}", "@layer;",
        ".crisis{width:calc(1px / 0);height:min();transform:matrix(1);clip-path:inset()}",
        ".crisis" + "{.a" * 60, "*|*{opacity:1}", "[a|b]{opacity:1}", "@scope{.a{opacity:1}}",
        ".crisis{margin:;inset: / ;font: 1px/;rotate:y;filter:opacity();animation:x}",
    ],
)  # fmt: skip
def test_a_broken_sheet_is_read_over(css: str) -> None:
    hiding(css)


# Chromium as the judge

WINDOWS = (
    {"width": 1280, "height": 800, "media": "screen", "scheme": "light"},
    {"width": 360, "height": 740, "media": "screen", "scheme": "dark"},
    {"width": 1000, "height": 800, "media": "print", "scheme": "light"},
)
PARTS = """(paper) => {
  const parts = [".crisis-title strong", ".crisis a[href^=tel]", ".crisis a[href^=sms]",
    paper ? ".crisis-print" : ".crisis a[href^=https]", ".crisis-note"];
  return parts.map((selector) => {
    const part = document.querySelector(selector);
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    let box = null;
    while (walk.nextNode() && !box) {
      const range = document.createRange();
      range.selectNodeContents(walk.currentNode);
      box = walk.currentNode.data.trim() ? range.getBoundingClientRect() : null;
    }
    const shown = part.checkVisibility({ opacityProperty: true, visibilityProperty: true,
      contentVisibilityAuto: true });
    if (!shown || !box || box.width < 8 || box.height < 6) return null;
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!hit || !(part.contains(hit) || hit.contains(part))) return null;
    if (part.matches("a") && !part.contains(hit)) return null;
    return [box.left, box.top, box.width, box.height].map(Math.round);
  });
}"""
INK = """async ([picture, boxes]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const light = (value) => value / 255 <= .04045 ? value / 255 / 12.92
    : ((value / 255 + .055) / 1.055) ** 2.4;
  return boxes.map(([left, top, width, height]) => {
    const { data } = drawing.getImageData(left, top, width, height);
    let darkest = 1, lightest = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue] = [...data.slice(at, at + 3)].map(light);
      const value = .2126 * red + .7152 * green + .0722 * blue;
      darkest = Math.min(darkest, value);
      lightest = Math.max(lightest, value);
    }
    return (lightest + .05) / (darkest + .05);
  });
}"""


def is_hidden_in(page: Page, judge: Page) -> bool:
    """Whether some part of the block is not there for a reader, in one of the windows."""
    for window in WINDOWS:
        page.set_viewport_size({"width": window["width"], "height": window["height"]})
        page.emulate_media(media=window["media"], color_scheme=window["scheme"])
        # A busy machine may be asked before it has painted: what is hidden stays hidden.
        if all(_is_hidden_after(wait, page, window, judge) for wait in (30, 400)):
            return True
    return False


def _is_hidden_after(wait: int, page: Page, window: Mapping[str, object], judge: Page) -> bool:
    page.reload()
    page.wait_for_timeout(wait)
    boxes = page.evaluate(PARTS, window["media"] == "print")
    if None in boxes or any(box[0] + box[2] / 2 < 0 or box[1] < 0 for box in boxes):
        return True
    picture = base64.b64encode(page.screenshot()).decode()
    return bool(min(judge.evaluate(INK, [picture, boxes])) < 2.5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("styles")
    for file in OURS:
        shutil.copy(file, folder)
    links = "".join(f'<link rel="stylesheet" href="{f.name}">' for f in (*OURS, Path("own.css")))
    (folder / "index.html").write_text(page_of(links), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shown(chromium: Browser, folder: Path) -> Iterator[Callable[[str], bool]]:
    sheet = ""

    # A file changed twice within a second is "not modified" to a server: no server here.
    def answer(route: Route) -> None:
        route.fulfill(body=sheet, content_type="text/css")

    with served(folder) as address:
        page, judge = chromium.new_page(), chromium.new_page()
        page.route("**/own.css", answer)
        page.goto(f"{address}/index.html")

        def is_hidden(css: str) -> bool:
            nonlocal sheet
            sheet = css
            return is_hidden_in(page, judge)

        yield is_hidden
        page.close()
        judge.close()


@pytest.mark.browser
@pytest.mark.parametrize(("name", "css", "is_hidden"), CASES, ids=[case[0] for case in CASES])
def test_chromium_agrees(
    name: str, css: str, is_hidden: bool, shown: Callable[[str], bool]
) -> None:
    assert shown(css) is is_hidden


def test_the_style_of_the_block_stands_beside_its_template() -> None:
    parts = re.compile(r"\.crisis-(?:title|note|for|print|outage)\b")
    styles = {sheet.name: parts.findall(sheet.read_text(encoding="utf-8")) for sheet in OURS}
    assert [name for name, found in styles.items() if found] == ["crisis.css"]
    assert len(set(styles["crisis.css"])) == 5
