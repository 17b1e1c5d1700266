"""A kept state is what folding the ledger gives, or is not taken at all."""

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lagebild.exchange import kept_state, state
from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.node import Node, init_node, revoke, rotate
from lagebild.exchange.state import State
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.ledger import open_ledger
from tests.exchange.nodes import Clock, House, acquaint, agree, settle, tell


def filled(folder: Path) -> list[House]:
    """Two houses with ledgers on the disk, which have exchanged, changed keys and taken back."""
    clock, houses = Clock(), []
    for name in ("Alpha", "Beta"):
        node = Node(open_ledger(folder / f"{name}.db"), folder / f"{name}.db.node", "ada", clock)
        init_node(node, name, None)
        houses.append(House(node, ObjectStore(node.store_path)))
    one, other = houses
    acquaint(one, other)
    agree(one, other)
    claims = [tell(home, number) for number, home in enumerate(houses * 4)]
    settle(houses)
    one.node.append(withhold_payload([claims[0]], "not now", None))
    rotate(one.node)
    revoke(other.node, other.state.card.last.keys[0].id)  # type: ignore[union-attr]
    settle(houses)
    return houses


@pytest.fixture(autouse=True)
def kept_very_often(monkeypatch: pytest.MonkeyPatch, kept_often: None) -> None:
    monkeypatch.setattr(state, "_MANY", 10)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What came of each attempt to take a kept state."""
    found: list[bool] = []
    real = kept_state.load_state

    def noted(*given: object) -> bool:
        found.append(real(*given))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr("lagebild.exchange.node.load_state", noted)
    return found


def test_a_kept_state_is_what_the_ledger_comes_to(tmp_path: Path, loads: list[bool]) -> None:
    for one in filled(tmp_path):
        one.reopen()
        with one.node.ledger.view() as view:
            assert one.state == State.of(view)
        assert loads[-1]


def _another_mark(folder: Path) -> None:
    data = bytearray((folder / "state.kept").read_bytes())
    data[-20] ^= 1
    (folder / "state.kept").write_bytes(data)


def _without_bodies(folder: Path) -> None:
    for path in folder.glob("bodies-*"):
        path.unlink()


def _cut_bodies(folder: Path) -> None:
    for path in folder.glob("bodies-*"):
        os.truncate(path, path.stat().st_size // 2)


def _another_secret(folder: Path) -> None:
    (folder / "secret").write_bytes(bytes(32))


def _cut(folder: Path) -> None:
    os.truncate(folder / "state.kept", 30)


@pytest.mark.parametrize("spoil", [_another_mark, _without_bodies, _cut_bodies, _another_secret, _cut])
def test_what_is_spoilt_is_made_anew_from_the_ledger(tmp_path: Path, loads: list[bool], spoil: Callable[[Path], None]) -> None:
    one, _ = filled(tmp_path)
    spoil(one.node.folder)
    one.reopen()
    with one.node.ledger.view() as view:
        assert one.state == State.of(view)
    assert not loads[-1]
    one.reopen()
    assert one.state.sequence
    assert loads[-1], "it was kept anew"


def test_a_state_of_another_ledger_or_another_version_is_not_taken(
    tmp_path: Path, loads: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = filled(tmp_path)
    Node(other.node.ledger, one.node.folder, "ada").state()
    assert not loads[-1]
    (tmp_path / "again").mkdir()
    one, _ = filled(tmp_path / "again")
    monkeypatch.setattr(kept_state, "_FORM", 99)
    one.reopen()
    assert one.state.sequence
    assert not loads[-1]


def test_nothing_but_nouns_of_the_exchange_is_made_of_a_kept_state(tmp_path: Path) -> None:
    """Even under the node's own mark: a program in it is not run."""
    one, _ = filled(tmp_path)
    path, secret = one.node.folder / "state.kept", one.node.secret
    mark = kept_state.marker(secret)
    head = path.read_bytes()[mark.digest_size :].split(b"\n", 1)[0]

    class Program:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "ran"),)

    said = head + b"\n" + pickle.dumps(Program())
    mark.update(said)
    path.write_bytes(mark.digest() + said)
    with pytest.raises(pickle.UnpicklingError, match="no part of a state"):
        one.node.apart().state()
    assert not (tmp_path / "ran").exists()


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = filled(tmp_path)

    def full(*given: object) -> None:
        raise OSError(28, "no space left on device")

    for path in one.node.folder.glob("state.kept"):
        path.unlink()
    monkeypatch.setattr(kept_state, "_write", full)
    one.reopen()
    with one.node.ledger.view() as view:
        assert one.state == State.of(view)


def test_two_who_follow_one_ledger_share_what_was_kept(tmp_path: Path, loads: list[bool]) -> None:
    """What one of them keeps while the other goes on with an older one harms neither."""
    one, other = filled(tmp_path)
    server = one.node.apart()
    assert server.state() == one.state
    for number in range(20, 40):
        tell(one, number)
    settle([one, other])
    assert server.state() == one.state
    assert server.apart().state() == one.state
    head = json.loads((one.node.folder / "state.kept").read_bytes()[64:].split(b"\n", 1)[0])
    assert {path.name for path in one.node.folder.glob("bodies-*")} == {head["bodies"]}


def test_a_small_change_of_a_large_state_is_not_kept_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_MANY", 10)
    one = State(weight=1_000, kept_at=960)
    assert not one.is_heavy
    one.weight = 1_200
    assert one.is_heavy


def test_whoever_has_read_less_far_leaves_what_was_kept_since_and_can_go_on(tmp_path: Path) -> None:
    one, other = filled(tmp_path)
    slow, secret = one.node.apart(), one.node.secret
    slow.state()
    with one.node.ledger.view() as behind:
        behind.head()
        for number in range(40, 60):
            tell(one, number)
            one.publish()
        kept = (one.node.folder / "state.kept").read_bytes()
        kept_state.keep_state(slow._state, slow.folder, secret, behind)
    assert (one.node.folder / "state.kept").read_bytes() == kept
    with one.node.ledger.view() as view:
        assert slow.state() == State.of(view)
    assert [slow._state.out(other.id).bodies[key] for key in slow._state.out(other.id).items]
