"""What is known of a partner's claim: who made it, through whom it came, what came when, and what we confirmed."""

from dataclasses import replace

from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.dossier import Dossier, dossiers
from tests.exchange.nodes import WIDE, House, agree, settle, tell

DAY = "2026-11-25"


def known(house: House, given: str) -> tuple[Dossier, ...]:
    with house.node.ledger.view() as view:
        return dossiers(house.state, view, given, DAY)


def test_what_an_ally_passed_on_names_its_maker_and_through_whom_it_came(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    agree(alpha, beta, replace(WIDE, onward="allies", allies=(gamma.id,)))
    agree(beta, gamma)
    claim = tell(alpha, 1)
    settle(trio)
    (at_gamma,) = known(gamma, claim)
    assert (at_gamma.origin, [one.partner for one in at_gamma.through]) == (alpha.id, [beta.id])
    assert at_gamma.allies == (), "an ally of the maker's is not free to pass it on in turn"
    (at_beta,) = known(beta, claim)
    assert at_beta.allies == (gamma.id,)
    assert at_gamma.object == at_beta.object
    (through,) = at_beta.through
    assert (through.holds_out, through.confirmed, through.terms is not None and through.terms.onward) == (True, True, "allies")


def test_each_version_is_there_with_its_event_and_the_last_one_says_that_it_was_withdrawn(trio: list[House]) -> None:
    alpha, beta, _ = trio
    agree(alpha, beta)
    claim = tell(alpha, 1)
    settle(trio)
    (before,) = known(beta, claim)
    alpha.node.append(withhold_payload([claim], "the source asked for it", None))
    settle(trio)
    (after,) = known(beta, claim)
    assert (before.withdrawn, before.shown is not None) == (False, True)
    assert (after.withdrawn, after.shown, after.allies) == (True, None, ())
    assert [one.revoked for one in after.history] == [False, True]
    assert after.history[:1] == before.history
    assert after.history[0].sequence < after.history[1].sequence
    with beta.node.ledger.view() as view:
        kinds = {event.sequence: event.payload["what"] for event in view.events(kind="exchange")}
    assert all(kinds[one.sequence] == "taken" for one in after.history)


def test_nothing_is_found_for_no_beginning_or_for_messages(trio: list[House]) -> None:
    agree(trio[0], trio[1])
    tell(trio[0], 1)
    settle(trio)
    assert known(trio[1], "") == ()
    messages = [held.id for held in trio[1].state.holdings.objects.values() if held.message is not None]
    assert messages
    assert all(known(trio[1], id) == () for id in messages)
