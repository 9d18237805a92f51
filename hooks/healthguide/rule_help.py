"""Writes the rules as Markdown, for RULES.md: one heading and form per rule, and the failure modes.

The words come from the rule tables; only what no rule needs to say stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from healthguide.findings import Rule

FAILURE_MODES = range(1, 33)
MADE_RIGHT = {
    22: "Neighbours print as one group, such as 1,3 or 2-5.",
    29: "Fenced code in a note is valid HTML: the ways back have a paragraph of their own.",
    30: "Citations work whether the footnotes extension is switched on or not.",
    32: "Numbers follow the order of first citation, also inside HTML blocks.",
}
"""The failure modes that no rule answers, because rendering makes them right."""
FAMILIES = {
    "cite": "Citations and notes in a page",
    "config": "Settings in mkdocs.yml",
    "crisis": "The crisis block and its data",
    "page": "A page: front matter, headings, illustrations",
    "ref": "The reference library",
    "site": "The finished folder",
}
HEAD = """# The rules

Each finding names its rule in brackets. `healthguide explain RULE` prints one of these.
"""


def as_markdown(rules: Iterable[Rule]) -> str:
    """The whole page: the map of failure modes, then every rule by family."""
    every = list(rules)
    parts = [HEAD.strip(), _failure_modes(every)]
    family = ""
    for rule in every:
        if (name := rule.name.split("-")[0]) != family:
            family = name
            parts.append(f"## {FAMILIES.get(family, family)}")
        parts.append(explained(rule))
    return "\n\n".join(parts) + "\n"


def _failure_modes(rules: list[Rule]) -> str:
    rows = ["## The 32 silent failures of footnotes", "", "| no. | rule | what |", "|---|---|---|"]
    for number in FAILURE_MODES:
        answers = [rule for rule in rules if number in rule.traps]
        for rule in answers:
            rows.append(f"| {number} | `{rule.name}` | {_cell(rule.what)} |")
        if not answers:
            rows.append(f"| {number} | made right by rendering | {_cell(MADE_RIGHT[number])} |")
    return "\n".join(rows)


def explained(rule: Rule) -> str:
    """One rule: what, why, wrong, right, and what a finding of it says."""
    warning = " (a warning: it stops no build)" if rule.level == "warning" else ""
    says = "\n".join(f"{rule.message} {advice}" for advice in rule.advice.values())
    return "\n\n".join(
        [
            f"### {rule.name}",
            f"**What.** {_text(rule.what)}{warning}",
            f"**Why.** {_text(rule.why)}",
            f"**Wrong**\n\n{_block(rule.wrong)}",
            f"**Right**\n\n{_block(rule.right)}",
            f"**Says**\n\n{_block(says)}",
        ]
    )


def _block(text: str) -> str:
    """A code block whose fence is longer than any in the text."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def _text(text: str) -> str:
    """Words outside code: a label or a tag in them is to be read, not rendered."""
    return re.sub(r"(\[\^[^\]]*\]|</?[a-zA-Z][^>]*>)", r"`\1`", text)


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|")
