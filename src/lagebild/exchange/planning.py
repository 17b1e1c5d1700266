"""What has to change at one partner so that it holds exactly what it may: the difference between what is shown and what is allowed."""

from collections import ChainMap, Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.exchange.issuing import Before, Issuer, issue, key_of, shown_part, withdraw
from lagebild.exchange.messages import Message, message, message_of
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
    out before. `left` are claims on which something is to be done after this; `parted` whether
    the partner was dropped, and sees tombstones and heads alone."""

    partner: str
    terms: str | None
    new: list[StixObject] = field(default_factory=list)
    claims: dict[str, Shown | None] = field(default_factory=dict)
    onward: dict[str, str | None] = field(default_factory=dict)
    recalled: list[str] = field(default_factory=list)
    resealed: list[StixObject] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    left: dict[str, None] = field(default_factory=dict)
    parted: bool = False

    def changes(self, out: Outbound) -> bool:
        """Whether anything is to be recorded."""
        moved = (self.terms, self.parted) != (out.terms, out.parted)
        return bool(self.new or self.resealed or self.claims or self.onward or self.hidden or moved)


@dataclass(frozen=True, slots=True)
class Cases:
    """Claims to decide on: `items` are those that stand, of the `asked` ones alone, or where that is None of all."""

    items: Iterable[Case]
    asked: Collection[str] | None


def plan(issuer: Issuer, partner: str, offer: Offer | None, cases: Cases, out: Outbound) -> Plan:
    """The plan for our own claims: first what must go, then what is new or changed."""
    today = issuer.time.date().isoformat()
    found = Plan(partner, terms_key(offer, today))
    allowed: set[str] = set()
    due: list[tuple[Case, Released, str]] = []
    for case in cases.items if offer is not None and offer.terms.in_force(today) else ():
        id, ruling = case.kept.claim.id, decide(offer, case, today)
        if offer is None or not isinstance(ruling, Released):
            continue
        allowed.add(id)
        key = key_of(issuer, offer, case, ruling)
        before = out.claims.get(id)
        if before is not None and before.key == key:
            continue
        if len(due) < MOST_CLAIMS:
            due.append((case, ruling, key))
        else:
            found.left[id] = None
    found.claims.update((claim, None) for claim in _shown_of(out, cases.asked) if claim not in allowed)
    if offer is not None:
        _issue(issuer, offer, due, found, out)
    _withdraw_unused(issuer, found, out)
    stale = (key for id in sorted(issuer.revoked) for key in out.sealed.get(id, ()) if key not in out.hidden)
    found.resealed.extend(issuer.seal(out.bodies[key]) for key in stale)
    return found


def _shown_of(out: Outbound, asked: Collection[str] | None) -> Iterable[str]:
    return out.claims if asked is None else (claim for claim in asked if claim in out.claims)


def _issue(issuer: Issuer, offer: Offer, due: Iterable[tuple[Case, Released, str]], found: Plan, out: Outbound) -> None:
    """Makes the objects of claims that are new or changed."""
    last: ChainMap[str, StixObject] = ChainMap({}, out.last)  # type: ignore[arg-type]  # only the first one is written to
    for case, released, key in due:
        issued = issue(issuer, offer, case, (released, key), Before(out.claims.get(case.kept.claim.id), last))
        found.claims[case.kept.claim.id] = issued.shown
        found.new.extend(issued.new)
        last.update((item["id"], item) for item in issued.new)


def plan_parting(issuer: Issuer, found: Plan, out: Outbound) -> None:
    """Takes all but tombstones, and what closes and completes them, out of sight of a partner that is dropped now, and shows it again to
    one that is back."""
    if found.parted and not out.parted:
        seen = ((key, out.bodies[key]) for key in dict.fromkeys(out.items) if key not in out.hidden)
        found.hidden.extend(key for key, item in seen if not item.get("revoked") and not _is_last_word(item))
    elif out.parted and not found.parted:
        newest = (key for key in out.hidden if out.newest.get(key[0]) == key[1] and key[0] not in out.withdrawn)
        found.resealed.extend(issuer.seal_afresh(out.bodies[key]) for key in newest if not out.seals.get(key[0]))


def _is_last_word(item: StixObject) -> bool:
    said = message_of(item)
    return said is not None and said.kind in ("head", "recall")


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
        "parted": found.parted,
        "hidden": [list(one) for one in (*found.hidden, *_replaced(found.new, out)) if one not in out.hidden],
    }  # fmt: skip
    return part, items


def _withdraw_unused(issuer: Issuer, found: Plan, out: Outbound) -> None:
    """Tombstones, before all else, for objects that no claim needs any more, and everything of them out of sight."""
    left: Counter[str] = Counter()
    for claim, shown in found.claims.items():
        before = out.claims.get(claim)
        left.subtract(before.objects if before is not None else ())
        left.update(shown.objects if shown is not None else ())
    gone = (id for id, change in left.items() if change < 0 and out.needed[id] + change <= 0)
    found.new[:0] = [stone for id in gone if (stone := withdraw(issuer, out, id)) is not None]


def _replaced(new: Iterable[StixObject], out: Outbound) -> Iterable[tuple[str, str]]:
    """Older versions of what is given anew: whoever may not see something any more must not find it among old versions."""
    for item in new:
        last = out.newest.get(item["id"])
        if last is not None and last != version_of(item):
            yield item["id"], last

