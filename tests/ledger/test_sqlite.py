"""The ledger in SQLite keeps the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lagebild.ledger.sqlite import SqliteLedger
from tests.ledger.contract import LedgerContract


class TestSqlite(LedgerContract):
    """The contract, in a SQLite file."""

    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[SqliteLedger]:
        with SqliteLedger(tmp_path / "ledger.db") as ledger:
            yield ledger
