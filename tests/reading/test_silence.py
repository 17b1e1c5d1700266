"""What somebody would not speak about is told from what they denied and from what they said."""

import pytest

from lagebild.reading.silence import kept_silent


@pytest.mark.parametrize(("sentence", "act", "language"), [
    ("Ein Sprecher wollte sich nicht dazu äußern, ob Panzer geliefert wurden.", "geliefert", "de"),
    ("Beide Seiten vermieden es, sich dazu zu äußern, ob der Gast Waffen angefordert hat, sagen Beobachter.", "angefordert", "de"),
    ("Das Ministerium ließ offen, ob es die Raketen verkauft hat.", "verkauft", "de"),
    ("Der Kreml wollte den Abzug weder bestätigen noch dementieren, ob die Truppen verlegt würden.", "verlegt", "de"),
    ("Das Amt wollte sich zu den Lieferungen nicht äußern.", "Lieferungen", "de"),
    ("Der Minister machte keine Angaben zu einer Stationierung.", "Stationierung", "de"),
    ("The ministry declined to say whether missiles had been shipped.", "shipped", "en"),
    ("Officials would not comment on the deliveries.", "deliveries", "en"),
])
def test_silence(sentence: str, act: str, language: str) -> None:
    assert kept_silent(sentence, sentence.index(act), language)


@pytest.mark.parametrize(("sentence", "act", "language"), [
    ("Das Ministerium bestritt, dass Panzer geliefert wurden.", "geliefert", "de"),
    ("Beide vermieden es, sich dazu zu äußern, ob Waffen erbeten wurden, doch gilt eine Lieferung als unwahrscheinlich.", "Lieferung", "de"),
    ("Die Regierung liefert Panzer, der Minister wollte sich nicht äußern.", "liefert", "de"),
    ("Er fragte, ob die Truppen verlegt würden.", "verlegt", "de"),
    ("The ministry said missiles had been shipped but declined to comment.", "shipped", "en"),
])
def test_no_silence(sentence: str, act: str, language: str) -> None:
    assert not kept_silent(sentence, sentence.index(act), language)
