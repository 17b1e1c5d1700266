"""Nodes that exchange with each other in one process, over real ledgers and stores, with a clock that moves when it is looked at."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lagebild.claims.claim import Claim, ReadBy, Role
from lagebild.claims.ids import claim_id
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.exchange.card import card_text, read_card
from lagebild.exchange.collections import outbox
from lagebild.exchange.dealing import countersign, propose
from lagebild.exchange.flow import Published, publish
from lagebild.exchange.markings import PARTS
from lagebild.exchange.node import Node, init_node, own_card
from lagebild.exchange.partners import add_partner
from lagebild.exchange.received import Received, received
from lagebild.exchange.receiving import Taken, take
from lagebild.exchange.state import State
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.terms import Terms, terms
from lagebild.ledger import open_ledger

START = datetime(2026, 11, 25, 12, tzinfo=UTC)
WIDE = terms(types=None, parties=None, highest="amber", expires="2099-12-31", unmarked="green", parts=PARTS)


class Clock:
    """A clock that moves 5 ms at each look."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += timedelta(milliseconds=5)
        return self.time


@dataclass(slots=True)
class House:
    """One organisation: its node and the store that partners read."""

    node: Node
    store: ObjectStore

    @property
    def id(self) -> str:
        return self.node.state().identity

    @property
    def state(self) -> State:
        return self.node.state()

    def publish(self) -> tuple[Published, ...]:
        return publish(self.node, self.store)

    def outbox(self, partner: "House") -> list[StixObject]:
        """What the partner finds here."""
        collection = outbox(self.id, partner.id)
        if self.store.collection(collection) is None:
            return []
        return [json.loads(entry.body) for entry in self.store.everything(collection)]

    def received(self, day: str = "2026-11-25") -> list[Received]:
        return list(received(self.state, day))

    def reopen(self) -> None:
        """As after a crash: everything that was only in memory is gone."""
        self.node = self.node.apart()


def house(folder: Path, name: str, clock: Clock, address: str | None = None) -> House:
    ledger = open_ledger(":memory:")
    node = Node(ledger, folder / f"{name}.node", "ada", clock)
    init_node(node, name, address)
    return House(node, ObjectStore(node.store_path))


def acquaint(one: House, other: House) -> None:
    for here, there in ((one, other), (other, one)):
        card = read_card(card_text(own_card(there.state)).encode())
        add_partner(here.node, card, card.fingerprint)


def agree(one: House, other: House, gives: Terms = WIDE, takes: Terms = WIDE) -> None:
    """Both sign: `one` gives `gives` and takes `takes`."""
    propose(one.node, other.id, gives, takes)
    deliver(one, other)
    countersign(other.node, one.id)
    deliver(other, one)


def deliver(giver: House, taker: House, objects: Iterable[Any] | None = None) -> Taken:
    """The taker polls all that it finds; `objects` stand for what arrives instead of it."""
    giver.publish()
    return take(taker.node, giver.id, giver.outbox(taker) if objects is None else objects)


def settle(houses: list[House], rounds: int = 12) -> int:
    """Everybody polls everybody until nobody has anything new; the number of rounds. Fails where that does not end."""
    for number in range(1, rounds + 1):
        n_new = n_given = 0
        for giver in houses:
            n_given += sum(one.n_objects for one in giver.publish())
            for taker in houses:
                if taker is not giver and giver.id in taker.state.partners:
                    n_new += take(taker.node, giver.id, giver.outbox(taker)).n_new
        if not n_new and not n_given:
            return number
    raise AssertionError("the nodes do not come to rest")


def tell(home: House, number: int, level: str | None = None, **facts: Any) -> str:
    """Records a report with one claim; the claim's id."""
    text = f"Staat {number} hat Kiew {number} Haubitzen geliefert, sagte Minister {number}."
    report = Report.of(text, language="de", published="2025-03-01", publisher=f"Blatt {number}", **facts)
    words = {name: Span.of(text, text.index(word), text.index(word) + len(word)) for name, word in (
        ("supplier", f"Staat {number}"), ("recipient", "Kiew"), ("object", f"{number} Haubitzen"), ("trigger", "geliefert"))}  # fmt: skip
    roles = (
        Role("supplier", words["supplier"], ("DE", "FR", "KP")[number % 3]), Role("recipient", words["recipient"], "UA"),
        Role("object", words["object"]),
    )  # fmt: skip
    trigger = words["trigger"]
    claim = Claim(
        claim_id(report.id, "transfer", (trigger.start, trigger.end), 0, "model"), "transfer", "done", Span.of(text, 0, len(text)),
        trigger, ReadBy("model", "1", 0.5), roles=roles,
    )  # fmt: skip
    with home.node.ledger.writer("ada") as writer:
        writer.add(report, [claim])
    if level is not None:
        from lagebild.exchange.markings import Marking, marking_payload

        home.node.append(marking_payload("claim", [claim.id], "", Marking(level)))
    return claim.id


