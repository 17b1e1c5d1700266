"""Whether a JSON value is a STIX 2.1 object that a collection can keep, and the bytes in which it is kept and served."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from lagebild.errors import Refused
from lagebild.exchange.sealing import unsealed
from lagebild.exchange.stix.wire import StixObject, check_value
from lagebild.exchange.taxii.times import EPOCH_TEXT, instant

__all__ = ["Fit", "ObjectLimits", "Unfit", "fit", "named"]

_TYPE: Final = re.compile(r"[a-z][a-z0-9-]{2,249}", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
#: What an index of 64-bit nanoseconds holds: the years 1678 to 2261.
_NS: Final = 2**63
_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class ObjectLimits:
    """What one object may be: its canonical bytes, and how deep it nests."""

    max_bytes: int = 1_048_576
    max_depth: int = 40


@dataclass(frozen=True, slots=True)
class Fit:
    """An object that can be kept: its id, type, version (as written, and in nanoseconds since 1970), canonical bytes, the
    SHA-256 of these, and that of its content without the seal."""

    value: StixObject
    id: str
    type: str
    version: str
    instant: int
    body: bytes
    digest: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that is refused: what it calls itself, as far as that can be told, and why."""

    id: str
    version: str
    reason: str


_LIMITS: Final = ObjectLimits()


def fit(value: object, limits: ObjectLimits = _LIMITS, until: int | None = None) -> Fit:
    """`value` as it is kept. `until` (ns since 1970) is the latest version that is accepted: a version far in the future could
    never be corrected. Raises `Refused` with the part that is wrong."""
    if not isinstance(value, dict):
        raise Refused("object", "", "is no JSON object")
    plain = check_value(value, "object", limits.max_depth, floats=True)
    type_, id = _identity(value)
    version, at = _version(value)
    if until is not None and at > until:
        raise Refused(type_, "modified", "lies in the future")
    body = _bytes(value, plain)
    if len(body) > limits.max_bytes:
        raise Refused(type_, "", f"has more than {limits.max_bytes:,} bytes")
    digest = hashlib.sha256(body).digest()
    content = unsealed(value)
    return Fit(value, id, type_, version, at, body, digest, digest if content is value else _digest(content, plain))


def named(value: object, position: int) -> tuple[str, str]:
    """What a refused value calls itself: id and version for a status (section 4.3.1), made up where it says neither."""
    given = value if isinstance(value, dict) else {}
    id, version = given.get("id"), given.get("modified", given.get("created"))
    return _shown(id, f"objects[{position}]"), _shown(version, EPOCH_TEXT)


def _shown(text: object, otherwise: str) -> str:
    """`text` where it may stand in an answer: what another sent is cut, and never holds what no UTF-8 can."""
    return text[:_SHOWN].encode("utf-8", "replace").decode() if isinstance(text, str) and text else otherwise


def _identity(value: dict[str, Any]) -> tuple[str, str]:
    type_, id = value.get("type"), value.get("id")
    if not isinstance(type_, str) or not _TYPE.fullmatch(type_):
        raise Refused("object", "type", "is missing or no name of a type")
    if type_ == "bundle":
        raise Refused("bundle", "", "is no STIX object: send its objects in an envelope")
    if not isinstance(id, str) or not id.startswith(f"{type_}--") or not _UUID.fullmatch(id[len(type_) + 2 :]):
        raise Refused(type_, "id", f"is not {type_}-- and a UUID")
    spec = value.get("spec_version", "2.1" if "created" not in value else "2.0")
    if spec != "2.1":
        raise Refused(type_, "spec_version", "is not 2.1")
    return type_, id


def _version(value: dict[str, Any]) -> tuple[str, int]:
    """The version as TAXII has it (section 3.4.1): `modified`, else `created`, else one fixed time."""
    type_: str = value["type"]
    created = instant(value["created"], type_, "created") if "created" in value else None
    if "modified" in value:
        at = instant(value["modified"], type_, "modified")
        if created is not None and at < created:
            raise Refused(type_, "modified", "is before created")
        text: str = value["modified"]
    else:
        at, text = (0, EPOCH_TEXT) if created is None else (created, value["created"])
    if not -_NS <= at < _NS:
        raise Refused(type_, "modified", "is outside the years 1678 to 2261")
    return text, at


def _bytes(value: object, plain: bool) -> bytes:
    """Sorted keys, no white space, UTF-8: RFC 8785 but for numbers with a fraction, which foreign objects may have."""
    order = value if plain else _in_utf16_order(value)
    try:
        return json.dumps(order, ensure_ascii=False, separators=(",", ":"), sort_keys=plain, allow_nan=False).encode()
    except ValueError as error:
        raise Refused("object", "", "holds a number that JSON has not") from error


def _digest(value: object, plain: bool) -> bytes:
    return hashlib.sha256(_bytes(value, plain)).digest()


def _in_utf16_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: _in_utf16_order(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [_in_utf16_order(entry) for entry in value]
    return value
