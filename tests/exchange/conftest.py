"""Each export test runs on a ledger in memory and on one in SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lagebild.ledger import Ledger
from tests.exchange.ledgers import opened


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with opened(request.param, tmp_path) as found:
        yield found
