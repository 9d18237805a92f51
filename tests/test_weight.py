"""The budget is kept, and who breaks it is named."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from healthguide.site.weight import find_problems

BUDGET = {"first_visit": 2000, "files": {"big.html": 9000, "*.html": 1000}}


def noise(size: int) -> str:
    return "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size))  # noqa: S311


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/index.html").write_text(
        '<link rel="stylesheet" href="../a.css"><script type="module" src="../a.js"></script>'
        '<link rel="canonical" href="https://example.org/"><a href="../c.css">c</a>',
        encoding="utf-8",
    )
    for name, size in {"a.css": 300, "a.js": 300, "c.css": 9000}.items():
        (tmp_path / name).write_text(noise(size), encoding="utf-8")
    return tmp_path


def test_light_page_passes_and_links_are_not_weighed(folder: Path) -> None:
    assert find_problems(folder, BUDGET) == []


def test_file_that_grew_is_named(folder: Path) -> None:
    (folder / "a.js").write_text(noise(4000), encoding="utf-8")
    (problem,) = find_problems(folder, BUDGET)
    assert problem.rule == "weight-visit"
    assert problem.path.endswith("deep/index.html")
    assert "the most is a.js with" in problem.message


def test_file_over_its_own_limit(folder: Path) -> None:
    (folder / "b.html").write_text(noise(1800), encoding="utf-8")
    (problem,) = find_problems(folder, BUDGET)
    assert problem.rule == "weight-file"
    assert problem.path.endswith("b.html")


def test_first_pattern_that_fits_counts(folder: Path) -> None:
    (folder / "big.html").write_text(noise(1800), encoding="utf-8")
    assert find_problems(folder, BUDGET) == []


def test_an_embed_page_has_a_limit_of_its_own_with_its_style(folder: Path) -> None:
    shown = '<link rel="stylesheet" href="../../a.css"><link rel="canonical" href="/deep/">'
    (folder / "deep/embed").mkdir()
    (folder / "deep/embed/index.html").write_text(shown + noise(200), encoding="utf-8")
    embeds = {"*": 900}
    assert find_problems(folder, {**BUDGET, "embeds": embeds}) == []
    light = {"deep/*": 300, **embeds}
    (problem,) = find_problems(folder, {**BUDGET, "embeds": light})
    assert problem.rule == "weight-embed"
    assert "in 2 files where 300 in 2 are allowed" in problem.message
    shown += '<script src="../../a.js"></script>'
    (folder / "deep/embed/index.html").write_text(shown, encoding="utf-8")
    (problem,) = find_problems(folder, {**BUDGET, "embeds": embeds})
    assert "in 3 files where 900 in 2 are allowed" in problem.message


def test_a_guide_without_a_budget_has_no_limit(folder: Path) -> None:
    (folder / "a.js").write_text(noise(4000), encoding="utf-8")
    (folder / "b.html").write_text(noise(1800), encoding="utf-8")
    assert find_problems(folder, {}) == []
    assert find_problems(folder, {"files": {"*.js": 5000}}) == []
    (problem,) = find_problems(folder, {"first_visit": 2000})
    assert problem.rule == "weight-visit"


def test_a_page_may_have_a_limit_of_its_own_for_a_first_visit(folder: Path) -> None:
    visits = {"deep/*": 300, "*": 200}
    (problem,) = find_problems(folder, {"first_visit": 2000, "visits": visits})
    assert "where 300 are allowed" in problem.message
    assert find_problems(folder, {"first_visit": 2000, "visits": {"other/*": 300}}) == []
    assert find_problems(folder, {"first_visit": 300, "visits": {"deep/*": 2000}}) == []


@pytest.mark.parametrize(
    "written",
    [
        "<img src='../p.jpg' alt=''>",
        "<img alt='' src=../p.jpg>",
        "<link href='../p.jpg' rel=icon>",
        "<style>p { background: url(../p.jpg) }</style>",
        '<script src="../p.jpg?v=1"></script>',
    ],
)
def test_what_a_first_visit_fetches_counts_however_it_is_written(
    folder: Path, written: str
) -> None:
    (folder / "p.jpg").write_text(noise(4000), encoding="utf-8")
    page = folder / "deep/index.html"
    page.write_text(page.read_text(encoding="utf-8") + written, encoding="utf-8")
    (problem,) = find_problems(folder, BUDGET)
    assert problem.rule == "weight-visit"
    assert "the most is p.jpg with" in problem.message


@pytest.mark.parametrize(
    "written",
    [
        '<img loading="lazy" src="../p.jpg" alt="">',
        '<img src="../a.js" srcset="../p.jpg 2x" alt="">',
        '<video src="../p.jpg"></video>',
        '<a href="../p.jpg">Photo</a>',
        '<link rel="apple-touch-icon" href="../p.jpg">',
    ],
)
def test_what_waits_does_not_count(folder: Path, written: str) -> None:
    (folder / "p.jpg").write_text(noise(4000), encoding="utf-8")
    page = folder / "deep/index.html"
    page.write_text(page.read_text(encoding="utf-8") + written, encoding="utf-8")
    assert find_problems(folder, BUDGET) == []


def sent(*files: Path) -> int:
    """Bytes of the files as a host sends them."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_limits_count_sent_bytes_and_may_be_reached_but_not_passed(folder: Path) -> None:
    page, style, script = (folder / name for name in ("deep/index.html", "a.css", "a.js"))
    script.write_text(noise(5000), encoding="utf-8")
    total = sent(page, style, script)
    assert find_problems(folder, {"first_visit": total}) == []
    assert [problem.message for problem in find_problems(folder, {"first_visit": total - 1})] == [
        f"A first visit fetches {total} bytes where {total - 1} are allowed; the most is a.js "
        f"with {sent(script)}."
    ]
    assert find_problems(folder, {"files": {"*.js": sent(script)}}) == []
    (problem,) = find_problems(folder, {"files": {"*.js": sent(script) - 1}})
    assert f"{sent(script)} bytes" in problem.message


def test_a_file_that_is_named_twice_is_fetched_once(folder: Path) -> None:
    page = folder / "deep/index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + '<script src="../a.js?v=2"></script>', encoding="utf-8")
    total = sent(page, folder / "a.css", folder / "a.js")
    assert find_problems(folder, {"first_visit": total}) == []


def test_the_missing_page_writes_addresses_from_the_top_of_the_host(folder: Path) -> None:
    (folder / "404.html").write_text('<script src="/guide/b.js"></script>', encoding="utf-8")
    (folder / "b.js").write_text(noise(4000), encoding="utf-8")
    (problem,) = find_problems(folder, {"first_visit": 2000})
    assert problem.path.endswith("404.html")


def test_what_comes_from_elsewhere_or_is_not_there_weighs_nothing(folder: Path) -> None:
    page = folder / "deep/index.html"
    text = page.read_text(encoding="utf-8")
    more = '<img src="data:a.js" alt=""><img src="//example.org/c.css" alt=""><img src="gone.png">'
    page.write_text(text + more + '<img src="" alt="">', encoding="utf-8")
    (folder / "gone").mkdir()
    total = sent(page, folder / "a.css", folder / "a.js")
    assert find_problems(folder, {"first_visit": total}) == []
