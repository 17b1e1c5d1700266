"""The list of claims, and decisions on many at once."""

import re

import pytest
from starlette.testclient import TestClient

from lagebild.claims.decision import reject
from lagebild.ledger import Ledger
from tests.ledger.samples import by, guns
from tests.web.conftest import workspace

SENT, MORE = guns()[1:]


def states(client: TestClient) -> list[str]:
    return [one["state"] for one in client.get("/api/v1/claims").json()["items"]]


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_filters_in_the_address_say_which_claims_are_listed(client: TestClient) -> None:
    assert client.get("/claims").text.count('class="claim-row"') == 3
    assert client.get("/claims?type=transfer&party=Kyjiw").text.count('class="claim-row"') == 2
    assert client.get("/claims?type=&status=&text=&party=").text.count('class="claim-row"') == 3
    assert client.get("/claims?text=geliefert").text.count('class="claim-row"') == 2
    assert "No claims of these filters" in client.get("/claims?party=FR").text


@pytest.mark.parametrize("query", ["type=x", "from=2024", "after=x", "from=x&to=y", "acted-from=2024-13-01"])
def test_a_filter_that_makes_no_sense_is_told(client: TestClient, query: str) -> None:
    assert client.get(f"/claims?{query}").status_code in (400, 422)


def test_a_bulk_decision_is_shown_first_and_one_undo_takes_it_back(client: TestClient) -> None:
    page = client.get("/bulk?type=transfer").text
    assert page.count('class="claim-row"') == 2
    assert set(states(client)) == {"undecided"}
    answer = client.post("/bulk", data={"query": "type=transfer", "kind": "reject", "mark": mark(page)})
    assert answer.status_code == 303
    assert sorted(states(client)) == ["rejected", "rejected", "undecided"]
    event = re.search(r"done=(\d+)", answer.headers["location"])
    assert event
    assert "Rejected. 2 claims." in client.get(answer.headers["location"]).text
    client.post("/undo", data={"event": event[1], "to": "/claims"})
    assert set(states(client)) == {"undecided"}


def test_what_changed_since_the_preview_is_not_decided_on(client: TestClient, ledger: Ledger) -> None:
    page = client.get("/bulk?type=transfer").text
    with ledger.writer("bob") as writer:
        writer.decide(reject([SENT.id], **by("bob")))
    assert client.post("/bulk", data={"query": "type=transfer", "kind": "accept", "mark": mark(page)}).status_code == 409
    assert client.post("/bulk", data={"query": "type=deployment", "kind": "accept", "mark": mark(page)}).status_code == 409
    assert client.post("/bulk", data={"query": "type=transfer", "kind": "accept"}).status_code == 409
    assert sorted(states(client)) == ["rejected", "undecided", "undecided"]


def test_a_preview_of_nothing_says_so(client: TestClient) -> None:
    assert client.get("/bulk?party=FR").status_code == 422


def test_too_many_at_once_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from lagebild.web import deciding

    monkeypatch.setattr(deciding, "MOST_AT_ONCE", 1)
    assert client.get("/bulk?type=transfer").status_code == 422


def test_a_claim_has_one_page(client: TestClient) -> None:
    assert client.get(f"/claim/{MORE.id}").headers["location"] == f"/queue/{MORE.id}"
    assert workspace(client).following.n_undecided() == 3
