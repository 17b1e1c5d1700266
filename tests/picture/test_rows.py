"""Rows: what each filter keeps, order, pages, and the board beneath them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.decision import settle
from lagebild.errors import Ambiguous, NotRecorded
from lagebild.ledger import BadCursor
from lagebild.picture import SORTS, Board, Picture, Row, Wanted, contradictions, count, every_row, resolve, row, rows
from lagebild.picture.rows import n_open, work_out
from tests.picture.telling import Says, Told


def named(picture: Picture, wanted: Wanted) -> set[tuple[str | None, str | None]]:
    return {(one.giver, one.taker) for one in every_row(picture, wanted)}


KP, KR, IR = ("KP", "RU"), ("KR", "UA"), ("IR", "RU")


@pytest.mark.parametrize(("wanted", "kept"), [
    (Wanted(), {KP, KR, IR}), (Wanted(types=("transfer",)), set()), (Wanted(givers=("KP", "IR")), {KP, IR}), (Wanted(takers=("UA",)), {KR}),
    (Wanted(parties=("RU",)), {KP, IR}), (Wanted(parties=("RU", "KP")), {KP}), (Wanted(place="RU"), {KP, IR}), (Wanted(place="Kursk"), {KP}),
    (Wanted(since="2024-11-26"), {KP, KR}), (Wanted(until="2024-11-22"), {IR}), (Wanted(statuses=("withheld",)), {KR}),
    (Wanted(contested=True), {KP}), (Wanted(min_origins=2), {KP}), (Wanted(text="road river"), {KP}), (Wanted(text="IR"), {IR}),
])  # fmt: skip
def test_each_filter_keeps_just_what_it_says(picture: Picture, wanted: Wanted, kept: set[tuple[str, str]]) -> None:
    assert named(picture, wanted) == kept
    assert count(picture, wanted) == sum(1 for _ in every_row(picture, wanted))


def test_a_row_counts_origins_not_reports(picture: Picture) -> None:
    """Five reports on the troops: the copy adds no origin, the denial no amount."""
    found = list(every_row(picture, Wanted(givers=("KP",))))
    assert sum(one.n_reports for one in found) == 5
    assert sum(one.n_origins_max for one in found) == 4
    assert all(one.n_origins_min <= one.n_origins_max <= one.n_reports for one in found)
    assert all(one.low <= one.best <= one.high for one in found if one.low and one.best and one.high)
    assert not any(one.calibrated for one in found)


def test_a_denied_claim_reaches_no_status() -> None:
    told = Told()
    told.says(Says(None, denied=True), published="2024-11-28")
    with told.weighed().reading() as picture:
        (only,) = every_row(picture)
        assert only.status is None
        assert [(rung.status, rung.n_affirmed, rung.n_denied) for rung in only.ladder] == [("done", 0, 1)]
        assert not named(picture, Wanted(statuses=("done",)))


WORLDS = st.lists(
    st.builds(
        lambda n, day, sender, speaker: (Says(n, sender=sender, speaker=speaker), f"2024-11-{day:02}"),
        st.sampled_from([None, 900, 1100, 5000]), st.integers(10, 20), st.sampled_from(["KP", "IR", "BY", "CN"]), st.sampled_from([None, "KR"]),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(WORLDS, st.sampled_from(SORTS), st.integers(1, 4))
def test_pages_follow_each_other_without_gap_or_repetition(world: list[tuple[Says, str]], sort: str, limit: int) -> None:
    told = Told()
    for says, day in world:
        told.says(says, published=day)
    wanted = Wanted(sort=sort)  # type: ignore[arg-type]
    with told.weighed().reading() as picture:
        found: list[Row] = []
        page = rows(picture, wanted, limit=limit)
        found += page.items
        while page.next is not None:
            page = rows(picture, wanted, limit=limit, after=page.next)
            assert page.items
            found += page.items
        assert found == list(every_row(picture, wanted))
        assert len(found) == len({one.id for one in found}) == count(picture)


@settings(max_examples=30, deadline=None)
@given(WORLDS, st.data())
def test_a_board_that_is_touched_up_is_the_board_that_is_made_anew(world: list[tuple[Says, str]], data: st.DataObject) -> None:
    told = Told()
    weighed = told.weighed()
    for says, day in world:
        told.says(says, published=day)
        if data.draw(st.booleans()):
            weighed.follow()
    weighed.follow()
    with weighed.reading() as picture:
        board, anew = picture.board, Board.of(picture.balance, picture.register)
        assert list(board.heads()) == list(anew.heads())
        assert [board.thing_of(claim) for claim in picture.register.standing()] == [anew.thing_of(claim) for claim in picture.register.standing()]


@pytest.mark.parametrize("cursor", ["", "x", "eyJhIjoxfQ", "WzEsMiwzXQ", "WyJuZXdlc3QgIiwgMSwgImEiXQ", "A" * 5000])
def test_a_cursor_of_no_page_is_refused(picture: Picture, cursor: str) -> None:
    with pytest.raises(BadCursor):
        rows(picture, after=cursor)


def test_a_cursor_belongs_to_its_filter(picture: Picture) -> None:
    cursor = rows(picture, limit=1).next
    with pytest.raises(BadCursor):
        rows(picture, Wanted(sort="oldest"), after=cursor)


def test_things_are_found_by_the_beginning_of_their_id_or_of_a_claims(picture: Picture) -> None:
    only = next(every_row(picture, Wanted(givers=("IR",))))
    for given_ in (only.id, only.id[:15], only.id[7:17], only.newest_claim, only.newest_claim[7:20]):
        assert resolve(picture, given_) == only.id
    assert row(picture, only.newest_claim) == only
    for begun in ("", "zzz"):
        with pytest.raises(NotRecorded):
            resolve(picture, begun)
    with pytest.raises(Ambiguous):
        resolve(picture, "thing--")


def test_what_a_page_needs_is_worked_out_a_little_at_a_time(told: Told) -> None:
    with told.weighed().reading() as picture:
        by_amount = Wanted(sort="amount")
        assert n_open(picture, by_amount) == len(picture.board) > 1
        assert n_open(picture, Wanted()) == 0
        assert n_open(picture, Wanted(contested=True)) < len(picture.board)
        assert work_out(picture, by_amount, 0.0) == len(picture.board)
        assert work_out(picture, by_amount, 60.0) == 0 == n_open(picture, by_amount)


def test_a_page_that_does_not_wait_shows_what_is_known_by_now(told: Told) -> None:
    with told.weighed().reading() as picture:
        assert contradictions(picture, limit=20, exact=False) == ()
        assert count(picture, Wanted(contested=True), exact=False) == 0
        page = rows(picture, Wanted(sort="amount"), exact=False)
        assert {one.id for one in page.items} == {head.thing.id for head in picture.board.heads()}
        assert contradictions(picture, limit=20, exact=False) == contradictions(picture, limit=20) != ()


def test_what_a_settled_case_puts_in_doubt_is_still_there_to_be_sorted_by(told: Told) -> None:
    weighed = told.weighed()
    with weighed.reading() as picture:
        before = [one.id for one in rows(picture, Wanted(sort="amount")).items]
        claim = rows(picture, Wanted(givers=("IR",))).items[0].newest_claim
    told.decide(settle, [claim], True, ["photographs"])
    weighed.follow()
    with weighed.reading() as picture:
        assert n_open(picture, Wanted(sort="amount")) == len(before)
        assert {one.id for one in rows(picture, Wanted(sort="amount"), exact=False).items} == set(before)
        assert rows(picture, Wanted(sort="amount")).items == tuple(every_row(picture, Wanted(sort="amount")))
        assert picture.board.kept_row(before[0]) is not None
