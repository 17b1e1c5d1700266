"""The courier: what comes in is sent, once it is recorded, at least once and under one key."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from lagebild.claims.report import Report
from lagebild.ledger import Ledger
from lagebild.web.searches import store as stores
from tests.ledger.samples import capture
from tests.ledger.samples import claim as claim_of
from tests.web.conftest import calling, workspace
from tests.web.receiving import Receiver, receiver, until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "WAITS_S", (0.05,) * 6)
    monkeypatch.setattr("lagebild.web.searches.courier._EVERY_S", 0.05)


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def add(ledger: Ledger, n: int, type: str = "transfer") -> str:
    """A report with one claim; the id of the claim."""
    source = Report.of(f"Norwegen hat Lettland {n} Haubitzen geliefert.", language="de", published="2026-02-01", publisher="dpa")
    role = "supplier" if type == "transfer" else "holder"
    found = claim_of(source, type, "geliefert", roles={role: ("Norwegen", "NO"), "object": ("Haubitzen", None)})
    with ledger.writer("x") as writer:
        writer.add(source, [found], capture=capture(f"https://example.org/{n}"))
    return str(found.id)


def hooked(client: TestClient, there: Receiver, kind: str, query: str) -> str:
    id: str = client.post("/api/v1/searches", json={"title": "Guns", "kind": kind, "query": query}).json()["id"]
    assert client.put(f"/api/v1/searches/{id}/hook", json={"url": there.url}).json()["secret"].startswith("whsec_")
    return id


def log(client: TestClient, id: str) -> list[tuple[str, int]]:
    return [(line["state"], line["n_tries"]) for line in client.get(f"/api/v1/searches/{id}/deliveries").json()["items"]]


def test_claims_that_fit_are_sent_and_those_from_before_are_not(client: TestClient, ledger: Ledger, there: Receiver) -> None:
    id = hooked(client, there, "claims", "type=transfer&party=NO")
    sent = add(ledger, 12)
    add(ledger, 13, "holding")
    until(lambda: there.came)
    until(lambda: log(client, id) == [("done", 1)])
    body = json.loads(there.came[0][1])
    assert [one["claim"]["id"] for one in body["items"]] == [sent]
    assert (body["search"]["title"], body["id"]) == ("Guns", there.came[0][0]["idempotency-key"])
    assert len(there.came) == 1


def test_things_that_fit_are_sent_as_the_picture_has_them(client: TestClient, ledger: Ledger, there: Receiver) -> None:
    hooked(client, there, "things", "giver=Norwegen")
    add(ledger, 12)
    until(lambda: there.came)
    (thing,) = json.loads(there.came[0][1])["items"]
    assert (thing["giver"], thing["type"]) == ("NO", "transfer")


def test_what_fails_comes_again_under_the_same_key(client: TestClient, ledger: Ledger, there: Receiver) -> None:
    there.answers = [500, 503]
    id = hooked(client, there, "claims", "type=transfer")
    add(ledger, 12)
    until(lambda: log(client, id) == [("done", 3)])
    assert len({headers["idempotency-key"] for headers, _ in there.came}) == 1
    assert len({body for _, body in there.came}) == 1


def test_a_hook_that_only_fails_is_stopped_and_goes_on_where_it_was(
    client: TestClient, ledger: Ledger, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "MOST_FAILED", 3)
    there.answers = [500] * 3
    id = hooked(client, there, "claims", "type=transfer")
    add(ledger, 12)
    until(lambda: client.get("/api/v1/searches").json()["items"][0]["hook"]["stopped"] == "failed")
    assert "stopped: too many tries failed" in client.get("/searches").text
    add(ledger, 14)
    assert client.post(f"/api/v1/searches/{id}/hook/resume").status_code == 204
    until(lambda: [state for state, _ in log(client, id)] == ["done", "done"])


def test_what_was_kept_before_the_workspace_ended_is_sent_by_the_next(ledger: Ledger) -> None:
    with receiver(*[500] * 100) as there:
        with calling(ledger) as client:
            id = hooked(client, there, "claims", "type=transfer")
            add(ledger, 12)
            until(lambda: there.came)
        there.answers.clear()
        n_before = len(there.came)
        with calling(ledger) as client:
            until(lambda: "done" in [state for state, _ in log(client, id)])
        assert len(there.came) > n_before
        assert len({headers["idempotency-key"] for headers, _ in there.came}) == 1


def test_a_slow_receiver_delays_no_other(client: TestClient, ledger: Ledger, there: Receiver) -> None:
    with receiver(pause_s=5.0) as slow:
        for title, url in (("a", slow.url), ("b", there.url)):
            id = client.post("/api/v1/searches", json={"title": title, "kind": "claims", "query": ""}).json()["id"]
            client.put(f"/api/v1/searches/{id}/hook", json={"url": url})
        for n in range(3):
            add(ledger, n)
        until(lambda: sum(len(json.loads(body)["items"]) for _, body in there.came) == 3, 4.0)


def test_nothing_is_sent_for_one_who_no_longer_may(client: TestClient, ledger: Ledger, there: Receiver) -> None:
    hooked(client, there, "claims", "")
    space = workspace(client)
    space.people.add("Eve", "administrator", "correct horse battery")  # from now on there are people, and "ada" is none of them
    add(ledger, 12)
    until(lambda: not space.courier._may(space.searches.of("ada")[0]))
    assert there.came == []
