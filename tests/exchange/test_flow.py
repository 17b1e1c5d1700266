"""Three nodes: whatever happens, they come to hold exactly what an oracle says each may hold, and then send nothing any more."""

import json
import random
import re
from dataclasses import replace

import pytest

from lagebild.claims.decision import accept, correct, reject
from lagebild.errors import LagebildError, Refused, StoreUnusable
from lagebild.exchange.approvals import clear_payload, withhold_payload
from lagebild.exchange.dealing import countersign, end, narrow, propose
from lagebild.exchange.flow import cases_of, stream_of
from lagebild.exchange.markings import LEVELS, PARTS, Marking, marking_payload, rank
from lagebild.exchange.node import own_card, revoke, rotate
from lagebild.exchange.receiving import take
from lagebild.exchange.release import Released, decide
from lagebild.exchange.stix.marking import tlp_of
from lagebild.exchange.terms import Terms, terms
from lagebild.ledger import Filter
from tests.exchange.nodes import WIDE, House, agree, deliver, settle, tell

DAY = "2026-11-25"
EVERYTHING = Filter(current=None, latest=None)


def oracle(giver: House, taker: House) -> dict[str, tuple[str, frozenset[str]]]:
    """Which claims the taker may hold from the giver's own, at which level and with which parts."""
    state = giver.state
    with giver.node.ledger.view() as view:
        rulings = {case.kept.claim.id: decide(state.offer(taker.id), case, DAY) for case in cases_of(view, state, taker.id)}
    return {claim: (ruling.level, ruling.parts) for claim, ruling in rulings.items() if isinstance(ruling, Released)}


def check(houses: list[House]) -> None:
    """What everybody holds, directly and through an ally, is what the oracle says."""
    for giver in houses:
        for taker in houses:
            if taker is giver:
                continue
            allowed = oracle(giver, taker)
            shown = giver.state.out(taker.id).claims
            assert {claim: (one.level, frozenset(one.parts)) for claim, one in shown.items()} == allowed
            direct = {one.held.id for one in taker.received() if one.origin == giver.id and giver.id in one.via}
            assert direct == {one.note for one in shown.values()}
            check_onward(houses, giver, taker)
            check_silence(giver, taker, allowed)
            assert not taker.state.come(giver.id).wrong()
            visible = {item["id"] for item in giver.outbox(taker) if not item.get("revoked")}
            stale = {id for id, item in giver.state.out(taker.id).last.items() if item["type"] == "note" and item.get("revoked")}
            assert not visible & stale


def check_silence(giver: House, taker: House, allowed: dict[str, tuple[str, frozenset[str]]]) -> None:
    """Nothing that the taker finds, in any object, tells words, ids or sources of what is beyond the oracle."""
    raw = json.dumps(giver.outbox(taker), ensure_ascii=False)
    with giver.node.ledger.view() as view:
        for kept in view.every_claim(EVERYTHING):
            parts = allowed[kept.claim.id][1] if kept.claim.id in allowed else frozenset()
            number = kept.claim.evidence.text.split()[1]
            told = {
                "words": rf"Minister {number}\.|{kept.claim.id}|{kept.report}", "source_names": rf"Blatt {number}\b",
                "materiel": rf"\b{number} Haubitzen", "text": rf'"description": "Staat {number} ',
            }  # fmt: skip
            assert not [part for part, words in told.items() if part not in parts and re.search(words, raw)]


def check_onward(houses: list[House], maker: House, taker: House) -> None:
    for holder in houses:
        if holder in (maker, taker):
            continue
        given, passed = maker.state.offer(holder.id), holder.state.offer(taker.id)
        may = set()
        if given is not None and passed is not None and given.terms.in_force(DAY) and passed.terms.in_force(DAY):
            for one in holder.received():
                if one.origin == maker.id and maker.id in one.via and taker.id in given.terms.allies and _fits(one, passed.terms):
                    may.add(one.held.id)
        got = {one.held.id for one in taker.received() if one.origin == maker.id and holder.id in one.via}
        assert got == may, (maker.state.card.last.name, holder.state.card.last.name, taker.state.card.last.name, len(got), len(may), got - may, may - got)


def _fits(one: object, agreed: Terms) -> bool:
    level = tlp_of(one.held.item)  # type: ignore[attr-defined]
    entities = {role.entity for role in one.claim.roles}  # type: ignore[attr-defined]
    return (
        level not in (None, "amber+strict", "red") and rank(level or "") <= rank(agreed.highest)
        and (agreed.types is None or "transfer" in agreed.types) and (agreed.parties is None or bool(entities & set(agreed.parties)))
        and one.parts <= set(agreed.parts) and not agreed.approval  # type: ignore[attr-defined]
    )  # fmt: skip


def random_terms(dice: random.Random, allies: list[str]) -> Terms:
    onward = dice.choice(["none", "allies", "allies"])
    return terms(
        types=dice.choice([None, None, ["transfer"], ["meeting"], []]), parties=dice.choice([None, ["DE"], ["DE", "KP"], ["UA"]]),
        highest=dice.choice(LEVELS[1:4]), unmarked=dice.choice([None, "green", "amber"]), expires=dice.choice(["2099-12-31", "2026-01-01"]),
        parts=dice.choice([PARTS, PARTS, ["time", "quantity"], [part for part in PARTS if part != "text"], []]),
        onward=onward, allies=allies if onward == "allies" else [],
    )  # fmt: skip


def act(dice: random.Random, houses: list[House], claims: dict[str, list[str]]) -> None:
    """Something that people or networks do."""
    one, other = dice.sample(houses, 2)
    third = next(house for house in houses if house not in (one, other))
    mine = claims.setdefault(one.id, [])
    what = dice.choice(
        ["tell"] * 4 + ["mark", "mark", "correct", "reject", "accept", "withhold", "clear", "narrow", "propose", "sign", "end", "rotate",
                        "revoke", "crash", "deliver", "deliver", "deliver", "half", "again"])  # fmt: skip
    if what == "tell":
        mine.append(tell(one, 100 * houses.index(one) + len(mine)))
    elif what in ("mark", "correct", "reject", "accept", "withhold", "clear") and mine:
        decide_on(dice, one, other, dice.choice(mine), what)
    elif what == "narrow":
        giver = dice.choice([one.id, other.id])
        narrow(one.node, other.id, giver, random_terms(dice, [third.id]))
    elif what == "propose":
        propose(one.node, other.id, random_terms(dice, [third.id]), random_terms(dice, [third.id]))
    elif what == "sign":
        countersign(one.node, other.id)
    elif what == "end":
        end(one.node, other.id)
    elif what == "rotate":
        rotate(one.node)
    elif what == "revoke":
        revoke(one.node, dice.choice(own_card(one.state).last.keys).id)
    elif what == "crash":
        one.reopen()
    elif what == "deliver":
        deliver(one, other)
    elif what == "half":
        one.publish()
        found = one.outbox(other)
        take(other.node, one.id, found[: dice.randint(0, len(found))])
    elif what == "again":
        found = one.outbox(other)
        dice.shuffle(found)
        take(other.node, one.id, found)


def decide_on(dice: random.Random, one: House, other: House, claim: str, what: str) -> None:
    if what == "mark":
        level = dice.choice([*LEVELS, "unknown"])
        part = dice.choice(["", "", "words", "quantity"])
        one.node.append(marking_payload("claim", [claim], part, None if dice.random() < 0.2 else Marking(level)))
    elif what in ("withhold", "clear"):
        partner = dice.choice([None, other.id])
        one.node.append(withhold_payload([claim], "not now", partner) if what == "withhold" else clear_payload([claim], partner))
    else:
        by = {"actor": "ada", "time": one.node.now()}
        made = {
            "correct": correct([claim], {"certainty": dice.choice(["possible", "probable"])}, **by), "reject": reject([claim], **by),
            "accept": accept([claim], **by),
        }[what]  # fmt: skip
        with one.node.ledger.writer("ada") as writer:
            writer.decide(made)


@pytest.mark.parametrize("seed", range(2))
def test_after_any_course_of_events_everybody_holds_what_they_may_and_nobody_sends_anything(trio: list[House], seed: int) -> None:
    dice = random.Random(seed)
    claims: dict[str, list[str]] = {}
    for one, other, third in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        onward = replace(WIDE, onward="allies", allies=(trio[third].id,))
        agree(trio[one], trio[other], onward, onward)
    for number in range(75):
        try:
            act(dice, trio, claims)
        except LagebildError:  # no agreement to narrow, nothing to sign, a claim that was decided on
            continue
        if number % 25 == 24:
            settle(trio)
            check(trio)
    settle(trio)
    check(trio)
    heads = [house.node.state().sequence for house in trio]
    settle(trio)
    assert [house.node.state().sequence for house in trio] == heads


def test_a_crash_between_ledger_and_store_is_made_good_by_the_next_call(trio: list[House], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, _ = trio
    agree(one, other)
    claim = tell(one, 1)
    one.publish()

    def full(*given: object, **named: object) -> None:
        raise StoreUnusable("objects.db", "the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(one.store, "append", full)
        broken.setattr(one.store, "hide", full)
        tell(one, 2)
        one.node.append(withhold_payload([claim], "not now", None))
        with pytest.raises(StoreUnusable):
            one.publish()
    one.reopen()
    settle(trio)
    check(trio)
    assert len(other.received()) == 1


def test_a_store_that_forgot_how_far_it_was_is_filled_again_and_shows_nothing_that_was_hidden(trio: list[House]) -> None:
    one, other, _ = trio
    agree(one, other)
    claim = tell(one, 1)
    tell(one, 2)
    settle(trio)
    one.node.append(withhold_payload([claim], "not now", None))
    settle(trio)
    before = sorted(item["id"] for item in one.outbox(other))
    (one.node.folder / "mirrored.json").unlink()
    one.reopen()
    settle(trio)
    check(trio)
    assert sorted(item["id"] for item in one.outbox(other)) == before


def test_a_stretch_of_the_stream_is_whole_for_whoever_is_at_its_beginning(trio: list[House]) -> None:
    one, other, _ = trio
    agree(one, other)
    tell(one, 1)
    deliver(one, other)
    place = other.state.come(one.id).followed.place
    tell(one, 2)
    one.publish()
    stretch = stream_of(one.node, other.id, place.sequence)
    assert stretch.after == place
    assert take(other.node, one.id, stretch.objects).gaps == ()
    assert other.state.come(one.id).followed.place == stretch.place
    with pytest.raises(Refused):
        stream_of(one.node, other.id, place.sequence + 1)
