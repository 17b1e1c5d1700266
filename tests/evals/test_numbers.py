"""The measure of amounts asks what reading is for, and holds its floors."""

import pathlib
from collections import Counter

import pytest

from evals.numbers import FLOORS, Found, bounds_value, count, day_value, found_bounds, found_days, main, plain_value

SETS = pathlib.Path(__file__).parents[3] / "shared" / "data" / "measure" / "numbers"


def test_what_is_not_asked_is_left_out() -> None:
    assert plain_value({"Resolution": {"value": "27%"}}) == 27
    assert plain_value({"Resolution": {"value": "3", "subtype": "ordinal"}}) is None
    assert plain_value({"Resolution": {"value": "0.2", "subtype": "fraction"}}) is None
    assert plain_value({"Resolution": {"value": "not resolved"}}) is None
    assert bounds_value({"Resolution": {"value": "(,3000)"}}) == (None, 3000)
    assert day_value({"TypeName": "datetimeV2.date", "Resolution": {"values": [{"type": "date", "value": "2018-05-28"}]}}) == "2018-05-28"


def test_ranges_and_days_are_read_as_in_reports() -> None:
    assert found_bounds({"Input": "less than 3000 shells"}, "en")[0].value == (None, 3000)
    found = found_days({"Input": "on 28 May 2018", "Context": {"ReferenceDateTime": "2018-06-01T00:00:00"}}, "en")
    assert [one.value for one in found] == ["2018-05-28"]


def test_a_value_counts_where_it_stands_and_once() -> None:
    n: Counter[str] = Counter()
    count([Found(0, 2, 18.0), Found(5, 7, 18.0)], [Found(0, 2, 18.001)], n)
    assert (n["right"], n["whole"], n["wanted"], n["found"]) == (1, 0, 2, 1)


@pytest.mark.skipif(not SETS.exists(), reason="the cases do not lie beside the project")
def test_no_figure_lies_below_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SETS)]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in FLOORS)
