"""What others gave and let us pass on: which of it a partner may have from us, as it is and under its maker's seal.

A received object is never made our own. It goes on only where its maker's rule, or a consent that its maker sealed, names the partner;
our own agreement with that partner must allow it, too.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from lagebild.exchange.held import Held, creator_of
from lagebild.exchange.issuing import Issuer
from lagebild.exchange.markings import rank
from lagebild.exchange.messages import Message, message, message_of
from lagebild.exchange.planning import Plan
from lagebild.exchange.received import Received, received
from lagebild.exchange.release import Offer, entities_of, names_materiel, within
from lagebild.exchange.state import State
from lagebild.exchange.stix.marking import tlp_of
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import version_of
from lagebild.exchange.streams import Outbound
from lagebild.exchange.verifying import may_hold, rules_of

#: From this level on nothing goes further than to whom its maker gave it (TLP 2.0).
_NEVER_ONWARD: Final = frozenset({"amber+strict", "red"})


def plan_onward(issuer: Issuer, found: Plan, offer: Offer | None, state: State, out: Outbound) -> None:
    """Adds to a plan what is passed on, what of it changed, and what is taken back."""
    today = issuer.time.date().isoformat()
    allowed: dict[str, StixObject] = {}
    if offer is not None and offer.terms.in_force(today):
        for one in received(state, today):
            if may_pass(one, offer, state, today):
                allowed.update((item["id"], item) for item in _whole(one.held, state, found.partner))
    for item in allowed.values():
        if not creator_of(item):  # the same everywhere: given once, never taken back
            if item["id"] not in out.last and all(one["id"] != item["id"] for one in found.new):
                found.new.append(item)
        elif out.onward.get(item["id"]) != version_of(item):
            found.new.append(item)
            found.onward[item["id"]] = version_of(item)
        elif out.bodies[item["id"], version_of(item)] != item:
            found.resealed.append(item)
    found.resealed.extend(_sealed_anew(state, out))
    _take_back(issuer, found, [id for id in out.onward if id not in allowed], state, out)


def may_pass(one: Received, offer: Offer, state: State, today: str) -> bool:
    """Whether a partner may have a received claim from us, with the report that it refers to: neither goes without the other, since a
    consent to an older report says nothing about this one, and a reference must not name what stays."""
    held, terms = one.held, offer.terms
    level = tlp_of(held.item)
    if held.creator == offer.partner or level is None or level in _NEVER_ONWARD or rank(level) > rank(terms.highest):
        return False
    on_topic = (
        (terms.types is None or one.claim.type in terms.types)
        and (terms.parties is None or bool(entities_of(one.claim) & frozenset(terms.parties)))
        and (terms.materiel is None or names_materiel(one.claim, terms.materiel, one.report.language))
        and within(one.claim, one.report.published, terms.since, terms.until)
        and one.parts <= frozenset(terms.parts)
    )
    if not on_topic or terms.approval or terms.checked:  # nobody here can approve or check what is another's
        return False
    reports = _reports(held, state)
    if reports is None:
        return False
    return all(
        may_hold(rules_of(item, state.holdings.markings), state, state.identity, offer.partner, item, today)
        for item in (held.item, *reports)
    )


def _whole(held: Held, state: State, partner: str) -> Iterator[StixObject]:
    """The object with all it needs: its maker's rules, consents and reports first."""
    holdings = state.holdings
    for ref in held.item.get("object_marking_refs", []):
        if ref in holdings.objects:
            yield holdings.objects[ref].item
    for consent in holdings.consents_for(held.item, state.identity):
        if partner in consent.allies:
            yield holdings.objects[consent.note].item
    yield from _reports(held, state) or ()
    yield held.item


def _reports(held: Held, state: State) -> tuple[StixObject, ...] | None:
    """The reports that a claim refers to; None where one of them is not here, or was withdrawn."""
    refs = [ref for ref in held.item.get("object_refs", []) if isinstance(ref, str) and ref.startswith("report--")]
    found = [one for ref in refs if (one := state.holdings.objects.get(ref)) is not None and not one.revoked]
    return tuple(one.item for one in found) if len(found) == len(refs) else None


def _sealed_anew(state: State, out: Outbound) -> Iterator[StixObject]:
    """Tombstones of others that were passed on, and whose makers have sealed them anew since."""
    for id, item in out.last.items():
        if item.get("revoked") and creator_of(item) != state.identity:
            now = state.holdings.body(id, version_of(item))
            if now is not None and now != item:
                yield now


def _take_back(issuer: Issuer, found: Plan, gone: Iterable[str], state: State, out: Outbound) -> None:
    """What may no longer be passed on: its maker's tombstone where there is one, else our word that it is taken back."""
    recalled = []
    for id in gone:
        found.onward[id] = None
        found.hidden.append((id, out.onward[id]))
        held = state.holdings.objects.get(id)
        if held is not None and held.revoked and message_of(held.item) is None:
            found.new.append(held.item)
        else:
            recalled.append(id)
    if recalled:
        said = Message("recall", issuer.card.last.identity, found.partner, {"objects": sorted(recalled)})
        note = message(said, f"{len(recalled)} objects of others are taken back.", issuer.key, issuer.time, out.place.hash)
        found.new.append(note)
        found.recalled = sorted(recalled)

