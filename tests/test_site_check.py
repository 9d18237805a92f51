"""The folder check: a small site that is right, and one change that each finding answers."""

import tomllib
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import small_site
from healthguide.findings import Finding, rules
from healthguide.site import check as site_check
from healthguide.site import citations as built_citations
from healthguide.site import embeds, scripts
from healthguide.site.check import check_site

MINIMUM_CASES = 80
MOST_KEPT = 2_000


@dataclass(frozen=True)
class Case:
    """One change of the small site; with nothing to replace, the file is deleted."""

    name: str
    file: str
    old: str
    new: str
    finds: list[str]


CASES = [
    Case(name, **table)
    for name, table in tomllib.loads(
        Path(__file__).with_name("site_cases.toml").read_text(encoding="utf-8")
    ).items()
]
ALL_CHECKS = [
    *(("site_check.CHECKS", check) for check in site_check.CHECKS),
    *(("site_check.CONCLUSIONS", check) for check in site_check.CONCLUSIONS),
    *(("built_citations.CHECKS", check) for check in built_citations.CHECKS),
    *(("scripts.CHECKS", check) for check in scripts.CHECKS),
    *(("embeds.CHECKS", check) for check in embeds.CHECKS),
]


def told(finding: Finding, folder: Path) -> str:
    """The finding as an editor reads it, without its advice."""
    line = str(finding).removesuffix(f" {finding.advice}")
    return line.replace(f"{folder.as_posix()}/", "").replace(f"{folder.as_posix()}:", "site:")


def found_in(folder: Path) -> list[str]:
    blocks = {"expected_block": small_site.block(), "short_block": small_site.block(short=True)}
    return [told(f, folder) for f in check_site(folder, **blocks).findings]


def changed(folder: Path, case: Case) -> Path:
    small_site.write(folder)
    if case.old:
        small_site.change(folder, case.file, case.old, case.new)
    else:
        (folder / case.file).unlink()
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return small_site.write(tmp_path / "site")


def test_a_right_folder_is_silent_and_counted(site: Path) -> None:
    report = check_site(site, small_site.block())
    assert report.findings == ()
    assert (report.files, report.citations, report.links) == (7, 5, 77)


def test_a_right_folder_is_silent_when_the_block_is_not_known(site: Path) -> None:
    assert check_site(site).findings == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_change_gives_exactly_the_findings_it_states(case: Case, tmp_path: Path) -> None:
    assert found_in(changed(tmp_path / "site", case)) == case.finds


def test_there_are_cases_and_near_misses() -> None:
    assert len(CASES) >= MINIMUM_CASES
    assert any(not case.finds for case in CASES)


@pytest.mark.parametrize(
    ("where", "check"), ALL_CHECKS, ids=lambda item: getattr(item, "__name__", "")
)
def test_without_a_check_some_case_is_missed(
    where: str,
    check: Callable[..., object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module, _, name = where.partition(".")
    owner = {
        "site_check": site_check,
        "built_citations": built_citations,
        "scripts": scripts,
        "embeds": embeds,
    }[module]
    rest = tuple(other for other in getattr(owner, name) if other is not check)
    monkeypatch.setattr(owner, name, rest)
    assert any(
        found_in(changed(tmp_path / str(number), case)) != case.finds
        for number, case in enumerate(CASES)
        if case.finds
    )


def test_every_rule_of_the_folder_has_a_case() -> None:
    said = "".join(line for case in CASES for line in case.finds)
    elsewhere = {"site-nothing", "site-unreadable", "site-encoding", "site-empty"}
    elsewhere |= {"site-fragment-link"}  # in test_fragment
    missing = {rule for rule in rules() if rule.startswith("site-") and f"[{rule}]" not in said}
    assert missing == elsewhere


@pytest.mark.parametrize(
    "name", ["index.html", "help/index.html", "404.html", "old/index.html", "piece.html"]
)
def test_no_page_may_lack_the_block(name: str, site: Path) -> None:
    small_site.change(site, name, 'class="crisis"', 'class="other"')
    assert found_in(site) == [f"{name}: [crisis-missing] The page has no crisis block."]


def test_a_block_that_lost_words_on_one_page_is_found_without_knowing_it(site: Path) -> None:
    small_site.change(site, "piece.html", "You don’t have to be suicidal", "Be brave")
    assert [finding.rule for finding in check_site(site).findings] == ["site-block-differs"]


def test_one_cause_on_many_pages_is_told_once_with_their_number(site: Path) -> None:
    for depth in range(1, 6):
        folder = site / "/".join("p" * depth)
        folder.mkdir(exist_ok=True)
        text = (site / "help/index.html").read_text(encoding="utf-8")
        text = text.replace('href="../', f'href="{"../" * depth}')
        text = text.replace("</main>", f'<a href="{"../" * depth}gone/">Gone</a></main>')
        (folder / "index.html").write_text(text, encoding="utf-8")
    assert found_in(site) == [
        "p/index.html:14:10: [site-link] The link '../gone/' leads to 'gone/index.html', which is "
        "not in the folder. So on 5 pages, first p/index.html."
    ]


def test_an_altered_block_is_told_once(site: Path) -> None:
    small_site.change(site, "piece.html", "You don’t have to be suicidal", "Be brave")
    rules_told = [f.rule for f in check_site(site, small_site.block()).findings]
    assert rules_told == ["crisis-altered"]


def test_an_empty_folder_has_nothing_to_prove_and_says_so(tmp_path: Path) -> None:
    report = check_site(tmp_path)
    assert [str(finding) for finding in report.findings] == [
        f"{tmp_path.as_posix()}: [site-nothing] The folder holds no HTML page. "
        "Build the site first, or give the folder that the build wrote."
    ]
    assert report.files == 0


@pytest.mark.parametrize("text", ["", "  \n", "<!-- nothing -->"])
def test_an_empty_page_is_a_finding(text: str, site: Path) -> None:
    (site / "empty.html").write_text(text, encoding="utf-8")
    assert found_in(site) == ["empty.html: [site-empty] The page is empty."]


def test_a_page_that_is_not_utf_8_names_line_and_byte(site: Path) -> None:
    raw = (site / "404.html").read_bytes()
    (site / "404.html").write_bytes(raw.replace(b"Not found", b"Non trouv\xe9"))
    assert found_in(site) == [
        "404.html:12:14: [site-encoding] The page is not UTF-8: the byte 0xE9 cannot stand here."
    ]


@pytest.mark.parametrize("name", ["lost.html", "assets/lost.css"])
def test_a_file_that_cannot_be_read_is_a_finding(name: str, site: Path) -> None:
    (site / name).symlink_to(site / "nowhere")
    assert found_in(site) == [
        f"{name}: [site-unreadable] The file cannot be read: No such file or directory."
    ]


def test_faults_far_down_in_nested_tags_are_found(site: Path) -> None:
    deep = "<div>" * 400 + '<img src="https://example.com/a.png" alt="">' + "</div>" * 400
    small_site.change(site, "404.html", "</main>", f"{deep}</main>")
    assert [f.rule for f in check_site(site).findings] == ["site-other-host"]


@pytest.mark.parametrize("address", ["https://[::1", "//", "https://[bad]/trd/", ":", "%"])
def test_a_canonical_link_that_makes_no_sense_is_passed_over(address: str, site: Path) -> None:
    canonical = f'href="{small_site.ORIGIN}{small_site.BASE}"'
    small_site.change(site, "index.html", canonical, f'href="{address}"')
    assert "site-nothing" not in {finding.rule for finding in check_site(site).findings}


@pytest.mark.parametrize("start", ["9" * 5000, "one", "", "-"])
def test_a_list_that_starts_at_no_number_starts_at_one(start: str, site: Path) -> None:
    small_site.change(site, "index.html", "<ol>", f'<ol start="{start}">')
    assert found_in(site) == []


def test_a_number_of_a_thousand_digits_is_no_traceback(site: Path) -> None:
    small_site.change(site, "index.html", "3</a></sup></p>\n<p>All", f"{'3' * 5000}</a></sup></p>")
    assert "site-citation-group" in {finding.rule for finding in check_site(site).findings}


def test_a_site_at_the_top_of_its_host_needs_no_canonical_links(tmp_path: Path) -> None:
    for name in ("index.html", "404.html"):
        (tmp_path / name).write_text(
            f'<!doctype html><html lang="en"><body>{small_site.block("/index.html")}'
            '<h1>Home</h1><a href="/">Home</a></body></html>',
            encoding="utf-8",
        )
    assert check_site(tmp_path).findings == ()


def test_the_advice_names_the_file_that_was_probably_meant(site: Path) -> None:
    small_site.change(site, "index.html", "help/#named", "help#named")
    assert [finding.advice for finding in check_site(site).findings] == [
        "Correct it; did you mean 'help/'?"
    ]


def test_the_advice_names_no_file_when_none_is_near(site: Path) -> None:
    small_site.change(site, "index.html", "help/#named", "zzzzzzzz/")
    assert [finding.advice for finding in check_site(site).findings] == [
        "Correct the link, or add the file."
    ]


def test_paths_are_printed_as_they_were_given(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_site.change(site, "help/index.html", '<html lang="en">', "<html>")
    monkeypatch.chdir(site.parent)
    assert [finding.path for finding in check_site(Path("site")).findings] == [
        "site/help/index.html"
    ]


def test_little_is_kept_of_a_page(site: Path) -> None:
    """Links that lead somewhere, and blocks that are equal, must not pile up in large guides."""

    def most_held(pages: range) -> int:
        for number in pages:
            links = "".join(f'<a id="i{number}-{n}" href="#i{number}-{n}">x</a>' for n in range(50))
            (site / f"p{number}").mkdir()
            html = small_site.page(f"p{number}/", f"<h1>x</h1><p>{links}</p>", "../help/", "../")
            (site / f"p{number}/index.html").write_text(html, encoding="utf-8")
        tracemalloc.start()
        try:
            assert not check_site(site, small_site.block()).findings
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most_held(range(1))
    few, many = most_held(range(1, 20)), most_held(range(20, 120))
    assert (many - few) / 100 < MOST_KEPT
