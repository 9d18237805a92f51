"""What WordPress, and those who copy its rules, ask for when somebody pastes a page's address."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html as lxml_html

from healthguide.publish import oembed

WAYS = [
    {"link": "tel:988", "text": "Call 988"},
    {"link": "https://chat.example.org/?a=1&b=2", "text": "Chat with A & B"},
]
GUIDE = {"name": "A guide", "address": "https://guide.example.org/", "question": "Need support?"}
ADDRESS = "https://guide.example.org/ect/"
ALLOWED = {
    "blockquote": set(),
    "a": {"href"},
    "iframe": {"src", "width", "height", "title"},
}
"""What WordPress keeps of the HTML; all else is taken out, or costs the frame."""


def answer(title: str = "ECT") -> dict[str, object]:
    said = oembed.answer(title, ADDRESS, f"{ADDRESS}embed/card/", GUIDE, WAYS)
    return dict(json.loads(said))


def test_the_answer_has_what_the_rules_of_oembed_ask_for() -> None:
    said = answer()
    assert said.pop("html")
    assert said == {
        "version": "1.0",
        "type": "rich",
        "title": "ECT",
        "provider_name": "A guide",
        "provider_url": "https://guide.example.org/",
        "cache_age": 86400,
        "width": 600,
        "height": 400,
    }


@pytest.mark.parametrize("title", ["ECT", 'Say "no" & <go>', "Größe"])
def test_the_html_begins_with_a_quote_and_holds_one_frame_and_nothing_that_is_dropped(
    title: str,
) -> None:
    text = str(answer(title)["html"])
    assert text.startswith("<blockquote>")
    assert re.fullmatch(r"<blockquote>.*</blockquote><iframe [^>]*></iframe>", text)
    page = lxml_html.fragment_fromstring(text, create_parent="div")
    for element in page.iterdescendants():
        assert set(element.attrib) <= ALLOWED[str(element.tag)]
    assert page.find(".//a").text == title
    assert page.find("iframe").get("title") == title
    assert page.find("iframe").get("src") == f"{ADDRESS}embed/card/"


def test_the_quote_holds_the_ways_to_help_and_nothing_that_ages() -> None:
    text = str(answer()["html"])
    quote = lxml_html.fragment_fromstring(text, create_parent="div").find("blockquote")
    assert [link.get("href") for link in quote.iter("a")][1:] == [way["link"] for way in WAYS]
    assert quote.text_content() == "ECT. Need support? Call 988, Chat with A & B"


def test_it_stands_beside_its_page() -> None:
    assert oembed.place("index.html") == "oembed.json"
    assert oembed.place("treatments/ect/index.html") == "treatments/ect/oembed.json"
    assert oembed.place("treatments/ect.html") == "treatments/ect/oembed.json"


def test_key_points_are_those_of_the_box_without_numbers() -> None:
    page = (
        '<p>a</p>\n<h2 class="key-points" id="k">Key points</h2>\n<ul>\n<li>One <b>two</b>.'
        '<sup class="citations"><a class="citation" href="#r">1</a></sup></li>\n<li>Three.</li>\n'
        "</ul>\n<ul><li>Four.</li></ul>"
    )
    assert oembed.key_points(page) == ["One two.", "Three."]
    assert oembed.key_points("<h2>Key points</h2><ul><li>One</li></ul>") == []
    assert oembed.key_points('<h2 class="key-points">A</h2><p>No list</p>') == []
