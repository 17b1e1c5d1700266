"""One polite rate per host, kept by all threads together."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

#: Hosts remembered before those whose turn has passed are forgotten.
_MAX_HOSTS: Final = 10_000


class Pace:
    """Turns to ask a host: the first is at once, each further one an interval after the one before.

    Threads that share a pace are given different turns, in the order in which they ask. `clock` counts seconds and never goes
    back. Only this process is known: two of them ask a host twice as often.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._clock: Final = clock
        self._sleep: Final = sleep
        self._lock: Final = Lock()
        self._free_from: dict[str, float] = {}

    def wait(self, host: str, interval_s: float) -> float:
        """Return once it is the caller's turn at `host`; the result is how long that took in seconds."""
        delay_s = self._reserve(host, interval_s)
        if delay_s > 0:  # outside the lock: others wait for other hosts meanwhile
            self._sleep(delay_s)
        return delay_s

    def _reserve(self, host: str, interval_s: float) -> float:
        with self._lock:
            now = self._clock()
            if len(self._free_from) >= _MAX_HOSTS:
                self._free_from = {name: at for name, at in self._free_from.items() if at > now}
            turn = max(now, self._free_from.get(host, now))
            self._free_from[host] = turn + interval_s
            return turn - now
