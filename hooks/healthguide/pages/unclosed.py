"""HTML in a page that is opened and not closed, or closed and not open.

A browser closes it somewhere else: with a `<div>` left open the footer stands inside the article.
What a browser may close by itself, such as `<p>` and `<li>`, is not asked for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from healthguide.findings import Finding, found
from healthguide.spans import blanked, places

TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*)(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*+>?""",
    re.IGNORECASE | re.VERBOSE,
)
"""One tag; an attribute whose quotes are never closed ends it, so that each letter is read once."""
UNSEEN = re.compile(
    r"<(?:!--|(?P<name>script|style|textarea|title|template)\b(?=[^<]*>))", re.IGNORECASE
)
# fmt: off
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
))
OPTIONAL = frozenset((
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p",
    "rb", "rp", "rt", "rtc", "tbody", "td", "tfoot", "th", "thead", "tr",
))
"""What a browser closes by itself where the next begins (HTML, 13.1.2.4)."""
# fmt: on
DRAWN = ("svg", "math")
"""Inside these, `/>` closes an element."""
LONG = 80
"""The most letters of a tag that a message shows."""
CODE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})|(?P<ticks>`+)|<!--", re.MULTILINE)


def find_problems(html: str, source: str, path: str) -> list[Finding]:
    """The elements of a page's own HTML that are not closed, at their line of the source."""
    unpaired = list(_unpaired(html))
    if not unpaired:
        return []
    position_of, written = places(source), defaultdict[str, list[int]](list)
    for match in TAG.finditer(blanked(source, CODE, _end_of_code)):
        for form in {match[0], match["end"] + match["name"].lower()}:
            written[form].append(match.start())
    findings = []
    for is_open, tag, name, nth in unpaired:
        offsets = written.get(tag) or written.get(name if is_open else f"/{name}")
        position = position_of(offsets[min(nth, len(offsets)) - 1]) if offsets else (0, 0)
        rule = "page-unclosed" if is_open else "page-closed"
        shown = tag if len(tag) < LONG else f"{tag[:LONG]}…"
        findings.append(found(rule, path, *position, tag=shown, name=name))
    return findings


def _unpaired(html: str) -> Iterator[tuple[bool, str, str, int]]:
    """Tags without their other half: open or not, as written, name, which of those that read so."""
    opened: list[tuple[str, str, int]] = []
    depth, written = Counter[str](), Counter[str]()
    for match in TAG.finditer(blanked(html, UNSEEN, _end_of_unseen)):
        tag, name = match[0], match["name"].lower()
        if name in VOID or name in OPTIONAL:
            continue
        written[tag] += 1
        if not match["end"]:
            if not (tag.endswith("/>") and any(depth[drawn] for drawn in DRAWN)):
                opened.append((tag, name, written[tag]))
                depth[name] += 1
        elif not depth[name]:
            yield False, tag, name, written[tag]
        else:
            while opened:
                last, inner, nth = opened.pop()
                depth[inner] -= 1
                if inner == name:
                    break
                yield True, last, inner, nth
    for tag, name, nth in opened:
        yield True, tag, name, nth


def _end_of_unseen(match: re.Match[str]) -> str:
    return rf"</{match['name']}\s*>" if match["name"] else "-->"


def _end_of_code(match: re.Match[str]) -> str:
    if match["fence"]:
        return rf"^ {{0,3}}{re.escape(match['fence'])}[`~]*[ \t]*$"
    return rf"(?<!`){match['ticks']}(?!`)" if match["ticks"] else "-->"
