"""What exports say about a claim beside its words."""

from lagebild.claims.report import Report
from lagebild.exchange.told import STANDING, told
from lagebild.ledger import Filter, Ledger
from tests.exchange.ledgers import EVERYTHING, fill
from tests.ledger.samples import claim, korea


def test_all_that_was_decided_is_told(ledger: Ledger) -> None:
    """The last ruling with its reason, notes and dissents with their authors, the first capture."""
    fill(ledger)
    with ledger.view() as view:
        one = next(one for one in told(view, EVERYTHING) if one.kept.claim.id == korea()[1].id)
    assert one.ruling is not None
    assert (one.ruling.actor, one.ruling.remarks) == ("ada", ("bob: siehe | auch", "eve: nein"))
    assert (one.kept.settled, one.kept.reread) == (True, "gone")
    assert one.report.address == "https://example.org/a"


def test_claims_come_in_the_order_of_their_recording(ledger: Ledger) -> None:
    """Page after page, each just once; what nobody decided on has no ruling."""
    with ledger.writer("tester") as writer:
        for number in range(620):
            source = Report.of(f"Nordkorea hat {number} Mann entsandt.")
            writer.add(source, [claim(source)])
    with ledger.view() as view:
        found = list(told(view, Filter()))
    assert [one.kept.number for one in found] == list(range(1, 621))
    assert {one.ruling for one in found} == {None}
    assert all(one.report.id == one.kept.report for one in found)


def test_rejected_claims_do_not_stand(ledger: Ledger) -> None:
    """The filter of the formats that pass claims on as reported leaves them out."""
    fill(ledger)
    with ledger.view() as view:
        states = {one.kept.state for one in told(view, STANDING)}
    assert states == {"undecided", "accepted", "corrected", "added"}
