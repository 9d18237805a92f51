"""The workflow that publishes the guide, run as it stands, on a made-up address."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lxml import html as lxml_html

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github/workflows/deploy.yml"
ADDRESS = "https://somebody.github.io/guide"
LOCAL = re.compile(r"127\.0\.0\.1|localhost")
pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.xdist_group("deploy")]


def copied(folder: Path) -> Path:
    """The repository as a checkout holds it, with the environment that is there already."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, names):
        source = ROOT / os.fsdecode(name)
        if source.is_file():
            (folder / os.fsdecode(name)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / os.fsdecode(name))
    (folder / ".venv").symlink_to(Path(sys.prefix))
    for name in ("requirements.txt", "tests/requirements.txt"):
        os.utime(folder / name, (0, 0))  # else make would install again
    return folder


def run_steps(folder: Path) -> Path:
    """Run the steps in order, as the runner does; the folder that is uploaded."""
    steps = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["build"]["steps"]
    outside = {key: value for key, value in os.environ.items() if key != "SITE_URL"}
    uploaded = None
    for step in steps:
        if "run" in step:
            own = {
                key: value.replace("${{ steps.pages.outputs.base_url }}", ADDRESS)
                for key, value in step.get("env", {}).items()
            }
            assert "${{" not in "".join(own.values())
            result = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=folder,
                env={**outside, **own},
                capture_output=True,
                text=True,
                check=False,
            )
            assert result.returncode == 0, result.stdout + result.stderr
        elif "upload-pages-artifact" in step.get("uses", ""):
            uploaded = folder / step["with"]["path"]
    assert uploaded is not None
    return uploaded


def test_what_is_uploaded_has_the_address_it_is_published_at(tmp_path: Path) -> None:
    site = run_steps(copied(tmp_path / "guide"))
    home = lxml_html.document_fromstring((site / "index.html").read_bytes())
    assert home.xpath("//link[@rel='canonical']/@href") == [f"{ADDRESS}/"]
    missing = lxml_html.document_fromstring((site / "404.html").read_bytes())
    assert missing.xpath("//section[@id='crisis']//a/@href")[-1] == "/guide/get-help/"
    assert f"<loc>{ADDRESS}/get-help/</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")
    pages = [file for file in site.rglob("*") if file.suffix in (".html", ".xml", ".json")]
    assert len(pages) > 20
    assert [p.name for p in pages if LOCAL.search(p.read_text(encoding="utf-8"))] == []


def test_without_an_address_none_is_published(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path / "site")]
    outside = {key: value for key, value in os.environ.items() if key != "SITE_URL"}
    subprocess.run(command, cwd=ROOT, env=outside, capture_output=True, check=True)
    pages = [*(tmp_path / "site").rglob("*.html"), tmp_path / "site" / "sitemap.xml"]
    said = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert not LOCAL.search(said)
    assert 'rel="canonical"' not in said
    assert "Address of this page" not in said
    assert "<loc>" not in said
