"""Time phrases become well-formed EDTF: as complete as words and publication day make them, no more."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.dates import find_times, moment_of
from lagebild.reading.reckoning import Look

PUBLISHED = "2024-11-28"  # a Thursday
GERMAN_MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")
DAY = r"(?:\d{4}|XXXX)(?:-\d{2}(?:-\d{2})?)?|\d{3}X|\d{2}XX"
EDTF = re.compile(rf"(?:{DAY})|(?:{DAY})/(?:{DAY}|\.\.)|\.\./(?:{DAY})")

GERMAN = [
    ("am 27. November 2024", "2024-11-27"),
    ("am 27. November", "2024-11-27"),
    ("am 3. März", "2024-03-03"),
    ("im April 2012", "2012-04"),
    ("2013", "2013"),
    ("im Jahr 2019", "2019"),
    ("Anfang 2013", "2013"),
    ("Ende 2027", "2027"),
    ("Ende Juni", "2024-06"),
    ("am Montag", "2024-11-25"),
    ("am Donnerstag", "2024-11-28"),
    ("am Dienstagabend", "2024-11-26"),
    ("kommenden Montag", "2024-12-02"),
    ("in der Nacht zum Dienstag", "2024-11-26"),
    ("am Wochenende", "2024-11-23/2024-11-24"),
    ("gestern", "2024-11-27"),
    ("heute", "2024-11-28"),
    ("vergangene Woche", "2024-11-18/2024-11-24"),
    ("diese Woche", "2024-11-25/2024-12-01"),
    ("im vergangenen Monat", "2024-10"),
    ("im vergangenen Jahr", "2023"),
    ("im Vorjahr", "2023"),
    ("Ende vergangenen Jahres", "2023"),
    ("im ersten Quartal 2024", "2024-01/2024-03"),
    ("im zweiten Halbjahr 2023", "2023-07/2023-12"),
    ("im Sommer 2023", "2023-22"),
    ("im Herbst", "2024-23"),
    ("seit August", "2024-08/.."),
    ("seit 2022", "2022/.."),
    ("seit drei Jahren", "2021/.."),
    ("nach dem 7. Oktober", "2024-10-07/.."),
    ("bis Ende Mai", "../2025-05"),
    ("bis Ende 2027", "../2027"),
    ("zwischen März und Mai 2024", "2024-03/2024-05"),
    ("von 2014 bis 2016", "2014/2016"),
    ("2022-2024", "2022/2024"),
    ("vom 3. bis 5. Mai 2024", "2024-05-03/2024-05-05"),
    ("3.–5. Mai", "2024-05-03/2024-05-05"),
    ("in den 1990er Jahren", "199X"),
    ("im 19. Jahrhundert", "18XX"),
    ("vor drei Tagen", "2024-11-25"),
    ("vor einem Jahr", "2023"),
    ("in fünf Monaten", "2025-04"),
    ("in den vergangenen drei Jahren", "2021/2024"),
    ("27.11.2024", "2024-11-27"),
    ("im März 2026", "2026-03"),
    ("Mitte November", "2024-11"),
    ("Montag, 3. März 2024", "2024-03-03"),
    ("am 12. Dezember", "2024-12-12"),
    ("April des Jahres 1918", "1918-04"),
    ("am Morgen", None),
    ("diesen Freitag", "2024-11-29"),
    ("vor 100 Jahren", "1924"),
    ("zum Jahresende", "2024"),
    ("bis Ende des Monats", "../2024-11"),
    ("zu Weihnachten 2023", "2023-12-25"),
    ("bis Silvester", "../2024-12-31"),
    ("derzeit", "2024-11"),
    ("ab sofort", "2024-11-28/.."),
    ("in den achtziger Jahren", "198X"),
    ("frühestens Ende Mai", "2025-05/.."),
    ("vom nächsten Jahr an", "2025/.."),
    ("bis Freitag", "../2024-11-29"),
    ("vor achtzehn Monaten", "2023-05"),
    ("in den vergangenen Tagen", None),
    ("jeden zweiten Donnerstag", None),
    ("im kommenden Frühjahr", "2025-21"),
]
ENGLISH = [
    ("on 27 November 2024", "2024-11-27"),
    ("on November 27", "2024-11-27"),
    ("Nov. 27, 2024", "2024-11-27"),
    ("in March", "2024-03"),
    ("in early 2013", "2013"),
    ("by the end of 2027", "../2027"),
    ("on Monday", "2024-11-25"),
    ("next Monday", "2024-12-02"),
    ("last Thursday", "2024-11-21"),
    ("Tuesday morning", "2024-11-26"),
    ("yesterday", "2024-11-27"),
    ("tonight", "2024-11-28"),
    ("last week", "2024-11-18/2024-11-24"),
    ("last month", "2024-10"),
    ("last year", "2023"),
    ("this year", "2024"),
    ("three months ago", "2024-08"),
    ("two years ago", "2022"),
    ("since August", "2024-08/.."),
    ("until March 2025", "../2025-03"),
    ("between March and May 2024", "2024-03/2024-05"),
    ("from 2014 to 2016", "2014/2016"),
    ("the first quarter of 2024", "2024-01/2024-03"),
    ("in the 1990s", "199X"),
    ("in five months", "2025-04"),
    ("within two weeks", "2024-11-28/2024-12-12"),
    ("May 3-5, 2024", "2024-05-03/2024-05-05"),
    ("over the past three years", "2021/2024"),
    ("the summer of 2023", "2023-22"),
    ("in the fall of 2021", "2021-23"),
    ("late October", "2024-10"),
    ("2024-11-27", "2024-11-27"),
    ("the 3rd of March 2024", "2024-03-03"),
    ("soon", None),
    ("by the end of the year", "../2024"),
    ("this morning", "2024-11-28"),
    ("last night", "2024-11-27"),
    ("in spring", "2024-21"),
    ("last autumn", "2023-23"),
    ("eighteen months ago", "2023-05"),
    ("before Christmas", "../2024-12-25"),
    ("from Monday onwards", "2024-11-25/.."),
    ("every Tuesday", None),
    ("in the coming weeks", None),
]


@pytest.mark.parametrize(("words", "edtf"), GERMAN)
def test_german_phrases(words: str, edtf: str | None) -> None:
    assert moment_of(words, "de", PUBLISHED)[0] == edtf


@pytest.mark.parametrize(("words", "edtf"), ENGLISH)
def test_english_phrases(words: str, edtf: str | None) -> None:
    assert moment_of(words, "en", PUBLISHED)[0] == edtf


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        ("am 27. November", None, ("XXXX-11-27", "stated")),
        ("am 27. November", PUBLISHED, ("2024-11-27", "relative")),
        ("am 27. November 2024", PUBLISHED, ("2024-11-27", "stated")),
        ("am Montag", None, (None, "relative")),
        ("Ende Juni", None, ("XXXX-06", "stated")),
        ("seit 2022", PUBLISHED, ("2022/..", "stated")),
        ("irgendwann", PUBLISHED, (None, "stated")),
        ("vor drei Tagen", None, (None, "relative")),
        ("am 31. Februar 2024", PUBLISHED, (None, "stated")),
    ],
)
def test_the_basis_tells_what_the_words_state(words: str, published: str | None, expected: tuple[str | None, str]) -> None:
    assert moment_of(words, "de", published) == expected


def test_time_phrases_are_found_in_running_text() -> None:
    german = "Am 27. November 2024 hat er, wie am Montag bekannt wurde, 2000 Soldaten seit August 2023 entsandt; vor drei Tagen."
    english = "It may send 2,000 troops on Monday, Nov. 27, 2024, or in early 2025, it said on May 3."
    assert [german[a:b] for a, b in find_times(german, "de")] == ["Am 27. November 2024", "am Montag", "seit August 2023", "vor drei Tagen"]
    assert [english[a:b] for a, b in find_times(english, "en")] == ["on Monday, Nov. 27, 2024", "in early 2025", "on May 3"]


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.booleans())
def test_a_written_day_reads_back(day: date, german: bool) -> None:
    words = f"am {day.day}. {GERMAN_MONTHS[day.month - 1]} {day.year}" if german else f"on {day:%B} {day.day}, {day.year}"
    assert moment_of(words, "de" if german else "en", None) == (day.isoformat(), "stated")


WORDS = [
    "am",
    "seit",
    "bis",
    "Ende",
    "3.",
    "Mai",
    "2024",
    "vor",
    "drei",
    "Tagen",
    "Montag",
    "zwischen",
    "und",
    "-",
    "Quartal",
    "ersten",
    "31.",
    "next",
    "week",
    "since",
    "February",
    "in",
    "the",
    "summer",
    "of",
    "vergangenen",
    "Jahr",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=7), st.sampled_from(["de", "en"]), st.sampled_from([None, PUBLISHED, "2024-02-29"]))
def test_any_phrase_gives_well_formed_edtf_or_none(words: list[str], language: str, published: str | None) -> None:
    text = " ".join(words)
    edtf, basis = moment_of(text, language, published)
    assert edtf is None or EDTF.fullmatch(edtf), edtf
    assert basis in ("stated", "relative")
    assert all(0 <= start < end <= len(text) for start, end in find_times(text, language))


@pytest.mark.parametrize(("words", "language", "edtf"), [("last October", "en", "2023-10"), ("im vergangenen Oktober", "de", "2023-10")])
def test_last_is_never_a_month_to_come(words: str, language: str, edtf: str) -> None:
    assert moment_of(words, language, "2024-09-01") == (edtf, "relative")


@pytest.mark.parametrize(
    ("words", "language", "back", "gone", "due", "ahead"),
    [
        ("am Freitag", "de", "2024-11-22", "2024-11-22", "2024-11-29", "2024-11-29"),
        ("am 27. November", "de", "2024-11-27", "2024-11-27", "2024-11-27", "2025-11-27"),
        ("im Februar", "de", "2025-02", "2024-02", "2025-02", "2025-02"),
        ("in October", "en", "2024-10", "2024-10", "2024-10", "2025-10"),
        ("in June", "en", "2024-06", "2024-06", "2025-06", "2025-06"),
        ("bis Freitag", "de", "../2024-11-29", "../2024-11-22", "../2024-11-29", "../2024-11-29"),
        ("in the second quarter", "en", "2024-04/2024-06", "2024-04/2024-06", "2025-04/2025-06", "2025-04/2025-06"),
        ("in spring", "en", "2024-21", "2024-21", "2025-21", "2025-21"),
        ("am 3. Mai 2024", "de", "2024-05-03", "2024-05-03", "2024-05-03", "2024-05-03"),
    ],
)
def test_what_the_words_leave_out_is_looked_for_where_the_act_lies(words: str, language: str, back: str, gone: str, due: str, ahead: str) -> None:
    looks: tuple[Look, ...] = ("back", "gone", "due", "ahead")
    assert [moment_of(words, language, PUBLISHED, look)[0] for look in looks] == [back, gone, due, ahead]


def test_recurrences_and_measures_are_no_dates() -> None:
    assert find_times("Gut 1000 Meter vor dem Ziel, bei 2000 bis 3000 Grad, jeden zweiten Montag.", "de") == ()
    assert find_times("It meets every Tuesday, 2000 metres up.", "en") == ()
