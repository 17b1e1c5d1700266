"""All that is known of one claim that partners gave: what came when from whom, under which terms, and what we confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lagebild.exchange.held import Held
from lagebild.exchange.reach import Leave, level_of
from lagebild.exchange.received import Received, received
from lagebild.exchange.sealing import SEAL_EXTENSION
from lagebild.exchange.state import KIND, State
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.marking import tlp_of
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import object_hash, version_of
from lagebild.exchange.terms import Terms
from lagebild.ledger import View

#: Objects that one beginning of an id may lead to.
MOST_FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class Came:
    """One version as it came: the event that recorded it, its time (UTC), the partner (identity), the version, the hash of its content
    without the seal, the key that sealed it, and its TLP level. `reason` says why it was refused; None where it was taken."""

    sequence: int
    time: datetime
    partner: str
    version: str
    hash: str
    key: str | None = None
    level: str | None = None
    revoked: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Through:
    """A partner (identity) who gave it: the `terms` that hold now (None: no agreement), whether the partner `holds` it `out` now, its
    `place` in the partner's stream (None: no signed head names it yet), and whether a receipt of ours has `confirmed` it."""

    partner: str
    terms: Terms | None
    holds_out: bool
    place: int | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """A claim that others gave. `origin` is who made it, `shown` what they let us have of it now (None: nothing, or it is `withdrawn`),
    with its `level` and the `allies` (identities) to whom it may go beside ourselves. `history` is in the order in which it came."""

    object: str
    origin: str
    since: datetime
    withdrawn: bool
    shown: Received | None
    level: str | None
    allies: tuple[str, ...]
    through: tuple[Through, ...]
    history: tuple[Came, ...]


def dossiers(state: State, view: View, given: str, today: str) -> tuple[Dossier, ...]:
    """The claims of others whose object or claim id begins with `given` (at most `MOST_FOUND`), as on a day (YYYY-MM-DD); `state` is that
    of `view`. Reads all events of the exchange once where there is one."""
    found = _beginning(state, given)
    if not found:
        return ()
    shown = {one.held.id: one for one in received(state, today, found)}
    came: dict[str, list[Came]] = {held.id: [] for held in found}
    for one, id in _arrivals(view):
        if id in came:
            came[id].append(one)
    leave = Leave(state, today)
    return tuple(_dossier(state, leave, held, shown.get(held.id), came[held.id]) for held in found)


def _beginning(state: State, given: str) -> list[Held]:
    """By the id of the object, else by that of the claim in any of its versions: a tombstone no longer tells it."""
    if not given:
        return []
    objects = [held for held in state.holdings.objects.values() if held.type == "note" and held.message is None]
    found = [held for held in objects if _begins(held.id, given)]
    return (found or [held for held in objects if any(_begins(claim, given) for claim in _claim_ids(state, held))])[:MOST_FOUND]


def _begins(id: str, given: str) -> bool:
    return id.startswith(given) or id.partition("--")[2].startswith(given)


def _claim_ids(state: State, held: Held) -> Iterator[str]:
    for version in _versions(state, held):
        claim = version.get("extensions", {}).get(CLAIM, {}).get("claim")
        if isinstance(claim, str):
            yield claim


def _versions(state: State, held: Held) -> Iterator[StixObject]:
    yield held.item
    if len(held.versions) > 1:
        yield from (item for (id, _), item in state.holdings.bodies.items() if id == held.id)


def _arrivals(view: View) -> Iterator[tuple[Came, str]]:
    """What each event of the exchange says to have come, with the id of the object."""
    for event in view.events(kind=KIND):
        if event.payload["what"] == "taken":
            partner = event.payload["partner"]
            for item in event.payload["kept"]:
                yield _kept(event.sequence, event.time, partner, item), item["id"]
            for one in event.payload["refused"]:
                yield Came(event.sequence, event.time, partner, one["modified"], one["hash"], reason=one["reason"]), one["id"]


def _kept(sequence: int, time: datetime, partner: str, item: dict[str, Any]) -> Came:
    seal = item.get("extensions", {}).get(SEAL_EXTENSION, {})
    return Came(
        sequence, time, partner, version_of(item), object_hash(item), seal.get("key"), tlp_of(item), item.get("revoked") is True,
    )  # fmt: skip


def _dossier(state: State, leave: Leave, held: Held, shown: Received | None, came: list[Came]) -> Dossier:
    return Dossier(
        object=held.id,
        origin=held.creator,
        since=held.since,
        withdrawn=held.revoked,
        shown=shown,
        level=level_of(shown) if shown is not None else tlp_of(held.item),
        allies=tuple(sorted(leave.allies(shown))) if shown is not None else (),
        through=tuple(_through(state, held, partner) for partner in sorted(held.came_from)),
        history=tuple(came),
    )


def _through(state: State, held: Held, partner: str) -> Through:
    inbound = state.come(partner)
    place = inbound.named_at.get(held.id)
    terms = state.agreements.terms(partner, state.identity)
    confirmed = place is not None and place <= inbound.receipted and held.id not in inbound.not_applied()
    return Through(partner, terms, inbound.holds_out(held.id), place, confirmed)
