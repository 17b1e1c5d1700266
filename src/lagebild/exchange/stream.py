"""Streams: what a node gave one partner, as a hash chain with signed heads, so that omission, rollback and split views show.

Every object that is given becomes an entry. Heads, which the giver signs, name the entries since the head before. Whoever follows
a stream holds the heads against each other and against the objects that came: an entry whose object is missing was omitted,
unless a later entry replaces it; a head that does not continue the last one rolls back or shows another view.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from lagebild.claims.canonical import content_hash
from lagebild.claims.event import GENESIS
from lagebild.claims.fields import Fields
from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.refusing import refusing
from lagebild.exchange.sealing import unsealed
from lagebild.exchange.stix.wire import StixObject, canonical_bytes

#: Entries that one head names. An entry has some 200 bytes, so a head stays far below the limit of an object.
MAX_ENTRIES: Final = 500
_HEAD: Final = ("stream", "after", "previous", "entries", "sequence", "hash")


@dataclass(frozen=True, slots=True)
class Entry:
    """One object that was given: its id, its version, and the hash of its content without the seal, which may be renewed."""

    id: str
    modified: str
    hash: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a stream: how many entries lie before it, and the chain's hash there."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Head:
    """The entries of a stream behind the place `after`, and the place they lead to. `stream` names giver and taker."""

    stream: str
    after: Place
    entries: tuple[Entry, ...]
    place: Place

    def __post_init__(self) -> None:
        if not 1 <= len(self.entries) <= MAX_ENTRIES:
            raise Refused("head", "entries", f"are none, or more than {MAX_ENTRIES}")
        if advance(self.stream, self.after, self.entries) != self.place:
            raise Refused("head", "hash", "does not follow from its entries")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is wrong with a stream as it came: "omitted" (an entry without its object), "missing" (a head that does not
    continue what is known, because one before it is not there), "split" (the giver signed two views of one place)."""

    kind: Literal["omitted", "missing", "split"]
    sequence: int
    text: str


@dataclass(slots=True)
class Followed:
    """A stream as far as it was followed: the place, the hash at each head so far, and entries that wait for their object."""

    place: Place = Place()
    heads: dict[int, str] = field(default_factory=lambda: {0: GENESIS})
    waiting: dict[str, tuple[int, Entry]] = field(default_factory=dict)

    def take(self, head: Head) -> Gap | None:
        """Follows the stream to `head`; a head that is known changes nothing. What is wrong is given back, and nothing is followed."""
        known = self.heads.get(head.place.sequence)
        if known is not None:
            return None if known == head.place.hash else _split(head)
        if head.after != self.place:
            before = self.heads.get(head.after.sequence)
            if head.after.sequence <= self.place.sequence or (before is not None and before != head.after.hash):
                return _split(head)
            first = self.place.sequence + 1
            return Gap("missing", first, f"the heads for entries {first} to {head.after.sequence} are missing")
        for number, entry in enumerate(head.entries, self.place.sequence + 1):
            self.waiting[entry.id] = (number, entry)
        self.place = head.place
        self.heads[head.place.sequence] = head.place.hash
        return None

    def arrived(self, id: str, modified: str, digest: str) -> None:
        """An object is here, in this version. It answers its entry, and entries of older versions, which it replaces."""
        expected = self.waiting.get(id)
        if expected is not None and (expected[1].hash == digest or modified > expected[1].modified):
            del self.waiting[id]

    def omitted(self) -> tuple[Gap, ...]:
        """The entries whose objects did not come."""
        return tuple(Gap("omitted", number, f"{entry.id} of {entry.modified} was not given") for number, entry in self.waiting.values())


def advance(stream: str, place: Place, entries: Sequence[Entry]) -> Place:
    """The place behind `entries`."""
    sequence, digest = place.sequence, place.hash
    for entry in entries:
        sequence += 1
        digest = content_hash(canonical_bytes([stream, sequence, digest, entry.id, entry.modified, entry.hash]))
    return Place(sequence, digest)


def heads_of(stream: str, place: Place, entries: Sequence[Entry]) -> tuple[Head, ...]:
    """The heads that name `entries` behind `place`."""
    found = []
    for start in range(0, len(entries), MAX_ENTRIES):
        some = tuple(entries[start : start + MAX_ENTRIES])
        after, place = place, advance(stream, place, some)
        found.append(Head(stream, after, some, place))
    return tuple(found)


def stream_name(giver: str, taker: str) -> str:
    """The name of the stream from one identity to another."""
    return f"{giver}>{taker}"


def entry_of(item: StixObject) -> Entry:
    """The entry of an object."""
    return Entry(item["id"], version_of(item), object_hash(item))


def version_of(item: Mapping[str, Any]) -> str:
    """The version of an object: `modified`, or `created` for one that has no versions, or "" for one with neither."""
    return str(item.get("modified") or item.get("created") or "")


def object_hash(item: StixObject) -> str:
    """The hash of an object without its seal."""
    return content_hash(canonical_bytes(unsealed(item)))


def head_part(head: Head) -> dict[str, Any]:
    """The JSON form of a head."""
    return {
        "stream": head.stream, "after": head.after.sequence, "previous": head.after.hash,
        "entries": [[entry.id, entry.modified, entry.hash] for entry in head.entries],
        "sequence": head.place.sequence, "hash": head.place.hash,
    }  # fmt: skip


def parse_head(value: object) -> Head:
    """The head in its JSON form, its chain proved; raises `Refused`."""
    with refusing("head"):
        fields = Fields(value, "head", _HEAD)
        entries = []
        for entry, path in fields.items("entries"):
            if not isinstance(entry, list) or len(entry) != 3 or not all(isinstance(part, str) for part in entry):
                raise InvalidClaim(path, "is no id, version and hash")
            entries.append(Entry(*entry))
        after = Place(fields.integer("after"), fields.text("previous"))
        return Head(fields.text("stream"), after, tuple(entries), Place(fields.integer("sequence"), fields.text("hash")))


def _split(head: Head) -> Gap:
    return Gap("split", head.place.sequence, f"the giver signed another view of entry {head.place.sequence} before")
