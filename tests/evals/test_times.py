"""The time measure reads TIMEX3 and counts strict, relaxed and value matches."""

import pathlib
from collections import Counter

import pytest

from evals.times import FLOORS, annotated, count, f1, measure
from lagebild.reading.timex import Timex

SETS = pathlib.Path(__file__).parents[3] / "shared" / "data" / "measure" / "time_de"


def test_tags_become_spans_of_the_bare_text() -> None:
    text, found = annotated('Im <TIMEX3 tid="t2" type="DATE" value="2014-Q3">dritten Quartal</TIMEX3> und <TIMEX2 val="1914">1914</TIMEX2>')
    assert text == "Im dritten Quartal und 1914"
    assert found == [Timex(3, 18, "DATE", "2014-Q3"), Timex(23, 27, "DATE", "1914")]


def test_edges_and_values_count_apart() -> None:
    n: Counter[str] = Counter()
    count(
        [Timex(0, 4, "DATE", "2014"), Timex(10, 14, "DATE", "2015")],
        [Timex(0, 4, "DATE", "2013"), Timex(9, 14, "DATE", "2015"), Timex(20, 24, "DATE", "2016")],
        n,
    )
    assert (n["strict"], n["relaxed"], n["value"]) == (1, 2, 1)
    assert f1(n, "relaxed") == 80.0


@pytest.mark.skipif(not SETS.exists(), reason="the annotated texts do not lie beside the project")
def test_times_in_news_are_found_better_than_by_heideltime_and_no_floor_is_broken() -> None:
    rows = measure(SETS)
    for name in ("everything", "calendar dates"):
        for figure in ("strict", "value"):
            assert f1(rows[f"Dolomiten-100, {name}, ours"], figure) > f1(rows[f"Dolomiten-100, {name}, HeidelTime"], figure)
    assert all(f1(rows[name], figure) >= floor for (name, figure), floor in FLOORS.items())
