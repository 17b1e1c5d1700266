"""An event: one thing that was done to a ledger, chained to all before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.fields import storable
from lagebild.errors import InvalidClaim

#: What the first event follows.
GENESIS: Final = "sha256:" + "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the log.

    `sequence` counts from 1 in commit order without gaps. `kind` says what `payload` (JSON) holds: "report", "reading",
    "decision", or what a later room keeps. `time` is UTC with microseconds, as the actor's caller gave it: order never comes
    from it. `hash` covers everything else, `previous` is the hash of the event before.
    """

    sequence: int
    kind: str
    payload: Mapping[str, Any]
    actor: str
    time: datetime
    previous: str
    hash: str
    #: The text of `payload` where it is at hand: as it is stored, or will be.
    text: str | None = field(default=None, compare=False, repr=False)

    @classmethod
    def following(cls, last: tuple[int, str], kind: str, payload: Mapping[str, Any], actor: str, time: datetime) -> "Event":
        """The event after `last` (its sequence and hash; (0, GENESIS) for the first). Raises `InvalidClaim` for content
        that cannot be stored."""
        sequence, previous = last[0] + 1, last[1]
        text = canonical_json(payload)
        if not storable(text) or not storable(actor):
            raise InvalidClaim(kind, "holds a lone surrogate, which cannot be stored")
        content = content_hash(text)
        digest = event_hash(sequence, kind, content, actor, time, previous)
        return cls(sequence, kind, payload, actor, time, previous, digest, text)


def event_hash(sequence: int, kind: str, content: str, actor: str, time: datetime, previous: str) -> str:
    """The hash of an event; `content` is the hash of its payload, so a chain can be checked by who may not see payloads."""
    head = {
        "sequence": sequence, "kind": kind, "content": content, "actor": actor, "time": time_text(time), "previous": previous,
    }  # fmt: skip
    return content_hash(canonical_json(head))


def time_text(time: datetime) -> str:
    """`time` as it is stored, 2026-11-25T19:51:31.000000Z; raises `InvalidClaim` where it has no zone."""
    if time.tzinfo is None:
        raise InvalidClaim("time", "has no zone; give UTC")
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> datetime:
    """The time (UTC, microseconds) that `time_text` wrote; raises `InvalidClaim`."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidClaim("time", f"{text!r} is no UTC time with microseconds") from error


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
