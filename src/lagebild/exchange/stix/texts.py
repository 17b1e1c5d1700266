"""Texts in the STIX bundles of others: what their reports and notes say, to be read like any other report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lagebild.claims.report import Fault
from lagebild.errors import Refused
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.reading import check_object, shown_id
from lagebild.exchange.stix.versions import is_newer
from lagebild.exchange.stix.wire import WireLimits, parsed_object

#: How much of a bundle is read: it is held in memory, at some ten times its size.
MAX_BYTES: Final = 100_000_000
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
    Lagebild's is passed over. What cannot be read is a fault, named "name#id". Raises nothing for bad data."""
    try:
        bundle = parsed_object(data.removeprefix(b"\xef\xbb\xbf"), WireLimits(max_bytes, 60, floats=True), "bundle")
        objects = bundle.get("objects", [])
        if bundle.get("type") != "bundle" or not isinstance(objects, list):
            raise Refused("bundle", "type", "is no bundle with a list of objects")
    except Refused as error:
        yield Fault(name, f"no STIX bundle that can be read: {error.reason}", "export it again, in parts if it is large")
        return
    newest: dict[str, _Versions] = {}
    names: dict[str, str] = {}
    for number, item in enumerate(objects):
        try:
            _sort_in(item, newest, names)
        except Refused as error:
            yield Fault(f"{name}#{shown_id(item, number)}", str(error), "ask its maker for a valid one")
    yield from (text for read, came in newest.values() if (text := _text(read, came, names)) is not None)


def _sort_in(item: object, newest: dict[str, _Versions], names: dict[str, str]) -> None:
    """Keeps what may hold a text, or names a creator; raises `Refused` where such an object is wrong."""
    if not isinstance(item, dict) or item.get("type") not in ("report", "note", "identity"):
        return
    # Some tools write null for what is not there, and reports of STIX 2.0 have the same properties: both are read here, where a text is
    # all that is wanted. What comes from partners is held to STIX 2.1.
    checked = check_object({name: value for name, value in item.items() if value is not None} | {"spec_version": "2.1"})
    if checked["type"] == "identity":
        names[checked["id"]] = checked["name"]
        return
    before = newest.get(checked["id"])
    if before is None or is_newer(checked, before[0]):
        newest[checked["id"]] = (checked, item)


def _text(item: dict[str, Any], came: dict[str, Any], names: dict[str, str]) -> Text | None:
    text = item.get("description" if item["type"] == "report" else "content", "")
    if item.get("revoked") or CLAIM in item.get("extensions", {}) or not text.strip():
        return None
    references = item.get("external_references", [])
    address = next((one["url"] for one in references if one.get("url", "").startswith(("http://", "https://"))), None)
    source = next((one["source_name"] for one in references), None)
    return Text(
        id=item["id"],
        text=text,
        title=item.get("name") or item.get("abstract"),
        published=item.get("published", item["created"])[:10],
        publisher=names.get(item.get("created_by_ref", ""), source),
        address=address,
        original=came,
    )
