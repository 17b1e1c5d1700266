"""The tables of the SQL backends. The log is written down once; the computed tables follow from `rows`."""

from dataclasses import fields
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from lagebild.ledger.rows import (
    INDEXED,
    ROWS,
    CaptureRow,
    ClaimRow,
    DecisionRow,
    EntityRow,
    ReadingRow,
    ReportRow,
    Row,
    TargetRow,
    VersionRow,
)

#: Whole numbers; in SQLite the one type whose primary key is the row id.
_NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")
#: Texts, compared by their bytes on every backend: a server's locale would order them otherwise.
_TEXT: Final = Text().with_variant(Text(collation="C"), "postgresql")

log: Final = MetaData()
#: The log. Rows are only ever added.
events: Final = Table(
    "events",
    log,
    Column("sequence", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", _TEXT, nullable=False),
    Column("actor", _TEXT, nullable=False),
    Column("time", _TEXT, nullable=False),
    Column("payload", _TEXT, nullable=False),
    Column("previous", _TEXT, nullable=False),
    Column("hash", _TEXT, nullable=False),
    Index("events_kind", "kind", "sequence"),
)
#: One row: sequence and hash of the last event.
head: Final = Table(
    "head",
    log,
    Column("one", _NUMBER, primary_key=True, autoincrement=False),
    Column("sequence", _NUMBER, nullable=False),
    Column("hash", _TEXT, nullable=False),
)
#: The migrations that were applied, each written in the transaction that applied it.
migrations: Final = Table(
    "migrations",
    MetaData(),
    Column("position", _NUMBER, primary_key=True, autoincrement=False),
    Column("name", _TEXT, nullable=False, unique=True),
)

_NAMES: Final[dict[type[Row], str]] = {
    ReportRow: "reports", CaptureRow: "captures", ReadingRow: "readings", VersionRow: "versions", DecisionRow: "decisions",
    TargetRow: "targets", ClaimRow: "claims", EntityRow: "entities",
}  # fmt: skip
#: Columns of claims by which lists are narrowed, each with the key that lists are ordered by.
_NARROWING: Final = ("type", "status", "state", "publisher")

computed: Final = MetaData()


def _table(row: Any) -> Table:
    columns = [
        Column(
            field.name,
            _NUMBER if field.type in (int, int | None) else _TEXT,
            primary_key=field.name in row.KEY,
            nullable=field.type in (int | None, str | None),
            autoincrement=False,
        )
        for field in fields(row)
    ]
    name = _NAMES[row]
    indexed = [column for column in INDEXED[row] if row.KEY[0] != column]
    indexes = [Index(f"{name}_{column}", column) for column in indexed]
    return Table(name, computed, *columns, *indexes, sqlite_with_rowid=_type_of_key(columns) is _NUMBER)


def _type_of_key(columns: list[Column[Any]]) -> TypeEngine[Any] | None:
    """The type of the primary key, None for one of several columns."""
    keys = [column.type for column in columns if column.primary_key]
    return keys[0] if len(keys) == 1 else None


TABLES: Final[dict[type[Row], Table]] = {row: _table(row) for row in ROWS}
claims: Final = TABLES[ClaimRow]
reports: Final = TABLES[ReportRow]
for _column in _NARROWING:
    Index(f"claims_{_column}_key", claims.c[_column], claims.c.key)
Index("claims_report_number", claims.c.report, claims.c.number)
Index("claims_acted", claims.c.acted_from, claims.c.number)
