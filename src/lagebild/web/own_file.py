"""A small SQLite file of the workspace's own, beside the ledger: made when first written to, readable by its owner only."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lagebild.ledger.sqlite import sqlite_driver


class OwnFile:
    """One connection to the file at `path` with the tables of `tables` (SQL), used by one thread at a time."""

    def __init__(self, path: Path, tables: str) -> None:
        self.path = path
        self._tables = tables
        self._lock = threading.Lock()
        self._connection: Any = None

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _rows(self, statement: str, *values: object) -> list[Any]:
        if self._connection is None and not self.path.exists():
            return []
        with self._open() as cursor:
            return list(cursor.execute(statement, values))

    def _write(self, statement: str, *values: object) -> None:
        with self._open(write=True) as cursor:
            cursor.execute(statement, values)

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[Any]:
        """A cursor; what is written with it is committed at the end, or leaves no trace."""
        with self._lock:
            if self._connection is None:
                self._connection = self._connected()
            cursor = self._connection.cursor()
            cursor.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            done = False
            try:
                yield cursor
                done = True
            finally:
                cursor.execute("COMMIT" if done else "ROLLBACK")

    def _connected(self) -> Any:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite_driver().connect(str(self.path), timeout=10, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(self._tables)
        return connection
