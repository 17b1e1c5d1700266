"""Belief and seeking govern the act in their own clause only."""

import pytest

from lagebild.reading.governing import belief, believed, grounded, refused, seeks, sought


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


def test_impersonal_belief_has_words_of_its_own() -> None:
    sentence = "Es wird angenommen, dass Pjöngjang Truppen entsandt hat."
    assert belief(sentence, sentence.index("entsandt"), "de") == (0, len("Es wird angenommen"))
    assert belief("Pjöngjang hat Truppen entsandt.", 21, "de") is None


@pytest.mark.parametrize(("sentence", "act", "language", "answer"), [
    ("Lieferungen von Panzern sind vom Tisch.", "Lieferungen", "de", True),
    ("Lieferungen von Panzern sind nicht vom Tisch.", "Lieferungen", "de", False),
    ("Eine Entsendung von Soldaten kommt nicht infrage.", "Entsendung", "de", True),
    ("Eine Entsendung ist nicht ausgeschlossen.", "Entsendung", "de", False),
    ("Kenia schließt eine Entsendung aus.", "Entsendung", "de", True),
    ("Kenia schließt eine Entsendung nicht aus.", "Entsendung", "de", False),
    ("Verhandlungen sind vom Tisch; die Lieferung läuft.", "Lieferung", "de", False),
    ("Deliveries are off the table.", "Deliveries", "en", True),
    ("Oslo has not ruled out deliveries.", "deliveries", "en", False),
])
def test_an_act_is_refused_in_its_own_clause_only(sentence: str, act: str, language: str, answer: bool) -> None:
    at = sentence.index(act)
    assert refused(sentence, at, at + len(act), language) is answer


@pytest.mark.parametrize(("sentence", "act", "language", "answer"), [
    ("Eine Lieferung ist aufgrund rechtlicher Einschränkungen unwahrscheinlich.", "Einschränkungen", "de", True),
    ("Eine Lieferung ist aufgrund rechtlicher Einschränkungen unwahrscheinlich.", "Lieferung", "de", False),
    ("Sales stopped because of the arms embargo.", "embargo", "en", True),
])
def test_a_ground_is_so(sentence: str, act: str, language: str, answer: bool) -> None:
    assert grounded(sentence, sentence.index(act), language) is answer
