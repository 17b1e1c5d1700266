"""Claims in careful words."""

from typing import Any

import pytest

from lagebild.claims.claim import Claim, ReadBy, Role
from lagebild.claims.estimate import Origin
from lagebild.claims.kept import KeptClaim
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.picture.brief.nouns import Language
from lagebild.picture.brief.subjects import Cited, Group
from lagebild.picture.brief.wording import Wording
from lagebild.pipeline.briefing import names

TEXT = "12 Panzer gingen an sie"
SPAN = Span.of(TEXT, 0, 9)


def claim(type_: Any, status: Any, *roles: tuple[str, str | None], quantity: Quantity | None = None, **more: Any) -> Claim:
    parts = tuple(Role(name, SPAN, entity, quantity if name in ("object", "force") else None) for name, entity in roles)
    whole = Span.of(TEXT, 0, len(TEXT))
    return Claim(id="claim--1", type=type_, status=status, evidence=whole, trigger=Span.of(TEXT, 10, 16), read_by=ReadBy("t", "1"), roles=parts, **more)


SEND = claim("transfer", "done", ("supplier", "US"), ("recipient", "UA"), ("object", None), quantity=Quantity("exact", 12, 12, "piece"))
MOVE = claim("deployment", "pledged", ("sender", "NL"), ("destination", "TR"), ("origin", "DE"), ("force", None))
TALK = claim("agreement", "withheld", ("participant", "KR"), ("participant", "UA"), ("participant", "NATO"))
OPEN = claim("transfer", "undisclosed", ("object", None))
BODY = claim("transfer", "considered", ("supplier", "NATO"), ("recipient", "KP"))
HOLD = claim("holding", "ongoing", ("holder", "GB"), ("object", None), quantity=Quantity("range", 10, 20, "tonne"))


@pytest.mark.parametrize(
    ("given", "language", "words"),
    [
        (SEND, "de", "eine Lieferung von „12 Panzer“ (12 Stück) aus den USA an die Ukraine erfolgt ist"),
        (SEND, "en", "a transfer of “12 Panzer” (12 pieces) from the United States to Ukraine has taken place"),
        (MOVE, "de", "eine Verlegung von „12 Panzer“ durch die Niederlande aus Deutschland in die Türkei angekündigt wurde"),
        (MOVE, "en", "a deployment of “12 Panzer” by the Netherlands out of Germany to Türkiye has been announced"),
        (TALK, "de", "eine Vereinbarung zwischen Südkorea, der Ukraine und der NATO abgelehnt wird"),
        (TALK, "en", "an agreement between South Korea, Ukraine and NATO is being refused"),
        (OPEN, "de", "es eine Lieferung von „12 Panzer“ gibt, geben soll oder erbeten wurde"),
        (BODY, "de", "eine Lieferung von der NATO an Nordkorea erwogen wird"),
        (HOLD, "de", "ein Bestand von „12 Panzer“ (10 bis 20 Tonnen) bei Großbritannien vorhanden ist"),
        (HOLD, "en", "a stock of “12 Panzer” (10 to 20 tonnes) held by the United Kingdom exists"),
    ],
)
def test_a_clause_has_its_cases_and_articles_and_leaves_out_what_is_not_told(given: Claim, language: Language, words: str) -> None:
    assert Wording.of(names(), language).clause(given) == words


@pytest.mark.parametrize(
    ("quantity", "de", "en"),
    [
        (Quantity("min", 10_000, None, "person"), "mindestens 10.000 Personen", "at least 10,000 persons"),
        (Quantity("max", None, 1, "person"), "höchstens 1 Person", "at most 1 person"),
        (Quantity("about", 3_400_000, 3_400_000, "round"), "rund 3.400.000 Schuss", "about 3,400,000 rounds"),
        (Quantity("about", 10, 12, None), "rund 10 bis 12", "about 10 to 12"),
        (Quantity("vague", None, None, "person"), "eine nicht genau genannte Zahl", "a number that is not told exactly"),
        (Quantity("vague", 24, 99, "piece"), "ungefähr 24 bis 99 Stück", "roughly 24 to 99 pieces"),
        (Quantity("exact", 1.5, 1.5, "EUR"), "1,5 EUR", "1.5 EUR"),
    ],
)
def test_an_amount_is_never_more_exact_than_it_was_given(quantity: Quantity, de: str, en: str) -> None:
    assert Wording.of(names(), "de").amount(quantity) == de
    assert Wording.of(names(), "en").amount(quantity) == en


def test_what_was_read_names_type_status_and_doubt() -> None:
    doubtful = claim("transfer", "done", ("object", None), certainty="probable", polarity="denied")
    assert Wording.of(names(), "de").read_as(doubtful) == "Lieferung, vollzogen, bestritten, als Annahme"
    assert Wording.of(names(), "en").read_as(SEND) == "Transfer, done, 12 pieces"


@pytest.mark.parametrize(("language", "words"), [
    ("de", "In der Meldung selbst (Herausgeber unbekannt) heißt es"), ("en", "The report itself (unknown publisher)"),
])
def test_a_report_without_publisher_and_title_says_so_in_words(language: Language, words: str) -> None:
    kept = KeptClaim(SEND, SEND, "report", "undecided", "same", True, True, None, 0, 0, 1, 1, None, None)
    origin = Origin("origin--1", None, None, (SEND.id,))
    group = Group(origin, (Cited(kept, Report("report", TEXT), None, origin),))
    assert Wording.of(names(), language).sentence(group).startswith(words)
