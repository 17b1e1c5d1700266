"""Evidence: whether texts and originals still are what was captured, and how versions of a report differ."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lagebild.claims.canonical import content_hash
from lagebild.ledger.blobs import Blobs
from lagebild.ledger.rows import ROWS, key_of
from lagebild.ledger.store import Store


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is no longer what it was: `noun` and `id` name it."""

    noun: Literal["report", "original", "row"]
    id: str
    reason: str

    def __str__(self) -> str:
        return f"{self.noun} {self.id}: {self.reason}"


def check_evidence(store: Store, blobs: Blobs) -> tuple[Difference, ...]:
    """Hashes every report's text and every original again; what differs or is missing."""
    originals: dict[str, str] = {}
    found = []
    for event in store.events(kind="report"):
        report = event.payload["report"]
        if content_hash(report["text"]) != event.payload["text_hash"]:
            found.append(Difference("report", report["id"], f"its text in event {event.sequence} has another hash"))
        if event.payload["original"] is not None:
            originals.setdefault(event.payload["original"], report["id"])
    for digest, report in originals.items():
        data = blobs.get(digest)
        if data is None:
            found.append(Difference("original", digest, f"is missing; report {report} was read from it"))
        elif content_hash(data) != digest:
            found.append(Difference("original", digest, f"its bytes changed; report {report} was read from it"))
    return tuple(found)


def compare_tables(store: Store, replayed: Store) -> tuple[Difference, ...]:
    """The computed rows of `store` that differ from those of `replayed`."""
    return tuple(_differing_rows(store, replayed))


def _differing_rows(store: Store, replayed: Store) -> Iterator[Difference]:
    for table in ROWS:
        there = {key_of(row): row for row in store.scan(table)}
        right = {key_of(row): row for row in replayed.scan(table)}
        for key in sorted(there.keys() | right.keys(), key=str):
            if there.get(key) != right.get(key):
                kind = "is missing" if key not in there else "follows from no event" if key not in right else "differs from the log"
                yield Difference("row", f"{table.__name__}{key}", kind)


def text_diff(before: str, after: str, names: tuple[str, str]) -> str:
    """How two versions of a text differ, as a unified diff of their lines; empty where they are the same."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="")
    return "\n".join(lines)
