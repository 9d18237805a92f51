"""The headers a host should send, for the hosts we know, with the hashes of this build.

What may run on a page is what the folder holds: files of the site, and the inline script of the
theme, whose hash stands here. Nothing else is allowed, so a slip can load nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping

FILE = "_headers"
WORKER = "sw.js"
"""What keeps the page of help on a device; a host must not let an old copy of it stand."""
YEAR = 365 * 24 * 3600


def hash_of(script: str) -> str:
    """What the policy needs to let an inline script run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def headers(hashes: Iterable[str], ancestors: str = "'self'") -> dict[str, str]:
    """Every header by name. `ancestors` says which sites may show the page in a frame."""
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": ancestors,
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Strict-Transport-Security": f"max-age={2 * YEAR}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def as_files(
    sent: Mapping[str, str], in_frames: Mapping[str, str], base: str = "/"
) -> dict[str, str]:
    """Text by file name: `_headers` for Netlify and Cloudflare Pages, samples for two servers.

    Embed pages are sent what `in_frames` says, all else what `sent` says; scripts for other sites
    may be loaded by them. `base` is the path at which the site stands on its host, with `/` at both
    ends.
    """
    folder = f"/srv/guide{base}".rstrip("/")
    framed = {name: value for name, value in in_frames.items() if sent.get(name) != value}
    shared = {**sent, **SHARED}
    return {
        FILE: HOST.format(
            headers=_lines("  {}: {}", sent),
            detached="".join(f"  ! {name}\n" for name in framed),
            framed=_lines("  {}: {}", framed),
            scripts=f"{base}{SCRIPTS}",
            shared=_lines("  {}: {}", SHARED),
            worker=f"{base}{WORKER}",
        ),
        "server-samples/nginx.conf": NGINX.format(
            base=base,
            worker=WORKER,
            folder=folder,
            headers=_lines('    add_header {} "{}" always;', sent),
            framed=_lines('        add_header {} "{}" always;', in_frames),
            scripts=f"{base}{SCRIPTS}",
            shared=_lines('        add_header {} "{}" always;', shared),
        ),
        "server-samples/Caddyfile": CADDY.format(
            base=base,
            worker=WORKER,
            folder=folder,
            headers=_lines('        {} "{}"', sent),
            framed=_lines('        {} "{}"', in_frames),
            scripts=f"{base}{SCRIPTS}",
            shared=_lines('        {} "{}"', SHARED),
        ),
    }


def _lines(form: str, sent: Mapping[str, str]) -> str:
    return "".join(f"{form.format(name, value)}\n" for name, value in sent.items())


SCRIPTS = "assets/embed/"
"""The folder of scripts for other sites."""
SHARED = {"Access-Control-Allow-Origin": "*"}
"""What a browser asks for before it compares a script of another site with its hash."""

HOST = """\
/*
{headers}# Embed pages and cards may stand in a frame of any site. Cloudflare joins the values of
# all rules that fit, and needs the line with "!"; Netlify takes the last, and knows no such line.
/embed/
{detached}{framed}/embed/card/
{detached}{framed}/*/embed/
{detached}{framed}/*/embed/card/
{detached}{framed}{scripts}*
{shared}{worker}
  Cache-Control: no-cache
"""

NGINX = """\
# Sample for nginx: change the address and the folder, and add your certificate (certbot writes
# these lines), as Strict-Transport-Security counts over https only. Made by each build, because
# the policy holds the hash of this build's inline script. The finished folder goes
# to {folder}.
map $uri $kept {{
    {base}{worker} no-cache;
}}
# What stands behind the question mark may name a diagnosis or a search: it is not written down.
log_format without_query '$remote_addr [$time_local] "$request_method $uri" $status';
server {{
    listen 80;
    server_name example.org;
    root /srv/guide;
    index index.html;
    error_page 404 {base}404.html;
    charset utf-8;
    gzip_static on;
    access_log /var/log/nginx/access.log without_query;

    add_header Cache-Control $kept always;
{headers}
    location / {{
        try_files $uri $uri/ =404;
    }}

    # Embed pages and cards may stand in a frame of any site.
    location ~ /embed/(card/)?(index\\.html)?$ {{
{framed}        try_files $uri $uri/ =404;
    }}

    # Scripts that other sites load, and compare with the hash that they know.
    location {scripts} {{
{shared}        try_files $uri =404;
    }}
}}
"""

CADDY = """\
# Sample for Caddy: change the address and the folder. Made by each build, because the policy holds
# the hash of this build's inline script. The finished folder goes to {folder}.
example.org {{
    root * /srv/guide
    # Embed pages and cards may stand in a frame of any site.
    @framed path_regexp /embed/(card/)?(index\\.html)?$
    @other not path_regexp /embed/(card/)?(index\\.html)?$
    header @framed {{
{framed}    }}
    header @other {{
{headers}    }}
    # Scripts that other sites load, and compare with the hash that they know.
    header {scripts}* {{
{shared}    }}
    header {base}{worker} Cache-Control no-cache
    file_server {{
        precompressed br gzip
    }}
    handle_errors {{
        rewrite * {base}404.html
        file_server
    }}
}}
"""
