"""What others gave and let us pass on: which of it a partner may have from us, as it is and under its maker's seal.

A received object is never made our own. It goes on only where its maker's rule, or a consent that its maker sealed, names the partner;
our own agreement with that partner must allow it, too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from lagebild.errors import Refused
from lagebild.exchange.held import Held
from lagebild.exchange.issuing import Issuer
from lagebild.exchange.markings import rank
from lagebild.exchange.messages import Message, message
from lagebild.exchange.planning import Plan
from lagebild.exchange.received import Received, received
from lagebild.exchange.release import Offer, entities_of, names_materiel, within
from lagebild.exchange.state import State
from lagebild.exchange.stix.marking import Rule, parse_rule
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.streams import Outbound
from lagebild.exchange.verifying import ended_on, may_hold, rules_for

#: From this level on nothing goes further than to whom its maker gave it (TLP 2.0).
_NEVER_ONWARD: Final = frozenset({"amber+strict", "red"})


def plan_onward(issuer: Issuer, found: Plan, offer: Offer | None, state: State, out: Outbound) -> None:
    """Adds to a plan what is passed on, what of it changed, and what is taken back."""
    today = issuer.time.date().isoformat()
    allowed: dict[str, Held] = {}
    if offer is not None and offer.terms.in_force(today):
        for one in received(state, today, _candidates(state, offer.partner)):
            if may_pass(one, offer, state, today):
                allowed.update((held.id, held) for held in _whole(one.held, state, found.partner))
    known = {item["id"] for item in found.new}
    for id, held in allowed.items():
        if not held.creator:  # the same everywhere: given once, never taken back
            if id not in out.newest and id not in known:
                found.new.append(held.item)
        elif out.onward.get(id) != held.modified:
            found.new.append(held.item)
            found.onward[id] = held.modified
        elif out.seals.get(id) != held.seal:
            found.resealed.append(held.item)
    found.resealed.extend(_sealed_anew(state, out))
    _take_back(issuer, found, [id for id in out.onward if id not in allowed], state, out)


def may_pass(one: Received, offer: Offer, state: State, today: str) -> bool:
    """Whether a partner may have a received claim from us, with the report that it refers to: neither goes without the other, since a
    consent to an older report says nothing about this one, and a reference must not name what stays."""
    ruled = _ruled(one, offer, state)
    return bool(ruled) and all(may_hold(rules, state, (state.identity, offer.partner), item, today) for item, rules in ruled)


def ended_for(one: Received, offer: Offer, state: State, today: str) -> str | None:
    """The day (YYYY-MM-DD, UTC) on which its maker's rule ended, where nothing else keeps a received claim from a partner; else None."""
    ruled = _ruled(one, offer, state)
    day = ended_on([rule for _, rules in ruled for rule in rules], today)
    endless = ((item, tuple(replace(rule, until=None) for rule in rules)) for item, rules in ruled)
    if day is None or not all(may_hold(rules, state, (state.identity, offer.partner), item, today) for item, rules in endless):
        return None
    return day


def _ruled(one: Received, offer: Offer, state: State) -> list[tuple[Held, tuple[Rule, ...]]]:
    """A claim and its reports with their makers' rules; nothing where our own agreement keeps it, or a report is not here."""
    held = one.held
    reports = _reports(held, state) if _agreed(one, offer) else None
    return [] if reports is None else [(item, rules_for(item, state.holdings.markings)) for item in (held, *reports)]


def _agreed(one: Received, offer: Offer) -> bool:
    """Whether our own agreement with a partner, and what is never passed on, let a received claim go to it."""
    held, terms = one.held, offer.terms
    if held.creator == offer.partner or one.level in _NEVER_ONWARD or rank(one.level) > rank(terms.highest):
        return False
    on_topic = (
        (terms.types is None or one.claim.type in terms.types)
        and (terms.parties is None or bool(entities_of(one.claim) & frozenset(terms.parties)))
        and (terms.materiel is None or names_materiel(one.claim, terms.materiel, one.report.language))
        and within(one.claim, one.report.published, terms.since, terms.until)
        and one.parts <= frozenset(terms.parts)
    )
    return on_topic and not terms.approval and not terms.checked  # nobody here can approve or check what is another's


def _candidates(state: State, partner: str) -> list[Held]:
    """The claims of others that some rule, or some consent, lets go on to a partner: all that are worth a closer look."""
    holdings = state.holdings
    ids: dict[str, None] = {}
    for ref, claims in holdings.marked.items():
        if partner in _allies(holdings.markings.get(ref)):
            ids |= claims
    for consent in holdings.consents.values():
        if consent.holder == state.identity and partner in consent.allies:
            ids |= dict.fromkeys(sorted(consent.objects))
    found = (holdings.objects.get(id) for id in ids)
    return sorted((one for one in found if one is not None), key=lambda one: one.sequence)


def _allies(marking: StixObject | None) -> tuple[str, ...]:
    """To whom a rule lets its holders pass things on; nobody where it is none, or not wholly understood."""
    try:
        return parse_rule(marking).allies if marking is not None else ()
    except Refused:
        return ()


def _whole(held: Held, state: State, partner: str) -> Iterator[Held]:
    """The object with all it needs: its maker's rules, consents and reports first."""
    holdings = state.holdings
    for ref in held.markings:
        if ref in holdings.objects:
            yield holdings.objects[ref]
    for consent in holdings.consents_on(held, state.identity):
        if partner in consent.allies:
            yield holdings.objects[consent.note]
    yield from _reports(held, state) or ()
    yield held


def _reports(held: Held, state: State) -> tuple[Held, ...] | None:
    """The reports that a claim refers to; None where one of them is not here, or was withdrawn."""
    found = [one for ref in held.reports if (one := state.holdings.objects.get(ref)) is not None and not one.revoked]
    return tuple(found) if len(found) == len(held.reports) else None


def _sealed_anew(state: State, out: Outbound) -> Iterator[StixObject]:
    """Tombstones of others that were passed on, and whose makers have sealed them anew since."""
    for id, modified in out.stones.items():
        held = state.holdings.objects.get(id)
        if held is not None and held.modified == modified and held.seal != out.seals.get(id):
            yield held.item


def _take_back(issuer: Issuer, found: Plan, gone: Iterable[str], state: State, out: Outbound) -> None:
    """What may no longer be passed on: its maker's tombstone where there is one, else our word that it is taken back."""
    recalled = []
    for id in gone:
        found.onward[id] = None
        found.hidden.append((id, out.onward[id]))
        held = state.holdings.objects.get(id)
        if held is not None and held.revoked and held.message is None:
            found.new.append(held.item)
        else:
            recalled.append(id)
    if recalled:
        said = Message("recall", issuer.card.last.identity, found.partner, {"objects": sorted(recalled)})
        note = message(said, f"{len(recalled)} objects of others are taken back.", issuer.key, issuer.time, out.place.hash)
        found.new.append(note)
        found.recalled = sorted(recalled)
