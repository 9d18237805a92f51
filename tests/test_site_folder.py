"""Where an address leads, as on a server of static files, and where a built text comes from."""

from pathlib import Path

import pytest

from healthguide.site.folder import SiteFolder, Target, address_of
from healthguide.site.sources import Position, Sources

FOLDER = SiteFolder(frozenset({"index.html"}), "https://guide.example.org", "/trd/")


@pytest.mark.parametrize(
    ("directory", "url", "file"),
    [
        ("", ".", "index.html"),
        ("", "./", "index.html"),
        ("", "a.html", "a.html"),
        ("", "a/", "a/index.html"),
        ("", "a", "a"),
        ("", "?page=2", "index.html"),
        ("a/", "..", "index.html"),
        ("a/", "../", "index.html"),
        ("a/", ".", "a/index.html"),
        ("a/b/", "..", "a/index.html"),
        ("a/b/", "../..", "index.html"),
        ("a/b/", "../../c/d.svg", "c/d.svg"),
        ("a/b/", "./c/../d/", "a/b/d/index.html"),
        ("a/b/", "c/..", "a/b/index.html"),
        ("a/", "b..c/", "a/b..c/index.html"),
        ("a/", "b%20c.pdf", "a/b c.pdf"),
        ("a/", "../../b/", "../b/index.html"),
        ("", "..", "../index.html"),
        ("a/", "/trd/", "index.html"),
        ("a/", "/trd", "index.html"),
        ("a/", "/trd/b/", "b/index.html"),
        ("a/", "/other/", "/other/"),
        ("a/", "/trdx/", "/trdx/"),
        ("a/", "https://guide.example.org/trd/b/", "b/index.html"),
    ],
)
def test_an_address_of_the_site_leads_to_a_file(directory: str, url: str, file: str) -> None:
    assert FOLDER.resolve(directory, f"{url}#part") == Target(file, "part")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "HTTP://example.com/",
        "//example.com/a.js",
        "https://guide.example.org.example.com/trd/",
        "http://guide.example.org/trd/",
    ],
)
def test_an_address_on_another_host_leads_elsewhere(url: str) -> None:
    assert FOLDER.resolve("", url) == Target(None, is_elsewhere=True)


@pytest.mark.parametrize("url", ["mailto:a@example.org", "tel:988", "data:,x", "javascript:0"])
def test_what_is_no_place_leads_nowhere(url: str) -> None:
    assert FOLDER.resolve("", url) == Target(None)


@pytest.mark.parametrize(
    ("name", "link", "address"),
    [
        ("index.html", '<link rel="canonical" href="https://x.org/">', ("https://x.org", "/")),
        ("a/index.html", "<link href=https://x.org/g/a/ rel=canonical>", ("https://x.org", "/g/")),
        (
            "a.html",
            '<link rel="canonical" href="https://x.org/g/a.html">',
            ("https://x.org", "/g/"),
        ),
        ("a/index.html", '<link rel="canonical" href="https://x.org/b/">', None),
        ("index.html", '<link rel="canonical" href="/g/">', None),
        ("index.html", '<link rel="icon" href="https://x.org/">', None),
        ("index.html", '<link rel="canonical" href="https://[::1">', None),
    ],
)
def test_a_canonical_link_tells_the_address_of_the_site(
    name: str, link: str, address: tuple[str, str] | None
) -> None:
    assert address_of(name, link) == address


@pytest.mark.parametrize("built", ["if they\u2019re \u201clow\u201d", 'if they\'re "low"'])
def test_a_text_is_found_in_its_source_however_the_build_set_its_quotes(
    tmp_path: Path, built: str
) -> None:
    (tmp_path / "a.md").write_text('Call.\n\nCall if they\'re "low".\n', encoding="utf-8")
    sources = Sources(tmp_path, "mkdocs.yml", "docs", {"a/index.html": "a.md"})
    assert sources.position("a/index.html", [built, "Call"]) == Position("a.md", 3, 6, built)
