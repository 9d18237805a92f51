"""Every link of the served guide leads somewhere, and a broken one is reported."""

from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from lxml import html as lxml_html

import links

pytestmark = [pytest.mark.site, pytest.mark.xdist_group("links")]


def test_every_link_inside_the_site_works(site: Path) -> None:
    result = links.check(site)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 errors found" in result.stdout


def test_a_broken_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<a href="gone.html">gone</a>', encoding="utf-8")
    result = links.check(tmp_path)
    assert result.returncode == 1
    assert "gone.html" in result.stdout


def test_what_to_do_on_a_bad_night_is_two_taps_from_every_page(site: Path) -> None:
    """By links in the crisis block and the text, so neither menu, search nor script is needed."""
    root = "https://guide.example/"
    ways = {}
    for file in site.rglob("index.html"):
        address = urljoin(root, file.relative_to(site).as_posix().removesuffix("index.html"))
        page = lxml_html.fromstring(file.read_text(encoding="utf-8"))
        hrefs = page.xpath("//*[@data-crisis]//a/@href | //main//a/@href")
        ways[address] = {urldefrag(urljoin(address, href)).url for href in hrefs}
    goal = urljoin(root, "thoughts-of-suicide/")
    near = {goal} | {address for address, ahead in ways.items() if goal in ahead}
    assert len(ways) > 30
    assert [address for address, ahead in ways.items() if not (ahead | {address}) & near] == []
