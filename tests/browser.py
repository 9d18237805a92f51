"""Finds the browser for the tests, or installs one: `python tests/browser.py`.

Order: Chromium on the machine; Debian's package when root on Debian; Playwright's own download;
else a failure that prints the one command to run. Tests never skip for want of a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = (
    "The tests need a browser and none could be installed. Run this command and try again: "
)


def on_machine() -> str | None:
    """The path of a Chromium on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(MAC) if MAC.is_file() else None


def arguments() -> list[str]:
    """How the browser is started here."""
    # Chromium's sandbox cannot start as root, which is who runs tests in a container.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [*ARGUMENTS, *root]


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium, else the one Playwright downloaded."""
    return playwright.chromium.launch(executable_path=on_machine(), args=arguments())


def firefox(playwright: Playwright, *, script: bool = True) -> Browser:
    """Start the machine's Firefox over WebDriver BiDi, with or without JavaScript."""
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=shutil.which("firefox"),
        firefox_user_prefs={"javascript.enabled": script},
    )


def path() -> str:
    """The program that `launch` starts, for tools that start it themselves."""
    if found := on_machine():
        return found
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def starts() -> bool:
    try:
        with sync_playwright() as playwright:
            launch(playwright).close()
    except Exception:
        return False
    return True


def install() -> str:
    """Try the ways to install one. Returns "" or the command that a person must run."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            ["apt-get", "install", "-qq", "--no-install-recommends", "chromium"],
            check=False,
            env=environment,
            **quiet,
        )
        if starts():
            return ""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if starts():
        return ""
    if shutil.which("apt-get"):
        return "sudo apt-get install -y chromium"
    return " ".join([*command, "--with-deps"])


def main() -> int:
    if starts():
        return 0
    if command := install():
        print(NO_BROWSER + command, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
