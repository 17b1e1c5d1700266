"""What pages take out of the picture: kept while it stands still, and honest about what is not weighed yet."""

from collections.abc import Callable
from typing import Any

import pytest

from lagebild.ledger import Ledger
from lagebild.picture import Wanted
from lagebild.picture.matrix import Most
from lagebild.web import picturing
from lagebild.web.aside import Aside, Later
from lagebild.web.following import Following
from lagebild.web.picturing import Made, bars_of, contradictions_of, matrix_of, places_of, rows_of


@pytest.fixture
def following(ledger: Ledger) -> Following:
    found = Following(ledger)
    found._weighed.follow()
    return found


def n_open(following: Following) -> list[int]:
    """Of how many things each view says that they are not weighed."""
    wanted = Wanted(sort="amount")
    return [
        rows_of(following, wanted, 1, None).n_open, bars_of(following, wanted, 1, None).listed.n_open,
        matrix_of(following, Wanted(), Most(9, 9)).n_open, contradictions_of(following, wanted, 5).n_open,
        places_of(following, Wanted(min_origins=2)).n_open,
    ]  # fmt: skip


def test_a_page_that_waits_long_enough_is_exact(following: Following) -> None:
    assert n_open(following) == [0] * 5


def test_a_page_that_cannot_wait_says_of_how_many_things_it_does_not_know_and_is_not_kept(
    following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picturing, "_PATIENCE_S", -1.0)
    monkeypatch.setattr(picturing, "_AT_ONCE_S", -1.0)
    with following.picture() as picture:
        n_all = len(picture.board)
    assert n_open(following)[:3] == [n_all, n_all - 1, n_all - 1]  # a row that is shown is weighed for it
    while following._weighed.prepare(5.0):
        pass
    assert n_open(following) == [0] * 5


def test_a_value_is_made_once_as_long_as_the_picture_stands_still(following: Following) -> None:
    first = rows_of(following, Wanted(), 5, None)
    assert rows_of(following, Wanted(), 5, None) is first
    made = Made()
    made.keep("a", 1, "value")
    assert (made.get("a", 1), made.get("a", 2), made.get("b", 1)) == ("value", None, None)
    for number in range(1000):
        made.keep(number, 1, number)
    assert (made.get("a", 1), made.get(999, 1)) == (None, 999)


def test_what_is_made_by_and_by_lets_others_look_meanwhile(following: Following) -> None:
    steps: list[int] = []

    def step(left: int) -> Callable[[Any], Any]:
        def go_on(picture: Any) -> Any:
            steps.append(left)
            return Later(step(left - 1)) if left else "made"

        return go_on

    aside = Aside(following)
    assert aside.get("kind", "key", step(3)) == "made"
    assert steps == [3, 2, 1, 0]
    assert aside.get("kind", "key", step(3)) == "made"
    assert len(steps) == 4
    aside.stop()
