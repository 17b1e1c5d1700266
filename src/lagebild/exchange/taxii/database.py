"""The SQLite file of an object store: its connections, and drivers' errors translated once."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_bytes
from typing import Final

from lagebild.errors import StoreUnusable
from lagebild.exchange.taxii.schema import APPLICATION, FORM, TABLES
from lagebild.ledger.sqlite import sqlite_driver

__all__ = ["Database"]

_KEY_BYTES: Final = 32


class Database:
    """One file, one connection that writes and as many that read as there are readers at once. Raises `StoreUnusable` where the
    file is none of ours, is of a newer Lagebild, or cannot be read or written."""

    def __init__(self, path: Path, patience_s: float) -> None:
        self.name: Final = str(path)
        self._patience_s: Final = patience_s
        self._driver: Final = sqlite_driver()
        self._idle: list[sqlite3.Connection] = []
        self._lock: Final = threading.Lock()
        with self._translated():
            self._writer: Final = self._connect()
            self._set_up()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state from its first question on."""
        with self._translated():
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            connection = connection or self._connect()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")
                with self._lock:
                    self._idle.append(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The writer in a transaction that is on the disk when this ends without an error, and undone else. One at a time: the
        caller sees to that."""
        with self._translated():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:  # whatever ends the block, Ctrl-C too, must leave no trace; it is raised again below
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Closes all connections; nobody may be reading."""
        with self._lock:
            for connection in (*self._idle, self._writer):
                connection.close()
            self._idle.clear()

    def _connect(self) -> sqlite3.Connection:
        """FULL: a commit returns when it is on the disk."""
        connection: sqlite3.Connection = self._driver.connect(
            self.name, timeout=self._patience_s, isolation_level=None, check_same_thread=False
        )
        for setting in ("synchronous = FULL", "cache_size = -16384", "mmap_size = 1073741824"):
            connection.execute(f"PRAGMA {setting}")
        return connection

    def _set_up(self) -> None:
        self._use_wal()
        self._writer.execute("BEGIN IMMEDIATE")
        application, form, n_tables = (
            self._writer.execute(question).fetchone()[0]
            for question in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        )
        if n_tables == 0:
            for statement in TABLES:
                self._writer.execute(statement)
            self._writer.execute("INSERT INTO meta VALUES ('cursor_key', ?), ('last', 0)", (token_bytes(_KEY_BYTES),))
            self._writer.execute(f"PRAGMA application_id = {APPLICATION}")
            self._writer.execute(f"PRAGMA user_version = {FORM}")
        self._writer.execute("COMMIT")
        if n_tables and application != APPLICATION:
            raise StoreUnusable(self.name, "it is another program's database", "name another file")
        if n_tables and form > FORM:
            raise StoreUnusable(self.name, "a newer Lagebild has changed it", "upgrade Lagebild")

    def _use_wal(self) -> None:
        """Write-ahead logging, a property of the file. Where several processes make it at once SQLite does not wait by itself."""
        until = time.monotonic() + self._patience_s
        while True:
            try:
                self._writer.execute("PRAGMA journal_mode = WAL")
                return
            except self._driver.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() >= until:
                    raise
                time.sleep(0.02)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._driver.Error as error:
            message = str(error)
            for part, reason, remedy in _REASONS:
                if part in message:
                    raise StoreUnusable(self.name, reason, remedy) from error
            raise StoreUnusable(self.name, f"SQLite says: {message}") from error


_REASONS: Final = (
    ("is locked", "another process writes to it for too long; nothing was written", "try again"),
    ("disk is full", "the disk is full", "make room"),
    ("readonly", "it may only be read", "grant write permission on the file and its folder"),
    ("unable to open", "the file cannot be opened", "check that its folder exists and may be written"),
    ("not a database", "the file is no SQLite database", "name another file"),
    ("malformed", "the file is damaged", "restore it from a backup"),
    ("disk I/O error", "the disk failed to read or write", "check the disk and the room on it"),
)
