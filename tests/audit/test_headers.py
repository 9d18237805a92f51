"""The samples for nginx and Caddy, on the real servers: every answer carries every header."""

from __future__ import annotations

import gzip
import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html as lxml_html

import hosts
from healthguide.publish.headers import hash_of, headers

pytestmark = pytest.mark.audit

ROOT = Path(__file__).parent.parent.parent
ANSWERS = {
    "/": (200, "text/html"),
    "/symptoms/": (200, "text/html"),
    "/no-such-page/": (404, "text/html"),
    "/assets/js/site.js": (200, "javascript"),
    "/references.json": (200, "application/json"),
    "/embed/": (200, "text/html"),
    "/symptoms/embed/": (200, "text/html"),
    "/symptoms/embed/index.html": (200, "text/html"),
    "/symptoms/embed/card/": (200, "text/html"),
    "/assets/embed/frame-1.js": (200, "javascript"),
}
"""Status and part of the type by address."""


@pytest.fixture(scope="module", params=sorted(hosts.SAMPLES))
def host(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    with hosts.served(site, request.param) as address:
        yield address


@pytest.mark.parametrize("name", sorted(hosts.SAMPLES))
def test_below_a_path_the_page_for_not_found_has_all_it_needs(name: str, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(ROOT / "mkdocs.yml")]
    sent = {"SITE_URL": "https://example.org/depression/", "NO_MKDOCS_2_WARNING": "1"}
    built = [*build, "-d", str(tmp_path / "depression")]
    subprocess.run(built, check=True, capture_output=True, env={**os.environ, **sent})
    with hosts.served(tmp_path / "depression", name) as address:
        for path in ("/depression/gone/", "/depression/a/b/c", "/gone"):
            got, body = answer(address, path)
            assert got.status == 404
            assert body == (tmp_path / "depression" / "404.html").read_bytes()
        page = lxml_html.document_fromstring(body)
        for _, _, link, _ in page.iterlinks():
            if link.startswith("/"):
                path = urlsplit(urljoin(address, link)).path  # as a browser asks for it
                assert answer(address, path)[0].status == 200, link


def answer(address: str, path: str, **sent: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", path, headers=sent)
    got = connection.getresponse()
    body = got.read()
    connection.close()
    return got, body


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_every_header_once(host: str, site: Path, path: str) -> None:
    got, body = answer(host, path)
    status, kind = ANSWERS[path]
    assert got.status == status
    assert kind in str(got.getheader("Content-Type"))
    is_embed, is_shared = "/embed/" in path and "assets" not in path, "assets/embed" in path
    embeds, ancestors = ["embed/height", "embed/card-script"], "*" if is_embed else "'self'"
    inline = [
        (ROOT / "overrides" / "partials" / f"{part}.html").read_text(encoding="utf-8")
        for part in (embeds if is_embed else ["before-paint"])
    ]
    hashes = [hash_of(script.rstrip("\n")) for script in inline]
    for name, value in headers(hashes, ancestors).items():
        assert got.headers.get_all(name) == [value]
    assert got.headers.get_all("Access-Control-Allow-Origin") == (["*"] if is_shared else None)
    if status == 404:
        assert body == (site / "404.html").read_bytes()


def test_only_the_worker_is_asked_for_anew_each_time(host: str) -> None:
    said = {path: answer(host, path)[0].headers.get_all("Cache-Control") for path in ANSWERS}
    assert said == dict.fromkeys(ANSWERS)
    assert answer(host, "/sw.js")[0].headers.get_all("Cache-Control") == ["no-cache"]


def test_the_compressed_copy_is_sent(host: str, site: Path) -> None:
    got, body = answer(host, "/symptoms/", **{"Accept-Encoding": "gzip"})
    assert got.getheader("Content-Encoding") == "gzip"
    assert body == (site / "symptoms" / "index.html.gz").read_bytes()
    assert gzip.decompress(body) == (site / "symptoms" / "index.html").read_bytes()


def test_a_folder_without_a_slash_leads_to_the_page(host: str) -> None:
    got, _ = answer(host, "/symptoms")
    assert got.status in (301, 308)
    assert urlsplit(str(got.getheader("Location"))).path == "/symptoms/"


def test_no_log_holds_the_code_that_a_health_record_asks_for(site: Path) -> None:
    with hosts.served(site, "nginx") as address:
        got, _ = answer(address, "/infobutton/?mainSearchCriteria.v.c=F33.2")
        assert got.status == 200
        answer(address, "/?q=how+to+die")
    logged = site.with_name("access.log").read_text(encoding="utf-8")
    assert '"GET /infobutton/index.html" 200' in logged
    assert "F33" not in logged
    assert "how+to+die" not in logged
    caddy = (site / "server-samples" / "Caddyfile").read_text(encoding="utf-8")
    assert "log" not in caddy, "Caddy writes requests down only when it is told to"
