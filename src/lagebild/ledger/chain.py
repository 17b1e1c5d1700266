"""The chain of events: proving that none was changed, removed or moved, and giving the proof away."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from lagebild.claims.canonical import canonical_json, content_hash, from_canonical
from lagebild.claims.event import GENESIS, Event, event_hash, parse_time, time_text
from lagebild.claims.fields import Fields
from lagebild.errors import InvalidClaim

#: Changed rows among which moved ones are looked for; the comparison is quadratic.
_MOST_MOVED: Final = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at `sequence` of the log."""

    sequence: int
    kind: Literal["changed", "missing", "reordered"]
    detail: str

    def __str__(self) -> str:
        return f"event {self.sequence} {self.kind}: {self.detail}"


def check_chain(
    events: Iterable[Event], noted: tuple[int, str], kept: tuple[int, str] | None = None
) -> tuple[Problem, ...]:
    """What is wrong with `events`, which should be the whole log, ending at the head `noted` by the ledger itself and holding
    the head `kept` elsewhere. Holds one event and a hash for each in memory."""
    problems: list[Problem] = []
    changed: list[Event] = []
    parted: list[tuple[int, str]] = []
    hashes = {0: GENESIS}
    last = 0
    for event in events:
        if event.sequence != last + 1:
            problems.append(Problem(last + 1, "missing", _missing(last + 1, event.sequence - 1)))
        if _hash_as(event, event.sequence) != event.hash:
            changed.append(event)
        elif event.sequence == last + 1 and event.previous != hashes[last]:
            parted.append((last, event.previous))
        last = event.sequence
        hashes[last] = event.hash
    there = set(hashes.values())
    for sequence, digest in parted:
        if digest not in there:  # else it was only moved, and is named where it stands now
            problems.append(Problem(sequence, "changed", f"event {sequence + 1} was chained to another"))
    for head in (noted, *([kept] if kept else [])):
        problems.extend(_head_problems(head, last, hashes))
    return tuple(sorted([*problems, *_changed_or_moved(changed)], key=lambda problem: problem.sequence))


def chain_lines(events: Iterable[Event], *, payloads: bool = True) -> Iterator[str]:
    """The chain as JSON Lines, for keeping or checking elsewhere (`read_chain`). Without `payloads` only their hashes are
    given, which proves the order and times of the log and discloses nothing that it holds."""
    for event in events:
        text = event.text if event.text is not None else canonical_json(event.payload)
        line: dict[str, Any] = {
            "sequence": event.sequence, "kind": event.kind, "actor": event.actor, "time": time_text(event.time),
            "previous": event.previous, "hash": event.hash, "content": content_hash(text),
        }  # fmt: skip
        if payloads:
            line["payload"] = json.loads(text)
        yield canonical_json(line)


def read_chain(lines: Iterable[str]) -> Iterator[Event]:
    """The events that `chain_lines` wrote with payloads; raises `InvalidClaim`. Whether they are whole, `check_chain` says."""
    known = ("sequence", "kind", "actor", "time", "previous", "hash", "content", "payload")
    for number, line in enumerate(lines, start=1):
        try:
            value = from_canonical(line)
        except ValueError as error:
            raise InvalidClaim(f"line {number}", f"is no JSON ({error})") from error
        fields = Fields(value, f"line {number}", known)
        payload, at = fields.one("payload")
        if not isinstance(payload, dict):
            raise InvalidClaim(at, "is no object")
        yield Event(
            fields.integer("sequence"), fields.text("kind"), payload, fields.text("actor"), parse_time(fields.text("time")),
            fields.text("previous"), fields.text("hash"),
        )  # fmt: skip


def _hash_as(event: Event, sequence: int) -> str:
    """The hash that `event` should have under `sequence`: over its payload's text as it is stored, to the byte."""
    content = content_hash(event.text if event.text is not None else canonical_json(event.payload))
    return event_hash(sequence, event.kind, content, event.actor, event.time, event.previous)


def _changed_or_moved(changed: list[Event]) -> Iterator[Problem]:
    """An event whose hash fits under another sequence was moved, any other was changed."""
    places = [event.sequence for event in changed]
    for event in changed:
        moved = [place for place in places[:_MOST_MOVED] if _hash_as(event, place) == event.hash]
        if moved:
            yield Problem(event.sequence, "reordered", f"this was written as event {moved[0]}")
        else:
            yield Problem(event.sequence, "changed", "its content does not have its hash")


def _head_problems(head: tuple[int, str], last: int, hashes: dict[int, str]) -> Iterator[Problem]:
    sequence, digest = head
    if sequence > last:
        yield Problem(last + 1, "missing", _missing(last + 1, sequence))
    elif hashes.get(sequence) != digest:
        yield Problem(sequence, "changed", f"it was noted with the hash {digest}")


def _missing(first: int, last: int) -> str:
    return f"no event {first}" if first == last else f"no events {first} to {last}"
