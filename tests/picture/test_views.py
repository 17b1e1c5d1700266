"""Matrix, series, timeline, places, contradictions, grades and explanations of one small world."""

import json
from dataclasses import replace

import pytest

from lagebild.claims import decision as decide
from lagebild.errors import NotRecorded
from lagebild.picture import (
    Picture,
    Row,
    Wanted,
    contradictions,
    every_row,
    explain,
    grades,
    lineage,
    matrix,
    part,
    places,
    series,
    timeline,
)
from lagebild.picture.timeline import bar
from tests.picture.telling import KURSK, Says, Told, report

TROOPS = Wanted(givers=("KP",), sort="contested")


def first(picture: Picture, wanted: Wanted = TROOPS) -> Row:
    return next(every_row(picture, wanted))


def test_a_matrix_holds_every_thing_once_and_its_furthest_status(picture: Picture) -> None:
    found = list(every_row(picture))
    made = matrix(found)
    assert sorted(thing for cell in made.cells for thing in cell.things) == sorted(one.id for one in found)
    assert {(cell.giver, cell.taker): cell.status for cell in made.cells} == {("KP", "RU"): "done", ("IR", "RU"): "done", ("KR", "UA"): "withheld"}
    assert made.givers[0] == "KP"
    assert all(cell.n_origins_min <= cell.n_origins_max for cell in made.cells)
    assert matrix([]).cells == ()


def test_a_series_has_a_mark_for_each_claim_with_an_amount(picture: Picture) -> None:
    troops = first(picture)
    found = series(picture, troops.id)
    assert found.unit == "person"
    assert [point.best for point in found.valid] == [troops.best]
    assert {mark.claim for mark in found.marks} <= set(picture.board.head(troops.id).thing.claims)
    assert all(mark.words.endswith("soldiers") for mark in found.marks)
    assert [point.day for point in found.known] == sorted({point.day for point in found.known}, key=str)
    assert found.known[-1].best == troops.best


def test_a_level_has_a_point_for_each_day_that_claims_are_about() -> None:
    told = Told()
    for day, n in (("2024-11-10", 8000), ("2024-11-20", 11000)):
        told.says(Says(n, speaker="KR", status="ongoing", time=day, **KURSK), published=day)
    with told.weighed().reading() as picture:
        only = first(picture, Wanted())
        assert only.kind == "series"
        assert [(point.day, point.best) for point in series(picture, only.id).valid] == [("2024-11-10", 8000), ("2024-11-20", 11000)]


def test_a_bar_shows_what_is_not_known_of_a_date() -> None:
    """The month and the day in it; open ends; a year; no time at all."""
    made = Told()
    for n, time in enumerate(["2024-11", "2024-11-27", "2024-11-10/.."]):
        made.says(Says(1000 + n, time=time), published="2024-11-28", publisher=str(n))
    with made.weighed().reading() as picture:
        claims = list(picture.view.every_claim())
        only = replace(first(picture, Wanted()), first="2024-11-25", last="2024-11-28")
        found = bar(only, claims)
        assert (found.first, found.last, found.core_first, found.core_last) == ("2024-11-01", "2024-11-30", "2024-11-27", "2024-11-27")
        assert (found.open_start, found.open_end, found.approximate, found.dated) == (False, True, False, True)
        undated = bar(only, [])
        assert (undated.first, undated.last, undated.dated) == ("2024-11-25", "2024-11-28", False)


def test_every_row_has_a_bar_that_leads_to_it(picture: Picture) -> None:
    found = list(every_row(picture))
    assert [one.thing for one in timeline(picture, found)] == [one.id for one in found]


def test_places_are_countries_and_regions_and_nothing_finer() -> None:
    told = Told()
    source, (claim,) = report([Says(1000, **KURSK)], published="2024-11-28")
    assert claim.place is not None
    told.add(source, [replace(claim, place=replace(claim.place, precision="site"))])
    told.says(Says(900, sender="IR", **KURSK), published="2024-11-28")
    with told.weighed().reading() as picture:
        (only,) = places(picture)
        assert (only.country, only.n_claims, only.n_things, only.regions) == ("RU", 2, 2, (("Kursk", 1),))


def test_contradictions_stand_side_by_side_with_their_words(picture: Picture) -> None:
    found = contradictions(picture)
    assert {one.kind for one in found} == {"conflict", "dispute"}
    for one in found:
        assert one.a.origin != one.b.origin
        assert one.a.sentence in picture.report(one.a.report).text
    assert len(contradictions(picture, limit=1)) == 1
    assert contradictions(picture, Wanted(givers=("IR",))) == ()


def test_grades_come_with_their_cases(told: Told) -> None:
    with told.ledger.view() as view:
        claim = next(kept for kept in view.every_claim() if kept.claim.roles[0].entity == "IR")
    told.decide(decide.settle, [claim.claim.id], True, ["https://example.org"])
    with told.weighed().reading() as picture:
        (grade,) = grades(picture)
        assert (grade.source, grade.type, grade.letter) == ("AP", "deployment", "F")
        assert [(case.claim, case.right) for case in grade.cases] == [(claim.claim.id, True)]


def test_lineage_tells_what_was_lost_on_the_way(picture: Picture) -> None:
    copy = next(kept.report for kept in picture.view.every_claim() if kept.publisher == "dpa")
    family = lineage(picture, copy)
    step = next(one for one in family.steps if one.report == copy)
    assert picture.register.report(step.parent).publisher == "Yonhap"
    assert {change.kind for change in step.sharpened} == {"hedge lost", "source lost"}
    assert {change.kind for change in step.dropped} == {"claim dropped"}
    for passage in step.passages:
        assert passage.words == picture.report(copy).text[passage.start : passage.end]
        assert passage.parent_words == picture.report(step.parent).text[passage.parent_start : passage.parent_end]
    assert [(one.report, one.depth) for one in family.members][:2] == [(step.parent, 0), (copy, 1)]
    with pytest.raises(NotRecorded):
        lineage(picture, "sha256:0")


def test_an_explanation_tells_every_claim_with_its_words_and_weight(picture: Picture) -> None:
    troops = first(picture)
    found = explain(picture, troops.newest_claim)
    assert found.row == troops
    assert tuple(one.claim for one in found.told) == picture.board.head(troops.id).thing.claims
    assert sum(one.weight for one in found.told) == pytest.approx(1)
    assert all(one.words in one.sentence for one in found.told)
    assert sum(n for _, n in found.pairs) >= len(found.contradictions)
    assert {one.origin for one in found.told} == {origin.id for origin in found.origins}
    assert found.told[0].joins == ()
    assert all(one.joins for one in found.told[1:])


def test_what_was_known_on_a_day_holds_no_later_claim(picture: Picture) -> None:
    troops = first(picture)
    days = sorted({str(one.published) for one in explain(picture, troops.id).told})
    early = explain(picture, troops.id, known_time=days[0])
    assert {one.published for one in early.told} == {days[0]}
    assert early.contradictions == ()


def test_all_of_it_is_plain_json(picture: Picture) -> None:
    found = part([explain(picture, one.id) for one in every_row(picture)])
    assert json.loads(json.dumps(found)) == found
    assert found[0]["row"]["contested"] in (True, False)
