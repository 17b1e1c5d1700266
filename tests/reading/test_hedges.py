"""Cues of certainty and denial are found where they stand, and phrases that only hold such a word are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.hedges import hedges
from lagebild.reading.tables import table

CASES = [
    ("Es wird angenommen, dass Truppen kamen.", "de", [("Es wird angenommen", "probable")]),
    ("Moskau könnte liefern.", "de", [("könnte", "possible")]),
    ("Sie sollen geliefert haben.", "de", [("sollen", "probable")]),
    ("Möglicherweise kamen sie.", "de", [("Möglicherweise", "possible")]),
    ("Das ist unwahrscheinlich.", "de", [("unwahrscheinlich", "probable"), ("unwahrscheinlich", "denied")]),
    ("Es ist unklar, ob sie kamen.", "de", [("unklar", "unknown"), ("ob", "unknown")]),
    ("Nicht nur Panzer kamen.", "de", []),
    ("Sie kamen nicht.", "de", [("nicht", "denied")]),
    ("Er dementierte das.", "de", [("dementierte", "denied")]),
    ("Das sei nicht ausgeschlossen.", "de", [("nicht ausgeschlossen", "possible")]),
    ("Berichten zufolge kamen sie.", "de", [("Berichten zufolge", "probable")]),
    ("Keine Panzer kamen.", "de", [("Keine", "denied")]),
    ("angebliche Lieferungen", "de", [("angebliche", "probable")]),
    ("Niemand weiß etwas.", "de", []),
    ("sowohl Panzer als auch Raketen", "de", []),
    ("vermutlich im Mai", "de", [("vermutlich", "probable")]),
    ("Es gibt weder Panzer noch Raketen.", "de", [("weder", "denied")]),
    ("nicht weniger als 30 Panzer", "de", []),
    ("Die Regierung wollte nicht bestätigen, was geschah.", "de", [("wollte nicht bestätigen", "unknown")]),
    ("dürfte bald kommen", "de", [("dürfte", "probable")]),
    ("It may have sent troops in May.", "en", [("may have", "possible")]),
    ("May it come?", "en", [("May", "possible")]),
    ("They didn't come.", "en", [("n't", "denied")]),
    ("It is unlikely.", "en", [("unlikely", "probable"), ("unlikely", "denied")]),
    ("Reportedly, it came.", "en", [("Reportedly", "probable")]),
    ("Iran denied that.", "en", [("denied", "denied")]),
    ("He did not rule out sending arms.", "en", [("did not rule out", "possible")]),
    ("No fewer than 30 came.", "en", []),
    ("not only tanks", "en", []),
    ("It is believed that they came.", "en", [("is believed", "probable")]),
    ("He is believed to have sent them.", "en", [("is believed", "probable")]),
    ("It could not be independently verified.", "en", [("could not be independently verified", "unknown")]),
    ("whether they came", "en", [("whether", "unknown")]),
    ("They might come.", "en", [("might", "possible")]),
    ("Perhaps so.", "en", [("Perhaps", "possible")]),
    ("The mayor came.", "en", []),
    ("They never came.", "en", [("never", "denied")]),
    ("They neither confirmed nor denied it.", "en", [("neither confirmed nor denied", "unknown")]),
    ("The strike was apparently over.", "en", [("apparently", "probable")]),
    ("no doubt about it", "en", []),
    ("Tanks came.", "en", []),
]


@pytest.mark.parametrize(("sentence", "language", "expected"), CASES)
def test_cues(sentence: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert [(sentence[one.start : one.end], one.certainty or one.polarity) for one in hedges(sentence, language)] == expected


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_cue_of_the_table_is_found_alone(language: str) -> None:
    for cue in ("probable", "possible", "unknown", "denied"):
        for word in table("hedges.toml")[language][cue]["words"]:
            start = "she did" if word in ("n't", "n’t") else ""
            found = {one.certainty or one.polarity for one in hedges(f"{start}{word}", language)}
            assert cue in found, word


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["de", "en"]))
def test_cues_stand_within_the_sentence(sentence: str, language: str) -> None:
    assert all(0 <= one.start < one.end <= len(sentence) for one in hedges(sentence, language))
