"""Large events of the log, parsed once: the claims of one reading are one event, and each look at one of them would parse all."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import Any, Final, cast

from lagebild.claims.event import Event
from lagebild.ledger.store import Store

#: Claims from which on a reading is kept (below, parsing takes some milliseconds), and how many claims are kept in all.
_LARGE: Final = 200
_MOST: Final = 60_000


class Memory:
    """What was parsed; shared by all who look at a ledger. The log only grows, so nothing in it is ever out of date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: OrderedDict[int, Event] = OrderedDict()

    def over(self, store: Store, *, writing: bool = False) -> Store:
        """`store` with this memory before it. From a transaction that is `writing` nothing is kept: it may come to nothing, and its
        sequences be given to other events."""
        return cast(Store, _Remembering(store, self, keeps=not writing))

    def get(self, sequence: int) -> Event | None:
        """The event, where it is kept."""
        with self._lock:
            if sequence in self._events:
                self._events.move_to_end(sequence)
            return self._events.get(sequence)

    def put(self, event: Event) -> None:
        """Keeps the event if it is large; gives up those that were not asked for longest."""
        if _n_claims(event) < _LARGE:
            return
        with self._lock:
            self._events[event.sequence] = event
            while len(self._events) > 1 and sum(map(_n_claims, self._events.values())) > _MOST:
                self._events.popitem(last=False)


class _Remembering:
    def __init__(self, store: Store, memory: Memory, *, keeps: bool) -> None:
        self._store = store
        self._memory = memory
        self._keeps = keeps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def events_at(self, sequences: Collection[int]) -> dict[int, Event]:
        """See `Store.events_at`."""
        known = {sequence: event for sequence in sequences if (event := self._memory.get(sequence)) is not None}
        fresh = self._store.events_at([sequence for sequence in sequences if sequence not in known])
        for event in fresh.values() if self._keeps else ():
            self._memory.put(event)
        return known | fresh


def _n_claims(event: Event) -> int:
    return len(event.payload.get("claims", ())) if event.kind == "reading" else 0
