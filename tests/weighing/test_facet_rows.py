"""One against many gives what one against one gives."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.weighing.facet_rows import APART, BUCKET_DAYS, FacetRows
from lagebild.weighing.facets import Facets
from lagebild.weighing.features import HOPELESS, score
from lagebild.weighing.rows import Names

NAMES = st.none() | st.sampled_from(["RU", "KP", "ML"])
FACETS = st.builds(
    Facets, type=st.sampled_from(["transfer", "deployment"]), level=st.sampled_from(["flow", "level"]), giver=NAMES, taker=NAMES,
    materiel=st.sampled_from([None, "missile", "UAV", "~panzer", "weapons"]), place=st.sampled_from([None, "a", "b"]),
    country=NAMES, unit=st.sampled_from([None, "person", "piece"]), first=st.none() | st.integers(739000, 739030),
    last=st.none() | st.integers(739030, 739060), number=st.none() | st.sampled_from([6.9078, 6.911, 7.0, 7.118, 9.2103]),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(FACETS, min_size=2, max_size=12))
def test_many_at_once_score_what_each_pair_scores(found: list[Facets]) -> None:
    rows = FacetRows(Names())
    numbers = [rows.number(facets) for facets in found]
    assert [rows[number] for number in numbers] == found
    bits = rows.bits(numbers[0], rows.many(np.array(numbers, dtype=np.uint32)))
    for facets, got in zip(found, bits.tolist(), strict=True):
        if not share_a_block(found[0], facets):
            assert got == APART
        elif score(found[0], facets) >= HOPELESS:
            assert got == score(found[0], facets)
        else:
            assert got < 4.0


def share_a_block(one: Facets, other: Facets) -> bool:
    fields = ("giver", "taker", "materiel", "place")
    n = sum(getattr(one, name) is not None and getattr(one, name) == getattr(other, name) for name in fields)
    if (one.last is None) != (other.last is None) or (one.type, one.level) != (other.type, other.level):
        return False
    return n >= 2 and (one.last is None or other.last is None or abs(one.last // BUCKET_DAYS - other.last // BUCKET_DAYS) <= 1)


@settings(max_examples=100, deadline=None)
@given(FACETS, FACETS)
def test_a_pair_scores_the_same_from_both_sides(one: Facets, other: Facets) -> None:
    other = replace(other, type=one.type, level=one.level)
    assert max(score(one, other), HOPELESS) == max(score(other, one), HOPELESS)
