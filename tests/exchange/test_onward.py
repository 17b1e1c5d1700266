"""Allies: an object goes further only where its maker's rule or consent names who gives and who gets it, and never as one's own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from lagebild.errors import NotRecorded
from lagebild.exchange import issuing
from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.markings import Marking, marking_payload
from lagebild.exchange.node import own_card, revoke
from lagebild.exchange.preview import preview
from lagebild.exchange.receiving import take
from lagebild.exchange.sayings import consent, consents_given, end_consent, opine, request_onward, requests
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.marking import Rule
from lagebild.exchange.stix.views import View
from lagebild.exchange.terms import Terms
from tests.exchange.nodes import WIDE, Clock, House, agree, deliver, settle, tell


def chain(trio: list[House], onward: Terms, passing: Terms = WIDE) -> None:
    """Alpha gives to Beta under `onward`, Beta to Gamma under `passing`; Alpha and Gamma agree on nothing."""
    agree(trio[0], trio[1], onward)
    agree(trio[1], trio[2], passing)
    tell(trio[0], 1)
    settle(trio)


def seen(home: House) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.origin, one.via) for one in home.received()]


def test_without_leave_nothing_goes_further(trio: list[House]) -> None:
    chain(trio, WIDE)
    assert len(trio[1].received()) == 1
    assert trio[2].received() == []


def test_to_a_named_ally_it_goes_under_its_makers_seal(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    chain(trio, replace(WIDE, onward="allies", allies=(gamma.id,)))
    assert seen(gamma) == [(alpha.id, (beta.id,))]
    assert gamma.received()[0].held.item == beta.received()[0].held.item
    assert beta.state.out(gamma.id).claims == {}, "it never becomes the holder's own"


def test_what_the_holders_own_agreement_does_not_allow_stays(trio: list[House]) -> None:
    chain(trio, replace(WIDE, onward="allies", allies=(trio[2].id,)), replace(WIDE, parts=("time",)))
    assert trio[2].received() == []


def test_strict_markings_go_no_further(trio: list[House]) -> None:
    alpha, _, gamma = trio
    wide = replace(WIDE, highest="amber+strict", onward="allies", allies=(gamma.id,))
    chain(trio, wide, replace(WIDE, highest="red"))
    claim = next(iter(alpha.state.out(trio[1].id).claims))
    assert len(gamma.received()) == 1
    alpha.node.append(marking_payload("claim", [claim], "", Marking("amber+strict")))
    settle(trio)
    assert len(trio[1].received()) == 1
    assert gamma.received() == []


def test_a_withdrawal_reaches_the_ally(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    chain(trio, replace(WIDE, onward="allies", allies=(gamma.id,)))
    alpha.node.append(withhold_payload(list(alpha.state.out(beta.id).claims), "recalled", None))
    settle(trio)
    assert (beta.received(), gamma.received()) == ([], [])
    assert not beta.state.out(gamma.id).unconfirmed(), "and the ally has confirmed it"


def test_a_withdrawal_reaches_an_ally_who_was_away_while_the_maker_revoked_its_key(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    chain(trio, replace(WIDE, onward="allies", allies=(gamma.id,)))
    alpha.node.append(withhold_payload(list(alpha.state.out(beta.id).claims), "recalled", None))
    settle([alpha, beta])
    revoke(alpha.node, own_card(alpha.state).last.current.id)
    take(gamma.node, beta.id, beta.outbox(gamma))
    assert gamma.received() == [], "what may have been withdrawn is not shown"
    settle(trio)
    assert gamma.received() == []
    assert not gamma.state.come(beta.id).wrong()
    assert not beta.state.out(gamma.id).unconfirmed()


def test_with_consent_it_goes_just_as_far_and_as_long_as_the_maker_says(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    chain(trio, replace(WIDE, onward="consent"))
    assert gamma.received() == []
    note = beta.received()[0].held.id
    request_onward(beta.node, [note], beta.state.partner("Gamma"), "they ask for it")
    settle(trio)
    assert [said.body["objects"] for _, said in requests(alpha.state)] == [[note]]
    id = consent(alpha.node, alpha.state.partner("Beta"), [note], [alpha.state.partner("Gamma")], "2026-11-30")
    settle(trio)
    assert seen(gamma) == [(alpha.id, (beta.id,))]
    assert [given for given, _ in consents_given(alpha.state)] == [id]
    end_consent(alpha.node, id)
    settle(trio)
    assert gamma.received() == []
    assert len(beta.received()) == 1
    consent(alpha.node, alpha.state.partner("Beta"), [note], [alpha.state.partner("Gamma")], "2026-11-29")
    settle(trio)
    assert len(gamma.received()) == 1, "what was taken back can be given again"


def test_a_consent_needs_an_object_that_the_holder_has_from_us(trio: list[House]) -> None:
    chain(trio, replace(WIDE, onward="consent"))
    with pytest.raises(NotRecorded):
        consent(trio[0].node, trio[0].state.partner("Beta"), ["note--x"], [trio[0].state.partner("Gamma")], "2026-11-30")


def test_an_ally_refuses_what_comes_without_the_makers_leave(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    chain(trio, WIDE)
    stolen = [item for item in alpha.outbox(beta) if CLAIM in item.get("extensions", {}) or item["type"] in ("report", "marking-definition")]
    refused = take(gamma.node, beta.id, stolen).refused
    assert {one.id.split("--")[0] for one in refused} == {"note", "report"}
    assert all("lets us have it" in one.reason for one in refused)


def test_two_ways_round_a_circle_come_to_rest_and_are_one_claim(trio: list[House]) -> None:
    """All three pass everything on to each other: no object comes back to its maker, and nobody sends for ever."""
    for one, other, third in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        both = replace(WIDE, onward="allies", allies=(trio[third].id,))
        agree(trio[one], trio[other], both, both)
    for number, home in enumerate(trio):
        tell(home, number)
    settle(trio)
    for home in trio:
        others = {one.id for one in trio} - {home.id}
        assert {one.origin for one in home.received()} == others
        assert home.id not in {one.origin for one in home.received()}
        assert len({one.key for one in home.received()}) == 2, "the same claim that came two ways is one"


def test_a_counter_opinion_with_a_proposal_reaches_the_maker_and_the_claim_stays_theirs(trio: list[House]) -> None:
    alpha, beta, _ = trio
    chain(trio, WIDE)
    note = beta.received()[0].held
    opine(beta.node, View("dissent", (note.id,), "it was fewer", changes={"status": "pledged"}))
    opine(beta.node, View("rejected", (note.id,), "it was not so"))
    settle(trio)
    from lagebild.exchange.received import opinions

    with alpha.node.ledger.view() as view:
        found = opinions(view)
    assert [(one.opinion, one.about) for one in found] == [("strongly-disagree", (note.id,))]
    assert beta.received()[0].held.item == note.item


def consented(trio: list[House]) -> str:
    """Alpha lets Beta pass its claim on to Gamma; the id of the consent."""
    alpha, beta, gamma = trio
    chain(trio, WIDE)
    partners = alpha.state.partners
    id = consent(alpha.node, partners[beta.id], [beta.received()[0].held.id], [partners[gamma.id]], "2099-12-31")
    settle(trio)
    assert len(gamma.received()) == 1
    return id


def test_a_consent_is_ended_once_and_by_its_maker_alone(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    id = consented(trio)
    assert consents_given(beta.state) == (), "what Beta passes on is no consent of Beta's"
    with pytest.raises(NotRecorded):
        end_consent(beta.node, id)
    end_consent(alpha.node, id)
    assert consents_given(alpha.state) == ()
    with pytest.raises(NotRecorded):
        end_consent(alpha.node, id)
    settle(trio)
    assert gamma.received() == []
    assert beta.state.out(gamma.id).unconfirmed() == alpha.state.out(beta.id).unconfirmed() == {}


def test_what_waited_to_be_said_when_its_key_was_revoked_goes_out_under_the_new_one(trio: list[House]) -> None:
    alpha, beta, _ = trio
    end_consent(alpha.node, consented(trio))
    revoke(alpha.node, own_card(alpha.state).last.current.id)
    assert deliver(alpha, beta).refused == ()
    deliver(beta, alpha)
    assert alpha.state.out(beta.id).unconfirmed() == {}
    assert beta.state.holdings.consents == {}


def test_a_consent_to_an_older_report_says_nothing_about_a_later_one(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    consented(trio)
    report = beta.received()[0].taken.report
    (claim,) = alpha.state.out(beta.id).claims
    with alpha.node.ledger.view() as view:
        kept = view.claim(claim)
    alpha.node.append(marking_payload("claim", [claim], "", Marking("green")))
    alpha.node.append(marking_payload("report", [kept.report], "", Marking("amber+strict")))
    settle(trio)
    assert beta.received()[0].taken.report != report
    assert gamma.received() == []
    named = {item["id"] for item in beta.outbox(gamma)}
    assert beta.received()[0].taken.report not in named, "neither the report nor a reference to it goes on without leave"


def test_under_only_what_was_checked_nothing_of_others_goes_on(trio: list[House]) -> None:
    chain(trio, replace(WIDE, onward="allies", allies=(trio[2].id,)), replace(WIDE, checked=True))
    assert trio[2].received() == []


def test_what_was_refused_and_recalled_since_is_confirmed_as_withdrawn(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    chain(trio, replace(WIDE, onward="allies", allies=(gamma.id,)))
    tell(alpha, 2)
    alpha.publish()
    take(beta.node, alpha.id, alpha.outbox(beta))
    beta.publish()
    spoilt = [item | {"lang": "xx"} if item["type"] == "report" else item for item in beta.outbox(gamma)]
    assert take(gamma.node, beta.id, spoilt).refused
    drop = replace(WIDE, types=())
    agree(beta, gamma, drop)
    settle(trio)
    assert gamma.received() == []
    assert beta.state.out(gamma.id).unconfirmed() == {}


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> str:
    """Makers' rules hold until the evening of this day: Lagebild reads such rules, and sets no end itself."""
    monkeypatch.setattr(issuing, "Rule", partial(Rule, until=datetime(2026, 11, 28, 18, tzinfo=UTC)))
    return "2026-11-28"


def later(trio: list[House], days: int) -> None:
    """So many days pass for everybody."""
    clock = trio[0].node.now
    assert isinstance(clock, Clock)
    clock.time += timedelta(days=days)


def test_what_comes_under_a_rule_that_has_run_out_is_refused_with_the_day_and_waits(trio: list[House], ending: str) -> None:
    alpha, beta, _ = trio
    agree(alpha, beta)
    tell(alpha, 1)
    alpha.publish()
    came = alpha.outbox(beta)
    later(trio, 3)
    refused = take(beta.node, alpha.id, came).refused
    assert {one.id.split("--")[0] for one in refused} == {"note", "report"}
    assert {one.reason.partition(": ")[2] for one in refused} == {f"its creator's rule ended on {ending}"}
    assert beta.received() == []
    assert len(beta.state.holdings.waiting_of(alpha.id)) == len(refused), "its maker may give a later rule"


def test_under_a_rule_that_has_not_run_out_it_is_taken_on_the_day_before(trio: list[House], ending: str) -> None:
    alpha, beta, _ = trio
    agree(alpha, beta)
    tell(alpha, 1)
    later(trio, 2)
    settle([alpha, beta])
    assert len(beta.received()) == 1


def test_once_a_rule_has_run_out_the_ally_loses_what_was_passed_on_and_the_preview_names_the_day(trio: list[House], ending: str) -> None:
    alpha, beta, gamma = trio
    chain(trio, replace(WIDE, onward="allies", allies=(gamma.id,)))
    assert len(gamma.received()) == 1
    later(trio, 3)
    with beta.node.ledger.view() as view:
        before, then = (preview(view, beta.state, gamma.id, day) for day in ("2026-11-27", ending))
    assert ([one.origin for one in before.onward], before.ended) == ([alpha.id], ())
    assert (then.onward, [(one.origin, day) for one, day in then.ended]) == ((), [(alpha.id, ending)])
    deliver(beta, gamma)
    assert gamma.received() == []


def test_a_rule_that_has_run_out_is_no_reason_where_something_else_keeps_it_too(trio: list[House], ending: str) -> None:
    _, beta, gamma = trio
    chain(trio, WIDE)
    with beta.node.ledger.view() as view:
        found = preview(view, beta.state, gamma.id, ending)
    assert (found.onward, found.ended) == ((), ()), "it was never for this partner"
