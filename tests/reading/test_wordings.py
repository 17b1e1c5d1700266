"""Words that name no party are told by kind, head and number."""

import pytest

from lagebild.reading.wordings import is_plural, wording_of


@pytest.mark.parametrize(("words", "language", "kind", "head", "n"), [
    ("we’re", "en", "own", "we", 1),
    ("I’m", "en", "own", "I", 1),
    ("die Regierung", "de", "state", "Regierung", 1), ("beide Seiten", "de", "both", "Seiten", 2), ("die drei Länder", "de", "both", "Länder", 3),
    ("seine Armee", "de", "his", "Armee", 1), ("sie", "de", "they", "sie", 1), ("man", "de", "man", "man", 1), ("dort", "de", "there", "dort", 1),
    ("rund 300 Soldaten aus dem Süden", "de", "force", "Soldaten", 1), ("die Rebellen", "de", "group", "Rebellen", 1),
    ("der Flughafen Mitiga", "de", "other", "Mitiga", 1), ("we", "en", "own", "we", 1), ("the two ministers", "en", "both", "ministers", 2),
    ("all three of us", "en", "both", "three", 3), ("the army", "en", "army", "army", 1), ("4,500", "en", "number", "4", 1),
    ("its ships", "en", "his", "ships", 1),
])
def test_wordings(words: str, language: str, kind: str, head: str, n: int) -> None:
    found = wording_of(words, language)
    assert (found.kind, found.head, found.n) == (kind, head, n)


@pytest.mark.parametrize(("words", "answer"), [("die Außenminister", True), ("the foreign ministers", True), ("der Minister des Landes", False), ("the president", False)])
def test_plural(words: str, answer: bool) -> None:
    assert is_plural(words) is answer
