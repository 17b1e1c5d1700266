"""The ledger in PostgreSQL keeps the contract."""

from collections.abc import Iterator

import pytest

from lagebild.ledger import Ledger
from lagebild.ledger.opening import open_ledger
from tests.ledger.contract import LedgerContract
from tests.ledger.postgres_server import new_address


class TestPostgres(LedgerContract):
    """The contract, in a PostgreSQL database."""

    @pytest.fixture
    def ledger(self) -> Iterator[Ledger]:
        with open_ledger(new_address()) as ledger:
            yield ledger
