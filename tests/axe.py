"""Asks axe about a page: WCAG 2.2 AA, AAA contrast, size of targets, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

RUN = """async (parts) => {
    const wanted = /^(wcag2\\d*a{1,2}|best-practice)$/;
    const rules = axe.getRules()
        .filter(({tags}) => tags.some((tag) => wanted.test(tag)))
        .filter(({tags}) => !tags.some((tag) => ["deprecated", "experimental"].includes(tag)))
        .map(({ruleId}) => ruleId)
        .filter((id) => id !== "frame-tested"); // test_embeds.py asks about what stands in frames
    const found = await axe.run(
        parts ? {include: parts.map((part) => [part])} : document,
        {
            runOnly: [...rules, "color-contrast-enhanced", "target-size"],
            resultTypes: ["violations", "incomplete"],
            elementRef: true,
            selectors: false,
        },
    );
    // A bar that stays in view covers the edge of whatever passes under it: a target is too small
    // if it still is after it was scrolled to the middle.
    for (const rule of [...found.violations, ...found.incomplete]) {
        if (rule.id !== "target-size") continue;
        const small = [];
        for (const node of rule.nodes) {
            node.element.scrollIntoView({block: "center", behavior: "instant"});
            const {passes} = await axe.run(node.element, {runOnly: ["target-size"]});
            if (!passes.length) small.push(node);
        }
        rule.nodes = small;
    }
    const node = ({id, help}, {element, html}) => ({
        rule: `${id}: ${help}`,
        html: html.slice(0, 160),
        contrast: id.startsWith("color-contrast") ? guide.textContrast(element) : 0,
        text: element.innerText,
    });
    const nodes = (rules) => rules.flatMap((rule) => rule.nodes.map((one) => node(rule, one)));
    return {
        violations: nodes(found.violations),
        undecided: nodes(found.incomplete),
        passed: found.passes.map(({id}) => id),
    };
}"""
ARROW = "\u21a9\ufe0e"
"""The text of the links back to the text. axe 4.13 and later cannot read a sign that is no letter
(https://dequeuniversity.com/rules/axe/4.13/label-content-name-mismatch, 2026-11-23). Its name says
in words where it leads; no one can say the arrow aloud, so it need not be in the name."""
CONTRAST = 7.0


def is_decided(node: dict[str, Any]) -> bool:
    """Whether what axe left open is right: enough contrast, or the arrow's name."""
    if node["rule"].startswith("label-content-name-mismatch: "):
        return bool(node["text"] == ARROW)
    return bool(node["contrast"] >= CONTRAST)


def faults(page: Page, parts: list[str] | None = None) -> list[str]:
    """What axe finds in the parts, or on the page: a line each."""
    found = page.evaluate(RUN, parts)
    assert {"color-contrast-enhanced", "target-size"} <= set(found["passed"])
    undecided = [node for node in found["undecided"] if not is_decided(node)]
    return [f"{node['rule']} {node['html']}" for node in [*found["violations"], *undecided]]


def looks(page: Page, *viewports: dict[str, int]) -> Iterator[str]:
    """Go through light and dark in each size of window, saying which."""
    for viewport in viewports:
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            yield f"{scheme}, {viewport['width']} px"
