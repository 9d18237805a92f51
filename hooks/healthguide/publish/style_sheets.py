"""Makes one small style sheet of several: unused rules out, blanks out, addresses mended.

"Unused" is asked of the finished pages each time, so a class that a new page uses is back with the
next build. It reads the CSS that this project writes; it is no parser for all of CSS.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
ADDRESS = re.compile(
    r"url\(\s*(?P<quote>[\"']?)(?P<url>(?!data:|https?:|[/#])[^\"')]+)(?P=quote)\s*\)"
)
FUNCTION = re.compile(r":(?:not|is|where)\([^()]*(?:\([^()]*\)[^()]*)*\)")
"""What need not match for the rule to apply: its names prove nothing."""
ATTRIBUTE = re.compile(r"\[[^\]]*\]")
NAME = re.compile(r"[.#](?P<name>-?[A-Za-z_][\w-]*)")
TAG = re.compile(r"(?:^|[\s>+~(])(?P<tag>[a-z][a-z0-9]*)")
NESTING = ("@media", "@supports", "@container", "@layer")
TIGHT = re.compile(r"\s*([{};,])\s*")
AFTER_COLON = re.compile(r"(?<=[\w-]):\s+")
"""In a selector a blank before the colon has a meaning, and none stands after it."""
VALUE = r"""=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))"""
CLASSES, IDS = re.compile("class" + VALUE), re.compile("id" + VALUE)
TAGS = re.compile(r"<([a-z][a-z0-9-]*)")
WORDS = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True)
class Used:
    """The tags of the pages, and every class and id that they hold or a script may set."""

    tags: Set[str]
    names: Set[str]


def used_in(pages: Iterator[str], scripts: Iterator[str]) -> Used:
    """Every word of a script counts as a tag and a name: better a rule too many than one missed."""
    tags, names = {"html", "body"}, set[str]()
    for page in pages:
        tags.update(TAGS.findall(page))
        for groups in (*CLASSES.findall(page), *IDS.findall(page)):
            names.update("".join(groups).split())
    for script in scripts:
        words = set(WORDS.findall(script))
        tags |= words
        names |= words
    return Used(tags, names)


def joined(sheets: dict[str, str], place: str, used: Used) -> str:
    """The sheets (text by path in the folder, in order) as one that will stand at `place`."""
    return "".join(
        _tight(_kept(_moved(COMMENT.sub("", text), path, place), used))
        for path, text in sheets.items()
    )


def _moved(text: str, path: str, place: str) -> str:
    """Relative addresses as they must be written at the new place."""

    def mend(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["url"]))
        return f'url("{posixpath.relpath(target, posixpath.dirname(place) or ".")}")'

    return ADDRESS.sub(mend, text)


def _kept(text: str, used: Used) -> str:
    """The rules that can match something; blocks such as @media that end up empty go too."""
    kept: list[str] = []
    for prelude, body in _rules(text):
        if body is None:
            kept.append(prelude + ";")
        elif prelude.startswith(NESTING):
            if inner := _kept(body, used):
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        else:
            selectors = [one for one in _selectors(prelude) if _can_match(one, used)]
            if selectors and body.strip():
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def _rules(text: str) -> Iterator[tuple[str, str | None]]:
    """Top-level rules as (prelude, body); a statement such as @import has no body."""
    masked = QUOTED.sub(lambda match: "x" * len(match[0]), text)
    start = depth = opened = 0
    for place, sign in enumerate(masked):
        if sign == "{":
            opened = place if depth == 0 else opened
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield text[start:opened].strip(), text[opened + 1 : place]
                start = place + 1
        elif sign == ";" and depth == 0:
            yield text[start:place].strip(), None
            start = place + 1


def _selectors(prelude: str) -> Iterator[str]:
    """The list split at the commas that stand outside of brackets."""
    start = depth = 0
    for place, sign in enumerate(prelude):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield prelude[start:place].strip()
            start = place + 1
    yield prelude[start:].strip()


def _can_match(selector: str, used: Used) -> bool:
    plain = ATTRIBUTE.sub("", FUNCTION.sub("", selector))
    return all(match["name"] in used.names for match in NAME.finditer(plain)) and all(
        match["tag"] in used.tags for match in TAG.finditer(plain)
    )


def _tight(text: str) -> str:
    """Without blanks that say nothing; what stands in quotes stays as it is."""
    quotes: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        quotes.append(match[0])
        return f"\0{len(quotes) - 1}\0"

    text = " ".join(QUOTED.sub(put_aside, text).split())
    text = TIGHT.sub(r"\1", text).replace(";}", "}")
    text = AFTER_COLON.sub(":", text)
    return re.sub(r"\0(\d+)\0", lambda match: quotes[int(match[1])], text)
