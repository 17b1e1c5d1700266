"""Markings as STIX objects: the levels of TLP 2.0 in their own published form, and release rules with an extension of ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lagebild.claims.fields import Fields as Reading
from lagebild.errors import Refused
from lagebild.exchange.markings import LEVELS
from lagebild.exchange.refusing import refusing
from lagebild.exchange.sealing import SEAL_EXTENSION
from lagebild.exchange.stix.extensions import RULE
from lagebild.exchange.stix.ids import Creator, derived_id
from lagebild.exchange.stix.tables import META
from lagebild.exchange.stix.times import parse_stix_time, stix_time
from lagebild.exchange.stix.wire import StixObject

#: TLP 2.0's extension and markings, as OASIS publishes them (cti-stix-common-objects); TLP 1.0's ids (section 7.2.1.4) are read.
TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP: Final = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
_TLP_1: Final = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}
_LEVELS_BY_REF: Final = {ref: level for level, ref in _TLP.items()} | _TLP_1
_RULE_PARTS: Final = ("extension_type", "audience", "onward", "allies", "until")
ONWARD: Final = ("none", "consent", "allies")


@dataclass(frozen=True, slots=True)
class Rule:
    """A release rule: `audience` (identities) may have what carries it, until `until` (UTC; None: no end); `onward` says who
    else it may be given to: nobody, whom the creator consents to, or `allies` (identities)."""

    audience: tuple[str, ...]
    onward: str = "none"
    allies: tuple[str, ...] = ()
    until: datetime | None = None

    def __post_init__(self) -> None:
        if not self.audience:
            raise Refused("marking-definition", "audience", "is empty, so nobody may have it")
        if self.onward not in ONWARD:
            raise Refused("marking-definition", "onward", f"is none of {', '.join(ONWARD)}")
        if bool(self.allies) != (self.onward == "allies"):
            raise Refused("marking-definition", "allies", "are named just where onward is allies")


def tlp_ref(level: str) -> str:
    """The id of the marking of a TLP 2.0 level; raises `Refused` for what is none."""
    if level not in _TLP:
        raise Refused("marking-definition", "level", f"{level[:40]!r} is none of {', '.join(LEVELS)}")
    return _TLP[level]


def tlp_object(level: str) -> StixObject:
    """The marking of a TLP 2.0 level, as it is published."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": tlp_ref(level),
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{level.upper()}",
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level}},
    }


def tlp_of(item: Mapping[str, Any]) -> str | None:
    """The highest TLP level that an object refers to, None where there is none that is known. Other markings do not count here: who
    asks must refuse a reference that nobody can resolve."""
    refs = item.get("object_marking_refs")
    named = refs if isinstance(refs, list) else []
    levels = {_LEVELS_BY_REF[ref] for ref in named if isinstance(ref, str) and ref in _LEVELS_BY_REF}
    return next((level for level in reversed(LEVELS) if level in levels), None)


def release_rule(creator: Creator, rule: Rule) -> StixObject:
    """The marking-definition of `rule`. Markings have no versions (section 7.2.1), so another rule has another id."""
    told: dict[str, Any] = {"audience": sorted(set(rule.audience)), "onward": rule.onward}
    if rule.allies:
        told["allies"] = sorted(set(rule.allies))
    if rule.until is not None:
        told["until"] = stix_time(rule.until)
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": derived_id("marking-definition", {"creator": creator.id, "rule": told}),
        "created_by_ref": creator.id,
        "created": stix_time(creator.created),
        "name": f"Release to {', '.join(told['audience'])}; onward: {rule.onward}"[:250],
        "extensions": {RULE: {"extension_type": "property-extension", **told}},
    }


def parse_rule(item: Mapping[str, Any]) -> Rule:
    """The release rule in a marking-definition. Raises `Refused` where it holds anything that is not known here: a rule that was
    not understood wholly cannot be kept."""
    extensions = item.get("extensions")
    if not isinstance(extensions, Mapping) or RULE not in extensions:
        raise Refused("marking-definition", "extensions", "hold no release rule")
    if unknown := [str(name) for name in item if name not in META["marking-definition"]]:
        raise Refused("marking-definition", unknown[0][:80], "is not known here, and may be a condition")
    if others := [str(name) for name in extensions if name not in (RULE, SEAL_EXTENSION)]:
        raise Refused("marking-definition", "extensions", f"hold {others[0][:80]} beside the release rule")
    with refusing("marking-definition"):
        fields = Reading(extensions[RULE], "rule", _RULE_PARTS)
        audience, allies = fields.texts("audience"), fields.texts("allies")
        until = parse_stix_time(fields.text("until"), "marking-definition", "until") if fields.has("until") else None
        return Rule(_identities(audience), fields.text("onward"), _identities(allies), until)


def _identities(refs: Iterable[str]) -> tuple[str, ...]:
    named = tuple(refs)
    if any(not ref.startswith("identity--") for ref in named):
        raise Refused("marking-definition", "audience", "names what is no identity")
    return named

