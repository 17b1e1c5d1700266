"""A node that serves: tokens, what each may see, and that what changed a moment ago is obeyed at the next request."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagebild.errors import FetchFailed
from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.card import card_text, read_card
from lagebild.exchange.collections import inbox, outbox
from lagebild.exchange.dealing import narrow
from lagebild.exchange.messages import message_of
from lagebild.exchange.node import move, own_card, revoke, rotate
from lagebild.exchange.partners import add_partner, drop_partner, give_token, keep_token, kept_token, whose_token
from lagebild.exchange.serving import exchange_app
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.syncing import poll, push, standing, sync, take_inbox
from lagebild.exchange.taxii.client import TaxiiClient
from lagebild.exchange.taxii.server import Site
from lagebild.exchange.taxii.serving import running
from lagebild.exchange.terms import terms
from tests.exchange.nodes import Clock, House, acquaint, agree, house, settle, tell

DAY = "2026-11-25"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[House, House, str]]:
    """Alpha, which serves under an address, and Beta, which holds a token of it."""
    clock = Clock()
    one, other = house(tmp_path, "Alpha", clock), house(tmp_path, "Beta", clock)
    acquaint(one, other)
    agree(one, other)
    tell(one, 1)
    app = exchange_app(one.node, one.store, Site("http://127.0.0.1"))
    with running(app) as url:
        root = f"{url}/taxii2/lagebild/"
        move(one.node, None, root)
        settle([one, other])
        token = give_token(one.node, one.state.partner("Beta"))
        keep_token(other.node, other.state.partner("Alpha"), token)
        yield one, other, root
    for each in (one, other):
        each.store.close()
        each.node.ledger.close()


def notes(client: TaxiiClient, home: House, partner: House) -> list[str]:
    found = [item for page in client.poll(outbox(home.id, partner.id)) for item in page.objects]
    return [item["id"] for item in found if CLAIM in item.get("extensions", {})]


def client(home: House, partner: House, root: str) -> TaxiiClient:
    return TaxiiClient(root, give_token(home.node, home.state.partner(partner.state.card.last.name)))  # type: ignore[union-attr]


def test_a_poll_goes_on_where_the_last_one_ended_and_an_idle_one_writes_nothing(served: tuple[House, House, str]) -> None:
    one, other, _ = served
    partner = other.state.partner("Alpha")
    poll(other.node, partner)
    before = other.state.sequence
    assert poll(other.node, partner).n_new == 0
    assert other.state.sequence == before
    tell(one, 2)
    assert poll(other.node, partner).gaps == ()
    assert len(other.received()) == 2


def test_what_is_narrowed_or_held_back_is_out_of_sight_at_the_next_request(served: tuple[House, House, str]) -> None:
    one, other, root = served
    claim = tell(one, 2)
    with client(one, other, root) as asking:
        assert len(notes(asking, one, other)) == 2
        one.node.append(withhold_payload([claim], "not this one", None))
        assert len(notes(asking, one, other)) == 1
        narrow(one.node, other.id, one.id, terms(types=[], parties=None, highest="clear", expires="2099-12-31"))
        assert notes(asking, one, other) == []
        manifest = asking.manifest(outbox(one.id, other.id))
        claims = set(one.state.out(other.id).claims)
        assert not claims
        assert all(record["version"] for record in manifest)


def test_nothing_of_what_stays_is_in_any_answer(served: tuple[House, House, str]) -> None:
    """Bodies, manifest and versions, raw: neither words nor ids of what is beyond the agreement."""
    one, other, root = served
    tell(one, 41, "red")
    tell(one, 42, "amber")
    narrow(one.node, other.id, one.id, terms(types=None, parties=None, highest="green", expires="2099-12-31", unmarked="green", parts=["time"]))
    with client(one, other, root) as asking:
        pages = json.dumps([item for page in asking.poll(outbox(one.id, other.id)) for item in page.objects], ensure_ascii=False)
        manifest = json.dumps(asking.manifest(outbox(one.id, other.id)))
        shown = one.state.out(other.id)
        for words in ("Haubitzen", "Staat 1", "Staat 41", "Minister", "Blatt", "Kiew"):
            assert words not in pages
        for id, modified in shown.hidden:
            assert id not in pages or shown.last[id].get("revoked") or (id, modified) != (id, shown.last[id].get("modified"))
            assert asking.versions(outbox(one.id, other.id), id) == [shown.last[id]["modified"]]
        assert manifest.count("note--") == pages.count('"type": "note"')


def test_a_stranger_and_a_dropped_partner_see_nothing_and_nobody_sees_anothers(served: tuple[House, House, str], tmp_path: Path) -> None:
    one, other, root = served
    third = house(tmp_path, "Gamma", Clock())
    acquaint(one, third)
    with TaxiiClient(root, "x" * 43) as stranger, pytest.raises(FetchFailed):
        notes(stranger, one, other)
    with client(one, third, root) as gamma:
        with pytest.raises(FetchFailed) as hidden:
            notes(gamma, one, other)
        with pytest.raises(FetchFailed) as absent:
            list(gamma.poll("11111111-1111-4111-8111-111111111111"))
        assert hidden.value.status == absent.value.status == 404
    with client(one, other, root) as beta:
        assert notes(beta, one, other)
        drop_partner(one.node, one.state.partner("Beta"), None)
        with pytest.raises(FetchFailed):
            notes(beta, one, other)
    third.store.close()


def everything(asking: TaxiiClient, home: House, partner: House) -> list[StixObject]:
    return [item for page in asking.poll(outbox(home.id, partner.id)) for item in page.objects]


def test_a_dropped_partner_fetches_tombstones_and_heads_and_nothing_else_until_it_has_confirmed_them(served: tuple[House, House, str]) -> None:
    """In bodies, manifest and versions; and what it brings but receipts is refused."""
    one, other, root = served
    partner = other.state.partner("Alpha")
    poll(other.node, partner)
    tell(other, 7)
    assert len(other.received()) == 1
    drop_partner(one.node, one.state.partner("Beta"))
    with TaxiiClient(root, kept_token(other.node, partner)) as asking:
        left = everything(asking, one, other)
        assert any(item.get("revoked") for item in left)
        assert {kind_of(item) for item in left if not item.get("revoked")} == {"head"}
        records = asking.manifest(outbox(one.id, other.id))
        assert {record["id"] for record in records} == {item["id"] for item in left}
        gone = [id for id, _ in one.state.out(other.id).items if id not in {item["id"] for item in left}]
        for id in gone[:5]:
            with pytest.raises(FetchFailed) as absent:
                asking.versions(outbox(one.id, other.id), id)
            assert absent.value.status == 404
    poll(other.node, partner)
    assert other.received() == []
    assert one.state.out(other.id).unconfirmed()
    other.publish()
    refused = push(other.node, partner).refused
    assert refused
    assert not {one_.id for one_ in refused} & {item["id"] for item in other.outbox(one) if kind_of(item) == "receipt"}
    take_inbox(one.node, one.store, other.id)
    assert one.received() == []
    assert not one.state.out(other.id).unconfirmed()
    with pytest.raises(FetchFailed) as ended:
        poll(other.node, partner)
    assert ended.value.status == 401


def test_a_dropped_partner_that_never_comes_has_so_many_days(served: tuple[House, House, str]) -> None:
    one, other, _ = served
    token = kept_token(other.node, other.state.partner("Alpha"))
    drop_partner(one.node, one.state.partner("Beta"), days=2)
    one.publish()
    for day, comes_in in (("2026-11-25", True), ("2026-11-27", True), ("2026-11-28", False)):
        assert (whose_token(one.state, token, day) is not None) is comes_in


def test_a_partner_that_is_taken_up_again_gets_everything_anew(served: tuple[House, House, str]) -> None:
    one, other, root = served
    partner = other.state.partner("Alpha")
    poll(other.node, partner)
    drop_partner(one.node, one.state.partner("Beta"))
    poll(other.node, partner)
    assert other.received() == []
    card = read_card(card_text(own_card(other.state)).encode())
    add_partner(one.node, card, card.fingerprint)
    poll(other.node, partner)
    assert len(other.received()) == 1
    assert other.state.come(one.id).wrong() == ()
    with TaxiiClient(root, kept_token(other.node, partner)) as asking:
        shown = everything(asking, one, other)
    assert {"identity", "marking-definition", "note", "report"} <= {item["type"] for item in shown}


def test_whoever_is_taken_up_again_learns_of_the_keys_that_changed_meanwhile(served: tuple[House, House, str]) -> None:
    one, other, _ = served
    partner = other.state.partner("Alpha")
    drop_partner(one.node, one.state.partner("Beta"))
    rotate(one.node)
    revoke(one.node, own_card(one.state).last.keys[0].id)
    card = read_card(card_text(own_card(other.state)).encode())
    add_partner(one.node, card, card.fingerprint)
    tell(one, 2)
    poll(other.node, partner)
    poll(other.node, partner)
    assert len(other.received()) == 2
    assert other.state.come(one.id).wrong() == ()


def kind_of(item: StixObject) -> str | None:
    said = message_of(item)
    return said.kind if said is not None else None


def test_what_is_pushed_is_taken_in_and_bad_objects_are_refused_at_the_door(served: tuple[House, House, str]) -> None:
    one, other, root = served
    tell(other, 9)
    other.publish()
    partner = other.state.partner("Alpha")
    assert push(other.node, partner).refused == ()
    assert push(other.node, partner).n_sent == 0
    take_inbox(one.node, one.store, other.id)
    assert [received.claim.evidence.text[:7] for received in one.received()] == ["Staat 9"]
    with client(one, other, root) as asking:
        bare = {"type": "note", "spec_version": "2.1", "id": "note--11111111-1111-4111-8111-111111111111", "content": "x",
                "created": "2026-11-25T12:00:00.000Z", "modified": "2026-11-25T12:00:00.000Z", "object_refs": [other.id],
                "created_by_ref": other.id}  # fmt: skip
        (answer,) = asking.push(inbox(one.id, other.id), [bare])
        assert answer.reason is not None
        assert "seal" in answer.reason


def test_a_partner_that_is_away_stops_nobody(served: tuple[House, House, str], tmp_path: Path) -> None:
    _, other, _ = served
    gone = house(tmp_path, "Gone", Clock(), "http://127.0.0.1:9/taxii2/lagebild/")
    acquaint(other, gone)
    keep_token(other.node, other.state.partner("Gone"), "t" * 43)
    failures = sync(other.node, other.store)
    assert {partner.name for partner, _ in failures} == {"Gone"}
    assert len(other.received()) == 1
    assert standing(other.state, other.state.partner("Alpha"), DAY).n_received
    gone.store.close()


def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    """A real process is killed (SIGKILL) while a partner pushes; what it said it holds is there afterwards."""
    root = Path(__file__).parents[2]
    code = f"""
import sys
sys.path.insert(0, {str(root)!r})
from pathlib import Path
from lagebild.ledger import open_ledger
from lagebild.exchange.node import Node
from lagebild.exchange.serving import exchange_app
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.taxii.server import Site
from lagebild.exchange.taxii.serving import running
node = Node(open_ledger({str(tmp_path / "a.db")!r}), Path({str(tmp_path / "a.node")!r}), "ada")
store = ObjectStore(node.store_path)
with running(exchange_app(node, store, Site("http://127.0.0.1"))) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
    from lagebild.claims.event import utc_now
    from lagebild.exchange.node import Node, init_node
    from lagebild.exchange.taxii.store import ObjectStore
    from lagebild.ledger import open_ledger

    here = Node(open_ledger(tmp_path / "a.db"), tmp_path / "a.node", "ada", utc_now)
    init_node(here, "Alpha", None)
    one = House(here, ObjectStore(here.store_path))
    other = house(tmp_path, "Beta", utc_now)  # type: ignore[arg-type]
    acquaint(one, other)
    agree(one, other)
    token = give_token(one.node, one.state.partner("Beta"))
    for number in range(30):
        tell(other, number)
    other.publish()
    one.store.close()
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=root)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with TaxiiClient(f"{url}/taxii2/lagebild/", token) as pushing:
            answers = pushing.push(inbox(one.id, other.id), other.outbox(one))
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.wait(20)
    assert all(answer.reason is None for answer in answers)
    store = ObjectStore(here.store_path)
    one = House(here, store)
    one.reopen()
    take_inbox(one.node, store, other.id)
    assert len(one.received(utc_now().date().isoformat())) == 30
    assert not one.state.come(other.id).wrong()
    store.close()
    other.store.close()


def test_what_comes_by_anothers_way_or_in_anothers_name_is_not_let_in(served: tuple[House, House, str], tmp_path: Path) -> None:
    """Who writes is told by the token, not by the address or the object: neither can stand in for the other."""
    one, other, root = served
    tell(other, 5)
    other.publish()
    mine = other.outbox(one)
    third = house(tmp_path, "Third", Clock())
    acquaint(one, third)
    token = give_token(one.node, one.state.partner("Third"))
    with TaxiiClient(root, token) as stranger:
        for box in (inbox(one.id, other.id), outbox(one.id, other.id), outbox(one.id, third.id)):
            with pytest.raises(FetchFailed) as failed:
                stranger.push(box, mine)
            assert failed.value.status in (403, 404)
        answers = stranger.push(inbox(one.id, third.id), [item for item in mine if item.get("created_by_ref") == other.id and is_message(item)])
        assert answers
        assert all(answer.reason is not None for answer in answers)
    take_inbox(one.node, one.store, third.id)
    assert one.received() == []
    third.store.close()
    third.node.ledger.close()


def is_message(item: StixObject) -> bool:
    return message_of(item) is not None
