"""Signs that nobody sees are found with line, column and name."""

from __future__ import annotations

import pytest

from healthguide.pages.signs import find_problems


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("&#x202E;", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("&#8238;", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("&#0008238;", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\0", "U+0000 NUL"),
        ("&#0;", "U+0000 NUL"),
        ("\x08", "U+0008 a control sign"),
        ("\x9b", "U+009B a control sign"),
    ],
)
def test_a_sign_that_nobody_sees_is_told(written: str, value: str) -> None:
    told = [str(one) for one in find_problems(f"---\n---\nCall {written}988.\n{written}", "x.md")]
    assert told == [
        f"x.md:{place}: [page-sign] The sign {value} stands here, which nobody sees. Delete it and "
        "type the words around it anew; for another direction write <bdi>…</bdi>."
        for place in ("3:6", "4:1")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffText.",
        "A\u200dB, soft\u00adhyphen, a\u200bb, \u200f, \u2028",
        "Tab\tand\r\nline",
        "&#169; &#x2014; &#99999999; &#xffffff;",
        "[^a\u202eb]",
    ],
)
def test_what_is_usual_passes(text: str) -> None:
    assert find_problems(text, "x.md") == []
