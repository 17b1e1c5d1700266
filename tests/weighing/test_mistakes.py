"""The same wrong figure on a settled thing is evidence of one origin; a right one, a round one, or two named sources are none."""

from lagebild.claims import decision as decide
from tests.weighing.pictures import BY, of
from tests.weighing.told import exactly, told

DAY = "2024-11-27"
TRUE = told("a text of the archive", id="t", number=exactly(11300), speaker="US", time=DAY, place="x")


def wrong(id: str, number: int = 10230, speaker: str | None = None) -> object:
    return told(f"text {id * 7} of its own {id}", id=id, number=exactly(number), speaker=speaker, time=DAY, place="x")


def n_origins(*readings: object, settle: tuple[str, bool] = ("claim--t", True)) -> tuple[int, int]:
    """Before and after the settling."""
    balance = of(TRUE, *readings)  # type: ignore[arg-type]
    before = len(balance.origins("claim--t"))
    balance.decide(1, decide.settle([settle[0]], settle[1], ["the archive"], **BY))
    return before, len(balance.origins("claim--t"))


def test_two_that_share_a_wrong_figure_become_one_origin_when_the_truth_is_settled() -> None:
    assert n_origins(wrong("1"), wrong("2")) == (3, 2)


def test_two_that_share_a_figure_settled_as_false_become_one_origin() -> None:
    assert n_origins(wrong("1"), wrong("2"), settle=("claim--1", False)) == (3, 2)


def test_two_that_share_the_right_figure_stay_two() -> None:
    assert n_origins(wrong("1", 11300), wrong("2", 11300)) == (3, 3)


def test_a_round_wrong_figure_joins_nothing() -> None:
    assert n_origins(wrong("1", 9000), wrong("2", 9000)) == (3, 3)


def test_two_named_sources_are_never_joined_by_an_error() -> None:
    assert n_origins(wrong("1", speaker="KR"), wrong("2", speaker="JP")) == (3, 3)


def test_undoing_the_settlement_undoes_the_link() -> None:
    balance = of(TRUE, wrong("1"), wrong("2"))  # type: ignore[arg-type]
    balance.decide(1, decide.settle(["claim--t"], True, ["the archive"], **BY))
    assert len(balance.origins("claim--t")) == 2
    assert any("which was wrong" in reason for origin in balance.origins("claim--t") for reason in origin.evidence)
    balance.decide(2, decide.undo([1], **BY))
    assert len(balance.origins("claim--t")) == 3
