"""A finished folder gets lighter and says the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from healthguide.publish import assets

PAGE = """<!doctype html>
<html lang="en"><head>
<link rel="stylesheet" href="{up}assets/css/a.css">
<link rel="stylesheet" href="{up}brand/b.css">
<script>go()</script>
</head><body><p class="seen">Text</p></body></html>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": PAGE.format(up=""),
        "treatments/ect/index.html": PAGE.format(up="../../"),
        "404.html": PAGE.format(up="/guide/"),
        "assets/css/a.css": ".seen { color: red; }\n.unseen { color: blue; }\n",
        "brand/b.css": ".seen { background: url(logo.svg); }\n.made-by-script { color: green; }\n",
        "assets/js/site.js": '// why\nconst a = "made-by-script"; // kept: not a whole line\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_styles_become_one_sheet_linked_from_every_depth(folder: Path) -> None:
    assets.finish(folder)
    sheet = next((folder / "assets/css").glob("*.css")).name
    for page, up in (("index.html", ""), ("treatments/ect/index.html", "../../")):
        assert f'href="{up}assets/css/{sheet}"' in (folder / page).read_text(encoding="utf-8")
    assert f'href="/guide/assets/css/{sheet}"' in (folder / "404.html").read_text(encoding="utf-8")
    assert not (folder / "brand/b.css").exists()


def test_sheet_holds_what_pages_and_scripts_use_with_addresses_mended(folder: Path) -> None:
    assets.finish(folder)
    text = next((folder / "assets/css").glob("*.css")).read_text(encoding="utf-8")
    assert text == (
        '.seen{color:red}.seen{background:url("../../brand/logo.svg")}.made-by-script{color:green}'
    )


def test_class_that_a_new_page_uses_is_back(folder: Path) -> None:
    (folder / "new.html").write_text('<p class="unseen">x</p>', encoding="utf-8")
    assets.finish(folder)
    text = next((folder / "assets/css").glob("*.css")).read_text(encoding="utf-8")
    assert ".unseen" in text


def test_finishing_again_changes_nothing(folder: Path) -> None:
    assets.finish(folder)
    once = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assets.finish(folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == once


def test_headers_carry_the_hash_of_the_inline_script(folder: Path) -> None:
    assets.finish(folder)
    text = (folder / "_headers").read_text(encoding="utf-8")
    assert "'sha256-" in text
    assert "unsafe" not in text


def test_page_without_blanks_keeps_words_apart_and_code_as_it_is() -> None:
    source = '<p>a\n   b <em>c</em>   <b title="x  y">d</b></p><!-- no -->\n<pre>1\n   2</pre>'
    assert assets.without_blanks(source) == (
        '<p>a\nb <em>c</em> <b title="x  y">d</b></p>\n<pre>1\n   2</pre>'
    )


def test_scripts_lose_whole_lines_only() -> None:
    script = '// head\nconst url = "https://a"; // stays\n\n  /** doc */\n  call(url);\n'
    assert assets.script_without_comments(script) == (
        'const url = "https://a"; // stays\ncall(url);\n'
    )


def test_copies_unpack_to_the_file_and_small_files_have_none(tmp_path: Path) -> None:
    big, small = tmp_path / "a.html", tmp_path / "b.html"
    big.write_bytes(b"<p>text</p>" * 100)
    small.write_bytes(b"<p>text</p>")
    assets.compress(tmp_path)
    assert gzip.decompress((tmp_path / "a.html.gz").read_bytes()) == big.read_bytes()
    assert brotli.decompress((tmp_path / "a.html.br").read_bytes()) == big.read_bytes()
    assert not (tmp_path / "b.html.gz").exists()
