"""What a partner may bring is bounded; what is too much is refused as a whole, said when to come again, and leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from lagebild.exchange import serving
from lagebild.exchange.collections import inbox
from lagebild.exchange.partners import drop_partner, give_token, keep_token
from lagebild.exchange.quota import OverQuota, Quota, Used
from lagebild.exchange.receiving import take
from lagebild.exchange.serving import PartnerAccess, exchange_app
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.syncing import poll, take_inbox
from lagebild.exchange.taxii.client import TaxiiClient
from lagebild.exchange.taxii.server import Site
from lagebild.exchange.taxii.serving import running
from lagebild.exchange.waits import Wait, waits_in
from tests.exchange.nodes import Clock, House, acquaint, agree, house, settle, tell

MEDIA = "application/taxii+json;version=2.1"


@pytest.fixture
def pair(neighbours: tuple[House, House]) -> tuple[House, House]:
    """Alpha and Beta, who agreed; each has told some claims."""
    one, other = neighbours
    agree(one, other)
    for number in range(3):
        tell(other, number)
    other.publish()
    return one, other


@contextmanager
def asking(one: House, quota: Quota, token: str) -> Iterator[httpx.Client]:
    """A client of Alpha's server, under a quota."""
    one.node = replace(one.node, quota=quota)
    with running(exchange_app(one.node, one.store, Site("http://127.0.0.1"))) as url:
        headers = {"accept": MEDIA, "content-type": MEDIA, "authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"{url}/taxii2/lagebild/", headers=headers, timeout=30) as client:
            yield client


def pushed(client: httpx.Client, one: House, other: House, items: list[StixObject]) -> httpx.Response:
    return client.post(f"collections/{inbox(one.id, other.id)}/objects/", json={"objects": items})


def test_after_so_many_wrong_tokens_a_right_one_is_answered_no_otherwise(pair: tuple[House, House]) -> None:
    """So nobody learns from an answer that a token was right; and it is on record once."""
    one, _ = pair
    token = give_token(one.node, one.state.partner("Beta"))
    with asking(one, Quota(failed_tokens=3), token) as client:
        assert client.get("").status_code == 200
        wrong = [client.get("", headers={"authorization": f"Bearer {number}" * 8}) for number in range(5)]
        assert [answer.status_code for answer in wrong] == [401] * 3 + [429] * 2
        right = client.get("")
        assert right.status_code == 429
        assert right.content == wrong[-1].content
        assert 0 < int(right.headers["retry-after"]) <= 300
    assert [(alarm.address, alarm.name) for alarm in one.state.alarms] == [("127.0.0.1", None)]


def test_wrong_and_unknown_names_are_answered_alike(pair: tuple[House, House]) -> None:
    one, other = pair
    token = give_token(one.node, one.state.partner("Beta"))
    with asking(one, Quota(failed_tokens=50), token) as client:
        answers = [client.get("", headers={"authorization": "x"}, auth=(user, "y" * 43)) for user in (other.id, one.id, "identity--nobody")]
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.content for answer in answers}) == 1
        assert client.get("", auth=(one.id, token)).status_code == 401
        assert client.get("", auth=(other.id, token)).status_code == 200


def test_a_partner_that_asks_too_often_waits_and_another_does_not(pair: tuple[House, House], tmp_path: Path) -> None:
    one, _ = pair
    third = house(tmp_path, "Gamma", Clock())
    acquaint(one, third)
    tokens = [give_token(one.node, one.state.partner(name)) for name in ("Beta", "Gamma")]
    with asking(one, Quota(requests_a_minute=4), tokens[0]) as client:
        answers = [client.get("collections/") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
        assert 0 < int(answers[-1].headers["retry-after"]) <= 60
        assert client.get("collections/", headers={"authorization": f"Bearer {tokens[1]}"}).status_code == 200
    (told,) = waits_in(one.node.folder)[one.state.partner("Beta").identity]
    assert (told.kind, told.until is not None and told.until > told.time) == ("minute", True)
    assert "Gamma" not in {one.state.partners[id].name for id in waits_in(one.node.folder)}
    third.store.close()
    third.node.ledger.close()


def test_a_wait_is_noted_once_for_as_long_as_it_lasts(pair: tuple[House, House], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks on and on does not have the disk written each time."""
    one, _ = pair
    noted: list[Wait] = []
    monkeypatch.setattr(serving, "note_wait", lambda folder, partner, wait: noted.append(wait))
    access = PartnerAccess(one.node, one.store)
    for _ in range(5):
        access.waits("a", "minute", 30.0)
        access.waits("a", "size", float("inf"))
    assert [wait.kind for wait in noted] == ["minute", "size"]
    clock = one.node.now
    assert isinstance(clock, Clock)
    clock.time += timedelta(seconds=61)
    access.waits("a", "minute", 30.0)
    access.waits("a", "size", float("inf"))
    assert [wait.kind for wait in noted] == ["minute", "size"] * 2


def test_what_is_more_than_a_day_allows_is_refused_as_a_whole_and_nothing_of_it_stays(pair: tuple[House, House]) -> None:
    one, other = pair
    token = give_token(one.node, one.state.partner("Beta"))
    items = other.outbox(one)
    with asking(one, Quota(objects_a_day=len(items) + 1), token) as client:
        assert pushed(client, one, other, items[:2]).status_code == 202
        refused = pushed(client, one, other, items)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 86_400
        assert {wait.kind for wait in waits_in(one.node.folder)[other.id]} == {"day"}
        assert pushed(client, one, other, [*items, items[0], items[0]]).status_code == 413
        assert {wait.kind for wait in waits_in(one.node.folder)[other.id]} == {"day", "size"}
        assert pushed(client, one, other, items[2:]).status_code == 202
    take_inbox(one.node, one.store, other.id)
    assert len(one.received()) == 3
    assert one.state.come(other.id).used.n_objects == len(items)


def test_more_bytes_than_ever_fit_are_refused(pair: tuple[House, House]) -> None:
    one, other = pair
    token = give_token(one.node, one.state.partner("Beta"))
    with asking(one, Quota(bytes_a_day=1_000), token) as client:
        assert pushed(client, one, other, other.outbox(one)).status_code == 413
    assert len(list(one.store.everything(inbox(one.id, other.id)))) == 0


def test_a_poll_ends_where_a_partner_gives_more_than_it_may_and_goes_on_another_day(pair: tuple[House, House]) -> None:
    one, other = pair
    token = give_token(other.node, other.state.partner("Alpha"))
    keep_token(one.node, one.state.partner("Beta"), token)
    n = len(other.outbox(one))
    one.node = replace(one.node, quota=Quota(objects_a_day=n // 2))
    with running(exchange_app(other.node, other.store, Site("http://127.0.0.1"))) as url:
        with TaxiiClient(f"{url}/taxii2/lagebild/", token) as client, pytest.raises(OverQuota, match="Beta"):
            poll(one.node, one.state.partner("Beta"), client)
        (told,) = waits_in(one.node.folder)[other.id]
        assert (told.kind, told.until) == ("day", datetime(2026, 11, 26, tzinfo=UTC))
        one.node = replace(one.node, quota=Quota())
        with TaxiiClient(f"{url}/taxii2/lagebild/", token) as client:
            assert poll(one.node, one.state.partner("Beta"), client).n_new
    assert len(one.received()) == 3


def test_only_so_much_of_what_is_refused_is_kept_and_what_waited_makes_room(pair: tuple[House, House], tmp_path: Path) -> None:
    """Objects of somebody who is not known here wait; beyond the quota they are refused, and come again."""
    one, other = pair
    settle([one, other])
    stranger = house(tmp_path, "Stranger", Clock())
    for each in (one, other):
        acquaint(each, stranger)
    agree(stranger, one)
    for number in range(5):
        tell(stranger, number)
    stranger.publish()
    waiting = stranger.outbox(one)
    drop_partner(one.node, one.state.partner("Stranger"))
    one.node = replace(one.node, quota=Quota(bytes_aside=3_000))
    take(one.node, other.id, waiting)
    aside = one.state.holdings.aside[other.id]
    assert 0 < aside <= 3_000
    assert sum(len(refused.packed or b"") for refused in one.state.holdings.refused) == aside
    assert len(one.state.holdings.waiting_of(other.id)) < len(waiting)
    stranger.store.close()
    stranger.node.ledger.close()


def test_days_begin_at_midnight() -> None:
    assert Used("2026-11-25", 5, 5).on("2026-11-26") == Used("2026-11-26", 0, 0)
    assert Used("2026-11-25", 5, 5).on("2026-11-25").plus(1, 2) == Used("2026-11-25", 6, 7)
