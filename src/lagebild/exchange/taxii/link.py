"""A client's link to one TAXII server: requests within bounds of time and size, repeated where that can help."""

import email.utils
import random
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpcore2

from lagebild.errors import FetchFailed, FetchRefused
from lagebild.exchange.taxii.addresses import safe_url
from lagebild.exchange.taxii.media import MEDIA_TYPE, accepts

__all__ = ["Answer", "Link", "Patience"]

#: Answers after which the same request may succeed (RFC 9110; 429 is RFC 6585).
_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
_READ_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often: seconds to connect, seconds for one whole exchange, how many times a request is made, the seconds
    before the second time (doubled for each further one, with chance, up to `max_wait_s`), and the bytes of an answer. After `walk_s`
    seconds no further page is asked for, and no status: a server that always has another one keeps nobody for ever.

    A server that asks to be left alone for longer than `max_wait_s` (Retry-After) is left alone: that is an error.
    """

    connect_s: float = 10.0
    exchange_s: float = 60.0
    n_tries: int = 4
    first_wait_s: float = 0.5
    max_wait_s: float = 30.0
    walk_s: float = 900.0
    max_bytes: int = 67_108_864


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers (names in lower case), the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Link:
    """One server, one identity, connections kept open between requests. Not for several threads at once.

    Raises `FetchRefused` for an address that is not https (http is for loopback), and where an answer breaks a bound or leads
    elsewhere: a token is never sent to another host; `FetchFailed` where no answer comes, or not the one asked for.
    """

    def __init__(self, url: str, authorization: str, patience: Patience, tls: ssl.SSLContext | None = None) -> None:
        self.url: Final = safe_url(url)
        self.sleep: Callable[[float], object] = time.sleep
        self._patience: Final = patience
        self._authorization: Final = authorization
        self._backend: Final = _DeadlineBackend(patience.connect_s)
        self._pool: Final = httpcore2.ConnectionPool(
            ssl_context=tls, max_connections=1, keepalive_expiry=10.0, network_backend=self._backend
        )

    def close(self) -> None:
        """Closes the connections."""
        self._pool.close()

    def get(self, url: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        """The answer (200) to GET; other answers are `FetchFailed` with their status."""
        return self._insist("GET", url + (f"?{urlencode(query)}" if query else ""), None, 200)

    def post(self, url: str, body: bytes) -> Answer:
        """The answer (202) to POST. It may be made twice where an answer was lost, which TAXII allows (section 5.5)."""
        return self._insist("POST", url, body, 202)

    def _insist(self, method: str, url: str, body: bytes | None, wanted: int) -> Answer:
        for number in range(1, self._patience.n_tries + 1):
            try:
                answer = self._once(method, url, body)
                if answer.status == wanted:
                    return answer
                raise _unwanted(url, answer)
            except FetchFailed as error:
                wait_s = self._wait_s(error, number)
                if wait_s is None:
                    raise
            self.sleep(wait_s)
        raise AssertionError  # the last try raises

    def _wait_s(self, error: FetchFailed, number: int) -> float | None:
        """Seconds until it is worth trying again, None where it is not."""
        patience = self._patience
        passing = error.status is None or error.status in _PASSING
        if not passing or number >= patience.n_tries or (error.retry_after_s or 0) > patience.max_wait_s:
            return None
        backoff: float = min(patience.first_wait_s * 2.0 ** (number - 1), patience.max_wait_s)
        return max(error.retry_after_s or 0, backoff * random.uniform(0.5, 1))  # noqa: S311, RUF100 - no secret

    def _once(self, method: str, url: str, body: bytes | None) -> Answer:
        headers = [
            ("Host", urlsplit(url).netloc), ("Accept", MEDIA_TYPE), ("Authorization", self._authorization),
            ("User-Agent", "Lagebild-TAXII/2.1"), ("Accept-Encoding", "identity"),
            *([("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body)))] if body is not None else []),
        ]  # fmt: skip
        self._backend.start(self._patience.exchange_s)
        try:
            with self._pool.stream(method, url, headers=headers, content=body) as response:
                return _answer(response, url, self._patience.max_bytes)
        except httpcore2.TimeoutException as error:
            raise FetchFailed(url, "no whole answer in time", "try again later") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise FetchFailed(url, f"the connection failed: {error}"[:300], "check the address, or try again later") from error


def _answer(response: httpcore2.Response, url: str, max_bytes: int) -> Answer:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    if headers.get("content-encoding", "identity") != "identity":
        raise FetchRefused(url, "its answer is compressed, which was not asked for")
    parts, n_bytes = [], 0
    for part in response.iter_stream():
        n_bytes += len(part)
        if n_bytes > max_bytes:
            raise FetchRefused(url, f"its answer is larger than {max_bytes:,} bytes")
        parts.append(part)
    if response.status in (200, 202) and not accepts(headers.get("content-type", "text/html")):
        raise FetchRefused(url, f"its answer is {headers.get('content-type', 'of no type')[:80]}, not TAXII 2.1")
    return Answer(response.status, headers, b"".join(parts))


def _unwanted(url: str, answer: Answer) -> FetchFailed:
    remedy = {
        401: "check the token", 403: "ask for the right to do this", 404: "check the address and what was granted",
        406: "it does not speak TAXII 2.1", 415: "it does not speak TAXII 2.1",
    }.get(answer.status, "it leads elsewhere; name that address yourself" if 300 <= answer.status < 400 else "try again later")  # fmt: skip
    return FetchFailed(
        url, f"the server answered with HTTP {answer.status}", remedy,
        status=answer.status, retry_after_s=_retry_after_s(answer.headers.get("retry-after")),
    )  # fmt: skip


def _retry_after_s(header: str | None) -> float | None:
    """Seconds until the time in a Retry-After header (RFC 9110, section 10.2.3), None where there is none."""
    if header is None:
        return None
    if header.isascii() and header.isdigit() and len(header) < 10:
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


class _DeadlineBackend(httpcore2.NetworkBackend):
    """Connections on which every wait ends with the exchange it belongs to: a server that drips cannot hold a client."""

    def __init__(self, connect_s: float) -> None:
        self._connect_s: Final = connect_s
        self._backend: Final = httpcore2.SyncBackend()
        self._until = 0.0

    def start(self, seconds: float) -> None:
        """From now on `seconds` are left."""
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, more than none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("deadline")
        return left

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *given: Any, **named: Any) -> httpcore2.NetworkStream:
        stream = self._backend.connect_tcp(host, port, min(self._connect_s, self.left()), *given, **named)
        return _DeadlineStream(stream, self)


class _DeadlineStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, backend: _DeadlineBackend) -> None:
        self._stream: Final = stream
        self._backend: Final = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(min(max_bytes, _READ_BYTES), self._backend.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, self._backend.left()), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
