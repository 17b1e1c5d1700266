"""Words that stand for a party are resolved where a rule is clear, else left open."""

import pytest

from lagebild.claims.span import Span
from lagebild.reading.resolving import Parties


def behind(
    text: str, words: str, language: str = "de", nth: int = 1, taken: tuple[str, ...] = (), role: str = "actor"
) -> tuple[str | None, ...]:
    at = -1
    for _ in range(nth):
        at = text.index(words, at + 1)
    return Parties(text, language).behind(Span.of(text, at, at + len(words)), taken, None, role)


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
])
def test_english(text: str, words: str, entities: tuple[str | None, ...]) -> None:
    found = behind(text, words, "en")
    assert sorted(found, key=str) == sorted(entities, key=str)


def test_a_pronoun_is_not_a_party_that_the_act_names_already() -> None:
    text = "Russland dankte Nordkorea. Es schickte Soldaten nach Russland."
    assert behind(text, "Es", taken=("RU",)) == ("KP",)


def test_both_koreas_are_told_apart_by_the_compass_where_both_are_in_the_report() -> None:
    text = "Südkorea und Nordkorea reden nicht. Der Norden feuerte Raketen ab, der Süden übte."
    assert behind(text, "Der Norden") == ("KP",)
    assert behind(text, "der Süden") == ("KR",)
    assert behind("Nigeria entsandte Soldaten. Der Norden ist ruhig.", "Der Norden", role="destination") != ("KP",)


def test_we_are_those_who_present_themselves_so() -> None:
    text = "We, the leaders of Japan, the Republic of Korea, and the United States, convened today. We will share data."
    assert behind(text, "We will"[:2], "en", nth=2) == ("JP", "KR", "US")


def test_an_act_told_before_helps_with_the_next() -> None:
    text = "Kenia und Somalia streiten. Kenianische Truppen rückten vor. Sie räumten ein Dorf."
    parties = Parties(text, "de")
    at = text.index("Kenianische Truppen")
    parties.remember([("actor", Span.of(text, at, at + len("Kenianische Truppen")), "KE")])
    they = text.index("Sie")
    assert parties.behind(Span.of(text, they, they + 3), (), None, "actor") == ("KE",)
