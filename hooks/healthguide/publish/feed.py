"""Makes the feed of changes (Atom, RFC 4287), from which who shows a page learns that it changed.

An entry comes from a line under `changes:` in front matter, or from a withdrawal; a new build, or a
review that changed nothing, makes none. Its id is that of page and day, so that it stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from lxml import etree

from healthguide.pages import withdrawn
from healthguide.publish import data, embed
from healthguide.words import Say

FILE = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CLINICAL = "clinical"
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold (https://www.w3.org/TR/xml/#charsets)."""


def atom(
    pages: Sequence[data.Text],
    guide: data.Guide,
    publisher: str,
    ways: Sequence[Mapping[str, str]],
    say: Say,
) -> str:
    """The feed of all pages; `ways` are the links that reach help, which go with every entry."""
    feed = etree.Element(f"{{{ATOM}}}feed", {LANG: guide.language}, nsmap={None: ATOM})  # type: ignore[dict-item]
    entries = sorted(_entries(pages, guide.address, ways, say), key=_day, reverse=True)
    days = [*map(_day, entries)] or [_time(page.meta.get("last_reviewed")) for page in pages]
    _add(feed, "id", guide.address)
    _add(feed, "title", say("feed.title").replace("{name}", guide.name))
    _add(feed, "subtitle", embed.help_line(say("crisis.title"), ways), type="html")
    _add(feed, "updated", max(days))
    _add(feed, "link", rel="self", type="application/atom+xml", href=guide.address + FILE)
    _add(feed, "link", rel="alternate", type="text/html", href=guide.address)
    _add(_add(feed, "author"), "name", publisher)
    _add(feed, "rights", data.words(guide.licence))
    feed.extend(entries)
    etree.indent(feed, " ")
    said = etree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{said}\n'


def _entries(
    pages: Iterable[data.Text], guide: str, ways: Sequence[Mapping[str, str]], say: Say
) -> Iterator[etree._Element]:
    help_line = f"<p>{embed.help_line(say('crisis.title'), ways)}</p>"
    for page in pages:
        if withdrawn.is_withdrawn(page.meta):
            day = page.meta.get("last_reviewed")
            entry = _entry(page, withdrawn.STATUS, day, page.title)
            _add(entry, "category", term=withdrawn.STATUS)
            text = f"<p>{html.escape(page.description)}</p>{_instead(page.meta, guide, say)}"
            _add(entry, "content", text + help_line, type="html")
            yield entry
        for change in changes_of(page.meta):
            is_clinical = change.get(CLINICAL) is True
            title = (
                say("feed.clinical").replace("{title}", page.title) if is_clinical else page.title
            )
            entry = _entry(page, f"change-{change['date']}", change["date"], title)
            if is_clinical:
                _add(entry, "category", term=CLINICAL)
            text = f"<p>{html.escape(str(change['text']))}</p><p>{_review(page.meta, say)}</p>"
            _add(entry, "content", text + help_line, type="html")
            yield entry


def _instead(meta: Mapping[str, object], guide: str, say: Say) -> str:
    """The page to read in place of a withdrawn one, if there is one."""
    if not (instead := withdrawn.instead(meta, guide)):
        return ""
    address = html.escape(instead)
    return f'<p>{html.escape(say("withdrawn.instead"))} <a href="{address}">{address}</a></p>'


def changes_of(meta: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The changes of front matter, which may be anything."""
    value = meta.get("changes")
    return [
        one
        for one in (value if isinstance(value, list) else ())
        if isinstance(one, dict) and type(one.get("date")) is date and one.get("text")
    ]


def _entry(page: data.Text, name: str, day: object, title: str) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry")
    _add(entry, "id", f"{page.address}#{name}")
    _add(entry, "title", title)
    _add(entry, "updated", _time(day))
    _add(entry, "link", rel="alternate", type="text/html", href=page.address)
    return entry


def _review(meta: Mapping[str, object], say: Say) -> str:
    """What the page says of its review, as text."""
    reviewer = str(meta.get("reviewed_by", "none"))
    who, last = ("reviewer", "last") if reviewer != "none" else ("none", "checked")
    said = [
        say(f"review.{who}").replace("{name}", reviewer),
        say(f"review.{last}").replace("{date}", _in_words(meta["last_reviewed"], say)),
        say("review.next").replace("{date}", _in_words(meta["next_review"], say)),
    ]
    return html.escape(" ".join(said))


def _in_words(day: object, say: Say) -> str:
    year, month, of_month = str(day).split("-")
    word = say("date").replace("{month}", say(f"month.{int(month)}"))
    return word.replace("{day}", str(int(of_month))).replace("{year}", year)


def _time(day: object) -> str:
    return f"{day}T00:00:00Z"


def _day(entry: etree._Element) -> str:
    return str(entry.findtext(f"{{{ATOM}}}updated"))


def _add(parent: etree._Element, name: str, text: str = "", **values: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", values)
    element.text = NOT_XML.sub("", text) or None
    return element
