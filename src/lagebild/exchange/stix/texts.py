"""Texts in the STIX bundles of others: what their reports and notes say, to be read like any other report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lagebild.claims.report import Fault
from lagebild.errors import Refused
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.pieces import Pieces
from lagebild.exchange.stix.reading import check_object, shown_id
from lagebild.exchange.stix.versions import is_newer
from lagebild.exchange.stix.wire import WireLimits, parsed

#: How much of a bundle is read: it is held in memory, and of what it holds the texts alone.
MAX_BYTES: Final = 100_000_000
#: What one object may be: no text that is read has so many bytes.
_LIMITS: Final = WireLimits(10_000_000, 60, floats=True)
#: Code points of a title, a name or an address; others are no such.
_LONGEST: Final = 2_000
#: One of these stands in every object that is read, the last where its letters are written by number; the others, most of what other
#: tools write, need not be parsed.
_LOOKED_FOR: Final = ('"report"', '"note"', '"identity"', r"\u00")
_ID: Final = re.compile(r'"id"\s*:\s*"([!-~]{1,120})"')
#: What a bundle has near its beginning or, sorted otherwise, its end.
_BUNDLE: Final = re.compile(rb'"type"\s*:\s*"bundle"')
_LOOKED_AT: Final = 4096
#: The newest version of an object: as it is read, and as it came.
_Versions = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a report or note: `id` of the object, `published` the day (YYYY-MM-DD) that it gives, `publisher` the name of its creator
    or of the first reference, `address` where the text can be looked up, `original` the object itself."""

    id: str
    text: str
    title: str | None
    published: str | None
    publisher: str | None
    address: str | None
    original: dict[str, Any]


def is_bundle(head: bytes, tail: bytes = b"") -> bool:
    """Whether a file that begins and ends so may be a STIX bundle."""
    looked = _BUNDLE.search(head[:_LOOKED_AT]) or _BUNDLE.search(tail[-_LOOKED_AT:])
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and looked is not None


def texts(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> Iterator[Text | Fault]:
    """The texts of the bundle in `data`, in its order, each once in its newest version; what is withdrawn, has no text or is a claim of
    Lagebild's is passed over. What cannot be read is a fault, named "name#id", and takes no other object with it. Raises nothing for bad
    data."""
    if len(data) > max_bytes:
        yield _no_bundle(name, f"has more than {max_bytes:,} bytes")
        return
    pieces = Pieces(data.removeprefix(b"\xef\xbb\xbf").decode("utf8", "surrogateescape"))
    newest: dict[str, _Versions] = {}
    names: dict[str, str] = {}
    faults: list[Fault] = []
    for number, piece in enumerate(pieces):
        if not any(kind in piece for kind in _LOOKED_FOR):
            continue
        try:
            _sort_in(parsed(piece.encode("utf8", "surrogateescape"), _LIMITS, "object"), newest, names)
        except Refused as error:
            faults.append(Fault(f"{name}#{_named(piece, number)}", str(error), "ask its maker for a valid one"))
    if not pieces.is_bundle:
        yield _no_bundle(name, "is no bundle with a list of objects")
        return
    if not pieces.is_whole:
        faults.append(_no_bundle(name, "breaks off, or is damaged; what stands before that was read"))
    yield from faults
    yield from (text for read, came in newest.values() if (text := _text(read, came, names)) is not None)


def _no_bundle(name: str, reason: str) -> Fault:
    return Fault(name, f"no STIX bundle that can be read: {reason}", "export it again, in parts if it is large")


def _named(piece: str, number: int) -> str:
    """The id that an object seems to have, or its place among the objects."""
    found = _ID.search(piece, 0, _LOOKED_AT)
    return shown_id({"id": found[1]} if found else None, number)


def _sort_in(item: object, newest: dict[str, _Versions], names: dict[str, str]) -> None:
    """Keeps what may hold a text, or names a creator; raises `Refused` where such an object is wrong."""
    if not isinstance(item, dict) or item.get("type") not in ("report", "note", "identity"):
        return
    # Some tools write null for what is not there, and reports of STIX 2.0 have the same properties: both are read here, where a text is
    # all that is wanted. What comes from partners is held to STIX 2.1.
    checked = check_object({name: value for name, value in item.items() if value is not None} | {"spec_version": "2.1"})
    if checked["type"] == "identity":
        names[checked["id"]] = checked["name"][:_LONGEST]
        return
    before = newest.get(checked["id"])
    if before is None or is_newer(checked, before[0]):
        newest[checked["id"]] = (checked, item)
    elif item != before[1] and not is_newer(before[0], checked):
        raise Refused(checked["type"], "modified", "is that of another object with the same id and other content; the first one is read")


def _text(item: dict[str, Any], came: dict[str, Any], names: dict[str, str]) -> Text | None:
    text = item.get("description" if item["type"] == "report" else "content", "")
    if item.get("revoked") or CLAIM in item.get("extensions", {}) or not text.strip():
        return None
    references = item.get("external_references", [])
    urls = (one.get("url", "") for one in references)
    address = next((url for url in urls if url.startswith(("http://", "https://")) and len(url) <= _LONGEST), None)
    source = next((one["source_name"][:_LONGEST] for one in references), None)
    title = item.get("name") or item.get("abstract")
    return Text(
        id=item["id"],
        text=text,
        title=title[:_LONGEST] if title else None,
        published=item.get("published", item["created"])[:10],
        publisher=names.get(item.get("created_by_ref", ""), source),
        address=address,
        original=came,
    )
