"""Ids by their beginning, alike on every backend."""

import pathlib

import pytest

from lagebild.ledger import open_ledger
from lagebild.ledger.prefixes import beginning
from lagebild.ledger.rows import ClaimRow, ReportRow
from tests.ledger.samples import guns


@pytest.mark.parametrize("address", [":memory:", "l.db"])
def test_a_beginning_finds_just_what_begins_with_it(address: str, tmp_path: pathlib.Path) -> None:
    source, *claims = guns()
    with open_ledger(address if address == ":memory:" else tmp_path / address) as ledger:
        with ledger.writer("ada") as writer:
            writer.add(source, claims)
        with ledger.transaction(write=False) as store:
            assert beginning(store, ReportRow, source.id[:12]) == [source.id]
            assert beginning(store, ClaimRow, "claim--") == sorted(claim.id for claim in claims)
            assert beginning(store, ClaimRow, claims[0].id) == [claims[0].id]
            assert beginning(store, ClaimRow, "") == beginning(store, ClaimRow, "%") == []
