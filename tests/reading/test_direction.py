"""Behind a "between" nobody is supplier or recipient."""

import pytest

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import Type
from lagebild.reading.direction import undirected


@pytest.mark.parametrize(("text", "words", "type_", "role", "answer"), [
    ("Es gab Waffentransfers zwischen den beiden Ländern.", "den beiden Ländern", "transfer", "recipient", True),
    ("Technologie fließt zwischen Russland und Nordkorea.", "Nordkorea", "transfer", "recipient", True),
    ("Arms flow between the two countries.", "the two countries", "transfer", "supplier", True),
    ("Russland liefert Waffen an Nordkorea.", "Nordkorea", "transfer", "recipient", False),
    ("Gefechte zwischen Armee und Rebellen.", "Rebellen", "engagement", "actor", False),
    ("Zwischen Mai und Juli lieferte Polen Panzer, teilte Kiew mit.", "Polen", "transfer", "supplier", False),
])
def test_between(text: str, words: str, type_: Type, role: str, answer: bool) -> None:
    at = text.index(words)
    assert undirected(text, type_, role, Span.of(text, at, at + len(words)), Span.of(text, 0, len(text))) is answer
