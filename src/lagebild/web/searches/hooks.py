"""Sending to a hook: which addresses may be one, what is signed and how, and what an answer means."""

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from lagebild.claims.event import time_text
from lagebild.claims.kept import KeptClaim
from lagebild.errors import FetchRefused, NotFetched
from lagebild.reports.network import Network
from lagebild.reports.policy import Policy
from lagebild.reports.weburl import WebAddress, web_address
from lagebild.web.searches.nouns import Delivery, Search

if TYPE_CHECKING:
    from lagebild.picture import Row

#: Seconds for one try, and for its connection.
_TRY_S: Final = 10.0
_CONNECT_S: Final = 5.0
#: Bytes of an answer that are read; nothing in it counts.
_READ_BYTES: Final = 4_096


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a try: whether it arrived, in words what was answered, and whether trying again is of no use."""

    arrived: bool
    words: str
    for_good: bool = False


def hook_address(url: str, policy: Policy, *, on_loopback: bool) -> WebAddress:
    """The address of a hook. Raises `FetchRefused` for one that is not https, unless it is this very machine and the workspace serves
    no other either; and for a port that may not be connected to."""
    address = web_address(url)
    if is_loopback(address.host):
        if not on_loopback:
            raise FetchRefused(address.url, "this machine itself, and the workspace can be reached from others", "give another address")
        return address
    if address.scheme != "https":
        raise FetchRefused(address.url, "is not https", "give an https address")
    policy.check(address)
    return address


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name or number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def body_of(search: Search, items: "Sequence[KeptClaim | Row]", told: int) -> tuple[str, str]:
    """The id of a delivery, which the same claims always give, and what is sent (JSON)."""
    from lagebild.picture import part
    from lagebild.web.routes.api.common import claim_json

    id = str(uuid5(NAMESPACE_URL, f"lagebild:{search.id}:{told}"))
    parts: list[Any] = [claim_json(one) if isinstance(one, KeptClaim) else part(one) for one in items]
    told_of = {"id": search.id, "title": search.title, "kind": search.kind, "query": search.query, "created": time_text(search.created)}
    return id, json.dumps({"id": id, "search": told_of, "up_to": told, "items": parts}, ensure_ascii=False, separators=(",", ":"))


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over "timestamp.body", as it stands in the header."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def send(url: str, secret: str, delivery: Delivery, policy: Policy, network: Network, *, on_loopback: bool) -> Told:
    """Tries once. Redirects are not followed; an answer of 2xx within ten seconds means that it arrived, 410 that nobody wants more."""
    from lagebild.reports import wire

    body = delivery.body.encode()
    timestamp = int(network.now().timestamp())
    headers = (
        ("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Lagebild-Delivery", delivery.id),
        ("Idempotency-Key", delivery.id), ("Lagebild-Timestamp", str(timestamp)),
        ("Lagebild-Signature", signature(secret, timestamp, body)),
    )  # fmt: skip
    try:
        address = hook_address(url, policy, on_loopback=on_loopback)
        bounds = replace(policy, max_seconds=_TRY_S, connect_seconds=_CONNECT_S, max_bytes=_READ_BYTES)
        if is_loopback(address.host):
            bounds = replace(bounds, allowed_hosts=bounds.allowed_hosts | {address.host}, ports=bounds.ports | {address.port})
        asked = wire.Asked(address, headers, "POST", body, cut=True)
        answer = wire.exchange(asked, bounds, network, wire.Deadline(bounds.max_seconds, network.monotonic))
    except NotFetched as error:
        return Told(False, error.reason, for_good=isinstance(error, FetchRefused))
    return Told(200 <= answer.status < 300, f"HTTP {answer.status}", for_good=answer.status == 410)
