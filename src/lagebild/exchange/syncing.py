"""Between two nodes: polling a partner's outbox, taking in what it pushed here, pushing to it, and how things stand with each."""

import json
from dataclasses import dataclass
from typing import Final

from lagebild.errors import LagebildError, Refused
from lagebild.exchange.allowances import day_after
from lagebild.exchange.collections import inbox, outbox
from lagebild.exchange.node import Node
from lagebild.exchange.partners import kept_token
from lagebild.exchange.quota import OverQuota
from lagebild.exchange.receiving import RefusedHere, Taken, take
from lagebild.exchange.state import Partner, State
from lagebild.exchange.stream import Gap
from lagebild.exchange.taxii.client import TaxiiClient
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.waits import Wait, note_wait

#: Objects of an inbox that are taken in at once.
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Pushes:
    """What a push came to: how many objects the partner holds now, and what it refused with its reason."""

    n_sent: int
    refused: tuple[RefusedHere, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with a partner.

    `n_shown` claims are shown to it, `n_received` objects it holds out to us. `unconfirmed` are withdrawn objects of which it has not
    said that it applied the withdrawal, with their place in the stream, `confirmed` the place up to which it has. `gaps` is what is
    wrong with its stream, `n_refused` how many objects of it were refused here, `refused_there` what it refused of ours.
    """

    partner: Partner
    in_force: bool
    n_shown: int
    n_received: int
    given: int
    confirmed: int
    unconfirmed: tuple[tuple[str, int], ...]
    gaps: tuple[Gap, ...]
    n_refused: int
    refused_there: tuple[tuple[str, str], ...]


def poll(node: Node, partner: Partner, client: TaxiiClient | None = None) -> Taken:
    """Takes in what is new in a partner's outbox, page by page; the place is kept with each page, so a broken-off poll goes on there.
    Raises what the client raises, `KeyUnusable` without a token, `Refused` for a partner that serves nothing, and `OverQuota` where it
    gives more than it may in a day: what was taken stays, and the rest is fetched another day."""
    own = client is None
    state = node.state()
    used = client or client_for(node, partner)
    done = Taken(partner.identity, 0, 0, (), ())
    try:
        cursor = state.come(partner.identity).cursors.get("poll")
        for page in used.poll(outbox(partner.identity, state.identity), cursor):
            now = node.now()
            given = state.come(partner.identity).used.on(now.date().isoformat())
            if not given.plus(len(page.objects), 0).fits(node.quota):
                note_wait(node.folder, partner.identity, Wait("day", now, day_after(now)))
                raise OverQuota(partner.name, node.quota)
            poison = [RefusedHere(one.id, one.version, one.reason or "") for one in page.refused]
            done = _together(done, take(node, partner.identity, page.objects, ("poll", page.cursor)), poison)
    finally:
        if own:
            used.close()
    return done


def take_inbox(node: Node, store: ObjectStore, partner: str) -> Taken | None:
    """Takes in what a partner (identity) has pushed here since the last time; None where it pushed nothing."""
    state = node.state()
    collection = inbox(state.identity, partner)
    if store.collection(collection) is None:
        return None
    at = int(state.come(partner).cursors.get("inbox", "0"))
    done: Taken | None = None
    batch: list[object] = []
    for entry in store.everything(collection, at):
        batch.append(json.loads(entry.body))
        at = entry.added
        if len(batch) >= _BATCH:
            done = _together(done, take(node, partner, batch, ("inbox", str(at))), [])
            batch = []
    if batch:
        done = _together(done, take(node, partner, batch, ("inbox", str(at))), [])
    return done


def push(node: Node, partner: Partner, client: TaxiiClient | None = None) -> Pushes:
    """Pushes what was published for a partner and not pushed yet to its inbox; nothing is sent where there is no news. Raises as `poll`."""
    state = node.state()
    out = state.out(partner.identity)
    some = [out.bodies[key] for key in out.items[out.n_pushed :] if key not in out.hidden]
    if len(out.items) == out.n_pushed:
        return Pushes(0, ())
    own = client is None
    used = client or client_for(node, partner)
    try:
        answers = used.push(inbox(partner.identity, state.identity), some)
    finally:
        if own:
            used.close()
    refused = tuple(RefusedHere(one.id, one.version, one.reason) for one in answers if one.reason is not None)
    node.append({
        "what": "pushed", "partner": partner.identity, "n_items": len(out.items), "refused": {one.id: one.reason for one in refused},
    })  # fmt: skip
    return Pushes(len(some) - len(refused), refused)


def client_for(node: Node, partner: Partner) -> TaxiiClient:
    """A client for a partner's server, with the token that it gave us."""
    address = partner.card.last.address
    if address is None:
        raise Refused("partner", "address", f"{partner.name} serves nothing; use bundles, or wait until it polls")
    return TaxiiClient(address, kept_token(node, partner))


def standing(state: State, partner: Partner, today: str) -> Standing:
    """How things stand with a partner on a day (YYYY-MM-DD)."""
    id = partner.identity
    out, come, offer = state.out(id), state.come(id), state.offer(id)
    held = sum(1 for one in state.holdings.objects.values() if not one.revoked and come.holds_out(one.id))
    return Standing(
        partner, offer is not None and offer.terms.in_force(today), len(out.claims), held, out.place.sequence, out.confirmed,
        tuple(sorted(out.unconfirmed().items(), key=lambda one: one[1])), come.wrong(), come.n_refused,
        tuple(sorted(out.refused_there.items())),
    )  # fmt: skip


def sync(node: Node, store: ObjectStore) -> list[tuple[Partner, str]]:
    """One round with every partner: take in, publish, poll, publish, push. What fails with one partner does not stop the others; the
    failures, each with its partner."""
    from lagebild.exchange.flow import publish

    failures: list[tuple[Partner, str]] = []
    for step in (_take_and_poll, push):
        publish(node, store)
        for partner in list(node.state().active()):
            if partner.card.last.address is None and step is push:
                continue
            try:
                if step is push:
                    push(node, partner)
                else:
                    _take_and_poll(node, store, partner)
            except LagebildError as error:
                failures.append((partner, str(error)))
    publish(node, store)
    return failures


def _take_and_poll(node: Node, store: ObjectStore, partner: Partner) -> None:
    take_inbox(node, store, partner.identity)
    if partner.card.last.address is not None:
        poll(node, partner)


def _together(before: Taken | None, now: Taken, poison: list[RefusedHere]) -> Taken:
    """Two rounds as one."""
    if before is None:
        return now
    return Taken(
        now.partner, before.n_new + now.n_new, before.n_known + now.n_known, (*before.refused, *poison, *now.refused), now.gaps, now.wanted,
    )  # fmt: skip
