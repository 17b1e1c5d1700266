"""A saved search as an Atom feed (RFC 4287): entries keep their ids, whatever happens to what they tell of."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from lagebild.claims.kept import KeptClaim
from lagebild.web import telling, thing_words
from lagebild.web.pages import link, plain
from lagebild.web.searches.matching import Found
from lagebild.web.searches.nouns import Search
from lagebild.web.wording import say, say_number

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
#: What XML 1.0 (section 2.2) has no place for.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(search: Search, found: Sequence[Found], base: str, own: str, language: str) -> bytes:
    """The feed. `base` is where the workspace is ("https://host"), `own` the address of the feed itself."""
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _put(root, "id", _id(search.id))
    _put(root, "title", f"Lagebild: {search.title}")
    _put(root, "updated", _time(max((one.time for one in found), default=search.created)))
    _put(_put(root, "author"), "name", "Lagebild")
    _put(root, "link", rel="self", href=own)
    path = "/claims" if search.kind == "claims" else "/picture"
    _put(root, "link", rel="alternate", href=f"{base}{path}?{search.query}")
    for one in found:
        _entry(root, one, base, language)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ElementTree.Element, found: Found, base: str, language: str) -> None:
    entry = _put(root, "entry")
    item = found.item
    if isinstance(item, KeptClaim):
        id, where = item.claim.id, link("queue", item.claim.id)
        act = f"{say(language, f'type.{item.claim.type}')}, {say(language, f'status.{item.claim.status}')}"
        title = ": ".join(part for part in (act, telling.parties(language, item.claim).strip(" →")) if part)
        source = " · ".join(part for part in (item.publisher, item.published) if part)
        words = f"{item.claim.evidence.text}\n{source}"
    else:
        id, where = item.id, link("thing", item.id)
        title = thing_words.thing_name(language, item)
        counts = say_number(language, "picture.reports", item.n_reports)
        words = " · ".join(part for part in (thing_words.range_words(language, item), counts) if part)
    _put(entry, "id", _id(id))
    _put(entry, "title", title)
    _put(entry, "updated", _time(found.time))
    _put(entry, "link", rel="alternate", href=base + where)
    _put(entry, "summary", words, type="text")


def _put(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    if text is not None:
        made.text = _NO_XML.sub("\ufffd", "\n".join(plain(line) for line in text.split("\n")))
    return made


def _id(id: str) -> str:
    return uuid5(NAMESPACE_URL, f"lagebild:{id}").urn


def _time(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
