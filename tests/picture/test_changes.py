"""What is new since a day, by publication and by recording."""

import pytest

from lagebild.claims.event import time_text
from lagebild.errors import InvalidFilter
from lagebild.picture import Picture, Wanted, changes
from lagebild.picture.changes import first_event
from tests.picture.telling import KURSK, START, Says, Told


def test_nothing_is_new_after_the_last_publication(picture: Picture) -> None:
    found = changes(picture, "2024-12-01")
    assert (found.new, found.moved, found.conflicts, found.origins, found.statuses) == ((), (), (), (), ())


def test_everything_is_new_since_the_beginning(picture: Picture) -> None:
    found = changes(picture, "2000-01-01")
    assert len(found.new) == len(picture.board)
    assert found.moved == ()
    assert found.conflicts


def a_figure_that_moves() -> Told:
    told = Told()
    told.says(Says(10000, speaker="KR", status="pledged", **KURSK), published="2024-11-27")
    told.says(Says(10500, speaker="UA", status="pledged", **KURSK), published="2024-11-28")
    told.says(Says(14000, speaker="US", status="pledged", **KURSK), published="2024-11-30", publisher="AP")
    told.says(Says(14000, speaker="FR", status="pledged", **KURSK), published="2024-11-30", publisher="AFP")
    return told


@pytest.mark.parametrize("by", ["published", "recorded"])
def test_a_figure_that_moved_names_the_claims_that_moved_it(by: str) -> None:
    told = a_figure_that_moves()
    with told.weighed().reading() as picture:
        third = list(picture.view.events())[4].time
        found = changes(picture, "2024-11-29" if by == "published" else time_text(third), by=by)  # type: ignore[arg-type]
        (moved,) = found.moved
        assert moved.before is not None
        assert moved.before.best in (10000, 10500)
        assert moved.after.best > moved.before.best
        assert moved.factor == pytest.approx(moved.after.best / moved.before.best)
        assert {picture.register.report_of(claim).publisher for claim in moved.claims} <= {"AP", "AFP"}
        assert {one.speaker for one in found.origins} == {"US/government", "FR/government"}
        assert found.new == ()


def test_what_was_published_long_ago_is_new_when_it_is_recorded_now() -> None:
    told = Told()
    told.says(Says(1000), published="2024-11-28")
    before = time_text(told.tick())
    told.says(Says(2000, sender="IR", time="2020-01-01"), published="2020-01-02")
    with told.weighed().reading() as picture:
        assert [one.giver for one in changes(picture, before, by="recorded").new] == ["IR"]
        assert changes(picture, "2024-11-29").new == ()
        assert len(changes(picture, "2024-12-01", by="recorded").new) == 2


def test_an_act_that_came_further_is_told_with_its_claims() -> None:
    told = Told()
    told.says(Says(1000, status="pledged", **KURSK), published="2024-11-27")
    (done,) = told.says(Says(1000, status="done", extra="at last", **KURSK), published="2024-11-30")
    with told.weighed().reading() as picture:
        (move,) = changes(picture, "2024-11-29").statuses
        assert (move.before, move.after, move.claims) == ("pledged", "done", (done.id,))


def test_a_limit_says_how_much_it_leaves_out(picture: Picture) -> None:
    found = changes(picture, "2000-01-01", limit=1)
    assert (len(found.new), found.n_left_out) == (1, len(picture.board) - 1)
    assert changes(picture, "2000-01-01", wanted=Wanted(givers=("IR",))).n_left_out == 0


@pytest.mark.parametrize(("since", "by"), [("gestern", "published"), ("2024-13-01", "recorded"), ("2024-11-01T00:00", "recorded")])
def test_a_day_that_is_none_is_refused(picture: Picture, since: str, by: str) -> None:
    with pytest.raises(InvalidFilter):
        changes(picture, since, by=by)  # type: ignore[arg-type]


def test_the_first_event_since_a_time_is_found_by_halving(picture: Picture) -> None:
    times = [event.time for event in picture.view.events()]
    assert first_event(picture, START) == 1
    for at, time in enumerate(times):
        assert times[first_event(picture, time) - 1] == time
        assert at == 0 or first_event(picture, time) > first_event(picture, times[at - 1]) or times[at - 1] == time
    assert first_event(picture, max(times).replace(year=2100)) == len(times) + 1
