"""The choice among the parties of a report is a share of weights, and nobody is one of the choices."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.countries import find_entities
from lagebild.reading.salience import Mentions, Question, Told, choose, stem

TEXT = "Kenia schickt Soldaten nach Haiti. Die Regierung in Nairobi warb um Hilfe. Später kamen Truppen aus Benin dazu."
MENTIONS = Mentions(TEXT, find_entities(TEXT, "de"), None)
KINDS = ("they", "state", "force", "site", "own", "other")
ROLES = ("actor", "sender", "recipient", "destination", "participant", "force")


def test_inflection_does_not_part_a_noun_from_itself() -> None:
    assert stem("Präsidenten") == stem("Präsident")
    assert stem("Armee") == stem("armee")


def test_what_was_told_last_is_a_fact_about_a_party() -> None:
    told = Told()
    told.add([("sender", "soldaten", "KE"), ("destination", "haiti", "HT")])
    found = MENTIONS.features(Question(80, "truppe", "force", "sender", frozenset({"HT"})), told)
    assert {"same role", "partner", "last agent"} <= set(found["KE"])
    assert "taken" in found["HT"]


@settings(max_examples=60)
@given(st.integers(0, len(TEXT)), st.sampled_from(KINDS), st.sampled_from(ROLES), st.integers(1, 3), st.floats(0, 1))
def test_the_choice_is_among_the_parties_and_complete_or_empty(at: int, kind: str, role: str, n: int, least: float) -> None:
    question = Question(at, "truppe", kind, role)
    chosen = choose(MENTIONS.features(question, Told()), question, n, least)
    assert len(chosen) in (0, n)
    assert set(chosen) <= {"KE", "HT", "BJ"}
    assert len(set(chosen)) == len(chosen)


def test_nobody_is_chosen_where_nobody_is_named() -> None:
    empty = Mentions("Es regnet.", (), None)
    question = Question(3, "es", "it", "actor")
    assert choose(empty.features(question, Told()), question, 1, 0.4) == ()
