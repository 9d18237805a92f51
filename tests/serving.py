"""Serves a finished folder on a free port, as a plain host would: directories, 404.html, types."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error, Route


class Handler(SimpleHTTPRequestHandler):
    """Adds the header that lifts linkchecker's limit of 10 requests a second, and the 404 page."""

    def end_headers(self) -> None:
        self.send_header("LinkChecker", "allowed")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of `folder`, without a slash at the end, while the block runs."""
    handler = functools.partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def shipped(site: Path, address: str) -> dict[str, str]:
    """What `_headers` says of an address: the last rule that fits counts for each header."""
    sent: dict[str, str] = {}
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            fits = fnmatch(urlsplit(address).path, line)
        elif fits and line.startswith("  ") and not line.startswith("  !"):
            sent |= [line.strip().split(": ", 1)]
    return sent


def with_headers(site: Path) -> Callable[[Route], None]:
    """Answers a browser with what `_headers` says, as the hosts that read it do."""

    def answer(route: Route) -> None:
        with contextlib.suppress(Error):  # the page that asked may be closed by now
            plain, sent = route.fetch(), shipped(site, route.request.url)
            route.fulfill(response=plain, headers={**plain.headers, **sent})

    return answer
