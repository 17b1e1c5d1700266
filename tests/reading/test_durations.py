"""Durations, recurrences and references are found with their TIMEX3 values, in German and in English."""

import pytest

from lagebild.reading.durations import Timex, joined, timeless

GERMAN = [
    ("seit vier Jahren", "vier Jahren", "DURATION", "P4Y"),
    ("in den letzten zehn Jahren", "den letzten zehn Jahren", "DURATION", "P10Y"),
    ("rund 1.500 Stunden", "rund 1.500 Stunden", "DURATION", "PT1500H"),
    ("nach 2,5 Stunden", "2,5 Stunden", "DURATION", "PT2.5H"),
    ("einundzwanzig Tage", "einundzwanzig Tage", "DURATION", "P21D"),
    ("anderthalb Jahre", "anderthalb Jahre", "DURATION", "P1.5Y"),
    ("ein halbes Jahr", "ein halbes Jahr", "DURATION", "P6M"),
    ("eine Viertelstunde", "eine Viertelstunde", "DURATION", "PT15M"),
    ("zwei bis drei Wochen", "zwei bis drei Wochen", "DURATION", "PXW"),
    ("mehrere Monate", "mehrere Monate", "DURATION", "PXM"),
    ("in den vergangenen Tagen", "den vergangenen Tagen", "DURATION", "PXD"),
    ("seit Jahrzehnten", "Jahrzehnten", "DURATION", "PXDE"),
    ("den ganzen Tag", "den ganzen Tag", "DURATION", "P1D"),
    ("dreitägige Übung", "dreitägige", "DURATION", "P3D"),
    ("24-stündige Frist", "24-stündige", "DURATION", "PT24H"),
    ("jahrelang", "jahrelang", "DURATION", "PXY"),
    ("1:23,45 Minuten", "1:23,45 Minuten", "DURATION", "PT1M23.45S"),
    ("täglichen Flügen", "täglichen", "SET", "P1D"),
    ("Jährlich", "Jährlich", "SET", "P1Y"),
    ("jeden Montag", "jeden Montag", "SET", "XXXX-WXX-1"),
    ("an jedem Montagabend", "jedem Montagabend", "SET", "XXXX-WXX-1TEV"),
    ("jeden zweiten Mittwoch im Monat", "jeden zweiten Mittwoch im Monat", "SET", "P1M"),
    ("jedes Jahr", "jedes Jahr", "SET", "P1Y"),
    ("jeden zweiten Tag", "jeden zweiten Tag", "SET", "P2D"),
    ("jeden Sommer", "jeden Sommer", "SET", "XXXX-SU"),
    ("jeden Mai", "jeden Mai", "SET", "XXXX-05"),
    ("jedes Wochenende", "jedes Wochenende", "SET", "XXXX-WXX-WE"),
    ("jeden Morgen", "jeden Morgen", "SET", "XXXX-XX-XXTMO"),
    ("montags", "montags", "SET", "XXXX-WXX-1"),
    ("zweimal pro Woche", "zweimal pro Woche", "SET", "P1W"),
    ("derzeit", "derzeit", "DATE", "PRESENT_REF"),
    ("die heutigen Bestände", "heutigen", "DATE", "PRESENT_REF"),
    ("vor kurzem", "vor kurzem", "DATE", "PAST_REF"),
    ("in der Zukunft", "der Zukunft", "DATE", "FUTURE_REF"),
]
ENGLISH = [
    ("for three years", "three years", "DURATION", "P3Y"),
    ("over the past two months", "the past two months", "DURATION", "P2M"),
    ("about 20 minutes", "about 20 minutes", "DURATION", "PT20M"),
    ("two and a half years", "two and a half years", "DURATION", "P2.5Y"),
    ("a three-day visit", "three-day", "DURATION", "P3D"),
    ("a few days", "a few days", "DURATION", "PXD"),
    ("for decades", "decades", "DURATION", "PXDE"),
    ("in the coming weeks", "the coming weeks", "DURATION", "PXW"),
    ("every Monday", "every Monday", "SET", "XXXX-WXX-1"),
    ("every other week", "every other week", "SET", "P2W"),
    ("on Mondays", "Mondays", "SET", "XXXX-WXX-1"),
    ("daily", "daily", "SET", "P1D"),
    ("currently", "currently", "DATE", "PRESENT_REF"),
    ("recently", "recently", "DATE", "PAST_REF"),
    ("in the near future", "the near future", "DATE", "FUTURE_REF"),
]


@pytest.mark.parametrize(("text", "words", "type_", "value"), GERMAN)
def test_german_durations_recurrences_and_references(text: str, words: str, type_: str, value: str) -> None:
    assert (words, type_, value) in [(text[one.start : one.end], one.type, one.value) for one in timeless(text, "de")]


@pytest.mark.parametrize(("text", "words", "type_", "value"), ENGLISH)
def test_english_durations_recurrences_and_references(text: str, words: str, type_: str, value: str) -> None:
    assert (words, type_, value) in [(text[one.start : one.end], one.type, one.value) for one in timeless(text, "en")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("20 Jahre alt", "de"),
        ("im Alter von 80 Jahren", "de"),
        ("die 16-jährige Schülerin", "de"),
        ("120 Kilometer pro Stunde", "de"),
        ("die Zukunft des Vereins", "de"),
        ("T-72 Tage", "de"),
        ("a 12-year-old boy", "en"),
        ("20 years old", "en"),
        ("three quarters of them", "en"),
    ],
)
def test_ages_speeds_and_shares_are_no_times(text: str, language: str) -> None:
    assert timeless(text, language) == ()


def test_falling_units_are_one_duration() -> None:
    text = "zwei Stunden und 30 Minuten, drei Tage und zwei Jahre"
    found = list(joined(text, timeless(text, "de")))
    assert [(text[one.start : one.end], one.value) for one in found] == [
        ("zwei Stunden und 30 Minuten", "PT2H30M"),
        ("drei Tage", "P3D"),
        ("zwei Jahre", "P2Y"),
    ]


def test_what_is_no_exact_duration_is_not_added() -> None:
    parts = [Timex(0, 1, "DURATION", "PXY"), Timex(2, 3, "DURATION", "P2M")]
    assert list(joined("a b", parts)) == parts
