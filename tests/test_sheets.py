"""One style sheet for every page, joined from its imports, and others where they are needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import html

import theme
from healthguide.publish import assets, embed, sheets

SHEETS = theme.OVERRIDES / "assets/css"
IMPORTED = sheets.IMPORT.findall((SHEETS / "guide.css").read_text(encoding="utf-8"))
ELSEWHERE = ("guide.css", "embed.css", *IMPORTED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(
        tmp_path, "guide.css", '@import "a.css";\n@import "../../brand/b.css";\n@import "c.css";\n'
    )
    write(tmp_path, "a.css", "a { color: red }\n")
    write(tmp_path, "../../brand/b.css", "b { color: red }\n")
    write(tmp_path, "c.css", "i { color: red }\n")
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    file = folder / "assets/css" / name
    for one in (folder / "assets/css", file.parent):
        one.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def joined(folder: Path) -> str:
    sheets.join(folder)
    return (folder / sheets.GUIDE).read_text(encoding="utf-8")


def test_sheets_stand_in_the_order_of_their_imports(folder: Path) -> None:
    expected = "a { color: red }\nb { color: red }\ni { color: red }\n"
    assert joined(folder) == expected
    assert joined(folder) == expected, "joined once more"


def test_addresses_are_read_from_the_folder_of_their_sheet(folder: Path) -> None:
    write(
        folder,
        "../../brand/b.css",
        "b { background: url(x.svg), url( 'y.svg' ), url(data:,), url(/z.svg), url(#a) }\n",
    )
    assert (
        "b { background: url(../../brand/x.svg), url( '../../brand/y.svg' ), url(data:,),"
        " url(/z.svg), url(#a) }" in joined(folder)
    )


@pytest.mark.parametrize(
    "address",
    [
        " /z.svg",
        "\n/z.svg",
        " data:,",
        ' "data:,"',
        " #a",
        " '#a'",
        " https://example.org/z",
        "",
        " ",
    ],
)
def test_blanks_before_an_address_change_nothing(folder: Path, address: str) -> None:
    rules = f"b {{ background: url({address}) }}\n"
    write(folder, "../../brand/b.css", rules)
    assert rules in joined(folder)


@pytest.mark.parametrize(
    "rules",
    [
        '@import "more.css";\n',
        '@charset "utf-8";\n',
        "@NAMESPACE svg url(x);\n",
        'b { background: image-set("x.svg" 1x) }\n',
    ],
)
def test_what_would_mean_something_else_is_left_to_the_browser(folder: Path, rules: str) -> None:
    write(folder, "../../brand/b.css", rules)
    assert joined(folder) == ('@import "a.css";\n@import "../../brand/b.css";\ni { color: red }\n')


@pytest.mark.parametrize(
    "rules",
    [
        ":root { --a: red; } /* mine",
        "b { color: red",
        "@media print { b { color: red }\n",
        'b { color: red } @layer "a',
        'b::after { content: "mine',
        "b { background: url(x.svg",
        "b { color: red } }",
        "b { color: red } i,",
        "b { color: red } \\",
    ],
)
def test_a_sheet_that_does_not_end_swallows_none_of_those_behind_it(
    folder: Path, rules: str
) -> None:
    write(folder, "../../brand/b.css", rules)
    assert joined(folder) == ('@import "a.css";\n@import "../../brand/b.css";\ni { color: red }\n')


@pytest.mark.parametrize(
    "rules", ["", "\n", "b {}", "/* b */", "b {} /* b */", "@layer b;", "@media a {}"]
)
def test_a_sheet_that_ends_is_joined(folder: Path, rules: str) -> None:
    write(folder, "../../brand/b.css", rules)
    assert joined(folder) == f"a {{ color: red }}\n{rules}i {{ color: red }}\n"


def test_a_sheet_that_is_not_there_is_left_as_well(folder: Path) -> None:
    (folder / "assets/css/c.css").unlink()
    before = (folder / sheets.GUIDE).read_text(encoding="utf-8")
    assert joined(folder) == before


def test_every_sheet_of_the_theme_has_its_place() -> None:
    """What is neither joined nor linked would style nothing."""
    linked = re.findall(r'^  \["(\w+)"', text_of("partials/styles.html"), re.MULTILINE)
    rest = {file.name for file in SHEETS.glob("*.css")} - set(ELSEWHERE)
    assert {f"{name}.css" for name in linked} == rest
    assert len(rest) > 5


def text_of(name: str) -> str:
    return (theme.OVERRIDES / name).read_text(encoding="utf-8")


def linked(content: str, meta: Mapping[str, str], lead: str = "") -> list[str]:
    template = theme.environment().get_template("partials/styles.html")
    made = template.render(page=SimpleNamespace(content=content), meta=meta, lead=lead)
    return re.findall(r'href="assets/css/(\w+).css"', made)


@pytest.mark.parametrize(
    ("content", "also"),
    [
        ("<p>This is always so: two ways.</p>", []),
        ('<div class="admonition note"></div>', ["cards"]),
        ('<h2 class="ways" id="a">A</h2>', ["help"]),
        ('<h2 class="b ways">A</h2><table>', ["tables", "help"]),
    ],
)
def test_a_page_links_what_its_text_needs(content: str, also: list[str]) -> None:
    assert linked(content, {}) == ["guide", *also]


def test_a_page_links_what_its_main_message_needs() -> None:
    lead = '<p><a class="md-button" href="#a">A</a></p>'
    assert linked("<p>Text.</p>", {}, lead) == ["guide", "cards"]


def test_a_page_links_what_its_template_prints() -> None:
    assert linked("", {"template": "sheet.html"}) == ["guide", "sheet"]


def test_a_page_that_was_not_found_has_the_sheet_of_every_page() -> None:
    template = theme.environment().get_template("partials/styles.html")
    assert template.render(page=None, meta={}).split("href=")[1:] == ['"assets/css/guide.css">']


def asked_for(name: str) -> set[str]:
    """The classes that a sheet has rules for, and tables."""
    rules = assets.style_without_comments(text_of(f"assets/css/{name}"))
    return set(re.findall(r"(?<![\w-])\.[a-z][\w-]*|\btable\b(?!-)", rules))


@pytest.mark.site
def test_each_page_of_the_guide_links_the_sheets_of_what_stands_on_it(site: Path) -> None:
    rest = sorted({file.name for file in SHEETS.glob("*.css")} - set(ELSEWHERE))
    base = asked_for("text.css") | asked_for("layout.css") | asked_for("parts.css")
    own = {name: asked_for(name) - base | asked_for(name) & {"table"} for name in rest}
    used: set[str] = set()
    for file in sorted(site.rglob("*.html")):
        if "embed" in file.parts or embed.is_fragment(file.name):
            continue
        page = html.parse(str(file)).getroot()
        links = {str(one).rpartition("/")[2] for one in page.xpath("//link/@href")}
        there = {f".{one}" for names in page.xpath("//@class") for one in names.split()}
        there |= {element.tag for element in page.iter("table")}
        for name in rest:
            if own[name] & there:
                assert name in links, f"{file}: {own[name] & there}"
                used.add(name)
    assert used == set(rest)
