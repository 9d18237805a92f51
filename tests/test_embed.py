"""What becomes of a page's HTML in the frame of another site: ids, links, headings, style."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from healthguide.publish import embed

ECT = "treatments/ect/index.html"


@pytest.mark.parametrize(
    ("page", "place", "back"),
    [
        ("index.html", "embed/index.html", "../"),
        (ECT, "treatments/ect/embed/index.html", "../"),
        ("treatments/ect.html", "treatments/ect/embed/index.html", "../../ect.html"),
    ],
)
def test_an_embed_page_stands_below_its_page_and_knows_the_way_back(
    page: str, place: str, back: str
) -> None:
    assert embed.place(page) == place
    assert embed.page_of(place, {page, place}) == page
    assert embed.way_back(page, place) == back
    card = embed.card_place(page)
    assert embed.page_of(card, {page, place}) == page
    assert embed.way_back(page, card) == f"../{back}"


def test_a_page_in_a_folder_of_that_name_is_none_without_a_page_above_it() -> None:
    assert embed.page_of("notes/embed/index.html", {"notes/embed/index.html"}) is None
    assert embed.page_of("notes/embed.html", {"notes/index.html"}) is None
    assert embed.page_of("disembed/index.html", {"dis/index.html", "dis.html"}) is None


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<a href="../tms/#risks">', '<a href="../../tms/#risks" target="_blank">'),
        ("<a class=x href='../tms/'>", "<a class=x href='../../tms/' target=\"_blank\">"),
        ('<a href="#risks">', '<a href="#treatments-ect_risks">'),
        ('<a href="#">', '<a href="#">'),
        ('<a href="tel:988">', '<a href="tel:988">'),
        ('<a href="sms:988">', '<a href="sms:988">'),
        ('<a href="https://a.org/" target="_top">', '<a href="https://a.org/" target="_blank">'),
        ('<a href="//a.org/x">', '<a href="//a.org/x" target="_blank">'),
        ('<a href="/top/">', '<a href="/top/" target="_blank">'),
        ('<img src="a.png" alt="a > b">', '<img src="../a.png" alt="a > b">'),
        ('<img srcset="a.png, b.png 2x">', '<img srcset="../a.png, ../b.png 2x">'),
        ('<img src="data:image/gif;base64,R0">', '<img src="data:image/gif;base64,R0">'),
        ('<h2 id="risks">A</h2>', '<h3 id="treatments-ect_risks">A</h3>'),
        ("<h6>A</h6>", "<h6>A</h6>"),
        ('<p aria-labelledby="a b">', '<p aria-labelledby="treatments-ect_a treatments-ect_b">'),
        ('<label for="t">', '<label for="treatments-ect_t">'),
        ('<li id="ref-treatments-ect-a1">', '<li id="ref-treatments-ect-a1">'),
        ('<sup id="cite-treatments-ect-a1-1">', '<sup id="cite-treatments-ect-a1-1">'),
        ('<h2 id="references-treatments-ect">', '<h3 id="references-treatments-ect">'),
        ('<h2 id="references-treatments">', '<h3 id="treatments-ect_references-treatments">'),
        ('<path fill="url(#g)"/>', '<path fill="url(#treatments-ect_g)"/>'),
        ('<use href="#g"/>', '<use href="#treatments-ect_g"/>'),
        ('<!-- <a href="x"> -->', '<!-- <a href="x"> -->'),
        ("<pre>&lt;a href=\"x\"&gt;</pre>", "<pre>&lt;a href=\"x\"&gt;</pre>"),
        ('<script>"<a href=x>"</script>', '<script>"<a href=x>"</script>'),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)  # fmt: skip
def test_a_tag_becomes(html: str, wanted: str) -> None:
    assert embed.for_frame(html, ECT, embed.place(ECT)) == wanted


def test_a_page_with_a_file_name_is_left_by_two_folders() -> None:
    shown = embed.for_frame('<img src="a.png">', "ect.html", embed.place("ect.html"))
    assert shown == '<img src="../../a.png">'


names = st.text("abcde-", min_size=1, max_size=4)


@settings(deadline=None)
@given(st.lists(names, unique=True, max_size=8), names)
def test_links_within_a_page_still_meet_and_two_pages_share_no_id(
    ids: list[str], other: str
) -> None:
    html = "".join(f'<p id="{one}"><a href="#{one}">x</a></p>' for one in ids)

    def framed(page: str) -> lxml_html.HtmlElement:
        made = embed.for_frame(html, page, embed.place(page))
        return lxml_html.fragment_fromstring(made, "div")

    shown = framed(f"{other}/index.html")
    made = shown.xpath("//@id")
    assert [f"#{one}" for one in made] == shown.xpath("//@href")
    assert len(set(made)) == len(ids)
    assert not set(made) & set(framed(f"{other}/deeper/index.html").xpath("//@id"))


@pytest.mark.parametrize("piece", ["<!-- ", "<a href='", '<a "', "<", "<script>", "<a x=1 "])
def test_what_is_never_closed_takes_time_in_proportion(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.perf_counter()
        embed.for_frame(piece * times, ECT, embed.place(ECT))
        return time.perf_counter() - start

    assert seconds(4000) < 0.05 + 8 * min(seconds(1000) for _ in range(3))


def test_the_style_is_that_of_the_guide_and_of_the_fork(tmp_path: Path) -> None:
    for name, text in zip((*embed.SHARED, embed.STYLE), ("a {}", "b {}", "c {}"), strict=True):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert embed.style(tmp_path) == "a {}\nb {}\nc {}"


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<a href="#a">', '<a href="https://x.org/ect/#a">'),
        ('<use href="#a">', '<use href="#a">'),
        ('<img usemap="#m" src="a.png">', '<img usemap="#m" src="https://x.org/ect/a.png">'),
        (
            '<img srcset="b.png 2x, ../c.png 3x">',
            '<img srcset="https://x.org/ect/b.png 2x, https://x.org/c.png 3x">',
        ),
    ],
)
def test_a_link_in_full(html: str, wanted: str) -> None:
    assert embed.absolute(html, "https://x.org/ect/") == wanted


@pytest.mark.parametrize(
    ("top", "address"),
    [("", "../../brand/x.svg"), ("https://example.org/g/", "https://example.org/g/brand/x.svg")],
)
def test_the_style_names_files_from_where_it_is_read(
    tmp_path: Path, top: str, address: str
) -> None:
    for name in (*embed.SHARED, embed.STYLE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a { background: url(x.svg), url(#a) }", encoding="utf-8")
    own = f"{top}assets/css/x.svg" if top else "x.svg"
    assert embed.style(tmp_path, top).splitlines() == [
        f"a {{ background: url({one}), url(#a) }}" for one in (own, address, own)
    ]
