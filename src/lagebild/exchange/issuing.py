"""From a claim that may travel to the sealed objects that one partner gets.

Every object is made for one partner: its id depends on the partner, so withdrawing it there is a plain tombstone that says nothing
to anybody else. What was revoked never comes back under its id: a claim that may travel again gets new ones.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.record import claim_part, report_part
from lagebild.errors import Refused
from lagebild.exchange.card import Card
from lagebild.exchange.keys import SigningKey
from lagebild.exchange.release import Case, Offer, Released
from lagebild.exchange.sealing import SEAL_EXTENSION, seal
from lagebild.exchange.stix.fields import Fields
from lagebild.exchange.stix.ids import Creator
from lagebild.exchange.stix.mapping import claim_objects
from lagebild.exchange.stix.marking import Rule, release_rule
from lagebild.exchange.stix.versions import new_version, same_content, tombstone
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.streams import Outbound, Shown

#: Times that one claim may be withdrawn from one partner and given anew.
_MOST_ROUNDS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues now: our card, the secret for ids, the key that signs, and the time (UTC)."""

    card: Card
    secret: bytes
    key: SigningKey
    time: datetime

    @property
    def creator(self) -> Creator:
        """Us as STIX knows us."""
        return Creator(self.card.last.identity, self.card.last.name, self.card.statements[0].time, self.secret)

    @property
    def revoked(self) -> frozenset[str]:
        """The ids of our keys that no longer count: what they sealed is sealed anew."""
        return frozenset(key.id for key in self.card.last.keys if key.revoked_at is not None)

    def seal(self, item: StixObject) -> StixObject:
        """`item` with our seal."""
        return seal(item, self.key, self.time)

    def seal_afresh(self, item: StixObject) -> StixObject:
        """`item`, which waited to go out, as it is, or with a new seal where the key of its seal was revoked meanwhile: nobody who knows
        of that would take it."""
        return self.seal(item) if item.get("extensions", {}).get(SEAL_EXTENSION, {}).get("key") in self.revoked else item


@dataclass(frozen=True, slots=True)
class Before:
    """What a partner has of a claim, and the newest version of every object that it was given."""

    shown: Shown | None
    last: Mapping[str, StixObject]


@dataclass(frozen=True, slots=True)
class Issued:
    """The objects of one claim as they must stand at the partner (ids in `shown`), and those of them that are new."""

    shown: Shown
    new: tuple[StixObject, ...]


def key_of(issuer: Issuer, offer: Offer, case: Case, released: Released) -> str:
    """The hash of all that decides the objects of a claim: while it stays, nothing has to be made."""
    terms = offer.terms
    return content_hash(canonical_json([
        claim_part(case.kept.claim), case.kept.state, report_part(case.report), released.level, sorted(released.parts),
        terms.onward, list(terms.allies), issuer.card.last.name,
    ]))  # fmt: skip


def issue(issuer: Issuer, offer: Offer, case: Case, ruling: tuple[Released, str], had: Before) -> Issued:
    """The objects of a claim for a partner, versions of what it has where there are some; `ruling` is what was decided, and its key."""
    released, key = ruling
    before = had.shown
    origin = before.origin if before is not None else None
    for number in range(_MOST_ROUNDS):
        objects = _objects(issuer, offer, case, released, (number, origin))
        if before is not None and origin is None and objects[-1]["id"] != before.note:
            origin = before.note
            objects = _objects(issuer, offer, case, released, (number, origin))
        if not any(had.last.get(item["id"], {}).get("revoked") for item in objects):
            break
    else:
        raise Refused("note", "id", f"{case.kept.claim.id} was withdrawn from {offer.partner} {_MOST_ROUNDS} times")
    shown = Shown(
        key, tuple(item["id"] for item in objects), released.level,
        tuple(sorted(released.parts)), origin,
    )  # fmt: skip
    return Issued(shown, tuple(ready for item in objects if (ready := _ready(issuer, item, had.last.get(item["id"]))) is not None))


def withdraw(issuer: Issuer, out: Outbound, id: str) -> StixObject | None:
    """The tombstone of an object of ours at a partner; None for what has no versions (markings) or is withdrawn already."""
    last = out.last.get(id)
    if last is None or last.get("revoked") or "modified" not in last or last["type"] == "identity":
        return None
    return issuer.seal(tombstone(last, issuer.time))


def _objects(
    issuer: Issuer, offer: Offer, case: Case, released: Released, which: tuple[int, str | None]
) -> tuple[StixObject, ...]:
    number, origin = which
    allies = offer.terms.allies
    onward = "none" if offer.terms.onward == "allies" and not allies else offer.terms.onward
    rule = release_rule(issuer.creator, Rule((offer.partner,), onward, allies if onward == "allies" else ()))
    return claim_objects(
        case.kept, case.report, issuer.creator, Fields(released.parts), created=issuer.time, marking=released.level, markings=(rule,),
        generation=_generation(offer.partner, number), derived_from=origin,
    )  # fmt: skip


def _generation(partner: str, number: int) -> int:
    """A number below 2^48 that no other partner, and no other round, has."""
    return int.from_bytes(hashlib.sha256(f"{partner} {number}".encode()).digest()[:6], "big")


def _ready(issuer: Issuer, item: StixObject, last: StixObject | None) -> StixObject | None:
    """`item` sealed, as the version after `last`; None where `last` says the same."""
    if item.get("created_by_ref") is None:
        return item if last is None else None
    if last is None:
        return issuer.seal(item)
    if same_content(last, item) or "modified" not in last:
        return None
    return issuer.seal(new_version(last, item, issuer.time))


def shown_part(shown: Shown) -> dict[str, Any]:
    """The JSON form of what a partner sees of a claim."""
    return {
        "key": shown.key, "objects": list(shown.objects), "level": shown.level, "parts": list(shown.parts), "origin": shown.origin,
    }  # fmt: skip
