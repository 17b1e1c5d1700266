"""Opening a ledger by its address."""

from pathlib import Path
from typing import Final

from lagebild.ledger.base import Ledger

_POSTGRES: Final = ("postgresql:", "postgres:", "postgresql+psycopg:")
#: The address of a ledger that is gone with the process.
IN_MEMORY: Final = ":memory:"


def open_ledger(address: str | Path, *, create: bool = True, patience_s: float = 30.0) -> Ledger:
    """The ledger at `address`: the path of a SQLite file, "postgresql://…", or ":memory:".

    With `create` one that is not there is made. One of an older Lagebild is upgraded. `patience_s` is how long to wait for
    another process that writes. Raises `LedgerUnusable` and `LedgerBusy`. Only the backend that is asked for is imported.
    """
    named = str(address)
    if named == IN_MEMORY:
        from lagebild.ledger.memory import MemoryLedger

        return MemoryLedger()
    if named.startswith(_POSTGRES):
        from lagebild.ledger.postgres import PostgresLedger

        return PostgresLedger(named, create=create, patience_s=patience_s)
    from lagebild.ledger.sqlite import SqliteLedger

    return SqliteLedger(Path(named), create=create, patience_s=patience_s)
