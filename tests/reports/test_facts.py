"""Days of publication."""

import pytest

from lagebild.reports import day_of


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2024-11-27", "2024-11-27"), ("2024-11-27T23:30:00-05:00", "2024-11-27"), ("20241127", "2024-11-27"),
        ("20241127T0930Z", "2024-11-27"), ("Wed, 27 Nov 2024 09:00:00 +0100", "2024-11-27"), ("27 Nov 2024 09:00", "2024-11-27"),
        ("27.11.2024", "2024-11-27"), ("2024-02-30", None), ("2024-11", None), ("2024", None), ("03/04/2024", None), ("", None),
        (None, None), ("gestern", None), ("2024-11-271", None),
    ],
)  # fmt: skip
def test_day_of(words: str | None, day: str | None) -> None:
    """A day is told only where the words give exactly one."""
    assert day_of(words) == day
