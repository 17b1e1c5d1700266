"""Each export test runs on a ledger in memory and on one in SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lagebild.exchange import state
from lagebild.ledger import Ledger
from tests.exchange.ledgers import opened
from tests.exchange.nodes import Clock, House, acquaint, house

# How long a case takes depends on what else the machine does, and is no property of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def kept_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """States are kept after a few events, so that every test that opens a node anew comes back to a kept one."""
    monkeypatch.setattr(state, "_MANY", 60)


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with opened(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def trio(tmp_path: Path) -> Iterator[list[House]]:
    """Three organisations that know each other and have agreed on nothing."""
    clock = Clock()
    houses = [house(tmp_path, name, clock) for name in ("Alpha", "Beta", "Gamma")]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        acquaint(houses[one], houses[other])
    yield houses
    for one in houses:
        one.store.close()
        one.node.ledger.close()


@pytest.fixture
def neighbours(tmp_path: Path) -> Iterator[tuple[House, House]]:
    """Alpha and Beta, who know each other and have agreed on nothing."""
    clock = Clock()
    one, other = house(tmp_path, "Alpha", clock), house(tmp_path, "Beta", clock)
    acquaint(one, other)
    yield one, other
    for each in (one, other):
        each.store.close()
        each.node.ledger.close()
