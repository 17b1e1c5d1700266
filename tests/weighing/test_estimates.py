"""Estimates: what words mean, one vote per origin, and ranges that only settled cases may call calibrated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.quantity import Quantity
from lagebild.weighing.conformal import LEAST_CASES, Calibration, bucket
from lagebild.weighing.estimates import Vote, estimate
from lagebild.weighing.hedges import Interval, interval, significant_digits, spread_of_bare
from lagebild.weighing.record import digit, letter


def given_interval(quantity: Quantity) -> Interval:
    found = interval(quantity)
    assert found is not None
    return found


def test_hedges_open_the_end_that_their_words_leave_open() -> None:
    over = given_interval(Quantity("min", 10000, None, "person", "über"))
    upto = given_interval(Quantity("max", None, 1000, None, "bis zu"))
    assert over.bounds() == (10000, None)
    assert upto.bounds() == (None, 1000)
    assert given_interval(Quantity("exact", 12345, 12345)).high == pytest.approx(12345 * 1.02)
    assert given_interval(Quantity("exact", 10000, 10000)).high == pytest.approx(11000)
    assert interval(Quantity("vague", None, None)) is None


def test_at_least_pulls_up_and_never_down() -> None:
    plain = Vote(given_interval(Quantity("exact", 1000, 1000)))
    below = Vote(given_interval(Quantity("min", 100, None)))
    assert estimate([plain, below]).low == pytest.approx(estimate([plain]).low, rel=0.1)


@given(st.lists(st.integers(10, 10**6), min_size=1, max_size=6))
def test_best_lies_in_the_range_and_is_a_figure_that_somebody_gave(numbers: list[int]) -> None:
    votes = [Vote(given_interval(Quantity("exact", number, number))) for number in numbers]
    found = estimate(votes)
    assert found.low < found.best < found.high
    assert min(abs(found.best - number) / number for number in numbers) < 1e-9


def test_disagreement_widens() -> None:
    near = [Vote(given_interval(Quantity("exact", n, n))) for n in (1000, 1010, 1020)]
    far = [Vote(given_interval(Quantity("exact", n, n))) for n in (500, 1010, 2000)]
    assert estimate(far).high / estimate(far).low > estimate(near).high / estimate(near).low


def test_fewer_than_thirty_cases_calibrate_nothing() -> None:
    few = Calibration.of([(("transfer", 1), 1.3)] * (LEAST_CASES - 1))
    enough = Calibration.of([(("transfer", 1), 1.3)] * LEAST_CASES)
    assert few.factor(("transfer", 1)) == (1.0, False)
    assert enough.factor(("transfer", 1)) == (1.3, True)


def test_grades_need_ten_cases_and_digits_need_other_origins() -> None:
    assert letter(0.95, 9) == "F"
    assert letter(0.95, 10) == "A"
    assert [digit(2, 0), digit(1, 0), digit(0, 0), digit(2, 1), digit(1, 1), digit(0, 2)] == [1, 2, 6, 3, 4, 5]


def test_significant_digits() -> None:
    assert [significant_digits(n) for n in (10000, 12000, 12340, 3.5)] == [1, 2, 4, 2]


def test_bounds_alone_are_held_against_each_other_only() -> None:
    assert bucket("deployment", 2, bounds_alone=True) != bucket("deployment", 2)
    assert bucket("deployment", 7) == bucket("deployment", 3)


def test_a_bucket_with_few_cases_borrows_the_width_of_others_but_is_not_calibrated() -> None:
    found = Calibration.of((bucket(type_, 1), 1.5) for type_ in ["transfer"] * 40 + ["exercise"] * 3)
    assert found.factor(bucket("transfer", 1)) == (1.5, True)
    assert found.factor(bucket("exercise", 1)) == (1.5, False)
    assert found.factor(bucket("exercise", 2)) == (1.0, False)


@given(st.integers(1, 10**7))
def test_a_round_number_is_never_meant_more_exactly_than_an_exact_one(number: int) -> None:
    assert spread_of_bare(number * 10) >= spread_of_bare(number * 10 + 1)
