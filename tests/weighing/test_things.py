"""A thing says with which materiel only where its claims name some."""

from typing import Any

import pytest

from lagebild.claims.claim import Claim, ReadBy, Role
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.weighing import Balance

SHARE = Quantity("exact", 61, 61, "percent")


def materiel(text: str, type_: Any, language: str, *roles: tuple[str, str, Quantity | None]) -> str | None:
    """The materiel of the thing that one claim of these roles (name, words, amount) makes."""

    def span(words: str) -> Span:
        at = text.index(words)
        return Span(at, at + len(words), words)

    whole = Span(0, len(text), text)
    filled = tuple(Role(role, span(words), None, amount) for role, words, amount in roles)
    claim = Claim("claim--1", type_, "done", whole, whole, ReadBy("test", "1"), roles=filled)
    balance = Balance(lambda words, _: "missile" if "missile" in words else None)
    balance.add(Report("report-1", text, language=language, published="2024-11-27"), [claim])
    return balance.thing("claim--1").materiel


@pytest.mark.parametrize(("text", "language", "share"), [
    ("61 Prozent wollen die Stationierung", "de", "61 Prozent"), ("61 percent want Stationierung", "en", "61 percent"),
])
def test_the_unit_of_a_survey_is_no_materiel_in_any_language(text: str, language: str, share: str) -> None:
    assert materiel(text, "survey", language, ("share", share, SHARE), ("topic", "Stationierung", None)) is None


def test_the_topic_of_an_agreement_is_materiel_only_where_it_names_a_family() -> None:
    verb, family = "Sie wollen Daten auszutauschen", "They want missile defence"
    assert materiel(verb, "agreement", "de", ("topic", "Daten auszutauschen", None)) is None
    assert materiel(family, "agreement", "en", ("topic", "missile defence", None)) == "missile"


def test_an_object_of_no_known_family_keeps_its_word() -> None:
    assert materiel("They sent Wasserwerfer", "transfer", "de", ("object", "Wasserwerfer", None)) == "wasserwerfer"
