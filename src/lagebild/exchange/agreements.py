"""Agreements: numbered versions of terms that both sides sign, and narrowings that one side signs alone.

A version is in force once both have signed the same bytes. What one side narrows holds at once and until the next version: the terms
are then what the version *and* the narrowing allow (`terms.meet`), so a narrowing can never widen.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lagebild.claims.canonical import content_hash
from lagebild.claims.fields import Fields
from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.keys import KeyRing, SigningKey
from lagebild.exchange.refusing import refusing
from lagebild.exchange.sealing import open_bytes, seal_bytes
from lagebild.exchange.stix.wire import WireLimits, canonical_bytes, parsed_object
from lagebild.exchange.terms import NOTHING, Terms, meet, parse_terms, terms_part

#: What an agreement's version and a narrowing are, as their signatures have it bound in.
VERSION_TYPE: Final = "application/vnd.lagebild.agreement+json"
NARROWING_TYPE: Final = "application/vnd.lagebild.narrowing+json"
_VERSION: Final = ("id", "version", "parties", "terms", "previous")
_NARROWING: Final = ("agreement", "version", "giver", "by", "terms")
#: Terms may list thousands of parties, and base64 adds a third.
_LIMITS: Final = WireLimits(max_bytes=400_000, max_depth=8)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an agreement. `parties` are two identities, sorted; `gives` holds for each what it gives the other; `previous`
    is the hash of the version before, None for the first."""

    id: str
    number: int
    parties: tuple[str, str]
    gives: Mapping[str, Terms]
    previous: str | None = None

    def __post_init__(self) -> None:
        if len(set(self.parties)) != 2 or tuple(sorted(self.parties)) != self.parties or self.gives.keys() != set(self.parties):
            raise InvalidClaim("agreement", "is not between two parties, each with what it gives")
        if self.number < 1 or (self.number == 1) != (self.previous is None):
            raise InvalidClaim("agreement", "its first version, and no other, follows none")

    @property
    def payload(self) -> bytes:
        """What is signed."""
        return canonical_bytes({
            "id": self.id, "version": self.number, "parties": list(self.parties), "previous": self.previous,
            "terms": {party: terms_part(given) for party, given in self.gives.items()},
        })  # fmt: skip

    @property
    def hash(self) -> str:
        """The hash of what is signed, which the next version names."""
        return content_hash(self.payload)

    def other(self, party: str) -> str:
        """The other party."""
        return self.parties[1] if party == self.parties[0] else self.parties[0]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What one party (`by`) takes back of what `giver` gives under a version: from now on no more than `terms`."""

    agreement: str
    version: int
    giver: str
    by: str
    terms: Terms

    @property
    def payload(self) -> bytes:
        """What is signed."""
        return canonical_bytes({
            "agreement": self.agreement, "version": self.version, "giver": self.giver, "by": self.by, "terms": terms_part(self.terms),
        })  # fmt: skip


@dataclass(slots=True)
class Signed:
    """A version with the signatures it has: for each identity its envelope."""

    version: Version
    envelopes: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def by_both(self) -> bool:
        """Whether both have signed."""
        return self.envelopes.keys() == set(self.version.parties)


@dataclass(slots=True)
class AgreementBook:
    """Every version (by agreement and hash: two proposals may have one number) and narrowing that was recorded. Signatures were proved
    before; here they are counted."""

    versions: dict[str, dict[str, Signed]] = field(default_factory=dict)
    narrowings: dict[str, list[Narrowing]] = field(default_factory=dict)

    def apply(self, payload: Mapping[str, Any]) -> None:
        """Takes in the payload of an agreement event."""
        if payload["action"] == "narrow":
            narrowing = parse_narrowing(payload["document"])
            self.narrowings.setdefault(narrowing.agreement, []).append(narrowing)
            return
        version = parse_version(payload["document"])
        held = self.versions.setdefault(version.id, {}).setdefault(version.hash, Signed(version))
        held.envelopes |= payload["envelopes"]

    def with_partner(self, us: str, partner: str) -> tuple[str, ...]:
        """The agreements between us and a partner."""
        pair = tuple(sorted((us, partner)))
        return tuple(id for id, versions in self.versions.items() if next(iter(versions.values())).version.parties == pair)

    def in_force(self, id: str) -> Version | None:
        """The highest version that both have signed; of two that each side signed of the other's, the one that both sides take."""
        signed = [one.version for one in self.versions.get(id, {}).values() if one.by_both]
        return max(signed, key=lambda version: (version.number, version.hash), default=None)

    def current(self, one: str, other: str) -> Version | None:
        """The version in force between two parties. Where each proposed a first one before the other's arrived, and both were signed,
        it is the one that both sides find: of the highest number, and of these of the highest hash."""
        found = [version for id in self.with_partner(one, other) if (version := self.in_force(id)) is not None]
        return max(found, key=lambda version: (version.number, version.hash), default=None)

    def proposed(self, id: str) -> tuple[Signed, ...]:
        """The versions that could come into force next: each follows the one that is, and lacks a signature."""
        number = self._next(id)
        return tuple(one for one in self.versions.get(id, {}).values() if one.version.number == number and not one.by_both)

    def open_for(self, id: str, party: str) -> Version | None:
        """The version that waits for the signature of `party`: the one that the other proposed last."""
        return next((one.version for one in reversed(self.proposed(id)) if party not in one.envelopes), None)

    def check(self, version: Version) -> None:
        """Raises `Refused` where a version that is not known yet does not follow the one in force."""
        if version.hash in self.versions.get(version.id, {}):
            return
        before = self.in_force(version.id)
        if version.number != self._next(version.id) or version.previous != (before.hash if before else None):
            raise Refused("agreement", "version", "does not follow the version in force")

    def _next(self, id: str) -> int:
        before = self.in_force(id)
        return before.number + 1 if before is not None else 1

    def terms(self, giver: str, taker: str) -> Terms | None:
        """What `giver` lets `taker` hold: the version in force, met with every narrowing of it. None without one in force.

        Of several agreements between two parties the one of `current` counts.
        """
        found = self.current(giver, taker)
        if found is None:
            return None
        given = found.gives[giver]
        for one in self.narrowings.get(found.id, ()):
            if one.version == found.number and one.giver == giver:
                given = meet(given, one.terms)
        return given


def sign_version(version: Version, key: SigningKey, time: datetime) -> dict[str, Any]:
    """The envelope in which one party signs a version."""
    return seal_bytes(version.payload, VERSION_TYPE, key, time)


def sign_narrowing(narrowing: Narrowing, key: SigningKey, time: datetime) -> dict[str, Any]:
    """The envelope in which one party narrows."""
    return seal_bytes(narrowing.payload, NARROWING_TYPE, key, time)


def ending(version: Version, by: str) -> tuple[Narrowing, Narrowing]:
    """The narrowings by which `by` ends an agreement, in both directions."""
    first, second = (Narrowing(version.id, version.number, giver, by, NOTHING) for giver in version.parties)
    return first, second


def open_version(envelopes: Iterable[Any], rings: Mapping[str, KeyRing]) -> Signed:
    """The version that these envelopes sign, with every signature proved. Raises `Refused` where they sign different bytes, where
    somebody signs who is no party, and for a signature that does not hold."""
    found: Signed | None = None
    for envelope in envelopes:
        payload, signer = _opened(envelope, VERSION_TYPE, rings)
        version = parse_version(parsed_object(payload, _LIMITS, "agreement"))
        if version.payload != payload:
            raise Refused("agreement", "", "is not in canonical form")
        if found is None:
            found = Signed(version)
        if version != found.version:
            raise Refused("agreement", "", "the two sides signed different versions")
        if signer not in version.parties:
            raise Refused("agreement", "", f"{signer} signs it and is no party")
        found.envelopes[signer] = envelope
    if found is None:
        raise Refused("agreement", "", "nobody has signed it")
    return found


def open_narrowing(envelope: Any, rings: Mapping[str, KeyRing]) -> Narrowing:
    """The narrowing that an envelope holds, its signature proved. Raises `Refused`."""
    payload, signer = _opened(envelope, NARROWING_TYPE, rings)
    narrowing = parse_narrowing(parsed_object(payload, _LIMITS, "narrowing"))
    if narrowing.by != signer:
        raise Refused("narrowing", "by", f"{signer} signs for {narrowing.by}")
    return narrowing


def parse_version(value: object) -> Version:
    """The version in its JSON form; raises `Refused`."""
    with refusing("agreement"):
        fields = Fields(value, "agreement", _VERSION)
        parties = fields.texts("parties")
        given, path = fields.one("terms")
        gives = Fields(given, path, parties)
        if len(parties) != 2:
            raise InvalidClaim(fields.at("parties"), "are not two")
        return Version(
            fields.text("id"), fields.integer("version"), (parties[0], parties[1]),
            {party: parse_terms(*gives.one(party)) for party in parties}, fields.text_or_none("previous"),
        )  # fmt: skip


def parse_narrowing(value: object) -> Narrowing:
    """The narrowing in its JSON form; raises `Refused`."""
    with refusing("narrowing"):
        fields = Fields(value, "narrowing", _NARROWING)
        given = parse_terms(*fields.one("terms"))
        return Narrowing(fields.text("agreement"), fields.integer("version"), fields.text("giver"), fields.text("by"), given)


def document_of(payload: bytes) -> dict[str, Any]:
    """The JSON form of what was signed, for an event."""
    document: dict[str, Any] = json.loads(payload)
    return document


def _opened(envelope: Any, payload_type: str, rings: Mapping[str, KeyRing]) -> tuple[bytes, str]:
    """What an envelope holds, and whose signature proves it."""
    reason = Refused("agreement", "", "nobody who is known signed it")
    for identity, ring in rings.items():
        try:
            return open_bytes(envelope, payload_type, ring).payload, identity
        except Refused as error:
            if ring.by_id(_keyid(envelope)) is not None:
                reason = error
    raise reason


def _keyid(envelope: Any) -> str:
    """The key that an envelope names, "" where it names none."""
    signatures = envelope.get("signatures") if isinstance(envelope, Mapping) else None
    first = signatures[0] if isinstance(signatures, list) and signatures else None
    return str(first.get("keyid")) if isinstance(first, Mapping) else ""
