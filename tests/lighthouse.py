"""Runs Lighthouse on one address, as a middling phone on a slow line (its own default)."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from typing import Any

import audit_tools
import browser

CATEGORIES = ("accessibility", "best-practices", "seo")
"""What a page is or is not, whatever else the machine does."""


def report(address: str, categories: Iterable[str] = CATEGORIES) -> dict[str, Any]:
    """Lighthouse's report of one page. Raises RuntimeError with what it said when it cannot run."""
    command = [
        audit_tools.needed("node"),
        str(audit_tools.LIGHTHOUSE),
        address,
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(categories)}",
        f"--chrome-flags={' '.join(['--headless=new', *browser.arguments()])}",
    ]
    environment = {**os.environ, "CHROME_PATH": browser.path()}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"Lighthouse did not finish on {address}\n{done.stdout}{done.stderr}")
    said: dict[str, Any] = json.loads(done.stdout)
    if problem := said.get("runtimeError"):
        raise RuntimeError(f"Lighthouse could not read {address}: {problem['message']}")
    return said


def scores(said: Mapping[str, Any]) -> dict[str, int]:
    """Points from 0 to 100 by category."""
    return {name: round(100 * part["score"]) for name, part in said["categories"].items()}


def lost_points(said: Mapping[str, Any]) -> list[str]:
    """Each audit that cost points, a line with its name, what it asks, and the first node."""
    weighed = {
        entry["id"]
        for category in said["categories"].values()
        for entry in category["auditRefs"]
        if entry["weight"]
    }
    lines = []
    for name in sorted(weighed):
        audit = said["audits"][name]
        if audit["score"] is not None and audit["score"] < 1:
            items = (audit.get("details") or {}).get("items") or [{}]
            node = items[0].get("node", {}).get("snippet", "")
            lines.append(f"{name}: {audit['title']} {audit.get('displayValue', '')} {node}".strip())
    return lines


def number(said: Mapping[str, Any], audit: str) -> float:
    """What an audit measured: bytes, milliseconds, or the share of the view that moved."""
    return float(said["audits"][audit]["numericValue"])


def layout_shift(said: Mapping[str, Any]) -> float:
    """How far things moved while the page loaded; 0 is nothing."""
    return number(said, "cumulative-layout-shift")
