"""Behind a "between" nobody is supplier or recipient."""

import pytest

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import Type
from lagebild.reading.direction import directed, received, undirected


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


@pytest.mark.parametrize(("text", "words", "trigger", "type_", "role", "answer"), [
    ("eine Waffenlieferung aus Südkorea an die Ukraine", "Südkorea", "Waffenlieferung", "transfer", "recipient", "supplier"),
    ("eine Waffenlieferung aus Südkorea an die Ukraine", "die Ukraine", "Waffenlieferung", "transfer", "supplier", "recipient"),
    ("arms from Iran to Russia", "Russia", "arms", "transfer", "supplier", "recipient"),
    ("der Abzug aus Mali", "Mali", "Abzug", "deployment", "destination", "origin"),
    ("Polen liefert Panzer", "Polen", "liefert", "transfer", "supplier", "supplier"),
    ("Angriff aus Gaza", "Gaza", "Angriff", "engagement", "actor", "actor"),
    ("Panzer sollen in Polen stationiert werden", "Polen", "stationiert", "deployment", "sender", "destination"),
    ("der Abzug der Truppen in Mali", "Mali", "Abzug", "deployment", "origin", "origin"),
    ("US troops would be leaving Syria", "Syria", "leaving", "deployment", "destination", "origin"),
    ("Sie verließen Kabul", "Kabul", "verließen", "deployment", "destination", "origin"),
    ("They left for Mali", "Mali", "left", "deployment", "destination", "destination"),
    ("strikes against Yemen", "Yemen", "strikes", "engagement", "actor", "target"),
    ("to defend against Russia’s war", "Russia’s", "war", "engagement", "actor", "actor"),
    ("wehrt sich gegen russische Angriffe", "russische", "Angriffe", "engagement", "actor", "actor"),
    ("bombed by Israel", "Israel", "bombed", "engagement", "target", "actor"),
])
def test_prepositions_tell_the_ends(text: str, words: str, trigger: str, type_: Type, role: str, answer: str) -> None:
    at = text.index(words)
    span, whole = Span.of(text, at, at + len(words)), Span.of(text, 0, len(text))
    act = Span.of(text, text.index(trigger), text.index(trigger) + len(trigger))
    assert directed(text, type_, act, [(role, span)], whole) == ((answer, span),)


def test_a_list_is_turned_with_its_first_item() -> None:
    text = "In Polen, Bulgarien und den Niederlanden werden Panzer Kanadas stationiert"
    spans = [Span.of(text, text.index(word), text.index(word) + len(word)) for word in ("Polen", "Bulgarien", "Niederlanden", "Kanadas")]
    act = Span.of(text, text.index("stationiert"), len(text))
    found = directed(text, "deployment", act, [("sender", span) for span in spans], Span.of(text, 0, len(text)))
    assert [role for role, _ in found] == ["destination", "destination", "destination", "sender"]


@pytest.mark.parametrize(("text", "trigger", "words", "by_adjective", "role"), [
    ("Jakarta bestellte sechs Jets.", "bestellte", "Jakarta", False, "recipient"),
    ("Sechs Jets wurden bei Saab bestellt.", "bestellt", "Saab", False, "supplier"),
    ("Der Kauf russischer Jets ruht.", "Kauf", "russischer", True, "supplier"),
    ("Polen verkauft Panzer.", "verkauft", "Polen", False, "supplier"),
    ("Minsk ist Moskaus wichtigster Lieferant.", "Lieferant", "Moskaus", False, "recipient"),
    ("Minsk ist Moskaus wichtigster Lieferant.", "Lieferant", "Minsk", False, "supplier"),
    ("We will buy from Russia.", "buy", "Russia", False, "supplier"),
    ("We will buy from Russia.", "buy", "We", False, "recipient"),
])
def test_who_buys_receives(text: str, trigger: str, words: str, by_adjective: bool, role: str) -> None:
    act, party = (Span.of(text, text.index(w), text.index(w) + len(w)) for w in (trigger, words))
    assert received(text, act, "supplier", party, Span.of(text, 0, len(text)), by_adjective) == role
