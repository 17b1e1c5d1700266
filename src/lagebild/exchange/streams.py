"""What went out to one partner, and what came in from one, folded from the ledger's events."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lagebild.claims.event import GENESIS
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import Entry, Followed, Gap, Head, Place, entry_of

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim as a partner sees it: `key` is the hash of all that decides its objects, `objects` their ids (the note last), at which
    level and with which parts it went out, and the note that it took the place of, if the partner held one."""

    key: str
    objects: tuple[str, ...]
    level: str
    parts: tuple[str, ...]
    origin: str | None = None

    @property
    def note(self) -> str:
        """The id of the claim's note."""
        return self.objects[-1]


@dataclass(slots=True)
class Outbound:
    """What went to one partner. `items` are the objects in their order, heads among them; `last` the newest version of each id;
    `hidden` the versions that are no longer shown; `claims` what is shown now;
    `onward` are the objects of others that are held out, each with its version; `n_pushed` items were
    pushed, of which the partner refused some; `confirmed` is how far the partner has confirmed, but for what it did not apply."""

    items: list[Key] = field(default_factory=list)
    bodies: dict[Key, StixObject] = field(default_factory=dict)
    last: dict[str, StixObject] = field(default_factory=dict)
    hidden: dict[Key, None] = field(default_factory=dict)
    claims: dict[str, Shown] = field(default_factory=dict)
    onward: dict[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    hashes: dict[int, str] = field(default_factory=lambda: {0: GENESIS})
    withdrawn: dict[str, int] = field(default_factory=dict)
    n_pushed: int = 0
    refused_there: dict[str, str] = field(default_factory=dict)
    confirmed: int = 0
    not_applied: frozenset[str] = frozenset()
    terms: str | None = None

    def apply(self, part: Mapping[str, Any], objects: Mapping[Key, StixObject]) -> None:
        """Takes in this partner's part of a published event."""
        for id, modified in part["items"]:
            item = objects[id, modified]
            self.items.append((id, modified))
            self.hidden.pop((id, modified), None)
            self.bodies[id, modified] = item
            self.last[id] = item
        for number, (id, modified) in enumerate(part["entries"], self.place.sequence + 1):
            if self.bodies[id, modified].get("revoked"):
                self.withdrawn[id] = number
        for id, number in part["recalled"]:
            self.withdrawn[id] = number
        for id, modified in part["hidden"]:
            self.hidden[id, modified] = None
        for claim, shown in part["claims"].items():
            if shown is None:
                self.claims.pop(claim, None)
            else:
                self.claims[claim] = Shown(
                    shown["key"], tuple(shown["objects"]), shown["level"], tuple(shown["parts"]), shown["origin"],
                )  # fmt: skip
        for id, modified in part["onward"].items():
            if modified is None:
                self.onward.pop(id, None)
            else:
                self.onward[id] = modified
        for sequence, digest in part["places"]:
            self.place = Place(sequence, digest)
            self.hashes[sequence] = digest
        self.terms = part["terms"]

    def confirm(self, sequence: int, digest: str, refused: Collection[str]) -> None:
        """The partner says that it has applied all up to here but what it refused; believed where it names the place given out."""
        if self.hashes.get(sequence) == digest and sequence >= self.confirmed:
            self.confirmed, self.not_applied = sequence, frozenset(refused)

    def unconfirmed(self) -> dict[str, int]:
        """The withdrawn objects that the partner has not confirmed, each with its place in the stream."""
        return {id: number for id, number in self.withdrawn.items() if number > self.confirmed or id in self.not_applied}


@dataclass(slots=True)
class Inbound:
    """What came from one partner: how far its stream was followed, which version of each object its signed heads name, what it
    recalled, where the next look goes on (by the way it came), and what is wrong."""

    followed: Followed = field(default_factory=Followed)
    named: dict[str, Entry] = field(default_factory=dict)
    came: dict[str, Entry] = field(default_factory=dict)
    turned_away: dict[str, Entry] = field(default_factory=dict)
    named_at: dict[str, int] = field(default_factory=dict)
    recalls: dict[str, frozenset[str]] = field(default_factory=dict)
    recalled: set[str] = field(default_factory=set)
    cursors: dict[str, str] = field(default_factory=dict)
    #: Heads that came before those that they continue, by what they continue; and places of which another view was signed.
    ahead: dict[int, Head] = field(default_factory=dict)
    other_views: dict[Place, Gap] = field(default_factory=dict)
    #: Places up to which something else than receipts came, and up to which it was confirmed.
    to_confirm: int = 0
    receipted: int = 0
    n_refused: int = 0

    def arrive(self, item: StixObject) -> None:
        """An object is here."""
        entry = entry_of(item)
        self.turned_away.pop(entry.id, None)
        known = self.came.get(entry.id)
        if known is None or version_key(entry.modified) >= version_key(known.modified):
            self.came[entry.id] = entry
        self.followed.arrived(entry.id, entry.modified, entry.hash)

    def turn_away(self, entry: Entry) -> None:
        """An object came and was refused: it was not omitted, and it was not applied."""
        self.turned_away[entry.id] = entry
        self.followed.arrived(entry.id, entry.modified, entry.hash)

    def knows(self, head: Head) -> bool:
        """Whether a head tells nothing new: it was followed, or was found to show another view before."""
        return self.followed.heads.get(head.place.sequence) == head.place.hash or head.place in self.other_views

    def follow(self, head: Head, *, receipts: Collection[str]) -> None:
        """A signed head is here. One that comes before its time waits for those before it. `receipts` are the ids of entries that need
        no confirmation."""
        before = self.followed.place
        gap = self.followed.take(head)
        if gap is None:
            if self.followed.place != before:
                self._name(head, receipts)
                waiting = self.ahead.pop(self.followed.place.sequence, None)
                if waiting is not None:
                    self.follow(waiting, receipts=receipts)
        elif gap.kind == "missing":
            self.ahead[head.after.sequence] = head
        else:
            self.other_views[head.place] = gap

    def _name(self, head: Head, receipts: Collection[str]) -> None:
        """Takes in the entries of a head that was followed."""
        for number, entry in enumerate(head.entries, head.after.sequence + 1):
            self.named[entry.id] = entry
            self.named_at[entry.id] = number
            self.recalled.discard(entry.id)
            self._apply_recall(entry.id)
            for came in (self.came.get(entry.id), self.turned_away.get(entry.id)):
                if came is not None:
                    self.followed.arrived(came.id, came.modified, came.hash)
        if any(entry.id not in receipts for entry in head.entries):
            self.to_confirm = head.place.sequence

    def recall(self, note: str, objects: Collection[str]) -> None:
        """A note that takes objects back is here; it counts from its place in the stream on."""
        self.recalls[note] = frozenset(objects)
        if note in self.named_at:
            self._apply_recall(note)

    def _apply_recall(self, note: str) -> None:
        for id in self.recalls.get(note, ()):
            if self.named_at.get(id, 0) < self.named_at[note]:
                self.recalled.add(id)
                self.followed.waiting.pop(id, None)

    def holds_out(self, id: str) -> bool:
        """Whether the partner's signed heads name the object as it came, and it was not recalled since.

        Where they name a version that is not here, or was refused, the older one is not shown: the newer may be its withdrawal.
        """
        named, came = self.named.get(id), self.came.get(id)
        return named is not None and came is not None and came.hash == named.hash and id not in self.recalled

    def not_applied(self) -> tuple[str, ...]:
        """The objects that the partner's heads name in a version that was refused, and that it has not recalled since."""
        named = {id: entry for id, entry in self.named.items() if id not in self.recalled}
        return tuple(id for id, entry in self.turned_away.items() if id in named and named[id].hash == entry.hash)

    def wrong(self) -> tuple[Gap, ...]:
        """What is wrong with the stream now."""
        first = self.followed.place.sequence + 1
        missing = [Gap("missing", first, f"the heads for entries {first} to {min(self.ahead)} are missing")] if self.ahead else []
        return (*self.other_views.values(), *missing, *self.followed.omitted())
