"""The ladder of likelihood."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import InvalidBrief
from lagebild.picture.brief.likelihood import LADDER, clause_of, step_of


def test_the_steps_join_without_a_gap_from_1_to_99() -> None:
    assert (LADDER[0].low, LADDER[-1].high) == (1, 99)
    assert all(one.high == other.low for one, other in pairwise(LADDER))


@given(st.integers(1, 99))
def test_every_percent_has_a_step_that_holds_it(percent: int) -> None:
    step = step_of(percent)
    assert step.low <= percent <= step.high
    assert clause_of(percent, "de")
    assert clause_of(percent, "en")


@pytest.mark.parametrize(("percent", "clause"), [(3, "there is almost no chance"), (50, "there is a roughly even chance"), (55, "there is a roughly even chance"), (80, "it is likely"), (97, "it is almost certain")])
def test_a_number_on_a_border_takes_the_step_nearer_to_even(percent: int, clause: str) -> None:
    assert clause_of(percent, "en") == clause


@pytest.mark.parametrize("percent", [0, 100, -5])
def test_certainty_is_no_likelihood(percent: int) -> None:
    with pytest.raises(InvalidBrief):
        step_of(percent)
