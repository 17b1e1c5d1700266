"""Seals: a signature that an object carries wherever it goes (Ed25519 over DSSE's encoding), and signed envelopes for the rest.

An object is signed, not the link it came over, so a seal survives every relay, and whoever changes, shortens or re-marks the
object on its way breaks it. Signed is the canonical form of the object with the whole seal but its signature: what it is (payload
type), which key and when are bound in.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lagebild.claims.event import parse_time, time_text
from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.keys import KeyRing, PublicKey, SigningKey
from lagebild.exchange.stix.wire import StixObject, canonical_bytes, strict_base64

#: The extension-definition of a seal (docs/stix.md); a constant, so that every node names it alike.
SEAL_EXTENSION: Final = "extension-definition--f5cac6b8-3f36-55a2-9392-6f2e98f37f68"
#: What a sealed STIX object is, as DSSE has it bound in.
STIX_TYPE: Final = "application/vnd.lagebild.object+json"
_EXTENSION_TYPE: Final = "property-extension"
_PARTS: Final = frozenset({"extension_type", "payload_type", "key", "time", "signature"})
_ENVELOPE: Final = frozenset({"payload", "payloadType", "signatures"})
#: Ed25519 signatures have 64 bytes: 88 characters of base64.
_N_SIGNATURE: Final = 88
#: Signatures of an envelope that are looked at: two parties sign an agreement, and rotation doubles that.
_MAX_SIGNATURES: Final = 8


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature that was proved: by which key, when (UTC, as the signer says), over what kind of content."""

    key: PublicKey
    time: datetime
    payload_type: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope holds, byte for byte as it was signed."""

    payload: bytes
    seal: Seal


def pae(payload_type: str, body: bytes) -> bytes:
    """The bytes that DSSE signs (secure-systems-lab/dsse, protocol.md, version 1): type and body, each with its length."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)


def seal(item: StixObject, key: SigningKey, time: datetime, payload_type: str = STIX_TYPE) -> StixObject:
    """`item` with a seal by `key`; one that it had before is replaced. The same for the same item, key and time. Raises
    `Refused` where `item` has no canonical form."""
    open_ = unsealed(item)
    stamp = {"extension_type": _EXTENSION_TYPE, "payload_type": payload_type, "key": key.public.id, "time": time_text(time)}
    signature = key.sign(pae(payload_type, canonical_bytes(_with(open_, stamp), "seal")))
    return _with(open_, stamp | {"signature": base64.b64encode(signature).decode()})


def unsealed(item: StixObject) -> StixObject:
    """`item` without its seal: two of these are equal just where the content is, whoever signed it and when."""
    extensions = item.get("extensions")
    if not isinstance(extensions, dict) or SEAL_EXTENSION not in extensions:
        return item
    others = {id: value for id, value in extensions.items() if id != SEAL_EXTENSION}
    without = {name: value for name, value in item.items() if name != "extensions"}
    return without | {"extensions": others} if others else without


def seal_of(item: StixObject) -> str | None:
    """The signature in the seal of `item`, which was not proved; None where there is none."""
    extensions = item.get("extensions")
    stamp = extensions.get(SEAL_EXTENSION) if isinstance(extensions, dict) else None
    return str(stamp.get("signature")) if isinstance(stamp, dict) else None


def check_seal(item: StixObject, ring: KeyRing, payload_type: str = STIX_TYPE, *, held_since: datetime | None = None) -> Seal:
    """The seal of `item`, proved against the keys of `ring`.

    `held_since` (UTC) is when it was first held here: what is signed with a revoked key counts only if it was held before the
    revocation. Raises `Refused` with the reason where there is no seal, or it does not prove this content.
    """
    extensions = item.get("extensions")
    stamp = extensions.get(SEAL_EXTENSION) if isinstance(extensions, dict) else None
    if stamp is None:
        raise Refused("seal", "", "is missing")
    if not isinstance(stamp, dict) or stamp.keys() != _PARTS or not all(isinstance(value, str) for value in stamp.values()):
        raise Refused("seal", "", f"has other parts than {', '.join(sorted(_PARTS))}, each a string")
    if stamp["extension_type"] != _EXTENSION_TYPE:
        raise Refused("seal", "extension_type", f"is not {_EXTENSION_TYPE}")
    if stamp["payload_type"] != payload_type:
        raise Refused("seal", "payload_type", f"is {stamp['payload_type'][:80]!r} and should be {payload_type!r}")
    time = _time(stamp["time"])
    key = _key(ring, stamp["key"], time, held_since)
    signed = {name: value for name, value in stamp.items() if name != "signature"}
    message = pae(payload_type, canonical_bytes(_with(unsealed(item), signed), "seal"))
    if not key.verifies(_signature(stamp["signature"]), message):
        raise Refused("seal", "signature", "does not prove this content")
    return Seal(key, time, payload_type)


def seal_bytes(payload: bytes, payload_type: str, key: SigningKey, time: datetime) -> dict[str, Any]:
    """`payload` in a DSSE envelope signed by `key`; the time stands as a parameter in the payload type, and so is signed."""
    typed = f"{payload_type};time={time_text(time)}"
    signature = {"keyid": key.public.id, "sig": base64.b64encode(key.sign(pae(typed, payload))).decode()}
    return {"payload": base64.b64encode(payload).decode(), "payloadType": typed, "signatures": [signature]}


def open_bytes(
    envelope: Mapping[str, Any], payload_type: str, ring: KeyRing, *, held_since: datetime | None = None
) -> Opened:
    """What `envelope` holds, once one of its signatures is proved against `ring`. Raises `Refused` with the reason of the first
    signature by a key of `ring`, or that there is none."""
    if not isinstance(envelope, dict) or envelope.keys() != _ENVELOPE:
        raise Refused("envelope", "", f"has other parts than {', '.join(sorted(_ENVELOPE))}")
    typed, signatures = envelope["payloadType"], envelope["signatures"]
    if not isinstance(typed, str) or not typed.startswith(f"{payload_type};time="):
        raise Refused("envelope", "payloadType", f"is not {payload_type} with a time")
    if not isinstance(signatures, list) or not 1 <= len(signatures) <= _MAX_SIGNATURES:
        raise Refused("envelope", "signatures", f"are none, or more than {_MAX_SIGNATURES}")
    time = _time(typed.removeprefix(f"{payload_type};time="))
    payload = strict_base64(envelope["payload"], "envelope", "payload")
    stamp = next((one for one in signatures if isinstance(one, dict) and ring.by_id(str(one.get("keyid"))) is not None), None)
    if stamp is None:
        raise Refused("envelope", "signatures", f"none is by a key of {ring.identity}")
    key = _key(ring, stamp["keyid"], time, held_since)
    if not key.verifies(_signature(stamp.get("sig")), pae(typed, payload)):
        raise Refused("envelope", "signatures", "do not prove this content")
    return Opened(payload, Seal(key, time, payload_type))


def _with(item: StixObject, stamp: Mapping[str, Any]) -> StixObject:
    extensions = item.get("extensions", {})
    if not isinstance(extensions, dict):
        raise Refused("seal", "extensions", "is no object")
    return item | {"extensions": {**extensions, SEAL_EXTENSION: dict(stamp)}}


def _key(ring: KeyRing, id: str, time: datetime, held_since: datetime | None) -> PublicKey:
    """The key that `id` names, if what it signed at `time` counts."""
    key = ring.by_id(id)
    if key is None:
        raise Refused("seal", "key", f"{id[:80]!r} is no key of {ring.identity}")
    if not key.counts_at(time):
        raise Refused("seal", "time", f"{time_text(time)} is outside the time for which {id} counts")
    if key.revoked_at is not None and (time >= key.revoked_at or held_since is None or held_since >= key.revoked_at):
        raise Refused("seal", "key", f"{id} was revoked at {time_text(key.revoked_at)}, and this was not held before")
    return key


def _time(text: str) -> datetime:
    try:
        return parse_time(text)
    except InvalidClaim as error:
        raise Refused("seal", "time", error.reason[:120]) from error


def _signature(text: object) -> bytes:
    if not isinstance(text, str) or len(text) != _N_SIGNATURE:
        raise Refused("seal", "signature", "is no Ed25519 signature in base64")
    return strict_base64(text, "seal", "signature")
