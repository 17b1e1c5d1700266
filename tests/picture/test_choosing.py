"""Filters and orders over columns say what looking at every thing says."""

import math
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.picture import SORTS, Picture, Row, Wanted, every_row, matrix, matrix_of, places, rows
from lagebild.picture.choosing import in_order, kept, stand
from lagebild.picture.matrix import Most
from tests.picture.telling import Says, Told

WORLDS = st.lists(
    st.builds(
        lambda says, day: (says, day and f"2024-11-{day:02}"),
        st.builds(
            Says, n=st.sampled_from([None, 900, 1100, 5000]), sender=st.sampled_from(["KP", "IR", "BY", None]),
            destination=st.sampled_from(["RU", "UA"]), speaker=st.sampled_from([None, "KR", "UA"]),
            status=st.sampled_from(["done", "pledged", "withheld"]), denied=st.booleans(), time=st.sampled_from([None, "2024-11-12", "2024-11"]),
            country=st.sampled_from([None, "RU", "UA"]), region=st.sampled_from([None, "Kursk"]),
        ),
        st.sampled_from([0, 10, 12, 20]),
    ),
    max_size=8,
)  # fmt: skip
WANTED = st.builds(
    Wanted, types=st.sampled_from([(), ("transfer",), ("deployment", "transfer")]), givers=st.sampled_from([(), ("KP",), ("KP", "IR"), ("XX",)]),
    takers=st.sampled_from([(), ("UA",)]), parties=st.sampled_from([(), ("RU",), ("RU", "KP")]),
    place=st.sampled_from([None, "RU", "Kursk", "UA"]), since=st.sampled_from([None, "2024-11-12"]), until=st.sampled_from([None, "2024-11-11"]),
    statuses=st.sampled_from([(), ("done",), ("done", "pledged")]), contested=st.booleans(), min_origins=st.sampled_from([0, 1, 2]),
    sort=st.sampled_from(SORTS),
)  # fmt: skip


def looked_at(picture: Picture, row: Row, wanted: Wanted) -> bool:
    """Whether a filter keeps a thing, found by looking at the thing alone."""
    countries = {picture.register.place_of(claim)[0] for claim in picture.board.head(row.id).thing.claims}
    start, end = wanted.since or "0", wanted.until or "9"
    touches = [first <= end and last >= start for first, last in ((row.first, row.last), (row.published_first, row.published_last)) if first and last]
    return all((
        not wanted.types or row.type in wanted.types,
        not wanted.givers or row.giver in wanted.givers,
        not wanted.takers or row.taker in wanted.takers,
        all(party in (row.giver, row.taker) for party in wanted.parties),
        wanted.place is None or (wanted.place in countries if len(wanted.place) == 2 else wanted.place.lower() in (row.place or "").lower()),
        (wanted.since is None and wanted.until is None) or any(touches),
        not wanted.statuses or any(rung.status in wanted.statuses and rung.n_affirmed for rung in row.ladder),
        not wanted.contested or row.contested,
        row.n_origins_max >= wanted.min_origins,
    ))  # fmt: skip


def sorted_by(row: Row, wanted: Wanted, newest: int) -> float:
    """What a thing is sorted by, found by looking at it alone."""
    values: dict[str, float] = {
        "newest": -newest, "oldest": newest or math.inf, "reports": -row.n_reports, "origins": -row.n_origins_max,
        "amount": -(row.best or 0.0), "contested": -(row.n_conflicts + row.n_disputes),
    }  # fmt: skip
    return values[wanted.sort]


@settings(max_examples=60, deadline=None)
@given(WORLDS, st.lists(WANTED, min_size=1, max_size=6))
def test_columns_keep_and_order_what_looking_at_each_thing_does(world: list[tuple[Says, Any]], asked: list[Wanted]) -> None:
    told = Told()
    for says, day in world:
        told.says(says, published=day or None)
    with told.weighed().reading() as picture:
        everything = list(every_row(picture))
        newest = {row.id: picture.board.head(row.id).newest for row in everything}
        for wanted in asked:
            found = [row for row in everything if looked_at(picture, row, wanted)]
            expected = sorted(found, key=lambda row: (sorted_by(row, wanted, newest[row.id]), row.id))
            assert list(every_row(picture, wanted)) == expected
            assert list(rows(picture, wanted, limit=2).items) == expected[:2]


@settings(max_examples=40, deadline=None)
@given(WORLDS, WANTED)
def test_the_matrix_of_columns_is_the_matrix_of_rows(world: list[tuple[Says, Any]], wanted: Wanted) -> None:
    told = Told()
    for says, day in world:
        told.says(says, published=day or None)
    with told.weighed().reading() as picture:
        assert matrix_of(picture, wanted, Most(100, 100)) == matrix(every_row(picture, wanted))


def test_a_bounded_matrix_shows_the_cells_with_most_things_and_says_how_many_are_left_out(told: Told) -> None:
    with told.weighed().reading() as picture:
        whole = matrix(every_row(picture))
        shown = matrix_of(picture, Wanted(), Most(1, 1))
        assert (len(shown.cells), shown.n_left_out) == (1, len(whole.cells) - 1)
        assert shown.cells[0].n_things == max(cell.n_things for cell in whole.cells) > 1
        assert shown.cells[0].things == ()
        assert (shown.givers, shown.takers, shown.families) == (whole.givers, whole.takers, whole.families)


def test_things_whose_ids_begin_alike_are_told_apart_in_order_and_pages(told: Told) -> None:
    """Eight bytes of an id stand for it in an order; two that share them still come one after the other, each once."""
    with told.weighed().reading() as picture:
        picture.board.shelf["mark"][:] = 7
        for sort in SORTS:
            wanted = Wanted(sort=sort)
            whole = [row.id for row in every_row(picture, wanted)]
            order = in_order(picture, wanted, kept(picture, wanted))
            stands = [stand(picture, wanted, place) for place in order]
            assert stands == sorted(stands)
            for n in range(1, len(order) + 1):
                assert list(in_order(picture, wanted, kept(picture, wanted), n)) == list(order[:n])
            assert [picture.board.shelf.id_at(place) for place in order] == whole


def test_counts_of_places_are_those_of_the_things_that_are_kept(told: Told) -> None:
    with told.weighed().reading() as picture:
        for wanted in (Wanted(), Wanted(givers=("KP",)), Wanted(contested=True), replace(Wanted(), place="UA")):
            claims = [claim for row in every_row(picture, wanted) for claim in picture.board.head(row.id).thing.claims]
            told_places = [picture.register.place_of(claim) for claim in claims]
            assert {one.country: one.n_claims for one in places(picture, wanted)} == {
                country: sum(told == country for told, _ in told_places) for country, _ in told_places if country is not None
            }
