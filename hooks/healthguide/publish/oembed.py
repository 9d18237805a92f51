"""Makes what a system asks for that turns a pasted address into a card: oEmbed, and its points.

WordPress and those who copy its rules keep `html` with the post until it is saved again, so
nothing in it may age; what they allow in it is a quote and one frame (https://oembed.com/).
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence

from lxml import html as lxml_html

from healthguide.publish import embed

FILE = "oembed.json"
WIDTH, HEIGHT = 600, 400
DAY = 24 * 3600


def place(page: str) -> str:
    """Where the answer for a built page stands."""
    return embed.stem(page) + FILE


def answer(
    title: str, address: str, card: str, guide: Mapping[str, str], ways: Sequence[Mapping[str, str]]
) -> str:
    """The oEmbed answer for the page at `address`; `guide` gives name, address and a question.

    The quote is shown where the frame is not, and holds the ways to help; its first character must
    begin it, or systems drop it.
    """
    name = html.escape(title)
    quote = (
        f'<blockquote><a href="{html.escape(address)}">{name}</a>. '
        f"{embed.help_line(guide['question'], ways)}</blockquote>"
    )
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    frame = f'<iframe src="{html.escape(card)}" {size} title="{name}"></iframe>'
    made = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": guide["name"],
        "provider_url": guide["address"],
        "cache_age": DAY,
        "width": WIDTH,
        "height": HEIGHT,
        "html": quote + frame,
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def key_points(text: str) -> list[str]:
    """The points of a page's box, as text without the numbers of citations."""
    if "key-points" not in text:
        return []
    page = lxml_html.fragment_fromstring(text, create_parent="div")
    points = page.xpath("//*[@class='key-points']/following-sibling::*[1][self::ul]/li")
    for number in page.xpath("//sup[@class='citations']"):
        number.drop_tree()
    return [" ".join(point.text_content().split()) for point in points]
