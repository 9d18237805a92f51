"""The colours: text keeps 7:1 on every surface, and both ways to dark are the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "overrides/assets/css/tokens.css"
BLOCK = re.compile(r":root(?P<which>[^{\s]*)\s*\{(?P<body>[^{}]*)\}")
COLOUR = re.compile(r"--color-(?P<name>[\w-]+):\s*(?P<value>#[0-9a-f]{6});")
SURFACES = ("page", "surface", "accent-soft")
TEXTS = ("text", "quiet", "accent")
PAIRS = [
    *((text, surface) for text in TEXTS for surface in SURFACES),
    ("text", "mark"),
    ("quiet", "mark"),
    ("accent", "mark"),
    ("crisis-text", "crisis"),
    ("emergency-text", "emergency"),
    ("page", "accent"),
]


def schemes() -> dict[str, dict[str, str]]:
    """Colours by the selector that sets them; dark starts from light."""
    found = {
        match["which"]: dict(COLOUR.findall(match["body"]))
        for match in BLOCK.finditer(CSS.read_text(encoding="utf-8"))
    }
    return {which: {**found[""], **colours} for which, colours in found.items()}


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21


@pytest.mark.parametrize("which", schemes())
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_text_keeps_seven_to_one(which: str, pair: tuple[str, str]) -> None:
    colours = schemes()[which]
    assert contrast(colours[pair[0]], colours[pair[1]]) >= 7


@pytest.mark.parametrize("which", schemes())
def test_lines_and_focus_keep_what_shapes_need(which: str) -> None:
    colours = schemes()[which]
    assert contrast(colours["focus"], colours["page"]) >= 3
    assert contrast(colours["crisis-text"], colours["crisis"]) >= 3


def test_dark_by_device_and_dark_by_choice_are_the_same() -> None:
    found = schemes()
    assert found[':not([data-scheme="light"])'] == found['[data-scheme="dark"]']
    assert len(found) == 3
