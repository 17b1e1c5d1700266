"""Giving out: what each agreement lets each partner hold is computed, recorded in the ledger, and put where the partner fetches it.

The ledger comes first, the store of objects follows it (`mirror`): after a crash between the two the next call completes it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from lagebild.claims.kept import KeptReport
from lagebild.errors import Refused
from lagebild.exchange.collections import inbox, outbox
from lagebild.exchange.issuing import Issuer
from lagebild.exchange.messages import message_of
from lagebild.exchange.node import Node, own_card
from lagebild.exchange.onward import plan_onward
from lagebild.exchange.planning import Cases, Plan, event_part, plan
from lagebild.exchange.release import Case
from lagebild.exchange.state import State
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import Place, version_of
from lagebild.exchange.streams import Outbound
from lagebild.exchange.taxii.nouns import Collection
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.told import RECORDED, STANDING
from lagebild.ledger import View

_MIRROR = "mirror.json"
#: Objects that are put into the store at once.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Published:
    """What one call gave a partner: objects in all, and how many of them withdraw something. `n_shown` claims are shown now."""

    partner: str
    n_objects: int
    n_withdrawn: int
    n_shown: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a partner's stream for a bundle: the objects behind `after` in their order, heads among them, up to `place`."""

    objects: tuple[StixObject, ...]
    after: Place
    place: Place


def publish(node: Node, store: ObjectStore, only: str | None = None) -> tuple[Published, ...]:
    """Brings every partner (or the one of identity `only`) to exactly what it may hold. Writes the ledger and the store; nothing where
    nothing has changed. Raises what reading keys and the ledger raises."""
    with node.alone():
        state = node.state()
        found = {partner: Published(partner, 0, 0, 0) for partner in _partners(state, only)}
        more = True
        while more:
            more = _publish_some(node, state, found)
            state = node.state()
        mirror(node, state, store)
    return tuple(
        Published(one.partner, one.n_objects, one.n_withdrawn, len(state.out(one.partner).claims)) for one in found.values()
    )


def cases_of(view: View, state: State, partner: str) -> Iterator[Case]:
    """Every claim that stands, with what people said about releasing it to a partner."""

    @lru_cache(256)
    def report(id: str) -> KeptReport:
        return view.report(id)

    for kept in view.every_claim(STANDING, RECORDED):
        id = kept.claim.id
        yield Case(
            kept, report(kept.report).report, state.markings.marks(id, kept.report), state.approvals.approval(id, partner),
            state.approvals.reason_held(id, partner),
        )  # fmt: skip


def _at_hand(node: Node, state: State, partner: str) -> Iterator[Case]:
    """As `cases_of`, from the desk: reports have no text."""
    for id, (kept, report) in node.desk.standing.items():
        yield Case(
            kept, report, state.markings.marks(id, kept.report), state.approvals.approval(id, partner),
            state.approvals.reason_held(id, partner),
        )  # fmt: skip


def mirror(node: Node, state: State, store: ObjectStore) -> None:
    """Brings the store to what the ledger says was given out: first out of sight what is hidden, then what is new. Safe to repeat."""
    done = _mirrored(node)
    before = dict(done)
    for partner, out in state.outbound.items():
        collection = outbox(state.identity, partner)
        at, n_hidden = done.get(partner, (0, 0))
        if (at, n_hidden) == (len(out.items), len(out.hidden)):
            continue
        add_collections(state, partner, store)
        if n_hidden != len(out.hidden):
            store.hide(collection, list(out.hidden), by=state.identity, reason="no longer shown to this partner")
        for start in range(at, len(out.items), _BATCH):
            some = [out.bodies[key] for key in out.items[start : start + _BATCH] if key not in out.hidden]
            store.append(collection, some, by=state.identity)
        _show_again(store, collection, out, at, state.identity)
        done[partner] = (len(out.items), len(out.hidden))
    if done != before:
        _save_mirrored(node, done)


def add_collections(state: State, partner: str, store: ObjectStore) -> None:
    """Makes the two collections of a partner, if they are not there."""
    known = {one.id for one in store.collections()}
    name = state.partners[partner].name if partner in state.partners else partner
    for id, title in ((outbox(state.identity, partner), f"For {name}"), (inbox(state.identity, partner), f"From {name}")):
        if id not in known:
            store.add_collection(Collection(id, title))


def stream_of(node: Node, partner: str, after: int = 0) -> Stretch:
    """What a bundle for `partner` holds: the stream behind its head at `after` (0: from its start). What is hidden by now is left out;
    its tombstone is there. Raises `Refused` where there is no head at `after`."""
    state = node.state()
    out = state.out(partner)
    if after not in out.hashes:
        raise Refused("stream", "after", f"{after} is the place of no head; places are {', '.join(map(str, sorted(out.hashes)[-5:]))}")
    start = _index_behind(out, after)
    objects = tuple(out.bodies[key] for key in out.items[start:] if key not in out.hidden)
    return Stretch(objects, Place(after, out.hashes[after]), out.place)


def _publish_some(node: Node, state: State, found: dict[str, Published]) -> bool:
    """One event for all partners; whether more is to come."""
    card = own_card(state)
    issuer = Issuer(card, node.secret, node.key(state), node.stamp(state))
    parts: dict[str, Any] = {}
    objects: dict[tuple[str, str], StixObject] = {}
    more = False
    for partner in found:
        planned = _planned(node, state, issuer, partner)
        out = state.out(partner)
        if not planned.changes(out):
            continue
        part, items = event_part(issuer, planned, out)
        parts[partner] = part
        own = [item for item in items if item["id"] not in planned.onward and item["id"] not in state.holdings.objects]
        objects |= {(item["id"], version_of(item)): item for item in own}
        before = found[partner]
        n_withdrawn = sum(bool(item.get("revoked")) for item in items) + len(planned.recalled)
        found[partner] = Published(partner, before.n_objects + len(planned.new), before.n_withdrawn + n_withdrawn, 0)
        more = more or planned.more
    if parts:
        node.append({"what": "published", "objects": list(objects.values()), "partners": parts})
    return more


def _planned(node: Node, state: State, issuer: Issuer, partner: str) -> Plan:
    out, offer = state.out(partner), state.offer(partner)
    today = issuer.time.date().isoformat()
    with node.ledger.view() as view:
        node.desk.catch_up(view)

        def whole(case: Case) -> Case:
            return replace(case, report=view.report(case.kept.report).report)

        wanted = offer is not None and offer.terms.in_force(today)
        items = _at_hand(node, state, partner) if wanted else ()
        planned = plan(issuer, partner, offer, Cases(items, whole, node.desk.rulings.setdefault(partner, {})), out)
    plan_onward(issuer, planned, offer, state, out)
    planned.new.extend(state.said.get(partner, ()))
    return planned


def _partners(state: State, only: str | None) -> list[str]:
    """Whom to bring up to date: dropped partners too, as long as something is shown to them."""
    return [one.identity for one in state.partners.values() if only in (None, one.identity)]


def _index_behind(out: Outbound, after: int) -> int:
    """The index of the first item behind the head at `after`."""
    if after == 0:
        return 0
    for index, key in enumerate(out.items):
        said = message_of(out.bodies[key])
        if said is not None and said.kind == "head" and said.body["sequence"] == after:
            return index + 1
    return len(out.items)


def _show_again(store: ObjectStore, collection: str, out: Outbound, start: int, by: str) -> None:
    """Objects of others that were hidden and are held out again are in sight again."""
    before = set(out.items[:start])
    again = [key for key in out.items[start:] if key in before and key not in out.hidden]
    if again:
        store.show(collection, again, by=by)


def _mirrored(node: Node) -> dict[str, tuple[int, int]]:
    path = node.folder / _MIRROR
    if not path.is_file():
        return {}
    value = json.loads(path.read_text(encoding="utf8"))
    return {partner: (at, n_hidden) for partner, (at, n_hidden) in value.items()}


def _save_mirrored(node: Node, done: dict[str, tuple[int, int]]) -> None:
    """Written beside and renamed: half a file would have everything put in again, which does no harm but takes long."""
    beside = node.folder / f"{_MIRROR}.new"
    beside.write_text(json.dumps(done), encoding="utf8")
    beside.replace(node.folder / _MIRROR)
