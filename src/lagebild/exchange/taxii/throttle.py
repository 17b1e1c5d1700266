"""Who asks too often, gives too much, or tries tokens: told how long to wait, and nothing else.

Counted in memory, for a fixed number of callers; what came in today is counted on from what is recorded, so a restart forgives nothing
that was kept.
"""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from lagebild.exchange.quota import TRIES_S, Quota, Used
from lagebild.exchange.waits import Kind

__all__ = ["Throttle", "Watch"]

#: Seconds over which requests are counted.
_MINUTE_S: Final = 60.0
_DAY_S: Final = 86_400
#: Addresses, names and callers that are remembered; the one that was seen longest ago is forgotten first.
_MOST: Final = 20_000


class Watch(Protocol):
    """Whoever is told of what should be on record."""

    def alarm(self, address: str, name: str | None) -> None:
        """So many wrong tokens came from an address, or under a name, that no more are looked at for now."""

    def used(self, principal: str) -> tuple[Used, int]:
        """What a caller gave today as far as it is recorded, and how many bytes of it are kept aside."""

    def waits(self, principal: str, kind: Kind, seconds: float) -> None:
        """A caller is told to wait so long, or for ever (infinity)."""


@dataclass(slots=True)
class _Span:
    """Events since a time (seconds)."""

    since: float
    n: int = 0


class Throttle:
    """The bounds of one server. Each method gives the seconds that the caller must wait, or None. For several threads."""

    def __init__(
        self, quota: Quota, watch: Watch | None = None, *, now: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time
    ) -> None:
        self._quota: Final = quota
        self._watch: Final = watch
        self._now: Final = now
        self._wall: Final = wall
        self._lock: Final = threading.Lock()
        self._spans: OrderedDict[tuple[str, str], _Span] = OrderedDict()
        self._given: dict[str, Used] = {}

    def shut(self, address: str) -> float | None:
        """Whether nothing from an address is looked at now, be the token right or wrong."""
        with self._lock:
            return self._full("address", network(address))

    def failed(self, address: str, name: str | None) -> float | None:
        """A token came that nobody has, under a `name` or none. Under a name right tokens still count: nobody can lock a partner out."""
        wait: float | None = None
        alarmed = False
        with self._lock:
            for kind, key in (("address", network(address)), ("name", name)):
                if key is not None:
                    wait = self._full(kind, key) or wait
                    alarmed = self._count(kind, key, TRIES_S) == self._quota.failed_tokens or alarmed
        if alarmed and self._watch is not None:
            self._watch.alarm(network(address), name)
        return wait

    def asks(self, principal: str) -> float | None:
        """A caller makes a request."""
        with self._lock:
            n = self._count("caller", principal, _MINUTE_S)
            span = self._spans["caller", principal]
            left = span.since + _MINUTE_S - self._now() if n > self._quota.requests_a_minute else None
        return self._told(principal, "minute", left)

    def gives(self, principal: str, n_objects: int, n_bytes: int) -> float | None:
        """A caller gives objects, which are counted unless it must wait; infinity where they are more than may ever be given."""
        quota, wall = self._quota, self._wall()
        if not Used("", n_objects, n_bytes).fits(quota):
            return self._told(principal, "size", float("inf"))
        recorded, aside = self._watch.used(principal) if self._watch is not None else (Used(), 0)
        if aside >= quota.bytes_aside:
            return self._told(principal, "aside", float("inf"))
        day = time.strftime("%Y-%m-%d", time.gmtime(wall))
        with self._lock:
            known, kept = self._given.get(principal, Used()).on(day), recorded.on(day)
            now = Used(day, max(known.n_objects, kept.n_objects), max(known.n_bytes, kept.n_bytes)).plus(n_objects, n_bytes)
            if now.fits(quota):
                self._given[principal] = now
                return None
        return self._told(principal, "day", _DAY_S - wall % _DAY_S)

    def _told(self, principal: str, kind: Kind, seconds: float | None) -> float | None:
        """The seconds that a caller must wait, of which the watch is told."""
        if seconds is not None and self._watch is not None:
            self._watch.waits(principal, kind, seconds)
        return seconds

    def _full(self, kind: str, key: str) -> float | None:
        span = self._spans.get((kind, key))
        left = span.since + TRIES_S - self._now() if span is not None else 0.0
        return left if span is not None and left > 0 and span.n >= self._quota.failed_tokens else None

    def _count(self, kind: str, key: str, seconds: float) -> int:
        """How many there were since the count began, with this one."""
        now = self._now()
        span = self._spans.get((kind, key))
        if span is None or now - span.since >= seconds:
            span = self._spans[kind, key] = _Span(now)
        self._spans.move_to_end((kind, key))
        if len(self._spans) > _MOST:
            self._spans.popitem(last=False)
        span.n += 1
        return span.n


def network(address: str) -> str:
    """An address, or of IPv6 the network of 64 bits that one caller has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)
