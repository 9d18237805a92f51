"""Finds what was written for an extension that did not read it, and is printed as it was written.

Only the text of a finished page is read. Labels of citations are `citations`' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree, html

from healthguide.findings import Finding, found
from healthguide.site.citations import SHOWN_AS_CODE
from healthguide.site.page import BuiltPage

SYNTAX = re.compile(
    r"""
    ^(?: (?P<admonition> !!!\ ?[\w-]+ )
       | (?P<details> \?\?\?\+?\ ?[\w-]+ )
       | (?P<tabbed> ===[!+]{0,2}\ +" )
       | (?P<snippets> -+8<-+(?=\s) )
       | (?P<tasklist> \[[ xX]\](?=\s) ) )
    | (?<![\w:/]) (?P<emoji> :[a-z][a-z0-9+_-]*[a-z0-9]: ) (?![\w:/])
    | (?P<attr_list> \{:?[ ]*[.\#][A-Za-z][^{}\n]*\} )
    """,
    re.VERBOSE | re.MULTILINE,
)
"""By the extension that reads it: the start of a block, an icon, a class or id."""
MAY_PRINT = re.compile(
    rb"!!!|\?\?\?|===[!+]* +(?:\"|&quot;)|8&lt;-|\[[ xX]\]|\{:? *[.#][A-Za-z]"
    rb"|:[a-z][a-z0-9+_-]*:[^a-z/]"
)
"""What spares most pages the walk over their texts."""
TEXTS = etree.XPath("//body//text()")
SHOWN = 60
"""The most signs of a line that are looked for in its source."""


def syntax_never_printed(_: object, page: BuiltPage) -> Iterator[Finding]:
    if not MAY_PRINT.search(page.raw):
        return
    for text in cast("list[etree._ElementUnicodeResult]", TEXTS(page.document)):
        for match in SYNTAX.finditer(text.strip()):
            element = cast("html.HtmlElement", text.getparent())
            around = {element.tag, *(ancestor.tag for ancestor in element.iterancestors())}
            if text.is_tail:
                around.discard(element.tag)
            if not around & SHOWN_AS_CODE:
                line = match.string[match.start() :].partition("\n")[0][:SHOWN]
                path, number, column, _value = page.position(element, line, match[0])
                extension = str(match.lastgroup)
                yield found(
                    "site-syntax",
                    path,
                    number,
                    column,
                    value=match[0],
                    extension=NAMES.get(extension, f"pymdownx.{extension}"),
                )


NAMES = {"admonition": "admonition", "attr_list": "attr_list"}
"""The extensions that Python-Markdown brings; the others are pymdownx's."""
