"""What a note says to people."""

from typing import Any

import pytest
from hypothesis import given

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.exchange.stix.fields import Fields
from lagebild.exchange.stix.part import claim_part
from lagebild.exchange.stix.sentence import abstract, party, sentence
from tests.exchange.stix.samples import FIELDS, cases

CORE: dict[str, Any] = {"claim_type": "holding", "status": "ongoing", "certainty": "certain", "polarity": "affirmed"}


def amount(**quantity: Any) -> str:
    text = sentence(CORE | {"roles": [{"role": "object", "quantity": quantity}]})
    return text.removeprefix("holding, ongoing: object (").removesuffix(").")


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ({"form": "exact", "low": 10000, "high": 10000, "unit": "person"}, "10,000 person"),
        ({"form": "min", "low": 10000, "unit": "person", "hedge": "über"}, "at least 10,000 person, “über”"),
        ({"form": "max", "high": "2.5", "unit": "tonne"}, "at most 2.5 tonne"),
        ({"form": "range", "low": 3, "high": 5}, "3 to 5"),
        ({"form": "vague", "low": 24, "high": 60, "unit": "piece", "hedge": "Dutzende"}, "24 to 60 piece, vague, “Dutzende”"),
        ({"form": "vague"}, "no number, vague"),
        ({"form": "about", "low": 0, "high": 0}, "about 0"),
    ],
)  # fmt: skip
def test_an_amount_is_said_as_exactly_as_the_words_are(quantity: dict[str, Any], words: str) -> None:
    assert amount(**quantity) == words


@pytest.mark.parametrize(("code", "words"), [("KP", "North Korea (KP)"), ("NATO", "NATO"), (None, ""), ("XX", "XX")])
def test_a_party_has_its_name_and_code(code: str | None, words: str) -> None:
    assert party(code) == words


@given(cases(), FIELDS)
def test_every_claim_can_be_said_under_every_field(case: tuple[KeptClaim, Report], fields: Fields) -> None:
    """In one line, and in sentences that name the type, the status and what is withheld."""
    part = claim_part(*case, fields, "sha256:" + "0" * 64)
    claim = case[0].claim
    assert sentence(part).count(f"{claim.type}, {claim.status}") >= 1
    assert len(abstract(part)) <= 200
    assert sentence(part).startswith("denied: ") == (claim.polarity == "denied")
