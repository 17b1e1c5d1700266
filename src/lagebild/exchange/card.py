"""Cards: who a node is. A card is the whole history of its signed statements, each signed by a key that the one before vouched for.

The identity follows from the first key, so nobody can take over an identity with another first key; people compare the fingerprint
once. Whoever knows an earlier card proves every later one by itself, however many changes of keys were missed in between.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lagebild.claims.event import parse_time, time_text
from lagebild.claims.fields import Fields
from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.keys import KeyRing, PublicKey, SigningKey, fingerprint, key_part, parse_key
from lagebild.exchange.refusing import refusing
from lagebild.exchange.sealing import open_bytes, seal_bytes
from lagebild.exchange.stix.ids import identity_id
from lagebild.exchange.stix.wire import WireLimits, canonical_bytes, parsed_object, strict_base64

CARD_TYPE: Final = "application/vnd.lagebild.card+json"
_STATEMENT: Final = ("identity", "version", "name", "address", "keys", "time")
#: Statements of one card: a change of keys every month for forty years.
_MOST: Final = 500
_LIMITS: Final = WireLimits(max_bytes=4_000_000, max_depth=8)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a node says of itself: `address` is the TAXII root for partners (None: it serves none), `time` when it was said (UTC)."""

    identity: str
    version: int
    name: str
    address: str | None
    keys: tuple[PublicKey, ...]
    time: datetime

    @property
    def ring(self) -> KeyRing:
        """Its keys, old ones too."""
        return KeyRing(self.identity, self.keys)

    @property
    def payload(self) -> bytes:
        """What is signed."""
        return canonical_bytes({
            "identity": self.identity, "version": self.version, "name": self.name, "address": self.address,
            "keys": [key_part(key) for key in self.keys], "time": time_text(self.time),
        })  # fmt: skip

    @property
    def current(self) -> PublicKey:
        """The newest key that counts at the time of the statement; raises `Refused` where none does."""
        counting = self.ring.at(self.time)
        if not counting:
            raise Refused("card", "keys", "none of its keys counts")
        return max(counting, key=lambda key: key.valid_from)


@dataclass(frozen=True, slots=True)
class Card:
    """A card whose every signature was proved: its statements in order, and the envelopes that hold them."""

    statements: tuple[Statement, ...]
    envelopes: tuple[Mapping[str, Any], ...]

    @property
    def last(self) -> Statement:
        """What the node says now."""
        return self.statements[-1]

    @property
    def fingerprint(self) -> str:
        """What people compare: the fingerprint of the key that signs now."""
        return fingerprint(self.last.current)

    def continues(self, known: "Card") -> bool:
        """Whether `known` is the beginning of this card, or all of it."""
        return self.statements[: len(known.statements)] == known.statements


def identity_of(key: PublicKey) -> str:
    """The STIX identity that follows from a node's first key."""
    return identity_id({"key": key.data.hex()})


def sign_statement(statement: Statement, key: SigningKey, time: datetime) -> dict[str, Any]:
    """The envelope that holds a statement."""
    return seal_bytes(statement.payload, CARD_TYPE, key, time)


def open_card(envelopes: Sequence[Any]) -> Card:
    """The card that these envelopes make, proved from its first key on. Raises `Refused`."""
    if not 1 <= len(envelopes) <= _MOST:
        raise Refused("card", "", f"holds no statement, or more than {_MOST}")
    statements: list[Statement] = []
    for envelope in envelopes:
        statement = _unproved(envelope)
        ring = statements[-1].ring if statements else _first_ring(statement)
        open_bytes(envelope, CARD_TYPE, _unrevoked(ring))
        if statements:
            _check_step(statements[-1], statement)
        statements.append(statement)
    return Card(tuple(statements), tuple(envelopes))


def card_text(card: Card) -> str:
    """The card as a file holds it."""
    return json.dumps({"lagebild_card": 1, "statements": list(card.envelopes)}, indent=1, sort_keys=True) + "\n"


def read_card(data: bytes) -> Card:
    """The card in a file; raises `Refused`."""
    value = parsed_object(data, _LIMITS, "card")
    if value.keys() != {"lagebild_card", "statements"} or value["lagebild_card"] != 1 or not isinstance(value["statements"], list):
        raise Refused("card", "", "is no card of this version of Lagebild")
    return open_card(value["statements"])


def _unproved(envelope: Any) -> Statement:
    """What an envelope says, before anything of it is proved."""
    data = strict_base64(envelope.get("payload") if isinstance(envelope, Mapping) else None, "card", "payload")
    statement = parse_statement(parsed_object(data, _LIMITS, "card"))
    if statement.payload != data:
        raise Refused("card", "", "is not in canonical form")
    return statement


def parse_statement(value: object) -> Statement:
    """The statement in its JSON form; raises `Refused`."""
    with refusing("card"):
        fields = Fields(value, "card", _STATEMENT)
        keys = tuple(parse_key(entry, path) for entry, path in fields.items("keys"))
        name = fields.text("name")
        if not 1 <= len(name) <= 100 or not name.isprintable():
            raise InvalidClaim("card.name", "is empty, longer than 100 code points, or holds what cannot be printed")
        return Statement(
            fields.text("identity"), fields.integer("version"), name, fields.text_or_none("address"), keys, parse_time(fields.text("time"))
        )


def _first_ring(statement: Statement) -> KeyRing:
    """The first statement is signed by the one key from which its identity follows."""
    if statement.version != 1 or len(statement.keys) != 1 or identity_of(statement.keys[0]) != statement.identity:
        raise Refused("card", "identity", "does not follow from its first key")
    return statement.ring


def _unrevoked(ring: KeyRing) -> KeyRing:
    return KeyRing(ring.identity, tuple(key for key in ring if key.revoked_at is None))


def _check_step(before: Statement, after: Statement) -> None:
    """A later statement may add keys, end and revoke them; it forgets none and takes nothing back."""
    if after.identity != before.identity or after.version != before.version + 1 or after.time < before.time:
        raise Refused("card", "version", "does not follow the statement before")
    for key in before.keys:
        now = after.ring.by_id(key.id)
        if now is None or now.data != key.data or now.valid_from != key.valid_from:
            raise Refused("card", "keys", f"{key.id} is gone or changed")
        if key.revoked_at is not None and (now.revoked_at is None or now.revoked_at > key.revoked_at):
            raise Refused("card", "keys", f"{key.id} was revoked, and that is final")
        if key.valid_until is not None and (now.valid_until is None or now.valid_until > key.valid_until):
            raise Refused("card", "keys", f"{key.id} had ended, and that is final")
