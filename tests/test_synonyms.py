"""The file of synonyms: what each table becomes, and that nothing in it is passed over."""

from __future__ import annotations

import pytest

from healthguide.publish.synonyms import Group, read

PLACES = {"ect.md": "ect/", "ect.md#risks": "ect/#risks", "index.md": ""}
GOOD = """
[[group]]
says = ["ECT"]
asked = ["shock therapy"]
at = ["ect.md#risks", "index.md"]
source = "plain words"

[[group]]
near = ["ECT"]
asked = ["DBS"]
source = "plain words"

[[medicines]]
class = ["SSRI"]
at = "ect.md"
source = "https://example.org/"
names = ["sertraline, Zoloft", "citalopram"]

[[leads]]
words = ["NAMI", "DBSA"]
at = "index.md"
"""


def told(text: str) -> list[str]:
    return [str(one) for one in read(text, "docs/synonyms.toml", PLACES)[1]]


def test_each_table_becomes_groups() -> None:
    groups, findings = read(GOOD, "docs/synonyms.toml", PLACES)
    assert findings == []
    assert groups == (
        Group(("ECT",), ("shock therapy",), at=("ect/#risks", "")),
        Group((), ("DBS",), ("ECT",)),
        Group(("sertraline",), ("Zoloft",), ("SSRI",), ("ect/",)),
        Group(("citalopram",), (), ("SSRI",), ("ect/",)),
        Group(("NAMI",), at=("",)),
        Group(("DBSA",), at=("",)),
    )


@pytest.mark.parametrize(
    ("good", "wrong", "start"),
    [
        ("[[group]]", "[[group", "docs/synonyms.toml: [search-toml] The synonyms cannot be read: "),
        ("[[leads]]", "[[lead]]", "docs/synonyms.toml: [search-unknown] 'lead' means nothing"),
        ("says =", "say =", "docs/synonyms.toml: [search-unknown] 'say' means nothing"),
        ('says = ["ECT"]', "says = []", "docs/synonyms.toml:4: [search-lacks] The group of 'shock"),
        ('["DBS"]', "[]", "docs/synonyms.toml:3: [search-lacks] The group of 'ECT' has no 'asked'"),
        ('["DBS"]', '"DBS"', "docs/synonyms.toml:3: [search-list] 'asked' in the group of 'ECT'"),
        ('["DBS"]', '["DBS", 1]', "docs/synonyms.toml:10: [search-list] 'asked' in the group of"),
        ('"ect.md"', '"etc.md"', "docs/synonyms.toml:15: [search-place] There is no 'etc.md'. Did"),
        ('"ect.md"', '"qqqq"', "docs/synonyms.toml:15: [search-place] There is no 'qqqq'. Write"),
        ('"DBS"', '"Shock Therapy"', "docs/synonyms.toml:10: [search-double] 'Shock Therapy'"),
    ],
)
def test_what_search_would_pass_over_is_told(good: str, wrong: str, start: str) -> None:
    assert [one for one in told(GOOD.replace(good, wrong, 1)) if one.startswith(start)]


def test_a_fault_leaves_the_other_groups_as_they_are() -> None:
    groups, findings = read(GOOD.replace('"ect.md"', '"etc.md"'), "docs/synonyms.toml", PLACES)
    assert len(groups) == 4
    assert len(findings) == 1
