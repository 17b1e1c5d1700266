"""Numbers are read as they stand, and what only looks like a number is left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.numbers import fraction, numbers, ratio

GERMAN = [
    ("10.000 Truppen", [10000]),
    ("3,4 Millionen 105 mm Geschosse", [3400000]),
    ("1,5 Prozent", [1.5]),
    ("2 000 Mann", [2000]),
    ("12 500 Mann", [12500]),
    ("12\u00a0500 Mann", [12500]),
    ("zwölf Panzer", [12]),
    ("zweitausend", [2000]),
    ("hunderttausend", [100000]),
    ("anderthalb Millionen", [1500000]),
    ("zweieinhalb Milliarden", [2500000000]),
    ("ein Dutzend", [12]),
    ("zwei Dutzend", [24]),
    ("eine halbe Million", [500000]),
    ("Zwei Millionen dreihundertneunundneunzigtausendfuenfhundertneunundvierzig", [2399549]),
    ("dreiunddreißig", [33]),
    ("hunderteins", [101]),
    ("18 Leopard-2-Panzer", [18]),
    ("18 155-mm-Haubitzen", [18]),
    ("Leopard 2 und T-72, F-16, S-300, Iris-T, Mi-24, M777", []),
    ("3. Brigade", []),
    ("am 3. Mai um 14.30 Uhr 20 Drohnen", [20]),
    ("im Jahr 2014 5 Mio. Schuss", [5000000]),
    ("2000 Soldaten", [2000]),
    ("seit 2022", []),
    ("300-Millionen-Dollar-Paket", [300000000]),
    ("10-20 Panzer", [10, 20]),
    ("10–20 Panzer", [10, 20]),
    ("eine Rakete", []),
    ("hundert Mann", [100]),
    ("5 Tsd. Schuss", [5000]),
    ("1,2 Mrd. Euro", [1200000000]),
    ("27 Haubitzen RCH 155", [27]),
    ("bis zu 12 Bergepanzer 2", [12]),
    ("am 27.11.2024", []),
    ("Resolution 1718", []),
    ("Panzerhaubitze 2000", []),
    ("Munition im Kaliber 5,56", []),
    ("7 von 9", [7, 9]),
    ("Achtung", []),
    ("ein und derselbe", []),
    ("1½ Millionen", [1500000]),
]
ENGLISH = [
    ("twenty-five tanks", [25]),
    ("a dozen", [12]),
    ("half a dozen", [6]),
    ("half a million", [500000]),
    ("one and a half million", [1500000]),
    ("3.4 million 105 mm shells", [3400000]),
    ("10k", [10000]),
    ("$1.2bn", [1200000000]),
    ("$60m", [60000000]),
    ("60m deep", []),
    ("326m euros", [326000000]),
    ("one thousand five hundred twenty-one M31A2 rocket pods", [1521]),
    ("eighteen (18) M142", [18, 18]),
    ("two hundred and fifty", [250]),
    ("In 2014, 5 troops", [5]),
    ("on May 3, 2024 20 drones", [20]),
    ("the 2014 war", []),
    ("1,500 troops", [1500]),
    ("3rd brigade", []),
    ("two to three million", [2, 3000000]),
    ("10,000-12,000", [10000, 12000]),
    ("hundreds of tanks", []),
    ("no one", []),
    ("155mm shells", []),
    ("45 M57 Army Tactical Missile Systems", [45]),
    ("Article 5", []),
    ("at 5 p.m.", []),
    ("Mirage 2000-5 fighters", []),
]


@pytest.mark.parametrize(("text", "values"), GERMAN)
def test_german_numbers(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers(text, "de")] == values


@pytest.mark.parametrize(("text", "values"), ENGLISH)
def test_english_numbers(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers(text, "en")] == values


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(["de", "en"]))
def test_a_grouped_integer_reads_back(value: int, language: str) -> None:
    written = f"{value:,}" if language == "en" else f"{value:,}".replace(",", ".")
    words = f"{written} Soldaten" if language == "de" else f"{written} soldiers"
    assert [number.value for number in numbers(words, language)] == [value]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 9999), st.integers(1, 9))
def test_a_german_decimal_reads_back(whole: int, tenth: int) -> None:
    assert [number.value for number in numbers(f"{whole},{tenth} Prozent", "de")] == [float(f"{whole}.{tenth}")]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789., -–abczwölfMionTt½$", max_size=40), st.sampled_from(["de", "en"]))
def test_numbers_stand_within_the_text_and_in_order(text: str, language: str) -> None:
    last = 0
    for number in numbers(text, language):
        assert last <= number.start < number.end <= len(text)
        last = number.end


def test_fractions_and_ratios_are_percentages() -> None:
    assert [fraction(text, "de")[0] for text in ("zwei Drittel", "die Hälfte", "drei Viertel")] == [66.7, 50, 75]  # type: ignore[index]
    assert [ratio(text, "en")[0] for text in ("four in ten", "three Americans in four")] == [40, 75]  # type: ignore[index]
    assert fraction("zehn Panzer", "de") is None


def test_a_word_that_never_ends_is_no_number_and_takes_no_time() -> None:
    assert numbers("vierzehn" * 2_000 + "x", "de") == ()  # two ways to cut each "vierzehn" took a second for twenty of them
