"""Trusted timestamps on the chain: whoever attests its last hash attests everything before it."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lagebild.claims.event import Event, time_text
from lagebild.errors import TimestampRejected
from lagebild.ledger import Ledger, View
from lagebild.reports.policy import Policy
from lagebild.reports.timestamp import Authority, request_timestamp, verify_timestamp

KIND = "timestamp"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A timestamp in the ledger: the event that holds it, the last event it attests, and the time (UTC) that it states."""

    event: int
    covers: int
    time: datetime


def stamp(ledger: Ledger, actor: str, service: str, roots: bytes, policy: Policy) -> Stamped:
    """Has `service` attest the head of the chain, and records its answer. Raises what `request_timestamp` raises."""
    with ledger.view() as view:
        covers, digest = view.head()
    found = request_timestamp(digest.removeprefix("sha256:"), Authority(service, roots), policy)
    with ledger.writer(actor) as writer:
        event = writer.append(KIND, {
            "covers": covers, "hash": digest, "service": service, "time": time_text(found.time),
            "response": base64.b64encode(found.response).decode(),
        })  # fmt: skip
    return Stamped(event.sequence, covers, found.time)


def check_stamps(view: View, roots: bytes) -> Iterator[str]:
    """What is wrong with the timestamps of a ledger."""
    stamps = list(view.events(kind=KIND))
    wanted = {event.payload["covers"] for event in stamps}
    hashes = {event.sequence: event.hash for event in view.events() if event.sequence in wanted} if wanted else {}
    for event in stamps:
        yield from _check(event, hashes.get(event.payload["covers"]), roots)


def _check(event: Event, digest: str | None, roots: bytes) -> Iterator[str]:
    covers = event.payload["covers"]
    if digest != event.payload["hash"]:
        yield f"timestamp {event.sequence}: event {covers} has another hash than was attested"
    try:
        verify_timestamp(base64.b64decode(event.payload["response"]), event.payload["hash"].removeprefix("sha256:"), roots)
    except TimestampRejected as error:
        yield f"timestamp {event.sequence}: {error.reason}"
