"""The comparison of pages: the same text for all builders, true ratios, and goals that can fail."""

from __future__ import annotations

from bench_pages import (
    BUILDERS,
    FURO,
    OURS,
    Reading,
    goals,
    middle,
    plain_pages,
    table,
    with_heading,
)
from pages import EXAMPLES, SOURCES


def readings(**of_ours: float) -> dict[tuple[str, str], Reading]:
    other = Reading(30_000, 1200, 0, 99, 88)
    own = Reading(
        **{"fetched": 12_000, "largest_paint": 1000, "shift": 0, **of_ours},
        speed=100,
        accessibility=100,
    )  # type: ignore[arg-type]
    return {(name, page): own if name == OURS else other for name in BUILDERS for page in EXAMPLES}


def missed(found: dict[tuple[str, str], Reading]) -> set[str]:
    return {what.partition(" ")[2] for what, value, most in goals(found) if value > most}


def test_goals_are_met_or_missed() -> None:
    assert missed(readings()) == set()
    assert missed(readings(fetched=24_001)) == {"bytes of a first visit"}
    assert missed(readings(shift=0.01)) == {"layout shift"}
    assert missed(readings(largest_paint=1201)) == {"largest paint against furo's, ms"}


def test_the_table_shows_ratios_to_ours() -> None:
    (row,) = [line for line in table(readings()) if line.startswith(f"| {FURO} ")]
    assert row == (
        f"| {FURO} | 2.50 / 2.50 / 2.50 | 1.20 / 1.20 / 1.20 | 99 / 99 / 99 | 88 / 88 / 88 |"
    )


def test_the_median_counts_but_the_worst_shift_and_points_of_accessibility() -> None:
    seen = [
        Reading(1, 900, 0, 100, 100),
        Reading(3, 2000, 0.2, 90, 95),
        Reading(2, 1000, 0, 99, 100),
    ]
    assert middle(seen) == Reading(2, 1000, 0.2, 99, 95)


def test_every_page_goes_to_the_others_with_its_notes_and_table() -> None:
    pages = plain_pages()
    assert sorted(pages) == SOURCES
    assert all("<!--" not in text and "{#" not in text for text in pages.values())
    assert "\n[^voineskos2020]: " in pages["symptoms.md"]
    assert "| Option |" in pages["treatments/index.md"]


def test_a_page_gets_its_title_as_heading() -> None:
    text = with_heading("---\ntitle: Causes\n---\n\nText.\n")
    assert text.split() == ["---", "title:", "Causes", "---", "#", "Causes", "Text."]
