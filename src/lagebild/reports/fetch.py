"""Fetching: from an address to its bytes, safely, or to the reason why not."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from lagebild.errors import FetchFailed, FetchRefused, NotFetched
from lagebild.reports import robots
from lagebild.reports.fetched import KEPT_HEADERS, Fetched, Headers, Redirect, digest_of, first_header
from lagebild.reports.network import Network
from lagebild.reports.policy import PRODUCT, Policy
from lagebild.reports.weburl import WebAddress, joined, shown_url, web_address

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ACCEPT: Final = "text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,*/*;q=0.8"
_REMEDIES: Final = {
    401: "it needs a login: fetch it by hand", 403: "fetch it by hand", 404: "check the address", 410: "it is gone for good",
    429: "try again later", 451: "it is blocked for legal reasons",
}  # fmt: skip
_MAX_ROBOTS_S: Final = 20.0

_POLICY: Final = Policy()
#: Shared by every caller that names no other, so that all threads keep one rate per host.
NETWORK: Final = Network()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is known already: the validators of an earlier answer, as it gave them (RFC 9110, section 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> Headers:
        """The request headers that ask for an answer only if something has changed."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple((name, value) for name, value in pairs if value)


_NOTHING: Final = Conditions()


def fetch(
    url: str, policy: Policy = _POLICY, network: Network = NETWORK, *, crawl: bool = False, conditions: Conditions = _NOTHING
) -> Fetched:
    """What `url` gives, with all redirects followed within `policy`.

    `crawl` says that no person named this very address: then robots.txt is heeded, on every hop. With `conditions` an answer of
    "not changed" is a result with status 304. Raises `FetchRefused` for what is not allowed, `FetchFailed` for what did not
    work (with the HTTP status, where there is one), and no other error for any text whatever in `url`.
    """
    return _Trip(policy, network, crawl).to(web_address(url), conditions)


class _Trip:
    """One fetch, with the redirects that it has followed so far and the time that is left to it."""

    def __init__(self, policy: Policy, network: Network, crawl: bool, cut: bool = False) -> None:
        from lagebild.reports import wire  # 110 ms: it imports httpcore2

        self._wire: Final = wire
        self._policy: Final = policy
        self._network: Final = network
        self._crawl: Final = crawl
        self._cut: Final = cut
        self._deadline: Final = wire.Deadline(policy.max_seconds, network.monotonic)
        self._redirects: Final[list[Redirect]] = []

    def to(self, start: WebAddress, conditions: Conditions) -> Fetched:
        address = start
        while True:
            self._await_turn(address)
            asked = self._wire.Asked(address, (("Accept", _ACCEPT), *conditions.headers), cut=self._cut)
            answer = self._wire.exchange(asked, self._policy, self._network, self._deadline)
            if answer.status not in _REDIRECTS:
                break
            address = self._next(address, answer.status, first_header(answer.headers, "location"))
        if not (200 <= answer.status < 300 and answer.status != 206) and not (answer.status == 304 and conditions.headers):
            raise _failure(address.url, answer.status, answer.headers)
        kept = tuple((name, value) for name, value in answer.headers if name in KEPT_HEADERS)
        return Fetched(
            start.url, address.url, tuple(self._redirects), answer.status, kept, self._network.now(), answer.body,
            digest_of(answer.body),
        )  # fmt: skip

    def _await_turn(self, address: WebAddress) -> None:
        """Return when it is allowed and polite to ask for `address`."""
        self._policy.check(address)
        rules = _rules(address, self._policy, self._network, self._deadline.put_off) if self._crawl else robots.Rules()
        if refusal := rules.refusal_of(address.target):
            raise FetchRefused(address.url, refusal, "name the address yourself if you may read it")
        interval_s = max(self._policy.interval_s, rules.delay_s)
        self._deadline.put_off(self._network.pace.wait(address.host, interval_s))

    def _next(self, address: WebAddress, status: int, location: str | None) -> WebAddress:
        """Where a redirect leads, once it is noted."""
        if location is None:
            raise FetchFailed(address.url, f"redirects (HTTP {status}) to nowhere", status=status)
        self._redirects.append(Redirect(address.url, status))
        found = joined(address, _utf8(location))
        if found.url in (hop.url for hop in self._redirects):
            raise FetchRefused(address.url, f"redirects in a circle, back to {shown_url(found.url)}")
        if len(self._redirects) > self._policy.max_redirects:
            raise FetchRefused(address.url, f"more than {self._policy.max_redirects} redirects", "give the last address")
        if address.scheme == "https" and found.scheme == "http" and not self._policy.allow_downgrade:
            raise FetchRefused(address.url, f"redirects from https to {shown_url(found.url)}", "allow it if you must")
        return found


def _rules(address: WebAddress, policy: Policy, network: Network, put_off: Callable[[float], None]) -> robots.Rules:
    """What the robots.txt of the site asks; fetched unless it was lately. That takes none of the time for the page."""
    now = network.monotonic()
    rules = network.robots.get(address.origin, now)
    if rules is None:
        rules, kept_s = _fetched_rules(address, policy, network)
        done = network.monotonic()
        network.robots.put(address.origin, rules, done + kept_s)
        put_off(done - now)
    return rules


def _fetched_rules(address: WebAddress, policy: Policy, network: Network) -> tuple[robots.Rules, float]:
    """The rules of a site, and how long they hold in seconds. A site without robots.txt (HTTP 4xx) allows all, one whose
    robots.txt cannot be had forbids all (RFC 9309, section 2.3.1); too many requests are no sign of its absence."""
    bounds = replace(policy, max_bytes=robots.MAX_BYTES, max_seconds=min(policy.max_seconds, _MAX_ROBOTS_S))
    try:
        found = _Trip(bounds, network, crawl=False, cut=True).to(replace(address, target="/robots.txt"), _NOTHING)
    except NotFetched as error:
        status = error.status if isinstance(error, FetchFailed) else None
        if status is not None and 400 <= status < 500 and status != 429:
            return robots.Rules(), robots.KEPT_S
        return robots.Rules(refusal=f"its robots.txt cannot be read: {error.reason}"), robots.KEPT_UNREACHABLE_S
    return robots.parse_robots(found.body, PRODUCT), robots.KEPT_S


def _failure(url: str, status: int, headers: Headers) -> FetchFailed:
    remedy = _REMEDIES.get(status, "try again later" if status >= 500 else None)
    retry_after_s = _retry_after_s(first_header(headers, "retry-after"))
    return FetchFailed(url, f"answers with HTTP {status}", remedy, status=status, retry_after_s=retry_after_s)


def _retry_after_s(value: str | None) -> float | None:
    """The seconds that a Retry-After states; its other form, a date, is left aside."""
    return float(value) if value is not None and re.fullmatch("[0-9]{1,8}", value) else None


def _utf8(header: str) -> str:
    """A header's value as browsers read it: UTF-8, if it is."""
    data = header.encode("latin-1")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return header
