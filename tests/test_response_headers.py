"""The policy allows what the folder holds, and nothing else."""

from __future__ import annotations

import base64
import hashlib

from healthguide.publish.headers import as_files, headers, script_hashes

RIGHT = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()


def test_inline_scripts_are_allowed_by_hash_each_once() -> None:
    pages = ["<script>go()</script>", '<script type="module">go()</script>']
    assert script_hashes(pages) == [f"'sha256-{RIGHT}'"]


def test_files_and_data_need_no_hash() -> None:
    pages = ['<script src="a.js"></script><script type="application/ld+json">{}</script>']
    assert script_hashes(pages) == []


def test_policy_has_nothing_unsafe_and_no_other_host() -> None:
    policy = headers(["'sha256-x'"])["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-x';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_each_host_gets_every_header() -> None:
    sent = headers([])
    for name, text in as_files(sent).items():
        for header, value in sent.items():
            assert header in text, name
            assert value in text, name
        assert text.count("{") == text.count("}"), name
