"""A ledger in a PostgreSQL database, originals included (extra `postgres`)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    cast,
    create_engine,
    delete,
    func,
    make_url,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, array, insert
from sqlalchemy.exc import ArgumentError, DBAPIError

from lagebild.claims.canonical import content_hash
from lagebild.errors import LagebildError, LedgerBusy, LedgerUnusable
from lagebild.ledger import schema
from lagebild.ledger.base import Ledger, rebuild
from lagebild.ledger.migrations import MIGRATIONS, Migration, migrate, pending
from lagebild.ledger.query import Clause
from lagebild.ledger.rows import Row, columns
from lagebild.ledger.sql import SqlStore
from lagebild.ledger.store import Shelf, Store
from lagebild.ledger.words import Words

#: Seconds to wait for another session's write lock.
PATIENCE_S: Final = 30.0
#: The advisory lock of whoever appends: "lagebild" in the bytes of a bigint.
_APPENDING: Final = int.from_bytes(b"lagebild", "big")
_COLUMNS: Final = ("words", "lemmas", "materiel", "marks")

_originals: Final = MetaData()
_BLOBS: Final = Table("originals", _originals, Column("digest", Text, primary_key=True), Column("data", LargeBinary, nullable=False))
_shelves: Final = MetaData()


def _split(column: ColumnElement[str]) -> ColumnElement[Any]:
    return func.string_to_array(column, text("' '"), type_=ARRAY(Text))


def _shelf(shelf: Shelf) -> Table:
    """The words of a shelf. Not `tsvector`: it forgets positions above 16,383 and every further occurrence of a word after the
    256th, so phrases in long texts would be found in SQLite and not here."""
    made = Table(
        f"{shelf}_words",
        _shelves,
        Column("key", BigInteger, primary_key=True, autoincrement=False),
        *(Column(name, Text, nullable=False) for name in _COLUMNS),
    )
    for name in _COLUMNS:
        Index(f"{shelf}_words_{name}", _split(made.c[name]), postgresql_using="gin")
    return made


_WORDS: Final[dict[Shelf, Table]] = {"report": _shelf("report"), "claim": _shelf("claim")}


class PostgresLedger(Ledger):
    """A ledger in the database at `address` ("postgresql://user@host/database"), which may hold nothing else in its schema.

    Raises `LedgerUnusable` where the server cannot be reached or psycopg is not installed, where the database is another
    program's or newer than this Lagebild, and where there is no ledger and `create` is False. An older ledger is upgraded.
    """

    def __init__(
        self,
        address: str,
        *,
        create: bool = True,
        patience_s: float = PATIENCE_S,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        url = _url(address)
        self.name = url.render_as_string(hide_password=True)
        self._patience_s = patience_s
        self._engine = _engine(url, self.name)
        self.blobs = TableBlobs(self)
        self._upgrade(migrations, create)

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Store]:
        """See `Ledger.transaction`."""
        with self.connection(write=write) as connection:
            yield PostgresStore(connection)

    @contextmanager
    def connection(self, *, write: bool) -> Iterator[Connection]:
        """A connection in a transaction. Drivers' errors become Lagebild's here and nowhere else.

        A writer takes the lock before it looks at anything, so each of its statements sees all that was committed before; a
        reader sees one state.
        """
        try:
            with self._engine.connect() as connection:
                if write:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(self._patience_s * 1000)}")
                    connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
                    connection.execute(select(func.pg_advisory_xact_lock(_APPENDING)))
                else:
                    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield connection
                connection.commit()
        except DBAPIError as error:
            raise self._translated(error) from error

    def close(self) -> None:
        """See `Ledger.close`."""
        self._engine.dispose()

    def _upgrade(self, known: Sequence[Migration], create: bool) -> None:
        with self.connection(write=False) as connection:
            steps = pending(connection, self.name, known)
        if not create and len(steps) == len(known):
            raise LedgerUnusable(self.name, "there is none in this database", "check the address, or add a report to make one")
        if not steps:
            return
        with self.connection(write=True) as connection:
            if migrate(connection, pending(connection, self.name, known)):  # asked again: another process may have been faster
                _originals.create_all(connection)
                _shelves.drop_all(connection)
                _shelves.create_all(connection)
                rebuild(PostgresStore(connection))

    def _translated(self, error: DBAPIError) -> LagebildError:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if state == "55P03":  # lock_not_available
            return LedgerBusy(self.name, self._patience_s)
        for start, reason, remedy in _REASONS:
            if state.startswith(start):
                return LedgerUnusable(self.name, reason, remedy)
        return LedgerUnusable(self.name, f"PostgreSQL says: {str(error.orig).strip()}")


class TableBlobs:
    """Originals in a table of the same database. See `Blobs`."""

    def __init__(self, ledger: PostgresLedger) -> None:
        self._ledger = ledger

    def put(self, data: bytes) -> str:
        """Keeps `data` and gives its hash; committed on return. Raises `LedgerBusy` and `LedgerUnusable`."""
        digest = content_hash(data)
        with self._ledger.connection(write=True) as connection:
            connection.execute(insert(_BLOBS).on_conflict_do_nothing(), {"digest": digest, "data": data})
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes kept under `digest`, None if there are none."""
        with self._ledger.connection(write=False) as connection:
            data = connection.scalar(select(_BLOBS.c.data).where(_BLOBS.c.digest == digest))
            return bytes(data) if data is not None else None

    def digests(self) -> Iterator[str]:
        """The hashes under which something is kept, sorted."""
        with self._ledger.connection(write=False) as connection:
            yield from connection.scalars(select(_BLOBS.c.digest).order_by(_BLOBS.c.digest)).all()


class PostgresStore(SqlStore):
    """See `Store`."""

    def upsert(self, row: type[Row]) -> Any:
        """See `SqlStore.upsert`."""
        return _UPSERTS[row]

    def put_words(self, shelf: Shelf, words: Mapping[int, Words]) -> None:
        """See `Store.put_words`."""
        rows = [{"key": key, **{name: getattr(one, name) for name in _COLUMNS}} for key, one in words.items()]
        if rows:
            statement = insert(_WORDS[shelf])
            others = {name: statement.excluded[name] for name in _COLUMNS}
            self.connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=others), rows)

    def drop_words(self, shelf: Shelf, keys: Collection[int]) -> None:
        """See `Store.drop_words`."""
        self.connection.execute(delete(_WORDS[shelf]).where(_WORDS[shelf].c.key.in_(keys)))

    def clear_words(self) -> None:
        """See `SqlStore.clear_words`."""
        for table in _WORDS.values():
            self.connection.execute(delete(table))

    def matches(self, shelf: Shelf, found: Sequence[Clause], but: Clause | None, below: int | None, limit: int) -> list[int]:
        """See `Store.matches`."""
        words = _WORDS[shelf]
        statement = select(words.c.key).where(*(_holds(words, clause) for clause in found))
        if but is not None:
            statement = statement.where(not_(_holds(words, but)))
        if below is not None:
            statement = statement.where(words.c.key < below)
        return list(self.connection.scalars(statement.order_by(words.c.key.desc()).limit(limit)))

    def having(self, statement: Select[Any], clauses: Sequence[Clause]) -> Select[Any]:
        """See `SqlStore.having`."""
        words = _WORDS["claim"]
        joined = schema.claims.join(words, words.c.key == schema.claims.c.key)
        return statement.select_from(joined).where(*(_holds(words, clause) for clause in clauses))


def _holds(words: Table, clause: Clause) -> ColumnElement[bool]:
    return or_(*(_stands(words.c[column], sequence) for column, sequence in clause.any_of))


def _stands(column: ColumnElement[str], sequence: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether the words of `sequence` stand side by side in `column`: the index finds all of them, then their order is seen."""
    there = _split(column).contains(cast(array(sequence), ARRAY(Text)))
    if len(sequence) == 1:
        return there
    return and_(there, func.strpos(func.concat(" ", column, " "), f" {' '.join(sequence)} ") > 0)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise LedgerUnusable("at this address", "it is no address of a database", "write postgresql://host/name") from error
    return url.set(drivername="postgresql+psycopg")


def _engine(url: URL, name: str) -> Engine:
    try:
        return create_engine(url, pool_size=4, max_overflow=32)
    except ImportError as error:
        raise LedgerUnusable(name, "psycopg is not installed", 'install "lagebild[postgres]"') from error


def _upsert(row: type[Row]) -> Any:
    statement = insert(schema.TABLES[row])
    others = {name: statement.excluded[name] for name in columns(row) if name not in row.KEY}
    if not others:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=list(row.KEY), set_=others)


_UPSERTS: Final = {row: _upsert(row) for row in schema.TABLES}

#: Beginnings of SQLSTATE codes.
_REASONS: Final = (
    ("53100", "the server's disk is full", "make room"),
    ("53", "the server has no room or connections left", "try again later"),
    ("25006", "it may only be read", "connect to the primary server"),
    ("42501", "not allowed", "grant the user rights on the schema"),
    ("28", "the server refuses the user", "check user and password"),
    ("3D000", "the database does not exist", "create it"),
    ("57P", "the server is shutting down", "try again later"),
    ("08", "the connection broke", "try again"),
)
