"""Ids of STIX objects: derived from content, so that the same claim has the same id each time, and nobody else's has."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from lagebild.claims.canonical import content_hash
from lagebild.claims.claim import Claim
from lagebild.errors import Refused
from lagebild.exchange.stix.wire import canonical_bytes

#: The namespace of all ids that Lagebild derives. Fixed for ever: another one would give every object another id. STIX 2.1 keeps
#: its own namespace for cyber-observables (section 2.9).
NAMESPACE: Final = UUID("f5d32615-5301-42f0-9dec-015adca77e02")
#: A key shorter than a hash of 128 bits could be found by trying.
_MIN_SECRET_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Creator:
    """Who makes objects: the id of its STIX identity, its name, since when (UTC) it exists, and the secret that keys the ids of what
    is redacted (16 bytes or more; empty where nothing is)."""

    id: str
    name: str
    created: datetime
    secret: bytes = field(default=b"", repr=False)


def derived_id(type_: str, what: Mapping[str, Any]) -> str:
    """The id of an object of `type_` that `what` identifies: a UUIDv5 over its canonical JSON (RFC 8785)."""
    return f"{type_}--{uuid5(NAMESPACE, canonical_bytes(dict(what)).decode())}"


def keyed_id(type_: str, what: Mapping[str, Any], secret: bytes) -> str:
    """As `derived_id`, for what must not be guessed: who knows all of `what` but not `secret` cannot tell the id. Raises `Refused`
    where the secret is too short to be one."""
    if len(secret) < _MIN_SECRET_BYTES:
        raise Refused(type_, "id", f"must be keyed, and the secret has fewer than {_MIN_SECRET_BYTES} bytes")
    return f"{type_}--{uuid5(NAMESPACE, hmac.new(secret, canonical_bytes(dict(what)), hashlib.sha256).hexdigest())}"


def identity_id(what: Mapping[str, Any]) -> str:
    """The id of an identity that `what` identifies."""
    return derived_id("identity", what)


def content_key(text_hash: str, claim: Claim) -> str:
    """What says that two creators mean the same words: the hash of the text, where the trigger stands in it, and the type.

    No creator is in it. It goes only where the words go: who has the text can compute it.
    """
    return content_hash(canonical_bytes({"text": text_hash, "span": [claim.trigger.start, claim.trigger.end], "type": claim.type}))
