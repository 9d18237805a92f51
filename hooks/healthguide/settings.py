"""Refuses what in mkdocs.yml would break citations or do nothing in silence.

Whether a page is right is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from healthguide.findings import Finding, found, likely
from healthguide.yaml_text import Settings

FOOTNOTES = ("footnotes", "markdown.extensions.footnotes")
SNIPPETS = "pymdownx.snippets"

EXTRA = ("budget", "comparison", "crisis", "editorial", "organisation", "release")
"""The settings of the guide under `extra`."""
ORGANISATION = ("name", "url", "contact", "report")
"""What the footer says of the publisher: a name, and three addresses."""
THEME = ("name", "custom_dir", "language", "locale", "direction", "static_templates", "font")
"""The settings under `theme` that our templates, or MkDocs itself, use."""
BRAND, HOST, LINK = "advice_brand", "advice_host", "advice_link"
UNUSED = {
    **dict.fromkeys(("repo_url", "repo_name", "edit_uri", "edit_uri_template"), LINK),
    "site_author": "advice_author",
    **dict.fromkeys(("theme.palette", "theme.logo", "theme.favicon", "theme.icon"), BRAND),
    **dict.fromkeys(("extra.analytics", "extra.consent", "extra.disqus"), HOST),
    "extra.citations": "advice_words",
    **dict.fromkeys(("extra.social", "extra.homepage"), LINK),
    **dict.fromkeys(("extra.version", "extra.status", "extra.tags", "extra.annotate"), "advice"),
    **dict.fromkeys(("extra.alternate", "extra.generator", "extra.polyfills"), "advice"),
    **dict.fromkeys(("plugins.search", "plugins.offline"), "advice_search"),
    **dict.fromkeys(("plugins.privacy", "plugins.social"), HOST),
    **dict.fromkeys(("plugins.tags", "plugins.blog", "plugins.typeset"), "advice"),
}
"""Settings of MkDocs and Material that our templates do not use, and what to do instead."""

Options = Mapping[str, Mapping[str, object]]


def find_ignored(settings: Settings) -> list[Finding]:
    """Settings that do nothing under our theme, each where it stands with what to use instead."""
    return [*_unused(settings), *_unknown(settings), *_organisation(settings)]


def _unused(settings: Settings) -> Iterator[Finding]:
    if "plugins" not in settings.data:
        yield settings.say("config-ignored", "plugins.search", "advice_default")
    if settings.record("theme").get("font", False) is not False:
        yield settings.say("config-ignored", "theme.font", HOST)
    for key in settings.keys:
        name = key.replace("plugins.material/", "plugins.")
        if name in UNUSED:
            yield settings.say("config-ignored", key, UNUSED[name])
        elif key.startswith("theme.features."):
            yield settings.say("config-ignored", key)


def _unknown(settings: Settings) -> Iterator[Finding]:
    """Keys of `theme` that nothing reads, and keys of `extra` that look like one of ours."""
    for part, known in (("theme", (*THEME, "features")), ("extra", EXTRA)):
        for name in map(str, settings.record(part)):
            near = likely(name, known, 0.8)
            if name not in known and f"{part}.{name}" not in UNUSED and (near or part == "theme"):
                advice = "advice_near" if near else "advice"
                yield settings.say(
                    "config-ignored", f"{part}.{name}", advice, near=f"{part}.{near}"
                )


def _organisation(settings: Settings) -> Iterator[Finding]:
    key = "extra.organisation"
    value = settings.record("extra").get("organisation", {})
    if not isinstance(value, dict):
        yield settings.say("config-ignored", key, "advice_record", value=value)
    for name in value if isinstance(value, dict) else ():
        if name not in ORGANISATION:
            near = likely(str(name), ORGANISATION) or "name"
            yield settings.say(
                "config-ignored", f"{key}.{name}", "advice_near", near=f"{key}.{near}"
            )


def find_problems(extensions: Sequence[str], options: Options, path: str) -> list[Finding]:
    """Faults in the Markdown settings of the file at `path`."""
    return [*_footnotes(options, path), *_snippets(extensions, options, path)]


def find_word_problems(settings: Settings) -> list[Finding]:
    """Faults in `extra.comparison` and `extra.budget`."""
    return [*_comparison(settings), *_budget(settings)]


def _comparison(settings: Settings) -> Iterator[Finding]:
    value = settings.guide("comparison", {"": "", " ": ""})
    if not _is_texts(value) or len(value) < 2:
        yield settings.say("config-comparison", "extra.comparison")


def _is_texts(value: object) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(text, str) for key, text in value.items()
    )


KINDS = ("visits", "files", "embeds")
"""What the budget limits by patterns."""


def _budget(settings: Settings) -> Iterator[Finding]:
    value = settings.guide("budget", {})
    inside = value if isinstance(value, dict) else {}
    records = {"": value, **{f"{kind}.": inside.get(kind, {}) for kind in KINDS}}
    for prefix, record in records.items():
        if not isinstance(record, dict):
            key = f"extra.budget.{prefix}".rstrip(".")
            yield settings.say("config-budget", key, value=record)
            continue
        for key, limit in record.items():
            known = prefix or key in ("first_visit", *KINDS)
            if not known or (key not in KINDS and type(limit) is not int):
                yield settings.say("config-budget", f"extra.budget.{prefix}{key}", value=limit)


def _footnotes(options: Options, path: str) -> Iterator[Finding]:
    for name in FOOTNOTES:
        for option in options.get(name, {}):
            yield found("config-footnotes-options", path, option=option)


def _snippets(extensions: Sequence[str], options: Options, path: str) -> Iterator[Finding]:
    if SNIPPETS in extensions and options.get(SNIPPETS, {}).get("check_paths") is not True:
        yield found("config-snippet-paths", path)
