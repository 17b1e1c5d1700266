"""Whatever the order in which reports, decisions and undos come, the same contents give the identical picture."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.weighing.world import Options, Told, classify, world
from lagebild.claims import decision as decide
from lagebild.claims.decision import Decision
from lagebild.weighing import Balance
from tests.weighing.pictures import BY, picture


def decisions(rng: random.Random, told: list[Told]) -> dict[int, Decision]:
    """A few of each kind, some undone, and some undoings undone."""
    ids = [one.claim.id for one in told]
    made: dict[int, Decision] = {}
    for _ in range(12):
        pair = rng.sample(ids, 2)
        kind: Any = rng.choice(["same", "different", "settle", "entity", "undo"])
        if kind == "undo" and made:
            made[len(made) + 1] = decide.undo([rng.choice(sorted(made))], **BY)
        elif kind == "settle":
            made[len(made) + 1] = decide.settle(pair[:1], rng.random() < 0.7, ["x"], **BY)
        elif kind == "entity":
            made[len(made) + 1] = decide.same(["RU", "UA"] if rng.random() < 0.5 else ["US", "KP"], **BY)
        else:
            made[len(made) + 1] = decide.same(pair, **BY) if kind == "same" else decide.different(*pair, **BY)
    return made


def mixed(seed: int, told: list[Told], made: dict[int, Decision], rng: random.Random) -> Balance:
    """The same contents in another order: decisions come between reports, and pictures are read on the way."""
    found = Balance(classify)
    waiting: list[Any] = [*told, *made.items()]
    rng.shuffle(waiting)
    for one in waiting:
        if isinstance(one, Told):
            found.add(one.report, [one.claim])
        else:
            found.decide(*one)
        if rng.random() < 0.02:
            picture(found)
    return found


@pytest.mark.parametrize(("seed", "n_events"), [(1, 30), (2, 30), (3, 12)])
def test_reports_and_decisions_in_any_order_give_the_identical_picture(seed: int, n_events: int) -> None:
    told = world(seed, Options(n_events=n_events, n_days=60)).told
    rng = random.Random(seed)
    made = decisions(rng, told)
    expected = picture(Balance.of([(one.report, [one.claim]) for one in told], made, classify))
    for _ in range(2):
        assert picture(mixed(seed, told, made, rng)) == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_small_worlds_in_any_order_give_the_identical_picture(seed: int, rng: random.Random) -> None:
    told = world(seed, Options(n_events=4, n_days=30)).told
    made = decisions(rng, told) if len(told) > 1 else {}
    expected = picture(Balance.of([(one.report, [one.claim]) for one in told], made, classify))
    assert picture(mixed(seed, told, made, rng)) == expected
