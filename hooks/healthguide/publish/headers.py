"""The headers a host should send, for the hosts we know, with the hashes of this build.

What may run on a page is what the folder holds: files of the site, and the inline scripts whose
hashes stand here. Nothing else is allowed, so a slip cannot load anything from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

INLINE_SCRIPT = re.compile(
    r"<script(?P<attributes>(?![^>]*\bsrc\s*=)[^>]*)>(?P<text>.*?)</script\s*>",
    re.DOTALL | re.IGNORECASE,
)
DATA = re.compile(
    r"""\btype\s*=\s*["']?(?!module|text/javascript|application/javascript)[^"'\s>]""",
    re.IGNORECASE,
)
YEAR = 365 * 24 * 3600


def script_hashes(pages: Iterable[str]) -> list[str]:
    """What CSP needs for each different inline script of the pages; data blocks need nothing."""
    texts = {
        match["text"]
        for page in pages
        for match in INLINE_SCRIPT.finditer(page)
        if not DATA.search(match["attributes"])
    }
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def headers(hashes: Iterable[str]) -> dict[str, str]:
    """Every header by name."""
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Strict-Transport-Security": f"max-age={2 * YEAR}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def as_files(sent: Mapping[str, str]) -> dict[str, str]:
    """Text by file name: `_headers` for Netlify and Cloudflare Pages, samples for two servers."""
    return {
        "_headers": "/*\n" + "".join(f"  {name}: {value}\n" for name, value in sent.items()),
        "server-samples/nginx.conf": NGINX.format(
            headers="".join(
                f'    add_header {name} "{value}" always;\n' for name, value in sent.items()
            )
        ),
        "server-samples/Caddyfile": CADDY.format(
            headers="".join(f'        {name} "{value}"\n' for name, value in sent.items())
        ),
    }


NGINX = """\
# Sample for nginx: change the address and the folder, and add your certificate (certbot writes
# these lines), as Strict-Transport-Security counts over https only. Made by each build, because
# the policy holds the hashes of this build's inline scripts.
server {{
    listen 80;
    server_name example.org;
    root /srv/guide;
    index index.html;
    error_page 404 /404.html;
    charset utf-8;
    gzip_static on;

{headers}
    location / {{
        try_files $uri $uri/ =404;
    }}
}}
"""

CADDY = """\
# Sample for Caddy: change the address and the folder. Made by each build, because the policy holds
# the hashes of this build's inline scripts.
example.org {{
    root * /srv/guide
    header {{
{headers}    }}
    file_server {{
        precompressed br gzip
    }}
    handle_errors {{
        rewrite * /404.html
        file_server
    }}
}}
"""
