"""The templates: no word outside the language files, nothing that only Python's Jinja knows.

MiniJinja, which Zensical renders with, knows no methods of Python and no names that a builder does
not give (https://docs.rs/minijinja/latest/minijinja/).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest
from jinja2 import meta, nodes
from lxml import html as lxml_html

import theme
from healthguide.publish import search

WORDS = ["partials/languages/en.html", "partials/crisis/words/en.html"]
EXAMPLE = "partials/crisis/example.html"
ENGINE = theme.environment()
SOURCES = {
    file.relative_to(theme.OVERRIDES).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(theme.OVERRIDES.rglob("*.html"))
}
OF_A_FORK = "brand/languages/"
"""Where a fork writes words of its own."""
TEMPLATES = {
    name: text
    for name, text in SOURCES.items()
    if name not in (*WORDS, EXAMPLE)
    and (name == f"{OF_A_FORK}en.html" or not name.startswith(OF_A_FORK))
}
SCRIPTS = {"partials/before-paint.html"} | {
    f"partials/embed/{name}.html" for name in ("height", "card-script")
}
"""What stands in a page as a script, and says nothing."""
TREES = {name: ENGINE.parse(text) for name, text in TEMPLATES.items()}
SHOWN = ("alt", "aria-label", "content", "label", "placeholder", "title", "value")
"""Attributes that a reader sees or hears; `data-` ones are read by scripts, which may show them."""
CODES = {
    "#0f4441",
    "same-origin",
    "no-referrer",
    "light dark",
    "width=device-width, initial-scale=1",
}
KEYS = {"Escape", "Tab", "Enter", "ArrowDown", "ArrowUp"}
NAMES = {"lang", "icons", "words", "crisis"}
"""What templates import: files of macros, so that a call on them is none on a value."""
GIVEN = {
    "builder": {"base_url", "config", "nav", "page"},
    "adapter": {
        "a_to_z",
        "all_references",
        "faults",
        "guide",
        "lead",
        "references",
        "review",
        "structured",
    }
    | {"block", "canonical", "content_hash", "embeds", "full", "oembed", "points", "short", "text"},
    "main.html": {
        "after_text",
        "after_toc",
        "crisis",
        "description",
        "icons",
        "is_start",
        "lang",
        "meta",
        "organisation",
        "sheet_tools",
        "title",
    },
}


def english() -> dict[str, str]:
    """Every word of the English files by its key, in the order of the files."""
    found: dict[str, str] = {}
    for name in WORDS:
        match = re.search(r"\{\n.*\n\}", SOURCES[name], re.DOTALL)
        assert match
        found |= json.loads(match[0])
    return found


def literals(template: str) -> Iterator[str]:
    """What a template says by itself: text, attributes that are shown, and texts in expressions."""
    lexed = list(ENGINE.lex(template))
    data = "".join(text for _, kind, text in lexed if kind == "data")
    for element in lxml_html.fragment_fromstring(data, create_parent="div").iter():
        if element.tag in ("script", "style") or not isinstance(element.tag, str):
            continue
        yield from filter(None, (element.text, element.tail))
        yield from (
            text
            for name, text in element.attrib.items()
            if (name in SHOWN or name.startswith("data-")) and text not in CODES
        )
    for _, kind, text in lexed:
        if kind == "string" and re.search(r"^.[A-Z]\w|\w \w", text) and "<svg" not in text:
            yield text


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name not in SCRIPTS])
def test_no_template_holds_a_word_of_its_own(name: str) -> None:
    said = [text for text in literals(TEMPLATES[name]) if re.search(r"[^\W\d_]", text)]
    allowed = {"light", "dark"} if name.endswith("footer.html") else set()  # values of the choice
    assert [text.strip() for text in said if text.strip() not in allowed] == []


@pytest.mark.parametrize("spoken", ["<p>Menu</p>", '<a title="Menu">', '{{ "Two words" }}'])
def test_a_word_in_a_template_is_seen(spoken: str) -> None:
    assert len(list(literals(spoken))) == 1


@pytest.mark.parametrize(
    "name",
    [
        *sorted(file.name for file in (theme.OVERRIDES / "assets" / "js").glob("*.js")),
        "../../sw.js",
    ],
)
def test_no_script_holds_a_word_of_its_own(name: str) -> None:
    script = (theme.OVERRIDES / "assets" / "js" / name).read_text(encoding="utf-8")
    strings = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'", re.sub(r"(?m)^\s*//.*$", "", script))
    said = {text for pair in strings for text in pair if re.match(r"[A-Z][a-z]", text)}
    assert said - KEYS == set()


def test_every_word_is_used_and_every_word_used_is_there() -> None:
    calls = [call for tree in TREES.values() for call in tree.find_all(nodes.Call)]
    first = [call.args[0] for call in calls if _called(call) == ("lang", "t") and call.args]
    used = {node.value for node in first if isinstance(node, nodes.Const)}
    used |= {f"search.{key}" for key in search.WORDS}
    used |= {
        key
        for key in english()
        if re.match(
            r"month\.|card\.|dots\.|advice$|crisis\.(call(\.option)?|text(\.word)?|chat(\.short)?)$|date$",
            key,
        )
    }
    assert used == set(english())


def _called(call: nodes.Call) -> tuple[str, str] | None:
    node = call.node
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return node.node.name, node.attr
    return None


@pytest.mark.parametrize("name", TREES)
def test_no_template_calls_a_method_of_python(name: str) -> None:
    """Only macros are called; `.items` or `.keys` of a mapping would be methods as well."""
    for call in TREES[name].find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name):
            assert (_called(call) or ("",))[0] in NAMES, f"line {call.lineno}"
    for node in TREES[name].find_all(nodes.Getattr):
        of_nav = isinstance(node.node, nodes.Name) and node.node.name == "nav"
        assert of_nav or node.attr not in ("items", "keys", "values"), f"line {node.lineno}"


@pytest.mark.parametrize("name", TREES)
def test_a_template_knows_only_names_that_are_given(name: str) -> None:
    set_here = {
        *(macro.name for macro in TREES[name].find_all(nodes.Macro)),
        *(node.name for node in TREES[name].find_all(nodes.Name) if node.ctx == "store"),
    }
    undeclared = meta.find_undeclared_variables(TREES[name])
    assert undeclared - set_here <= set().union(*GIVEN.values())


def words(folder: Path, language: str) -> jinja2.environment.TemplateModule:
    template = theme.environment(folder).get_template("partials/language.html")
    return template.make_module({"config": {"theme": {"language": language}}})


@pytest.mark.parametrize("language", ["en", "en-GB"])
def test_a_day_is_written_as_its_readers_write_it(language: str, tmp_path: Path) -> None:
    printed = words(tmp_path, language).time("2026-01-05")
    assert printed == '<time datetime="2026-01-05">January 5, 2026</time>'


def test_a_fork_says_a_word_otherwise_and_keeps_the_rest(tmp_path: Path) -> None:
    own = SOURCES["brand/languages/en.html"].replace("{{ {\n", '{{ {\n  "footer.colors": "A & B"\n')
    (tmp_path / "brand" / "languages").mkdir(parents=True)
    (tmp_path / "brand" / "languages" / "en.html").write_text(own, encoding="utf-8")
    said = words(tmp_path, "en-GB")
    assert [said.t("footer.colors"), said.t("menu")] == ["A &amp; B", "Menu"]


def test_the_example_is_the_block_as_it_is_printed() -> None:
    numbers = {
        "country": "US",
        "more": "get-help/",
        "outage": False,
        "call": {"number": "988", "link": "tel:988"},
        "text": {"number": "988", "link": "sms:988"},
        "chat": {"name": "988", "link": "https://chat.988lifeline.org/"},
        "emergency": {"number": "911"},
    }
    assert theme.block(numbers, url=str) + "\n" == SOURCES[EXAMPLE]


def test_an_icon_is_drawn_but_not_read() -> None:
    icon = str(ENGINE.get_template("partials/icon.html").make_module().icon("phone"))
    (svg,) = lxml_html.fragments_fromstring(icon)
    drawn = {key: svg.get(key) for key in ("aria-hidden", "focusable", "fill", "width", "xmlns")}
    assert drawn == {
        "aria-hidden": "true",
        "focusable": "false",
        "fill": "currentColor",
        "width": "1.25em",
        "xmlns": None,
    }
    assert len(icon) < 700


def menu(address: str, *sections: int) -> list[str]:
    """Where the menu leads on the page at an address, in a guide with sections of these sizes."""
    return [str(link.get("href")) for link in drawn(address, *sections).iterfind(".//li/a")]


def drawn(address: str, *sections: int) -> lxml_html.HtmlElement:

    def item(url: str) -> SimpleNamespace:
        return SimpleNamespace(url=url, title=url, active=url == address, children=None)

    def section(number: int, size: int) -> SimpleNamespace:
        pages = [item(f"{number}/{place}/") for place in range(size)]
        active = any(page.active for page in pages)
        pages.insert(
            size // 2 + 1, SimpleNamespace(url="https://example.org/", title="", is_link=True)
        )
        return SimpleNamespace(title=f"{number}", active=active, children=pages)

    items = [section(number, size) for number, size in enumerate(sections)]
    lang = ENGINE.get_template("partials/language.html").make_module({"config": {"theme": {}}})
    page, nav = SimpleNamespace(url=address), SimpleNamespace(items=items)
    html = ENGINE.get_template("partials/nav.html").render(lang=lang, page=page, nav=nav)
    return lxml_html.fromstring(html)


@pytest.mark.parametrize("sections", [(3, 200), (1,) * 100, (70, 1, 64), (3, 4)])
def test_the_menu_leads_to_every_page_and_does_not_grow(sections: tuple[int, ...]) -> None:
    """From page to page, as without a script; links to other sites are not followed."""
    found, ahead = {"0/0/"}, ["0/0/"]
    while ahead:
        links = menu(ahead.pop(), *sections)
        assert len(links) <= 2 * (30 + 2)
        new = {link for link in links if not link.startswith("https:")} - found
        found |= new
        ahead += new
    every = [f"{number}/{place}/" for number, size in enumerate(sections) for place in range(size)]
    assert found == set(every)


def test_sections_unfold_in_a_guide_of_few_pages_alone() -> None:
    (folded,) = drawn("0/0/", 3, 14).iter("details")
    (sign,) = folded.iter("summary")
    assert sign.get("aria-label") == "Show the pages of 1"
    assert len(list(folded.iter("a"))) == 15
    assert not list(drawn("0/0/", 3, 40).iter("details"))


def test_a_short_section_is_shown_whole() -> None:
    every = [f"0/{place}/" for place in range(29)]
    assert set(menu("0/28/", 29)) == {*every, "https://example.org/"}


def test_a_long_section_shows_the_pages_around_this_one() -> None:
    links = menu("0/100/", 200)
    assert [links[0], links[-1]] == ["0/84/", "0/114/"]
    assert "0/100/" in links[10:20]


def footer(**organisation: str) -> lxml_html.HtmlElement:
    lang = ENGINE.get_template("partials/language.html").make_module({"config": {"theme": {}}})
    html = ENGINE.get_template("partials/footer.html").render(
        lang=lang, nav=SimpleNamespace(items=[]), config={"extra": {}}, organisation=organisation
    )
    return lxml_html.fromstring(html)


def test_the_footer_names_the_publisher_and_the_ways_to_reach_it() -> None:
    address = "https://trust.example/"
    shown = footer(name="A & B", url=address, contact="mailto:a@b.example", report="about/#error")
    assert [" ".join(line.text_content().split()) for line in shown.iter("li")] == [
        "Published by A & B",
        "Contact",
        "Report an error",
    ]
    links = [link.get("href") for link in shown.iter("a")]
    assert links == [address, "mailto:a@b.example", "about/#error"]


def test_the_footer_names_nobody_who_is_not_set() -> None:
    assert list(footer().iter("li")) == []
    assert [line.text_content() for line in footer(name="Trust").iter("li")] == [
        "Published by Trust"
    ]
