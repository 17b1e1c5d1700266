"""Reports about something else must be surer of their acts; short reports need fewer words of the matter."""

import pytest

from lagebild.reading.remit import odds, of_civilians, raised

SPORTS = "Der Verein verlor am Samstag zu Hause mit 0:2 und bleibt auf dem letzten Platz der Tabelle. " * 12
NEWS = "Die Armee schickte Panzer und Soldaten an die Grenze, die Regierung sprach von einem Manöver. " * 12


@pytest.mark.parametrize(("text", "language", "answer"), [
    (NEWS, "de", 0.0),
    ("Deutschland lieferte der Ukraine 18 Panzer.", "de", 0.0),
    ("Berlin schickt Leopard 2 nach Kiew.", "de", pytest.approx(0.15, abs=0.05)),
    (SPORTS, "de", pytest.approx(3.9)),
    ("The team won again. " * 80, "en", pytest.approx(3.9)),
    ("", "de", pytest.approx(1.3)),
    (SPORTS + "Die Armee half bei der Suche.", "de", pytest.approx(2.6)),
])
def test_odds(text: str, language: str, answer: float) -> None:
    assert odds(text, language) == answer


def test_thresholds_rise_and_stay_probabilities() -> None:
    assert raised({"transfer": 0.45}, NEWS, "de") == {"transfer": 0.45}
    assert 0.97 < raised({"transfer": 0.45, "holding": 1.0}, SPORTS, "de")["transfer"] < 1.0


def test_what_stands_far_behind_is_not_looked_at() -> None:
    assert odds("Sport " * 5_000 + NEWS, "de") > 0


@pytest.mark.parametrize(("forces", "answer"), [
    (["5.700 Flüchtlinge"], True), (["tausende Asylbewerber", "ihre Kinder"], True), (["the refugees"], True), (["10,000 people"], True),
    (["300 Soldaten"], False), (["300 Soldaten", "Flüchtlinge"], False), (["980 Männer und Frauen"], False), ([], False),
    (["a battalion of young people"], False), (["Flüchtlings-Miliz"], False),
])
def test_civilians_are_no_force(forces: list[str], answer: bool) -> None:
    assert of_civilians(forces) is answer
