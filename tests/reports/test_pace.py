"""Pace: one rate per host, for all threads together."""

import threading

from lagebild.reports.pace import Pace


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def test_turns() -> None:
    """The first request is at once, the next ones an interval apart; another host does not wait."""
    clock = Clock()
    pace = Pace(clock.now, clock.sleep)
    assert [pace.wait("a", 2) for _ in range(3)] == [0, 2, 2]
    assert pace.wait("b", 2) == 0
    clock.at += 10
    assert pace.wait("a", 2) == 0


def test_threads_share_it() -> None:
    """Twenty threads that ask at once get twenty different turns."""
    slept: list[float] = []
    pace = Pace(lambda: 0.0, slept.append)
    threads = [threading.Thread(target=pace.wait, args=("a", 1.0)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [float(n) for n in range(1, 20)]


def test_hosts_whose_turn_has_passed_are_forgotten() -> None:
    """Memory is bounded however many hosts are asked."""
    clock = Clock()
    pace = Pace(clock.now, clock.sleep)
    for number in range(25_000):
        clock.at += 1
        pace.wait(f"host{number}", 2)
    assert len(pace._free_from) <= 10_000
