"""Timestamps sort as the times do that they write."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.stix.times import parse_stix_time, stix_time, version_key

MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31))


@st.composite
def written(draw: st.DrawFn) -> tuple[tuple[datetime, int], str]:
    """A time in seconds and nanoseconds, and one of its texts: trailing zeros written or not."""
    second = draw(MOMENTS).replace(microsecond=0)
    nanos = draw(st.integers(0, 999_999_999) | st.sampled_from([0, 1, 500_000_000, 120_000_000]))
    digits = f"{nanos:09}".rstrip("0")
    digits += "0" * draw(st.integers(0, 9 - len(digits)))
    return (second, nanos), f"{second.strftime('%Y-%m-%dT%H:%M:%S')}{'.' if digits else ''}{digits}Z"


@given(written(), written())
def test_up_to_nine_digits_of_a_second_compare_right(one: tuple[tuple[datetime, int], str], other: tuple[tuple[datetime, int], str]) -> None:
    assert (version_key(one[1]) < version_key(other[1])) == (one[0] < other[0])
    assert (version_key(one[1]) == version_key(other[1])) == (one[0] == other[0])


def test_texts_of_one_time_are_one_version() -> None:
    texts = ["2026-11-25T12:00:00Z", "2026-11-25T12:00:00.0Z", "2026-11-25T12:00:00.000Z", "2026-11-25T12:00:00.000000000Z"]
    assert len({version_key(text) for text in texts}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59.999Z", "9999-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-25T24:00:00Z",
        "2026-11-25T12:00:00.0000000001Z", "2026-11-25T12:00:00.Z", "2026-11-25T12:00:00+00:00", "2026-11-25T12:00:00", "2026-11-25",
        "2026-11-25t12:00:00z", " 2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z\n", "٢٠٢٦-11-25T12:00:00Z", "", None, 5, True, [],
    ],
)  # fmt: skip
def test_what_is_no_timestamp_is_refused(text: object) -> None:
    """The year 9999, too: nothing could ever supersede it."""
    with pytest.raises(Refused):
        version_key(text)


def test_a_leap_second_sorts_after_the_second_before() -> None:
    assert version_key("2016-12-31T23:59:59.9Z") < version_key("2016-12-31T23:59:60.1Z") < version_key("2017-01-01T00:00:00Z")
    assert parse_stix_time("2016-12-31T23:59:60.5Z") == datetime(2016, 12, 31, 23, 59, 59, 500_000, UTC)


@given(MOMENTS)
def test_times_are_written_in_utc_with_milliseconds(time: datetime) -> None:
    local = time.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=5, minutes=30))) if 1000 < time.year < 9998 else time.replace(tzinfo=UTC)
    text = stix_time(local)
    assert len(text) == 24
    assert parse_stix_time(text) == time.replace(tzinfo=UTC, microsecond=time.microsecond // 1000 * 1000)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(InvalidClaim):
        stix_time(datetime(2026, 1, 1))
