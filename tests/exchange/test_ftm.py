"""Claims as FollowTheMoney entities."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.exchange.ftm import ftm_lines
from lagebild.ledger import Filter, Ledger, open_ledger
from tests.exchange.ledgers import EVERYTHING, drill, fill, fillings
from tests.ledger.samples import guns, korea


def entities(ledger: Ledger, *wanted: Filter) -> dict[str, dict[str, Any]]:
    with ledger.view() as view:
        listed = [json.loads(line) for line in ftm_lines(view, *wanted)]
    found = {entity["id"]: entity for entity in listed}
    assert len(found) == len(listed)
    return found


def test_a_claim_is_an_event_that_its_report_proves(ledger: Ledger) -> None:
    """Parties and document come once and before the event that names them."""
    fill(ledger)
    found = entities(ledger)
    event = found[korea()[1].id]
    assert (event["schema"], event["properties"]["name"]) == ("Event", ["deployment, done: KP, RU"])
    (document,) = event["properties"]["proof"]
    assert found[document]["schema"] == "Document"
    assert found[document]["properties"] | {
        "title": ["Truppen"], "publisher": ["dpa"], "publishedAt": ["2024-11-28"], "language": ["deu"],
        "sourceUrl": ["https://example.org/a"], "mimeType": ["text/html"],
    } == found[document]["properties"]  # fmt: skip
    assert list(found).index(document) < list(found).index(event["id"])
    assert guns()[2].id not in found


def test_names_judged_the_same_are_one_party(ledger: Ledger) -> None:
    """The chief gives the id, the others are aliases; states are public bodies with a country."""
    fill(ledger)
    found = entities(ledger)
    parties = [found[id] for id in found[korea()[1].id]["properties"]["involved"]]
    assert parties[0]["schema"] == "PublicBody"
    assert parties[0]["properties"] == {"name": ["North Korea"], "alias": ["DPRK"], "country": ["kp"]}


def test_no_finer_place_leaves_as_a_location(ledger: Ledger) -> None:
    """A place below a region gives its country and no location."""
    fill(ledger)
    event = entities(ledger)[drill().id]["properties"]
    assert (event["country"], "location" in event) == (["pl"], False)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_entities_are_valid(data: st.DataObject) -> None:
    """FollowTheMoney itself takes every entity over random ledgers, and drops no value as malformed."""
    model = pytest.importorskip("followthemoney", reason="followthemoney is not installed (pip install followthemoney)").model
    for entity in entities(data.draw(fillings(open_ledger(":memory:"))), EVERYTHING).values():
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        kept = {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()}
        assert kept.keys() == entity["properties"].keys()
