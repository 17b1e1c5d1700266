"""The time measure reads TIMEX3, turns our phrases into it, and counts strict, relaxed and value matches."""

import pathlib
from collections import Counter

import pytest

from evals.times import Timex, annotated, count, f1, measure, ours

SETS = pathlib.Path(__file__).parents[3] / "shared" / "data" / "measure" / "time_de"


def test_tags_become_spans_of_the_bare_text() -> None:
    text, found = annotated('Im <TIMEX3 tid="t2" type="DATE" value="2014-Q3">dritten Quartal</TIMEX3> und <TIMEX2 val="1914">1914</TIMEX2>')
    assert text == "Im dritten Quartal und 1914"
    assert found == [Timex(3, 18, "2014-Q3"), Timex(23, 27, "1914")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("am 27. November 2014", [("27. November 2014", "2014-11-27")]), ("im dritten Quartal 2014", [("dritten Quartal 2014", "2014-Q3")]),
        ("im Sommer 2014", [("Sommer 2014", "2014-SU")]), ("seit August 2014", [("August 2014", "2014-08")]),
        ("vom 3. bis 5. Mai 2014", [("3.", "2014-05-03"), ("5. Mai 2014", "2014-05-05")]), ("gestern Abend", [("gestern Abend", "2014-11-11TEV")]),
    ],
)
def test_a_phrase_is_written_as_timex(words: str, found: list[tuple[str, str]]) -> None:
    text = f"Das geschah {words} dort."
    assert [(text[one.start : one.end], one.value) for one in ours(text, "2014-11-12")] == found


def test_edges_and_values_count_apart() -> None:
    n: Counter[str] = Counter()
    count([Timex(0, 4, "2014"), Timex(10, 14, "2015")], [Timex(0, 4, "2013"), Timex(9, 14, "2015"), Timex(20, 24, "2016")], n)
    assert (n["strict"], n["relaxed"], n["value"]) == (1, 2, 1)
    assert f1(n, "relaxed") == 80.0


@pytest.mark.skipif(not SETS.exists(), reason="the annotated texts do not lie beside the project")
def test_dates_in_news_are_found_no_worse_than_by_heideltime() -> None:
    rows = measure(SETS)
    assert f1(rows["Dolomiten-100, calendar dates, ours"], "value") >= f1(rows["Dolomiten-100, calendar dates, HeidelTime"], "value")
