"""Migrations: named steps from an empty database to this version's tables.

The log has one form for ever. The computed tables follow from it, so a version that wants other tables adds a step that makes
them anew: no step ever carries rows over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, inspect, select

from lagebild.claims.event import GENESIS
from lagebild.errors import LedgerUnusable
from lagebild.ledger import schema


@dataclass(frozen=True, slots=True)
class Migration:
    """A step. `apply` runs in the transaction that records it; `remakes` says that the computed tables must then be filled."""

    name: str
    apply: Callable[[Connection], None]
    remakes: bool = False


def _make_log(connection: Connection) -> None:
    schema.log.create_all(connection)
    connection.execute(insert(schema.head), {"one": 1, "sequence": 0, "hash": GENESIS})


def _remake_tables(connection: Connection) -> None:
    schema.computed.drop_all(connection)
    schema.computed.create_all(connection)


def _index_reports(connection: Connection) -> None:
    """A report may have a hundred thousand claims: those behind a place are found without sorting all of them."""
    (index,) = (index for index in schema.claims.indexes if index.name == "claims_report_number")
    index.create(connection, checkfirst=True)


MIGRATIONS: Final[Sequence[Migration]] = (
    Migration("0001-log", _make_log),
    Migration("0002-tables", _remake_tables, remakes=True),
    Migration("0003-report-number", _index_reports),
)


def pending(connection: Connection, ledger: str, known: Sequence[Migration] = MIGRATIONS) -> tuple[Migration, ...]:
    """The steps of `known` that this database still needs. Writes nothing. Raises `LedgerUnusable` for a database that is no
    ledger, or one that a newer Lagebild has changed."""
    tables = inspect(connection).get_table_names()
    if schema.migrations.name not in tables:
        if tables:
            raise LedgerUnusable(ledger, f"it is another program's database (it has a table {sorted(tables)[0]})", "name another")
        return tuple(known)
    applied = list(connection.scalars(select(schema.migrations.c.name).order_by(schema.migrations.c.position)))
    newer = [name for name in applied if name not in {step.name for step in known}]
    if newer:
        raise LedgerUnusable(ledger, f"a newer Lagebild has changed it ({newer[0]})", "upgrade Lagebild")
    return tuple(step for step in known if step.name not in applied)


def migrate(connection: Connection, steps: Sequence[Migration]) -> bool:
    """Applies and records `steps` in the transaction of `connection`; whether the computed tables must be filled."""
    schema.migrations.create(connection, checkfirst=True)
    position = len(list(connection.scalars(select(schema.migrations.c.name))))
    for number, step in enumerate(steps, start=position + 1):
        step.apply(connection)
        connection.execute(insert(schema.migrations), {"position": number, "name": step.name})
    return any(step.remakes for step in steps)
