"""Serves a finished folder with real nginx or Caddy: with the shipped sample, or bare."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import audit_tools

PATIENCE = 10.0
"""Seconds a server gets to answer."""

NGINX = """\
{user}
daemon off;
pid {folder}/pid;
error_log stderr warn;
events {{ }}
http {{
    include {types};
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {server};
}}
"""

BARE = """\
server {{
    listen 127.0.0.1:{port};
    root {site};
    index index.html;
    charset utf-8;
    gzip on;
    gzip_comp_level 9;
    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
}}
"""
"""A host that compresses and does nothing else, for any builder's folder."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def changed(sample: str, *changes: tuple[str, str]) -> str:
    """The sample with the lines changed that it tells its reader to change.

    Raises ValueError when one of them is not there exactly once.
    """
    for line, new in changes:
        sample, count = re.subn(line, lambda _, new=new: new, sample, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"The sample has {count} lines like {line!r}, not one.")
    return sample


def mime_types(nginx: str) -> Path:
    """The list of types that this nginx came with, beside its own settings."""
    said = subprocess.run([nginx, "-V"], capture_output=True, text=True, check=True).stderr
    place = re.search(r"--conf-path=(\S+)", said)
    return Path(place[1] if place else "/etc/nginx/nginx.conf").with_name("mime.types")


def nginx(server: str, work: Path) -> list[str]:
    """The command that starts nginx with one server."""
    (work / "server.conf").write_text(server, encoding="utf-8")
    program = audit_tools.needed("nginx")
    settings = NGINX.format(
        # Its workers change to another user otherwise, who may not read a test's folder.
        user="user root;" if os.geteuid() == 0 else "",
        folder=work,
        types=mime_types(program),
        server=work / "server.conf",
    )
    (work / "nginx.conf").write_text(settings, encoding="utf-8")
    return [program, "-c", str(work / "nginx.conf"), "-p", str(work)]


def nginx_bare(site: Path, work: Path, port: int) -> list[str]:
    return nginx(BARE.format(site=site, port=port), work)


def top_of(site: Path, sample: str) -> Path:
    """The folder that a sample calls /srv/guide, when it is made for a site below a path."""
    below = re.search(r"goes\s(?:# )?to /srv/guide(\S*)\.$", sample, re.MULTILINE)
    return Path(str(site).removesuffix(below[1] if below else ""))


def nginx_sample(site: Path, work: Path, port: int) -> list[str]:
    text = (site / "server-samples" / "nginx.conf").read_text(encoding="utf-8")
    sample = changed(
        text,
        (r"(?<=^    )listen 80;$", f"listen 127.0.0.1:{port};"),
        (r"(?<=^    )root /srv/guide;$", f"root {top_of(site, text)};"),
        (r"(?<=^    access_log )/var/log/nginx/access\.log", str(site.with_name("access.log"))),
    )
    return nginx(sample, work)


def caddy_sample(site: Path, work: Path, port: int) -> list[str]:
    text = (site / "server-samples" / "Caddyfile").read_text(encoding="utf-8")
    sample = changed(
        text,
        (r"^example\.org \{$", f"http://127.0.0.1:{port} {{"),
        (r"(?<=^    )root \* /srv/guide$", f"root * {top_of(site, text)}"),
    )
    settings = work / "Caddyfile"
    settings.write_text("{\n    admin off\n}\n" + sample, encoding="utf-8")
    return [audit_tools.needed("caddy"), "run", "--config", str(settings)]


SAMPLES = {"nginx": nginx_sample, "caddy": caddy_sample}
HOSTS = {**SAMPLES, "bare": nginx_bare}


@contextmanager
def served(site: Path, host: str) -> Iterator[str]:
    """The address of `site` on one of HOSTS, without a slash at the end.

    Raises RuntimeError with what the server said when it does not start.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="host-") as work:
        command = HOSTS[host](site.resolve(), Path(work), port)
        environment = {**os.environ, "HOME": work, "XDG_CONFIG_HOME": work, "XDG_DATA_HOME": work}
        with (Path(work) / "log").open("w+", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
            try:
                if not answers(address, process):
                    log.seek(0)
                    raise RuntimeError(f"{host} did not start:\n{log.read()}")
                yield address
            finally:
                process.terminate()
                process.wait()


def answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
