"""What others gave: every object that passed verification, its versions, and what was refused and why. Kept apart from our own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lagebild.exchange.messages import message_of
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import object_hash, version_of

#: Objects that are kept although something is missing to take them; more are refused, and come again with the next whole poll.
MOST_WAITING: Final = 2_000


@dataclass(slots=True)
class Held:
    """An object of another. `versions` maps each version (as it sorts) to the hash of its content without the seal; `item` is the
    newest; `since` (UTC) when the object was first held, with the event `sequence`; `came_from` are the partners who gave it."""

    id: str
    creator: str
    item: StixObject
    since: datetime
    versions: dict[str, str] = field(default_factory=dict)
    came_from: set[str] = field(default_factory=set)
    sequence: int = 0

    @property
    def revoked(self) -> bool:
        """Whether its creator has withdrawn it, which is final."""
        return self.item.get("revoked") is True

    @property
    def newest(self) -> str:
        """The newest version, as it sorts."""
        return version_key(version_of(self.item))


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
    """An object that was not taken, and why; `item` is there where it is evidence of a conflict, or waits for what it lacks."""

    partner: str
    id: str
    modified: str
    reason: str
    item: StixObject | None


@dataclass(slots=True)
class Holdings:
    """All that was taken from others. `receipts` are the ids of receipt notes, which need no confirmation themselves, `markings`
    the marking-definitions by their ids, `waiting` the refused objects that may be taken later (by partner, id and version)."""

    objects: dict[str, Held] = field(default_factory=dict)
    bodies: dict[tuple[str, str], StixObject] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    refused: list[RefusedObject] = field(default_factory=list)
    waiting: dict[tuple[str, str, str], StixObject] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    markings: dict[str, StixObject] = field(default_factory=dict)
    #: What `received` read out of each version, so that it is read once.
    retold: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False, repr=False)

    def take(self, partner: str, item: StixObject, time: datetime, sequence: int = 0) -> None:
        """Takes in a verified object that came with the event `sequence`, in whatever order its versions come."""
        version = version_key(version_of(item))
        self.waiting.pop((partner, item["id"], version_of(item)), None)
        held = self.objects.get(item["id"])
        if held is None:
            held = self.objects[item["id"]] = Held(item["id"], creator_of(item), item, time, sequence=sequence)
        elif version >= held.newest:
            held.item = item
        held.versions[version] = object_hash(item)
        held.came_from.add(partner)
        self.bodies[item["id"], version_of(item)] = item
        if item["type"] == "marking-definition":
            self.markings[item["id"]] = item
        self._note(item)

    def refuse(self, partner: str, what: Mapping[str, Any]) -> None:
        """Takes in that an object was refused; some of those that lack something are kept to be looked at again."""
        if what["waits"] and len(self.waiting) < MOST_WAITING:
            self.waiting[partner, what["id"], what["modified"]] = what["object"]
        elif not what["waits"]:
            self.waiting.pop((partner, what["id"], what["modified"]), None)
        self.refused.append(RefusedObject(partner, what["id"], what["modified"], what["reason"], what.get("object")))

    def body(self, id: str, modified: str) -> StixObject | None:
        """An object in one version, None where it is not held."""
        return self.bodies.get((id, modified))

    def consents_for(self, item: StixObject, holder: str) -> Iterator[Consent]:
        """The consents of its maker under which `holder` may pass an object on."""
        own = (one for one in self.consents.values() if one.originator == creator_of(item) and one.holder == holder)
        return (one for one in own if item["id"] in one.objects)

    def _note(self, item: StixObject) -> None:
        said = message_of(item)
        if said is None:
            return
        if said.kind == "receipt":
            self.receipts.add(item["id"])
        elif said.kind == "consent":
            if item.get("revoked") is True:
                self.consents.pop(item["id"], None)
            elif self.objects[item["id"]].item is item:
                self.consents[item["id"]] = consent_of(item["id"], said.sender, said.body)


def consent_of(note: str, originator: str, body: Mapping[str, Any]) -> Consent:
    """The consent that a note's body holds."""
    return Consent(originator, body["holder"], tuple(body["allies"]), frozenset(body["objects"]), body["until"], note)


def creator_of(item: StixObject) -> str:
    """Who made an object: `created_by_ref`, or for an identity that names nobody the identity itself; "" for one without."""
    creator = item.get("created_by_ref") or (item["id"] if item.get("type") == "identity" else "")
    return str(creator)
