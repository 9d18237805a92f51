"""The plugin on somebody else's site: stock Material, readthedocs and mkdocs with their search."""

from __future__ import annotations

import filecmp
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser

from healthguide.crisis.block import STYLE
from installed import Package, site_of
from serving import served

ROOT = Path(__file__).parent.parent
THEMES = ("material", "readthedocs", "mkdocs")
WINDOWS = ((360, 740), (1100, 800), (1280, 800))
LINKS = ["tel:988", "sms:988", "https://chat.988lifeline.org/"]
pytestmark = [pytest.mark.site, pytest.mark.xdist_group("package")]


def build(package: Package, folder: Path) -> str:
    """Build strictly and return what was said; fails when the build does."""
    result = package.run(folder, "mkdocs", "build", "--strict")
    assert result.returncode == 0, result.stderr
    return result.stderr


def pages_of(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.html"))


@pytest.fixture(scope="session", params=THEMES)
def elsewhere(
    request: pytest.FixtureRequest, package: Package, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a site with another theme, built with the plugin."""
    folder = site_of(tmp_path_factory.mktemp(request.param), request.param)
    assert not re.search("WARNING|ERROR", build(package, folder))
    return folder


def test_every_page_has_the_block_first_with_its_style(package: Package, elsewhere: Path) -> None:
    site = elsewhere / "site"
    pages = pages_of(site)
    assert {"index.html", "404.html", "depression/index.html", "raw/sheet.html"} <= set(pages)
    assert ("search.html" in pages) is ("readthedocs" in str(elsewhere))
    for name in pages:
        document = lxml_html.document_fromstring((site / name).read_bytes())
        [block] = document.find_class("crisis")
        first, second = document.body[:2]
        assert (first, second.get("rel")) == (block, "stylesheet")
        up = "/docs/" if name == "404.html" else "../" * name.count("/") or "./"
        assert second.get("href") == up + STYLE
        assert [a.get("href") for a in block.iter("a")] == [*LINKS, f"{up}get-help/"]
    assert (site / STYLE).is_file()


def test_the_folder_is_proven_again_by_the_command_line(package: Package, elsewhere: Path) -> None:
    result = package.run(elsewhere, "healthguide", "check", "site")
    assert (result.returncode, result.stdout) == (
        0,
        f"No problems in {len(pages_of(elsewhere / 'site'))} pages, 3 citations, "
        + result.stdout.rpartition(" citations, ")[2],
    )


def test_citations_are_printed_from_the_library(elsewhere: Path) -> None:
    page = elsewhere / "site" / "depression" / "index.html"
    document = lxml_html.document_fromstring(page.read_bytes())
    assert [a.text_content() for a in document.find_class("citation")] == ["1", "2", "1"]
    [entries] = document.xpath("//section[@role='doc-endnotes']/ol")
    assert "A report. AJP. 2006" in entries.text_content()
    assert "A note of the page." in entries.text_content()


def test_nothing_else_of_the_site_is_touched(
    package: Package, elsewhere: Path, tmp_path: Path
) -> None:
    settings = (elsewhere / "mkdocs.yml").read_text(encoding="utf-8")
    shutil.copytree(elsewhere / "docs", tmp_path / "docs")
    (tmp_path / "mkdocs.yml").write_text(settings.replace(", healthguide", ""), encoding="utf-8")
    result = package.run(tmp_path, "mkdocs", "build")
    assert result.returncode == 0, result.stderr
    plain, ours = tmp_path / "site", elsewhere / "site"
    names = [f.relative_to(plain).as_posix() for f in plain.rglob("*") if f.is_file()]
    added = {f.relative_to(ours).as_posix() for f in ours.rglob("*") if f.is_file()} - {*names}
    assert added == {STYLE}
    differing = {"search/search_index.json", "sitemap.xml.gz", *pages_of(plain)}
    same = [name for name in names if name not in differing]
    assert filecmp.cmpfiles(plain, ours, same, shallow=False)[1:] == ([], [])
    block = re.compile(r'\n<section class="crisis".*?</section>\n<link [^>]*>\n', re.DOTALL)
    dates = re.compile(r"Build Date UTC : .*")
    for name in set(pages_of(plain)) - {"depression/index.html"}:
        text = block.sub("", (ours / name).read_text(encoding="utf-8"))
        assert dates.sub("", text) == dates.sub("", (plain / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Text.[^rush2060] More.[^rush2006]", "docs/wrong.md:1:6: [cite-undefined]"),
        ("[Call 988](tel:998)", "[site-phone-text] The link 'tel:998' reads 'Call 988',"),
        ('<a href="gone/">Gone</a>', "[site-link] The link 'gone/' leads to"),
        (
            '<section class="crisis">Twice</section>',
            "[crisis-place] The crisis block stands inside <",
        ),
    ],
)
def test_a_fault_stops_the_build(package: Package, tmp_path: Path, text: str, told: str) -> None:
    folder = site_of(tmp_path, "mkdocs")
    (folder / "docs" / "wrong.md").write_text(text, encoding="utf-8")
    result = package.run(folder, "mkdocs", "build", "--strict")
    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert not (folder / "site").exists()


def test_the_hook_does_what_the_plugin_does(
    package: Package, elsewhere: Path, tmp_path: Path
) -> None:
    theme = re.search("name: (.*)\nplugins", (elsewhere / "mkdocs.yml").read_text("utf-8"))
    assert theme
    hook = f"plugins: [search]\nhooks: [{ROOT.as_posix()}/hooks/mkdocs_hooks.py]"
    build(package, site_of(tmp_path, theme[1], hook))
    plugin = elsewhere / "site"
    names = [f.relative_to(plugin).as_posix() for f in plugin.rglob("*") if f.is_file()]
    _, differing, missing = filecmp.cmpfiles(plugin, tmp_path / "site", names, shallow=False)
    assert set(differing) <= {"index.html", "sitemap.xml.gz"}  # which hold the time of the build
    assert missing == []


def test_a_site_without_a_library_has_the_block(package: Package, tmp_path: Path) -> None:
    folder = site_of(tmp_path, "mkdocs")
    (folder / "docs" / "references.json").unlink()
    (folder / "docs" / "depression.md").write_text("# Depression\n\nText.", encoding="utf-8")
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("markdown_extensions: [admonition, tables]\n", ""))
    build(package, folder)
    assert 'class="crisis"' in (folder / "site" / "index.html").read_text(encoding="utf-8")


def test_a_site_without_crisis_settings_is_refused(package: Package, tmp_path: Path) -> None:
    folder = site_of(tmp_path, "mkdocs")
    settings = folder / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").partition("extra:")[0], "utf-8")
    result = package.run(folder, "mkdocs", "build")
    assert result.returncode == 1
    assert "[crisis-data" in result.stderr


@pytest.fixture(scope="session")
def shown(elsewhere: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, at the path that its settings name."""
    root = tmp_path_factory.mktemp("host")
    (root / "docs").symlink_to(elsewhere / "site")
    with served(root) as address:
        yield f"{address}/docs"


COVERED = """() => [...document.querySelectorAll('#crisis a')].filter((link) => {
  link.scrollIntoView({ block: 'nearest' });
  const box = link.getBoundingClientRect();
  const points = [[.5, .5], [.05, .5], [.95, .5], [.5, .1], [.5, .9]];
  return points.some(([x, y]) => !link.contains(
    document.elementFromPoint(box.left + x * box.width, box.top + y * box.height)));
}).map((link) => link.textContent)"""


@pytest.mark.browser
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("path", ["", "depression/", "404.html", "raw/sheet.html"])
def test_nothing_covers_the_block(
    chromium: Browser, shown: str, window: tuple[int, int], path: str
) -> None:
    page = chromium.new_page(viewport={"width": window[0], "height": window[1]})
    page.goto(f"{shown}/{path}")
    links = page.locator("#crisis a")
    assert page.evaluate(COVERED) == []
    for link in links.all()[:3]:
        box = link.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= window[0]
    top = page.locator("#crisis").bounding_box()
    assert top
    assert top["y"] < window[1] / 2
    page.close()
