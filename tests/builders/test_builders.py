"""The guide in three builders: MkDocs, its fork ProperDocs, and Zensical, which runs no hooks.

Each has an environment of its own, which `make builders` makes from the requirement files here.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html as lxml_html

from installed import Package, as_fork

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENTS = ROOT / ".venv" / "builders"


def run(builder: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build the guide in `folder` strictly with a builder of another environment."""
    return subprocess.run(
        [ENVIRONMENTS / builder / "bin" / builder, "build", "--strict", "-f", "mkdocs.yml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={
            **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
            "NO_MKDOCS_2_WARNING": "1",
            **environment,
        },
    )


def check(site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthguide", "check", site.name],
        cwd=site.parent,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks")},
    )


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """The repository's guide in a folder of its own."""
    for name in ("docs", "overrides", "hooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    return tmp_path


def files_in(folder: Path) -> list[str]:
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


def assert_same(one: Path, other: Path) -> None:
    names = files_in(one)
    assert files_in(other) == names
    assert filecmp.cmpfiles(one, other, names, shallow=False)[1:] == ([], [])


def test_mkdocs_builds_what_passes(site: Path) -> None:
    result = check(site)
    assert result.returncode == 0, result.stdout


def test_properdocs_builds_the_same_bytes(guide: Path, site: Path) -> None:
    result = run("properdocs", guide)
    assert result.returncode == 0, result.stderr
    assert_same(site, guide / "site")


def test_a_fork_that_installs_the_package_builds_the_same_bytes_in_properdocs(
    package: Package, site: Path, tmp_path: Path
) -> None:
    fork = as_fork(tmp_path / "fork")
    result = run("properdocs", fork, PYTHONPATH=str(package.folder))
    assert result.returncode == 0, result.stderr
    assert_same(site, fork / "site")


def test_properdocs_keeps_the_last_site_when_a_page_has_a_fault(guide: Path, site: Path) -> None:
    shutil.copytree(site, guide / "site")
    page = guide / "docs" / "causes.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\nText.[^nobody1999]\n", encoding="utf-8")
    result = run("properdocs", guide)
    assert result.returncode == 1
    assert "[cite-undefined] Footnote [^nobody1999] has no definition." in result.stderr
    assert_same(site, guide / "site")


@pytest.fixture(scope="module")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Zensical makes of the guide. It reads no dates in settings and runs no hook."""
    folder = tmp_path_factory.mktemp("zensical")
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, folder / name)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"(checked: )([\d-]+)", r'\1"\2"', settings)
    settings = re.sub(r"^(?:hooks|watch):.*\n(?: +.*\n)+", "", settings, flags=re.MULTILINE)
    settings = settings.replace(
        "markdown_extensions:\n",
        "markdown_extensions:\n  - healthguide.citations:\n      library: docs/references.json\n",
    )
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    result = run("zensical", folder, PYTHONPATH=str(ROOT / "hooks"))
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "site"


def words(document: lxml_html.HtmlElement, name: str) -> list[str]:
    """What the parts of this class say, but for what unfolds a list: only the hook folds it."""
    for summary in document.xpath("//*[contains(@class, 'fold')]/summary"):
        summary.drop_tree()
    return [" ".join(one.text_content().split()) for one in document.find_class(name)]


def test_every_page_of_zensical_has_block_citations_and_review_line(
    zensical: Path, site: Path
) -> None:
    made = [name for name in files_in(site) if name.endswith(".html")]
    copies = [n for n in made if "embed" in Path(n).parts or n.endswith("fragment.html")]
    pages = [name for name in made if name not in copies]  # the hook writes those
    assert [name for name in files_in(zensical) if name.endswith(".html")] == pages
    for name in pages:
        ours = lxml_html.document_fromstring((site / name).read_bytes())
        theirs = lxml_html.document_fromstring((zensical / name).read_bytes())
        cites = ("citation", "references") if not lacks_parts(zensical / name) else ()
        for part in ("crisis", "review", *cites):
            assert words(theirs, part) == words(ours, part), (name, part)
        assert len(words(theirs, "crisis")) == 1


def lacks_parts(page: Path) -> bool:
    """Whether the page lacks comparison or dots, and with them the citations that stand there."""
    return bool(re.search("<!-- (?:comparison -->|dots:)", page.read_text(encoding="utf-8")))


LINE = re.compile(r"site/(.*?)(?::\d+)*: (\[[\w-]+\] .*?\.)(?: [A-Z].*)?")
LACKING = [
    "a-to-z/index.html: [site-part] The part 'index' was not put into this page.",
    "index.html: [site-search-data] The pages offer search, and 'search/index.json' is not in the"
    " folder.",
    "references/index.html: [site-link] The link '../references.bib' leads to 'references.bib',"
    " which is not in the folder.",
    "references/index.html: [site-link] The link '../references.ris' leads to 'references.ris',"
    " which is not in the folder.",
    "references/index.html: [site-part] The part 'sources' was not put into this page.",
    "treatments/index.html: [site-part] The part 'comparison' was not put into this page.",
    "treatments/index.html: [site-part] The part 'illustration: after-two-medicines | What each"
    " option asks of your week.",
    "treatments/time-and-dose/index.html: [site-part] The part 'illustration: treatment-trial | A"
    " fair trial, week by week.",
    "treatments/what-next/index.html: [site-part] The part 'illustration: after-two-medicines |"
    " What most of these options ask of your week.",
]


def test_the_check_names_what_zensical_lacks_and_nothing_else(zensical: Path) -> None:
    result = check(zensical)
    assert result.returncode == 1
    *told, _ = result.stdout.splitlines()
    # Scripts and style sheets, and with them a first visit, weigh more: only the hook takes their
    # comments out.
    heavy = r"site/(?:assets/(?:js|css)/|partials/|.*\[weight-visit\])"
    lines = [line for line in told if not re.match(heavy, line)]
    said = [
        re.fullmatch(r"site/(.*?)(?::\d+)*: (\[[\w-]+\] .*?\.)(?: [A-Z].*)?", line)
        for line in lines
    ]
    assert sorted(f"{one[1]}: {one[2]}" for one in said if one) == LACKING
    assert None not in said
