"""What a partner has used of its quota, and until when something of it is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from lagebild.exchange.allowances import allowance_part, allowances, day_after, shut_until
from lagebild.exchange.quota import Quota
from lagebild.exchange.waits import Wait, note_wait
from tests.exchange.nodes import START, House, agree, settle, tell

MIDNIGHT = datetime(2026, 11, 26, tzinfo=UTC)
LATER = START + timedelta(hours=1)


@pytest.fixture
def pair(neighbours: tuple[House, House]) -> tuple[House, House]:
    """Alpha has taken what Beta told."""
    one, other = neighbours
    agree(one, other)
    tell(other, 1)
    settle([one, other])
    return one, other


def test_what_was_given_today_counts_and_at_midnight_it_is_nothing_again(pair: tuple[House, House]) -> None:
    one, other = pair
    now = allowances(one.state, Quota(), one.node.folder, LATER)[other.id]
    assert now.used == one.state.come(other.id).used
    assert now.used.n_objects > 0
    assert (now.until, now.is_full, now.waits, now.alarms) == (None, False, (), ())
    then = allowances(one.state, Quota(), one.node.folder, MIDNIGHT)[other.id]
    assert (then.used.n_objects, then.used.n_bytes) == (0, 0)


@pytest.mark.parametrize("part", ["objects_a_day", "bytes_a_day"])
def test_whoever_has_used_up_its_day_is_refused_until_midnight(pair: tuple[House, House], part: str) -> None:
    one, other = pair
    used = one.state.come(other.id).used
    most = used.n_objects if part == "objects_a_day" else used.n_bytes
    assert allowances(one.state, Quota(**{part: most}), None, LATER)[other.id].until == MIDNIGHT
    assert allowances(one.state, Quota(**{part: most + 1}), None, LATER)[other.id].until is None


def test_what_a_partner_was_told_counts_as_long_as_it_was_told(pair: tuple[House, House]) -> None:
    one, other = pair
    note_wait(one.node.folder, other.id, Wait("minute", LATER, LATER + timedelta(seconds=40)))
    note_wait(one.node.folder, other.id, Wait("size", LATER, None))
    told = allowances(one.state, Quota(), one.node.folder, LATER)[other.id]
    assert told.until == LATER + timedelta(seconds=40)
    after = allowances(one.state, Quota(), one.node.folder, LATER + timedelta(seconds=40))[other.id]
    assert (after.until, {wait.kind for wait in after.waits}) == (None, {"minute", "size"})


def test_wrong_tokens_under_a_partners_name_are_its_alarms_and_no_others(pair: tuple[House, House]) -> None:
    one, other = pair
    for name in (other.id, None, "identity--x", other.id):
        one.node.append({"what": "alarm", "address": "192.0.2.1", "name": name})
    alarms = allowances(one.state, Quota(), None, LATER)[other.id].alarms
    assert [alarm.name for alarm in alarms] == [other.id] * 2
    assert alarms[0].time > alarms[1].time
    assert shut_until(alarms[0]) == alarms[0].time + timedelta(minutes=5)


def test_where_no_more_can_be_kept_aside_that_is_told(pair: tuple[House, House]) -> None:
    one, other = pair
    one.state.holdings.aside[other.id] = 100
    assert allowances(one.state, Quota(bytes_aside=100), None, LATER)[other.id].is_full
    assert not allowances(one.state, Quota(bytes_aside=101), None, LATER)[other.id].is_full


def test_its_json_form_says_all_of_it(pair: tuple[House, House]) -> None:
    one, other = pair
    note_wait(one.node.folder, other.id, Wait("day", LATER, MIDNIGHT))
    found = allowances(one.state, Quota(), one.node.folder, LATER)[other.id]
    assert allowance_part(found) == {
        "today": {"n_objects": found.used.n_objects, "n_bytes": found.used.n_bytes}, "n_bytes_aside": 0,
        "quota": {"objects": 200_000, "bytes": 2_000_000_000, "bytes_aside": 100_000_000, "requests_a_minute": 1_200},
        "refused_until": "2026-11-26T00:00:00.000000Z",
        "waits": [{"for": "day", "time": "2026-11-25T13:00:00.000000Z", "until": "2026-11-26T00:00:00.000000Z"}],
    }


def test_a_day_ends_at_midnight_in_utc_wherever_the_clock_stands() -> None:
    assert day_after(datetime.fromisoformat("2026-11-26T00:30:00+01:00")) == MIDNIGHT
    assert day_after(MIDNIGHT) == MIDNIGHT + timedelta(days=1)
