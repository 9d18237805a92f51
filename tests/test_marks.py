"""No tag reaches a reader, whatever extension a mark goes through; and the extension by name."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from markdown import Markdown

from healthguide.citations import Citations
from healthguide.references.library import Reference

LIBRARY = {label: Reference(label, "book", f"Source {label}") for label in ("a", "b")}
PRIVATE = re.compile("[\U000f0000-\U0010fffd]")
EXTENSIONS = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "md_in_html",
    "meta",
    "smarty",
    "tables",
    "toc",
    "pymdownx.arithmatex",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.tab",
    "pymdownx.critic",
    "pymdownx.details",
    "pymdownx.emoji",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.keys",
    "pymdownx.magiclink",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
)
FENCES = {"custom_fences": [{"name": "mermaid", "class": "mermaid"}]}
PAGES = {
    "fence": "```python\nx = '[^a]'\n```",
    "numbered lines": '``` {.python linenums="1" title="A [^a]"}\nx = [^a]\n```',
    "mermaid": "```mermaid\nA[^a] --> B\n```",
    "fence in a list": "- x\n\n    ```\n    [^a]\n    ```",
    "indented": "    [^a]\n",
    "code": "`[^a]` and `#!python r'[^a]'`",
    "comment": "<!-- [^a] -->\n\nText <!-- [^a] -->",
    "raw": '<div title="[^a]">[^a] <code>[^a]</code></div>',
    "raw inline": '<span title="[^a]">x</span>',
    "raw in Markdown": '<div markdown>\n<div title="[^a]">[^a]</div>\n</div>',
    "script": "<script>\nlet a = '[^a]';\n</script>",
    "heading": "## A [^a] {#x}\n\n## [^zz] <b title='[^a]'>x</b>",
    "image and link": '![alt [^a]](x.png "[^a]") [b [^a]](y.md "[^zz]") [^zz](z.md)',
    "reference": "[one][x]\n\n[x]: page.md '[^a]'",
    "abbreviation": "TRD [^a]\n\n*[TRD]: Treatment [^a]",
    "escape": r"\[^a] \\[^a]",
    "table": "| a[^a] | b |\n| --- | --- |\n| c[^a|b] | `[^a]` | gone [^a] |",
    "math": "$x[^a]$ and\n\n$$\n[^a]\n$$",
    "tabs": '=== "A [^a]"\n\n    Text.[^a]',
    "details": '??? note "A [^a]"\n\n    Text.[^a]',
    "admonition": '!!! note "A [^a]"\n    Text.[^a]',
    "block": "/// details | A [^a]\nText.[^a]\n///",
    "task": "- [x] Done.[^a]\n- [ ] Open.[^zz]",
    "term": "Term[^a]\n:   Text.[^a]",
    "attributes": 'Text.[^a]{: .x title="[^a]" }',
    "critic": "{++[^a]++} {--[^zz]--} {>>[^a]<<}",
    "meta": "title: A [^a]\n\nText.[^a]",
    "unread": "[^zz] [^] [^ ] [^a\nb] [^[^a]]",
    "notes": "[^n]\n\n[^n]: A `[^a]`.[^b]\n\n    ```\n    [^a]\n    ```",
    "note in a note": "[^n]\n\n[^n]: A.\n\n    [^m]: B.[^a]",
    "tab signs": "[^a]\t[^a]\tx\n\n\t[^a]\tx",
}


def converter(*more: Citations) -> Markdown:
    return Markdown(
        extensions=[*EXTENSIONS, *more], extension_configs={"pymdownx.superfences": FENCES}
    )


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_tag_reaches_page_contents_or_metadata(page: str) -> None:
    md = converter(Citations(LIBRARY))
    html = md.convert(page)
    everything = f"{html} {md.toc_tokens} {vars(md).get('Meta')}"  # type: ignore[attr-defined]
    assert PRIVATE.search(everything) is None
    assert "data-cite" not in html


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_whose_labels_nobody_knows_prints_as_without_the_extension(page: str) -> None:
    page = page.replace("[^n]: ", "note: ").replace("[^m]: ", "note: ")
    assert converter(Citations()).convert(page) == converter().convert(page)


def test_private_signs_of_the_source_stay() -> None:
    signs = "".join(map(chr, (0xE000, 0xF0000, 0xF0001, 0x100000, 0x10FFFD)))
    page = f"{signs} [^a] `{signs}[^b]` {signs[1:4]}"
    html = converter(Citations(LIBRARY)).convert(page)
    assert html.count(signs) == 2
    assert signs[1:4] in html.partition("</code>")[2]
    assert f"<code>{signs}[^b]</code>" in html


def test_each_page_begins_anew() -> None:
    extension = Citations(LIBRARY)
    md = converter(extension)
    first = md.convert("[^b][^a]\n\n[^n]: x")
    assert md.reset().convert("[^a]").count('<li id="ref-page-') == 1
    assert md.reset().convert("[^b][^a]\n\n[^n]: x") == first


def test_it_works_by_name_with_a_library_and_words(tmp_path: Path) -> None:
    library = tmp_path / "references.json"
    library.write_text('[{"id": "x2020", "type": "book", "title": "A book"}]', encoding="utf-8")
    options = {"library": str(library), "words": {"heading": "Quellen"}, "slug": "start"}
    md = Markdown(
        extensions=["footnotes", "healthguide.citations", "tables"],
        extension_configs={"healthguide.citations": options},
    )
    html = md.convert("Text.[^x2020][^n]\n\n[^n]: Mine.")
    assert '<h2 id="references-start">Quellen</h2>' in html
    assert '<li id="ref-start-x2020">\n<p>A book.' in html
    assert html.count("<li ") == 2
    assert 'class="footnote"' not in html


def test_a_library_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^healthguide\.citations: the library 'gone\.json' can"):
        Markdown(
            extensions=["healthguide.citations"],
            extension_configs={"healthguide.citations": {"library": "gone.json"}},
        )


@pytest.mark.parametrize(
    "piece",
    ["[^a] ", "[^a] text\n\n", "[^zz] ", "`[^a]` ", "[^n{}]\n\n[^n{}]: x\n\n", "[^a\n\n"],
)
def test_ten_times_the_page_costs_about_ten_times(piece: str) -> None:
    def seconds(count: int) -> float:
        page = "".join(piece.format(number, number) for number in range(count))
        with_us = converter(Citations(LIBRARY))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            with_us.reset().convert(page)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(1500) < 30 * seconds(150)
