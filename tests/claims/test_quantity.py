"""An amount is never more exact than its form allows."""

import pytest

from lagebild.claims.quantity import Quantity
from lagebild.errors import InvalidClaim


@pytest.mark.parametrize(("form", "low", "high"), [
    ("exact", 18, 18), ("about", 100, 100), ("min", 10_000, None), ("max", None, 30), ("range", 10, 20), ("vague", None, None),
    ("vague", 24, 99),
])
def test_each_form_takes_its_bounds(form: str, low: int | None, high: int | None) -> None:
    assert Quantity(form, low, high).low == low  # type: ignore[arg-type]


@pytest.mark.parametrize(("form", "low", "high", "reason"), [
    ("exact", 18, 19, "low = high"), ("exact", 18, None, "both bounds"), ("min", None, 5, "own bound"), ("max", 5, None, "own bound"),
    ("range", 20, 10, "above"), ("roughly", 1, 1, "none of"),
])
def test_bounds_that_contradict_the_form_are_refused(form: str, low: int | None, high: int | None, reason: str) -> None:
    with pytest.raises(InvalidClaim, match=reason):
        Quantity(form, low, high)  # type: ignore[arg-type]
