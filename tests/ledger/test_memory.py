"""The ledger in memory keeps the contract."""

import pytest

from lagebild.claims.report import Report
from lagebild.ledger.memory import MemoryLedger
from tests.ledger.contract import LedgerContract, record


class TestMemory(LedgerContract):
    """The contract, in memory."""

    @pytest.fixture
    def ledger(self) -> MemoryLedger:
        return MemoryLedger()


def test_a_view_that_raises_takes_nothing_back() -> None:
    """What was committed within the block of a view stays, however the block ends."""
    ledger = MemoryLedger()

    def look() -> None:
        with ledger.view():
            record(ledger, Report.of("x"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        look()
    with ledger.view() as view:
        assert view.head()[0] == 1
