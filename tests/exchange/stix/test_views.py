"""Views: what somebody says about claims, on the scale that other tools read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lagebild.claims.estimate import Estimate
from lagebild.errors import Refused
from lagebild.exchange.stix.fields import ALL_FIELDS
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.stix.views import View, opinion_object
from tests.exchange.stix.samples import BERLIN, NOON, WARSAW, sent

NOTE = sent(ALL_FIELDS)[-1]["id"]
ESTIMATE = Estimate("thing--1", "2024-11-28", None, "person", 9000.5, 10000, 1.2e16, 20, 2, 3, False, 0, ())


@pytest.mark.parametrize(
    ("view", "word"),
    [
        (View("accepted", (NOTE,)), "agree"),
        (View("corrected", (NOTE,), changes={"status": "pledged"}), "disagree"),
        (View("rejected", (NOTE,), "steht nicht da"), "strongly-disagree"),
        (View("dissent", (NOTE,), "anders", changes={"certainty": "possible"}), "disagree"),
        (View("settled", (NOTE,), outcome=True), "strongly-agree"),
        (View("settled", (NOTE,), outcome=False), "strongly-disagree"),
        (View("estimate", (NOTE,), estimate=ESTIMATE), "neutral"),
    ],
)  # fmt: skip
def test_a_view_survives_its_opinion(view: View, word: str) -> None:
    arrived = read_objects([opinion_object(view, WARSAW, NOON)])
    (taken,) = arrived.views
    assert (arrived.refused, taken.opinion, taken.about, taken.creator) == ((), word, (NOTE,), WARSAW.id)
    assert taken.part is not None
    assert taken.part["view"] == view.kind
    assert taken.part.get("outcome") == view.outcome
    assert taken.part.get("changes", {}) == view.changes


def test_an_estimate_is_told_in_figures_and_words_without_its_lines() -> None:
    item = opinion_object(View("estimate", (NOTE,), estimate=ESTIMATE), WARSAW, NOON)
    assert item["explanation"] == "10000 person (range, not calibrated 9000.5 to 1.2e+16), from 2 to 3 origins in 20 reports."
    (taken,) = read_objects([item]).views
    assert taken.part is not None
    assert taken.part["estimate"] == {
        "low": "9000.5", "best": 10000, "high": "1.2e+16", "unit": "person", "day": "2024-11-28", "calibrated": False, "n_reports": 20,
        "n_origins_min": 2, "n_origins_max": 3,
    }  # fmt: skip
    certain = replace(ESTIMATE, calibrated=True, n_origins_max=2, unit=None)
    assert "10000 (90% range" in opinion_object(View("estimate", (NOTE,), estimate=certain), WARSAW, NOON)["explanation"]


def test_who_changes_their_mind_makes_a_new_version_of_one_opinion() -> None:
    first = opinion_object(View("accepted", (NOTE,)), WARSAW, NOON)
    second = opinion_object(View("rejected", (NOTE,)), WARSAW, NOON + timedelta(days=1))
    assert first["id"] == second["id"]
    assert first["id"] != opinion_object(View("accepted", (NOTE,)), BERLIN, NOON)["id"]
    assert first["id"] != opinion_object(View("estimate", (NOTE,), estimate=ESTIMATE), WARSAW, NOON)["id"]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "guess"}, {"about": ()}, {"kind": "settled"}, {"outcome": True}, {"kind": "estimate"}, {"estimate": ESTIMATE},
    ],
)  # fmt: skip
def test_a_view_is_checked_at_birth(given: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        View(**({"kind": "accepted", "about": (NOTE,)} | given))
