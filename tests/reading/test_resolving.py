"""Words that stand for a party are resolved where a rule is clear, else left open."""

import pytest

from lagebild.claims.span import Span
from lagebild.reading.resolving import Parties


def behind(text: str, words: str, language: str = "de", nth: int = 1, taken: tuple[str, ...] = ()) -> tuple[str | None, ...]:
    at = -1
    for _ in range(nth):
        at = text.index(words, at + 1)
    return Parties(text, language).behind(Span.of(text, at, at + len(words)), taken)


@pytest.mark.parametrize(("text", "words", "entities"), [
    ("Polen liefert Panzer.", "Polen", ("PL",)),
    ("Der ukrainische Verteidigungsminister Rustem Umerow kam nach Seoul. Später dankte Umerow dem Gastgeber.", "Umerow dem", ("UA",)),
    ("Südkorea und die Ukraine berieten in Seoul. Dann vereinbarten beide Seiten einen Austausch.", "beide Seiten", ("UA", "KR")),
    ("Frankreich will helfen. Es werde bald liefern.", "Es", ("FR",)),
    ("Mali kämpft gegen Aufständische. Die Regierung schickte Soldaten.", "Die Regierung", ("ML",)),
    ("Seit Jahren wird verhandelt. Die Gruppe schweigt.", "Die Gruppe", (None,)),
    ("Es kamen Soldaten.", "Soldaten", (None,)),
])
def test_german(text: str, words: str, entities: tuple[str | None, ...]) -> None:
    found = behind(text, words)
    assert sorted(found, key=str) == sorted(entities, key=str)


@pytest.mark.parametrize(("text", "words", "entities"), [
    ("PRESIDENT OF POLAND: Thank you. We will send tanks.", "We", ("PL",)),
    ("My Administration is clear. We will send weapons.", "We", ("US",)),
    ("Japan and the Philippines met in Manila. The two countries agreed to share intelligence.", "The two countries", ("JP", "PH")),
    ("Iran sent drones. They were flown at night.", "They", ("IR",)),
])
def test_english(text: str, words: str, entities: tuple[str | None, ...]) -> None:
    found = behind(text, words, "en")
    assert sorted(found, key=str) == sorted(entities, key=str)


def test_a_pronoun_is_not_a_party_that_the_act_names_already() -> None:
    text = "Russland dankte Nordkorea. Es schickte Soldaten nach Russland."
    assert behind(text, "Es", taken=("RU",)) == ("KP",)
