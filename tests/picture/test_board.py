"""The board keeps things in step with the balance, at once or a little at a time, and its shelf survives a file."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.decision import different, same
from lagebild.errors import SnapshotUnusable
from lagebild.picture import Board, Head, Picture, Row, every_row
from lagebild.picture.shelf_file import KeptShelf, load
from tests.picture.telling import Says, Told

SAYS = st.builds(
    Says, n=st.sampled_from([None, 900, 1100]), sender=st.sampled_from(["KP", "IR"]), speaker=st.sampled_from([None, "KR"]),
    status=st.sampled_from(["done", "pledged"]), time=st.sampled_from([None, "2024-11-12"]),
)  # fmt: skip


def shown(board: Board) -> list[tuple[Head, Row | None]]:
    return [(head, board.kept_row(head.thing.id)) for head in board.heads()]


@settings(max_examples=30, deadline=None)
@given(st.lists(SAYS, min_size=1, max_size=6), st.data())
def test_a_board_that_is_made_anew_by_and_by_is_the_old_one_until_it_is_the_new_one(world: list[Says], data: st.DataObject) -> None:
    told = Told()
    claims = list(dict.fromkeys(claim.id for says in world for claim in told.says(says, published="2024-11-28")))
    weighed = told.weighed()
    with weighed.reading() as picture:
        rows = list(every_row(picture))
        board, before = picture.board, shown(picture.board)
        board._begin_anew()
        while board._anew is not None:
            assert shown(board) == before
            board._go_on_anew()
        assert [head for head, _ in shown(board)] == [head for head, _ in before]
        assert all(row is None for _, row in shown(board))
        assert list(every_row(picture)) == rows
    some = data.draw(st.lists(st.sampled_from(claims), min_size=2, max_size=2, unique=True) if len(claims) > 1 else st.just([]))
    if some:
        one, other = some
        if data.draw(st.booleans()):
            told.decide(same, [one, other])
        else:
            told.decide(different, one, other)
        weighed.follow()
        with weighed.reading() as picture:
            assert list(picture.board.heads()) == list(Board.of(picture.balance, picture.register).heads())


def test_a_refresh_with_little_time_comes_back_and_goes_on(told: Told) -> None:
    weighed = told.weighed()
    with weighed.reading() as picture:
        board = picture.board
        board.touch([claim for head in board.heads() for claim in head.thing.claims][:1])
        assert board.refresh(0.0) is False
        assert board.refresh() is True
        assert list(board.heads()) == list(Board.of(picture.balance, picture.register).heads())


def test_what_was_weighed_is_remembered_on_a_new_shelf_as_what_held_before(picture: Picture) -> None:
    rows = list(every_row(picture))
    amounts = {row.id: row.best for row in rows}
    picture.board.rebuild()
    shelf = picture.board.shelf
    assert {shelf.id_at(place) for place in shelf.open().tolist()} == set(amounts)
    known = {shelf.id_at(place): float(shelf["best"][place]) for place in shelf.open().tolist()}
    assert all(known[id] == best for id, best in amounts.items() if best is not None)
    assert list(every_row(picture)) == rows


def test_a_shelf_comes_back_from_its_file_with_rows_and_without_what_became_of_it_since(picture: Picture, tmp_path: Path) -> None:
    rows, heads = list(every_row(picture)), list(picture.board.heads())
    KeptShelf.of(picture.board.shelf).save(tmp_path / "things", 7, "made with")
    picture.board.shelf.doubt()
    found = Board.of(picture.balance, picture.register, load(tmp_path / "things", 7, "made with", picture.register))
    assert list(found.heads()) == heads
    assert {row.id: row for row in rows} == {head.thing.id: found.kept_row(head.thing.id) for head in heads}
    for sequence, made_with in ((8, "made with"), (7, "other rules")):
        with pytest.raises(SnapshotUnusable):
            load(tmp_path / "things", sequence, made_with, picture.register)


def test_a_damaged_or_missing_shelf_costs_the_shelf_and_not_the_picture(told: Told, tmp_path: Path) -> None:
    weighed = told.weighed()
    with weighed.reading() as picture:
        rows: Any = list(every_row(picture))
    path = tmp_path / "w"
    weighed.save(path)
    for damage in (lambda file: file.write_bytes(file.read_bytes()[:-9]), lambda file: file.unlink()):
        damage(tmp_path / "w.things")
        again = type(weighed)(told.ledger)
        again.load(path)
        assert again.at == weighed.at
        with again.reading() as picture:
            assert len(picture.board.shelf.open()) == len(picture.board)
            assert list(every_row(picture)) == rows
