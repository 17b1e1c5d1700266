"""Objects beside claims and reports: identities of creators and parties, locations of countries, and what all objects share."""

from typing import Any, Final

from lagebild.exchange.places import countries
from lagebild.exchange.stix.ids import Creator, derived_id
from lagebild.exchange.stix.times import stix_time
from lagebild.exchange.stix.wire import StixObject

SPEC_VERSION: Final = "2.1"


def common(type_: str, id: str, creator: Creator, created: str, modified: str | None = None) -> StixObject:
    """The properties that every versioned object has (section 3.2)."""
    return {
        "type": type_, "spec_version": SPEC_VERSION, "id": id, "created_by_ref": creator.id, "created": created,
        "modified": modified or created,
    }  # fmt: skip


def creator_identity(creator: Creator) -> StixObject:
    """The identity of a creator, made by itself."""
    return common("identity", creator.id, creator, stix_time(creator.created)) | {
        "name": creator.name, "identity_class": "organization",
    }  # fmt: skip


def party_identity(code: str, creator: Creator) -> StixObject:
    """A state, or another body, that takes part in an act, as `creator` names it."""
    country = countries().get(code)
    id = derived_id("identity", {"creator": creator.id, "party": code})
    name = country.name if country else code
    return common("identity", id, creator, stix_time(creator.created)) | {"name": name, "identity_class": "organization"}


def country_location(code: str, creator: Creator) -> StixObject | None:
    """A country as a location, None for a code that is no country's. It has no coordinates: nothing finer goes out as a position."""
    country = countries().get(code)
    if country is None:
        return None
    id = derived_id("location", {"creator": creator.id, "country": code})
    return common("location", id, creator, stix_time(creator.created)) | {"name": country.name, "country": code}


def derived_from(item: StixObject, original: str, creator: Creator) -> StixObject:
    """The relationship that says of what `item` was made (section 3.7); `original` must be an id that the reader knows."""
    id = derived_id("relationship", {"creator": creator.id, "derived": item["id"], "from": original})
    told: dict[str, Any] = {"relationship_type": "derived-from", "source_ref": item["id"], "target_ref": original}
    return common("relationship", id, creator, item["created"]) | told
