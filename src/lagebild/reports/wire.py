"""One request, one answer: to the checked address itself, within bounds, over a verified connection."""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ssl import SSLCertVerificationError, SSLContext, SSLError
from typing import Any, Final

import httpcore2

from lagebild.errors import FetchFailed, FetchRefused, NotFetched
from lagebild.reports.addresses import why_forbidden
from lagebild.reports.body import BodyBroken, BodyTooLarge, read_body
from lagebild.reports.fetched import Headers, first_header
from lagebild.reports.network import Network
from lagebild.reports.policy import PRODUCT, Policy
from lagebild.reports.weburl import WebAddress

#: Addresses of one host that are tried.
_MAX_TRIED: Final = 4
#: What is read of a connection at once, so that the head of an answer may be over its bound by so much before that shows.
_READ_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `headers` are added to those that every request has; with `cut` a body is read only up to its bound."""

    address: WebAddress
    headers: Headers = ()
    method: str = "GET"
    content: bytes = b""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `headers` have names in lower case, `body` is empty unless `status` is 2xx."""

    status: int
    headers: Headers
    body: bytes


class Deadline:
    """The moment by which a fetch must be done, on a clock that counts seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock: Final = clock
        self._at = clock() + seconds

    def left(self) -> float:
        """Seconds left, more than none; raises httpcore2's `ReadTimeout` after the moment has passed."""
        left = self._at - self._clock()
        if left <= 0:
            raise httpcore2.ReadTimeout("deadline")
        return left

    def put_off(self, seconds: float) -> None:
        """Move the moment: that time was spent waiting for one's turn."""
        self._at += seconds


def exchange(asked: Asked, policy: Policy, network: Network, deadline: Deadline) -> Answer:
    """The answer to `asked`, whatever its status; redirects are not followed.

    Raises `FetchRefused` where the host leads to a forbidden address or a bound is broken, `FetchFailed` where no whole answer
    comes. Each call has a connection of its own: none is left open to which a later name could be mistaken.
    """
    address = asked.address
    backend = _CheckedBackend(address, policy, network, deadline)
    origin = httpcore2.Origin(address.scheme.encode(), address.host.encode(), address.port)
    try:
        with httpcore2.HTTPConnection(
            origin, ssl_context=(network.tls or _system_tls)() if address.scheme == "https" else None, network_backend=backend
        ) as connection:
            return _answer(connection, asked, policy, backend)
    except NotFetched:
        raise
    except _KNOWN as error:
        raise _translated(error, address.url, policy) from error


def _answer(connection: httpcore2.HTTPConnection, asked: Asked, policy: Policy, backend: "_CheckedBackend") -> Answer:
    response = connection.handle_request(_request(asked, policy))
    backend.allow(2 * policy.max_bytes + 1_000_000, BodyTooLarge)  # chunks have heads of their own
    if sum(len(name) + len(value) for name, value in response.headers) > policy.max_header_bytes:
        raise _HeadTooLarge
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers)
    body = b""
    if 200 <= response.status < 300:
        if not asked.cut and int(first_header(headers, "content-length") or 0) > policy.max_bytes:
            raise BodyTooLarge
        body = read_body(response.iter_stream(), _coding(headers), policy.max_bytes, cut=asked.cut)
    return Answer(response.status, headers, body)


def _request(asked: Asked, policy: Policy) -> httpcore2.Request:
    address = asked.address
    url = httpcore2.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
    headers = [
        ("Host", address.authority),
        ("User-Agent", user_agent(policy.contact)),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
        *asked.headers,
    ]
    return httpcore2.Request(asked.method, url, headers=headers, content=asked.content or None)


class _HeadTooLarge(Exception):
    pass


#: What a bad peer or network leads to below; anything else is a fault of this module and not hidden.
_KNOWN: Final = (
    httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, BodyBroken, BodyTooLarge, _HeadTooLarge,
)  # fmt: skip


class _CheckedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that were looked up and checked here: no other lookup comes between check and connection."""

    def __init__(self, address: WebAddress, policy: Policy, network: Network, deadline: Deadline) -> None:
        self._address: Final = address
        self._policy: Final = policy
        self._network: Final = network
        self._deadline: Final = deadline
        self._backend: Final = network.backend or httpcore2.SyncBackend()
        self.allow(policy.max_header_bytes + _READ_BYTES, _HeadTooLarge)

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:  # fmt: skip
        failure: Exception = httpcore2.ConnectError("no address")
        for ip in self._checked_ips()[:_MAX_TRIED]:
            seconds = min(self._policy.connect_seconds, self._deadline.left())
            try:
                return _BoundedStream(self._backend.connect_tcp(ip, port, timeout=seconds), self, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    def allow(self, n_bytes: int, excess: type[Exception]) -> None:
        """Let so much be read from now on, and raise `excess` at more."""
        self._n_bytes_allowed = n_bytes
        self._excess = excess

    def count(self, n_bytes: int) -> None:
        """Note that so much was read."""
        self._n_bytes_allowed -= n_bytes
        if self._n_bytes_allowed < 0:
            raise self._excess

    def _checked_ips(self) -> Sequence[str]:
        """All addresses of the host; one that is forbidden forbids them all."""
        url, host = self._address.url, self._address.host
        ips = [host] if _is_ip(host) else self._looked_up(host)
        for ip in ips if host not in self._policy.allowed_hosts else ():
            if kind := why_forbidden(ip):
                raise FetchRefused(url, f"{host} leads to {ip}, {kind}", f"if that is meant to be, allow the host {host} by name")
        return ips

    def _looked_up(self, host: str) -> Sequence[str]:
        try:
            return self._network.resolve(host, self._deadline.left())
        except OSError as error:
            reason = error.strerror or str(error)
            raise FetchFailed(self._address.url, f"{host} cannot be looked up: {reason}", "check the address") from error


class _BoundedStream(httpcore2.NetworkStream):
    """A connection on which each wait ends with the deadline and every byte read is counted."""

    def __init__(self, stream: httpcore2.NetworkStream, backend: _CheckedBackend, deadline: Deadline) -> None:
        self._stream: Final = stream
        self._backend: Final = backend
        self._deadline: Final = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(min(max_bytes, _READ_BYTES), timeout=self._deadline.left())
        self._backend.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.left())
        return _BoundedStream(secured, self._backend, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def user_agent(contact: str | None) -> str:
    """The name that Lagebild gives itself, with its version and whom to turn to."""
    return f"{PRODUCT}/{_version()} ({contact or 'reads published reports'})"


@functools.cache
def _version() -> str:
    from importlib.metadata import version  # 35 ms

    return version("lagebild")


@functools.cache
def _system_tls() -> SSLContext:
    return httpcore2.default_ssl_context()


def _translated(error: Exception, url: str, policy: Policy) -> NotFetched:
    match error:
        case BodyTooLarge():
            return FetchRefused(url, f"larger than {policy.max_bytes:,} bytes", "raise the limit, or fetch it by hand")
        case _HeadTooLarge():
            return FetchRefused(url, f"its answer has a head of more than {policy.max_header_bytes:,} bytes")
        case httpcore2.ConnectTimeout():
            return FetchFailed(url, "its host does not answer in time", "try again later")
        case httpcore2.TimeoutException():
            return FetchFailed(url, f"no whole answer within {policy.max_seconds:g} seconds", "try again later")
        case BodyBroken():
            return FetchFailed(url, f"its answer cannot be used: {error}", "fetch it by hand")
        case httpcore2.ProtocolError():
            return FetchFailed(url, f"its answer breaks HTTP or off: {error}", "try again later, or fetch it by hand")
        case _:
            return _unconnected(error, url)


def _unconnected(error: Exception, url: str) -> NotFetched:
    cause = error.__cause__
    if isinstance(cause, SSLCertVerificationError):
        return FetchFailed(url, f"its certificate does not hold: {cause.verify_message}", "check the address; do not trust it")
    if isinstance(cause, SSLError):
        return FetchFailed(url, f"no secure connection: {cause.reason or cause}", "check the address")
    return FetchFailed(url, f"the connection failed: {getattr(cause, 'strerror', None) or error}", "try again later")


def _coding(headers: Headers) -> str:
    return ",".join(value for name, value in headers if name == "content-encoding")


def _is_ip(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()
