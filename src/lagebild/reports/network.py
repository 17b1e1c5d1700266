"""What fetching touches of the world outside: names, connections, clocks."""

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from lagebild.reports.pace import Pace
from lagebild.reports.robots import RobotsMemory

if TYPE_CHECKING:  # 110 ms to import, and needed only where something is fetched
    from ssl import SSLContext

    from httpcore2 import NetworkBackend

#: From a host name and the seconds it may take to IP addresses; raises `OSError` (`TimeoutError` if it takes longer).
Resolver = Callable[[str, float], Sequence[str]]


def look_up(host: str, seconds: float) -> tuple[str, ...]:
    """The IP addresses of `host` as the system's resolver has them; raises `OSError`, after `seconds` a `TimeoutError`."""
    answers: SimpleQueue[tuple[str, ...] | OSError] = SimpleQueue()
    # getaddrinfo cannot be interrupted: the thread is left behind where it hangs, and ends with the resolver's own time limit.
    Thread(target=_look_up_into, args=(host, answers), daemon=True, name="lagebild-lookup").start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds:.0f} seconds") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Network:
    """The outside as fetching sees it; each part can be replaced in tests, and no part loosens what a policy forbids.

    `resolve` is asked once for each connection. `backend` connects to the IP address it is given (None: with sockets), `tls`
    makes the context that verifies certificates (None: against the system's authorities; SSL_CERT_FILE is heeded). `monotonic`
    counts seconds, `now` is UTC. `pace` and `robots` are what threads that share this network share.
    """

    resolve: Resolver = look_up
    backend: "NetworkBackend | None" = None
    tls: "Callable[[], SSLContext] | None" = None
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    pace: Pace = field(default_factory=Pace)
    robots: RobotsMemory = field(default_factory=RobotsMemory)


def _look_up_into(host: str, answers: "SimpleQueue[tuple[str, ...] | OSError]") -> None:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        answers.put(error)
    except UnicodeError as error:  # a label that the resolver's own IDNA does not take
        answers.put(OSError(str(error)))
    else:
        answers.put(tuple(dict.fromkeys(str(address[0]) for *_, address in found)))
