"""Instants: every form that STIX and TAXII write is read exactly, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.taxii.times import instant, microseconds, stamp

moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_999))


@given(moments)
def test_stamps_are_read_back(moment: datetime) -> None:
    """What `stamp` writes `instant` reads, for every microsecond there is, before 1970 as after it."""
    added = microseconds(moment.replace(tzinfo=UTC))
    assert instant(stamp(added), "x", "x") == added * 1_000


def test_the_last_leap_second_there_is_can_be_written() -> None:
    """A time just beyond the year 9999, which RFC 3339 lets a client ask for, is answered with the last one that can be written."""
    assert stamp(instant("9999-12-31T23:59:60Z", "x", "x") // 1_000) == "9999-12-31T23:59:59.999999Z"


@given(moments, st.integers(0, 10**9 - 1))
def test_nine_digits_are_nanoseconds(moment: datetime, nanoseconds: int) -> None:
    """Digits of a second count from the left, one to nine of them, and order instants as they order texts."""
    whole = moment.replace(microsecond=0)
    base = (whole - datetime(1970, 1, 1)) // timedelta(seconds=1) * 10**9
    text = f"{whole.isoformat()}.{nanoseconds:09}Z"
    assert instant(text, "x", "x") == base + nanoseconds
    assert instant(text[:-7] + "Z", "x", "x") == base + nanoseconds // 10**6 * 10**6


@given(st.one_of(st.text(max_size=40), st.none(), st.integers(), st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,12})?Z", fullmatch=True)))
def test_other_values_are_refused(value: object) -> None:
    """Whatever comes is an instant or refused; nothing else is raised."""
    try:
        assert isinstance(instant(value, "x", "x"), int)
    except Refused:
        return


@pytest.mark.parametrize("text", ["2026-01-01t00:00:00z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Z\n", "0000-01-01T00:00:00Z", "２026-01-01T00:00:00Z"])
def test_near_misses_are_refused(text: str) -> None:
    """Forms that look alike are not taken for the one that both specifications have."""
    with pytest.raises(Refused):
        instant(text, "x", "x")
