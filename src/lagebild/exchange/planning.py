"""What has to change at one partner so that it holds exactly what it may: the difference between what is shown and what is allowed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.exchange.issuing import Issuer, issue, key_of, shown_part, withdraw
from lagebild.exchange.messages import Message, message
from lagebild.exchange.release import Case, Offer, Released, decide
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import entry_of, head_part, heads_of, stream_name, version_of
from lagebild.exchange.streams import Outbound, Shown
from lagebild.exchange.terms import terms_part

#: Claims that one event gives out anew, so that no event of the ledger grows beyond some megabytes.
MOST_CLAIMS: Final = 1_000


@dataclass(slots=True)
class Plan:
    """What goes to one partner next: objects in their order, what each claim then shows (None: nothing), versions to hide, objects of
    others that are held out or not (None) from now on, and which of them are taken back. `resealed` has new seals on versions that went
    out before. `more` says that more is to come."""

    partner: str
    terms: str | None
    new: list[StixObject] = field(default_factory=list)
    claims: dict[str, Shown | None] = field(default_factory=dict)
    onward: dict[str, str | None] = field(default_factory=dict)
    recalled: list[str] = field(default_factory=list)
    resealed: list[StixObject] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    more: bool = False

    def changes(self, out: Outbound) -> bool:
        """Whether anything is to be recorded."""
        return bool(self.new or self.resealed or self.claims or self.onward or self.hidden or self.terms != out.terms)


@dataclass(frozen=True, slots=True)
class Cases:
    """Claims to decide on: `items` have reports without text, `whole` gives one with it. `rulings` remembers, by claim, what was decided
    on which facts."""

    items: Iterable[Case]
    whole: Callable[[Case], Case]
    rulings: dict[str, Any]


def plan(issuer: Issuer, partner: str, offer: Offer | None, cases: Cases, out: Outbound) -> Plan:
    """The plan for our own claims: first what must go, then what is new or changed."""
    today = issuer.time.date().isoformat()
    found = Plan(partner, terms_key(offer, today))
    allowed = _allowed(issuer, offer, cases, today) if offer is not None and offer.terms.in_force(today) else {}
    for claim in out.claims:
        if claim not in allowed:
            found.claims[claim] = None
    working = replace(out, last=dict(out.last))
    for claim, (case, released, key) in allowed.items():
        before = out.claims.get(claim)
        if offer is None or (before is not None and before.key == key):
            continue
        if len(found.claims) >= MOST_CLAIMS:
            found.more = True
            break
        issued = issue(issuer, offer, cases.whole(case), (released, key), working)
        found.claims[claim] = issued.shown
        found.new.extend(issued.new)
        working.last.update((item["id"], item) for item in issued.new)
    _withdraw_unused(issuer, found, out)
    if issuer.revoked:
        shown = (item for key, item in out.bodies.items() if key not in out.hidden)
        found.resealed.extend(issuer.seal(item) for item in shown if issuer.made(item) and issuer.stale(item))
    return found


def terms_key(offer: Offer | None, today: str) -> str | None:
    """The hash of the terms that hold on a day; None where none do. What was published under other terms must not be read."""
    if offer is None or not offer.terms.in_force(today):
        return None
    return content_hash(canonical_json(terms_part(offer.terms)))


def event_part(issuer: Issuer, found: Plan, out: Outbound) -> tuple[dict[str, Any], list[StixObject]]:
    """What the event says of this partner, and the objects it gives out, with the signed heads that close them."""
    items = [*found.resealed, *found.new]
    entries = [entry_of(item) for item in found.new]
    heads = heads_of(stream_name(issuer.card.last.identity, found.partner), out.place, entries)
    for head in heads:
        said = Message("head", issuer.card.last.identity, found.partner, head_part(head))
        items.append(message(said, f"Head of the stream after {head.place.sequence} objects.", issuer.key, issuer.time, head.place.hash))
    part = {
        "items": [[item["id"], version_of(item)] for item in items],
        "entries": [[entry.id, entry.modified] for entry in entries],
        "places": [[head.place.sequence, head.place.hash] for head in heads],
        "claims": {claim: None if shown is None else shown_part(shown) for claim, shown in found.claims.items()},
        "onward": found.onward, "recalled": [[id, out.place.sequence + len(entries)] for id in found.recalled], "terms": found.terms,
        "hidden": [list(one) for one in (*found.hidden, *_replaced(found.new, out)) if one not in out.hidden],
    }  # fmt: skip
    return part, items


def _allowed(issuer: Issuer, offer: Offer, cases: Cases, today: str) -> dict[str, tuple[Case, Released, str]]:
    """The claims that may travel, each with the hash of all that decides its objects. What was decided on the same facts stays so."""
    found = {}
    name = issuer.card.last.name
    for case in cases.items:
        id = case.kept.claim.id
        facts = (case, offer, today, name)
        known = cases.rulings.get(id)
        if known is None or known[0] != facts:
            ruling = decide(offer, case, today)
            key = key_of(issuer, offer, case, ruling) if isinstance(ruling, Released) else ""
            known = cases.rulings[id] = (facts, ruling, key)
        if isinstance(known[1], Released):
            found[id] = (case, known[1], known[2])
    return found


def _withdraw_unused(issuer: Issuer, found: Plan, out: Outbound) -> None:
    """Tombstones, before all else, for objects that no claim needs any more, and everything of them out of sight."""
    if not found.claims:
        return
    left = {claim: shown for claim, shown in out.claims.items() if claim not in found.claims}
    left |= {claim: shown for claim, shown in found.claims.items() if shown is not None}
    needed = {id for shown in left.values() for id in shown.objects}
    gone = dict.fromkeys(id for claim in found.claims if claim in out.claims for id in out.claims[claim].objects if id not in needed)
    stones = [stone for id in gone if (stone := withdraw(issuer, out, id)) is not None]
    found.new[:0] = stones


def _replaced(new: Iterable[StixObject], out: Outbound) -> Iterable[tuple[str, str]]:
    """Older versions of what is given anew: whoever may not see something any more must not find it among old versions."""
    for item in new:
        last = out.last.get(item["id"])
        if last is not None and version_of(last) != version_of(item):
            yield item["id"], version_of(last)

