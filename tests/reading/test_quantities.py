"""An amount is never more exact than the words that give it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.quantities import quantity_of

CASES = [
    ("ein Soldat", "de", "losses", "exact", 1, 1, "person", None),
    ("einen Kampfhubschrauber", "de", "losses", "exact", 1, 1, "piece", None),
    ("eine Fregatte", "de", "force", "exact", 1, 1, "piece", None),
    ("ein Bataillon", "de", "force", "exact", 1, 1, None, None),
    ("das letzte von vier Schiffen", "de", "object", "exact", 1, 1, "piece", None),
    ("ein Teil der 96 Panzer", "de", "object", "vague", None, None, "piece", None),
    ("drei- bis viertausend Soldaten", "de", "force", "range", 3000, 4000, "person", None),
    ("nicht einmal 2.000 Soldaten", "de", "force", "max", None, 2000, "person", "nicht einmal"),
    ("einer Kreditlinie über eine Milliarde Dollar", "de", "object", "exact", 1000000000, 1000000000, "USD", None),
    ("jeder Fünfte", "de", "share", "exact", 20, 20, "percent", None),
    ("a frigate", "en", "force", "exact", 1, 1, "piece", None),
    ("über 10.000 Truppen", "de", "force", "min", 10000, None, "person", "über"),
    ("etwa 3,4 Millionen 105 mm Geschosse", "de", "object", "about", 3400000, 3400000, "round", "etwa"),
    ("18 Leopard-2-Panzer", "de", "object", "exact", 18, 18, "piece", None),
    ("bis zu 10.000 Schuss 155-mm-Munition", "de", "object", "max", None, 10000, "round", "bis zu"),
    ("mindestens 46 Menschen", "de", "losses", "min", 46, None, "person", "mindestens"),
    ("mindestens 16 weiteren Guerilleros", "de", "losses", "min", 16, None, "person", "mindestens"),
    ("rund 4800 Soldatinnen und Soldaten", "de", "force", "about", 4800, 4800, "person", "rund"),
    ("seine gut 1.100 Blauhelme", "de", "force", "min", 1100, None, "person", "gut"),
    ("knapp 900 Österreicher", "de", "force", "max", None, 900, "person", "knapp"),
    ("fast 300 Verwundete", "de", "losses", "about", 300, 300, "person", "fast"),
    ("höchstens 1550 Gefechtsköpfe", "de", "object", "max", None, 1550, "piece", "höchstens"),
    ("weniger als 100 Soldaten", "de", "force", "max", None, 100, "person", "weniger als"),
    ("nicht weniger als 30 Panzer", "de", "object", "min", 30, None, "piece", "nicht weniger als"),
    ("20 bis 25 Stück", "de", "object", "range", 20, 25, "piece", None),
    ("10-20 Panzer", "de", "object", "range", 10, 20, "piece", None),
    ("zwischen 3.000 und 5.000 Soldaten", "de", "force", "range", 3000, 5000, "person", "zwischen"),
    ("3 bis 4 Millionen Schuss", "de", "object", "range", 3000000, 4000000, "round", None),
    ("ein oder zwei Soldaten", "de", "losses", "range", 1, 2, "person", None),
    ("mehrere hundert Stinger-Raketen", "de", "object", "vague", None, None, "piece", "mehrere hundert"),
    ("Dutzende Zivilisten", "de", "losses", "vague", None, None, "person", "dutzende"),
    ("zahlreiche Kämpfer", "de", "losses", "vague", None, None, "person", "zahlreiche"),
    ("300 Millionen Dollar", "de", "object", "exact", 300000000, 300000000, "USD", None),
    ("mehr als 14 Milliarden Euro", "de", "object", "min", 14000000000, None, "EUR", "mehr als"),
    ("35 Tonnen Kriegsmaterial", "de", "object", "exact", 35, 35, "tonne", None),
    ("82 Prozent", "de", "share", "exact", 82, 82, "percent", None),
    ("knapp drei Viertel", "de", "share", "max", None, 75, "percent", "knapp"),
    ("Vier von zehn", "de", "share", "exact", 40, 40, "percent", None),
    ("ein Soldat", "de", "losses", "exact", 1, 1, "person", None),
    ("zehn Bataillone", "de", "force", "exact", 10, 10, None, None),
    ("27", "de", "losses", "exact", 27, 27, "person", None),
    ("bis zu 12 Bergepanzer 2", "de", "object", "max", None, 12, "piece", "bis zu"),
    ("10.000 oder mehr Soldaten", "de", "force", "min", 10000, None, "person", "oder mehr"),
    ("More than 10,000 N. Korean soldiers", "en", "force", "min", 10000, None, "person", "more than"),
    ("Some 2,400 French soldiers", "en", "force", "about", 2400, 2400, "person", "some"),
    ("at least 17 Nigerien soldiers", "en", "losses", "min", 17, None, "person", "at least"),
    ("up to 500 missiles", "en", "object", "max", None, 500, "piece", "up to"),
    ("as many as 100,000 shells", "en", "object", "max", None, 100000, "round", "as many as"),
    ("from 3 to 5 ships", "en", "object", "range", 3, 5, "piece", "from"),
    ("two to three million rounds", "en", "object", "range", 2000000, 3000000, "round", None),
    ("hundreds of Russian missiles", "en", "losses", "vague", None, None, "piece", "hundreds"),
    ("several thousand troops", "en", "force", "vague", None, None, "person", "several thousand"),
    ("$1.2 billion", "en", "object", "exact", 1200000000, 1200000000, "USD", None),
    ("about $300 million in aid", "en", "object", "about", 300000000, 300000000, "USD", "about"),
    ("60 million euros", "en", "object", "exact", 60000000, 60000000, "EUR", None),
    ("Three million rounds of small arms ammunition", "en", "object", "exact", 3000000, 3000000, "round", None),
    ("100 tonnes of ammunition", "en", "object", "exact", 100, 100, "tonne", None),
    ("one man", "en", "losses", "exact", 1, 1, "person", None),
    ("a soldier", "en", "losses", "exact", 1, 1, "person", None),
    ("66 percent", "en", "share", "exact", 66, 66, "percent", None),
    ("three Rafales", "en", "losses", "exact", 3, 3, "piece", None),
    ("half a dozen T-90 tanks", "en", "object", "about", 6, 6, "piece", None),
]


@pytest.mark.parametrize(("words", "language", "role", "form", "low", "high", "unit", "hedge"), CASES)
def test_amounts(words: str, language: str, role: str, form: str, low: float, high: float, unit: str, hedge: str) -> None:
    quantity = quantity_of(words, language, role)
    assert quantity is not None
    assert (quantity.form, quantity.low, quantity.high, quantity.unit, quantity.hedge) == (form, low, high, unit, hedge)


@pytest.mark.parametrize(
    ("words", "language", "role"),
    [
        ("eine Rakete", "de", "object"),
        ("Waffen", "de", "object"),
        ("155-mm-Munition", "de", "object"),
        ("Leopard 2", "de", "object"),
        ("Raketen mit 300 Kilometern Reichweite", "de", "object"),
        ("wie viele Kämpfer", "de", "force"),
        ("a missile", "en", "object"),
        ("soldiers from thirty other nations", "en", "force"),
        ("the 3rd brigade", "en", "force"),
        ("", "en", "object"),
    ],
)
def test_words_that_give_no_amount(words: str, language: str, role: str) -> None:
    assert quantity_of(words, language, role) is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789.,-– abenizwüö$€%", max_size=40), st.sampled_from(["de", "en"]), st.sampled_from(["object", "share"]))
def test_any_words_give_a_valid_amount_or_none(words: str, language: str, role: str) -> None:
    quantity_of(words, language, role)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 10**6), st.sampled_from([("über", "min"), ("bis zu", "max"), ("rund", "about")]))
def test_the_hedge_decides_the_form(value: int, hedge: tuple[str, str]) -> None:
    quantity = quantity_of(f"{hedge[0]} {value:,} Soldaten".replace(",", "."), "de", "force")
    assert quantity is not None
    assert quantity.form == hedge[1]
    assert value in (quantity.low, quantity.high)
