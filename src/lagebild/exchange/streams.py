"""What went out to one partner, and what came in from one, folded from the ledger's events."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lagebild.claims.event import GENESIS
from lagebild.exchange.bodies import Bodies, Key
from lagebild.exchange.messages import message_of
from lagebild.exchange.quota import Used
from lagebild.exchange.sealing import SEAL_EXTENSION, seal_of
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import Entry, Followed, Gap, Head, Place, entry_of


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


class Newest(Mapping[str, StixObject]):
    """The newest version of each object, by id."""

    def __init__(self, bodies: Bodies, versions: Mapping[str, str]) -> None:
        self._bodies, self._versions = bodies, versions

    def __getitem__(self, id: str) -> StixObject:
        return self._bodies[id, self._versions[id]]

    def __contains__(self, id: object) -> bool:
        return id in self._versions

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)


@dataclass(slots=True)
class Outbound:
    """What went to one partner. `items` are the objects in their order, heads among them; `newest` the newest version of each id;
    `hidden` the versions that are no longer shown; `claims` what is shown now; `onward` are the objects of others that are held out,
    each with its version, and `stones` their makers' tombstones; `consents` are the ids of our consents that hold; `n_pushed` items were
    pushed, of which the partner refused some;
    `confirmed` is how far the partner has confirmed, but for what it did not apply. `parted` says that it
    was dropped, and sees tombstones and heads alone."""

    items: list[Key] = field(default_factory=list)
    bodies: Bodies = field(default_factory=Bodies)
    newest: dict[str, str] = field(default_factory=dict)
    hidden: dict[Key, None] = field(default_factory=dict)
    #: Versions in the order in which they were hidden, and those that were given a second time: what the store of objects follows.
    ever_hidden: list[Key] = field(default_factory=list)
    given_again: list[Key] = field(default_factory=list)
    stones: dict[str, str] = field(default_factory=dict)
    consents: dict[str, None] = field(default_factory=dict)
    #: Objects of ours by the key that sealed them, and the seals under which those of others went out: what a revocation changes.
    sealed: dict[str, dict[Key, None]] = field(default_factory=dict)
    seals: dict[str, str | None] = field(default_factory=dict)
    claims: dict[str, Shown] = field(default_factory=dict)
    #: How many of the claims that are shown need an object.
    needed: Counter[str] = field(default_factory=Counter)
    onward: dict[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    hashes: dict[int, str] = field(default_factory=lambda: {0: GENESIS})
    #: The number of items up to the head at a place, and with it.
    behind: dict[int, int] = field(default_factory=lambda: {0: 0})
    withdrawn: dict[str, int] = field(default_factory=dict)
    n_pushed: int = 0
    refused_there: dict[str, str] = field(default_factory=dict)
    confirmed: int = 0
    not_applied: frozenset[str] = frozenset()
    terms: str | None = None
    parted: bool = False

    @property
    def last(self) -> Newest:
        """The newest version of each object that was given."""
        return Newest(self.bodies, self.newest)

    def apply(self, part: Mapping[str, Any], objects: Mapping[Key, StixObject], own: Collection[Key]) -> None:
        """Takes in this partner's part of a published event; `own` names those of `objects` that are ours."""
        for id, modified in part["items"]:
            key = (id, modified)
            if key in self.bodies:
                self.given_again.append(key)
            self.items.append(key)
            self.hidden.pop(key, None)
            self.bodies[key] = objects[key]
            self.newest[id] = modified
            if key in own:
                self._note(key, objects[key])
                continue
            self.seals[id] = seal_of(objects[key])
            if objects[key].get("revoked"):
                self.stones[id] = modified
        for number, (id, modified) in enumerate(part["entries"], self.place.sequence + 1):
            if objects[id, modified].get("revoked"):
                self.withdrawn[id] = number
        for id, number in part["recalled"]:
            self.withdrawn[id] = number
        for id, modified in part["hidden"]:
            self.hidden[id, modified] = None
            self.ever_hidden.append((id, modified))
        for claim, shown in part["claims"].items():
            self._show(claim, shown)
        for id, modified in part["onward"].items():
            if modified is None:
                self.onward.pop(id, None)
            else:
                self.onward[id] = modified
        first = len(self.items) - len(part["places"])  # the heads stand last
        for number, (sequence, digest) in enumerate(part["places"], first + 1):
            self.place = Place(sequence, digest)
            self.hashes[sequence] = digest
            self.behind[sequence] = number
        self.terms, self.parted = part["terms"], part.get("parted", False)

    def _show(self, claim: str, shown: Mapping[str, Any] | None) -> None:
        """The partner sees a claim so from now on, or with None no more."""
        before = self.claims.pop(claim, None)
        for id in before.objects if before is not None else ():
            self.needed[id] -= 1
            if not self.needed[id]:
                del self.needed[id]
        if shown is not None:
            objects = tuple(shown["objects"])
            self.claims[claim] = Shown(shown["key"], objects, shown["level"], tuple(shown["parts"]), shown["origin"])
            self.needed.update(objects)

    def _note(self, key: Key, item: StixObject) -> None:
        """Keeps by which key an object of ours is sealed, and which consents hold."""
        for others in self.sealed.values():
            others.pop(key, None)
        stamp = item.get("extensions", {}).get(SEAL_EXTENSION)
        if stamp is not None:
            self.sealed.setdefault(stamp["key"], {})[key] = None
        said = message_of(item)
        if said is not None and said.kind == "consent":
            if item.get("revoked"):
                self.consents.pop(item["id"], None)
            else:
                self.consents[item["id"]] = None

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
    #: Places up to which something else than receipts came, and up to which it was confirmed, but for what the receipt said was refused.
    to_confirm: int = 0
    receipted: int = 0
    receipted_without: frozenset[str] = frozenset()
    n_refused: int = 0
    #: What came on the last day on which something came.
    used: Used = field(default_factory=Used)

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
        """The objects that the partner's heads name in a version that was refused, and neither taken under another seal nor recalled
        since."""
        left = ((id, entry) for id, entry in self.turned_away.items() if id not in self.recalled and not self.holds_out(id))
        return tuple(id for id, entry in left if (named := self.named.get(id)) is not None and named.hash == entry.hash)

    @property
    def owes_receipt(self) -> bool:
        """Whether more is applied than our last receipt says: more came than receipts, or what was refused was taken after all (under a
        new seal, or once what it lacked was here), or recalled. That more was refused since owes none, so two nodes that refuse each
        other's receipts do not go on for ever."""
        return self.to_confirm > self.receipted or not self.receipted_without <= frozenset(self.not_applied())

    def wrong(self) -> tuple[Gap, ...]:
        """What is wrong with the stream now."""
        first = self.followed.place.sequence + 1
        missing = [Gap("missing", first, f"the heads for entries {first} to {min(self.ahead)} are missing")] if self.ahead else []
        return (*self.other_views.values(), *missing, *self.followed.omitted())
