"""What partners let us have weighs beside our own, from whom it is stands with it, and when it is taken back nothing of it is left."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims import decision as decide
from lagebild.claims.claim import Claim
from lagebild.commands.lines import published_by
from lagebild.errors import NotRecorded, SnapshotUnusable
from lagebild.exchange.approvals import clear_payload, withhold_payload
from lagebild.exchange.dealing import narrow
from lagebild.exchange.markings import PARTS, Marking, marking_payload
from lagebild.exchange.terms import terms
from lagebild.ledger import Query
from lagebild.picture import Giver, Row, every_row, explain
from lagebild.picture.brief import Commission
from lagebild.picture.brief.subjects import gathered
from lagebild.pipeline.partners import Partners
from lagebild.pipeline.weighed import Weighed
from tests.exchange.nodes import WIDE, Clock, House, acquaint, agree, house, settle
from tests.picture.telling import KURSK, LONG, Says, everything, report

DAY = "2026-11-25"
WORDLESS = terms(types=None, parties=None, highest="amber", expires="2099-12-31", unmarked="green")
TEXTLESS = replace(WIDE, parts=tuple(sorted(part for part in PARTS if part != "text")))


def trio_in(folder: Path) -> list[House]:
    """We, and two partners."""
    clock = Clock()
    houses = [house(folder, name, clock) for name in ("Home", "Alpha", "Beta")]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        acquaint(houses[one], houses[other])
    return houses


def close(houses: list[House]) -> None:
    for one in houses:
        one.store.close()
        one.node.ledger.close()


@pytest.fixture
def trio(tmp_path: Path) -> Iterator[list[House]]:
    houses = trio_in(tmp_path)
    yield houses
    close(houses)


def says(home: House, *told: Says, **facts: Any) -> list[Claim]:
    """A report of these sentences in a ledger."""
    source, claims = report(told, **{"published": "2024-11-28", "publisher": "dpa", **facts})
    with home.node.ledger.writer("ada") as writer:
        writer.add(source, claims, readers=["model"])
    return claims


def weighed(home: House, day: str = DAY) -> Weighed:
    found = Weighed(home.node.ledger, lambda: day)
    found.follow()
    return found


def shown(found: Weighed) -> list[Row]:
    with found.reading() as picture:
        return list(every_row(picture))


def publishers(found: Weighed) -> list[str]:
    with found.reading() as picture:
        return [published_by(told.publisher, told.giver) for row in every_row(picture) for told in explain(picture, row.id).told]


def test_the_picture_shows_a_partners_figure_with_whom_it_is_from_and_loses_it_when_it_is_withdrawn(trio: list[House]) -> None:
    home, alpha, _ = trio
    followed = weighed(home)
    agree(alpha, home)
    (claim,) = says(alpha, Says(1234, speaker="KR", **KURSK))
    settle(trio)
    followed.follow()
    (row,) = shown(followed)
    assert (row.best, row.n_claims, row.n_origins_max) == (1234, 1, 1)
    assert publishers(followed) == ["dpa (partner Alpha)"]
    with home.node.ledger.view() as view:
        assert view.count() == 0, "it is not among our own claims"
        assert view.search(Query("soldiers")).items == ()
        with pytest.raises(NotRecorded):
            view.claim(claim.id)
    alpha.node.append(withhold_payload([claim.id], "the source asked for it", None))
    settle(trio)
    followed.follow()
    assert shown(followed) == []
    with followed.reading() as picture, pytest.raises(NotRecorded):
        picture.report(f"{report([Says(1234, speaker='KR', **KURSK)])[0].id}")


def test_the_same_report_from_two_partners_is_one_origin_and_both_are_named(trio: list[House]) -> None:
    for partner in trio[1:]:
        agree(partner, trio[0])
        says(partner, Says(1234, speaker="KR", **KURSK))
    settle(trio)
    found = weighed(trio[0])
    (row,) = shown(found)
    assert (row.n_claims, row.n_reports, row.n_origins_min, row.n_origins_max) == (1, 1, 1, 1)
    assert publishers(found) == ["dpa (partner Alpha / Beta)"]


def test_one_source_in_reports_of_ours_and_of_a_partner_is_one_origin(trio: list[House]) -> None:
    agree(trio[1], trio[0])
    says(trio[0], Says(1234, speaker="KR", extra=LONG, **KURSK))
    says(trio[1], Says(1234, speaker="KR", extra=f"{LONG} and so on", **KURSK), publisher="kna", published="2024-11-29")
    settle(trio)
    found = weighed(trio[0])
    (row,) = shown(found)
    assert (row.n_claims, row.n_reports, row.n_origins_max) == (2, 2, 1)
    assert publishers(found) == ["dpa", "kna (partner Alpha)"]


def test_a_report_that_we_have_too_gains_only_what_we_did_not_read(trio: list[House]) -> None:
    agree(trio[1], trio[0])
    both = Says(1000, **KURSK), Says(40, sender="IR", **KURSK)
    source, (mine, theirs) = report(both, published="2024-11-28", publisher="dpa")
    with trio[0].node.ledger.writer("ada") as writer:
        writer.add(source, [mine], readers=["model"])
    says(trio[1], *both)
    settle(trio)
    found = weighed(trio[0])
    with found.reading() as picture:
        rows = {row.newest_claim: row for row in every_row(picture)}
        assert rows.keys() == {mine.id, theirs.id}
        assert [published_by(told.publisher, told.giver) for told in explain(picture, theirs.id).told] == ["dpa (partner Alpha)"]
        assert [published_by(told.publisher, told.giver) for told in explain(picture, mine.id).told] == ["dpa"]


def test_a_claim_that_we_rejected_does_not_come_back_through_a_partner(trio: list[House]) -> None:
    agree(trio[1], trio[0])
    (claim,) = says(trio[0], Says(1234, **KURSK))
    says(trio[1], Says(1234, **KURSK))
    settle(trio)
    found = weighed(trio[0])
    with trio[0].node.ledger.writer("ada") as writer:
        writer.decide(decide.reject([claim.id], actor="ada", time=Clock()()))
    found.follow()
    assert shown(found) == []


def test_what_is_passed_on_names_who_made_it(trio: list[House]) -> None:
    """The mark names the partner who holds a claim out, and its maker where that is another."""
    agree(trio[1], trio[0])
    says(trio[1], Says(1234, **KURSK))
    settle(trio)
    partners = Partners()
    with trio[0].node.ledger.transaction(write=False) as store:
        (lent,) = partners.lent(store, trio[0].node.ledger.blobs, DAY).values()
        assert [one.loan.giver for one in lent.claims] == [Giver(("Alpha",))]
        for held in partners._state.holdings.objects.values():
            held.creator = trio[2].id
        (lent,) = partners.lent(store, trio[0].node.ledger.blobs, DAY).values()
    assert [one.loan.giver for one in lent.claims] == [Giver(("Alpha",), ("Beta",))]


def test_after_the_last_day_of_an_agreement_its_claims_weigh_no_more(trio: list[House]) -> None:
    agree(trio[1], trio[0], replace(WIDE, expires="2026-11-30"))
    says(trio[1], Says(1234, **KURSK))
    settle(trio)
    days = ["2026-11-30"]
    found = Weighed(trio[0].node.ledger, lambda: days[-1])
    found.follow()
    assert len(shown(found)) == 1
    days.append("2026-12-01")
    found.follow()
    assert shown(found) == []


def test_a_brief_rests_on_our_claims_and_those_of_partners_and_without_leave_on_ours_alone(trio: list[House]) -> None:
    agree(trio[1], trio[0])
    (mine,) = says(trio[0], Says(1234, speaker="KR", **KURSK))
    (theirs,) = says(trio[1], Says(1300, speaker="UA", **KURSK), publisher="kna")
    settle(trio)
    with weighed(trio[0]).reading() as picture:
        (row,) = every_row(picture)
        assert row.n_claims == 2
        (whole,) = gathered(picture, Commission((row.id,), "en")).subjects
        outside = Commission((row.id,), "en", audience="green", leave_out=True)
        (subject,) = gathered(picture, outside).subjects
    assert [one.claim.id for one in whole.cited()] == [mine.id, theirs.id]
    assert [one.claim.id for one in subject.cited()] == [mine.id]
    assert subject.estimate is None


def test_what_is_red_does_not_weigh(trio: list[House]) -> None:
    """TLP:RED is for those whom it was sent to, and everybody in the house sees the picture."""
    home, alpha, _ = trio
    agree(alpha, home, replace(WIDE, highest="red"))
    (claim,) = says(alpha, Says(1234, **KURSK))
    alpha.node.append(marking_payload("claim", [claim.id], "", Marking("red", (home.id,))))
    settle(trio)
    assert [one.level for one in home.received()] == ["red"]
    assert shown(weighed(home)) == []


def test_a_ledger_without_a_node_does_not_load_the_exchange() -> None:
    course = (
        "import sys; from tests.picture.telling import Says, Told; told = Told(); told.says(Says(5)); told.weighed()\n"
        "assert not [name for name in sys.modules if name.startswith('lagebild.exchange')]"
    )
    subprocess.run([sys.executable, "-c", course], check=True, cwd=Path(__file__).parents[1], timeout=60)


def test_a_claim_under_the_id_of_one_of_ours_is_left_out(trio: list[House]) -> None:
    """A partner who tells a claim of another report under an id that our ledger has cannot change what ours says."""
    agree(trio[1], trio[0])
    (mine,) = says(trio[0], Says(1234, **KURSK))
    source, (other,) = report([Says(9999, sender="IR", **KURSK)], published="2024-11-28")
    with trio[1].node.ledger.writer("ada") as writer:
        writer.add(source, [replace(other, id=mine.id)], readers=["model"])
    settle(trio)
    (row,) = shown(weighed(trio[0]))
    assert (row.n_claims, row.best, row.newest_claim) == (1, 1234, mine.id)


def test_a_saved_picture_keeps_what_partners_lend_and_is_refused_when_they_took_it_back(trio: list[House], tmp_path: Path) -> None:
    agree(trio[1], trio[0])
    (claim,) = says(trio[1], Says(1234, **KURSK))
    says(trio[0], Says(40, sender="IR", **KURSK))
    settle(trio)
    before = weighed(trio[0])
    before.save(tmp_path / "w")
    loaded = Weighed(trio[0].node.ledger, lambda: DAY)
    loaded.load(tmp_path / "w")
    assert everything(loaded) == everything(before)
    says(trio[1], Says(900, sender="BY", **KURSK))
    settle(trio)
    loaded.follow()
    assert everything(loaded) == everything(weighed(trio[0]))
    assert len(shown(loaded)) == 3
    trio[1].node.append(withhold_payload([claim.id], "not now", None))
    settle(trio)
    with pytest.raises(SnapshotUnusable):
        Weighed(trio[0].node.ledger, lambda: DAY).load(tmp_path / "w")


SAYS = st.builds(
    Says, n=st.sampled_from([None, 900, 1000]), speaker=st.sampled_from([None, "KR"]), sender=st.sampled_from(["KP", "IR"]),
    extra=st.sampled_from(["", LONG]), status=st.sampled_from(["done", "pledged"]),
)  # fmt: skip
STEPS = st.lists(st.sampled_from(["ours", "theirs", "theirs", "withhold", "clear", "narrow", "reject", "settle", "follow"]), min_size=3, max_size=9)


def but_for_lineage(found: Weighed) -> list[Any]:
    """All that the picture shows but who took from whom: of two reports of one day the one that came first is called the parent, and from
    nothing our own come first."""
    shown_all = everything(found)
    return shown_all[:7] + shown_all[8:]


def step(houses: list[House], name: str, reports: list[list[Says]], draw: Any) -> None:
    """One step of a course."""
    home, partner = houses[0], houses[draw(st.sampled_from([1, 2]))]
    teller = home if name in ("ours", "reject") else partner
    with teller.node.ledger.view() as view:
        claims = [kept.claim.id for kept in view.every_claim()]
    if name in ("ours", "theirs"):
        says(teller, *draw(st.sampled_from(reports)))
    elif name == "settle":
        settle(houses)
    elif name == "narrow":
        narrow(partner.node, home.id, partner.id, draw(st.sampled_from([TEXTLESS, WORDLESS])))
    elif claims:
        chosen = [draw(st.sampled_from(claims))]
        if name == "reject":
            with home.node.ledger.writer("ada") as writer:
                writer.decide(decide.reject(chosen, actor="ada", time=Clock()()))
        else:
            partner.node.append(withhold_payload(chosen, "not now", None) if name == "withhold" else clear_payload(chosen, None))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(SAYS, min_size=1, max_size=2), min_size=1, max_size=3), STEPS, st.data())
def test_following_partners_gives_what_weighing_from_nothing_gives(reports: Any, steps: Any, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        houses = trio_in(Path(folder))
        for partner in houses[1:]:
            agree(partner, houses[0])
        followed = weighed(houses[0])
        for name in ["theirs", "settle", "follow", *steps, "settle"]:
            if name == "follow":
                followed.follow()
            else:
                step(houses, name, reports, data.draw)
        followed.follow()
        assert but_for_lineage(followed) == but_for_lineage(weighed(houses[0]))
        close(houses)


@settings(max_examples=8, deadline=None)
@given(st.lists(SAYS, min_size=1, max_size=2), st.lists(SAYS, min_size=1, max_size=2))
def test_what_is_taken_back_leaves_the_picture_as_it_was(ours: Any, theirs: Any) -> None:
    with TemporaryDirectory() as folder:
        houses = trio_in(Path(folder))
        agree(houses[1], houses[0])
        says(houses[0], *ours)
        followed = weighed(houses[0])
        before = shown(followed)
        claims = says(houses[1], *theirs, publisher="kna")
        settle(houses)
        followed.follow()
        houses[1].node.append(withhold_payload([claim.id for claim in claims], "not now", None))
        settle(houses)
        followed.follow()
        assert shown(followed) == before
        close(houses)
