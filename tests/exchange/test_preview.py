"""The preview is exactly what publishing then gives, and says why everything else stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.preview import preview
from tests.exchange.nodes import WIDE, House, acquaint, agree, house, settle, tell

DAY = "2026-11-25"


@pytest.fixture
def pair(neighbours: tuple[House, House]) -> tuple[House, House]:
    return neighbours


def test_what_is_previewed_is_what_is_then_seen(pair: tuple[House, House]) -> None:
    one, other = pair
    agree(one, other, replace(WIDE, parties=("DE", "FR"), parts=("time",)))
    for number, level in enumerate(["green", "red", None, "amber", "clear"]):
        tell(one, number, level)
    with one.node.ledger.view() as view:
        found = preview(view, one.state, other.id, DAY)
    assert (found.n_new, found.n_gone) == (len(found.shown), 0)
    assert len(found.shown) + len(found.withheld) == 5
    assert found.reasons() == {"marking": 1, "audience": 1, "party": 1}
    one.publish()
    shown = one.state.out(other.id).claims
    assert {case.kept.claim.id: (released.level, released.parts) for case, released in found.shown} == {
        claim: (each.level, frozenset(each.parts)) for claim, each in shown.items()
    }


def test_without_an_agreement_everything_stays_for_that_reason(pair: tuple[House, House]) -> None:
    one, other = pair
    tell(one, 1)
    with one.node.ledger.view() as view:
        found = preview(view, one.state, other.id, DAY)
    assert found.shown == ()
    assert found.reasons() == {"no-agreement": 1}


def test_what_is_seen_now_and_would_go_is_counted(pair: tuple[House, House]) -> None:
    one, other = pair
    agree(one, other)
    claim = tell(one, 1)
    settle([one, other])
    one.node.append(withhold_payload([claim], "not now", None))
    with one.node.ledger.view() as view:
        found = preview(view, one.state, other.id, DAY)
    assert found.n_gone == 1
    assert [(case.kept.claim.id, [reason.code for reason in ruling.reasons]) for case, ruling in found.withheld] == [(claim, ["held-back"])]


def test_what_would_be_passed_on_is_in_the_preview(pair: tuple[House, House], tmp_path: Path) -> None:
    one, other = pair
    third = house(tmp_path, "Gamma", one.node.now)  # type: ignore[arg-type]
    acquaint(other, third)
    acquaint(one, third)
    agree(one, other, replace(WIDE, onward="allies", allies=(third.id,)))
    agree(other, third)
    tell(one, 1)
    settle([one, other])
    with other.node.ledger.view() as view:
        assert [each.origin for each in preview(view, other.state, third.id, DAY).onward] == [one.id]
    third.store.close()
