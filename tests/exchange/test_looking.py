"""What a publishing looks at again is all that has changed since the last one, and nothing is forgotten for good."""

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.claims.decision import reject
from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.dealing import narrow
from lagebild.exchange.looking import Look, Looks, standing
from lagebild.exchange.markings import Marking, marking_payload
from lagebild.exchange.told import RECORDED, STANDING
from lagebild.ledger import Ledger, open_ledger
from tests.exchange.ledgers import fillings
from tests.exchange.nodes import WIDE, House, agree, tell


def stands(ledger: Ledger) -> dict[str, object]:
    with ledger.view() as view:
        return {kept.claim.id: kept for kept in view.every_claim(STANDING, RECORDED)}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_changed_is_looked_at_again_and_only_what_stands_is_decided_on(data: st.DataObject) -> None:
    with open_ledger(":memory:") as ledger:
        for _ in range(data.draw(st.integers(1, 4))):
            before = stands(ledger)
            with ledger.view() as view:
                looks = Looks({"them": Look(*view.head(), "on")})
            data.draw(fillings(ledger))
            after = stands(ledger)
            with ledger.view() as view:
                asked = looks.changed(view, "them", "on")
                assert asked is not None
                assert {id for id in {*before, *after} if before.get(id) != after.get(id)} <= asked.keys()
                assert {kept.claim.id for kept in standing(view, asked)} == asked.keys() & after.keys()


def test_other_terms_and_an_unknown_partner_have_everything_looked_at() -> None:
    with open_ledger(":memory:") as ledger, ledger.view() as view:
        looks = Looks({"them": Look(*view.head(), "on")})
        assert looks.changed(view, "them", "otherwise") is None
        assert looks.changed(view, "nobody", "on") is None


def test_marks_and_approvals_touch_the_claims_that_they_are_on_and_undone_decisions_theirs(trio: list[House]) -> None:
    one, other, _ = trio
    agree(one, other)
    claims = [tell(one, number) for number in range(3)]
    one.publish()
    with one.node.ledger.view() as view:
        report = view.claim(claims[2]).report
    one.node.append(marking_payload("claim", [claims[0]], "", Marking("red")))
    one.node.append(withhold_payload([claims[1]], "not now", None))
    one.node.append(marking_payload("report", [report, "sha256:of nobody"], "", Marking("red")))
    with one.node.ledger.view() as view:
        on = one.node.looks.of[other.id].on
        assert set(one.node.looks.changed(view, other.id, on) or ()) == set(claims)
    one.publish()
    assert not one.state.out(other.id).claims


def test_an_undone_decision_is_looked_at_again(trio: list[House]) -> None:
    from lagebild.claims.decision import undo

    one, other, _ = trio
    agree(one, other)
    claim, _ = tell(one, 1), tell(one, 2)
    with one.node.ledger.writer("ada") as writer:
        (event,) = writer.decide(reject([claim], actor="ada", time=one.node.now()))
    one.publish()
    assert len(one.state.out(other.id).claims) == 1
    with one.node.ledger.writer("ada") as writer:
        writer.decide(undo([event.sequence], actor="ada", time=one.node.now()))
    one.publish()
    assert len(one.state.out(other.id).claims) == 2


def test_a_look_at_another_ledger_counts_for_nothing(trio: list[House]) -> None:
    one, other, _ = trio
    agree(one, other)
    tell(one, 1)
    one.publish()
    path = Path(one.node.folder) / "looked.json"
    told = json.loads(path.read_text(encoding="utf8"))
    told[other.id][1] = "sha256:" + "0" * 64
    path.write_text(json.dumps(told), encoding="utf8")
    looks = Looks()
    with one.node.ledger.view() as view:
        looks.load(one.node.folder, view)
    assert other.id not in looks.of
    assert looks.of


def test_more_claims_than_one_event_holds_go_out_one_after_the_other_and_none_is_left(trio: list[House]) -> None:
    import lagebild.exchange.flow
    import lagebild.exchange.planning

    one, other, _ = trio
    agree(one, other)
    for number in range(7):
        tell(one, number)
    before = lagebild.exchange.planning.MOST_CLAIMS
    try:
        for module in (lagebild.exchange.flow, lagebild.exchange.planning):
            module.MOST_CLAIMS = 2  # type: ignore[attr-defined]
        one.publish()
    finally:
        for module in (lagebild.exchange.flow, lagebild.exchange.planning):
            module.MOST_CLAIMS = before  # type: ignore[attr-defined]
    assert len(one.state.out(other.id).claims) == 7
    assert not one.node.looks.of[other.id].left


def test_what_another_process_published_under_other_terms_meanwhile_is_taken_back_by_one_that_knew_the_terms_before(trio: list[House]) -> None:
    one, other, _ = trio
    nothing = replace(WIDE, types=())
    agree(one, other, nothing)
    tell(one, 1)
    one.publish()
    first = one.node
    one.reopen()
    agree(one, other, WIDE)
    one.publish()
    assert len(one.state.out(other.id).claims) == 1
    one.node = first
    narrow(one.node, other.id, one.id, nothing)
    one.publish()
    assert one.state.out(other.id).claims == {}
