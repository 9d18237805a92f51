"""Lookup by code: what a health record asks for opens the right page, and leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import test_build
from healthguide.pages import codes
from serving import served
from test_build import build, change
from test_build import page as page_of

pytestmark = [pytest.mark.site]
ICD, SNOMED = "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.96"
AND = f"&mainSearchCriteria.v.cs1={ICD}&mainSearchCriteria.v.c1="
ASK = "infobutton/?mainSearchCriteria.v.cs={}&mainSearchCriteria.v.c={}"
CODES = {
    "ect": "{ ICD-10-CM: [F33, F32.1], SNOMED CT: [1153570009] }",
    "get-help": "{ ICD-10-CM: [R45.851] }",
    "index": "{ ICD-10-CM: [F20] }",
}


def with_codes(folder: Path) -> Path:
    guide = test_build.small_guide(folder)
    for name, value in CODES.items():
        change(guide / f"docs/{name}.md", "status: current", f"status: current\ncodes: {value}")
    test_build.write(guide, "infobutton.md", "Find a page by code", "Text.")
    template = "status: current\ntemplate: infobutton.html"
    change(guide / "docs/infobutton.md", "status: current", template)
    change(guide / "mkdocs.yml", "  - get-help.md\n", "  - get-help.md\n  - infobutton.md\n")
    return guide


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    guide = with_codes(tmp_path_factory.mktemp("guide"))
    result = build(guide)
    assert result.returncode == 0, result.stderr
    return guide


@pytest.fixture(scope="module")
def address(guide: Path) -> Iterator[str]:
    with served(guide / "site") as where:
        yield where


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(service_workers="block")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("query", "page"),
    [
        (ASK.format(ICD, "F33"), "ect/"),
        (ASK.format(ICD, "f33.2"), "ect/"),
        (ASK.format(ICD, "F332"), "ect/"),
        (ASK.format(ICD, "R45.851") + "&mainSearchCriteria.v.dn=Suicidal%20ideations", "get-help/"),
        (ASK.format(SNOMED, "1153570009"), "ect/"),
        (ASK.format(ICD, "F33.9") + "&informationRecipient.languageCode.c=es", "ect/"),
        ("infobutton/?mainSearchCriteria.v.c=F33", "ect/"),
        (ASK.format(ICD, "F33") + f"{AND}R45.851",
         "get-help/"),
        (ASK.format(ICD, "F33") + f"{AND}F32.1",
         "ect/"),
    ],
)  # fmt: skip
def test_a_code_opens_its_page(address: str, tab: Page, query: str, page: str) -> None:
    tab.goto(f"{address}/{query}")
    tab.wait_for_url(f"{address}/{page}")


NONE, MANY = "There is no page for this code yet.", "There are several pages for these codes."


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (ASK.format(ICD, "Z99.9"), NONE),
        (ASK.format(ICD, "F32.9"), NONE),  # F32.1 alone is known
        (ASK.format(SNOMED, "F33"), NONE),
        (ASK.format(SNOMED, "115357000"), NONE),
        (ASK.format(ICD, ""), NONE),
        ("infobutton/?mainSearchCriteria.v.cs=x", NONE),
        (ASK.format(ICD, "F33") + f"{AND}F20",
         MANY),
    ],
)  # fmt: skip
def test_what_has_no_page_of_its_own_gets_the_list(
    address: str, tab: Page, query: str, said: str
) -> None:
    tab.goto(f"{address}/{query}")
    assert tab.url == f"{address}/infobutton/"
    assert tab.get_by_text(said).is_visible()
    assert tab.locator("a[data-code='R45.851']").is_visible()


def test_the_query_is_gone_before_anything_is_asked_and_no_request_tells_it(
    address: str, tab: Page
) -> None:
    """Only the first, which the record makes, holds the code; none has a referrer."""
    asked: list[tuple[str, dict[str, str]]] = []
    tab.on("request", lambda request: asked.append((request.url, request.all_headers())))
    tab.goto(f"{address}/{ASK.format(ICD, 'F33.2')}")
    tab.wait_for_url(f"{address}/ect/")
    tab.wait_for_load_state("networkidle")
    first, *rest = asked
    assert "F33.2" in first[0]
    assert [url for url, _ in rest if "F33" in url or not url.startswith(address)] == []
    assert [head for _, head in rest if "F33" in str(head) or head.get("referer")] == []
    tab.go_back()
    assert "F33" not in tab.url


def test_the_address_is_cleared_while_the_page_is_read(address: str, tab: Page) -> None:
    tab.add_init_script(
        "addEventListener('readystatechange', () => window.seen ??= location.search, true)"
    )
    tab.goto(f"{address}/{ASK.format(ICD, 'Z99.9')}")
    assert tab.evaluate("[window.seen, location.search]") == ["", ""]


def test_without_a_script_the_codes_and_their_pages_are_a_list_below_the_block(
    address: str, chromium: Browser
) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{address}/{ASK.format(ICD, 'F33')}")
    assert page.locator(".crisis").is_visible()
    links = page.locator("a[data-code]")
    assert [one.inner_text() for one in links.all()] == ["Home", "ECT", "ECT", "Get help", "ECT"]
    assert not page.get_by_text(NONE).is_visible()
    page.context.close()


def test_a_code_of_two_pages_is_told_at_its_line(tmp_path: Path) -> None:
    guide = with_codes(tmp_path)
    change(guide / "docs/get-help.md", "[R45.851]", "[R45.851, F33]")
    result = build(guide)
    assert result.returncode == 1
    assert (
        "docs/get-help.md:8:31: [page-codes] In 'codes', 'F33' leads to 'ect.md' already. Keep it "
        "on the page that answers best."
    ) in result.stderr


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"ICD-10-CM": ["F33.2", "R45.851", "F32.A"]}, []),
        ({"LOINC": ["44261-6"], "RxNorm": [36437], "MeSH": ["D061218"]}, []),
        ([], ["'codes' is no record of systems"]),
        ({"ICD": ["F33"]}, ["the system 'ICD' is not known"]),
        ({"MeSH": "D061218"}, ["'MeSH' has no list of codes"]),
        ({"ICD-10-CM": ["F332"]}, ["'F332' is not written as a code of ICD-10-CM, such as F33.2"]),
        ({"SNOMED CT": [1153570008]}, ["the check digit of '1153570008' is wrong"]),
        ({"LOINC": ["44261-5"]}, ["the check digit of '44261-5' is wrong"]),
        ({"ICD-10-CM": ["F33", "F33"]}, ["'F33' stands twice"]),
    ],
)
def test_the_form_of_codes(value: object, said: list[str]) -> None:
    assert [problem for _, problem in codes.problems(value)] == said


def test_help_is_marked_on_the_list(guide: Path) -> None:
    links = page_of(guide, "infobutton/index.html").xpath("//a[@data-code][@data-help]")
    assert [link.get("data-code") for link in links] == ["R45.851"]


def test_a_code_that_is_malformed_leads_nowhere() -> None:
    meta = {"codes": {"ICD-10-CM": ["F33", '"><script>', "U07.1"], "SNOMED CT": ["1153570008"]}}
    assert [one.code for one in codes.of_page(meta)] == ["F33", "U07.1"]
