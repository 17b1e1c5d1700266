"""Filters in addresses."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.vocabulary import STATUSES, TYPES
from lagebild.errors import InvalidFilter
from lagebild.picture import SORTS, Wanted

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20).map(str.strip).filter(bool)
DAYS = st.none() | st.dates().map(str)
LISTS: Any = st.lists(WORDS, max_size=3, unique=True).map(tuple)
WANTED = st.builds(
    Wanted, types=st.lists(st.sampled_from(TYPES), unique=True, max_size=3).map(tuple), givers=LISTS, takers=LISTS, parties=LISTS,
    materiel=LISTS, place=st.none() | WORDS, since=DAYS, until=DAYS,
    statuses=st.lists(st.sampled_from(STATUSES), unique=True, max_size=3).map(tuple), contested=st.booleans(),
    min_origins=st.integers(0, 1000), text=st.just("") | WORDS, sort=st.sampled_from(SORTS),
)  # fmt: skip


@given(WANTED)
def test_a_filter_comes_back_from_its_address(wanted: Wanted) -> None:
    assert Wanted.from_query(wanted.to_query()) == wanted


def test_no_filter_has_an_empty_address_and_foreign_parts_are_passed_over() -> None:
    assert Wanted().to_query() == ""
    assert Wanted.from_query("?after=xyz&lang=de&type=&party=UA") == Wanted(parties=("UA",))


@pytest.mark.parametrize("query", [
    "type=gift", "status=lost", "sort=size", "since=gestern", "until=2024-02-31", "min-origins=-1", "min-origins=9999999", "contested=maybe",
    "party=" + "x" * 1000, "&".join(f"party={n}" for n in range(60)), "text=%00", "&".join("a=1" for _ in range(10_000)),
])
def test_what_makes_no_sense_is_refused_by_its_name(query: str) -> None:
    with pytest.raises(InvalidFilter):
        Wanted.from_query(query)


@given(st.text(max_size=200))
def test_no_address_breaks_anything(query: str) -> None:
    with suppress(InvalidFilter):
        Wanted.from_query(query)
