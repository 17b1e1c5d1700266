"""Versions of STIX objects (section 3.6): who may make the next, which is newer, and the tombstone of what was withdrawn."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from lagebild.errors import Refused
from lagebild.exchange.sealing import unsealed
from lagebild.exchange.stix.times import parse_stix_time, stix_time, version_key
from lagebild.exchange.stix.wire import StixObject

#: What a tombstone keeps of every object; and beside it, of each type, what STIX requires there.
_KEPT: Final = ("type", "spec_version", "id", "created_by_ref", "created", "object_marking_refs")
_WITHDRAWN: Final = "Withdrawn by its creator."
_REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "note": ("object_refs",), "report": ("object_refs", "published"), "opinion": ("object_refs",), "location": ("region", "country"),
    "relationship": ("relationship_type", "source_ref", "target_ref"),
}  # fmt: skip
_SAID: Final[dict[str, dict[str, str]]] = {
    "note": {"content": _WITHDRAWN}, "report": {"name": _WITHDRAWN}, "opinion": {"opinion": "neutral"},
    "identity": {"name": _WITHDRAWN},
}  # fmt: skip


def is_newer(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether `one` is a later version than `other` of the same object. Raises `Refused` for two objects, or a bad timestamp."""
    if one.get("id") != other.get("id"):
        raise Refused(str(one.get("type")), "id", "is of another object")
    return version_key(one.get("modified")) > version_key(other.get("modified"))


def new_version(old: StixObject, changed: StixObject, time: datetime) -> StixObject:
    """`changed` as the version after `old`, without a seal: same id, creator and `created`; `modified` is `time`, or a millisecond
    after that of `old` where the clock went back.

    Raises `Refused` where it is another object or another creator's, or where `old` is revoked: revocation is final.
    """
    type_ = str(old.get("type"))
    if old.get("revoked"):
        raise Refused(type_, "revoked", "is final; a withdrawn object has no further version")
    if "modified" not in old:
        raise Refused(type_, "modified", "is missing: it has no versions")
    for name in ("id", "created_by_ref"):
        if changed.get(name) != old.get(name):
            raise Refused(type_, name, f"is not that of the version before ({old.get(name)})")
    return unsealed(changed) | {"created": old["created"], "modified": _later(old, time)}


def tombstone(old: StixObject, time: datetime) -> StixObject:
    """The last version of `old`: revoked, and reduced to what STIX requires, so that who polls learns that it is withdrawn and
    nothing of what it said. Raises `Refused` where it is withdrawn already, or has no versions."""
    type_ = str(old.get("type"))
    kept = {name: old[name] for name in (*_KEPT, *_REQUIRED.get(type_, ())) if name in old}
    if type_ == "report":
        kept["published"] = f"{str(old['created'])[:19]}Z"
    last: StixObject = {**kept, **_SAID.get(type_, {}), "revoked": True}
    return new_version(old, last, time)


def same_content(one: StixObject, other: StixObject) -> bool:
    """Whether two versions say the same, whenever they were made and whoever sealed them."""
    apart = ("created", "modified")
    return {name: value for name, value in unsealed(one).items() if name not in apart} == {
        name: value for name, value in unsealed(other).items() if name not in apart
    }


def _later(old: StixObject, time: datetime) -> str:
    """`time` if it is after the last version, else the next millisecond after that."""
    text = stix_time(time)
    if version_key(text) > version_key(old["modified"]):
        return text
    return stix_time(parse_stix_time(old["modified"]) + timedelta(milliseconds=1))
