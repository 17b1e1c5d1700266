"""The exchange as it stands: a pure function of the ledger's events of one kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lagebild.claims.canonical import canonical_json
from lagebild.claims.event import Event
from lagebild.errors import NotRecorded, Refused
from lagebild.exchange.agreements import AgreementBook
from lagebild.exchange.approvals import ApprovalBook
from lagebild.exchange.bodies import Bodies
from lagebild.exchange.card import Card, open_card
from lagebild.exchange.held import Holdings
from lagebild.exchange.keys import KeyRing
from lagebild.exchange.markings import MarkingBook
from lagebild.exchange.messages import message_of
from lagebild.exchange.release import Offer
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import Entry, parse_head, stream_name, version_of
from lagebild.exchange.streams import Inbound, Outbound
from lagebild.ledger import View

#: The kind of all events of the exchange.
KIND: Final = "exchange"
#: What is folded, in events and objects, before a state is kept again: at least so many, and so large a part of all.
_MANY: Final = 1_000
_PART: Final = 10
#: Alarms that are at hand; the ledger has all.
_MOST_ALARMS: Final = 100


@dataclass(slots=True)
class Partner:
    """Another node. `token_hash` is the hash of the token by which it comes in here; `dropped` ends everything but the record, and but
    that it may fetch, up to the day `until` (YYYY-MM-DD, inclusive), what is withdrawn from it."""

    card: Card
    dropped: bool = False
    token_hash: str | None = None
    until: str | None = None

    @property
    def identity(self) -> str:
        """Its STIX identity."""
        return self.card.last.identity

    @property
    def name(self) -> str:
        """How it calls itself."""
        return self.card.last.name


@dataclass(frozen=True, slots=True)
class Alarm:
    """So many wrong tokens came from an `address` (or a network), or under a `name`, that no more were looked at for a while. `time` is
    UTC."""

    time: datetime
    address: str
    name: str | None


@dataclass(slots=True)
class State:
    """All that the events of the exchange come to, up to the event `sequence`. `said` are objects of our own that wait to be given to
    a partner (messages, opinions), by partner."""

    sequence: int = 0
    card: Card | None = None
    partners: dict[str, Partner] = field(default_factory=dict)
    agreements: AgreementBook = field(default_factory=AgreementBook)
    markings: MarkingBook = field(default_factory=MarkingBook)
    approvals: ApprovalBook = field(default_factory=ApprovalBook)
    outbound: dict[str, Outbound] = field(default_factory=dict)
    inbound: dict[str, Inbound] = field(default_factory=dict)
    holdings: Holdings = field(default_factory=Holdings)
    said: dict[str, list[StixObject]] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    #: Events and objects that were folded so far, and as many as there were when the state was kept last.
    weight: int = field(default=0, compare=False)
    kept_at: int = field(default=0, compare=False)

    @classmethod
    def of(cls, view: View) -> "State":
        """The state of a ledger."""
        state = cls()
        state.catch_up(view)
        return state

    def catch_up(self, view: View) -> None:
        """Takes in the events that came since."""
        for event in view.events(after=self.sequence, kind=KIND):
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Takes in one event; those of other kinds change nothing."""
        if event.kind == KIND:
            _APPLY[event.payload["what"]](self, event)
            self.sequence = event.sequence
            self.weight += 1 + _n_in(event.payload)

    @property
    def identity(self) -> str:
        """Our own identity; raises `NotRecorded` where no node was made."""
        if self.card is None:
            raise NotRecorded("node", "", "run `lagebild node init NAME`")
        return self.card.last.identity

    def rings(self) -> dict[str, KeyRing]:
        """The keys of all who are known, ourselves and dropped partners too."""
        found = {one.identity: one.card.last.ring for one in self.partners.values()}
        if self.card is not None:
            found[self.identity] = self.card.last.ring
        return found

    def partner(self, named: str) -> Partner:
        """The partner of this identity, name, or beginning of an identity; raises `NotRecorded`, and `Refused` for several."""
        found = [one for one in self.partners.values() if named in (one.identity, one.name)]
        if not found:
            digits = named.removeprefix("identity--")
            found = [one for one in self.partners.values() if len(digits) >= 4 and one.identity.startswith(f"identity--{digits}")]
        if not found:
            raise NotRecorded("partner", named)
        if len(found) > 1:
            raise Refused("partner", "", f"{named} is the name of several: {', '.join(one.identity for one in found)}")
        return found[0]

    def active(self) -> Iterator[Partner]:
        """The partners that were not dropped."""
        return (one for one in self.partners.values() if not one.dropped)

    def leaving(self, today: str) -> Iterator[Partner]:
        """The dropped partners that may still fetch what is withdrawn from them, and have not confirmed all of it."""
        dropped = (one for one in self.partners.values() if one.dropped and one.until is not None and today <= one.until)
        given = ((one, self.outbound.get(one.identity)) for one in dropped)
        return (one for one, out in given if out is not None and (out.claims or out.unconfirmed()))

    def offer(self, partner: str) -> Offer | None:
        """Under which terms a partner may have our claims, whatever the day; None where no agreement is in force."""
        known = self.partners.get(partner)
        terms = self.agreements.terms(self.identity, partner) if known is not None and not known.dropped else None
        return None if terms is None else Offer(partner, terms)

    def out(self, partner: str) -> Outbound:
        """What went out to a partner."""
        return self.outbound.setdefault(partner, Outbound())

    def come(self, partner: str) -> Inbound:
        """What came in from a partner."""
        return self.inbound.setdefault(partner, Inbound())

    @property
    def is_heavy(self) -> bool:
        """Whether so much was folded since the state was kept last that keeping it again, which takes longer the more there is, pays."""
        return self.weight - self.kept_at >= max(_MANY, self.weight // _PART)

    def all_bodies(self) -> Iterator[Bodies]:
        """Where objects lie."""
        yield self.holdings.bodies
        yield from (out.bodies for out in self.outbound.values())

    def _card(self, event: Event) -> None:
        before = self.card.envelopes if self.card is not None else ()
        self.card = open_card([*before, event.payload["envelope"]])

    def _partner(self, event: Event) -> None:
        payload = event.payload
        if payload["action"] == "add":
            card = open_card(payload["statements"])
            known = self.partners.get(card.last.identity)
            self.partners[card.last.identity] = Partner(card, token_hash=known.token_hash if known else None)
        elif payload["action"] == "update":  # whoever was dropped is not let in again by its new keys
            card = open_card(payload["statements"])
            self.partners[card.last.identity].card = card
        elif payload["action"] == "drop":
            dropped = self.partners[payload["identity"]]
            dropped.dropped, dropped.until = True, payload.get("until")
            if dropped.until is None:
                dropped.token_hash = None
        else:
            self.partners[payload["identity"]].token_hash = payload["token_hash"]

    def _agreement(self, event: Event) -> None:
        self.agreements.apply(event.payload)

    def _marking(self, event: Event) -> None:
        self.markings.apply(event.payload)

    def _approval(self, event: Event) -> None:
        self.approvals.apply(event.payload)

    def _said(self, event: Event) -> None:
        self.said.setdefault(event.payload["partner"], []).append(event.payload["object"])

    def _published(self, event: Event) -> None:
        objects = {(item["id"], version_of(item)): item for item in event.payload["objects"]}
        for partner, part in event.payload["partners"].items():
            out = self.out(partner)
            known = {(id, modified): item for id, modified in part["items"] if (item := self._body(objects, id, modified)) is not None}
            out.apply(part, known, objects)
            given = {tuple(one) for one in part["items"]}
            waiting = self.said.get(partner, [])
            self.said[partner] = [item for item in waiting if (item["id"], version_of(item)) not in given]

    def _body(self, objects: Mapping[tuple[str, str], StixObject], id: str, modified: str) -> StixObject | None:
        """The object that was published: its own, or one of another that is passed on."""
        return objects.get((id, modified)) or self.holdings.body(id, modified)

    def _taken(self, event: Event) -> None:
        payload, partner = event.payload, event.payload["partner"]
        inbound = self.come(partner)
        if payload["cursor"] is not None:
            way, at = payload["cursor"]
            inbound.cursors[way] = at
        inbound.n_refused += len(payload["refused"])
        n_bytes = len(event.text if event.text is not None else canonical_json(payload))
        inbound.used = inbound.used.on(event.time.date().isoformat()).plus(len(payload["kept"]) + len(payload["refused"]), n_bytes)
        for one in payload["refused"]:
            self.holdings.refuse(partner, one)
            if one["hash"]:
                inbound.turn_away(Entry(one["id"], one["modified"], one["hash"]))
        for item in payload["kept"]:
            self._take(partner, inbound, item, event)

    def _take(self, partner: str, inbound: Inbound, item: StixObject, event: Event) -> None:
        said = message_of(item)
        if said is not None and said.kind == "head":
            inbound.follow(parse_head(said.body), receipts=self.holdings.receipts)
            return
        inbound.arrive(item)
        self.holdings.take(partner, item, event.time, event.sequence)
        if said is not None and said.kind == "receipt" and said.body.get("stream") == stream_name(self.identity, partner):
            self.out(partner).confirm(said.body["sequence"], said.body["hash"], said.body.get("refused", ()))
        elif said is not None and said.kind == "recall" and said.sender == partner:
            inbound.recall(item["id"], said.body["objects"])

    def _alarm(self, event: Event) -> None:
        self.alarms = [*self.alarms[1 - _MOST_ALARMS :], Alarm(event.time, event.payload["address"], event.payload["name"])]

    def _pushed(self, event: Event) -> None:
        out = self.out(event.payload["partner"])
        out.n_pushed = event.payload["n_items"]
        out.refused_there |= event.payload["refused"]

    def _receipted(self, event: Event) -> None:
        inbound = self.come(event.payload["partner"])
        said = message_of(event.payload["object"])
        inbound.receipted = max(inbound.receipted, event.payload["sequence"])
        inbound.receipted_without = frozenset(said.body.get("refused", ()) if said is not None else ())
        self._said(event)


def _n_in(payload: Mapping[str, Any]) -> int:
    """How many objects and claims an event speaks of."""
    parts = payload.get("partners", {}).values()
    return len(payload.get("kept", ())) + sum(len(part["items"]) + len(part["claims"]) for part in parts)


_APPLY: Final[dict[str, Any]] = {
    "card": State._card, "partner": State._partner, "agreement": State._agreement, "marking": State._marking,
    "approval": State._approval, "releaser": State._approval, "said": State._said, "published": State._published,
    "taken": State._taken, "receipted": State._receipted, "pushed": State._pushed, "alarm": State._alarm,
}  # fmt: skip
