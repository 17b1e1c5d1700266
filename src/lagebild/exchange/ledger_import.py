"""Restoring a ledger from its file: into an empty ledger, or onto one that the file continues."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lagebild.claims.event import Event
from lagebild.errors import ImportRefused, InvalidClaim, InvalidDecision, NotRecorded
from lagebild.exchange.arriving import take_over
from lagebild.exchange.ledger_file import End, Header, Original, ledger_parts
from lagebild.ledger import Ledger

#: Events that are committed at once. A commit syncs the disk (some 2 ms), and SQLite's words wait in memory for it.
BATCH: Final = 500
_OnCommit = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: events that were added, and the head after them; originals that were kept, and that were missing in
    the file (all of them where it was written without)."""

    n_events: int
    head: tuple[int, str]
    n_originals: int
    n_missing: int
    originals: bool


def import_ledger(ledger: Ledger, path: Path, *, on_commit: _OnCommit | None = None) -> Imported:
    """Takes over all of the file at `path` that `ledger` does not hold, hash by hash; `on_commit` hears each new last sequence.

    The whole file is checked before anything is written. Then batches are committed, originals before them: an import that was
    interrupted goes on where it stopped when it is called again. Raises `ImportRefused` where the file is damaged, cut off or
    newer than this Lagebild, where it does not continue what the ledger holds, or where an event says what no event can say;
    `LedgerBusy` and `LedgerUnusable`.
    """
    header, end = _check(ledger, path)
    with ledger.view() as view:
        before = view.head()
    head = before
    n_originals = 0
    waiting: list[tuple[int, Event]] = []
    for line, part in ledger_parts(path):
        if isinstance(part, Original) and part.data is not None:
            ledger.blobs.put(part.data)
            n_originals += 1
        elif isinstance(part, Event) and part.sequence > before[0]:
            waiting.append((line, part))
        if len(waiting) >= BATCH or (isinstance(part, End) and waiting):
            head = _commit(ledger, path, waiting, on_commit)
            waiting = []
    return Imported(head[0] - before[0], head, n_originals, end.n_missing, header.originals)


def _check(ledger: Ledger, path: Path) -> tuple[Header, End]:
    """Reads the file to its end without keeping it; raises `ImportRefused` where `ledger` does not fit to it."""
    with ledger.view() as view:
        held = view.head()
        parts = ledger_parts(path)
        line, header = next(parts)
        assert isinstance(header, Header)
        if held[0] < header.after[0]:
            reason = f"continues event {header.after[0]}, and the ledger ends at {held[0]}"
            raise ImportRefused(str(path), line, reason, "import the part before it first")
        shared = min(held[0], header.head[0])
        there = next(view.events(after=shared - 1)).hash if shared else ""
        end = _compared(path, header, parts, shared, there)
    return header, end


def _compared(path: Path, header: Header, parts: Iterator[tuple[int, object]], shared: int, there: str) -> End:
    """Reads on to the end; event `shared` must have the hash `there`, and so have all before it the same as the ledger's."""
    if shared == header.after[0] and shared and header.after[1] != there:
        raise _foreign(path, 1, shared)
    for line, part in parts:
        if isinstance(part, Event) and part.sequence == shared and part.hash != there:
            raise _foreign(path, line, shared)
        if isinstance(part, End):
            return part
    raise AssertionError("a ledger file that was read has an end")


def _foreign(path: Path, line: int, sequence: int) -> ImportRefused:
    reason = f"event {sequence} is another than in the ledger: they are two ledgers, or went different ways"
    return ImportRefused(str(path), line, reason, "import into a new ledger")


def _commit(ledger: Ledger, path: Path, waiting: list[tuple[int, Event]], on_commit: _OnCommit | None) -> tuple[int, str]:
    with ledger.transaction(write=True) as store:
        for line, event in waiting:
            try:
                take_over(store, event)
            except (InvalidClaim, InvalidDecision, NotRecorded) as error:
                raise ImportRefused(str(path), line, f"event {event.sequence}: {error}") from error
        head = store.head()
    if on_commit is not None:
        on_commit(head[0])
    return head
