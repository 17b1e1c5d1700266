"""A ledger: an append-only log, and what is computed from it. Backends give transactions; the rest is here."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from typing import Final, Self

from lagebild.claims.event import Event, utc_now
from lagebild.errors import LedgerUnusable
from lagebild.ledger.blobs import Blobs
from lagebild.ledger.chain import Problem, check_chain
from lagebild.ledger.evidence import Difference, check_evidence
from lagebild.ledger.project import project
from lagebild.ledger.remembering import Memory
from lagebild.ledger.store import Store
from lagebild.ledger.view import View
from lagebild.ledger.writer import Writer

#: Reports a writer gathers before it commits: a commit costs a sync of the disk (about 2 ms here), a lost batch is read again.
BATCH: Final = 50


class Ledger(ABC):
    """A ledger that is open. Use it as a context manager, or `close` it.

    What was committed stays: `view` reads, `writer` appends, nothing changes or removes. One ledger may be open in many
    processes; of the writers one commits at a time and the others wait.
    """

    #: How messages name the ledger: a path, or an address without its password.
    name: str
    blobs: Blobs

    @abstractmethod
    def transaction(self, *, write: bool) -> AbstractContextManager[Store]:
        """A transaction that sees one state. A writing one holds the write lock, is committed at the end of the block, and
        leaves no trace if the block raises. Raises `LedgerBusy` and `LedgerUnusable`."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of the ledger; closing twice does no harm."""

    @contextmanager
    def view(self) -> Iterator[View]:
        """The ledger as it is now; what is committed meanwhile is not seen. Writes nothing."""
        with self.looking() as store:
            yield View(store, self.blobs)

    @contextmanager
    def looking(self) -> Iterator[Store]:
        """What is beneath a view: a transaction that only reads, and for which large readings are parsed once for all."""
        with self.transaction(write=False) as store:
            yield self._memory.over(store)

    @contextmanager
    def changing(self) -> Iterator[Store]:
        """A transaction that writes, see `transaction`; large readings that were parsed for a view are not parsed again."""
        with self.transaction(write=True) as store:
            yield self._memory.over(store, writing=True)

    @cached_property
    def _memory(self) -> Memory:
        return Memory()

    def writer(
        self,
        actor: str,
        *,
        now: Callable[[], datetime] = utc_now,
        batch: int = BATCH,
        on_commit: Callable[[tuple[Event, ...]], None] | None = None,
    ) -> Writer:
        """A writer for `actor`. Reports are committed in batches of `batch` and at the end of the `with` block; `on_commit`
        is called with the events of each commit: from then on they are safe."""
        return Writer(self, actor, now, batch, on_commit)

    def audit(self, *, head: tuple[int, str] | None = None) -> tuple[Problem, ...]:
        """What is wrong with the chain of events; empty if nothing is. `head` is a sequence and hash that was kept elsewhere,
        without which the removal of the newest events together with the ledger's own note of them could not be noticed."""
        with self.transaction(write=False) as store:
            return check_chain(store.events(), store.head(), head)

    def verify(self, *, tables: bool = False) -> tuple[Difference, ...]:
        """What of the evidence (texts, originals) differs from its hash or is missing; with `tables` also which computed rows
        differ from what the log says (which holds all rows in memory)."""
        with self.transaction(write=False) as store:
            found = check_evidence(store, self.blobs)
            return found + (self._check_tables(store) if tables else ())

    def rebuild(self) -> int:
        """Computes all tables anew from the log, in one transaction; the number of events."""
        with self.transaction(write=True) as store:
            return rebuild(store)

    def restore(self, events: Iterable[Event]) -> int:
        """Takes over the log of another ledger, hash by hash, into this empty one, in one transaction; the number of events.
        Raises `LedgerUnusable` where this ledger holds events or the log is not whole. Originals are copied before."""
        with self.transaction(write=True) as store:
            if store.head()[0]:
                raise LedgerUnusable(self.name, "it already holds events", "restore into a new ledger")
            for event in events:
                last = store.head()
                if Event.following(last, event.kind, event.payload, event.actor, event.time) != event:
                    raise LedgerUnusable(self.name, f"the log to restore is broken at event {last[0] + 1}", "run audit on it")
                store.append(event)
                project(store, event)
            return store.head()[0]

    def _check_tables(self, store: Store) -> tuple[Difference, ...]:
        from lagebild.ledger.evidence import compare_tables
        from lagebild.ledger.memory import MemoryStore

        replayed = MemoryStore()
        for event in store.events():
            replayed.append(event)
            project(replayed, event)
        return compare_tables(store, replayed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


def rebuild(store: Store) -> int:
    """Empties the computed tables and fills them from the log; the number of events."""
    store.clear()
    n_events = 0
    for event in store.events():
        project(store, event)
        n_events += 1
    return n_events
