"""The ledger in memory keeps the contract."""

import pytest

from lagebild.ledger.memory import MemoryLedger
from tests.ledger.contract import LedgerContract


class TestMemory(LedgerContract):
    """The contract, in memory."""

    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger()
