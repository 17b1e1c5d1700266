"""The gate of weighing in small: no figure of simulated worlds falls below its floor, and copies move nothing at all."""

import json

from evals.weighing.__main__ import FLOORS
from evals.weighing.small import moved_by_copies, small


def test_no_figure_of_the_small_worlds_is_below_its_floor() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf8"))
    figures = small()
    assert figures.keys() <= floors.keys()
    assert {name: value for name, value in figures.items() if value < floors[name]} == {}


def test_a_source_copied_ten_times_moves_no_estimate() -> None:
    assert set(moved_by_copies()) == {0.0}
