"""The map: countries and nothing finer."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.exchange.geojson import geojson_lines
from lagebild.exchange.places import countries
from lagebild.ledger import Ledger, open_ledger
from tests.exchange.ledgers import EVERYTHING, drill, fill, fillings
from tests.ledger.samples import guns, korea


def test_claims_are_features(ledger: Ledger) -> None:
    """One collection, a feature for each claim that stands; a claim without a country has no geometry."""
    fill(ledger)
    with ledger.view() as view:
        collection = json.loads("".join(geojson_lines(view)))
    features = {feature["id"]: feature for feature in collection["features"]}
    assert collection["type"] == "FeatureCollection"
    assert features[korea()[1].id]["geometry"] == {"type": "Point", "coordinates": [100, 60]}
    assert features[guns()[1].id]["geometry"] is None
    assert guns()[2].id not in features
    assert features[drill().id]["properties"] == {
        "type": "exercise", "status": "ongoing", "certainty": "certain", "polarity": "affirmed", "state": "undecided",
        "settled": None, "actor": ["PL", "LT"], "amounts": [{"role": "object", "form": "exact", "low": 500, "high": 500, "unit": "person"}],
        "time": "2025-01-31", "time_from": "2025-01-31", "time_to": "2025-01-31", "country": "PL", "drawn_by": "place",
        "coarsened": True, "report": features[drill().id]["properties"]["report"], "publisher": "@Agentur",
        "published": "2025-02-01", "address": None,
    }  # fmt: skip


def test_no_finer_place_leaves(ledger: Ledger) -> None:
    """The words of a place below a region are nowhere in the file."""
    fill(ledger)
    with ledger.view() as view:
        assert "Suwa" not in "".join(geojson_lines(view))


def test_an_empty_ledger_is_an_empty_collection(ledger: Ledger) -> None:
    """A reader of the file finds no features, and no error."""
    with ledger.view() as view:
        assert json.loads("".join(geojson_lines(view))) == {"type": "FeatureCollection", "features": []}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_point_is_a_countrys(data: st.DataObject) -> None:
    """Over random ledgers the file is JSON, and has no coordinates but those of the table."""
    points = {(country.longitude, country.latitude) for country in countries().values()}
    with data.draw(fillings(open_ledger(":memory:"))).view() as view:
        for feature in json.loads("".join(geojson_lines(view, EVERYTHING)))["features"]:
            assert feature["geometry"] is None or tuple(feature["geometry"]["coordinates"]) in points
