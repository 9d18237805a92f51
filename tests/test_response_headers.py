"""The policy allows what the folder holds, and nothing else."""

from __future__ import annotations

import base64
import hashlib

from healthguide.publish.headers import as_files, hash_of, headers

RIGHT = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()


def test_a_script_is_allowed_by_the_hash_of_its_text() -> None:
    assert hash_of("go()") == f"'sha256-{RIGHT}'"


def test_policy_has_nothing_unsafe_and_no_other_host() -> None:
    policy = headers(["'sha256-x'"])["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-x';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_below_a_path_the_samples_find_the_page_for_not_found() -> None:
    files = as_files(headers([]), {}, "/depression/")
    nginx, caddy = files["server-samples/nginx.conf"], files["server-samples/Caddyfile"]
    assert "    error_page 404 /depression/404.html;\n" in nginx
    assert "        rewrite * /depression/404.html\n" in caddy
    assert "goes\n# to /srv/guide/depression.\n" in nginx
    assert "goes to /srv/guide/depression.\n" in caddy
    assert "\n/depression/sw.js\n  Cache-Control: no-cache\n" in files["_headers"]
    assert "    /depression/sw.js no-cache;\n" in nginx
    assert "    header /depression/sw.js Cache-Control no-cache\n" in caddy
    top = as_files({}, {})["server-samples/nginx.conf"]
    assert "    error_page 404 /404.html;\n" in top


def test_each_host_gets_every_header() -> None:
    sent = headers([])
    for name, text in as_files(sent, sent).items():
        for header, value in sent.items():
            assert header in text, name
            assert value in text, name
        assert text.count("{") == text.count("}"), name


def test_headers_are_these_and_hold_for_two_years() -> None:
    assert headers(["'sha256-x'"]) == {
        "Content-Security-Policy": "default-src 'none'; script-src 'self' 'sha256-x'; "
        "style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
        "frame-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'",
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def test_embed_pages_may_stand_in_any_frame_and_nothing_else_is_relaxed() -> None:
    sent, framed = headers(["x"]), headers(["x"], "*")
    assert {name for name in sent if sent[name] != framed[name]} == {"Content-Security-Policy"}
    policy = framed["Content-Security-Policy"]
    assert policy == sent["Content-Security-Policy"].replace("ancestors 'self'", "ancestors *")


def test_each_file_writes_a_header_as_its_host_reads_it() -> None:
    files = as_files({"A": "b", "C": "d"}, {"A": "e", "C": "d"}, "/base/")
    lines = [line for line in files["_headers"].splitlines() if not line.startswith("#")]
    assert lines == [
        *("/*", "  A: b", "  C: d"),
        *("/embed/", "  ! A", "  A: e", "/embed/card/", "  ! A", "  A: e"),
        *("/*/embed/", "  ! A", "  A: e", "/*/embed/card/", "  ! A", "  A: e"),
        *("/base/assets/embed/*", "  Access-Control-Allow-Origin: *"),
        *("/base/sw.js", "  Cache-Control: no-cache"),
    ]
    nginx, caddy = files["server-samples/nginx.conf"], files["server-samples/Caddyfile"]
    assert '\n    add_header A "b" always;\n    add_header C "d" always;\n\n    location' in nginx
    framed = '{\n        add_header A "e" always;\n        add_header C "d" always;\n        try'
    assert f"    location ~ /embed/(card/)?(index\\.html)?$ {framed}_files" in nginx
    assert "    location /base/assets/embed/ {\n        add_header A" in nginx
    assert '\n    header @other {\n        A "b"\n        C "d"\n    }\n' in caddy
    assert '\n    header @framed {\n        A "e"\n        C "d"\n    }\n' in caddy
