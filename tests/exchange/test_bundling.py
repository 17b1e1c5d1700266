"""Bundles between real nodes: the same comes of a file as of a network, whatever is lost, repeated, mixed up or killed."""

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagebild.claims.decision import correct, reject
from lagebild.errors import NotRecorded, Refused
from lagebild.exchange.bundle import Part, peek, write_bundle
from lagebild.exchange.bundling import read_from, write_for
from lagebild.exchange.flow import stream_of
from lagebild.exchange.node import Node, init_node, revoke, rotate
from lagebild.exchange.partners import drop_partner
from lagebild.exchange.receiving import take
from lagebild.exchange.stream import Place
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.ledger import open_ledger
from tests.commands.calls import COMMAND, ROOT, environment
from tests.exchange.nodes import Clock, House, acquaint, agree, deliver, house, tell


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[House]]:
    clock = Clock()
    houses = [house(tmp_path, name, clock) for name in ("Alpha", "Beta")]
    acquaint(*houses)
    agree(*houses)
    yield houses
    for one in houses:
        one.store.close()
        one.node.ledger.close()


def write(giver: House, taker: House, path: Path, after: int | None = None) -> Path:
    giver.publish()
    write_for(giver.node, taker.id, path, after)
    return path


def held(taker: House) -> dict[str, str]:
    """The claims that the taker holds, with their status."""
    return {str(one.taken.part["claim"]): str(one.taken.part["status"]) for one in taker.received()}


def test_a_file_brings_what_a_network_brings(pair: list[House], tmp_path: Path) -> None:
    alpha, beta = pair
    told = [tell(alpha, number) for number in range(5)]
    found = read_from(beta.node, write(alpha, beta, tmp_path / "1"))
    assert (found.taken.refused, found.taken.gaps, found.unreadable) == ((), (), ())
    assert held(beta) == dict.fromkeys(told, "done")
    assert deliver(alpha, beta).n_new == 0


def test_what_is_confirmed_is_not_written_again(pair: list[House], tmp_path: Path) -> None:
    alpha, beta = pair
    tell(alpha, 1)
    first = peek(write(alpha, beta, tmp_path / "1"))
    read_from(beta.node, tmp_path / "1")
    read_from(alpha.node, write(beta, alpha, tmp_path / "back"))
    tell(alpha, 2)
    second = peek(write(alpha, beta, tmp_path / "2"))
    assert second.after == first.place
    assert read_from(beta.node, tmp_path / "2").fit == "continues"


def random_course(alpha: House, beta: House, folder: Path, chance: random.Random) -> None:
    """Claims are told, corrected and withdrawn, keys changed, and a bundle written after each; then they are read in any order, some twice."""
    told: list[str] = []
    bundles: list[Path] = []
    for number in range(12):
        what = chance.choice(["tell", "tell", "correct", "reject", "rotate"])
        if what == "tell" or not told:
            told.append(tell(alpha, number))
        elif what == "rotate":
            rotate(alpha.node)
        else:
            decision = correct([chance.choice(told)], {"status": chance.choice(["pledged", "offered"])}, actor="ada", time=alpha.node.now())
            if what == "reject":
                decision = reject([told.pop()], actor="ada", time=alpha.node.now())
            with alpha.node.ledger.writer("ada") as writer:
                writer.decide(decision)
        places = sorted(alpha.state.out(beta.id).hashes)
        bundles.append(write(alpha, beta, folder / str(number), chance.choice([None, 0, chance.choice(places)])))
    arriving = bundles + chance.sample(bundles, 4)
    chance.shuffle(arriving)
    for path in arriving:
        position = beta.state.come(alpha.id).followed.place.sequence
        if peek(path).after.sequence <= position:
            read_from(beta.node, path)
            continue
        with pytest.raises(Refused, match="read the bundles between first"):
            read_from(beta.node, path)


@pytest.mark.parametrize("seed", range(4))
def test_bundles_in_any_order_lead_to_what_the_last_one_says(seed: int, pair: list[House], tmp_path: Path) -> None:
    """Nothing that was withdrawn comes back, whichever old bundle is read last."""
    alpha, beta = pair
    random_course(alpha, beta, tmp_path, random.Random(seed))
    read_from(beta.node, write(alpha, beta, tmp_path / "last", 0))
    assert held(beta).keys() == alpha.state.out(beta.id).claims.keys()
    assert not beta.state.come(alpha.id).wrong()
    before = held(beta)
    for path in sorted(tmp_path.glob("[0-9]*")):
        if path.is_file():
            read_from(beta.node, path)
    assert held(beta) == before


def test_a_partner_that_left_objects_out_of_a_bundle_is_found_out(pair: list[House], tmp_path: Path) -> None:
    """It signs the shortened bundle properly; the heads of its stream name what is missing."""
    alpha, beta = pair
    tell(alpha, 1)
    alpha.publish()
    stretch = stream_of(alpha.node, beta.id, 0)
    some = tuple(item for item in stretch.objects if item["type"] != "report")
    write_bundle(tmp_path / "1", Part(alpha.id, beta.id, stretch.after, stretch.place, some), alpha.node.key(alpha.state), alpha.node.now())
    found = read_from(beta.node, tmp_path / "1")
    assert {gap.kind for gap in found.taken.gaps} == {"omitted"}


def test_a_rolled_back_or_split_stream_is_refused(pair: list[House], tmp_path: Path) -> None:
    alpha, beta = pair
    tell(alpha, 1)
    read_from(beta.node, write(alpha, beta, tmp_path / "1"))
    key, now = alpha.node.key(alpha.state), alpha.node.now()
    place = beta.state.come(alpha.id).followed.place
    for number in {0, *beta.state.come(alpha.id).followed.heads} - {place.sequence}:
        forged = Place(number, "sha256:" + "f" * 64)
        write_bundle(tmp_path / "2", Part(alpha.id, beta.id, forged, place, ()), key, now)
        with pytest.raises(Refused, match="two views"):
            read_from(beta.node, tmp_path / "2")


def test_a_bundle_under_a_key_that_was_revoked_since_is_refused(pair: list[House], tmp_path: Path) -> None:
    alpha, beta = pair
    tell(alpha, 1)
    old = write(alpha, beta, tmp_path / "old")
    revoke(alpha.node, alpha.node.key(alpha.state).public.id)
    deliver(alpha, beta)
    with pytest.raises(Refused, match="revoked"):
        read_from(beta.node, old)


def test_only_known_partners_are_read(pair: list[House], tmp_path: Path) -> None:
    alpha, beta = pair
    path = write(alpha, beta, tmp_path / "1")
    with pytest.raises(NotRecorded):
        read_from(alpha.node, path)
    drop_partner(beta.node, beta.state.partners[alpha.id])
    with pytest.raises(NotRecorded):
        read_from(beta.node, path)


def test_a_reader_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """Processes that read one bundle are killed at random moments; the next one completes it, and the ledger is whole."""
    clock = Clock()
    alpha = house(tmp_path, "Alpha", clock)
    ledger = open_ledger(tmp_path / "beta.db")
    node = Node(ledger, tmp_path / "beta.db.node", "ada", clock)
    init_node(node, "Beta", None)
    beta = House(node, ObjectStore(node.store_path))
    acquaint(alpha, beta)
    agree(alpha, beta)
    told = {tell(alpha, number) for number in range(60)}
    path = write(alpha, beta, tmp_path / "bundle")
    beta.store.close()
    ledger.close()
    chance, command = random.Random(7), [*COMMAND, "bundle", "read", str(path)]
    for _ in range(4):
        running = subprocess.Popen(command, env=environment(tmp_path / "beta.db"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.4, 1.6))
        running.send_signal(signal.SIGKILL)
        running.wait()
    done = subprocess.run(command, env=environment(tmp_path / "beta.db"), cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    with open_ledger(tmp_path / "beta.db") as again:
        after = House(Node(again, tmp_path / "beta.db.node", "ada", clock), alpha.store)
        assert held(after).keys() == told
        assert not after.state.come(alpha.id).wrong()
        assert again.audit() == ()
    alpha.store.close()
    alpha.node.ledger.close()


def test_ids_that_look_like_paths_are_never_paths(pair: list[House], tmp_path: Path) -> None:
    """Names of partners, ids and streams come from others; none of them ever names a file."""
    alpha, beta = pair
    before = sorted(tmp_path.rglob("*"))
    tricks = ["../../../evil", "/etc/evil", "..\\evil", "a\x00b", "C:evil"]
    items = [{"type": "note", "id": f"note--{trick}", "created_by_ref": trick, "name": trick} for trick in tricks]
    taken = take(beta.node, alpha.id, items)
    assert len(taken.refused) == len(tricks)
    assert sorted(tmp_path.rglob("*")) == before
