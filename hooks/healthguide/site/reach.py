"""Where help stands beside the block: in what covers a page, and in the bar that stays in view.

Each gives ways of the block and no other, and what covers a page closes without a script. Whether
the block itself is right is for `crisis`; a page without one is told there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from healthguide.crisis.block import ways_of
from healthguide.findings import Finding
from healthguide.site.page import BuiltPage, elements

PANELS = etree.XPath("//dialog | //*[@popover]")
COVERING = etree.XPath("//dialog | //*[@popover][not(@role = 'note')]")
"""A note beside a word leaves the bar in view, as a browser test shows, so it needs no ways."""
CLOSES = etree.XPath(
    ".//form[translate(@method, 'DIALOG', 'dialog') = 'dialog']"
    "//button[not(@type) or @type = 'submit'] | .//*[@popovertargetaction = 'hide']"
)
SEARCH_PANEL, BAR = "search-panel", "reach"


def panels_hold_help(page: BuiltPage, ways: Mapping[str, str]) -> Iterator[Finding]:
    for panel in elements(COVERING, page.document):
        if missing := [link for link in ways if link not in ways_of(panel)]:
            near, name = _named(panel.tag, panel.get("id"))
            yield page.found("crisis-panel", panel, near, name=name, link=missing[0])


def panels_close(page: BuiltPage, _: Mapping[str, str]) -> Iterator[Finding]:
    for panel in elements(PANELS, page.document):
        if not CLOSES(panel):
            near, name = _named(panel.tag, panel.get("id"))
            yield page.found("crisis-close", panel, near, name=name)


def _named(tag: object, id_: str | None) -> tuple[str, str]:
    """What to look for in the source, and what to call it."""
    return (f'id="{id_}"', f"{tag} id={id_}") if id_ else (f"<{tag}", str(tag))


def bar_gives_the_ways(page: BuiltPage, ways: Mapping[str, str]) -> Iterator[Finding]:
    """One way of each kind; the theme's own pages, which have search, have a bar."""
    bars = page.document.find_class(BAR)
    if not bars and SEARCH_PANEL in page.ids:
        yield page.found("crisis-bar", page.document, "", "advice_none", what="has no bar")
    for bar in bars:
        have = ways_of(bar)
        if wrong := [link for link in have if link not in ways]:
            what = f"leads to '{wrong[0]}' in its bar, which the block does not"
            yield page.found("crisis-bar", bar, wrong[0], what=what)
        elif missing := [way for way in ways.values() if way not in have.values()]:
            what = f"has no way to {missing[0]} in its bar"
            yield page.found("crisis-bar", bar, f'"{BAR}"', what=what)


CHECKS: tuple[Callable[[BuiltPage, Mapping[str, str]], Iterator[Finding]], ...] = (
    panels_hold_help,
    panels_close,
    bar_gives_the_ways,
)
"""What each page is asked that has a right block, with the ways of that block."""
