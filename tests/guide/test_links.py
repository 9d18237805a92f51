"""Every link of the served guide leads somewhere, and a broken one is reported."""

from pathlib import Path

import pytest

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
