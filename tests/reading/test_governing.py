"""Belief and seeking govern the act in their own clause only."""

import pytest

from lagebild.reading.governing import believed, seeks, sought


@pytest.mark.parametrize(("sentence", "act", "language", "answer"), [
    ("Es wird angenommen, dass Pjöngjang Truppen entsandt hat.", "entsandt", "de", True),
    ("Es wird vermutet, dass Boote fehlen; die Marine entsandte Taucher.", "entsandte", "de", False),
    ("It is believed that Tehran has shipped drones.", "shipped", "en", True),
    ("The minister said Tehran has shipped drones.", "shipped", "en", False),
])
def test_belief(sentence: str, act: str, language: str, answer: bool) -> None:
    assert believed(sentence, sentence.index(act), language) is answer


@pytest.mark.parametrize(("sentence", "act", "language", "answer"), [
    ("Die Reise gilt der Suche nach Waffenlieferungen.", "Waffenlieferungen", "de", True),
    ("Der Gast hat militärische Lieferungen angefordert.", "Lieferungen", "de", True),
    ("Polen hat die Lieferungen eingestellt.", "Lieferungen", "de", False),
    ("Die Suche nach Beweisen, nicht die Lieferung, war Thema.", "Lieferung", "de", False),
    ("Kyiv renewed its request for missile deliveries.", "deliveries", "en", True),
    ("Poland halted deliveries.", "deliveries", "en", False),
])
def test_seeking(sentence: str, act: str, language: str, answer: bool) -> None:
    at = sentence.index(act)
    assert sought(sentence, at, at + len(act), language) is answer


def test_the_side_that_seeks_stands_before_the_act_and_behind_no_from() -> None:
    sentence = "Ob Kiew von Seoul Lieferungen angefordert hat"
    act = sentence.index("Lieferungen")
    assert seeks(sentence, sentence.index("Kiew"), act)
    assert not seeks(sentence, sentence.index("Seoul"), act)
