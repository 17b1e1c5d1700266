"""Taking in what a partner gave: everything is verified before it counts, and each refusal is on record with its reason.

Until a head that the giver signed names an object, it is held but not shown: quarantine ends where the stream closes without a gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lagebild.errors import LagebildError, Refused
from lagebild.exchange.agreements import document_of, open_narrowing, open_version
from lagebild.exchange.bodies import packed
from lagebild.exchange.card import open_card
from lagebild.exchange.keys import KeyRing
from lagebild.exchange.messages import Message, message, message_of
from lagebild.exchange.node import Node
from lagebild.exchange.state import State
from lagebild.exchange.stix.reading import check_object
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import Gap, object_hash, stream_name, version_of
from lagebild.exchange.verifying import Arrival, Conflict, NotYet, verdict_on

#: Objects that one event takes in.
_BATCH: Final = 500
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class RefusedHere:
    """An object that was refused, and why."""

    id: str
    modified: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of objects from a partner. `n_known` were here before or are our own; `gaps` is what is wrong with its stream now;
    `wanted` are versions of agreements that wait for our signature."""

    partner: str
    n_new: int
    n_known: int
    refused: tuple[RefusedHere, ...]
    gaps: tuple[Gap, ...]
    wanted: tuple[str, ...] = ()


def take(node: Node, partner: str, objects: Iterable[object], cursor: tuple[str, str] | None = None) -> Taken:
    """Verifies and keeps what a partner (identity) gave; `cursor` is the way it came ("poll", "inbox") and where the next
    look there goes on; it is recorded with the objects. Writes the
    ledger, and a receipt for the partner where its stream is whole. Raises `NotRecorded` for no partner; no object makes it raise."""
    with node.alone():
        state = node.state()
        state.partner(partner)
        intake = _Intake(node, partner)
        given = list(objects)
        for phase in _phases(given):
            intake.take(phase)
        intake.look_again()
        intake.commit(cursor if given else None)
        _applied(node, partner, intake.messages)
        _receipt(node, node.state(), partner)
        state = node.state()
        return Taken(
            partner, intake.n_new, intake.n_known, tuple(intake.refused), state.come(partner).wrong(), _wanted(state, partner),
        )  # fmt: skip


class _Intake:
    """Objects on their way from a partner into the ledger, in batches in which every id stands once."""

    def __init__(self, node: Node, partner: str) -> None:
        self.node = node
        self.partner = partner
        self.state = node.state()
        self.kept: dict[str, StixObject] = {}
        self.turned_away: list[dict[str, Any]] = []
        self.n_new = self.n_known = 0
        self.n_aside = self.state.holdings.aside.get(partner, 0)
        self.refused: list[RefusedHere] = []
        self.messages: list[StixObject] = []
        mine = (one for one in self.state.holdings.refused if one.partner == partner)
        self.known_refusals = {(one.id, one.modified, one.reason) for one in mine}

    def take(self, objects: Sequence[object]) -> None:
        """Verifies some objects, which stand in their order."""
        for item in objects:
            if isinstance(item, dict) and item.get("id") in self.kept:
                self.commit()
            self._look_at(item)
            if len(self.kept) >= _BATCH:
                self.commit()
        self.commit()

    def look_again(self) -> None:
        """Looks again at what lacked a key, a marking or a consent, which may be here by now."""
        waiting = self.state.holdings.waiting_of(self.partner)
        if waiting:
            refused = list(self.refused)
            for phase in _phases(waiting):
                self.take(phase)
            self.refused = [one for one in refused if (self.partner, one.id, one.modified) not in self._taken_after_all(waiting)]

    def _taken_after_all(self, waiting: Sequence[StixObject]) -> set[tuple[str, str, str]]:
        left = self.state.holdings.waiting
        keys = [(self.partner, item["id"], version_of(item)) for item in waiting]
        return {key for key in keys if key not in left}

    def commit(self, cursor: tuple[str, str] | None = None) -> None:
        """Records what was verified so far; without news it writes nothing."""
        moved = cursor is not None and self.state.come(self.partner).cursors.get(cursor[0]) != cursor[1]
        if self.kept or self.turned_away or moved:
            self.node.append({
                "what": "taken", "partner": self.partner, "cursor": list(cursor) if moved and cursor else None,
                "kept": list(self.kept.values()), "refused": self.turned_away,
            })  # fmt: skip
            self.state = self.node.state()
        self.kept, self.turned_away = {}, []

    def _look_at(self, item: object) -> None:
        try:
            if _learn_card(self.node, self.state, self.partner, item):
                self.state = self.node.state()
            verdict = verdict_on(self.state, Arrival(self.partner, self.node.now(), self.state.holdings.markings), item)
            if verdict == "new":
                check_object(item)
        except Refused as error:
            self._refuse(item, error)
            return
        if verdict != "new" or not isinstance(item, dict):
            self.n_known += 1
            return
        self.kept[item["id"]] = item
        self.n_new += 1
        if message_of(item) is not None:
            self.messages.append(item)

    def _refuse(self, item: object, error: Refused) -> None:
        id, modified, digest = _named(item)
        reason = str(error)[:1000]
        self.refused.append(RefusedHere(id, modified, reason))
        if (id, modified, reason) not in self.known_refusals:
            self.known_refusals.add((id, modified, reason))
            wanted = isinstance(item, dict) and isinstance(error, NotYet | Conflict)
            kept = item if wanted and self._has_room(item) else None
            self.turned_away.append({
                "id": id, "modified": modified, "hash": digest, "reason": reason, "object": kept,
                "waits": kept is not None and isinstance(error, NotYet),
            })  # fmt: skip

    def _has_room(self, item: object) -> bool:
        """Whether an object may be kept aside, which then counts."""
        self.n_aside += len(packed(item)) if isinstance(item, dict) else 0
        return self.n_aside <= self.node.quota.bytes_aside


def _phases(objects: Sequence[object]) -> Iterable[list[object]]:
    """Cards first, since they bring keys; then markings and consents, on which the right to have the rest depends; then the rest."""
    ranks: dict[int, list[object]] = {0: [], 1: [], 2: []}
    for item in objects:
        ranks[_rank(item)].append(item)
    return (ranks[number] for number in sorted(ranks) if ranks[number])


def _rank(item: object) -> int:
    if not isinstance(item, dict):
        return 2
    if item.get("type") == "marking-definition":
        return 1
    kind = _kind(item)
    return 0 if kind == "card" else 1 if kind == "consent" else 2


def _kind(item: StixObject) -> str | None:
    try:
        said = message_of(item)
    except Refused:
        return None
    return said.kind if said is not None else None


def _learn_card(node: Node, state: State, partner: str, item: object) -> bool:
    """Whether an object is a card with news. A card that continues the one we know proves itself, so its keys count for the note that
    brings it, too. Raises `Refused`."""
    if not isinstance(item, dict) or _kind(item) != "card":
        return False
    said = message_of(item)
    known = state.partners[partner].card
    card = open_card(said.body["statements"] if said is not None and isinstance(said.body["statements"], list) else [])
    if not card.continues(known):
        if known.continues(card):  # an older card, come late
            return False
        raise Refused("card", "", "does not continue the one that is known; compare fingerprints (lagebild partner update)")
    if len(card.statements) > len(known.statements):
        node.append({"what": "partner", "action": "update", "statements": list(card.envelopes)})
        return True
    return False


def _applied(node: Node, partner: str, messages: Sequence[StixObject]) -> None:
    """Does what messages ask for: agreements that both have signed, and narrowings, hold from now on."""
    for item in messages:
        said = message_of(item)
        try:
            if said is not None and said.kind == "agreement":
                take_version(node, said.body["envelopes"], partner, vouched=True)
            elif said is not None and said.kind == "narrowing":
                take_narrowing(node, said.body["envelope"], partner, vouched=True)
        except LagebildError as error:
            refused = {
                "id": item["id"], "modified": version_of(item), "hash": object_hash(item), "reason": str(error)[:1000], "waits": False,
                "object": None,
            }  # fmt: skip
            node.append({"what": "taken", "partner": partner, "cursor": None, "kept": [], "refused": [refused]})


def take_version(node: Node, envelopes: object, partner: str, *, vouched: bool = False) -> str:
    """Records a version of an agreement with the signatures it has; its id.

    With `vouched` it came under the partner's seal, so its signature counts even if its key was revoked since. Raises `Refused` where
    it does not hold, is not between the partner and us, does not follow what is known, or has a signature of ours that we never made.
    """
    state = node.state()
    signed = open_version(envelopes if isinstance(envelopes, list) else [], _rings(state, partner, vouched))
    if set(signed.version.parties) != {state.identity, partner}:
        raise Refused("agreement", "parties", "are not the partner and us")
    known = state.agreements.versions.get(signed.version.id, {}).get(signed.version.hash)
    if state.identity in signed.envelopes and (known is None or state.identity not in known.envelopes):
        raise Refused("agreement", "signatures", "has one of ours that we did not make")
    state.agreements.check(signed.version)
    node.append({
        "what": "agreement", "action": "sign", "document": document_of(signed.version.payload), "envelopes": signed.envelopes,
    })  # fmt: skip
    return signed.version.id


def take_narrowing(node: Node, envelope: object, partner: str, *, vouched: bool = False) -> None:
    """Records a narrowing by the partner; `vouched` as in `take_version`. Raises `Refused`."""
    state = node.state()
    narrowing = open_narrowing(envelope, _rings(state, partner, vouched))
    if narrowing.by != partner or narrowing.agreement not in state.agreements.with_partner(state.identity, partner):
        raise Refused("narrowing", "by", "is not by the partner, or of no agreement with it")
    if narrowing not in state.agreements.narrowings.get(narrowing.agreement, []):
        node.append({"what": "agreement", "action": "narrow", "document": document_of(narrowing.payload), "envelopes": {partner: envelope}})


def _rings(state: State, partner: str, vouched: bool) -> dict[str, KeyRing]:
    """The keys against which signatures on agreements are proved. Our own keys count whatever became of them: that a signature of ours
    is one is looked up."""
    rings = state.rings()
    for identity in (state.identity, *((partner,) if vouched else ())):
        ring = rings[identity]
        rings[identity] = KeyRing(identity, tuple(replace(key, revoked_at=None) for key in ring))
    return rings


def _receipt(node: Node, state: State, partner: str) -> None:
    """Says to the partner how far its stream was applied, if it is whole and that is news."""
    come = state.come(partner)
    if come.wrong() or not come.owes_receipt:
        return
    place = come.followed.place
    stream = stream_name(partner, state.identity)
    refused = sorted(come.not_applied())
    body = {"stream": stream, "sequence": place.sequence, "hash": place.hash, **({"refused": refused} if refused else {})}
    said = Message("receipt", state.identity, partner, body)
    note = message(said, f"Applied {place.sequence} objects.", node.key(state), node.stamp(state), [place.hash, *refused])
    node.append({"what": "receipted", "partner": partner, "sequence": place.sequence, "object": note})


def _wanted(state: State, partner: str) -> tuple[str, ...]:
    book = state.agreements
    return tuple(id for id in book.with_partner(state.identity, partner) if book.open_for(id, state.identity))


def _named(item: object) -> tuple[str, str, str]:
    """Id, version and hash of an object that may be wrong in every way."""
    if not isinstance(item, dict):
        return "?", "", ""
    try:
        digest = object_hash(item)
    except Refused:
        digest = ""
    return str(item.get("id", "?"))[:_SHOWN], version_of(item)[:_SHOWN], digest
