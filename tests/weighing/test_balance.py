"""The picture: the same in whatever order, undone by undoing, and unmoved by copies."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims import decision as decide
from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.errors import NotRecorded
from lagebild.weighing import Balance
from tests.weighing.pictures import BY, NUMBERS, READINGS, of, picture
from tests.weighing.told import exactly, told

DAY = "2024-11-27"


@settings(max_examples=60, deadline=None)
@given(READINGS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(readings: list[tuple[Report, Claim]], random: Any) -> None:
    expected = picture(Balance.of([(report, [claim]) for report, claim in readings], {}))
    random.shuffle(readings)
    assert picture(of(*readings)) == expected


@settings(max_examples=60, deadline=None)
@given(READINGS, st.data())
def test_reading_between_additions_changes_nothing(readings: list[tuple[Report, Claim]], data: st.DataObject) -> None:
    watched = Balance()
    for report, claim in readings:
        watched.add(report, [claim])
        if data.draw(st.booleans()):
            picture(watched)
    assert picture(watched) == picture(of(*readings))


@settings(max_examples=60, deadline=None)
@given(READINGS, st.data())
def test_undoing_restores_the_earlier_picture(readings: list[tuple[Report, Claim]], data: st.DataObject) -> None:
    balance = of(*readings)
    before = picture(balance)
    ids = [claim.id for _, claim in readings]
    if len(ids) < 2:
        return
    pair = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
    made = data.draw(st.sampled_from([
        decide.same(pair, **BY), decide.different(*pair, **BY), decide.same(["KP", "IR"], **BY),
        decide.settle(pair[:1], True, ["x"], **BY),
    ]))  # fmt: skip
    balance.decide(1, made)
    decided = picture(balance)
    assert decided == picture(Balance.of([(report, [claim]) for report, claim in readings], {1: made}))
    balance.decide(2, decide.undo([1], **BY))
    assert picture(balance) == before
    balance.decide(3, decide.undo([2], **BY))
    assert picture(balance) == decided


@settings(max_examples=60, deadline=None)
@given(READINGS, st.data())
def test_a_claim_that_is_withdrawn_leaves_nothing_behind(readings: list[tuple[Report, Claim]], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(readings) - 1))
    balance = of(*readings)
    picture(balance)
    balance.withdraw(readings[gone][1].id)
    assert picture(balance) == picture(of(*readings[:gone], *readings[gone + 1 :]))


@settings(max_examples=60, deadline=None)
@given(READINGS)
def test_the_least_number_of_origins_is_at_most_the_greatest(readings: list[tuple[Report, Claim]]) -> None:
    balance = of(*readings)
    for thing in balance.things():
        estimate = balance.estimate(thing.id)
        if estimate is not None:
            assert 1 <= estimate.n_origins_min <= estimate.n_origins_max <= estimate.n_reports
            assert estimate.low <= estimate.best <= estimate.high
            assert sum(line.weight for line in estimate.lines) == pytest.approx(1)


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=4), st.integers(0, 3), st.booleans())
def test_ten_copies_of_a_source_move_nothing_at_all(numbers: list[Any], which: int, named: bool) -> None:
    text = "The office said on Wednesday that soldiers numbered {} had arrived near the border and would be put under foreign command soon, case {}."
    speakers = ["KR", "UA", "US", "JP"]
    readings = [
        told(text.format(n, "abcd"[n] * 3), id=f"{n:04}", number=number, speaker=speakers[n] if named else None, time=DAY, place="x")
        for n, number in enumerate(numbers)
    ]
    balance = of(*readings)
    which %= len(readings)
    before = balance.estimate(readings[which][1].id)
    for copy in range(10):
        report, claim = readings[which]
        later = replace(report, id=f"copy-{copy}", published="2024-11-28", publisher=f"outlet {copy}")
        balance.add(later, [replace(claim, id=f"claim--copy{copy}")])
    after = balance.estimate(readings[which][1].id)
    assert before is not None
    assert after is not None
    assert (after.low, after.best, after.high) == (before.low, before.best, before.high)
    assert (after.n_origins_min, after.n_origins_max) == (before.n_origins_min, before.n_origins_max)


def test_people_say_what_is_the_same_and_what_is_not() -> None:
    one, other = told("a text", id="1", number=exactly(900), time=DAY), told("b text", id="2", number=exactly(900), time=DAY)
    balance = of(one, other)
    assert balance.thing("claim--1").id == balance.thing("claim--2").id
    balance.decide(1, decide.different("claim--1", "claim--2", **BY))
    assert balance.thing("claim--1").id != balance.thing("claim--2").id
    balance.decide(2, decide.same(["claim--1", "claim--2"], **BY))
    assert balance.thing("claim--1").id == balance.thing("claim--2").id


def test_a_total_is_never_one_thing_with_a_flow() -> None:
    flow = told("sent 900 men", id="1", number=exactly(900), time=DAY)
    total = told("sent 900 men in total", id="2", number=exactly(900), time=DAY)
    balance = of(flow, total)
    assert balance.thing("claim--1").id != balance.thing("claim--2").id


def test_what_was_known_on_a_day_rests_on_what_was_published_by_then() -> None:
    early = told("a text", id="1", number=exactly(1000), speaker="KR", time=DAY, place="x")
    late = told("a text", id="2", number=exactly(1500), speaker="UA", time=DAY, day="2024-12-05", place="x")
    balance = of(early, late)
    known = balance.estimate("claim--1", known_time="2024-12-01")
    now = balance.estimate("claim--1")
    assert known is not None
    assert now is not None
    assert (known.n_reports, round(known.best)) == (1, 1000)
    assert now.n_reports == 2
    assert now.best > 1000


def test_every_line_says_how_far_it_moves_the_estimate() -> None:
    balance = of(*(
        told("a text", id=str(n), number=exactly(number), speaker=speaker, time=DAY, place="x")
        for n, (number, speaker) in enumerate([(1000, "KR"), (1100, "UA"), (1300, "US")])
    ))  # fmt: skip
    estimate = balance.why("claim--0").estimate
    assert estimate is not None
    shifts = {round(line.best): line.shift for line in estimate.lines}
    assert shifts[1000] > 0 >= shifts[1300]
    assert {line.speaker for line in estimate.lines} == {"KR/government", "UA/government", "US/government"}
    assert not estimate.calibrated


def test_a_thing_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotRecorded):
        of().estimate("thing--0")


def test_grades_rest_on_settled_claims_and_digits_on_origins() -> None:
    balance = of(
        told("a text", id="1", number=exactly(1000), speaker="KR", time=DAY, place="x"),
        told("a text", id="2", number=exactly(1000), speaker="UA", time=DAY, place="x"),
    )
    assert balance.grades() == ()
    assert balance.credibility("claim--1") == 2
    balance.decide(1, decide.settle(["claim--1"], True, ["x"], **BY))
    grade, = balance.grades()
    assert (grade.source, grade.letter, grade.n_cases) == ("KR/government", "F", 1.0)
    assert balance.credibility("claim--1") == 2
