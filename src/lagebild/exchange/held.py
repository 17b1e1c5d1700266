"""What others gave: every object that passed verification, its versions, and what was refused and why. Kept apart from our own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from lagebild.exchange.bodies import Bodies, Remembered, packed, unpacked
from lagebild.exchange.messages import message_of
from lagebild.exchange.sealing import seal_of
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import object_hash, version_of

#: Objects of one partner that are kept although something is missing to take them; more are refused, and come with the next whole poll.
MOST_WAITING: Final = 2_000


@dataclass(frozen=True, slots=True)
class Named:
    """What an object is, whose, and to which markings it refers."""

    id: str
    creator: str
    type: str
    markings: tuple[str, ...]


@dataclass(slots=True)
class Held:
    """An object of another. `versions` maps each version (as it sorts) to the hash of its content without the seal; `item` is the
    newest, `modified` its version, `revoked` whether its creator has withdrawn it, which is final; `since` (UTC) when the object was
    first held, with the event `sequence`; `came_from` are the partners who gave it. `message` is the kind of message that it is, `reports`
    and `markings` are what it refers to, `seal` is the signature of its maker."""

    id: str
    creator: str
    since: datetime
    sequence: int
    bodies: Bodies = field(compare=False, repr=False)
    modified: str = ""
    newest: str = ""
    type: str = ""
    message: str | None = None
    is_claim: bool = False
    revoked: bool = False
    reports: tuple[str, ...] = ()
    markings: tuple[str, ...] = ()
    seal: str | None = None
    versions: dict[str, str] = field(default_factory=dict)
    came_from: set[str] = field(default_factory=set)

    @property
    def item(self) -> StixObject:
        """The newest version; a new object each time."""
        return self.bodies[self.id, self.modified]

    def renew(self, item: StixObject) -> None:
        """Takes `item`, which lies in `bodies`, as the newest version."""
        said, refs = message_of(item), item.get("object_refs")
        self.modified, self.newest = version_of(item), version_key(version_of(item))
        self.type, self.message = str(item["type"]), said.kind if said is not None else None
        self.is_claim, self.revoked = CLAIM in item.get("extensions", {}), item.get("revoked") is True
        named = refs if isinstance(refs, list) else []
        self.reports = tuple(ref for ref in named if isinstance(ref, str) and ref.startswith("report--"))
        self.markings, self.seal = tuple(item.get("object_marking_refs", ())), seal_of(item)


@dataclass(frozen=True, slots=True)
class Consent:
    """An originator's leave: `holder` may pass the objects on to `allies`, until a day (inclusive). `note` is the id of the sealed note."""

    originator: str
    holder: str
    allies: tuple[str, ...]
    objects: frozenset[str]
    until: str
    note: str


@dataclass(frozen=True, slots=True)
class RefusedObject:
    """An object that was not taken, and why; `item` is there (`packed`) where it is evidence of a conflict, or waits for what it lacks."""

    partner: str
    id: str
    modified: str
    reason: str
    packed: bytes | None

    @property
    def item(self) -> StixObject | None:
        """The object, where it was kept."""
        return None if self.packed is None else unpacked(self.packed)


@dataclass(slots=True)
class Holdings:
    """All that was taken from others. `receipts` are the ids of receipt notes, which need no confirmation themselves, `markings`
    the marking-definitions by their ids, `waiting` the refused objects that may be taken later (by partner, id and version: which of
    `refused`), `aside` the bytes of what is kept of refused objects, by partner."""

    objects: dict[str, Held] = field(default_factory=dict)
    bodies: Bodies = field(default_factory=Bodies)
    consents: dict[str, Consent] = field(default_factory=dict)
    refused: list[RefusedObject] = field(default_factory=list)
    waiting: dict[tuple[str, str, str], int] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    markings: dict[str, StixObject] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    #: The claims that refer, or once did, to a marking.
    marked: dict[str, dict[str, None]] = field(default_factory=dict)
    #: What `received` read out of each version, so that it is read once.
    retold: Remembered = field(default_factory=Remembered, compare=False, repr=False)

    def take(self, partner: str, item: StixObject, time: datetime, sequence: int = 0) -> None:
        """Takes in a verified object that came with the event `sequence`, in whatever order its versions come."""
        version = version_key(version_of(item))
        self._let_go((partner, item["id"], version_of(item)))
        held = self.objects.get(item["id"])
        if held is None:
            held = self.objects[item["id"]] = Held(item["id"], creator_of(item), time, sequence, self.bodies)
        self.bodies[item["id"], version_of(item)] = item
        if version >= held.newest:
            held.renew(item)
            for ref in held.markings if held.is_claim else ():
                self.marked.setdefault(ref, {})[held.id] = None
        held.versions[version] = object_hash(item)
        held.came_from.add(partner)
        if item["type"] == "marking-definition":
            self.markings[item["id"]] = item
        self._note(item)

    def refuse(self, partner: str, what: Mapping[str, Any]) -> None:
        """Takes in that an object was refused; some of those that lack something are kept to be looked at again."""
        item = what.get("object")
        kept = None if item is None else packed(item)
        place = (partner, what["id"], what["modified"])
        self._let_go(place)
        if what["waits"] and sum(giver == partner for giver, *_ in self.waiting) < MOST_WAITING:
            self.waiting[place] = len(self.refused)
        self.aside[partner] = self.aside.get(partner, 0) + len(kept or b"")
        self.refused.append(RefusedObject(partner, what["id"], what["modified"], what["reason"], kept))

    def waiting_of(self, partner: str) -> list[StixObject]:
        """The objects of a partner that may be taken later."""
        found = [self.refused[number].item for (giver, *_), number in self.waiting.items() if giver == partner]
        return [item for item in found if item is not None]

    def _let_go(self, place: tuple[str, str, str]) -> None:
        """What waited, waits no more, and need not be kept aside."""
        number = self.waiting.pop(place, None)
        if number is not None:
            known = self.refused[number]
            self.aside[place[0]] -= len(known.packed or b"")
            self.refused[number] = replace(known, packed=None)

    def body(self, id: str, modified: str) -> StixObject | None:
        """An object in one version, None where it is not held."""
        return self.bodies.get((id, modified))

    def consents_for(self, item: StixObject, holder: str) -> Iterator[Consent]:
        """The consents of its maker under which `holder` may pass an object on."""
        return self.consents_on(named(item), holder)

    def consents_on(self, what: Named | Held, holder: str) -> Iterator[Consent]:
        """As `consents_for`, for what is named, or held."""
        own = (one for one in self.consents.values() if one.originator == what.creator and one.holder == holder)
        return (one for one in own if what.id in one.objects)

    def _note(self, item: StixObject) -> None:
        said = message_of(item)
        if said is None:
            return
        if said.kind == "receipt":
            self.receipts.add(item["id"])
        elif said.kind == "consent":
            if item.get("revoked") is True:
                self.consents.pop(item["id"], None)
            elif self.objects[item["id"]].modified == version_of(item):
                self.consents[item["id"]] = consent_of(item["id"], said.sender, said.body)


def named(item: StixObject) -> Named:
    """What an object says that it is."""
    return Named(item["id"], creator_of(item), str(item.get("type")), tuple(item.get("object_marking_refs", ())))


def consent_of(note: str, originator: str, body: Mapping[str, Any]) -> Consent:
    """The consent that a note's body holds."""
    return Consent(originator, body["holder"], tuple(body["allies"]), frozenset(body["objects"]), body["until"], note)


def creator_of(item: StixObject) -> str:
    """Who made an object: `created_by_ref`, or for an identity that names nobody the identity itself; "" for one without."""
    creator = item.get("created_by_ref") or (item["id"] if item.get("type") == "identity" else "")
    return str(creator)
