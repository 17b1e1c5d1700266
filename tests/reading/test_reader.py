"""The built-in reader on whole reports: what must hold of every reading, and what is plain enough never to be missed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.errors import ModelUnusable
from lagebild.reading.reader import ModelReader
from lagebild.reports import sentences


@pytest.fixture(scope="module")
def reader() -> ModelReader:
    return ModelReader()


def read(reader: ModelReader, text: str, language: str = "de", published: str | None = "2024-05-03") -> tuple[Claim, ...]:
    report = Report.of(text, language=language, published=published)
    return reader.read(report, sentences(text, language))


def parties(claim: Claim) -> set[tuple[str, str | None]]:
    return {(role.role, role.entity) for role in claim.roles if role.entity}


def test_a_plain_delivery_is_read_with_its_parties_amount_and_source(reader: ModelReader) -> None:
    text = "Deutschland hat der Ukraine 18 Kampfpanzer geliefert, teilte das Verteidigungsministerium am Montag mit."
    claim = next(c for c in read(reader, text) if c.type == "transfer")
    assert claim.trigger.text == "geliefert"
    assert claim.status == "done"
    assert {("supplier", "DE"), ("recipient", "UA")} <= parties(claim)
    (object_,) = claim.fillers("object")
    assert object_.quantity is not None
    assert (object_.quantity.low, object_.quantity.unit) == (18, "piece")
    assert [s.kind for s in claim.attribution] == ["government"]


def test_an_attack_in_english(reader: ModelReader) -> None:
    text = "Russian forces attacked the port of Odesa on Monday, killing 12 people, Ukrainian officials said."
    claim = next(c for c in read(reader, text, "en") if c.type == "engagement")
    assert ("actor", "RU") in parties(claim)
    assert any(r.role == "losses" and r.quantity and r.quantity.low == 12 for r in claim.roles)


@pytest.mark.parametrize("text", [
    "Der Stürmer traf in der 89. Minute zum Ausgleich, der Angriff der Gäste blieb harmlos.",
    "Die Preise für Strom sind im April um drei Prozent gestiegen.",
    "Das Museum öffnet am Sonntag seine neue Ausstellung über Gartenkunst.",
])
def test_look_alikes_yield_no_claim(reader: ModelReader, text: str) -> None:
    assert read(reader, text) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300), st.sampled_from(["de", "en"]))
def test_any_text_is_read_and_every_span_stands_in_it(reader: ModelReader, text: str, language: str) -> None:
    for claim in read(reader, text, language):
        assert all(span.stands_in(text) for span in claim.spans())


WORDS = st.sampled_from(
    ["Russland", "liefert", "Panzer", "an", "die", "Ukraine", ",", "sagte", "der", "Minister", ".", "Truppen", "angegriffen", "3,4", "Millionen", "\n", "Berichten", "zufolge", "–", "„", "“", "Seoul"])


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=5, max_size=60))
def test_claims_keep_the_schema_on_word_salad(reader: ModelReader, words: list[str]) -> None:
    text = " ".join(words).strip() or "Text."
    found = read(reader, text)
    assert len({claim.id for claim in found}) == len(found)
    assert list(found) == sorted(found, key=lambda c: c.trigger)
    for claim in found:
        assert claim.trigger.within(claim.evidence)
        assert 0 <= (claim.read_by.confidence or 0) <= 1
        assert all(span.stands_in(text) for span in claim.spans())


def test_a_sentence_of_ten_thousand_words_is_read(reader: ModelReader) -> None:
    text = "Deutschland liefert Panzer " * 3_000
    assert read(reader, text.strip())


def test_an_endless_sentence_full_of_acts_is_read_in_time_proportional_to_it(reader: ModelReader) -> None:
    assert len(read(reader, "Russland lieferte Nordkorea 300 Panzer und " * 2_000)) > 200  # acts were compared each with each


def test_a_folder_without_a_model_is_refused(tmp_path) -> None:
    with pytest.raises(ModelUnusable, match=r"model\.json"):
        ModelReader(tmp_path)
