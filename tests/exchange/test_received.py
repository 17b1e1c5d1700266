"""What partners give weighs as what it is: never mixed with one's own, and one origin where it is one."""

from dataclasses import replace

from lagebild.exchange.markings import PARTS
from lagebild.exchange.received import claims, weighable
from lagebild.exchange.terms import terms
from lagebild.weighing import Balance
from tests.exchange.nodes import WIDE, House, agree, settle, tell

DAY = "2026-11-25"


def weighed(home: House) -> Balance:
    """The picture of what is one's own, and what partners give put in behind it."""
    balance = Balance()
    with home.node.ledger.view() as view:
        page = view.reports(limit=500)
        for kept in page.items:
            balance.add(kept.report, [one.claim for one in view.claims_of(kept.report.id)])
        for report, found in weighable(view, DAY):
            balance.add(report, found)
    return balance


def test_received_claims_are_not_among_ones_own(trio: list[House]) -> None:
    agree(trio[0], trio[1])
    tell(trio[0], 1)
    settle(trio)
    with trio[1].node.ledger.view() as view:
        assert view.count() == 0
        (one,) = claims(view, DAY)
    assert (one.origin, one.via, one.level) == (trio[0].id, (trio[0].id,), "green")
    assert one.claim.evidence.text.startswith("Staat 1 hat Kiew")
    assert one.report.publisher == "Blatt 1"


def test_the_same_report_from_two_partners_is_one_report_and_one_claim(trio: list[House]) -> None:
    for other in (1, 2):
        agree(trio[other], trio[0])
        tell(trio[other], 7)
    settle(trio)
    with trio[0].node.ledger.view() as view:
        assert len(claims(view, DAY)) == 2
        ((_, found),) = weighable(view, DAY)
    assert len(found) == 1
    (thing,) = weighed(trio[0]).things()
    assert len(weighed(trio[0]).origins(thing.id)) == 1


def test_a_report_that_we_have_too_stays_ours_and_counts_once(trio: list[House]) -> None:
    agree(trio[1], trio[0])
    mine = tell(trio[0], 7)
    tell(trio[1], 7)
    settle(trio)
    with trio[0].node.ledger.view() as view:
        ((report, found),) = weighable(view, DAY)
    assert [claim.id for claim in found] == [mine]
    assert report.text.startswith("Staat 7")
    (thing,) = weighed(trio[0]).things()
    assert thing.claims == (mine,)


def test_different_reports_from_two_partners_are_two(trio: list[House]) -> None:
    for other in (1, 2):
        agree(trio[other], trio[0])
        tell(trio[other], other)
    settle(trio)
    with trio[0].node.ledger.view() as view:
        assert len(list(weighable(view, DAY))) == 2


def test_without_the_text_the_words_that_came_are_enough(trio: list[House]) -> None:
    agree(trio[1], trio[0], replace(WIDE, parts=tuple(sorted(part for part in PARTS if part != "text"))))
    tell(trio[1], 1)
    settle(trio)
    with trio[0].node.ledger.view() as view:
        ((report, (claim,)),) = weighable(view, DAY)
    assert all(span.stands_in(report.text) for span in claim.spans())
    assert [role.entity for role in claim.roles] == ["FR", "UA", None]


def test_without_any_words_the_parties_still_weigh(trio: list[House]) -> None:
    agree(trio[1], trio[0], terms(types=None, parties=None, highest="green", expires="2099-12-31", unmarked="green"))
    tell(trio[1], 1)
    settle(trio)
    with trio[0].node.ledger.view() as view:
        (one,) = claims(view, DAY)
        ((report, (claim,)),) = weighable(view, DAY)
    assert one.parts == frozenset()
    assert "Haubitzen" not in report.text
    assert [role.entity for role in claim.roles] == ["FR", "UA", None]
    assert len(list(weighed(trio[0]).things())) == 1


def test_after_the_last_day_of_an_agreement_nothing_of_it_is_shown(trio: list[House]) -> None:
    agree(trio[1], trio[0], replace(WIDE, expires="2026-11-30"))
    tell(trio[1], 1)
    settle(trio)
    with trio[0].node.ledger.view() as view:
        assert len(claims(view, "2026-11-30")) == 1
        assert claims(view, "2026-12-01") == ()
