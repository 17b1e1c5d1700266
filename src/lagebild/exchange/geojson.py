"""Claims as GeoJSON (RFC 7946) for maps of the world: a point a claim, at its country, never nearer."""

import json
from collections.abc import Iterator
from typing import Any, Final

from lagebild.claims.claim import Claim, Role
from lagebild.claims.edtf import day_bounds
from lagebild.exchange.places import Spot, is_coarsened, spot_of
from lagebild.exchange.told import STANDING, Told, told
from lagebild.ledger import Filter, View

#: Roles whose entity goes out as a party.
_PARTIES: Final = (
    "supplier", "recipient", "sender", "force", "destination", "origin", "actor", "target", "participant", "holder", "authority",
    "population",
)  # fmt: skip


def geojson_lines(view: View, wanted: Filter = STANDING) -> Iterator[str]:
    """The claims that `wanted` keeps as one FeatureCollection, a feature a line. A claim without a country has a null geometry,
    as RFC 7946 (section 3.2) has it for what is not located. No words of the report go out: they could name a position."""
    yield '{"type":"FeatureCollection","features":['
    separator = "\n"
    for one in told(view, wanted):
        yield separator + json.dumps(feature(one), ensure_ascii=False, separators=(",", ":"))
        separator = ",\n"
    yield "\n]}\n"


def feature(one: Told) -> dict[str, Any]:
    """A claim as a GeoJSON feature; see `docs/exports.md` for its properties."""
    claim = one.kept.claim
    spot = spot_of(claim)
    return {
        "type": "Feature",
        "id": claim.id,
        "geometry": _geometry(spot),
        "properties": {
            "type": claim.type,
            "status": claim.status,
            "certainty": claim.certainty,
            "polarity": claim.polarity,
            "state": one.kept.state,
            "settled": one.kept.settled,
            **{name: [role.entity for role in claim.fillers(name) if role.entity] for name in _PARTIES if claim.fillers(name)},
            "amounts": [_amount(role) for role in claim.roles if role.quantity is not None],
            **_time(claim),
            "country": spot.country.alpha2 if spot else None,
            "drawn_by": spot.by if spot else None,
            "coarsened": is_coarsened(claim.place),
            "report": one.report.id,
            "publisher": one.report.publisher,
            "published": one.report.published,
            "address": one.report.address,
        },
    }


def _geometry(spot: Spot | None) -> dict[str, Any] | None:
    if spot is None:
        return None
    return {"type": "Point", "coordinates": [spot.country.longitude, spot.country.latitude]}


def _amount(role: Role) -> dict[str, Any]:
    amount = role.quantity
    return {"role": role.role} | {name: getattr(amount, name) for name in ("form", "low", "high", "unit")}


def _time(claim: Claim) -> dict[str, str | None]:
    edtf = claim.time.edtf if claim.time is not None else None
    first, last = day_bounds(edtf)
    return {"time": edtf, "time_from": first, "time_to": last}
