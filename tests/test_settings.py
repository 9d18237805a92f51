"""What in mkdocs.yml would break citations (failure modes 27 to 30) or do nothing is refused."""

from pathlib import Path

import pytest

from healthguide import settings
from healthguide.settings import find_ignored, find_problems, find_word_problems
from healthguide.yaml_text import nearest, read

GOOD = ["pymdownx.snippets"]
SNIPPETS = {"pymdownx.snippets": {"check_paths": True}}


def told(extensions: list[str], options: dict[str, dict[str, object]]) -> list[str]:
    return [str(problem) for problem in find_problems(extensions, options, "mkdocs.yml")]


def test_the_settings_of_this_guide_are_silent() -> None:
    assert told(GOOD, SNIPPETS) == []


@pytest.mark.parametrize("value", [None, False, "yes"])
def test_28_missing_snippets_must_be_errors(value: object) -> None:
    options = {"pymdownx.snippets": {"check_paths": value}}
    assert told(GOOD, options) == [
        "mkdocs.yml: [config-snippet-paths] The option 'check_paths' of 'pymdownx.snippets' is "
        "not true, so a missing snippet vanishes in silence. Set 'check_paths: true'."
    ]


@pytest.mark.parametrize("name", ["footnotes", "markdown.extensions.footnotes"])
def test_an_option_of_footnotes_without_effect_is_told(name: str) -> None:
    assert told([name], {name: {"BACKLINK_TEXT": "back"}}) == [
        "mkdocs.yml: [config-footnotes-options] The option 'BACKLINK_TEXT' of 'footnotes' has no "
        "effect here. Remove it; the words around citations stand in overrides/brand/languages/."
    ]


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        *(
            (
                f"comparison: {columns}",
                "2:3: [config-comparison] 'extra.comparison' is not a list of at least two columns "
                "with their headings. Write a line 'name: Heading' for each column, the column of "
                "page titles first.",
            )
            for columns in ("[Treatment, Risk]", "{ treatment: Treatment }", "{ a: A, b: 5 }")
        ),
        *(
            (
                f"budget: {budget}",
                f"{position}: [config-budget] 'extra.budget{key}' is {value}, which is no limit "
                "that is known. Write 'first_visit: 24000', and under 'files:' lines such as "
                "'\"*.html\": 16000', in bytes.",
            )
            for budget, position, key, value in (
                ("24000", "2:3", "", "24000"),
                ("{ first_visits: 24000 }", "2:13", ".first_visits", "24000"),
                ("{ first_visit: 24 kB }", "2:13", ".first_visit", "24 kB"),
                ("{ files: 5 }", "2:13", ".files", "5"),
                ("{ files: { '*.js': yes } }", "2:22", ".files.*.js", "True"),
            )
        ),
    ],
)
def test_words_and_limits_that_are_incomplete_are_refused(extra: str, told: str) -> None:
    text = f"extra:\n  {extra}\n"
    assert [str(one) for one in find_word_problems(read(text, "mkdocs.yml"))] == [
        f"mkdocs.yml:{told}"
    ]


def test_words_and_limits_may_be_left_out() -> None:
    assert find_word_problems(read("extra: {}\n", "mkdocs.yml")) == []
    text = "extra:\n  comparison: { a: A, b: B }\n  budget: { first_visit: 9, visits: { '*': 8 }}\n"
    assert find_word_problems(read(text, "mkdocs.yml")) == []


# Settings that do nothing

WRITTEN = """\
site_name: A guide
site_url: !ENV [SOME_ADDRESS, "http://127.0.0.1:8000/"]
theme:
  name: material
  custom_dir: overrides
  font: false
  language: en
plugins: [healthguide]
markdown_extensions:
  - abbr
  - pymdownx.emoji:
      emoji_index: !!python/name:json.dumps
extra_css: [brand/more.css]
extra:
  edition: second
  organisation: { name: Trust }
  crisis:
    country: US
"""


def ignored(old: str = "", new: str = "") -> list[str]:
    assert old in WRITTEN
    return [str(one) for one in find_ignored(read(WRITTEN.replace(old, new, 1), "mkdocs.yml"))]


def test_settings_that_work_are_silent() -> None:
    assert ignored() == []


BRAND = (
    "does nothing here. Delete it, and set colors in overrides/brand/brand.css and the logo as "
    "overrides/brand/logo.svg."
)
HOST = (
    "does nothing here. Delete it; the pages of the guide ask no other host and count no readers."
)
LINK = (
    "does nothing here. Delete it, and write the link on a page, for example in "
    "docs/about/index.md."
)
UNUSED = "does nothing here. Delete it; the theme of the guide has no use for it."
SEARCH = "does nothing here. Delete it; the guide has a search of its own that needs no plugin."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  font: false\n", "  palette: { primary: teal }\n", f"6:3 theme.palette {BRAND}"),
        ("  font: false\n", "  logo: a.png\n", f"6:3 theme.logo {BRAND}"),
        ("  font: false\n", "  favicon: a.png\n", f"6:3 theme.favicon {BRAND}"),
        ("  font: false\n", "  icon: { logo: a }\n", f"6:3 theme.icon {BRAND}"),
        ("  font: false\n", "  font: { text: Lato }\n", f"6:3 theme.font {HOST}"),
        ("  font: false\n", "  highlightjs: true\n", f"6:3 theme.highlightjs {UNUSED}"),
        (
            "  font: false\n",
            "  langauge: de\n",
            "6:3 theme.langauge does nothing here. Did you mean 'theme.language'?",
        ),
        (
            "  font: false\n",
            "  features: [navigation.tabs]\n",
            f"6:14 theme.features.navigation.tabs {UNUSED}",
        ),
        ("[healthguide]", "[search]", f"8:11 plugins.search {SEARCH}"),
        (
            "[healthguide]",
            "\n  - material/search:\n      lang: en",
            f"9:5 plugins.material/search {SEARCH}",
        ),
        ("[healthguide]", "[material/blog]", f"8:11 plugins.material/blog {UNUSED}"),
        ("[healthguide]", "[social]", f"8:11 plugins.social {HOST}"),
        (
            "plugins: [healthguide]\n",
            "",
            " plugins.search does nothing here. Add the line 'plugins: []'; without it, MkDocs "
            "writes an index that no page reads.",
        ),
        ("extra:\n", "repo_url: https://a.org/\nextra:\n", f"14:1 repo_url {LINK}"),
        ("extra:\n", "edit_uri: e/\nextra:\n", f"14:1 edit_uri {LINK}"),
        (
            "extra:\n",
            "site_author: Trust\nextra:\n",
            "14:1 site_author does nothing here. Write 'organisation: { name: … }' under extra "
            "instead.",
        ),
        ("  edition: second", "  analytics: { provider: x }", f"15:3 extra.analytics {HOST}"),
        ("  edition: second", "  consent: { title: x }", f"15:3 extra.consent {HOST}"),
        ("  edition: second", "  social: []", f"15:3 extra.social {LINK}"),
        ("  edition: second", "  version: { provider: mike }", f"15:3 extra.version {UNUSED}"),
        (
            "  edition: second",
            "  citations: { heading: Sources }",
            "15:3 extra.citations does nothing here. Delete it, and write the words as "
            "'citations.heading' and so on in overrides/brand/languages/en.html.",
        ),
        ("  edition: second", "  alternate: []", f"15:3 extra.alternate {UNUSED}"),
        ("  edition: second", "  generator: false", f"15:3 extra.generator {UNUSED}"),
        (
            "organisation:",
            "organization:",
            "16:3 extra.organization does nothing here. Did you mean 'extra.organisation'?",
        ),
        (
            "crisis:",
            "crises:",
            "17:3 extra.crises does nothing here. Did you mean 'extra.crisis'?",
        ),
        (
            "{ name: Trust }",
            "Trust",
            "16:3 extra.organisation does nothing here. Write it as a record: "
            "'organisation: { name: Trust }'.",
        ),
        (
            "{ name: Trust }",
            "{ nam: Trust }",
            "16:19 extra.organisation.nam does nothing here. Did you mean "
            "'extra.organisation.name'?",
        ),
        (
            "{ name: Trust }",
            "{ name: Trust, contract: a }",
            "16:32 extra.organisation.contract does nothing here. Did you mean "
            "'extra.organisation.contact'?",
        ),
    ],
)
def test_a_setting_that_does_nothing_is_told_where_it_stands(old: str, new: str, told: str) -> None:
    position, key, said = told.split(" ", 2)
    colon = ":" if position else ""
    assert ignored(old, new) == [
        f"mkdocs.yml{colon}{position}: [config-ignored] The setting '{key}' {said}"
    ]


def test_what_the_footer_says_of_the_publisher_is_known() -> None:
    assert ignored("{ name: Trust }", "{ name: A, url: b, contact: c, report: d }") == []


@pytest.mark.parametrize("key", settings.UNUSED)
def test_each_unused_setting_is_told(key: str) -> None:
    part, _, name = key.partition(".")
    text = f"plugins: []\n{key}: x\n"
    if name:
        text = (
            f"plugins: [{name}]\n" if part == "plugins" else f"plugins: []\n{part}: {{{name}: x}}\n"
        )
    assert [one.rule for one in find_ignored(read(text, "mkdocs.yml"))] == ["config-ignored"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [1", "mkdocs.yml:1: expected ',' or ']', but got '<stream end>'"),
        ("- a\n", "mkdocs.yml:1: not a list of 'key: value' lines"),
        (
            "a: \x07",
            "mkdocs.yml: unacceptable character #x0007: special characters are not allowed",
        ),
    ],
)
def test_settings_that_cannot_be_read_are_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"^mkdocs\.yml") as error:
        read(text, "mkdocs.yml")
    assert str(error.value) == told


def test_tags_of_mkdocs_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(WRITTEN, "mkdocs.yml").data["site_url"] == "http://127.0.0.1:8000/"
    monkeypatch.setenv("SOME_ADDRESS", "https://guide.example.org/")
    assert read(WRITTEN, "mkdocs.yml").data["site_url"] == "https://guide.example.org/"
    text = "a: !ENV SOME_ADDRESS\nb: !relative $docs_dir\nc: !!python/name:no.such\n"
    assert read(text, "mkdocs.yml").data == {
        "a": "https://guide.example.org/",
        "b": "$docs_dir",
        "c": None,
    }


def test_the_nearest_settings_are_those_in_or_above_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs" / "part").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Outer\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert nearest(Path("docs/part/a.md")).data == {"site_name": "Outer"}
    assert nearest(Path("docs/part/a.md")).path == "mkdocs.yml"
    assert nearest(Path("/")).data == {}
