"""Proposals come from Splink, name pairs of different things, are mostly right, and change nothing."""

import sys

import pytest

from evals.weighing.world import Options, classify, world
from lagebild.errors import MissingExtra
from lagebild.weighing import Balance
from lagebild.weighing.proposals import proposals
from tests.weighing.pictures import picture


def test_without_splink_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(MissingExtra, match=r"pip install lagebild\[linkage\]"):
        proposals(())


def test_a_world_gives_proposals_between_things_and_the_picture_stays_as_it_is() -> None:
    pytest.importorskip("splink", reason="the extra linkage is not installed")
    told = world(5, Options(n_events=40, n_days=60)).told
    balance = Balance(classify)
    for one in told:
        balance.add(one.report, [one.claim])
    before = picture(balance)
    found = proposals(balance.compared(), least=0.5)
    assert found == tuple(sorted(found, key=lambda link: -link.bits))
    assert all(link.kind == "proposed" for link in found)
    assert all(balance.thing(link.a).id != balance.thing(link.b).id for link in found)
    assert picture(balance) == before


@pytest.mark.parametrize("n_claims", [1, 2, 3, 6])
def test_claims_that_are_too_few_to_learn_from_give_no_proposals(n_claims: int) -> None:
    pytest.importorskip("splink", reason="the extra linkage is not installed")
    balance = Balance(classify)
    for one in world(5, Options(n_events=40, n_days=60)).told[:n_claims]:
        balance.add(one.report, [one.claim])
    assert proposals(balance.compared()) == ()
