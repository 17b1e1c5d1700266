"""Approvals and holding back: the one for a partner comes before the one for all, and only releasers approve."""

import pytest

from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.approvals import ApprovalBook, approve_payload, clear_payload, releaser_payload, withhold_payload
from lagebild.exchange.release import content_of
from tests.ledger.samples import korea

CLAIM = korea()[1]


def book(*names: str) -> ApprovalBook:
    found = ApprovalBook()
    for name in names:
        found.apply(releaser_payload(name))
    return found


def test_only_a_releaser_approves_and_no_longer_once_dismissed() -> None:
    held = book("eve")
    held.apply(approve_payload(held, "eve", [CLAIM], ["time"], None))
    approval = held.approval(CLAIM.id, "identity--b")
    assert approval is not None
    assert (approval.content, approval.parts) == (content_of(CLAIM), {"time"})
    held.apply(releaser_payload("eve", dismiss=True))
    with pytest.raises(Refused, match="no releaser"):
        approve_payload(held, "eve", [CLAIM], [], None)


def test_what_holds_for_one_partner_comes_before_what_holds_for_all() -> None:
    held = book("eve")
    held.apply(approve_payload(held, "eve", [CLAIM], ["time"], None))
    held.apply(approve_payload(held, "eve", [CLAIM], ["quantity"], "identity--b"))
    assert [held.approval(CLAIM.id, partner).parts for partner in ("identity--b", "identity--c")] == [{"quantity"}, {"time"}]  # type: ignore[union-attr]
    held.apply(withhold_payload([CLAIM.id], "not them", "identity--c"))
    assert [held.reason_held(CLAIM.id, partner) for partner in ("identity--b", "identity--c")] == [None, "not them"]


def test_clearing_ends_both() -> None:
    held = book("eve")
    held.apply(approve_payload(held, "eve", [CLAIM], [], None))
    held.apply(withhold_payload([CLAIM.id], "no", None))
    held.apply(clear_payload([CLAIM.id], None))
    assert held.approval(CLAIM.id, "identity--b") is None
    assert held.reason_held(CLAIM.id, "identity--b") is None


def test_no_claim_no_reason_or_an_unknown_part_is_refused() -> None:
    with pytest.raises(InvalidClaim):
        approve_payload(book("eve"), "eve", [CLAIM], ["colour"], None)
    with pytest.raises(InvalidClaim):
        withhold_payload([], "x", None)
    with pytest.raises(InvalidClaim):
        withhold_payload(["c"], " ", None)
