"""The build as an editor runs it: what stops it, what it says, and what it leaves behind."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest
from lxml import html as lxml_html

import theme
from healthguide.citations.render import Words
from healthguide.words import english

ROOT = Path(__file__).parent.parent
pytestmark = [pytest.mark.site]

PAGE = """---
title: {title}
description: A page of the small guide that the build tests make and break.
last_reviewed: 2026-01-05
next_review: 2026-07-05
reviewed_by: none
status: current
---
{text}
"""
DATED = '[[2006, 2, 3]]}, "accessed": {"date-parts": [[2026, 1, 5]]}, "URL": "https://a.org/report"'
TODAY = {"SOURCE_DATE_EPOCH": "1772323200"}  # 2026-03-01


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    return small_guide(tmp_path)


def small_guide(tmp_path: Path) -> Path:
    """A small guide with the real theme, hooks and settings, in a folder of its own."""
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides")
    shutil.copytree(ROOT / "hooks", tmp_path / "hooks")
    shutil.copyfile(ROOT / "LICENSE", tmp_path / "LICENSE")
    shutil.copyfile(ROOT / "tests" / "small_guide.yml", tmp_path / "mkdocs.yml")
    write(tmp_path, "index.md", "Home", "Hello.[^rush2006]\n\n## Where to start\n\n- [ECT](ect.md)")
    write(tmp_path, "ect.md", "ECT", "A short seizure.[^rush2006]")
    write(tmp_path, "get-help.md", "Get help", "Call 988.")
    library = (
        '[{"id": "rush2006", "type": "article-journal", "title": "A report", "container-title": '
        '"AJP", "issued": {"date-parts": [[2006]]}, "DOI": "10.1176/ajp.2006.163.11.1905"}]'
    )
    (tmp_path / "docs" / "references.json").write_text(library, encoding="utf-8")
    for extra in ("a-to-z.md", "glossary.md", "references.md"):
        write(tmp_path, extra, extra, "Text.")
    return tmp_path


def write(guide: Path, name: str, title: str, text: str) -> None:
    file = guide / "docs" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(PAGE.format(title=title, text=text), encoding="utf-8")


def build(guide: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=guide,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **TODAY, **environment},
    )


def page(guide: Path, name: str = "ect/index.html") -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((guide / "site" / name).read_bytes())


def html_of(guide: Path, name: str) -> str:
    return (guide / "site" / name).read_text(encoding="utf-8")


def words_of_english() -> list[str]:
    """The English words that no German page holds by chance, or as the title of a page."""
    words = [*english(theme.environment()).values(), *(str(f.default) for f in fields(Words))]
    pieces = [piece for word in words for piece in re.split(r"\{\w+\}|#", word)]
    chance = ("November", "September", "Get help", "[Internet]")
    return [piece for piece in pieces if len(piece) > 6 and piece not in chance]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_right_guide_builds_quietly(guide: Path) -> None:
    result = build(guide)
    assert result.returncode == 0, result.stderr
    assert not re.search("WARNING|ERROR|Traceback", result.stdout + result.stderr)
    assert (guide / "site" / "ect" / "index.html").is_file()
    assert list(guide.glob(".site-*")) == []


def test_an_editorial_fault_stops_a_strict_build_and_names_the_place(guide: Path) -> None:
    build(guide)
    before = (guide / "site" / "ect" / "index.html").read_bytes()
    write(guide, "ect.md", "ECT", "A short seizure.[^rush2060]")
    result = build(guide)
    assert result.returncode == 1
    assert (
        "docs/ect.md:9:17: [cite-undefined] Footnote [^rush2060] has no definition. "
        "Did you mean [^rush2006]?"
    ) in result.stderr
    assert "Traceback" not in result.stderr
    assert (guide / "site" / "ect" / "index.html").read_bytes() == before
    assert list(guide.glob(".site-*")) == []


def test_a_fault_of_an_illustration_stops_a_strict_build(guide: Path) -> None:
    (guide / "docs" / "illustrations").mkdir()
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 90">\n<title>Steps</title>\n'
        "<desc>First one, then the other.</desc>\n"
        '<rect class="drawn-box" x="2" y="2" width="90" height="60" rx="8"/>\n</svg>\n'
    )
    file = guide / "docs" / "illustrations" / "trial.svg"
    file.write_text(drawing, encoding="utf-8")
    write(guide, "ect.md", "ECT", "A seizure.[^rush2006]\n\n<!-- illustration: trial -->")
    assert build(guide).returncode == 0
    assert page(guide).find(".//figure/svg").get("role") == "img"
    file.write_text(drawing.replace('class="drawn-box"', 'fill="#fff"', 1), encoding="utf-8")
    write(guide, "index.md", "Home", "Hello.[^rush2006]\n\n<!-- illustration: trail -->")
    result = build(guide)
    assert result.returncode == 1
    assert re.search(r"docs/illustrations/trial\.svg:4:7: \[page-drawing\]", result.stderr)
    assert "docs/index.md:11:1: [page-illustration]" in result.stderr


def test_a_safety_fault_stops_every_build_and_leaves_the_last_good_site(guide: Path) -> None:
    build(guide)
    before = sorted(file.name for file in (guide / "site").rglob("*"))
    change(guide / "mkdocs.yml", 'link: "tel:988"', 'link: "tel:998"')
    result = build(guide)
    assert result.returncode == 1
    assert (
        "[crisis-link] The link 'tel:998' does not call the number shown, '988'." in result.stderr
    )
    assert re.search(r"mkdocs\.yml:\d+:5: \[crisis-link\]", result.stderr)
    assert "Traceback" not in result.stderr
    assert sorted(file.name for file in (guide / "site").rglob("*")) == before


def test_a_broken_setting_of_the_notes_is_refused(guide: Path) -> None:
    options = "  - footnotes:\n      BACKLINK_TEXT: back\n  - md_in_html\n"
    change(guide / "mkdocs.yml", "  - md_in_html\n", options)
    result = build(guide)
    assert result.returncode == 1
    assert "mkdocs.yml: [config-footnotes-options]" in result.stderr
    assert not (guide / "site").exists()


def test_the_list_of_sources_names_the_page_that_prints_a_cell(guide: Path) -> None:
    """A source cited in a comparison cell is printed where the table stands."""
    cells = "comparison:\n  risks: A seizure.[^rush2006]\n"
    change(guide / "docs" / "ect.md", "status: current\n", f"status: current\n{cells}")
    change(guide / "docs" / "ect.md", "A short seizure.[^rush2006]", "A short seizure.")
    change(guide / "docs" / "index.md", "Hello.[^rush2006]", "Hello.\n\n<!-- comparison -->")
    change(
        guide / "docs" / "references.md",
        "status: current\n",
        "status: current\ntemplate: references.html\n",
    )
    assert build(guide).returncode == 0
    sources = page(guide, "references/index.html")
    links = sources.xpath("//li[@id='source-rush2006']//*[@class='cited-by']/a/@href")
    assert links == [".."]
    home = (guide / "site" / "index.html").read_text(encoding="utf-8")
    assert home.count('href="#ref-index-rush2006"') == 1


def test_harmful_words_and_a_missing_section_fail_a_strict_build(guide: Path) -> None:
    form = "extra:\n  editorial:\n    kinds:\n      - { pages: [ect.md], sections: [.facts] }\n"
    change(guide / "mkdocs.yml", "extra:\n", form)
    write(guide, "ect.md", "ECT", "A short seizure.[^rush2006]\n\nHe committed suicide.")
    result = build(guide)
    assert result.returncode == 1
    assert "docs/ect.md:11:4: [page-harmful] The words 'committed suicide' can do harm." in (
        result.stderr
    )
    assert "docs/ect.md:9:1: [page-section] The page has no section '.facts'." in result.stderr
    assert not (guide / "site").exists()


def test_a_setting_that_does_nothing_fails_a_strict_build_and_is_named(guide: Path) -> None:
    change(guide / "mkdocs.yml", "extra:\n", "extra:\n  organization: { name: Trust }\n")
    change(guide / "mkdocs.yml", "plugins: []", "plugins: [search]")
    result = build(guide)
    assert result.returncode == 1
    assert re.search(
        r"mkdocs\.yml:\d+:3: \[config-ignored\] .* 'extra.organisation'", result.stderr
    )
    assert re.search(r"mkdocs\.yml:\d+:11: \[config-ignored\] .* search of its own", result.stderr)
    assert not (guide / "site").exists()


def test_a_template_that_does_not_exist_is_told_without_a_traceback(guide: Path) -> None:
    change(guide / "docs" / "ect.md", "status: current", "status: current\ntemplate: gone.html")
    result = build(guide)
    assert result.returncode == 1
    assert "docs/ect.md:8:11: [page-template]" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["docs/ect.md", "docs/references.json", "docs/raw.html"])
def test_a_file_that_is_not_utf_8_is_told_without_a_traceback(guide: Path, name: str) -> None:
    file = guide / name
    file.write_bytes((file.read_bytes() if file.exists() else b"<p>") + b"\ncaf\xe9\n")
    result = build(guide)
    assert result.returncode == 1
    assert re.search(
        r":\d+:4: \[page-encoding\] The file is not UTF-8: the byte 0xE9", result.stderr
    )
    assert "Traceback" not in result.stderr


def test_a_time_that_is_no_number_is_told_without_a_traceback(guide: Path) -> None:
    result = build(guide, SOURCE_DATE_EPOCH="yesterday")
    assert result.returncode == 1
    assert "[config-time] The variable SOURCE_DATE_EPOCH is 'yesterday'" in result.stderr
    assert "Traceback" not in result.stderr


def test_headings_do_not_clash_with_the_template(guide: Path) -> None:
    names = ("Pages", "Content", "Sections", "Search", "All sources", "Menu", "References")
    write(
        guide,
        "ect.md",
        "ECT",
        "Text.[^rush2006]\n\n" + "".join(f"## {n}\n\nText.\n\n" for n in names),
    )
    result = build(guide)
    assert result.returncode == 0, result.stderr


def problems(result: subprocess.CompletedProcess[str]) -> list[str]:
    """The findings of a build that failed, each without the command that explains it."""
    lines = result.stderr.splitlines()
    return [re.sub(r"^ERROR +-  | \(healthguide explain .*", "", a) for a in lines if ": [" in a]


def test_a_finding_in_a_finished_page_names_the_line_of_its_source(guide: Path) -> None:
    text = "A seizure.[^rush2006] ![A pill](pill.png)\n\n[Gone](gone.md), [Hm](index.md#hom)\n\n"
    write(guide, "ect.md", "ECT", f"{text}## Crisis\n\nHelp.")
    write(guide, "index.md", "Home", "Hello.[^rush2006]\n\n## Home {#home}\n\n- [ECT](etc.md)")
    result = build(guide)
    assert result.returncode == 1
    assert problems(result) == [
        "docs/ect.md:9:33: [site-resource] The page needs 'pill.png', and 'ect/pill.png' is not in "
        "the folder. Correct the address, or add the file.",
        "docs/ect.md:11:8: [site-link] The link 'gone.md' leads to 'ect/gone.md', which is not in "
        "the folder. Correct the link, or add the file.",
        "docs/ect.md:11:23: [site-anchor] The link 'index.md#hom' leads to '#hom', which is not in "
        "docs/index.md. Correct it; did you mean '#home'?",
        "docs/ect.md:13:1: [site-id] The id 'crisis' stands on this page twice. Give the heading "
        "another id, for example {#about-crisis} at its end.",
        "docs/index.md:13:9: [site-link] The link 'etc.md' leads to 'etc.md', which is not in the "
        "folder. Correct it; did you mean 'ect.md'?",
    ]


def test_syntax_that_no_extension_reads_is_told_at_its_line(guide: Path) -> None:
    change(guide / "mkdocs.yml", "  - admonition\n", "")
    write(guide, "ect.md", "ECT", 'A seizure.[^rush2006]\n\n!!! note "Ask"\n\n    Take time.')
    result = build(guide)
    assert result.returncode == 1
    assert problems(result) == [
        "docs/ect.md:11:1: [site-syntax] The page prints '!!! note', which no extension read. Add "
        "'admonition' to markdown_extensions in mkdocs.yml, or write it as AUTHORING.md shows; "
        "between backticks it is shown as code."
    ]


def test_a_finding_of_every_page_names_the_template_once(guide: Path) -> None:
    footer = guide / "overrides" / "partials" / "footer.html"
    change(footer, "</footer>", """<a href="{{ 'gone/' | url }}">Gone</a></footer>""")
    assert [re.sub(r"html:\d+:\d+", "html", line) for line in problems(build(guide))] == [
        "overrides/partials/footer.html: [site-link] The link 'gone/' leads to 'gone/index.html', "
        "which is not in the folder. So on 7 pages, first docs/index.md. Correct the link, or add "
        "the file."
    ]


def test_a_help_page_that_is_not_there_names_its_setting(guide: Path) -> None:
    change(guide / "mkdocs.yml", "more: get-help/", "more: gethelp/")
    result = build(guide)
    assert result.returncode == 1
    assert [re.sub(r":\d+:5:", ":", line) for line in problems(result)] == [
        "mkdocs.yml: [crisis-more] The page 'gethelp/' is not in the guide. Write the address of "
        "the page with every way to get help; did you mean 'get-help/'?"
    ]


def test_a_guide_whose_addresses_end_in_html_is_built(guide: Path) -> None:
    change(guide / "mkdocs.yml", "theme:\n", "use_directory_urls: false\ntheme:\n")
    change(
        guide / "docs" / "a-to-z.md", "status: current", "status: current\ntemplate: a-to-z.html"
    )
    result = build(guide)
    assert result.returncode == 0, result.stderr
    links = [link.get("href") for link in page(guide, "404.html").iter("a")]
    assert {"/get-help.html", "/a-to-z.html"} <= set(links)


GLOSSARY = "Words.\n\n## ECT (electroconvulsive therapy) {#ect}\n\nA seizure."


def test_index_glossary_and_references_may_go(guide: Path) -> None:
    for name in ("a-to-z", "glossary", "references"):
        (guide / "docs" / f"{name}.md").unlink()
    settings = (guide / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"  - (glossary|references)\.md\n|not_in_nav: .*\n", "", settings)
    (guide / "mkdocs.yml").write_text(settings, encoding="utf-8")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    assert "Index A to Z" not in page(guide).text_content()


def test_the_glossary_may_stand_anywhere(guide: Path) -> None:
    (guide / "docs" / "glossary.md").unlink()
    change(guide / "mkdocs.yml", "  - glossary.md\n", "  - about/words.md\n")
    write(guide, "about/words.md", "Words", GLOSSARY)
    change(
        guide / "docs/about/words.md", "status: current", "status: current\ntemplate: glossary.html"
    )
    change(
        guide / "docs" / "a-to-z.md", "status: current", "status: current\ntemplate: a-to-z.html"
    )
    write(guide, "ect.md", "ECT", "ECT is a short seizure.[^rush2006]")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    assert page(guide).find(".//a[@class='term']").get("title") == "electroconvulsive therapy"
    index = page(guide, "a-to-z/index.html")
    assert index.xpath("//a[@href='../about/words/#ect']/text()") == [
        "ECT (electroconvulsive therapy)"
    ]


def test_raw_html_in_docs_gets_the_same_block(guide: Path) -> None:
    raw = "<!doctype html><html lang='en'><head><title>Raw</title></head><body><h1>Raw</h1></body>"
    (guide / "docs" / "raw").mkdir()
    (guide / "docs" / "raw" / "sheet.html").write_text(raw, encoding="utf-8")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    block = page(guide, "raw/sheet.html").get_element_by_id("crisis")
    assert block.getparent().tag == "body"
    assert [link.get("href") for link in block.iter("a")] == [
        "tel:988",
        "sms:988",
        "https://chat.988lifeline.org/",
        "../get-help/",
    ]


def test_a_theme_that_dropped_the_block_gets_it_back(guide: Path) -> None:
    for file in (guide / "overrides").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        if "partials/crisis/block.html" in text:
            text = re.sub(r"\{%-?\s*include \"partials/crisis/block\.html\".*?%\}", "", text)
            file.write_text(text, encoding="utf-8")
    result = build(guide)
    assert result.returncode == 0, result.stderr
    for name in ("index.html", "ect/index.html", "404.html"):
        assert page(guide, name).get_element_by_id("crisis").getparent().tag == "body"


def test_the_404_page_has_the_block_with_links_that_work_from_any_address(guide: Path) -> None:
    build(guide)
    block = page(guide, "404.html").get_element_by_id("crisis")
    assert [link.get("href") for link in block.iter("a")][-1] == "/get-help/"


@pytest.mark.parametrize("attribute", ["hidden", 'style="display:none"', 'aria-hidden="true"'])
def test_a_template_that_hides_the_block_stops_the_build(guide: Path, attribute: str) -> None:
    partial = guide / "overrides" / "partials" / "crisis" / "block.html"
    change(partial, '<section class="crisis"', f'<section {attribute} class="crisis"')
    result = build(guide)
    assert result.returncode == 1
    assert "[crisis-hidden] The crisis block is hidden by" in result.stderr
    assert not (guide / "site").exists()


def test_the_outage_switch_reaches_every_page(guide: Path) -> None:
    change(guide / "mkdocs.yml", "outage: false", "outage: true")
    assert build(guide).returncode == 0
    for file in (guide / "site").rglob("*.html"):
        assert 'href="tel:1-800-273-8255"' in file.read_text(encoding="utf-8").replace(
            "=tel", '="tel'
        )


def test_an_overdue_page_says_so_and_warns_but_builds(guide: Path) -> None:
    result = build(guide, SOURCE_DATE_EPOCH="1785542400")  # 2026-08-01
    assert result.returncode == 0, result.stderr
    assert "docs/ect.md:5:14: [page-overdue] The page was due for review on 2026-07-05." in (
        result.stderr
    )
    assert "overdue" in page(guide).find(".//main").text_content()


def test_a_page_shows_both_dates_and_that_nobody_signed(guide: Path) -> None:
    build(guide)
    text = " ".join(page(guide).find(".//main").text_content().split())
    assert "Not yet reviewed by a clinician" in text
    times = [time.get("datetime") for time in page(guide).iter("time")]
    # In short above the text, and in full at its end.
    assert times == ["2026-01-05", "2026-01-05", "2026-07-05"]


def speak(guide: Path, language: str) -> None:
    """Set a language that the package has no harmful words of; the guide says it has none."""
    change(guide / "mkdocs.yml", "language: en", f"language: {language}")
    change(guide / "mkdocs.yml", "\nextra:\n", "\nextra:\n  editorial: { harmful: {} }\n")


def test_a_guide_in_german_says_no_word_in_english(guide: Path) -> None:
    speak(guide, "de")
    result = build(guide)
    assert result.returncode == 1
    assert "[config-language] The language 'de' lacks words of the interface: " in result.stderr
    words = guide / "overrides" / "brand" / "languages"
    shutil.copyfile(ROOT / "tests" / "languages" / "de.html", words / "de.html")
    library = guide / "docs" / "references.json"
    change(library, '[[2006]]}, "DOI": "10.1176/ajp.2006.163.11.1905"', DATED)
    assert build(guide).returncode == 0
    texts = {name: html_of(guide, name) for name in ("ect/index.html", "404.html", "index.html")}
    assert '<html lang="de" dir="ltr">' in texts["ect/index.html"]
    assert '<time datetime="2026-01-05">5. Januar 2026</time>' in texts["ect/index.html"]
    assert 'aria-label="Quelle 1"' in texts["ect/index.html"]
    source = page(guide).get_element_by_id("ref-ect-rush2006").text_content()
    assert "2006 Febr. 3 [zitiert 2026 Jan. 5]. Verfügbar unter: https://a.org/report" in source
    english = words_of_english()
    for name, text in texts.items():
        assert [word for word in english if word in text] == [], name


def test_a_language_from_right_to_left_turns_the_page(guide: Path) -> None:
    words = guide / "overrides" / "brand" / "languages"
    german = (ROOT / "tests" / "languages" / "de.html").read_text(encoding="utf-8")
    (words / "ar.html").write_text(german.replace("/de.html", "/ar.html"), encoding="utf-8")
    speak(guide, "ar")
    assert build(guide).returncode == 0
    assert '<html lang="ar" dir="rtl">' in html_of(guide, "ect/index.html")


def test_crisis_data_older_than_a_year_stops_the_build(guide: Path) -> None:
    result = build(guide, SOURCE_DATE_EPOCH="1803168000")  # 2027-02-21
    assert result.returncode == 1
    assert "[crisis-checked-old]" in result.stderr


def test_downloads_stand_beside_the_library(guide: Path) -> None:
    build(guide)
    assert (guide / "site" / "references.json").is_file()
    assert "@article{rush2006," in (guide / "site" / "references.bib").read_text(encoding="utf-8")
    assert "ID  - rush2006" in (guide / "site" / "references.ris").read_text(encoding="utf-8")


def test_an_unused_source_is_a_fault(guide: Path) -> None:
    write(guide, "index.md", "Home", "Hello.\n\n## Where to start\n\n- [ECT](ect.md)")
    write(guide, "ect.md", "ECT", "A short seizure.")
    result = build(guide)
    assert result.returncode == 1
    assert "docs/references.json:1:3: [ref-unused] No page cites the entry 'rush2006'." in (
        result.stderr
    )


@pytest.mark.parametrize("name", ["index.html", "ect/index.html", "404.html"])
def test_the_folder_check_misses_no_page_without_its_block(guide: Path, name: str) -> None:
    build(guide)
    file = guide / "site" / name
    html = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"<section[^>]*crisis.*?</section>", "", html, flags=re.DOTALL))
    result = subprocess.run(
        [sys.executable, "-m", "healthguide", "check", "site"],
        cwd=guide,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
    )
    assert result.returncode == 1
    assert f"site/{name}: [crisis-missing] The page has no crisis block." in result.stdout


@contextmanager
def preview(guide: Path, shows: str = "A short seizure") -> Iterator[str]:
    """`mkdocs serve` on a free port, as `make serve` runs it, once the page ECT shows a text."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", address],
        cwd=guide,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **TODAY},
    )
    try:
        wait_for(f"http://{address}/ect/", shows)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str, text: str) -> str:
    """The page at `address` once it holds `text`; fails after 30 seconds."""
    shown = ""
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                shown = answer.read().decode()
        except urllib.error.HTTPError as error:  # a page that is not there may tell why
            shown = error.read().decode()
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        if text in shown:
            return shown
        time.sleep(0.2)
    raise AssertionError(f"{text!r} never came; last seen: {shown[-2000:]}")


def test_the_preview_shows_a_fault_with_the_block_and_recovers(guide: Path) -> None:
    with preview(guide) as address:
        write(guide, "ect.md", "ECT", "A short seizure.[^rush2060]")
        shown = wait_for(f"{address}/ect/", "cite-undefined")
        assert 'id="crisis"' in shown
        assert "docs/ect.md:9:17:" in shown
        write(guide, "ect.md", "ECT", "A short seizure.[^rush2006] Mended.")
        assert "cite-undefined" not in wait_for(f"{address}/ect/", "Mended")


def test_the_preview_shows_broken_settings_and_recovers(guide: Path) -> None:
    settings = guide / "mkdocs.yml"
    right = settings.read_text(encoding="utf-8")
    with preview(guide) as address:
        change(settings, 'link: "tel:988"', 'link: "tel:998"')
        shown = wait_for(f"{address}/ect/", "crisis-link")
        assert 'href="tel:988"' in shown
        settings.write_text(right, encoding="utf-8")
        wait_for(f"{address}/ect/", "A short seizure")


def test_the_preview_shows_what_the_folder_check_finds(guide: Path) -> None:
    with preview(guide) as address:
        write(guide, "ect.md", "ECT", 'A short seizure.[^rush2006]\n\n<p id="x"></p><i id="x"></i>')
        shown = wait_for(f"{address}/ect/", "[site-id] The id")
        assert 'href="tel:988"' in shown


def test_a_fault_stands_above_its_page_and_pages_that_link_to_it_stay_whole(guide: Path) -> None:
    write(guide, "terms.md", "Terms", "Words.\n\n## Relief {#relief}\n\nLess pain.")
    write(guide, "ect.md", "ECT", "A short seizure.[^rush2006] [Relief](terms.md#relief)")
    change(guide / "mkdocs.yml", "  - get-help.md\n", "  - get-help.md\n  - terms.md\n")
    with preview(guide) as address:
        change(guide / "docs" / "terms.md", "A page of the small guide that the build tests", "It")
        change(guide / "docs" / "terms.md", "make and break", "makes")
        shown = wait_for(f"{address}/terms/", "[page-description-length]")
        assert "docs/terms.md:3:14:" in shown
        assert "healthguide explain page-description-length" in shown
        assert "Less pain" in shown
        assert "data-preview" not in wait_for(f"{address}/ect/", "A short seizure")


def test_the_preview_starts_with_a_fault_of_a_page(guide: Path) -> None:
    write(guide, "ect.md", "ECT", "A short seizure.[^rush2060]")
    with preview(guide, "cite-undefined") as address:
        assert "A short seizure" in wait_for(f"{address}/ect/", "cite-undefined")
        assert "data-preview" not in wait_for(f"{address}/get-help/", "Call 988")


def break_the_settings(guide: Path) -> None:
    change(guide / "mkdocs.yml", 'link: "tel:988"', 'link: "tel:998"')


def break_a_template(guide: Path) -> None:
    change(guide / "overrides" / "main.html", "{%- endif %}", "{%- endif }")


def break_the_block(guide: Path) -> None:
    partial = guide / "overrides" / "partials" / "crisis" / "block.html"
    change(partial, "{{ line.country | e }}", "{{ line.country.code.name }}")


def leave_the_block_open(guide: Path) -> None:
    partial = guide / "overrides" / "partials" / "crisis" / "block.html"
    change(partial, "{{ line.country | e }}", "{{ line.country | e }")


def lose_a_snippet(guide: Path) -> None:
    write(guide, "ect.md", "ECT", 'A short seizure.[^rush2006]\n\n--8<-- "gone.md"')


STOPS = {
    break_the_settings: r"mkdocs\.yml:\d+:5: \[crisis-link\] The link &#x27;tel:998&#x27;",
    break_a_template: r"overrides/main\.html:\d+: \[config-template\] The template stops here: ",
    break_the_block: r"overrides/partials/crisis/block\.html:\d+: \[config-template\] ",
    leave_the_block_open: r"overrides/partials/crisis/block\.html:\d+: \[config-template\] ",
    lose_a_snippet: r"docs/ect\.md: Snippet at path &#x27;gone\.md&#x27; could not be found",
}
"""What stops a build, and what the preview then says."""


@pytest.mark.parametrize("fault", STOPS, ids=lambda fault: fault.__name__)
def test_the_preview_starts_with_what_stops_a_build(
    guide: Path, fault: Callable[[Path], None]
) -> None:
    kept = {file: file.read_bytes() for file in guide.rglob("*") if file.is_file()}
    fault(guide)
    with preview(guide, "Nothing to show yet") as address:
        assert re.search(STOPS[fault], wait_for(f"{address}/", "Nothing to show yet"))
        for file, content in kept.items():
            if file.read_bytes() != content:
                file.write_bytes(content)
        assert "data-preview" not in wait_for(f"{address}/ect/", "A short seizure")


@pytest.mark.parametrize("fault", STOPS, ids=lambda fault: fault.__name__)
def test_the_preview_keeps_the_last_good_page_under_what_stops_a_build(
    guide: Path, fault: Callable[[Path], None]
) -> None:
    with preview(guide) as address:
        fault(guide)
        shown = wait_for(f"{address}/ect/", "data-preview")
        assert re.search(STOPS[fault], shown)
        assert "A short seizure" in shown
        assert 'href="tel:988"' in shown


@pytest.mark.parametrize("fault", [break_a_template, break_the_block, leave_the_block_open])
def test_a_broken_template_stops_the_build_without_a_traceback(
    guide: Path, fault: Callable[[Path], None]
) -> None:
    fault(guide)
    result = build(guide)
    assert result.returncode == 1
    assert re.search(STOPS[fault], result.stderr)
    assert "Traceback" not in result.stderr


MAKER = """
from mkdocs.structure.files import File

def on_files(files, config):
    files.append(File.generated(config, "made.md", content="Made by a hook."))
    return files
"""


def test_drafts_and_pages_of_other_hooks_are_shown(guide: Path) -> None:
    (guide / "maker.py").write_text(MAKER, encoding="utf-8")
    change(guide / "mkdocs.yml", "- hooks/mkdocs_hooks.py", "- hooks/mkdocs_hooks.py\n  - maker.py")
    change(guide / "mkdocs.yml", "not_in_nav: ", "draft_docs: draft-*.md\nnot_in_nav: '*.md' #")
    write(guide, "draft-ect.md", "Draft", "A thought.[^rush2006]")
    assert build(guide).returncode == 0
    assert "Made by a hook." in page(guide, "made/index.html").text_content()
    assert not (guide / "site" / "draft-ect").exists()
    with preview(guide) as address:
        wait_for(f"{address}/made/", "Made by a hook.")
        assert "data-preview" not in wait_for(f"{address}/draft-ect/", "A thought.")


def test_a_page_named_like_html_is_built(guide: Path) -> None:
    write(guide, "what.html.md", "What", "A word.")
    change(guide / "mkdocs.yml", "not_in_nav: ", "not_in_nav: '*.md' #")
    assert build(guide).returncode == 0
    assert page(guide, "what.html/index.html").get_element_by_id("crisis") is not None


def test_old_pages_get_the_block_too(guide: Path) -> None:
    raw = "<!doctype html><html lang='en'><head><title>Old</title></head><body><h1>Old</h1></body>"
    (guide / "docs" / "old.htm").write_text(raw, encoding="utf-8")
    assert build(guide).returncode == 0
    assert page(guide, "old.htm").get_element_by_id("crisis").getparent().tag == "body"


def test_the_preview_shows_a_missing_snippet(guide: Path) -> None:
    with preview(guide) as address:
        write(guide, "ect.md", "ECT", 'A short seizure.[^rush2006]\n\n--8<-- "gone.md"')
        shown = wait_for(f"{address}/ect/", "gone.md")
        assert 'id="crisis"' in shown


def test_scripts_and_styles_of_the_guide_are_linked_in_order(guide: Path) -> None:
    change(
        guide / "mkdocs.yml",
        "validation:\n",
        "extra_css: [a.css, b.css]\n"
        "extra_javascript:\n  - a.js\n  - b.mjs\n  - { path: c.js, defer: true, async: true }\n"
        "validation:\n",
    )
    for name in ("a.css", "b.css", "a.js", "b.mjs", "c.js"):
        (guide / "docs" / name).write_text("", encoding="utf-8")
    assert build(guide).returncode == 0
    made = page(guide)
    scripts = [dict(script.attrib) for script in made.iterfind("body//script")]
    assert scripts == [
        {"src": "../a.js"},
        {"src": "../b.mjs", "type": "module"},
        {"src": "../c.js", "defer": "defer", "async": ""},  # as lxml reads an attribute alone
    ]
    styles = [link.get("href") for link in made.iterfind("head/link[@rel='stylesheet']")]
    assert styles[-2:] == ["../a.css", "../b.css"]


def test_script_of_another_host_stops_the_build(guide: Path) -> None:
    change(
        guide / "mkdocs.yml",
        "validation:\n",
        "extra_javascript: ['https://cdn.example.com/a.js']\nvalidation:\n",
    )
    result = build(guide)
    assert result.returncode != 0
    assert "[site-other-host]" in result.stderr
    assert "https://cdn.example.com/a.js" in result.stderr


BRITISH = """\
  crisis:
    country: GB
    more: get-help/
    outage: false
    call:
      - { number: "116 123", link: "tel:116123", name: Samaritans, for: "anyone", LINE }
      - { number: "111", option: "2", link: "tel:111", name: NHS 111, LINE }
    text: { number: "85258", word: SHOUT, link: "sms:85258", name: Shout, LINE }
    emergency: { number: "999", LINE }
""".replace("LINE", 'source: "https://www.samaritans.org/", checked: 2026-01-05')


def british(guide: Path) -> None:
    """The small guide for Great Britain, in a fork that has read its operators' pages."""
    settings = guide / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    text, count = re.subn(r"^  crisis:\n(?:    .*\n)+", BRITISH, text, flags=re.MULTILINE)
    assert count == 1
    settings.write_text(text, encoding="utf-8")
    write(guide, "get-help.md", "Get help", "Call 116 123, or text SHOUT to 85258.")
    lines = guide / "hooks" / "healthguide" / "crisis" / "lines.toml"
    before, _, after = lines.read_text(encoding="utf-8").partition("[GB]")
    own, _, rest = after.partition("[IE]")
    read = 'source = "https://www.samaritans.org/"\nchecked = 2026-01-05\nverified = true'
    own = own.replace("verified = false", read)
    lines.write_text(f"{before}[GB]{own}[IE]{rest}", encoding="utf-8")


def test_two_lines_to_call_and_a_word_to_text(guide: Path) -> None:
    british(guide)
    result = build(guide)
    assert result.returncode == 0, result.stderr
    block = page(guide).get_element_by_id("crisis")
    ways = [(a.get("href"), " ".join(a.text_content().split())) for a in block.iter("a")]
    assert ways[:3] == [
        ("tel:116123", "Call 116 123"),
        ("tel:111", "Call 111, option 2"),
        ("sms:85258", "Text SHOUT to 85258"),
    ]
    checked = subprocess.run(
        [sys.executable, "-m", "healthguide", "check", "docs", "site"],
        cwd=guide,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": "hooks"},
    )
    assert checked.returncode == 0, checked.stdout
    partial = guide / "overrides" / "partials" / "crisis" / "ways.html"
    every = "for one in ([line.call] if line.call is mapping else line.call)"
    change(partial, every, "for one in [line.call[0]]")
    result = build(guide)
    assert result.returncode == 1
    assert "[crisis-block-link]" in result.stderr
    assert "the right links are 'tel:116123', 'tel:111'." in result.stderr


def test_a_block_left_open_in_a_page_stops_the_build(guide: Path) -> None:
    write(guide, "ect.md", "ECT", "A short seizure.[^rush2006]\n\n<div>\nText.")
    result = build(guide)
    assert result.returncode == 1
    assert "docs/ect.md:11:1: [page-unclosed] '<div>' is opened here" in result.stderr
