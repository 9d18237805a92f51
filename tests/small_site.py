"""A small built folder in which everything is right; tests break one thing in it."""

from __future__ import annotations

import functools
from pathlib import Path

import theme
from healthguide.publish import embed

ROOT = Path(__file__).parent.parent
CRISIS = {
    "country": "US",
    "more": "help/",
    "outage": False,
    "call": {"number": "988", "link": "tel:988"},
    "text": {"number": "988", "link": "sms:988"},
    "chat": {"name": "988", "link": "https://chat.988lifeline.org/"},
    "emergency": {"number": "911"},
}
ORIGIN = "https://guide.example.org"
BASE = "/trd/"

INDEX = """\
<style>.steps { background: url("assets/steps.svg"); }</style>
<h1 id="home">Ketamine</h1>
<p>One.<sup class="citations"><a class="citation" id="cite-index-a-1" href="#ref-index-a" role="doc-noteref" aria-label="Reference 1">1</a>,<a class="citation" id="cite-index-c-1" href="#ref-index-c" role="doc-noteref" aria-label="Reference 3">3</a></sup></p>
<p>All.<sup class="citations"><a class="citation" id="cite-index-a-2" href="#ref-index-a" role="doc-noteref" aria-label="Reference 1">1</a>-<a class="citation" id="cite-index-c-2" href="#ref-index-c" role="doc-noteref" aria-label="Reference 3">3</a></sup></p>
<p><a href="#home">Up</a> <a href="help/#c%C3%A9line">Help</a> <a href="help/#named">Name</a> <a href="#top">Top</a></p>
<p><a href="https://guide.example.org/trd/help/?from=home#lines">Own</a> <a href="/trd/help/">Own</a></p>
<p><a href="https://nimh.nih.gov/">NIMH</a> <a href="mailto:a@example.org">Mail</a></p>
<p><a href="tel:+1-800-662-4357">Call 800-662-4357</a> <a href="sms:838255">Text 838255</a></p>
<p>Write <code>[^label]</code> for a citation.</p>
<img src="assets/steps.svg" srcset="assets/steps.svg, assets/steps.svg 2x" alt="Steps">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">
<p style="background: url(assets/steps.svg)">Steps</p>
<script src="assets/page.js"></script>
<section class="references" role="doc-endnotes" aria-labelledby="references-index"><h2 id="references-index">References</h2>
<ol>
<li id="ref-index-a"><p>First. <a class="backlink" href="#cite-index-a-1" role="doc-backlink">↩</a> <a class="backlink" href="#cite-index-a-2" role="doc-backlink">↩</a></p></li>
<li id="ref-index-b"><p>Second. <a class="backlink" href="#cite-index-a-2" role="doc-backlink">↩</a></p></li>
<li id="ref-index-c"><p>Third. <a class="backlink" href="#cite-index-c-1" role="doc-backlink">↩</a> <a class="backlink" href="#cite-index-c-2" role="doc-backlink">↩</a></p></li>
</ol></section>"""  # noqa: E501 (as builders write it)
HELP = '<h1 id="lines">Lines</h1>\n<p id="céline"><a name="named"></a><a href="../">Home</a></p>'
NOT_FOUND = f'<h1>Not found</h1>\n<p><a href="{BASE}">Home</a></p>'
PLACE = "help/embed/index.html"
EMBED = """\
<main>
<h2>Lines</h2>
<p><a href="tel:988">Call 988</a> <a href="#help_lines">Up</a> <a href="../../" target="_blank">Home</a></p>
<div class="review"><p><time datetime="2026-01-05">January 5</time> <span><time datetime="2026-07-05">July 5</time></span></p></div>
<h3 id="help_lines">All</h3>
</main>
<footer><p><a class="full" href="../" target="_blank">Read the full page</a></p>
<p class="source">From Guide</p>
<p class="licence">CC BY 4.0</p></footer>"""  # noqa: E501 (as the build writes it)
STYLE = """\
/* @import "https://fonts.example.com/never.css"; */
@namespace svg url(http://www.w3.org/2000/svg);
.a { background: url(steps.svg); mask: url("data:image/svg+xml,<a href='url(x)'/>") }
"""


def block(more: str = "help/", crisis: dict[str, object] | None = None, short: bool = False) -> str:
    """The crisis block as the theme renders it; `more` is the address of the help page."""
    return _block(more, short) if crisis is None else _rendered(more, crisis, short)


@functools.cache  # rendering takes longer than checking the small site
def _block(more: str, short: bool) -> str:
    return _rendered(more, CRISIS, short)


def _rendered(more: str, crisis: dict[str, object], short: bool) -> str:
    lines = theme.block(crisis, lambda _: more, short=short)
    return " ".join(lines.split("\n"))  # one line, so that lines below it do not depend on it


@functools.cache
def _elsewhere() -> str:
    """What covers the page, and the bar, as the theme makes them."""
    made = theme.environment().from_string(
        '{% import "partials/crisis/ways.html" as crisis with context %}{{ crisis.bar(line) }}'
        '<dialog id="panel"><form method="dialog"><button>Close</button></form>'
        "{{ crisis.ways(line, false) }}</dialog>"
    )
    return " ".join(made.render(line=CRISIS, config={"theme": {"language": "en"}}).split("\n"))


def page(address: str, body: str, more: str, up: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<link rel="canonical" href="{ORIGIN}{BASE}{address}">\n'
        f'<link rel="stylesheet" href="{up}assets/style.css">\n</head>\n<body>\n'
        f"{block(more)}\n<header>Guide</header>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def embed_page() -> str:
    """The embed page of the page with the lines."""
    lines = embed.for_frame(block("../help/", short=True), "help/index.html", PLACE)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta name="robots" content="noindex">\n'
        '<meta name="responsive-embedded-sizing" content="allow-origins=*">\n'
        f'<link rel="stylesheet" href="../../assets/style.css">\n</head>\n<body>\n{lines}\n'
        f"{EMBED}\n</body>\n</html>\n"
    )


def write(folder: Path) -> Path:
    """Write the small site into `folder`, which must be new."""
    stub = '<meta http-equiv="refresh" content="0; url=../help/">\n<a href="../help/">Moved</a>'
    moved = f"{block('../help/')}\n{stub}"
    files = {
        "index.html": page("", INDEX, "help/", ""),
        "help/index.html": page("help/", HELP, "../help/", "../"),
        "panel/index.html": page("panel/", f"<h1>Panel</h1>\n{_elsewhere()}", "../help/", "../"),
        "404.html": page("404.html", NOT_FOUND, f"{BASE}help/", BASE),
        "old/index.html": f'<!doctype html>\n<html lang="en">\n<body>\n{moved}\n',
        PLACE: embed_page(),
        "piece.html": f"{block('help/')}\n<p>A piece for another page.</p>\n",
        "assets/style.css": STYLE,
        "assets/steps.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "assets/page.js": "",
        "sitemap.xml": f"<urlset><url><loc>{ORIGIN}{BASE}</loc></url></urlset>",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the one `old` in a file. Raises ValueError when it is not there exactly once."""
    text = (folder / name).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{name} holds {old!r} {text.count(old)} times")
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def citations_of(slug: str, number: int) -> str:
    """A paragraph that cites `number` sources one by one, and their list."""
    cited = "".join(
        f'<p>Claim.<sup class="citations"><a class="citation" id="cite-{slug}-s{n}-1" '
        f'href="#ref-{slug}-s{n}" role="doc-noteref" aria-label="Reference {n}">{n}</a></sup></p>\n'
        for n in range(1, number + 1)
    )
    entries = "".join(
        f'<li id="ref-{slug}-s{n}"><p>Source. <a class="backlink" href="#cite-{slug}-s{n}-1" '
        f'role="doc-backlink">↩</a></p></li>\n'
        for n in range(1, number + 1)
    )
    return f'{cited}<section class="references" role="doc-endnotes"><ol>{entries}</ol></section>\n'
