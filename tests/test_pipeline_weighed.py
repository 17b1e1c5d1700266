"""The followed picture: at every moment what weighing from nothing gives, and undone by undoing."""

import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims import decision as decide
from lagebild.errors import InvalidDecision, SnapshotUnusable
from lagebild.ledger import open_ledger
from lagebild.picture import Wanted, count, every_row, rows
from lagebild.pipeline.weighed import Weighed
from tests.picture.telling import KURSK, LONG, Says, Told, everything, report

SAYS = st.builds(
    Says,
    n=st.sampled_from([None, 900, 1000, 1234, 5000]),
    form=st.sampled_from(["exact", "about", "min", "max"]),
    sender=st.sampled_from(["KP", "IR"]),
    speaker=st.sampled_from([None, "KR", "UA"]),
    status=st.sampled_from(["done", "pledged"]),
    denied=st.sampled_from([False, False, False, True]),
    time=st.sampled_from([None, "2024-11-27", "2024-11"]),
    country=st.sampled_from([None, "RU"]),
    extra=st.sampled_from(["", LONG]),
)
#: Three texts of two sentences: no claim can be linked to more than four others, of which weighing keeps the strongest as they come.
REPORTS = st.lists(st.lists(SAYS, min_size=1, max_size=2), min_size=1, max_size=3)
FACTS = st.fixed_dictionaries({"published": st.sampled_from(["2024-11-27", "2024-11-28", None]), "publisher": st.sampled_from(["dpa", "kna", None])})
STEPS = st.lists(
    st.sampled_from(["add", "reread", "version", "accept", "correct", "reject", "same", "different", "names", "settle", "undo", "follow"]),
    min_size=2, max_size=14,
)  # fmt: skip


def step(told: Told, name: str, reports: list[list[Says]], facts: dict[str, Any], draw: Any) -> None:
    """One step of a course; one that the ledger refuses is left out."""
    with told.ledger.view() as view:
        claims = [kept.claim.id for kept in view.every_claim()]
        events = [event.sequence for event in view.events(kind="decision")]
    if name in ("add", "reread", "version"):
        source, found = report(draw(st.sampled_from(reports)), **facts)
        told.add(source, found[: draw(st.integers(0, len(found)))] if name == "reread" else found, place="here" if name == "version" else source.id)
        return
    if name == "undo" and events:
        told.decide(decide.undo, [draw(st.sampled_from(events))])
        return
    if name == "names":
        told.decide(draw(st.sampled_from([lambda *pair, **by: decide.same(pair, **by), decide.different])), "KP", "IR")
    if not claims:
        return
    one, other = draw(st.sampled_from(claims)), draw(st.sampled_from(claims))
    match name:
        case "accept":
            told.decide(decide.accept, [one])
        case "correct":
            told.decide(decide.correct, [one], {"status": "agreed"})
        case "reject":
            told.decide(decide.reject, [one])
        case "settle":
            told.decide(decide.settle, [one], draw(st.booleans()), ["a source"])
        case "same" if one != other:
            told.decide(decide.same, [one, other])
        case "different" if one != other:
            told.decide(decide.different, one, other)


@settings(max_examples=60, deadline=None)
@given(REPORTS, st.lists(FACTS, min_size=1, max_size=2), STEPS, st.data())
def test_following_gives_what_weighing_from_nothing_gives(reports: Any, facts: Any, steps: Any, data: st.DataObject) -> None:
    told = Told()
    followed = Weighed(told.ledger)
    for name in ["add", *steps]:
        if name == "follow":
            followed.follow()
        else:
            try:
                step(told, name, reports, data.draw(st.sampled_from(facts)), data.draw)
            except InvalidDecision:
                continue
    followed.follow()
    assert followed.behind() == 0
    assert everything(followed) == everything(told.weighed())


DECISIONS = st.sampled_from(["accept", "correct", "reject", "settle", "same", "different", "names"])


@settings(max_examples=40, deadline=None)
@given(REPORTS, DECISIONS, st.data())
def test_undoing_a_decision_restores_the_earlier_picture(reports: Any, name: str, data: st.DataObject) -> None:
    told = Told()
    for says in reports:
        told.says(*says, published="2024-11-28")
    followed = told.weighed()
    before = everything(followed)
    with told.ledger.view() as view:
        last = view.head()[0]
    step(told, name, reports, {}, data.draw)
    with told.ledger.view() as view:
        made = [event.sequence for event in view.events(after=last)]
    followed.follow()
    if made:
        told.decide(decide.undo, made)
        followed.follow()
    assert everything(followed) == before


def test_a_rejected_claim_does_not_weigh_and_an_undecided_one_does() -> None:
    told = Told()
    one, other = told.says(Says(1000, speaker="KR", **KURSK), Says(1500, speaker="UA", **KURSK), published="2024-11-28")
    weighed = told.weighed()
    with weighed.reading() as picture:
        (row,) = every_row(picture)
        assert (row.n_claims, row.n_conflicts) == (2, 1)
    told.decide(decide.reject, [other.id])
    assert weighed.follow() == 1
    with weighed.reading() as picture:
        (row,) = every_row(picture)
        assert (row.n_claims, row.newest_claim, row.best) == (1, one.id, 1000)


def test_of_one_report_the_first_claims_weigh_and_no_more_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.pipeline.scales.MOST_WEIGHED", 2)
    told = Told()
    first, *_ = told.says(*(Says(n, speaker="KR", **KURSK) for n in (1000, 1500, 2000)), published="2024-11-28")
    weighed = told.weighed()
    with weighed.reading() as picture:
        assert sum(row.n_claims for row in every_row(picture)) == 2
        before = everything(weighed)
    told.decide(decide.reject, [first.id])
    weighed.follow()
    assert everything(weighed) == everything(told.weighed()) != before
    with weighed.reading() as picture:
        assert sum(row.n_claims for row in every_row(picture)) == 2


def test_claims_of_an_older_version_step_back_and_come_back_with_it() -> None:
    told = Told()
    old, new = report([Says(1000)], published="2024-11-28"), report([Says(1200)], published="2024-11-28")
    told.add(*old, place="https://example.org/a")
    weighed = told.weighed()
    told.add(*new, place="https://example.org/a")
    weighed.follow()
    with weighed.reading() as picture:
        assert [row.best for row in every_row(picture)] == [1200]
    told.add(*old, place="https://example.org/a")
    weighed.follow()
    with weighed.reading() as picture:
        assert [row.best for row in every_row(picture)] == [1000]


def test_a_later_day_of_publication_is_taken_over() -> None:
    told = Told()
    source, claims = report([Says(1000, time=None)])
    told.add(source, claims, place="a")
    weighed = told.weighed()
    with weighed.reading() as picture:
        assert [row.published_last for row in every_row(picture)] == [None]
    told.add(replace(source, published="2024-11-28"), claims, place="b")
    weighed.follow()
    with weighed.reading() as picture:
        assert [(row.published_last, row.last) for row in every_row(picture)] == [("2024-11-28", "2024-11-28")]


def test_rows_are_worked_out_before_anybody_asks() -> None:
    told = Told()
    for n in range(4):
        told.says(Says(1000 + n, sender=["KP", "IR"][n % 2]), published=f"2024-11-{20 + n}")
    weighed = told.weighed()
    assert weighed.prepare(0) is True
    assert weighed.prepare(60) is False
    with weighed.reading() as picture:
        assert all(picture.board.kept_row(head.thing.id) for head in picture.board.heads())


def test_progress_is_told_up_to_the_end() -> None:
    told = Told()
    for n in range(5):
        told.says(Says(1000 + n), published="2024-11-28")
    seen: list[tuple[int, int]] = []
    Weighed(told.ledger).follow(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (10, 10)


@pytest.mark.parametrize("address", [":memory:", "l.db"])
def test_readers_and_a_follower_do_not_disturb_each_other(address: str, tmp_path: Any) -> None:
    """Four threads read whole pages while one follows and one writes; nothing fails and all end with the same picture."""
    told = Told(open_ledger(address if address == ":memory:" else tmp_path / address))
    told.says(Says(1000), published="2024-11-28")
    weighed = told.weighed()
    done, failed = threading.Event(), []

    def read() -> None:
        try:
            while not done.is_set():
                with weighed.reading() as picture:
                    found = rows(picture, Wanted(sort="origins")).items
                    assert count(picture) == len(found)
                    assert all(picture.claims([row.newest_claim]) for row in found)
        except BaseException as error:  # noqa: BLE001 - told to the main thread, which fails by it
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(12):
        told.says(Says(1000 + 7 * n, sender=["KP", "IR", "BY"][n % 3], time=f"2024-11-{10 + n}"), published="2024-11-28")
        weighed.follow()
    done.set()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
    assert not failed
    assert everything(weighed) == everything(told.weighed())
    told.ledger.close()


@settings(max_examples=25, deadline=None)
@given(REPORTS, STEPS, STEPS, st.data())
def test_a_picture_that_was_saved_goes_on_as_if_it_had_not_been(reports: Any, before: Any, after: Any, data: st.DataObject) -> None:
    told = Told()
    with TemporaryDirectory() as folder:
        for course in (["add", *before], after):
            for name in course:
                with suppress(InvalidDecision):
                    step(told, name if name != "follow" else "add", reports, {"published": "2024-11-28"}, data.draw)
            if course is not after:
                weighed = told.weighed()
                weighed.save(Path(folder) / "w")
        loaded = Weighed(told.ledger)
        loaded.load(Path(folder) / "w")
        assert loaded.at == weighed.at
        loaded.follow()
        assert everything(loaded) == everything(told.weighed())


@pytest.mark.parametrize("which", ["w", "w.claims"])
def test_a_snapshot_that_is_damaged_missing_or_of_another_ledger_is_refused(which: str, tmp_path: Path) -> None:
    told, other = Told(), Told()
    told.says(Says(1000), published="2024-11-28")
    other.says(Says(2000), published="2024-11-28")
    path = tmp_path / "w"
    told.weighed().save(path)
    with pytest.raises(SnapshotUnusable):
        Weighed(other.ledger).load(path)
    data = bytearray((tmp_path / which).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / which).write_bytes(data)
    weighed = Weighed(told.ledger)
    with pytest.raises(SnapshotUnusable):
        weighed.load(path)
    (tmp_path / which).unlink()
    with pytest.raises(SnapshotUnusable):
        weighed.load(path)
    weighed.follow()
    assert everything(weighed) == everything(told.weighed())
