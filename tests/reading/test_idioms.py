"""A word names an act by custom only where arms or forces are the matter."""

import pytest

from lagebild.claims.vocabulary import TYPES
from lagebild.reading.idioms import named_by_idiom


@pytest.mark.parametrize(("sentence", "before", "language", "found"), [
    ("Minsk ist der wichtigste Lieferant von Munition.", "", "de", [("Lieferant", "transfer")]),
    ("Der Bäcker ist der wichtigste Lieferant von Brot.", "", "de", []),
    ("Die Regierung will ihre Haltung überdenken.", "Sie lehnte Waffen bisher ab.", "de", [("Haltung", "transfer")]),
    ("Die Regierung will ihre Haltung überdenken.", "Es ging um Milch.", "de", []),
    ("Das Arsenal umfasst 300 Raketen.", "", "de", [("Arsenal", "holding"), ("umfasst", "holding")]),
    ("Rechtliche Hürden stehen der Ausfuhr von Waffen entgegen.", "", "de", [("Hürden", "restriction")]),
    ("Belarus is the main supplier of shells.", "", "en", [("supplier", "transfer")]),
])
def test_idioms(sentence: str, before: str, language: str, found: list[tuple[str, str]]) -> None:
    answers = sorted(named_by_idiom(sentence, before, language))
    assert [TYPES[type_] for _, type_ in answers] == [type_ for _, type_ in found]
    assert all(sentence.startswith(word, at) for (at, _), (word, _) in zip(answers, found, strict=True))


def test_letters_whose_lower_case_is_longer_shift_nothing() -> None:
    assert list(named_by_idiom("İzmir ist Lieferant von Munition.", "", "de")) == []


def test_what_must_stand_near_stands_before_or_behind_in_any_order() -> None:
    assert list(named_by_idiom("Waffen darf man ausführen, doch es gibt Hürden, die gesetzlich sind.", "", "de"))
    assert not list(named_by_idiom("Waffen darf man ausführen, doch es gibt Hürden.", "", "de"))


def test_a_long_sentence_full_of_the_words_is_read_in_time_proportional_to_it() -> None:
    assert list(named_by_idiom("grenzen und felder " * 100_000, "", "de")) == []  # squared, this took hours
