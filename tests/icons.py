"""Draws what others show of the guide, from its logo and name: `python tests/icons.py site`.

A touch icon for the first screen of a phone, and the picture of a link that somebody shares. They
are kept beside the logo; a build has no browser to draw with.
"""

from __future__ import annotations

import base64
import html
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

import browser

BRAND = Path(__file__).parent.parent / "overrides" / "brand"
PAGE = """<!doctype html><style>
html, body {{ margin: 0; height: 100%; background: {background}; }}
body {{ display: flex; align-items: center; justify-content: center; gap: 60px;
  box-sizing: border-box; padding: {edge}px; color: #fff;
  font: 600 76px/1.2 Georgia, "Noto Serif", serif; }}
img {{ width: {logo}px; height: {logo}px; flex: none; }}
</style><img src="data:image/svg+xml;base64,{data}" alt="">{text}"""
PICTURES = {
    "touch-icon.png": (180, 180, "#fcf8f2", 150, 15, False),
    "card.png": (1200, 630, "#0f4441", 260, 70, True),
}
"""Width, height, background, size of the logo, edge, and whether it says the name of the guide."""


def main() -> int:
    made = Path(sys.argv[1])
    logo = base64.b64encode((made / "brand/logo.svg").read_bytes()).decode()
    home = (made / "index.html").read_text(encoding="utf-8")
    name = html.unescape(home.partition("<title>")[2].partition("</title>")[0])
    with sync_playwright() as playwright:
        running = browser.launch(playwright)
        for file, (width, height, background, size, edge, is_named) in PICTURES.items():
            page = running.new_page(viewport={"width": width, "height": height})
            text = f"<span>{html.escape(name)}</span>" if is_named else ""
            page.set_content(
                PAGE.format(background=background, logo=size, edge=edge, data=logo, text=text)
            )
            page.screenshot(path=BRAND / file)
        running.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
