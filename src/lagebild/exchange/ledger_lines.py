"""A whole ledger as JSON Lines: its log with every hash, and the originals; `ledger_import` restores it identically.

One object a line, in canonical JSON, under one key that says what it is: `header` first, then `event` (in the order of the log)
and `original` (before the first event that names it), and `end` last, so that a file that was cut off shows.
"""

import base64
from collections.abc import Iterator
from typing import Any, Final

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.event import GENESIS, Event, time_text
from lagebild.errors import NotRecorded
from lagebild.ledger import View

FORMAT: Final = "lagebild-ledger"
#: Rises whenever an older Lagebild could not restore the file.
VERSION: Final = 1


def ledger_lines(view: View, *, after: int = 0, originals: bool = True) -> Iterator[str]:
    """The log of a ledger from the event behind `after` on, with the bytes of the `originals`, a line a chunk.

    An original that is missing or whose bytes changed is noted as missing. Holds 16 bytes for each original in memory, and one
    original at a time. Raises `NotRecorded` where the ledger has no event `after`.
    """
    start = (0, GENESIS) if after == 0 else _place(view, after)
    yield _line("header", format=FORMAT, version=VERSION, after=_head(start), head=_head(view.head()), originals=originals)
    n_events = n_originals = n_missing = 0
    seen: set[bytes] = set()
    for event in view.events(after=after):
        digest = original_of(event)
        if originals and digest is not None and (key := bytes.fromhex(digest[-32:])) not in seen:
            seen.add(key)
            data = _original(view, digest)
            n_originals, n_missing = n_originals + 1, n_missing + (data is None)
            yield _line("original", hash=digest, base64=base64.b64encode(data).decode() if data is not None else None)
        n_events += 1
        yield _event_line(event)
    yield _line("end", n_events=n_events, n_originals=n_originals, n_missing=n_missing)


def _event_line(event: Event) -> str:
    return _line(
        "event", sequence=event.sequence, kind=event.kind, actor=event.actor, time=time_text(event.time), previous=event.previous,
        hash=event.hash, payload=event.payload,
    )  # fmt: skip


def original_of(event: Event) -> str | None:
    """The hash of the original that an event names, None where it names none."""
    digest = event.payload.get("original") if event.kind == "report" else None
    return digest if isinstance(digest, str) else None


def _place(view: View, sequence: int) -> tuple[int, str]:
    event = next(view.events(after=sequence - 1), None) if sequence > 0 else None
    if event is None:
        raise NotRecorded("event", str(sequence))
    return event.sequence, event.hash


def _head(head: tuple[int, str]) -> dict[str, Any]:
    return {"sequence": head[0], "hash": head[1]}


def _original(view: View, digest: str) -> bytes | None:
    """The bytes, None where they are missing or no longer the original: a file must not pass them off as it."""
    try:
        data = view.original(digest)
    except NotRecorded:
        return None
    return data if content_hash(data) == digest else None


def _line(noun: str, **parts: Any) -> str:
    return canonical_json({noun: parts}) + "\n"
