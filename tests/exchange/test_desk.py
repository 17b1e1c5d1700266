"""The desk holds what a look at the whole ledger would find, after any course of readings, decisions and undos."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.exchange.desk import Desk
from lagebild.exchange.told import RECORDED, STANDING
from lagebild.ledger import open_ledger
from tests.exchange.ledgers import fillings


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_at_hand_is_what_stands(data: st.DataObject) -> None:
    desk = Desk()
    with open_ledger(":memory:") as ledger:
        for _ in range(data.draw(st.integers(1, 4))):
            data.draw(fillings(ledger))
            with ledger.view() as view:
                desk.catch_up(view)
                expected = {kept.claim.id: kept for kept in view.every_claim(STANDING, RECORDED)}
            assert {id: kept for id, (kept, _) in desk.standing.items()} == expected
