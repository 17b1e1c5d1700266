"""Agreements: nothing is in force before both have signed the same, and either side can make it less at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from lagebild.errors import NotRecorded, Refused
from lagebild.exchange.agreements import Narrowing, Version, open_version, parse_version, sign_version
from lagebild.exchange.dealing import countersign, end, in_force, narrow, propose, take_file, version_text
from lagebild.exchange.receiving import take_narrowing, take_version
from lagebild.exchange.terms import NOTHING, terms
from tests.exchange.nodes import WIDE, Clock, House, agree, deliver, house, settle, tell

LESS = terms(types=["transfer"], parties=None, highest="green", expires="2099-12-31", unmarked="green", parts=["time"])


@pytest.fixture
def pair(neighbours: tuple[House, House]) -> tuple[House, House]:
    return neighbours


def given(giver: House, taker: House) -> object:
    return giver.state.agreements.terms(giver.id, taker.id)


def test_a_proposal_is_in_force_only_once_both_have_signed(pair: tuple[House, House]) -> None:
    one, other = pair
    propose(one.node, other.id, LESS, WIDE)
    assert given(one, other) is None
    deliver(one, other)
    countersign(other.node, one.id)
    assert other.state.agreements.terms(one.id, other.id) == LESS
    assert given(one, other) is None
    deliver(other, one)
    assert (given(one, other), one.state.agreements.terms(other.id, one.id)) == (LESS, WIDE)


def test_nothing_flows_before_that(pair: tuple[House, House]) -> None:
    one, other = pair
    tell(one, 1)
    propose(one.node, other.id, WIDE, WIDE)
    deliver(one, other)
    assert other.received() == []
    assert one.state.out(other.id).claims == {}


def test_files_do_what_messages_do(pair: tuple[House, House]) -> None:
    one, other = pair
    signed = propose(one.node, other.id, LESS, WIDE)
    take_file(other.node, version_text(signed).encode(), one.id)
    both = countersign(other.node, one.id)
    take_file(one.node, version_text(both).encode(), other.id)
    assert given(one, other) == LESS


def test_either_side_narrows_at_once_and_nobody_widens_alone(pair: tuple[House, House]) -> None:
    one, other = pair
    agree(one, other)
    narrow(one.node, other.id, one.id, LESS)
    assert given(one, other) == replace(LESS, approval=())
    assert narrow(one.node, other.id, one.id, WIDE) == LESS, "a narrowing that asks for more changes nothing"
    narrow(other.node, one.id, one.id, replace(WIDE, highest="clear"))
    deliver(other, one)
    assert given(one, other) == replace(LESS, highest="clear")


def test_the_next_version_takes_the_place_of_the_narrowed_one(pair: tuple[House, House]) -> None:
    one, other = pair
    agree(one, other)
    end(one.node, other.id)
    assert given(one, other) == replace(NOTHING, approval=())
    agree(one, other, LESS, LESS)
    assert given(one, other) == LESS
    assert in_force(one.state, other.id).number == 2


def test_two_proposals_at_once_lead_to_one_version_on_both_sides(pair: tuple[House, House]) -> None:
    one, other = pair
    agree(one, other)
    propose(one.node, other.id, LESS, WIDE)
    propose(other.node, one.id, LESS, WIDE)
    deliver(one, other)
    deliver(other, one)
    for each, partner in ((one, other), (other, one)):
        countersign(each.node, partner.id)
    deliver(one, other)
    deliver(other, one)
    deliver(one, other)
    assert in_force(one.state, other.id) == in_force(other.state, one.id)


def test_of_several_proposals_the_last_is_signed(pair: tuple[House, House]) -> None:
    one, other = pair
    propose(one.node, other.id, WIDE, WIDE)
    propose(one.node, other.id, LESS, LESS)
    deliver(one, other)
    countersign(other.node, one.id)
    deliver(other, one)
    assert given(one, other) == LESS
    with pytest.raises(NotRecorded):
        countersign(other.node, one.id)


def test_a_version_that_does_not_follow_is_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    agree(one, other)
    before = in_force(one.state, other.id)
    for number, previous in ((3, before.hash), (2, "sha256:0"), (1, None)):
        version = Version(before.id, number, before.parties, dict.fromkeys(before.parties, LESS), previous)
        with pytest.raises(Refused, match="follow"):
            take_version(other.node, [sign_version(version, one.node.key(one.state), one.node.now())], one.id)


def test_signatures_under_different_texts_or_by_strangers_do_not_count(pair: tuple[House, House], tmp_path: Path) -> None:
    one, other = pair
    stranger = house(tmp_path, "Stranger", Clock())
    parties = tuple(sorted((one.id, other.id)))
    first = Version("agreement--x", 1, parties, dict.fromkeys(parties, WIDE))  # type: ignore[arg-type]
    second = replace(first, gives=dict.fromkeys(parties, LESS))
    key, time = one.node.key(one.state), one.node.now()
    rings = one.state.rings()
    with pytest.raises(Refused, match="different"):
        open_version([sign_version(first, key, time), sign_version(second, other.node.key(other.state), time)], rings)
    with pytest.raises(Refused, match="nobody who is known"):
        open_version([sign_version(first, stranger.node.key(stranger.state), time)], rings)
    with pytest.raises(Refused, match="nobody has signed"):
        open_version([], rings)


def test_a_narrowing_by_somebody_else_is_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    agree(one, other)
    from lagebild.exchange.agreements import sign_narrowing

    before = in_force(one.state, other.id)
    forged = Narrowing(before.id, 1, one.id, one.id, LESS)
    with pytest.raises(Refused):
        take_narrowing(one.node, sign_narrowing(forged, other.node.key(other.state), other.node.now()), other.id)


def test_there_is_nothing_to_sign_or_to_narrow_without_an_agreement(pair: tuple[House, House]) -> None:
    one, other = pair
    with pytest.raises(NotRecorded):
        countersign(one.node, other.id)
    with pytest.raises(NotRecorded):
        narrow(one.node, other.id, one.id, LESS)


def test_what_is_not_understood_is_refused() -> None:
    for wrong in ({}, {"id": "x"}, 3, {"id": "x", "version": 1, "parties": ["a"], "terms": {"a": {}}, "previous": None}):
        with pytest.raises(Refused):
            parse_version(wrong)


def test_two_first_agreements_at_once_lead_to_the_same_one_on_both_sides(pair: tuple[House, House]) -> None:
    one, other = pair
    propose(one.node, other.id, WIDE, WIDE)
    propose(other.node, one.id, replace(WIDE, highest="green"), WIDE)
    deliver(one, other)
    deliver(other, one)
    for each, partner in ((one, other), (other, one)):
        countersign(each.node, partner.id)
    settle([one, other])
    books = [each.state.agreements for each in pair]
    assert len(books[0].with_partner(one.id, other.id)) == 2
    assert books[0].current(one.id, other.id) == books[1].current(other.id, one.id)
    assert books[0].terms(one.id, other.id) == books[1].terms(one.id, other.id)
