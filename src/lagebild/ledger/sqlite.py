"""A ledger in one SQLite file, with the originals in a folder beside it."""

import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    bindparam,
    column,
    create_engine,
    event,
    table,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from lagebild.errors import LagebildError, LedgerBusy, LedgerUnusable
from lagebild.ledger import schema
from lagebild.ledger.base import Ledger, rebuild
from lagebild.ledger.blobs import FolderBlobs
from lagebild.ledger.filters import Wanted
from lagebild.ledger.migrations import MIGRATIONS, Migration, migrate, pending
from lagebild.ledger.query import Clause
from lagebild.ledger.rows import Row, columns
from lagebild.ledger.sql import SqlStore
from lagebild.ledger.store import Shelf, Store
from lagebild.ledger.words import Words

#: Seconds to wait for another process's write lock. A batch of 50 reports holds it for about half a second.
PATIENCE_S: Final = 30.0
#: contentless_delete, without which words could not be taken out of the index again, came with 3.43.
_OLDEST: Final = (3, 43, 0)
_CLAIM_WORDS: Final = table("claim_words", column("rowid", Integer))
_SHELVES: Final[tuple[Shelf, ...]] = ("report", "claim")
#: Words are split before they come here. Of SQLite's tokenisers only "ascii" keeps every character beyond ASCII in a word.
_MAKE_WORDS: Final = (
    "CREATE VIRTUAL TABLE {shelf}_words USING fts5(words, lemmas, materiel, marks, content='', contentless_delete=1,"
    " tokenize='ascii')"
)


class SqliteLedger(Ledger):
    """A ledger in the file `path`; originals lie in the folder of the same name with ".originals" behind it.

    Raises `LedgerUnusable` where there is no ledger and `create` is False, where the file is none, is newer than this Lagebild
    or cannot be written, and `LedgerBusy`. An older ledger is upgraded.
    """

    def __init__(
        self,
        path: Path,
        *,
        create: bool = True,
        patience_s: float = PATIENCE_S,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        self.name = str(path)
        self.path = path
        self.blobs = FolderBlobs(path.with_name(path.name + ".originals"))
        self.patience_s = patience_s
        self._turn = threading.Lock()
        if not create and not path.exists():
            raise LedgerUnusable(self.name, "there is none at this path", "check the path, or add a report to make one")
        self._engine = _engine(path, patience_s)
        self._upgrade(migrations)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Store]:
        """See `Ledger.transaction`."""
        with self._connection(write=write) as connection:
            store = SqliteStore(connection)
            yield store
            store.flush_words()

    def close(self) -> None:
        """See `Ledger.close`."""
        self._engine.dispose()

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[Connection]:
        """A connection in a transaction. Drivers' errors become Lagebild's here and nowhere else."""
        try:
            with self._held(write=write), self._engine.connect() as connection:
                self._begin(connection, write=write)
                yield connection
                connection.commit()
        except DBAPIError as error:
            raise self.translated(error.orig) from error

    @contextmanager
    def _held(self, *, write: bool) -> Iterator[None]:
        """The turn to write among this process's threads: SQLite polls for its lock and would let some of them starve."""
        if not write:
            yield
            return
        if not self._turn.acquire(timeout=self.patience_s):
            raise LedgerBusy(self.name, self.patience_s)
        try:
            yield
        finally:
            self._turn.release()

    def _begin(self, connection: Connection, *, write: bool) -> None:
        """The one place that waits for locks. SQLite itself waits where it can; where another process is just recovering or
        making the file it answers at once, and is asked again."""
        until = time.monotonic() + self.patience_s
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
                return
            except DBAPIError as error:
                if not _is_busy(error) or time.monotonic() >= until:
                    raise
                time.sleep(0.02)

    def _upgrade(self, known: Sequence[Migration]) -> None:
        with self._connection(write=False) as connection:
            steps = pending(connection, self.name, known)
        if not steps:
            return
        self._use_wal()
        with self._connection(write=True) as connection:
            if migrate(connection, pending(connection, self.name, known)):  # asked again: another process may have been faster
                for shelf in _SHELVES:
                    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {shelf}_words")
                    connection.exec_driver_sql(_MAKE_WORDS.format(shelf=shelf))
                store = SqliteStore(connection)
                rebuild(store)
                store.flush_words()

    def _use_wal(self) -> None:
        """Write-ahead logging, so that reading and writing do not wait for each other; it is a property of the file."""
        until = time.monotonic() + self.patience_s
        while True:
            try:
                with self._engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                return
            except DBAPIError as error:
                if not _is_busy(error) or time.monotonic() >= until:
                    raise self.translated(error.orig) from error
                time.sleep(0.02)

    def translated(self, error: object) -> LagebildError:
        """The error that a driver's error is to a caller."""
        message = str(error)
        if "is locked" in message:
            return LedgerBusy(self.name, self.patience_s)
        for part, reason, remedy in _REASONS:
            if part in message:
                return LedgerUnusable(self.name, reason, remedy)
        return LedgerUnusable(self.name, f"SQLite says: {message}")


def copy_file(ledger: SqliteLedger, path: Path, n_pages: int) -> None:
    """Copies the file of `ledger` to `path` by SQLite's backup, `n_pages` at a time, while others may write. Raises
    `LedgerUnusable` and `LedgerBusy`."""
    driver = sqlite_driver()
    try:
        source, target = driver.connect(str(ledger.path), timeout=ledger.patience_s), driver.connect(str(path))
        with closing(source), closing(target):
            source.execute("BEGIN")  # holds one state, so that the copy does not start over at each commit of others
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=n_pages)
            target.execute("PRAGMA journal_mode = WAL")
    except driver.Error as error:
        raise ledger.translated(error) from error


class SqliteStore(SqlStore):
    """See `Store`. Words wait for the end of the transaction and go in by ascending key: FTS5 writes a segment of the index
    whenever a key is lower than the one before."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._waiting: dict[Shelf, dict[int, Words]] = {shelf: {} for shelf in _SHELVES}

    def upsert(self, row: type[Row]) -> Any:
        """See `SqlStore.upsert`."""
        return _UPSERTS[row]

    def put_words(self, shelf: Shelf, words: Mapping[int, Words]) -> None:
        """See `Store.put_words`."""
        self._waiting[shelf].update(words)

    def drop_words(self, shelf: Shelf, keys: Collection[int]) -> None:
        """See `Store.drop_words`."""
        for key in keys:
            self._waiting[shelf].pop(key, None)
        self.connection.exec_driver_sql(f"DELETE FROM {shelf}_words WHERE rowid = ?", [(key,) for key in sorted(keys)])

    def clear_words(self) -> None:
        """See `SqlStore.clear_words`."""
        for shelf in _SHELVES:
            self._waiting[shelf].clear()
            self.connection.exec_driver_sql(f"INSERT INTO {shelf}_words({shelf}_words) VALUES ('delete-all')")

    def flush_words(self) -> None:
        """Writes the words that wait."""
        for shelf, waiting in self._waiting.items():
            rows = [(key, one.words, one.lemmas, one.materiel, one.marks) for key, one in sorted(waiting.items())]
            if rows:
                into = f"INSERT OR REPLACE INTO {shelf}_words(rowid, words, lemmas, materiel, marks) VALUES (?, ?, ?, ?, ?)"
                self.connection.exec_driver_sql(into, rows)
                waiting.clear()

    def matches(self, shelf: Shelf, found: Sequence[Clause], but: Clause | None, below: int | None, limit: int) -> list[int]:
        """See `Store.matches`."""
        self.flush_words()
        wanted = match_expression(found) + (f" NOT {match_expression([but])}" if but is not None else "")
        bound = "" if below is None else " AND rowid < :below"
        statement = f"SELECT rowid FROM {shelf}_words WHERE {shelf}_words MATCH :wanted{bound} ORDER BY rowid DESC LIMIT :limit"
        return list(self.connection.scalars(text(statement), {"wanted": wanted, "below": below, "limit": limit}))

    def having(self, statement: Select[Any], clauses: Sequence[Clause]) -> Select[Any]:
        """See `SqlStore.having`. The plus keeps SQLite from walking all claims and looking each up among the words."""
        self.flush_words()
        joined = _CLAIM_WORDS.join(schema.claims, schema.claims.c.key == text("+claim_words.rowid"))
        wanted = text("claim_words MATCH :wanted").bindparams(bindparam("wanted", match_expression(clauses)))
        return statement.select_from(joined).where(wanted)

    def key(self, wanted: Wanted) -> ColumnElement[int]:
        """See `SqlStore.key`. The words are kept in the order of their row ids, so ordering by them costs nothing."""
        return _CLAIM_WORDS.c.rowid if wanted.clauses else schema.claims.c.key


def match_expression(clauses: Sequence[Clause]) -> str:
    """The FTS5 expression that all `clauses` hold. Every word stands in quotes, where FTS5 knows no operators."""
    return "(" + " AND ".join(_alternatives(clause) for clause in clauses) + ")"


def _alternatives(clause: Clause) -> str:
    parts = (f"{column} : {_quoted(' '.join(sequence))}" for column, sequence in clause.any_of)
    return "(" + " OR ".join(parts) + ")"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def sqlite_driver() -> ModuleType:
    """pysqlite3, which brings a SQLite of its own, else Python's sqlite3 if that is new enough; raises `LedgerUnusable`."""
    try:
        driver = import_module("pysqlite3.dbapi2")
    except ImportError:
        driver = import_module("sqlite3.dbapi2")
    if driver.sqlite_version_info < _OLDEST:
        reason = f"SQLite {driver.sqlite_version} is older than {'.'.join(map(str, _OLDEST))}"
        raise LedgerUnusable("in SQLite", reason, "install pysqlite3")
    return driver


def _engine(path: Path, patience_s: float) -> Engine:
    driver = sqlite_driver()
    engine = create_engine(
        "sqlite://",
        module=driver,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=64,
        # isolation_level None: the driver begins no transactions of its own, each BEGIN stands in `_begin`.
        creator=lambda: driver.connect(str(path), timeout=patience_s, isolation_level=None, check_same_thread=False),
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    """FULL: a commit returns when it is on the disk. Cache and memory map keep the inner pages of a 5 GB file at hand."""
    for setting in ("synchronous = FULL", "cache_size = -65536", "mmap_size = 1073741824", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {setting}")


def _upsert(row: type[Row]) -> Any:
    statement = insert(schema.TABLES[row])
    others = {name: statement.excluded[name] for name in columns(row) if name not in row.KEY}
    return statement.on_conflict_do_update(index_elements=list(row.KEY), set_=others) if others else (
        statement.on_conflict_do_nothing()
    )


_UPSERTS: Final = {row: _upsert(row) for row in schema.TABLES}


def _is_busy(error: DBAPIError) -> bool:
    return "is locked" in str(error.orig)  # the database, or a table of it


_REASONS: Final = (
    ("disk is full", "the disk is full", "make room"),
    ("readonly", "it may only be read", "grant write permission on the file and its folder"),
    ("unable to open", "the file cannot be opened", "check that its folder exists and may be written"),
    ("not a database", "the file is no SQLite database", "name another file"),
    ("malformed", "the file is damaged", "restore it from a backup"),
    ("disk I/O error", "the disk failed to read or write", "check the disk and the room on it"),
)
