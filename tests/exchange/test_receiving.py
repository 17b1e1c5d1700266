"""Attacks and faults on what comes in: each is refused with its reason, and harms nothing else."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.issuing import Issuer
from lagebild.exchange.messages import MESSAGE_EXTENSION, Message, message
from lagebild.exchange.node import own_card, revoke, rotate
from lagebild.exchange.receiving import take
from lagebild.exchange.sealing import SEAL_EXTENSION, seal
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import Entry, Place, head_part, heads_of, stream_name
from tests.exchange.nodes import WIDE, Clock, House, acquaint, agree, deliver, house, settle, tell


@pytest.fixture
def pair(neighbours: tuple[House, House]) -> tuple[House, House]:
    one, other = neighbours
    agree(one, other)
    tell(one, 1)
    deliver(one, other)
    return one, other


def note_of(giver: House, taker: House) -> StixObject:
    """The note of the one claim that the taker finds."""
    return next(item for item in giver.outbox(taker) if CLAIM in item.get("extensions", {}))


def signed(home: House, item: StixObject, **changed: Any) -> StixObject:
    """An object, changed, under the seal of `home`."""
    state = home.state
    fresh = deepcopy(item) | changed
    return seal(fresh, home.node.key(state), home.node.stamp(state))


def reasons(taker: House, giver: House, *items: object) -> list[str]:
    return [one.reason for one in take(taker.node, giver.id, items).refused]


def later(item: StixObject, seconds: int = 1) -> str:
    day, rest = item["modified"].split("T")
    hour, minute, second = rest[:-1].split(":")
    return f"{day}T{hour}:{minute}:{float(second) + seconds:06.3f}Z"


def test_what_comes_again_is_known_and_writes_nothing(pair: tuple[House, House]) -> None:
    one, other = pair
    before = other.state.sequence
    again = take(other.node, one.id, one.outbox(other))
    assert (again.n_new, again.refused, other.state.sequence) == (0, (), before)


def test_an_object_without_seal_or_changed_on_its_way_is_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    note = note_of(one, other)
    bare = deepcopy(note) | {"id": "note--11111111-1111-4111-8111-111111111111"}
    changed = deepcopy(bare)
    del bare["extensions"][SEAL_EXTENSION]
    assert ["missing" in reasons(other, one, bare)[0], "prove" in reasons(other, one, changed)[0]] == [True, True]


def test_a_marking_that_was_stripped_or_lowered_on_the_way_is_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    note = note_of(one, other)
    fresh = {"id": "note--11111111-1111-4111-8111-111111111111"}
    stripped = deepcopy(note) | fresh
    del stripped["object_marking_refs"]
    lowered = deepcopy(note) | fresh | {"object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}
    assert len(reasons(other, one, stripped)) == 1
    assert len(reasons(other, one, lowered)) == 1


def test_an_object_with_no_marking_an_unknown_one_or_no_rule_for_us_is_refused_though_sealed(pair: tuple[House, House]) -> None:
    one, other = pair
    note = note_of(one, other)
    tlp = next(ref for ref in note["object_marking_refs"] if "bab4a63c" in ref)
    for refs in ([], [tlp], [tlp, "marking-definition--11111111-1111-4111-8111-111111111111"]):
        forged = signed(one, note, id="note--11111111-1111-4111-8111-111111111111", object_marking_refs=refs)
        assert "object_marking_refs" in reasons(other, one, forged)[0]


def test_only_its_creator_makes_versions_and_nobody_speaks_for_another(pair: tuple[House, House]) -> None:
    one, other = pair
    note = note_of(one, other)
    theirs = signed(other, note, created_by_ref=other.id, modified=later(note))
    assert "who made it" in reasons(other, one, signed(one, theirs, created_by_ref="identity--11111111-1111-4111-8111-111111111111"))[0]
    assert len(reasons(other, one, signed(other, note, modified=later(note)))) == 1


def test_an_object_that_says_we_made_it_is_forged(pair: tuple[House, House]) -> None:
    one, other = pair
    note = signed(one, note_of(one, other), created_by_ref=other.id, id="note--11111111-1111-4111-8111-111111111111")
    assert "we made it" in reasons(other, one, note)[0]


def test_the_same_version_with_other_content_is_a_conflict_and_both_are_kept(pair: tuple[House, House]) -> None:
    one, other = pair
    note = note_of(one, other)
    twin = signed(one, note, content="Something else.")
    assert "both are kept" in reasons(other, one, twin)[0]
    kept = [refused.item for refused in other.state.holdings.refused if refused.item]
    assert kept == [twin]
    assert other.state.holdings.objects[note["id"]].item == note


def test_an_older_version_that_was_not_known_is_a_rollback(pair: tuple[House, House]) -> None:
    one, other = pair
    note = note_of(one, other)
    assert "older" in reasons(other, one, signed(one, note, modified=note["created"].replace("T12", "T11"), created="2026-01-01T00:00:00.000Z"))[0]


def test_after_a_withdrawal_there_is_no_further_version(pair: tuple[House, House]) -> None:
    one, other = pair
    note = note_of(one, other)
    stone = signed(one, note, modified=later(note), revoked=True)
    assert not reasons(other, one, stone)
    assert other.received() == []
    assert "final" in reasons(other, one, signed(one, note, modified=later(note, 2)))[0]


def test_an_object_that_no_signed_head_names_is_held_but_not_shown(pair: tuple[House, House]) -> None:
    one, other = pair
    note = signed(one, note_of(one, other), id="note--11111111-1111-4111-8111-111111111111")
    assert not reasons(other, one, note)
    assert note["id"] in other.state.holdings.objects
    assert [received.held.id for received in other.received()] == [note_of(one, other)["id"]]


def test_an_omitted_object_shows_until_it_is_given(pair: tuple[House, House]) -> None:
    one, other = pair
    tell(one, 2)
    one.publish()
    found = one.outbox(other)
    note = [item for item in found if CLAIM in item.get("extensions", {})][-1]
    taken = take(other.node, one.id, [item for item in found if item is not note])
    assert [gap.kind for gap in taken.gaps] == ["omitted"]
    assert other.state.come(one.id).receipted < other.state.come(one.id).to_confirm, "what is not whole is not confirmed"
    assert take(other.node, one.id, [note]).gaps == ()


def test_two_views_of_one_place_show(pair: tuple[House, House]) -> None:
    one, other = pair
    state = one.state
    entries = [Entry(f"note--{number}", "2026-01-01T00:00:00.000Z", "sha256:0") for number in range(state.out(other.id).place.sequence)]
    head = heads_of(stream_name(one.id, other.id), Place(), entries)[0]
    said = Message("head", one.id, other.id, head_part(head))
    forged = message(said, "Another view.", one.node.key(state), one.node.stamp(state), "x")
    assert [gap.kind for gap in take(other.node, one.id, [forged]).gaps] == ["split"]


def test_a_message_for_or_by_somebody_else_is_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    state = one.state
    for said in (Message("recall", one.id, "identity--c", {"objects": []}), Message("recall", other.id, other.id, {"objects": []})):
        note = message(said, "x", one.node.key(state), one.node.stamp(state), "x")
        assert len(reasons(other, one, note)) == 1
    foreign = Message("head", one.id, other.id, head_part(heads_of(stream_name(other.id, one.id), Place(), [Entry("a", "", "")])[0]))
    assert "another stream" in reasons(other, one, message(foreign, "x", one.node.key(state), one.node.stamp(state), "y"))[0]


def test_what_a_revoked_key_signed_counts_only_where_it_was_held_before(pair: tuple[House, House]) -> None:
    one, other = pair
    old, time = one.node.key(one.state), one.node.stamp(one.state)
    note = note_of(one, other)
    revoke(one.node, own_card(one.state).last.current.id)
    deliver(one, other)
    backdated = seal(deepcopy(note) | {"id": "note--11111111-1111-4111-8111-111111111111"}, old, time)
    assert "revoked" in reasons(other, one, backdated)[0]
    assert [received.held.id for received in other.received()] == [note["id"]], "what was held before still counts"


def test_a_new_key_is_learnt_from_the_card_that_comes_along_whatever_was_missed(pair: tuple[House, House]) -> None:
    one, other = pair
    for _ in range(3):
        rotate(one.node)
    tell(one, 2)
    assert deliver(one, other).refused == ()
    assert len(other.received()) == 2
    assert len(other.state.partners[one.id].card.statements) == 4


def test_a_partner_who_was_away_during_a_revocation_gets_everything_under_the_new_key(pair: tuple[House, House], tmp_path: Path) -> None:
    one, _ = pair
    late = house(tmp_path, "Late", one.node.now)  # type: ignore[arg-type]
    acquaint(one, late)
    agree(one, late)
    one.publish()
    revoke(one.node, own_card(one.state).last.current.id)
    settle([one, late])
    assert len(late.received()) == 1
    assert not late.state.come(one.id).wrong()


def test_a_card_that_does_not_continue_the_known_one_is_refused(pair: tuple[House, House], tmp_path: Path) -> None:
    one, other = pair
    stranger = house(tmp_path, "Stranger", Clock())
    said = Message("card", one.id, other.id, {"statements": list(own_card(stranger.state).envelopes)})
    note = message(said, "x", one.node.key(one.state), one.node.stamp(one.state), "x")
    assert "does not continue" in reasons(other, one, note)[0]


@pytest.mark.parametrize(
    "poison",
    [
        None, 3, [], {}, {"type": "note"}, {"type": "note", "id": 5}, {"type": "note", "id": "note--x", "modified": "9999-01-01T00:00:00Z"},
        {"type": "note", "id": "note--x", "modified": "2026-01-01T00:00:00.123456789Z", "n": 2**60},
        {"type": "note", "id": "note--x", "modified": "2026-01-01T00:00:00Z", "x": 0.5},
        {"type": "note", "id": "note--x", "modified": "2026-01-01T00:00:00Z", "x": "\ud800"},
        {"type": "note", "id": "note--x", "modified": "2026-01-01T00:00:00Z", "object_marking_refs": "red"},
        {"type": "note", "id": "note--x", "modified": "2026-01-01T00:00:00Z", "extensions": {MESSAGE_EXTENSION: 1}},
    ],
)  # fmt: skip
def test_a_poison_object_is_refused_and_what_comes_with_it_is_taken(pair: tuple[House, House], poison: object) -> None:
    one, other = pair
    tell(one, 2)
    one.publish()
    taken = take(other.node, one.id, [poison, *one.outbox(other)])
    assert len(taken.refused) == 1
    assert len(other.received()) == 2


def test_deep_nesting_and_huge_objects_are_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    base = {"type": "note", "id": "note--x", "modified": "2026-01-01T00:00:00Z"}
    assert len(reasons(other, one, {**base, "x": deep})) == 1
    assert len(reasons(other, one, {**base, "x": "y" * 1_100_000})) == 1


def test_a_clock_that_steps_back_loses_and_reorders_nothing(pair: tuple[House, House]) -> None:
    one, other = pair
    from datetime import timedelta

    from lagebild.exchange.approvals import clear_payload, withhold_payload

    claim = next(iter(one.state.out(other.id).claims))
    rotate(one.node)
    one.node.now.time -= timedelta(hours=6)  # type: ignore[attr-defined]
    tell(one, 2)
    one.node.append(withhold_payload([claim], "not now", None))
    settle([one, other])
    assert [received.claim.evidence.text[:7] for received in other.received()] == ["Staat 2"]
    one.node.append(clear_payload([claim], None))
    settle([one, other])
    assert len(other.received()) == 2
    assert not other.state.come(one.id).wrong()


def test_a_crash_between_taking_batches_loses_nothing(pair: tuple[House, House]) -> None:
    one, other = pair
    for number in range(2, 8):
        tell(one, number)
    one.publish()
    found = one.outbox(other)
    take(other.node, one.id, found[: len(found) // 2])
    other.reopen()
    assert take(other.node, one.id, found).gaps == ()
    assert len(other.received()) == 7


def test_a_receipt_says_how_far_and_what_was_not_applied(pair: tuple[House, House]) -> None:
    one, other = pair
    claim = next(iter(one.state.out(other.id).claims))
    one.node.append(withhold_payload([claim], "recalled", None))
    one.publish()
    assert len(one.state.out(other.id).unconfirmed()) == 2, "note and report are withdrawn, and nobody has confirmed it"
    deliver(one, other)
    assert one.state.out(other.id).unconfirmed()
    deliver(other, one)
    assert not one.state.out(other.id).unconfirmed()
    assert other.received() == []


def test_what_was_refused_and_taken_after_all_under_a_new_seal_is_confirmed(pair: tuple[House, House]) -> None:
    one, other = pair
    had = {item["id"] for item in one.outbox(other)}
    one.node.append(withhold_payload(list(one.state.out(other.id).claims), "recalled", None))
    tell(one, 2)
    one.publish()
    old = {item["id"]: item for item in one.outbox(other) if item.get("revoked") or (CLAIM in item["extensions"] and item["id"] not in had)}
    revoke(one.node, own_card(one.state).last.current.id)
    one.publish()
    early = [old.get(item["id"], item) for item in one.outbox(other)]
    refused = take(other.node, one.id, early).refused
    assert ({one.id for one in refused}, all("revoked" in one.reason for one in refused)) == (set(old), True)
    deliver(other, one)
    assert one.state.out(other.id).not_applied == old.keys() > one.state.out(other.id).unconfirmed().keys() != set()
    assert deliver(one, other).refused == ()
    deliver(other, one)
    assert (one.state.out(other.id).not_applied, one.state.out(other.id).unconfirmed()) == (frozenset(), {})
    assert take(other.node, one.id, early).refused
    assert other.state.come(one.id).not_applied() == (), "what comes once more under the old seal takes nothing back"
    settle([one, other])


def test_a_receipt_for_another_history_is_not_believed(pair: tuple[House, House]) -> None:
    one, other = pair
    state = other.state
    body = {"stream": stream_name(one.id, other.id), "sequence": 99, "hash": "sha256:0", "refused": []}
    note = message(Message("receipt", other.id, one.id, body), "x", other.node.key(state), other.node.stamp(state), "x")
    before = one.state.out(other.id).confirmed
    take(one.node, other.id, [note])
    assert one.state.out(other.id).confirmed == before


def test_an_agreement_with_a_signature_that_we_never_made_is_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    from lagebild.exchange.agreements import Version, sign_version
    from lagebild.exchange.dealing import in_force

    before = in_force(other.state, one.id)
    wide = replace(WIDE, highest="red")
    version = Version(before.id, 2, before.parties, dict.fromkeys(before.parties, wide), before.hash)
    stolen = other.node.key(other.state)
    envelopes = [sign_version(version, stolen, other.node.now()), sign_version(version, one.node.key(one.state), one.node.now())]
    said = Message("agreement", one.id, other.id, {"envelopes": envelopes})
    take(other.node, one.id, [message(said, "x", one.node.key(one.state), one.node.stamp(one.state), "x")])
    assert in_force(other.state, one.id) == before
    assert "did not make" in other.state.holdings.refused[-1].reason


def test_an_issuer_never_signs_before_its_key_counts(pair: tuple[House, House]) -> None:
    one, _ = pair
    rotate(one.node)
    state = one.state
    issuer = Issuer(own_card(state), one.node.secret, one.node.key(state), one.node.stamp(state))
    assert issuer.time >= issuer.key.valid_from
