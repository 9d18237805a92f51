"""The theme's templates outside of a build, as MkDocs finds them: ours first, Material behind."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import jinja2

OVERRIDES = Path(__file__).parent.parent / "overrides"
SPEC = importlib.util.find_spec("material")
MATERIAL = Path((SPEC and SPEC.origin) or "").parent / "templates"


def environment(*first: Path, url: Callable[[str], str] = str) -> jinja2.Environment:
    """What renders templates; `first` are folders that stand before ours, as a fork's would."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*first, OVERRIDES, MATERIAL]), autoescape=True
    )
    made.filters["url"] = url
    return made


def block(
    crisis: object, url: Callable[[str], str], language: str = "en", short: bool = False
) -> str:
    """The crisis block of `extra.crisis`; `url` makes an address of the guide relative."""
    config = {"extra": {"crisis": crisis}, "theme": {"language": language}}
    template = environment(url=url).get_template("partials/crisis/block.html")
    return template.render(config=config, short=short)
