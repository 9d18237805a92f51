"""A finished folder gets lighter and says the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from healthguide.publish import assets
from healthguide.publish.headers import hash_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": "<!doctype html>\n<!-- c -->\n<p>a\n    b</p><script>go()</script>",
        "brand/b.css": '@import "more.css";\n/* a\n   b */\n.x:has(.no, h2) { color: red }\n',
        "assets/js/site.js": "// why\nconst a = 1; // kept: not a whole line\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_only_comments_go_and_pages_stay_byte_for_byte(folder: Path) -> None:
    page = (folder / "index.html").read_bytes()
    assets.finish(folder, "go()", ["height()"])
    assert (folder / "index.html").read_bytes() == page
    assert (folder / "brand/b.css").read_text(encoding="utf-8") == (
        '@import "more.css";\n.x:has(.no, h2) { color: red }\n'
    )
    assert (folder / "assets/js/site.js").read_text(encoding="utf-8") == (
        "const a = 1; // kept: not a whole line\n"
    )


def test_finishing_again_changes_nothing(folder: Path) -> None:
    assets.finish(folder, "go()", ["height()"])
    once = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assets.finish(folder, "go()", ["height()"])
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == once


def test_headers_allow_the_script_of_the_theme_and_no_other(folder: Path) -> None:
    (folder / "other.html").write_text("<script>other()</script>", encoding="utf-8")
    assets.finish(folder, "go()", ["height()"])
    text = (folder / "_headers").read_text(encoding="utf-8")
    pages, _, embeds = text.partition("/embed/")
    assert pages.count("'sha256-") == 1
    assert hash_of("go()") in pages
    assert embeds.count("'sha256-") == embeds.count(hash_of("height()")) == 4
    assert "unsafe" not in text


@pytest.mark.parametrize(
    "style",
    [
        "/*! license */\na { color: red }\n",
        "a/* b */.c { margin: 1px/**/2px }\n",
        '.a::before {\n  content: "\\\n  said\\\n";\n}\n',
        ".\\31\n  b {\n  color: red;\n}\n",
        '.a::before { content: "\\\n/* said */\\\n" }\n',
        "a { background: url(/*a*/x.svg) }\n",
        "a { color: red } /* opened behind\n/* and not again */\n",
    ],
)
def test_style_whose_meaning_a_comment_could_hold_stays(style: str) -> None:
    assert assets.style_without_comments(style) == style


def test_blanks_before_rules_and_empty_lines_go() -> None:
    style = '@media print {\n  a::after {\n    content: "  b";\n  }\n\n  /* c */\n  d {}\n}\n'
    assert assets.style_without_comments(style) == (
        '@media print {\na::after {\ncontent: "  b";\n}\nd {}\n}\n'
    )


def test_blanks_before_the_lines_of_a_script_go_unless_others_hold_its_hash(folder: Path) -> None:
    script = "if (a) {\n  // why\n\n  go();\n}\n"
    (folder / "assets/embed").mkdir()
    for name in ("assets/js/site.js", "assets/embed/frame-1.js"):
        (folder / name).write_text(script, encoding="utf-8")
    assets.finish(folder, "go()", ["height()"])
    assert (folder / "assets/js/site.js").read_text("utf-8") == "if (a) {\ngo();\n}\n"
    held = (folder / "assets/embed/frame-1.js").read_text("utf-8")
    assert held == assets.script_without_comments(script) == "if (a) {\n\n  go();\n}\n"


@pytest.mark.parametrize(
    "script", ["say(`\n// said\n`);\n", "/*\n// */ go();\n", 'say("\\\n// said");\n']
)
def test_script_with_a_text_over_several_lines_stays(script: str) -> None:
    assert assets.script_without_comments(script) == script


def test_copies_unpack_to_the_file_and_small_files_have_none(tmp_path: Path) -> None:
    big, small = tmp_path / "a.html", tmp_path / "b.html"
    big.write_bytes(b"<p>text</p>" * 100)
    small.write_bytes(b"<p>text</p>")
    assets.compress(tmp_path)
    assert gzip.decompress((tmp_path / "a.html.gz").read_bytes()) == big.read_bytes()
    assert brotli.decompress((tmp_path / "a.html.br").read_bytes()) == big.read_bytes()
    assert not (tmp_path / "b.html.gz").exists()
