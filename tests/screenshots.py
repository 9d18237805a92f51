"""Takes the pictures of README and AUTHORING.md: `python tests/screenshots.py site`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import browser
import test_syntax
from serving import served

FOLDER = Path(__file__).parent / "screenshots"
PICTURES = {
    "home-on-a-phone": ("", (360, 740), "light", 1),
    "a-treatment-in-the-dark": ("treatments/ketamine-and-esketamine/", (1280, 740), "dark", 0.5),
}
"""Address, width and height in CSS pixels, colors, and dots per pixel, by file name."""
PARTS = {
    "card-emergency": "div.emergency",
    "card-call-doctor": "div.call-doctor",
    "card-self-care": "div.self-care",
    "card-note": "div.note",
    "tabs": ".tabbed-set",
    "tasks": ".task-list",
    "cards": ".grid",
}
"""What is shown of the page that holds every syntax, by file name."""


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with served(Path(sys.argv[1])) as address, sync_playwright() as playwright:
        running = browser.launch(playwright)
        for name, (path, (width, height), scheme, dots) in PICTURES.items():
            page = running.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                device_scale_factor=dots,
            )
            page.goto(f"{address}/{path}")
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        with tempfile.TemporaryDirectory() as made, served(test_syntax.built(Path(made))) as where:
            page = running.new_page(viewport={"width": 640, "height": 740})
            page.goto(f"{where}/{test_syntax.SYNTAX}")
            page.locator("[role=tab]").first.wait_for()
            for name, part in PARTS.items():
                page.locator(part).first.screenshot(path=FOLDER / f"{name}.png")
        running.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
