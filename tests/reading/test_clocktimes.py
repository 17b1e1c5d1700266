"""Times of day are found with their TIMEX3 values, without their day; the longest is what `timex` keeps."""

import pytest

from lagebild.reading.clocktimes import clock_times

GERMAN = [
    ("um 20.30 Uhr", [("20.30 Uhr", "T20:30")]),
    ("um 9 Uhr", [("9 Uhr", "T09:00")]),
    ("gegen 8 Uhr abends", [("8 Uhr abends", "T20:00")]),
    ("um 12 Uhr mittags", [("12 Uhr mittags", "T12:00")]),
    ("um zwölf Uhr", [("zwölf Uhr", "T12:00")]),
    ("20 Uhr 15", [("20 Uhr 15", "T20:15")]),
    ("um 04:10 Uhr MEZ", [("04:10 Uhr MEZ", "T04:10+01")]),
    ("von 10-18 Uhr", [("10", "T10:00"), ("18 Uhr", "T18:00")]),
    ("von 10 bis 18 Uhr", [("10", "T10:00"), ("18 Uhr", "T18:00")]),
    ("um 20:30", [("20:30", "T20:30")]),
    ("halb acht", [("halb acht", "T07:30")]),
    ("Viertel vor acht", [("Viertel vor acht", "T07:45")]),
    ("um Mitternacht", [("Mitternacht", "T24:00")]),
    ("am Morgen", [("Morgen", "TMO")]),
    ("am späten Abend", [("späten Abend", "TEV")]),
    ("in der vergangenen Nacht", [("der vergangenen Nacht", "TNI")]),
    ("ein Sieg mit 2:1", []),
    ("Uhren für 25 Euro", []),
]
ENGLISH = [
    ("at 8:30 p.m. today", [("8:30 p.m.", "T20:30")]),
    ("at 8 am", [("8 am", "T08:00")]),
    ("at 12 am", [("12 am", "T00:00")]),
    ("at eight o'clock", [("eight o'clock", "T08:00")]),
    ("at 14:00 GMT", [("14:00 GMT", "T14:00Z")]),
    ("at 0530 hours", [("0530 hours", "T05:30")]),
    ("quarter to nine", [("quarter to nine", "T08:45")]),
    ("half past seven", [("half past seven", "T07:30")]),
    ("at midnight", [("midnight", "T24:00")]),
    ("at noon", [("noon", "TMI")]),
    ("in the early morning", [("the early morning", "TMO")]),
]


@pytest.mark.parametrize(("text", "found"), GERMAN)
def test_german_times_of_day(text: str, found: list[tuple[str, str]]) -> None:
    told = [(text[one.start : one.end], one.value) for one in clock_times(text, "de")]
    assert all(one in told for one in found)
    assert bool(told) == bool(found)


@pytest.mark.parametrize(("text", "found"), ENGLISH)
def test_english_times_of_day(text: str, found: list[tuple[str, str]]) -> None:
    told = [(text[one.start : one.end], one.value) for one in clock_times(text, "en")]
    assert all(one in told for one in found)
