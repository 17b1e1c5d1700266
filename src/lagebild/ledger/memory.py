"""A ledger in memory: for notebooks and tests, and the measure that the others are held against."""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, cast

from lagebild.claims.canonical import canonical_json, from_canonical
from lagebild.claims.event import GENESIS, Event
from lagebild.ledger.base import Ledger
from lagebild.ledger.blobs import MemoryBlobs
from lagebild.ledger.filters import Filter, Order, Wanted
from lagebild.ledger.query import Clause
from lagebild.ledger.rows import INDEXED, ROWS, AnyRow, ClaimRow, ReportRow, Row, first_key, key_of, last_key
from lagebild.ledger.store import Place, Shelf, Store
from lagebild.ledger.words import Words

_Key = tuple[Any, ...]


class MemoryLedger(Ledger):
    """A ledger that is gone with the process. One transaction at a time, whichever threads ask."""

    def __init__(self) -> None:
        self.name = "in memory"
        self.blobs = MemoryBlobs()
        self._store = MemoryStore()
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Store]:
        """See `Ledger.transaction`."""
        with self._lock:
            around = self._store.undo_log  # of a view in this thread, within whose block somebody writes
            self._store.undo_log = []
            try:
                yield self._store
            except BaseException:  # whatever ends the block, Ctrl-C too, must leave no trace; it is raised again below
                for undo in reversed(self._store.undo_log):
                    undo()
                raise
            finally:
                self._store.undo_log = around

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryStore:
    """A store in dicts. `undo_log` holds what takes back each change since it was last emptied."""

    def __init__(self) -> None:
        self.undo_log: list[Callable[[], object]] = []
        self._events: list[Event] = []
        self._rows: dict[type[Row], dict[_Key, Row]] = {table: {} for table in ROWS}
        self._indexes: dict[tuple[type[Row], str], dict[Any, set[_Key]]] = defaultdict(lambda: defaultdict(set))
        self._words: dict[Shelf, dict[int, Words]] = {"report": {}, "claim": {}}

    def head(self) -> tuple[int, str]:
        """See `Store.head`."""
        return (self._events[-1].sequence, self._events[-1].hash) if self._events else (0, GENESIS)

    def append(self, event: Event) -> None:
        """See `Store.append`; keeps what the JSON text holds, as the other stores do."""
        text = event.text or canonical_json(event.payload)
        self._events.append(replace(event, payload=from_canonical(text), text=text))
        self.undo_log.append(self._events.pop)

    def events(self, after: int = 0, kind: str | None = None) -> Iterator[Event]:
        """See `Store.events`."""
        return (event for event in self._events[after:] if kind is None or event.kind == kind)

    def events_at(self, sequences: Collection[int]) -> dict[int, Event]:
        """See `Store.events_at`."""
        return {at: self._events[at - 1] for at in sequences if 0 < at <= len(self._events)}

    def find(self, row: type[AnyRow], column: str, wanted: Collection[Any]) -> list[AnyRow]:
        """See `Store.find`."""
        keys = {key for value in wanted for key in self._indexes[row, column].get(value, ())}
        return [cast(AnyRow, self._rows[row][key]) for key in sorted(keys)]

    def scan(self, row: type[AnyRow]) -> Iterator[AnyRow]:
        """See `Store.scan`."""
        rows = self._rows[row]
        return (cast(AnyRow, rows[key]) for key in sorted(rows))

    def last_number(self, row: type[ReportRow] | type[ClaimRow]) -> int:
        """See `Store.last_number`."""
        return max((cast(ReportRow, kept).number for kept in self._rows[row].values()), default=0)

    def put(self, rows: Sequence[Row]) -> None:
        """See `Store.put`."""
        for row in rows:
            old = self._rows[type(row)].get(key_of(row))
            if old is not None:
                self._remove(old)
            self._insert(row)
            self.undo_log.append(partial(self._swap, row, old))

    def drop(self, row: type[Row], column: str, unwanted: Collection[Any]) -> None:
        """See `Store.drop`."""
        for old in self.find(row, column, unwanted):
            self._remove(old)
            self.undo_log.append(partial(self._insert, old))

    def put_words(self, shelf: Shelf, words: Mapping[int, Words]) -> None:
        """See `Store.put_words`."""
        kept = self._words[shelf]
        before = {key: kept.get(key) for key in words}
        kept.update(words)
        self.undo_log.append(lambda: _set(kept, before))

    def drop_words(self, shelf: Shelf, keys: Collection[int]) -> None:
        """See `Store.drop_words`."""
        kept = self._words[shelf]
        before = {key: kept.pop(key, None) for key in keys}
        self.undo_log.append(lambda: _set(kept, before))

    def clear(self) -> None:
        """See `Store.clear`."""
        before = dict(self.__dict__)
        self.__dict__.update(MemoryStore().__dict__ | {"_events": self._events, "undo_log": self.undo_log})
        self.undo_log.append(lambda: self.__dict__.update(before))

    def matches(self, shelf: Shelf, found: Sequence[Clause], but: Clause | None, below: int | None, limit: int) -> list[int]:
        """See `Store.matches`."""
        keys = sorted((key for key in self._words[shelf] if below is None or key < below), reverse=True)
        matching = (key for key in keys if self._holds(shelf, key, found) and not (but and self._holds(shelf, key, [but])))
        return [key for key, _ in zip(matching, range(limit), strict=False)]

    def page(self, wanted: Wanted, order: Order, after: Place | None, limit: int) -> list[ClaimRow]:
        """See `Store.page`."""
        rows = sorted(self._wanted(wanted), key=lambda row: _place(row, order), reverse=order.descending)
        if after is not None:
            rows = [row for row in rows if (_place(row, order) < after if order.descending else _place(row, order) > after)]
        return rows[:limit]

    def count(self, wanted: Wanted) -> int:
        """See `Store.count`."""
        return len(self._wanted(wanted))

    def languages(self) -> frozenset[str]:
        """See `Store.languages`."""
        return frozenset(row.language for row in self.scan(ReportRow) if row.language is not None)

    def _wanted(self, wanted: Wanted) -> list[ClaimRow]:
        kept = [row for row in self.scan(ClaimRow) if keeps(wanted.filter, row)]
        return [row for row in kept if self._holds("claim", row.key, wanted.clauses)]

    def _holds(self, shelf: Shelf, key: int, found: Sequence[Clause]) -> bool:
        words = self._words[shelf][key]
        return all(
            any(f" {' '.join(sequence)} " in f" {getattr(words, column)} " for column, sequence in clause.any_of)
            for clause in found
        )

    def _swap(self, row: Row, old: Row | None) -> None:
        self._remove(row)
        if old is not None:
            self._insert(old)

    def _insert(self, row: Row) -> None:
        key = key_of(row)
        self._rows[type(row)][key] = row
        for column in INDEXED[type(row)]:
            self._indexes[type(row), column][getattr(row, column)].add(key)

    def _remove(self, row: Row) -> None:
        key = key_of(row)
        del self._rows[type(row)][key]
        for column in INDEXED[type(row)]:
            self._indexes[type(row), column][getattr(row, column)].discard(key)


def keeps(wanted: Filter, row: ClaimRow) -> bool:
    """Whether the columns of `row` are as `wanted` says; words and parties aside."""
    listed = (
        (wanted.types, row.type), (wanted.statuses, row.status), (wanted.certainties, row.certainty),
        (wanted.polarities, row.polarity), (wanted.states, row.state), (wanted.rereads, row.reread),
        (wanted.publishers, row.publisher), (wanted.languages, row.language), (wanted.readers, row.reader),
        (wanted.reports, row.report),
    )  # fmt: skip
    flags = (
        (wanted.current, row.current), (wanted.latest, row.latest), (wanted.settled, row.settled),
        (wanted.disputed, int(row.n_dissents > 0)),
    )  # fmt: skip
    return (
        all(not values or value in values for values, value in listed)
        and all(flag is None or value == int(flag) for flag, value in flags)
        and (wanted.published_from is None or row.key >= first_key(wanted.published_from))
        and (wanted.published_to is None or first_key(date.min.isoformat()) <= row.key <= last_key(wanted.published_to))
        and _within(row.acted_from, row.acted_to, wanted.acted_from, wanted.acted_to)
    )


def _within(first: str, last: str, start: str | None, end: str | None) -> bool:
    """Whether days `first` to `last` ("" where unknown) touch `start` to `end` (None where open)."""
    return (start is None or last >= start) and (end is None or "" < first <= end)


def _place(row: ClaimRow, order: Order) -> Place:
    values: dict[str, int | str] = {"published": row.key, "recorded": row.number, "acted": row.acted_from}
    return values[order.by], row.number


def _set(kept: dict[int, Words], values: Mapping[int, Words | None]) -> None:
    for key, words in values.items():
        if words is None:
            kept.pop(key, None)
        else:
            kept[key] = words
