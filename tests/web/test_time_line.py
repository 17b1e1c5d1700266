"""The time line as it is drawn."""

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.picture import Bar
from lagebild.web.time_line import timeline_chart


def bar(first: str | None, last: str | None, core: str | None = None, thing: str = "thing--a") -> Bar:
    return Bar(thing, first, last, core, core, ("2024",), False, False, False, True)


def drawn(bars: list[Bar], name: str = "A", language: str = "en") -> str:
    rows: Any = {one.thing: SimpleNamespace(contested=True) for one in bars}
    return str(timeline_chart(bars, rows, {one.thing: name for one in bars}, language))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.dates(), st.integers(0, 4_000_000)), min_size=1, max_size=5))
def test_bars_of_any_days_stay_within_the_drawing_and_few_days_are_named(days: list[tuple[date, int]]) -> None:
    bars = [bar(first.isoformat(), min(date.max, first + timedelta(days=min(n, (date.max - first).days))).isoformat()) for first, n in days]
    svg = drawn(bars)
    for x, width in re.findall(r'<rect x="([-\d.]+)" y="\d+" width="([\d.]+)"', svg):
        assert float(x) >= -0.1
        assert float(width) >= 2.9
        assert float(x) + float(width) <= 900.2
    assert svg.count("<text") - len(bars) <= 14


def test_days_are_named_as_the_language_does() -> None:
    bars = [bar("2024-03-01", "2024-03-05", "2024-03-02")]
    assert ("1.3.2024" in drawn(bars, language="de"), "1 Mar 2024" in drawn(bars)) == (True, True)
    long = [bar("2022-01-01", "2024-03-05")]
    assert ("Jan 2022" in drawn(long), "Mär" in drawn([bar("2022-02-01", "2023-04-05")], language="de")) == (True, True)


def test_words_are_words_and_a_thing_without_a_day_is_not_drawn() -> None:
    assert "&lt;b&gt;" in drawn([bar("2024-03-01", "2024-03-05")], name="<b>")
    assert timeline_chart([bar(None, None)], {}, {}, "en") is None
