"""Makes a page fit for the frame of another site: where it stands, its ids, its links, its style.

The words around the text stand in overrides/partials/embed/. Whether a finished embed page is
right, `site.embeds` decides.
"""

from __future__ import annotations

import html as entities
import posixpath
import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from urllib.parse import urljoin

from lxml import html as lxml_html

from healthguide.citations import render as citations
from healthguide.pages.editorial import text_of
from healthguide.publish import sheets

FOLDER, CARD, FRAGMENT = "embed/", "card/", "fragment.html"
"""Where the embed page of a page stands, below it the card that a pasted address becomes, and
beside it what a server puts into its own page."""
PLACE = re.compile(rf"(?P<stem>.*/|)(?:{FOLDER}(?:{CARD})?index|fragment)\.html")
STYLE = "assets/css/embed.css"
"""The one style of an embed page, which is joined from its own rules and those of `SHARED`."""
SHARED = ("assets/css/tokens.css", "brand/brand.css")
"""Colors and sizes, as the guide and the fork say them."""
SCRIPT = "assets/embed/frame-1.js"
"""What another site may load to give its frames their height. A change gets the next number: pages
elsewhere hold the hash of this one, which stays."""
MARK = re.compile(
    r"""
    <!--.*?(?:-->|\Z) | <(?:script|style|textarea)\b.*?(?:</(?:script|style|textarea)\s*>|\Z)
    | <(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*+)>
    """,
    re.VERBOSE | re.DOTALL,
)
"""A comment or a script, which stay as they are, or a tag."""
ATTRIBUTE = re.compile(
    r"""(?P<before>\s(?P<key>[^\s=/"'>]+)\s*=\s*)(?:"(?P<one>[^"]*)"|'(?P<two>[^']*)'|(?P<bare>[^\s"'>]+))"""
)
HEADING = re.compile(r"h[1-5]")
NAMING = frozenset(
    ["id", "for", "headers", "list", "form"]
    + [f"aria-{name}" for name in ("labelledby", "describedby", "controls", "owns")]
)
"""Attributes that give an id, or name others by it."""
LEADING = frozenset(("href", "src", "poster", "data", "xlink:href", "usemap"))
CANDIDATE = re.compile(r"((?:^|,)\s*)([^\s,]+)")
"""An address in a list of pictures (`srcset`), behind what stands before it."""
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
DIALS = re.compile(r"(?:tel|sms|mailto):", re.IGNORECASE)
ROOT = re.compile(r":root(?P<which>:not\([^()]*\)|\[[^\]]*\])?")
HTML, BODY = (re.compile(rf"(^|[,}}]\s*|\n[ \t]*){one}(?=\s*[,{{])") for one in ("html", "body"))
"""Selectors of the page itself; no element in a shadow root is one."""
DRAWN = re.compile(r"url\((?P<quote>[\"']?)#")


def stem(page: str) -> str:
    """The folder of what belongs to a built page: `ect/` of `ect/index.html` and of `ect.html`."""
    return page.removesuffix("index.html") if _is_index(page) else f"{page[:-5]}/"


def place(page: str) -> str:
    """Where the embed page of a built page stands: `ect/embed/index.html` of `ect/index.html`."""
    return f"{stem(page)}{FOLDER}index.html"


def card_place(page: str) -> str:
    """Where the card of a built page stands, in the folder whose headers allow frames."""
    return f"{stem(page)}{FOLDER}{CARD}index.html"


def fragment_place(page: str) -> str:
    """Where the fragment of a built page stands."""
    return stem(page) + FRAGMENT


def is_fragment(name: str) -> bool:
    """Whether a copy of a page is its fragment."""
    return posixpath.basename(name) == FRAGMENT


def page_of(name: str, files: Container[str]) -> str | None:
    """The page of the folder that `name` is the embed page, the card or the fragment of."""
    if not name.endswith(("index.html", FRAGMENT)) or not (match := PLACE.fullmatch(name)):
        return None
    pages = (f"{match['stem']}index.html", f"{match['stem'].rstrip('/')}.html")
    return next((page for page in pages if page in files), None)


def style(folder: Path, top: str = "") -> str:
    """The style of embed pages, from the sheets of the folder.

    Files that it names are read from the place of `STYLE`, or anywhere if `top` is the address of
    the folder.
    """

    def way(name: str) -> str:
        own, here = posixpath.dirname(name), posixpath.dirname(STYLE)
        if top:
            return f"{top}{own}"
        return "" if own == here else posixpath.relpath(own, here)

    return "\n".join(
        sheets.moved((folder / name).read_text(encoding="utf-8"), way(name))
        for name in (*SHARED, STYLE)
    )


def scoped(sheet: str) -> str:
    """The style of embed pages for a shadow root, which has no page of its own to speak of."""
    return BODY.sub(r"\1.embed", HTML.sub(r"\1:host", ROOT.sub(_host, sheet)))


def _host(root: re.Match[str]) -> str:
    return f":host({root['which']})" if root["which"] else ":host"


def ways(block: str) -> list[dict[str, str]]:
    """The links of the crisis block that reach somebody, to stand outside of a frame."""
    lists = lxml_html.fromstring(block).iter("ul")
    return [
        {"link": link.get("href", ""), "text": text_of(link)}
        for lines in lists
        for link in lines.iter("a")
    ]


def help_line(question: str, ways: Sequence[Mapping[str, str]]) -> str:
    """The ways to help in one line, for what holds no block."""
    said = [{key: entities.escape(value) for key, value in way.items()} for way in ways]
    links = ", ".join('<a href="{link}">{text}</a>'.format_map(way) for way in said)
    return f"{entities.escape(question)} {links}"


def way_back(page: str, name: str) -> str:
    """The address of a built page from its embed page or card `name`."""
    return _up(page, name) + ("" if _is_index(page) else posixpath.basename(page))


def _up(page: str, name: str) -> str:
    """The way from the folder of `name` to that of the page."""
    return posixpath.relpath(posixpath.dirname(page) or ".", posixpath.dirname(name)) + "/"


def slug_of(page: str) -> str:
    """What ids on the embed page of a built page begin with."""
    return citations.slug_of(page.removesuffix("index.html"))


def _is_index(page: str) -> bool:
    return posixpath.basename(page) == "index.html"


def for_frame(html: str, page: str, name: str) -> str:
    """HTML of the built `page` as it stands on its embed page or card `name`.

    Ids carry the name of the page, as those of citations do by themselves. Links are written from
    there, and open outside the frame, which has no way back; a phone dials from within it.
    Headings stand one level lower.
    """
    up, slug = _up(page, name), slug_of(page)

    def changed(tag: re.Match[str]) -> str:
        if not tag["name"]:
            return tag[0]
        name = tag["name"].lower()
        if HEADING.fullmatch(name):
            name = f"h{int(name[1]) + 1}"
        if tag["end"]:
            return f"</{name}>"
        leaves = False

        def with_value(found: re.Match[str]) -> str:
            nonlocal leaves
            key, value = found["key"].lower(), found["one"] or found["two"] or found["bare"] or ""
            if key in NAMING or (key == "name" and name == "a"):
                value = " ".join(own_id(one, slug) for one in value.split())
            elif key in LEADING and value.startswith("#"):
                value = f"#{own_id(value[1:], slug)}" if len(value) > 1 else value
            elif key in LEADING:
                leaves |= name in ("a", "area") and not DIALS.match(value)
                value = _moved(value, up)
            elif key == "srcset" and "data:" not in value:
                value = ", ".join(_moved(one.strip(), up) for one in value.split(","))
            elif "url(" in value:
                value = DRAWN.sub(rf"url(\g<quote>#{slug}_", value)
            elif key == "target":
                return ""
            else:
                return found[0]
            quote = "'" if found["two"] is not None else '"'
            return f"{found['before']}{quote}{value}{quote}"

        attributes = ATTRIBUTE.sub(with_value, tag["attributes"])
        closing = "/" if leaves and attributes.endswith("/") else ""
        target = ' target="_blank"' if leaves else ""
        return f"<{name}{attributes.removesuffix('/') if closing else attributes}{target}{closing}>"

    return MARK.sub(changed, html)


def absolute(html: str, address: str) -> str:
    """HTML of the page at `address` with every link written in full.

    What draws or maps a part of the same page finds it by its id alone, in a shadow root as well.
    """

    def changed(tag: re.Match[str]) -> str:
        def with_value(found: re.Match[str]) -> str:
            value, key = found["one"] or found["two"] or found["bare"] or "", found["key"].lower()
            is_link = tag["name"].lower() in ("a", "area")
            if key in ("srcset", "imagesrcset"):
                return f'{found["before"]}"{CANDIDATE.sub(in_full, value)}"'
            if key not in LEADING or SCHEME.match(value) or (value[:1] == "#" and not is_link):
                return found[0]
            return f'{found["before"]}"{urljoin(address, value)}"'

        if not tag["name"] or tag["end"]:
            return tag[0]
        return f"<{tag['name']}{ATTRIBUTE.sub(with_value, tag['attributes'])}>"

    def in_full(candidate: re.Match[str]) -> str:
        return f"{candidate[1]}{urljoin(address, candidate[2])}"

    return MARK.sub(changed, html)


def _moved(address: str, up: str) -> str:
    return address if SCHEME.match(address) or address.startswith("/") else f"{up}{address}"


def own_id(name: str, slug: str) -> str:
    """An id with the name of its page before it, where it does not say that by itself."""
    own = (f"{slug}_", f"cite-{slug}-", f"ref-{slug}-")
    is_own = name.startswith(own) or name == f"references-{slug}"
    return name if is_own else f"{slug}_{name}"
