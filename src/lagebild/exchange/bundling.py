"""Bundles between nodes: a partner's stream into a file, and a file of a partner's stream into the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from lagebild.errors import NotRecorded, Refused
from lagebild.exchange.bundle import Bundle, Fit, Header, Part, Reader, peek, read_bundle, write_bundle
from lagebild.exchange.card import Card, open_card
from lagebild.exchange.flow import stream_of
from lagebild.exchange.keys import KeyRing
from lagebild.exchange.node import Node, own_card
from lagebild.exchange.receiving import Taken, take
from lagebild.exchange.state import State
from lagebild.exchange.stix.wire import StixObject

#: Objects that are taken, and made durable, at once.
_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a bundle: what its head says, how it fitted to what was here, and what was taken of it. `unreadable` are lines that
    hold no object."""

    header: Header
    fit: Fit
    taken: Taken
    unreadable: tuple[Refused, ...]


def write_for(node: Node, partner: str, path: Path, after: int | None = None) -> Header:
    """Writes to `path` what the partner (identity) may hold and has not confirmed; with `after`, what lies behind that place of its stream
    (0: all). Publish first. Raises `Refused` where there is no such place, and `ExportFailed`."""
    state = node.state()
    stretch = stream_of(node, partner, state.out(partner).confirmed if after is None else after)
    card = tuple(own_card(state).envelopes)
    part = Part(state.identity, partner, stretch.after, stretch.place, stretch.objects, card)
    return write_bundle(path, part, node.key(state), node.stamp(state))


def read_from(node: Node, path: Path) -> Carried:
    """Takes the bundle at `path` of a known partner into the ledger. Reading it again, or on after it broke off, takes only what is not
    here. Raises `Refused` where it is not proved or does not fit, `NotRecorded` for an unknown giver, `ImportRefused`."""
    state = node.state()
    giver = peek(path).giver
    if giver not in state.partners or state.partners[giver].dropped:
        raise NotRecorded("partner", giver)
    with read_bundle(path, _reader(state, giver)) as bundle:
        taken = _taken(node, giver, bundle)
        return Carried(bundle.header, bundle.fit, taken, tuple(bundle.refused))


def _reader(state: State, giver: str) -> Reader:
    known = state.partners[giver].card
    followed = state.come(giver).followed

    def vouch(statements: Sequence[Any]) -> KeyRing:
        return _continued(known, statements).last.ring

    return Reader(known.last.ring, state.identity, followed.place, dict(followed.heads), vouch)


def _continued(known: Card, statements: Sequence[Any]) -> Card:
    """The later of the known card and the one that a bundle holds; raises `Refused` where neither continues the other."""
    card = open_card(statements)
    if known.continues(card):
        return known
    if not card.continues(known):
        raise Refused("card", "", "does not continue the one that is known; compare fingerprints (lagebild partner update)")
    return card


def _taken(node: Node, giver: str, bundle: Bundle) -> Taken:
    objects = (item for _, item in bundle.objects())
    found = take(node, giver, islice(objects, _BATCH))
    for some in _batches(objects):
        more = take(node, giver, some)
        found = replace(
            more, n_new=found.n_new + more.n_new, n_known=found.n_known + more.n_known, refused=(*found.refused, *more.refused)
        )
    return found


def _batches(objects: Iterator[StixObject]) -> Iterator[list[StixObject]]:
    while some := list(islice(objects, _BATCH)):
        yield some
