"""What one transaction does to the tables: objects in, each as it deserves and none harming another; rows out of sight."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lagebild.exchange.taxii.fit import Fit, Unfit
from lagebild.exchange.taxii.nouns import Stored
from lagebild.exchange.taxii.times import instant

__all__ = ["Inbound", "Receipt", "Writing"]

Receipt = Callable[[list[Stored]], tuple[str, bytes]]

_CONFLICT: Final = "conflict: other content is kept here under this id and version; both are kept as evidence"
#: For how long a status can be asked for; section 4.3 wants 24 hours.
_STATUS_US: Final = 7 * 86_400 * 1_000_000
_HIDDEN: Final = (
    "INSERT INTO hidden SELECT added, collection, id, type, instant, version, sender, digest, content, ?, ?, ? FROM objects WHERE added = ?"
)
_HELD: Final = (
    "SELECT added, digest, content, 0 FROM objects WHERE collection = ?1 AND id = ?2 AND instant = ?3 UNION ALL"
    " SELECT * FROM (SELECT added, digest, content, 1 FROM hidden WHERE collection = ?1 AND id = ?2 AND instant = ?3"
    " ORDER BY added DESC LIMIT 1) LIMIT 1"
)
_LAST_HIDDEN: Final = (
    "SELECT added, id, type, instant, version, sender, digest, content FROM hidden WHERE collection = ? AND id = ? AND instant = ?"
    " ORDER BY added DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Inbound:
    """Objects for one collection (by its key) from one sender. `receipt` makes of their outcomes the id and the text of a status
    that is kept with them."""

    collection: int
    objects: Sequence[Fit | Unfit]
    sender: str
    receipt: Receipt | None = None


class Writing:
    """A transaction under way. `now` (microseconds since 1970) is what the clock says; times given out are later than all that
    were given out before, in the order of commits, whatever it says."""

    def __init__(self, connection: sqlite3.Connection, now: int) -> None:
        self.execute: Final = connection.execute
        self._now: Final = now
        self._last: int = self.execute("SELECT value FROM meta WHERE name = 'last'").fetchone()[0]

    def finish(self) -> None:
        """Writes down the last time that was given out."""
        self.execute("UPDATE meta SET value = ? WHERE name = 'last'", (self._last,))

    def take(self, inbound: Inbound) -> list[Stored]:
        """What became of each object, in their order."""
        outcomes = [self._take(one, inbound) for one in inbound.objects]
        if inbound.receipt is not None:
            self.execute("DELETE FROM statuses WHERE at < ?", (self._now - _STATUS_US,))
            id, body = inbound.receipt(outcomes)
            self.execute("INSERT INTO statuses VALUES (?, ?, ?, ?)", (id, inbound.sender, self._now, body))
        return outcomes

    def hide(self, collection: int, versions: Sequence[tuple[str, str]], by: str, reason: str) -> int:
        """How many of `versions` (ids with versions as written) were in sight until now; their rows are kept as evidence."""
        return sum(self._hide(collection, id, instant(version, "object", "version"), by, reason) for id, version in versions)

    def show(self, collection: int, versions: Sequence[tuple[str, str]], by: str) -> int:
        """How many of `versions` were hidden until now; each comes into sight under a new time, what was kept of it stays."""
        return sum(self._show(collection, id, instant(version, "object", "version"), by) for id, version in versions)

    def _take(self, one: Fit | Unfit, inbound: Inbound) -> Stored:
        if isinstance(one, Unfit):
            return Stored(one.id, one.version, "refused", None, one.reason)
        held = self.execute(_HELD, (inbound.collection, one.id, one.instant)).fetchone()
        if held is None:
            return Stored(one.id, one.version, "added", self._add(one, inbound))
        added, digest, content, hidden = held
        if content != one.content:
            self._keep_conflict(one, inbound, added)
            return Stored(one.id, one.version, "conflict", None, _CONFLICT)
        if hidden or digest == one.digest:
            return Stored(one.id, one.version, "duplicate")
        self._hide(inbound.collection, one.id, one.instant, inbound.sender, "sealed anew")
        return Stored(one.id, one.version, "resealed", self._add(one, inbound))

    def _add(self, one: Fit, inbound: Inbound) -> int:
        """The time of addition of a new row for `one`."""
        added = self._next_time()
        values = (one.id, one.type, one.instant, one.version, inbound.sender, one.digest, one.content)
        self._place(added, inbound.collection, values)
        self.execute("INSERT INTO bodies VALUES (?, ?)", (added, one.body))
        return added

    def _show(self, collection: int, id: str, at: int, by: str) -> int:
        if self.execute("SELECT 1 FROM objects WHERE collection = ? AND id = ? AND instant = ?", (collection, id, at)).fetchone():
            return 0
        found = self.execute(_LAST_HIDDEN, (collection, id, at)).fetchone()
        if found is None:
            return 0
        before, *values = found
        added = self._next_time()
        values[4] = by
        self._place(added, collection, tuple(values))
        self.execute("INSERT INTO bodies SELECT ?, body FROM bodies WHERE added = ?", (added, before))
        return 1

    def _next_time(self) -> int:
        self._last = max(self._now, self._last + 1)
        return self._last

    def _place(self, added: int, collection: int, values: tuple[Any, ...]) -> None:
        """Puts a row in sight, and takes from others that they are the first or last version of its object."""
        id, type_, at, version, sender, digest, content = values
        last = self._end(collection, id, "DESC")
        is_last = last is None or at > last[1]
        first = last if last is None or is_last else self._end(collection, id, "ASC")
        is_first = first is None or (not is_last and at < first[1])
        for row, moved, flag in ((last, is_last, "is_last"), (first, is_first, "is_first")):
            if row is not None and moved:
                self.execute(f"UPDATE objects SET {flag} = 0 WHERE added = ?", (row[0],))
        row_ = (added, collection, id, type_, at, version, is_first, is_last, sender, digest, content)
        self.execute(f"INSERT INTO objects VALUES ({', '.join('?' * len(row_))})", row_)

    def _end(self, collection: int, id: str, order: str) -> tuple[int, int] | None:
        """Key and instant of the latest (DESC) or earliest (ASC) version of `id`."""
        question = f"SELECT added, instant FROM objects WHERE collection = ? AND id = ? ORDER BY instant {order} LIMIT 1"
        found: tuple[int, int] | None = self.execute(question, (collection, id)).fetchone()
        return found

    def _hide(self, collection: int, id: str, at: int, by: str, reason: str) -> int:
        question = "SELECT added FROM objects WHERE collection = ? AND id = ? AND instant = ?"
        found = self.execute(question, (collection, id, at)).fetchone()
        if found is None:
            return 0
        self.execute(_HIDDEN, (self._now, by, reason, found[0]))
        self.execute("DELETE FROM objects WHERE added = ?", found)
        for flag, order in (("is_last", "DESC"), ("is_first", "ASC")):
            if (end := self._end(collection, id, order)) is not None:
                self.execute(f"UPDATE objects SET {flag} = 1 WHERE added = ? AND {flag} = 0", (end[0],))
        return 1

    def _keep_conflict(self, one: Fit, inbound: Inbound, held: int) -> None:
        self.execute(
            "INSERT OR IGNORE INTO conflicts(collection, id, instant, version, held, sender, seen, digest, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (inbound.collection, one.id, one.instant, one.version, held, inbound.sender, self._now, one.digest, one.body),
        )
