"""Which searches show the ways to get help: the meanings of crisis.json, tried in the browser.

The phrases were written before the rules; no rule was made for the half that `held_back` tells.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import json
import random
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
PHRASES = tomllib.loads((HERE / "crisis_phrases.toml").read_text(encoding="utf-8"))
CARDS = tomllib.loads((HERE / "crisis_cards.toml").read_text(encoding="utf-8"))
QUERIES = tomllib.loads((HERE / "search_queries.toml").read_text(encoding="utf-8"))["queries"]
METHODS = codecs.decode((HERE / "crisis_methods.txt").read_text(encoding="utf-8"), "rot13")
FILES = ("assets/js/crisis-words.js", "assets/search/crisis.json")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
HEAVIEST = 5500
"""Bytes of code and data as sent. The goal is 5120; reading past a slip came first."""
MISSED = 0.1
"""Share of phrases that a slip may hide; some have one already."""
QUICK = 5.0
"""Milliseconds that the tier of a query may take after a key, as the median of all keys."""

LOAD = """const {tierOf} = await import(base + "/assets/js/crisis-words.js");
    const data = await (await fetch(base + "/assets/search/crisis.json")).json();
    const tier = (query) => tierOf(query, data, ["988"]) || "none";"""
TIERS = f"""async ({{base, phrases}}) => {{ {LOAD} return phrases.map(tier); }}"""
TIMES = f"""async ({{base, phrases}}) => {{ {LOAD}
    tier("once, to read the data");
    return phrases.flatMap((phrase) => [...phrase].map((_, at) => {{
        const begun = performance.now();
        tier(phrase.slice(0, at + 1));
        return performance.now() - begun;
    }}));
}}"""
WINDOWS = f"""async ({{base}}) => {{ {LOAD}
    const texts = [], windows = new Set();
    const {{pages}} = await (await fetch(base + "/search/index.json")).json();
    for (const text of pages.flatMap((page) => page.sections.map((section) => section.text))) {{
        texts.push(text.toLowerCase());
        const words = texts.at(-1).split(" ");
        words.forEach((_, at) => {{
            for (let to = at + 2; to <= Math.min(at + 6, words.length); to++)
                windows.add(words.slice(at, to).join(" "));
        }});
    }}
    const some = [...windows].filter((_, at) => at % EVERY === 0);
    return [some.length, some.filter((one) => tier(one) === "card"), texts.join(" ")];
}}""".replace("EVERY", "23")  # all of them take minutes

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(address + "/")
    yield page
    page.close()


def tiers(page: Page, address: str, phrases: list[str]) -> list[str]:
    said: list[str] = page.evaluate(TIERS, {"base": address, "phrases": phrases})
    return said


def held_back(phrase: str) -> bool:
    return hashlib.sha256(phrase.encode()).digest()[0] % 2 == 1


def slipped(phrase: str, random: random.Random) -> str:
    """The phrase with one slip, as a thumb makes it."""
    kind = random.choice(("left out", "doubled", "swapped", "neighbor", "no blank", "blank"))
    if kind == "no blank" and " " in phrase:
        at = random.choice([at for at, sign in enumerate(phrase) if sign == " "])
        return phrase[:at] + phrase[at + 1 :]
    if kind in ("blank", "no blank"):
        at = random.randrange(1, len(phrase))
        return phrase[:at] + " " + phrase[at:]
    at = random.choice([at for at, sign in enumerate(phrase) if sign != " "])
    before, letter, after = phrase[:at], phrase[at], phrase[at + 1 :]
    if kind == "left out":
        return before + after
    if kind == "doubled":
        return before + letter + letter + after
    if kind == "swapped":
        return before + after[:1] + letter + after[1:]
    row = next((row for row in ROWS if letter.lower() in row), letter)
    beside = row.index(letter.lower() if row in ROWS else letter) + random.choice((-1, 1))
    return before + row[max(0, min(beside, len(row) - 1))] + after


@pytest.mark.parametrize("held", [False, True], ids=["own", "held back"])
def test_phrases_show_what_they_mean(page: Page, address: str, held: bool) -> None:
    asked = {
        phrase: tier
        for tier, phrases in PHRASES.items()
        for phrase in phrases
        if held_back(phrase) == held
    }
    said = dict(zip(asked, tiers(page, address, list(asked)), strict=True))
    wrong = [f"{one}: {said[one]}, not {tier}" for one, tier in asked.items() if said[one] != tier]
    for tier in PHRASES:
        of_tier = [phrase for phrase in asked if asked[phrase] == tier]
        right = sum(said[phrase] == tier for phrase in of_tier)
        print(f"{tier}: {right} of {len(of_tier)}")
        assert right / len(of_tier) >= (0.95 if held else 0.98), wrong
    crisis = [phrase for phrase, tier in asked.items() if tier != "none"]
    assert sum(said[phrase] != "none" for phrase in crisis) / len(crisis) >= 0.95, wrong
    others = [phrase for phrase, tier in asked.items() if tier == "none"]
    assert sum(said[phrase] == "card" for phrase in others) / len(others) <= 0.02, wrong


def test_every_step_of_reading_is_needed(page: Page, address: str) -> None:
    """Accents, apostrophes, signs, stars, spelled, joined, torn, repeated, swapped, left out."""
    asked = ["wánt to die", "don’t want to live", "k1ll mys3lf", "k*ll myself", "s u i c i d e"]
    asked += [
        "hurt mu self",
        "kil lmyself",
        "teensuicide",
        "suuacide",
        "wanttodie",
        "ki ll myself",
        "hurrrt myself",
        "kill msyelf",
        "kill mysef",
    ]
    said = dict(zip(asked, tiers(page, address, asked), strict=True))
    assert not [phrase for phrase, tier in said.items() if tier == "none"]


def test_a_dose_is_no_number_to_call(page: Page, address: str) -> None:
    asked = ["lithium 988 mg", "call 988", "988 message"]
    assert tiers(page, address, asked) == ["none", "card", "card"]


def test_enough_phrases() -> None:
    phrases = [phrase for some in PHRASES.values() for phrase in some]
    assert len(phrases) == len(set(phrases)) >= 500
    assert 0.4 < sum(map(held_back, phrases)) / len(phrases) < 0.6
    assert min(map(len, PHRASES.values())) >= 100


def test_a_way_is_never_readable_and_shows_at_least_the_line(page: Page, address: str) -> None:
    methods = METHODS.split("\n")[:-1]
    said = dict(zip(methods, tiers(page, address, methods), strict=True))
    missed = [codecs.encode(phrase, "rot13") for phrase in methods if said[phrase] == "none"]
    assert len(methods) >= 20
    assert not missed
    data = page.request.get(f"{address}/{FILES[1]}").text()
    assert not [word for word in ("abbfr", "zbabkvqr") if codecs.decode(word, "rot13") in data]


def test_one_slip_hides_nothing(page: Page, address: str) -> None:
    slips = random.Random(988)  # noqa: S311  the same slips each time
    asked = [phrase for tier in ("card", "line") for phrase in PHRASES[tier]]
    damaged = [slipped(phrase, slips) for phrase in asked for _ in range(3)]
    said = tiers(page, address, damaged)
    missed = [phrase for phrase, tier in zip(damaged, said, strict=True) if tier == "none"]
    print(f"found after one slip: {1 - len(missed) / len(damaged):.1%}")
    assert len(missed) / len(damaged) <= MISSED, missed


def test_words_of_the_guide_show_no_card(page: Page, address: str) -> None:
    count, shown, text = page.evaluate(WINDOWS, {"base": address})
    print(f"{len(shown)} cards of {count} windows")
    assert count > 4_000
    assert len(shown) / count <= 0.01
    listed = [one["says"].lower() for one in CARDS["guide"]]
    assert not [window for window in shown if not any(says in window for says in listed)]
    assert not [says for says in listed if says not in text]
    assert all(len(one["why"].split()) > 2 for some in CARDS.values() for one in some)


def test_health_queries_show_no_card(page: Page, address: str) -> None:
    ordinary = [*PHRASES["none"], *(one for one in QUERIES if "suicid" not in one)]
    said = dict(zip(ordinary, tiers(page, address, ordinary), strict=True))
    listed = [one["says"] for one in CARDS["queries"]]
    shown = [query for query, tier in said.items() if tier == "card" and query not in listed]
    assert len(ordinary) > 300
    assert len(shown) / len(ordinary) <= 0.01, shown
    assert all(said[query] == "card" for query in listed)


def test_code_and_data_are_light(site: Path) -> None:
    sent = {name: len(gzip.compress((site / name).read_bytes(), 9, mtime=0)) for name in FILES}
    assert sum(sent.values()) <= HEAVIEST, sent


def test_a_key_is_answered_at_once(page: Page, address: str) -> None:
    longest = sorted(PHRASES["card"], key=len)[-40:]
    took = page.evaluate(TIMES, {"base": address, "phrases": longest})
    print(f"{len(took)} keys, median {statistics.median(took):.2f} ms, longest {max(took):.1f} ms")
    assert statistics.median(took) < QUICK, json.dumps(took)
