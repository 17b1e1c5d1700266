"""The object store of a node: collections of STIX objects in one SQLite file, appended to and walked by time of addition."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lagebild.errors import Refused
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.taxii import pages
from lagebild.exchange.taxii.database import Database
from lagebild.exchange.taxii.fit import Fit, Unfit, fit, named
from lagebild.exchange.taxii.group import Group
from lagebild.exchange.taxii.nouns import ALL, Asked, Collection, Entry, Page, Stored
from lagebild.exchange.taxii.writing import Inbound, Receipt

__all__ = ["Evidence", "ObjectStore"]

_PATIENCE_S: Final = 30.0
_LATEST: Final = Asked()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A version that is kept but not served: it came under an id and version that other content had, or was hidden. `at` is when
    (microseconds since 1970), `by` who sent or hid it."""

    id: str
    version: str
    by: str
    at: int
    body: bytes
    reason: str


class ObjectStore:
    """Objects in the file `path`, for several threads and processes at once.

    Every version has a time of addition (`added`, microseconds since 1970) that is unique and rises in the order of commits,
    whatever `now` says: who walks by it misses nothing. Nothing is changed or deleted; `hide` takes versions out of sight.
    Raises `StoreUnusable` where the file cannot be used, and `Refused` for a collection that is not there.
    """

    def __init__(self, path: Path | str, *, now: Callable[[], int] | None = None, patience_s: float = _PATIENCE_S) -> None:
        self._database: Final = Database(Path(path), patience_s)
        self._group: Final = Group(self._database, now or (lambda: time.time_ns() // 1_000))
        self._keys: dict[str, int] = {}
        with self._database.reading() as connection:
            self.cursor_key: Final[bytes] = connection.execute("SELECT value FROM meta WHERE name = 'cursor_key'").fetchone()[0]

    def close(self) -> None:
        """Closes the file; nobody may be using the store."""
        self._database.close()

    def add_collection(self, collection: Collection) -> None:
        """Makes a collection, or gives it another title, description or alias. Raises `Refused` for an alias that is taken."""
        wanted = (collection.id, collection.title, collection.description, collection.alias)
        others = {one.alias for one in self.collections() if one.id != collection.id}
        if collection.alias is not None and collection.alias in others:
            raise Refused("collection", "alias", f"{collection.alias} is that of another collection")
        statement = (
            "INSERT INTO collections(id, title, description, alias) VALUES (?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET"
            " title = excluded.title, description = excluded.description, alias = excluded.alias"
        )
        self._group.write(lambda writing: writing.execute(statement, wanted))

    def collections(self) -> tuple[Collection, ...]:
        """All collections, in the order in which they were made."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, title, description, alias FROM collections ORDER BY key").fetchall()
        return tuple(Collection(*row) for row in rows)

    def collection(self, name: str) -> Collection | None:
        """The collection whose id or alias `name` is."""
        with self._database.reading() as connection:
            question = "SELECT id, title, description, alias FROM collections WHERE id = ?1 OR alias = ?1"
            row = connection.execute(question, (name,)).fetchone()
        return Collection(*row) if row else None

    def append(self, collection: str, objects: Sequence[StixObject], *, by: str) -> list[Stored]:
        """What became of each of `objects`, sent by `by`: durable when this returns. Bad ones are outcomes, not errors."""
        return self.take(collection, [_fit_or_unfit(one, position) for position, one in enumerate(objects)], by=by)

    def take(
        self, collection: str, objects: Sequence[Fit | Unfit], *, by: str, receipt: Receipt | None = None
    ) -> list[Stored]:
        """As `append`, for objects that were looked at already; `receipt` makes a status (id, text) that is kept with them."""
        inbound = Inbound(self._key(collection), objects, by, receipt)
        return self._group.write(lambda writing: writing.take(inbound))

    def hide(self, collection: str, versions: Sequence[tuple[str, str]], *, by: str, reason: str) -> int:
        """How many of `versions` (id, version as written) were in sight until now. They stay on the disk as evidence and are never
        served again: not their bodies, manifest, versions or number, nor when they come again."""
        key = self._key(collection)
        return self._group.write(lambda writing: writing.hide(key, versions, by, reason))

    def show(self, collection: str, versions: Sequence[tuple[str, str]], *, by: str) -> int:
        """How many of `versions` (id, version as written) were hidden until now. They are served again under a new time of addition,
        so that who polls sees them; that they were hidden stays on record."""
        key = self._key(collection)
        return self._group.write(lambda writing: writing.show(key, versions, by))

    def page(self, collection: str, asked: Asked = _LATEST, *, bodies: bool = True) -> Page:
        """The entries that are asked for, oldest first; see `pages.page`."""
        with self._database.reading() as connection:
            return pages.page(connection, self._key(collection), asked, bodies=bodies)

    def everything(self, collection: str, after: int = 0) -> Iterator[Entry]:
        """All versions added later than `after` (microseconds since 1970), oldest first, as of when each page of them is read."""
        more = True
        while more:
            page = self.page(collection, Asked(after=after, versions=ALL))
            yield from page.entries
            after, more = (page.entries[-1].added if page.entries else after), page.more

    def holds(self, collection: str, id: str) -> bool:
        """Whether any version of `id` is in sight."""
        with self._database.reading() as connection:
            question = "SELECT 1 FROM objects WHERE collection = ? AND id = ? LIMIT 1"
            return connection.execute(question, (self._key(collection), id)).fetchone() is not None

    def status(self, id: str, by: str) -> bytes | None:
        """The status that was kept under `id` for what `by` sent, None where there is none for them (any more)."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT body FROM statuses WHERE id = ? AND sender = ?", (id, by)).fetchone()
        return found[0] if found else None

    def conflicts(self, collection: str) -> tuple[Evidence, ...]:
        """What came under an id and version that other content had, oldest first."""
        question = "SELECT id, version, sender, seen, body, 'conflict' FROM conflicts WHERE collection = ? ORDER BY key"
        return self._evidence(collection, question)

    def hidden(self, collection: str) -> tuple[Evidence, ...]:
        """What was taken out of sight, in the order in which it had been added."""
        question = (
            "SELECT id, version, hidden_by, hidden_at, body, reason FROM hidden JOIN bodies USING (added) WHERE collection = ?"
            " ORDER BY added"
        )
        return self._evidence(collection, question)

    def _evidence(self, collection: str, question: str) -> tuple[Evidence, ...]:
        with self._database.reading() as connection:
            return tuple(Evidence(*row) for row in connection.execute(question, (self._key(collection),)))

    def _key(self, collection: str) -> int:
        """The number of a collection. Raises `Refused` where there is none."""
        if collection not in self._keys:
            with self._database.reading() as connection:
                found = connection.execute("SELECT key FROM collections WHERE id = ?", (collection,)).fetchone()
            if found is None:
                raise Refused("collection", "id", f"{collection[:80]} is not in this store")
            self._keys[collection] = found[0]
        return self._keys[collection]


def _fit_or_unfit(value: object, position: int) -> Fit | Unfit:
    try:
        return fit(value)
    except Refused as error:
        return Unfit(*named(value, position), str(error))
