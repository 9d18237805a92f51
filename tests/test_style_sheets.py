"""Unused rules go, used ones stay, whatever their form."""

from __future__ import annotations

import pytest

from healthguide.publish.style_sheets import joined, used_in

USED = used_in(iter(['<ul class="a b" id="top"><li>x</li></ul>']), iter(['"set-by-script"']))


def sheet(text: str) -> str:
    return joined({"assets/css/x.css": text}, "assets/css/site.css", USED)


@pytest.mark.parametrize(
    "rule",
    [
        ".a{x:y}",
        "#top + ul{x:y}",
        ".a:not(.gone){x:y}",
        ':root:not([data-scheme="light"]){--x:y}',
        ".set-by-script{x:y}",
        ".a .b :focus-visible{x:y}",
        '.a::after{content:" ; } "}',
        ".a{width:calc(100% - 2rem)}",
        "@page{margin:1cm}",
        'li > ul,a[href^="http"],.a{x:y}',
    ],
)
def test_rule_stays(rule: str) -> None:
    kept = sheet(rule)
    assert kept == rule.replace(',a[href^="http"]', "")


@pytest.mark.parametrize(
    "rule",
    [".gone{x:y}", ".a .gone{x:y}", "#gone{x:y}", "blockquote{x:y}", "@media print{.gone{x:y}}"],
)
def test_rule_goes(rule: str) -> None:
    assert sheet(rule) == ""


def test_of_a_list_only_the_used_stay() -> None:
    assert sheet(".gone, .a:hover { x: y; }") == ".a:hover{x:y}"


def test_blanks_and_comments_go_but_the_one_that_means_inside() -> None:
    assert sheet("/* a { } */ .a :hover ,\n .b { color: red ; top: 1px }\n") == (
        ".a :hover,.b{color:red;top:1px}"
    )


def test_addresses_follow_the_sheet() -> None:
    text = joined({"brand/b.css": ".a{x:url(i/l.svg)}"}, "assets/css/site.css", USED)
    assert text == '.a{x:url("../../brand/i/l.svg")}'
