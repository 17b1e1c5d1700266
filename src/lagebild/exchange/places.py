"""The map of exports: countries and nothing finer. Where a unit stands within a country is never given away as a position."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from lagebild.claims.claim import Claim
from lagebild.claims.moment import Place

#: Precisions whose words may go out with a place; those of a site, a place or a district would be the position that is held back.
_COARSE: Final = ("region", "country")


class Country(NamedTuple):
    """A country: ISO 3166-1 codes, English name (CLDR) and one point in it (WGS 84, decimal degrees)."""

    alpha2: str
    alpha3: str
    name: str
    latitude: float
    longitude: float


class Spot(NamedTuple):
    """Where a claim is drawn: the point of a country, and which part of the claim names it ("place", "destination", "origin")."""

    country: Country
    by: str


@cache
def countries() -> dict[str, Country]:
    """The countries of `data/countries.csv` by their alpha-2 code."""
    text = files("lagebild.exchange").joinpath("data/countries.csv").read_text(encoding="utf8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["alpha2"]: Country(row["alpha2"], row["alpha3"], row["name"], float(row["latitude"]), float(row["longitude"]))
        for row in rows
    }


def spot_of(claim: Claim) -> Spot | None:
    """Where `claim` is drawn: at the country of its place; a deployment without one at its destination, else at its origin.
    None where no country is told, or the country has no point."""
    named = [(claim.place.country, "place")] if claim.place is not None else []
    named.extend((role.entity, name) for name in ("destination", "origin") for role in claim.fillers(name))
    known = countries()
    return next((Spot(known[code], by) for code, by in named if code in known), None)


def coarse_words(place: Place | None) -> str | None:
    """The words of a place that is a region or a country, None for any other."""
    return place.span.text if place is not None and place.precision in _COARSE else None


def is_coarsened(place: Place | None) -> bool:
    """Whether a place is drawn less precisely than its report gives it; a place of unknown precision counts as a fine one."""
    return place is not None and place.precision != "country"
