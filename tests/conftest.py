"""What several test files share: the real site built once, and served."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

import browser as machine
import hosts
import installed
import record
from serving import served
from visits import DESKTOP, IN_PAGE

ROOT = Path(__file__).parent.parent


os.environ.setdefault("SITE_URL", "https://guide.example.org/")
"""Where the guide of the tests is said to be published."""
os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(time.time())))
"""One day for every build of a run, also when midnight passes in the middle of it."""
REFUSED: list[str] = []
"""What a policy refused in the browser and no test has been told yet."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nginx",
        action="store_true",
        help="serve the guide with real nginx and the sample that its build made",
    )
    parser.addoption(
        "--firefox",
        action="store_true",
        help="drive Firefox; for the tests marked so, with the driver that knows Debian's",
    )
    parser.addoption(
        "--record",
        action="store_true",
        help="when all passed, write what was tested into docs/about/accessibility.md",
    )
    parser.addoption(
        "--axe",
        type=Path,
        default=Path(axe_playwright_python.__file__).parent / "axe.min.js",
        help="the file axe.min.js to test with; without it, the copy in axe-playwright-python",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--record") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(record.Recorder())


def build_site(
    folder: Path, config: Path = ROOT / "mkdocs.yml"
) -> subprocess.CompletedProcess[str]:
    """Build strictly into `folder`, as an editor would on the command line."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished folder of the real guide."""
    folder = tmp_path_factory.mktemp("guide") / "site"
    result = build_site(folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> installed.Package:
    """The package as an organisation gets it, built from this repository."""
    folder = tmp_path_factory.mktemp("package")
    return installed.install(installed.build("wheel", folder), folder / "installed")


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """The address of the served guide, without a slash at the end."""
    nginx = request.config.getoption("--nginx")
    with hosts.served(site, "nginx") if nginx else served(site) as where:
        yield where


def listen(message: ConsoleMessage) -> None:
    if "Content Security Policy" in message.text:
        REFUSED.append(message.text)


@pytest.fixture(scope="session")
def browsers(request: pytest.FixtureRequest) -> Iterator[dict[bool, Browser]]:
    """The browsers of the tests, started once, by whether they run scripts.

    Chromium can do both by the page. `refused` hears what a policy refuses in them.
    """
    with sync_playwright() as playwright:
        if request.config.getoption("--firefox"):
            running = {
                script: machine.firefox(playwright, script=script) for script in (True, False)
            }
        else:
            running = dict.fromkeys((True, False), machine.launch(playwright))
        for one in set(running.values()):
            one.on("context", lambda context: context.on("console", listen))
        yield running
        for one in set(running.values()):
            one.close()


@pytest.fixture(scope="session")
def chromium(browsers: dict[bool, Browser]) -> Browser:
    """The browser that runs scripts."""
    return browsers[True]


@pytest.fixture(autouse=True)
def refused() -> Iterator[list[str]]:
    """What a policy refused during the test: nothing, unless the test empties the list itself."""
    yield REFUSED
    told = list(REFUSED)  # what comes late is told by the next test
    REFUSED.clear()
    assert told == []


@pytest.fixture(scope="session")
def axe(request: pytest.FixtureRequest) -> str:
    """The script that finds faults of accessibility."""
    path: Path = request.config.getoption("--axe")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def visit(browsers: dict[bool, Browser], address: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the guide in a fresh context; keywords go to the context.

    No worker runs there, as a test that answers requests itself would not see those of a worker.
    """
    opened: list[BrowserContext] = []

    def open_page(path: str, **options: object) -> Page:
        running = browsers[bool(options.get("java_script_enabled", True))]
        context = running.new_context(
            **{"viewport": DESKTOP, "service_workers": "block", **options}
        )  # type: ignore[arg-type]
        context.add_init_script(path=IN_PAGE)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{address}/{path}")
        return page

    yield open_page
    for context in opened:
        context.close()
