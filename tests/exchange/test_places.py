"""Claims are drawn at countries and never nearer."""

from dataclasses import replace

import pytest

from lagebild.claims.claim import Role
from lagebild.claims.moment import Place
from lagebild.claims.vocabulary import PRECISIONS, Precision
from lagebild.exchange.places import coarse_words, countries, is_coarsened, spot_of
from tests.ledger.samples import KOREA, korea, span


def test_the_countries_are_whole() -> None:
    """Every code is there once, with three letters, a name, and a point on the globe."""
    known = countries()
    assert len(known) >= 245
    assert len({country.alpha3 for country in known.values()}) == len(known)
    for code, country in known.items():
        assert (len(code), len(country.alpha3), bool(country.name)) == (2, 3, True)
        assert -90 <= country.latitude <= 90
        assert -180 <= country.longitude <= 180
    assert {"DE", "UA", "RU", "KP", "KR", "US", "GB", "CN", "TW", "PS", "IL", "XK", "PL", "BY"} <= known.keys()


@pytest.mark.parametrize("precision", [*PRECISIONS, None])
def test_a_place_is_drawn_at_its_country(precision: Precision | None) -> None:
    """Whatever its precision, the point is the country's; finer words stay behind, and that is said."""
    _, claim = korea()
    there = replace(claim, place=Place(span(KOREA, "Russland"), "RU", precision))
    spot = spot_of(there)
    assert spot is not None
    assert (spot.country.alpha2, spot.country.latitude, spot.country.longitude, spot.by) == ("RU", 60, 100, "place")
    assert (coarse_words(there.place) is not None) == (precision in ("region", "country"))
    assert is_coarsened(there.place) == (precision != "country")


def test_without_a_place_a_deployment_is_drawn_where_it_goes() -> None:
    """Destination before origin; neither is invented."""
    _, claim = korea()
    spot = spot_of(claim)
    assert spot is not None
    assert (spot.country.alpha2, spot.by) == ("RU", "destination")
    origin = Role("origin", span(KOREA, "Nordkorea"), "KP")
    back = spot_of(replace(claim, roles=(origin,)))
    assert back is not None
    assert (back.country.alpha2, back.by) == ("KP", "origin")
    assert spot_of(replace(claim, roles=())) is None
    assert spot_of(replace(claim, roles=(Role("destination", span(KOREA, "Russland"), "NATO"),))) is None
