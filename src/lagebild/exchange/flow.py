"""Giving out: what each agreement lets each partner hold is computed, recorded in the ledger, and put where the partner fetches it.

The ledger comes first, the store of objects follows it (`mirror`): after a crash between the two the next call completes it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.kept import KeptClaim, KeptReport
from lagebild.errors import Refused
from lagebild.exchange.collections import inbox, outbox
from lagebild.exchange.issuing import Issuer
from lagebild.exchange.looking import Look, standing
from lagebild.exchange.node import Node, own_card
from lagebild.exchange.onward import plan_onward
from lagebild.exchange.planning import MOST_CLAIMS, Cases, Plan, event_part, plan, plan_parting, terms_key
from lagebild.exchange.release import Case, Offer
from lagebild.exchange.state import State
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import Place, version_of
from lagebild.exchange.taxii.nouns import Collection
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.told import RECORDED, STANDING
from lagebild.ledger import View

#: Objects, hidden versions and versions given again, by partner, that are in the store.
_MIRROR = "mirrored.json"
#: Raised, as the version is, with every change of what decides on claims.
_FORM = 1
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
    """A stretch of a partner's stream for a bundle: the objects behind `after` in their order, heads among them, up to `place`. They are
    read one after the other, and once."""

    objects: Iterable[StixObject]
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
        node.looks.save(node.folder)
    return tuple(
        Published(one.partner, one.n_objects, one.n_withdrawn, len(state.out(one.partner).claims)) for one in found.values()
    )


def cases_of(view: View, state: State, partner: str, only: Iterable[KeptClaim] | None = None) -> Iterator[Case]:
    """Every claim that stands (or each of `only`), with what people said about releasing it to a partner."""

    @lru_cache(256)
    def report(id: str) -> KeptReport:
        return view.report(id)

    for kept in view.every_claim(STANDING, RECORDED) if only is None else only:
        id = kept.claim.id
        yield Case(
            kept, report(kept.report).report, state.markings.marks(id, kept.report), state.approvals.approval(id, partner),
            state.approvals.reason_held(id, partner),
        )  # fmt: skip


def mirror(node: Node, state: State, store: ObjectStore) -> None:
    """Brings the store to what the ledger says was given out: first out of sight what is hidden, then what is new. Safe to repeat."""
    done = _mirrored(node)
    before = dict(done)
    for partner, out in state.outbound.items():
        now = (len(out.items), len(out.ever_hidden), len(out.given_again))
        there = done.get(partner, (0, 0, 0))
        if there == now:
            continue
        n_items, n_hidden, n_again = there if all(one <= other for one, other in zip(there, now, strict=True)) else (0, 0, 0)
        collection = outbox(state.identity, partner)
        add_collections(state, partner, store)
        hidden = [key for key in dict.fromkeys(out.ever_hidden[n_hidden:]) if key in out.hidden]
        if hidden:
            store.hide(collection, hidden, by=state.identity, reason="no longer shown to this partner")
        for start in range(n_items, len(out.items), _BATCH):
            some = [out.bodies[key] for key in out.items[start : start + _BATCH] if key not in out.hidden]
            store.append(collection, some, by=state.identity)
        again = [key for key in dict.fromkeys(out.given_again[n_again:]) if key not in out.hidden]
        if again:
            store.show(collection, again, by=state.identity)
        done[partner] = now
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
    objects = (out.bodies[key] for key in out.items[out.behind[after] :] if key not in out.hidden)
    return Stretch(objects, Place(after, out.hashes[after]), out.place)


def _publish_some(node: Node, state: State, found: dict[str, Published]) -> bool:
    """One event for all partners; whether more is to come."""
    issuer = Issuer(own_card(state), node.secret, node.key(state), node.stamp(state))
    parts: dict[str, Any] = {}
    objects: dict[tuple[str, str], StixObject] = {}
    looks: dict[str, Look] = {}
    for partner in found:
        planned, looks[partner] = _planned(node, state, issuer, partner)
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
    if parts:
        node.append({"what": "published", "objects": list(objects.values()), "partners": parts})
    node.looks.of.update(looks)
    return any(look.left for look in looks.values())


def _planned(node: Node, state: State, issuer: Issuer, partner: str) -> tuple[Plan, Look]:
    """The plan for a partner, and up to where its claims are decided on once it is recorded. Only claims that may have changed since the
    last time are looked at."""
    offer, today = state.offer(partner), issuer.time.date().isoformat()
    with node.ledger.view() as view:
        state.catch_up(view)  # a mark that came after the state was read must not be passed over for good
        node.looks.load(node.folder, view)
        on = _decided_by(issuer, offer, today)
        # What this thread or process decided last may not be what was published last: the ledger says under which terms that was.
        published_so = state.out(partner).terms == terms_key(offer, today)
        changed = node.looks.changed(view, partner, on) if published_so else None
        left = {} if changed is None else dict(node.looks.of[partner].left)
        now = dict.fromkeys(islice(left, MOST_CLAIMS))
        asked = None if changed is None else {**changed, **now}
        kept = None if asked is None else standing(view, asked)
        planned = plan(issuer, partner, offer, Cases(cases_of(view, state, partner, kept), asked), state.out(partner))
        sequence, hash_ = view.head()
    plan_onward(issuer, planned, offer, state, state.out(partner))
    planned.parted = state.partners[partner].dropped
    if not planned.parted:
        planned.new.extend(issuer.seal_afresh(item) for item in state.said.get(partner, ()))
    plan_parting(issuer, planned, state.out(partner))
    still = {claim: None for claim in left if claim not in now}
    return planned, Look(sequence, hash_, on, {**still, **planned.left})


def _decided_by(issuer: Issuer, offer: Offer | None, today: str) -> str:
    """The digest of all but the claims and what is said of them that decides what a partner may hold."""
    from importlib.metadata import version

    return content_hash(canonical_json([_FORM, version("lagebild"), terms_key(offer, today), issuer.card.last.name]))


def _partners(state: State, only: str | None) -> list[str]:
    """Whom to bring up to date: dropped partners too, as long as something is shown to them."""
    return [one.identity for one in state.partners.values() if only in (None, one.identity)]


def _mirrored(node: Node) -> dict[str, tuple[int, int, int]]:
    path = node.folder / _MIRROR
    if not path.is_file():
        return {}
    value = json.loads(path.read_text(encoding="utf8"))
    return {partner: (n_items, n_hidden, n_again) for partner, (n_items, n_hidden, n_again) in value.items()}


def _save_mirrored(node: Node, done: dict[str, tuple[int, int, int]]) -> None:
    """Written beside and renamed: half a file would have everything put in again, which does no harm but takes long."""
    beside = node.folder / f"{_MIRROR}.new"
    beside.write_text(json.dumps(done), encoding="utf8")
    beside.replace(node.folder / _MIRROR)
