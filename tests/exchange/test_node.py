"""A node: its folder is its owner's, its state follows from the ledger, and its keys work whatever the clock does."""

import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lagebild.errors import KeyUnusable, NotRecorded, Refused
from lagebild.exchange.dealing import narrow, propose
from lagebild.exchange.node import Node, init_node, key_file, move, node_folder, own_card, revoke, rotate
from lagebild.exchange.partners import add_partner, drop_partner, give_token, keep_token, kept_token, update_partner, whose_token
from lagebild.exchange.receiving import take
from lagebild.exchange.state import State
from lagebild.ledger import open_ledger
from lagebild.ledger.writer import Writer
from tests.exchange.nodes import WIDE, Clock, House, acquaint, agree, house, settle, tell

TODAY = "2026-11-25"


def still() -> datetime:
    return datetime(2026, 11, 25, tzinfo=UTC)


def fresh(folder: Path, now=still) -> Node:  # type: ignore[no-untyped-def]
    return Node(open_ledger(":memory:"), folder / "n.node", "ada", now)


def test_a_node_is_made_once_and_others_may_not_read_its_folder(tmp_path: Path) -> None:
    node = fresh(tmp_path)
    init_node(node, "Alpha", None)
    assert stat.S_IMODE(node.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in node.folder.iterdir()} == {0o600}
    assert len(node.secret) == 32
    with pytest.raises(Refused):
        init_node(node, "Beta", None)
    with pytest.raises(NotRecorded):
        own_card(State())


def test_keys_can_be_changed_while_the_clock_stands_still(tmp_path: Path) -> None:
    node = fresh(tmp_path)
    init_node(node, "Alpha", None)
    for _ in range(3):
        rotate(node)
    revoke(node, own_card(node.state()).last.current.id)
    card = own_card(node.state())
    assert len(card.last.keys) == 5
    assert node.key(node.state()).public.id == card.last.current.id
    assert node.stamp(node.state()) >= card.last.current.valid_from


def test_a_lost_key_or_secret_is_named(tmp_path: Path) -> None:
    node = fresh(tmp_path)
    init_node(node, "Alpha", None)
    (node.folder / key_file(own_card(node.state()).last.current)).unlink()
    (node.folder / "secret").write_bytes(b"short")
    with pytest.raises(KeyUnusable):
        node.key(node.state())
    with pytest.raises(KeyUnusable):
        _ = node.secret


def test_the_state_follows_from_the_events_alone(tmp_path: Path) -> None:
    clock = Clock()
    one, other = house(tmp_path, "Alpha", clock), house(tmp_path, "Beta", clock)
    acquaint(one, other)
    agree(one, other)
    tell(one, 1)
    settle([one, other])
    for each in (one, other):
        with each.node.ledger.view() as view:
            assert State.of(view) == each.state
        each.store.close()


def test_a_name_that_moves_reaches_partners(tmp_path: Path) -> None:
    clock = Clock()
    one, other = house(tmp_path, "Alpha", clock), house(tmp_path, "Beta", clock)
    acquaint(one, other)
    move(one.node, "Alpha North", "https://north.example/taxii2/lagebild/")
    settle([one, other])
    assert other.state.partner("Alpha North").card.last.address == "https://north.example/taxii2/lagebild/"
    for each in (one, other):
        each.store.close()


def test_tokens_let_in_whom_they_were_given_to_until_they_are_replaced(tmp_path: Path) -> None:
    clock = Clock()
    one, other = house(tmp_path, "Alpha", clock), house(tmp_path, "Beta", clock)
    acquaint(one, other)
    first = give_token(one.node, one.state.partner("Beta"))
    assert whose_token(one.state, first, TODAY) is one.state.partner("Beta")
    second = give_token(one.node, one.state.partner("Beta"))
    assert whose_token(one.state, first, TODAY) is None
    keep_token(other.node, other.state.partner("Alpha"), second)
    assert kept_token(other.node, other.state.partner("Alpha")) == second
    with pytest.raises(Refused):
        keep_token(other.node, other.state.partner("Alpha"), "with a blank in it")
    drop_partner(one.node, one.state.partner("Beta"), None)
    assert whose_token(one.state, second, TODAY) is None
    for each in (one, other):
        each.store.close()


def test_a_partner_is_neither_oneself_nor_a_stranger_with_a_known_name(tmp_path: Path) -> None:
    clock = Clock()
    one, other, same = (house(tmp_path, name, clock) for name in ("Alpha", "Beta", "Gamma"))
    acquaint(one, other)
    card = own_card(one.state)
    with pytest.raises(Refused, match="itself"):
        add_partner(one.node, card, card.fingerprint)
    with pytest.raises(NotRecorded):
        update_partner(one.node, own_card(same.state))
    move(same.node, "Beta", None)
    twin = own_card(same.state)
    add_partner(one.node, twin, twin.fingerprint)
    with pytest.raises(Refused, match="several"):
        one.state.partner("Beta")
    assert one.state.partner(twin.last.identity[10:18]).identity == twin.last.identity
    for each in (one, other, same):
        each.store.close()


def test_the_folder_lies_beside_the_ledger() -> None:
    assert node_folder("a/lage.db") == Path("a/lage.db.node")


@pytest.mark.parametrize("what", ["rotate", "propose", "narrow"])
def test_what_is_decided_is_recorded_with_the_word_to_the_partner_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A process that is killed between the two would have changed its key, or signed, and the partner would never hear of it."""
    clock = Clock()
    one, other = house(tmp_path, "Alpha", clock), house(tmp_path, "Beta", clock)
    acquaint(one, other)
    agree(one, other)
    settle([one, other])
    whole, before = Writer._append, (one.state.sequence, one.state.card)  # type: ignore[attr-defined]
    n_left = [1]

    def killed(*given: object) -> object:
        if not n_left[0]:
            raise KeyboardInterrupt
        n_left[0] -= 1
        return whole(*given)

    act = {
        "rotate": lambda: rotate(one.node), "propose": lambda: propose(one.node, other.id, WIDE, WIDE),
        "narrow": lambda: narrow(one.node, other.id, one.id, WIDE),
    }[what]  # fmt: skip
    with monkeypatch.context() as broken:
        broken.setattr(Writer, "_append", killed)
        with pytest.raises(KeyboardInterrupt):
            act()
    one.reopen()
    assert (one.state.sequence, one.state.card) == before
    act()
    settle([one, other])
    assert other.state.partners[one.id].card == one.state.card
    for each in (one, other):
        each.store.close()
        each.node.ledger.close()


def test_a_new_card_does_not_let_a_dropped_partner_in_again(tmp_path: Path) -> None:
    """Neither one that somebody brings nor one that comes by itself."""
    clock = Clock()
    one, other = house(tmp_path, "Alpha", clock), house(tmp_path, "Beta", clock)
    acquaint(one, other)
    agree(one, other)
    tell(one, 1)
    settle([one, other])
    drop_partner(one.node, one.state.partner("Beta"))
    rotate(other.node)
    take(one.node, other.id, [said["object"] for said in cards_said(other, one)])
    assert len(one.state.partner("Beta").card.statements) == 2
    rotate(other.node)
    update_partner(one.node, own_card(other.state))
    assert len(one.state.partner("Beta").card.statements) == 3
    assert one.state.partner("Beta").dropped
    one.publish()
    assert not one.state.out(other.id).claims


def cards_said(one: House, to: House) -> list[dict[str, Any]]:
    """The events by which the one told its new card."""
    with one.node.ledger.view() as view:
        said = [dict(event.payload) for event in view.events(kind="exchange") if event.payload["what"] == "said"]
    return [event for event in said if event["partner"] == to.id]
