"""All expressions of time stand in order, without overlaps, with their TIMEX3 values and, where they date something, their EDTF."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.timex import expressions, inline

PUBLISHED = "2024-11-28"  # a Thursday
VALUE = re.compile(
    r"(?:PAST|PRESENT|FUTURE)_REF|P(?:\d+(?:\.\d+)?|X)(?:CE|DE|Y|Q|M|WE|W|D)|P(?:[\dX.]+[YMWD])*(?:T(?:[\dX.]+[HMS])+)?|"
    r"(?:\d{4}|XXXX)-(?:\d\d|SP|SU|FA|WI|Q\d|H\d)|(?:\d{4}|XXXX)-W(?:\d\d|XX)(?:-WE|-\d)?(?:T.*)?|\d{2,4}|"
    r"(?:\d{4}|XXXX)-(?:\d\d|XX)-(?:\d\d|XX)(?:T(?:MO|MI|AF|EV|NI|\d\d:\d\d(?:Z|[+-]\d\d)?))?|"
)
GERMAN = [
    ("am 27. November 2014", [("27. November 2014", "DATE", "2014-11-27")]),
    ("im dritten Quartal 2014", [("dritten Quartal 2014", "DATE", "2014-Q3")]),
    ("in der zweiten Jahreshälfte 2014", [("der zweiten Jahreshälfte 2014", "DATE", "2014-H2")]),
    ("im Sommer 2014", [("Sommer 2014", "DATE", "2014-SU")]),
    ("seit August 2014", [("August 2014", "DATE", "2014-08")]),
    ("vom 3. bis 5. Mai 2014", [("3.", "DATE", "2014-05-03"), ("5. Mai 2014", "DATE", "2014-05-05")]),
    ("in der vergangenen Woche", [("der vergangenen Woche", "DATE", "2024-W47")]),
    ("am Wochenende", [("Wochenende", "DATE", "2024-W47-WE")]),
    ("gestern Abend", [("gestern Abend", "TIME", "2024-11-27TEV")]),
    ("am Sonnabend", [("Sonnabend", "DATE", "2024-11-23")]),
    ("zu Weihnachten 2023", [("Weihnachten 2023", "DATE", "2023-12-25")]),
    ("in der Nacht zum Dienstag", [("der Nacht zum Dienstag", "TIME", "2024-11-25TNI")]),
    ("am Morgen des 22. Juni 1941", [("Morgen des 22. Juni 1941", "TIME", "1941-06-22TMO")]),
    ("am Dienstag um 20.30 Uhr", [("Dienstag", "DATE", "2024-11-26"), ("20.30 Uhr", "TIME", "2024-11-26T20:30")]),
    ("um 20.30 Uhr", [("20.30 Uhr", "TIME", "2024-11-28T20:30")]),
    ("jeden Montag um 9 Uhr", [("jeden Montag", "SET", "XXXX-WXX-1"), ("9 Uhr", "TIME", "XXXX-WXX-1T09:00")]),
    ("seit vier Jahren", [("vier Jahren", "DURATION", "P4Y")]),
    ("in den vergangenen drei Jahren", [("den vergangenen drei Jahren", "DURATION", "P3Y")]),
    ("derzeit", [("derzeit", "DATE", "PRESENT_REF")]),
]
ENGLISH = [
    ("on 27 November 2014", [("27 November 2014", "DATE", "2014-11-27")]),
    ("in the first quarter of 2014", [("the first quarter of 2014", "DATE", "2014-Q1")]),
    ("from 2014 to 2016", [("2014", "DATE", "2014"), ("2016", "DATE", "2016")]),
    ("three months ago", [("three months ago", "DATE", "2024-08")]),
    ("last night", [("last night", "TIME", "2024-11-27TNI")]),
    ("on Tuesday at 8:30 p.m.", [("Tuesday", "DATE", "2024-11-26"), ("8:30 p.m.", "TIME", "2024-11-26T20:30")]),
    ("every two weeks", [("every two weeks", "SET", "P2W")]),
    ("half an hour", [("half an hour", "DURATION", "PT30M")]),
]


@pytest.mark.parametrize(("words", "found"), GERMAN)
def test_german_phrases_become_timex(words: str, found: list[tuple[str, str, str]]) -> None:
    text = f"Das geschah {words} dort."
    assert [(text[one.start : one.end], one.type, one.value) for one in expressions(text, "de", PUBLISHED)] == found


@pytest.mark.parametrize(("words", "found"), ENGLISH)
def test_english_phrases_become_timex(words: str, found: list[tuple[str, str, str]]) -> None:
    text = f"That happened {words}, it said."
    assert [(text[one.start : one.end], one.type, one.value) for one in expressions(text, "en", PUBLISHED)] == found


def test_an_expression_keeps_what_its_preposition_dates() -> None:
    text = "Seit vier Jahren fliegen sie, in den vergangenen zwei Jahren täglich, vor drei Monaten nicht."
    since, within, _, ago = expressions(text, "de", PUBLISHED)
    assert (since.value, since.edtf) == ("P4Y", "2020/..")
    assert (ago.value, ago.edtf) == ("P3M", "2024-08")
    assert (within.value, within.edtf) == ("P2Y", "2022/2024")


def test_a_clock_time_takes_the_day_of_its_sentence_or_the_last_one_named() -> None:
    text = "Um 9 Uhr am Montag begann es. Um 11 Uhr war Schluss. Am Dienstag ging es weiter, um 10 Uhr."
    times = [one.value for one in expressions(text, "de", PUBLISHED) if one.type == "TIME"]
    assert times == ["2024-11-25T09:00", "2024-11-25T11:00", "2024-11-26T10:00"]


def test_without_a_day_of_publication_relative_dates_are_left_out_and_clock_times_have_no_day() -> None:
    assert [one.value for one in expressions("Gestern um 9 Uhr, am 3. Mai 2020, am 4. Juni.", "de")] == [
        "2020-05-03T09:00",
        "2020-05-03",
        "XXXX-06-04",
    ]
    assert [one.value for one in expressions("Um 9 Uhr.", "de")] == ["XXXX-XX-XXT09:00"]


def test_in_a_narrative_a_date_takes_the_year_named_last() -> None:
    text = "Am 1. September 1939 begann der Krieg, am 17. September folgte der zweite Angriff, im Winter 1940 ein dritter."
    assert [one.value for one in expressions(text, "de", PUBLISHED, narrative=True)] == ["1939-09-01", "1939-09-17", "1940-WI"]


def test_expressions_across_line_breaks_keep_their_places() -> None:
    text = "Seit  vier\nJahren,\n\nam 27.\u00a0 November 2014."
    assert [text[one.start : one.end] for one in expressions(text, "de", PUBLISHED)] == ["vier\nJahren", "27.\u00a0 November 2014"]


def test_a_blank_line_ends_an_expression() -> None:
    assert expressions("Nummer vier\n\nJahren", "de", PUBLISHED) == ()


def test_inline_tags_are_well_formed_and_leave_the_text_as_it_was() -> None:
    text = 'A & B <lieferten> seit vier Jahren, um "20.30 Uhr".'
    tagged = inline(text, expressions(text, "de", PUBLISHED))
    root = ElementTree.fromstring(f"<TEXT>{tagged}</TEXT>")
    assert "".join(root.itertext()) == text
    assert [(one.get("tid"), one.get("type"), one.get("value")) for one in root] == [
        ("t1", "DURATION", "P4Y"),
        ("t2", "TIME", "2024-11-28T20:30"),
    ]


def test_a_publication_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        expressions("gestern", "de", "neulich")


WORDS = re.findall(
    r"\S+",
    "am im in den der seit vor bis zwischen und um jeden alle zwei drei 20.30 10 18 Uhr - Montag Morgen Abend Nacht zum Jahren Tagen Stunden "
    "Minuten halbe rund letzten ersten Mai 2024 27. derzeit kurzem Zukunft täglich Mitternacht every other week for the past years at 8:30 "
    "p.m. half an hour daily now on Mondays Weihnachten Sonnabend Quartal 0 1:23,4 , .",
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "\n", "\n\n"]), max_size=12),
    st.sampled_from(["de", "en"]),
    st.sampled_from([None, PUBLISHED]),
    st.booleans(),
)
def test_expressions_never_overlap_and_their_values_are_timex(
    words: list[str], language: str, published: str | None, narrative: bool
) -> None:
    text = " ".join(words)
    found = expressions(text, language, published, narrative=narrative)
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(one.start < one.end <= len(text) and not text[one.start].isspace() and not text[one.end - 1].isspace() for one in found)
    assert [one.value for one in found if not VALUE.fullmatch(one.value)] == []


@pytest.mark.parametrize("piece", ["1-", "zwei und ", "in den letzten ", "20.30 Uhr, ", "am Morgen des ", "vierzehn", "every ", "Jahre "])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_line_of_a_hundred_thousand_characters_is_read(piece: str, language: str) -> None:
    line = (piece * 100_000)[:100_000]
    assert all(one.end <= len(line) for one in expressions(line, language, PUBLISHED))
