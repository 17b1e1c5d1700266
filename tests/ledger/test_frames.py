"""Claims as tables for notebooks."""

import pytest

from lagebild.ledger import Filter, open_ledger
from tests.ledger.contract import filled


def test_a_frame_has_a_row_for_each_claim() -> None:
    """Rows in the order of recording, empty ledgers with the same columns."""
    pytest.importorskip("pyarrow", reason="pyarrow (extra notebook) is not installed")
    pytest.importorskip("pandas", reason="pandas (extra notebook) is not installed")
    from lagebild.ledger.frames import COLUMNS, claims_frame, claims_table

    with open_ledger(":memory:") as ledger:
        with ledger.view() as view:
            assert claims_table(view).schema.names == list(COLUMNS)
        filled(ledger)
        with ledger.view() as view:
            frame = claims_frame(view)
            assert list(frame["type"]) == ["deployment", "transfer", "transfer"]
            assert frame["roles"][1][0]["entity"] == "DE"
            assert claims_table(view, Filter(types=("transfer",))).num_rows == 2
