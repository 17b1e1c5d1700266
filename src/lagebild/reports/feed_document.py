"""Feeds as documents: RSS 0.9 to 2.0 and Atom, well-formed or not, to their entries."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from lagebild.claims.ids import digest
from lagebild.errors import FetchRefused, UnreadableReport
from lagebild.reports.canonical import canonical
from lagebild.reports.encoding import declared_charset, decoded
from lagebild.reports.feed_dates import feed_time
from lagebild.reports.weburl import web_address

#: feedparser takes up to 35 µs a tag (both its parsers, broken feed): 3.5 s. A feed of 1,000 entries has some 20,000.
_N_TAGS_MOST: Final = 100_000
_MAX_TITLE: Final = 500
_MAX_ID: Final = 2_000
_TAG: Final = re.compile(r"<[/!a-zA-Z][^<>]*>")
#: A general entity that stands for more than a character or two, or for something elsewhere: no feed needs one, and `&a;` a
#: million times over is the cheapest bomb. Parameter entities (<!ENTITY % …) are common in RSS 0.91 and are not expanded.
_BOMB: Final = re.compile(r"<!ENTITY\s+(?!%)[^\s>]+\s+(?!\"[^\"&%]{0,32}\"|\"&\#\w{1,8};\"|'[^'&%]{0,32}'|'&\#\w{1,8};')")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. `id` is the feed's own, else the link, else a digest of title and time. `link` is an http or https address in
    normal form, None if the entry has none. `title` is one line of plain text. `published` is UTC to the second, None if it is
    not stated or cannot be read."""

    id: str
    link: str | None
    title: str | None
    published: datetime | None


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What a feed says, its entries in its own order; `flaw` is what is broken in it, if anything."""

    title: str | None
    entries: tuple[FeedEntry, ...]
    flaw: str | None = None


def read_feed(data: bytes, url: str, charset: str | None = None) -> FeedDocument:
    """The feed in `data`, fetched from `url`; entries without id, link and title are left out, as are repeated ids.

    `charset` is what the answer's headers declare. Raises `UnreadableReport` for what is no feed (a page that names feeds: with
    their addresses in the remedy), and for what looks like an attack.
    """
    text = _text(data, charset)
    if text.count("<") > _N_TAGS_MOST:
        raise UnreadableReport(f"a feed of more than {_N_TAGS_MOST:,} tags", "it may be an attack")
    if _BOMB.search(text):
        raise UnreadableReport("declares XML entities", "it may be an attack")
    found = _parsed(text, url)
    listed, about = found.get("entries", []), found.get("feed", {})
    if not found.get("version") and not listed:
        raise UnreadableReport("no RSS or Atom feed", _alternatives(about))
    entries = {entry.id: entry for entry in reversed([_entry(each) for each in listed]) if entry is not None}
    flaw = f"broken, read as far as it goes: {_line(found.get('bozo_exception'))}" if found.get("bozo") else None
    return FeedDocument(_line(about.get("title")), tuple(reversed(entries.values())), flaw)


def _text(data: bytes, charset: str | None) -> str:
    try:
        return decoded(data, charset or declared_charset(data))
    except UnreadableReport:  # feeds glued together from several encodings: a wrong letter in a title is no reason to give up
        return data.decode("utf-8", "replace").replace("\0", "\ufffd")


def _parsed(text: str, url: str) -> Any:
    import feedparser  # 50 ms

    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(BytesIO(text.encode("utf-8", "replace")), response_headers=headers)
    # The edge to a parser of broken XML: it raises whatever a mutated feed leads it to, and no feed may stop the others.
    except Exception as error:
        raise UnreadableReport(f"its parser failed ({type(error).__name__})", "report it to the publisher") from error


def _entry(each: Any) -> FeedEntry | None:
    title = _line(each.get("title"))
    link = _link(each.get("link"))
    written = each.get("published") or each.get("updated")
    id_ = str(each.get("id") or link or "")
    if not id_ and title:
        id_ = digest((title, str(written or "")))
    return FeedEntry(_bounded(id_), link, title, feed_time(written)) if id_ else None


def _bounded(id_: str) -> str:
    return id_ if len(id_) <= _MAX_ID else digest((id_,))


def _link(written: Any) -> str | None:
    try:
        return web_address(str(written)).url if written else None
    except FetchRefused:  # mailto:, javascript:, a broken address: then the entry has no link that could be fetched
        return None


def _line(words: Any) -> str | None:
    """`words`, which may hold HTML, as one line of plain text."""
    plain = html.unescape(_TAG.sub(" ", str(words or "")[: 10 * _MAX_TITLE]))
    return " ".join(canonical(plain).split())[:_MAX_TITLE] or None


def _alternatives(about: Any) -> str:
    links = [link for link in about.get("links", []) if link.get("rel") == "alternate"]
    feeds = [str(link.get("href")) for link in links if re.search("rss|atom|xml", str(link.get("type")))]
    return f"the page names {', '.join(feeds[:3])}" if feeds else "give the address of the feed itself"
