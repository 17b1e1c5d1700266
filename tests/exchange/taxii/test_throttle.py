"""Callers who ask too often, bring too much or try tokens are told to wait; nobody else notices."""


import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.exchange.quota import Quota, Used
from lagebild.exchange.taxii.throttle import Throttle, network

QUOTA = Quota(objects_a_day=10, bytes_a_day=1_000, requests_a_minute=3, bytes_aside=100, failed_tokens=3)
#: 2026-11-26 00:00 UTC.
MIDNIGHT = 1_795_651_200.0


class Clock:
    def __init__(self, time: float) -> None:
        self.time = time

    def __call__(self) -> float:
        return self.time


class Recorder:
    """A watch that remembers alarms, and says what it was told to say."""

    def __init__(self) -> None:
        self.alarms: list[tuple[str, str | None]] = []
        self.recorded = (Used(), 0)
        self.told: list[tuple[str, str, float]] = []

    def alarm(self, address: str, name: str | None) -> None:
        self.alarms.append((address, name))

    def used(self, principal: str) -> tuple[Used, int]:
        return self.recorded

    def waits(self, principal: str, kind: str, seconds: float) -> None:
        self.told.append((principal, kind, seconds))


@pytest.fixture
def bounds() -> "Bounds":
    clock, wall, recorder = Clock(0.0), Clock(MIDNIGHT - 600), Recorder()
    return Throttle(QUOTA, recorder, now=clock, wall=wall), recorder, clock, wall


Bounds = tuple[Throttle, Recorder, Clock, Clock]


def test_an_address_that_tries_tokens_is_shut_out_for_five_minutes_and_no_other(bounds: Bounds) -> None:
    throttle, recorder, clock, _ = bounds
    for _ in range(3):
        assert throttle.shut("192.0.2.1") is None
        assert throttle.failed("192.0.2.1", None) is None
    clock.time = 60.0
    assert throttle.shut("192.0.2.1") == 240.0
    assert throttle.shut("192.0.2.2") is None
    assert recorder.alarms == [("192.0.2.1", None)]
    clock.time = 301.0
    assert throttle.shut("192.0.2.1") is None


def test_a_name_that_is_tried_from_many_addresses_waits_and_its_owner_does_not(bounds: Bounds) -> None:
    throttle, recorder, _, _ = bounds
    waits = [throttle.failed(f"192.0.2.{number}", "identity--x") for number in range(5)]
    assert waits[:3] == [None] * 3
    assert waits[3:] == [300.0] * 2
    assert throttle.shut("198.51.100.9") is None
    assert throttle.asks("identity--x") is None
    assert recorder.alarms == [("192.0.2.2", "identity--x")]


def test_whoever_asks_more_than_so_often_waits_for_the_next_minute(bounds: Bounds) -> None:
    throttle, recorder, clock, _ = bounds
    assert [throttle.asks("a") for _ in range(3)] == [None] * 3
    clock.time = 20.0
    assert throttle.asks("a") == 40.0
    assert throttle.asks("b") is None
    assert recorder.told == [("a", "minute", 40.0)]
    clock.time = 60.0
    assert throttle.asks("a") is None


def test_what_is_too_much_for_a_day_waits_for_midnight_and_what_never_fits_is_refused(bounds: Bounds) -> None:
    throttle, recorder, _, wall = bounds
    assert throttle.gives("a", 6, 100) is None
    assert throttle.gives("a", 5, 100) == 600.0
    assert throttle.gives("a", 4, 100) is None
    assert throttle.gives("a", 11, 1) == float("inf")
    assert throttle.gives("a", 1, 1_001) == float("inf")
    assert recorder.told == [("a", "day", 600.0), ("a", "size", float("inf")), ("a", "size", float("inf"))]
    wall.time = MIDNIGHT + 1
    assert throttle.gives("a", 6, 100) is None


def test_what_is_recorded_counts_after_a_restart_and_what_lies_aside_shuts_the_door(bounds: Bounds) -> None:
    throttle, recorder, _, _ = bounds
    recorder.recorded = (Used("2026-11-25", 8, 10), 0)
    assert throttle.gives("a", 3, 1) == 600.0
    recorder.recorded = (Used("2026-11-24", 8, 10), 0)
    assert throttle.gives("a", 3, 1) is None
    recorder.recorded = (Used(), 100)
    assert throttle.gives("b", 1, 1) == float("inf")
    assert recorder.told[-1] == ("b", "aside", float("inf"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1_200)), max_size=30))
def test_nobody_ever_brings_more_than_a_day_allows(gifts: list[tuple[int, int]]) -> None:
    throttle = Throttle(QUOTA, now=Clock(0.0), wall=Clock(MIDNIGHT - 600))
    taken = [gift for gift in gifts if throttle.gives("a", *gift) is None]
    assert sum(n for n, _ in taken) <= QUOTA.objects_a_day
    assert sum(n for _, n in taken) <= QUOTA.bytes_a_day


def test_an_ipv6_caller_cannot_hide_behind_the_addresses_of_its_network() -> None:
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::ffff") == "2001:db8:1:2::/64"
    assert network("::ffff:192.0.2.1") == network("192.0.2.1")
    assert network("no address " + "x" * 500) == ("no address " + "x" * 500)[:64]


def test_only_so_many_callers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.exchange.taxii.throttle._MOST", 5)
    throttle = Throttle(QUOTA, now=Clock(0.0))
    for number in range(100):
        throttle.failed(f"192.0.2.{number}", None)
    assert len(throttle._spans) == 5
