"""The exchange in JSON."""


from starlette.testclient import TestClient

from lagebild.exchange.approvals import releaser_payload
from tests.web.exchange_parties import TROOPS, Parties

BASE = "/api/v1/exchange"


def test_a_ledger_without_a_node_has_no_partners(client: TestClient) -> None:
    assert client.get(BASE).json() == {"node": None, "releasers": [], "partners": []}


def test_the_node_its_partners_and_what_is_agreed_are_told(asking: TestClient, there: Parties) -> None:
    found = asking.get(BASE).json()
    assert found["node"]["identity"] == there.us.id
    assert found["partners"][0]["identity"] == there.beta.id
    assert found["partners"][0]["n_shown"] == 2
    partner = asking.get(f"{BASE}/partners/{there.beta.id}").json()
    assert partner["version"] == 1
    assert partner["gives"]["highest"] == "amber"
    assert [one["for_us"] for one in partner["waiting"]] == [True]
    assert asking.get(f"{BASE}/partners/identity--x").status_code == 404


def test_the_preview_has_pages_and_reasons(asking: TestClient, there: Parties) -> None:
    first = asking.get(f"{BASE}/partners/{there.beta.id}/preview?limit=1").json()
    assert (first["n_shown"], first["n_withheld"], first["n_all"], first["next"]) == (2, 1, 2, 1)
    assert first["reasons"] == {"marking": 1, "audience": 1}
    second = asking.get(f"{BASE}/partners/{there.beta.id}/preview?limit=1&start=1").json()
    assert second["next"] is None
    assert second["items"][0]["claim"] != first["items"][0]["claim"]
    (stays,) = asking.get(f"{BASE}/partners/{there.beta.id}/preview?shown=false&reason=marking").json()["items"]
    assert (stays["claim"], stays["reasons"]) == (TROOPS.id, ["marking", "audience"])


def test_what_came_and_what_was_refused_is_told(asking: TestClient, there: Parties) -> None:
    (came,) = asking.get(f"{BASE}/partners/{there.beta.id}/received").json()["items"]
    assert (came["origin"], came["via"]) == (there.beta.id, [there.beta.id])
    refused = asking.get(f"{BASE}/partners/{there.beta.id}/refused").json()["items"]
    assert refused[0]["object"] == "note--x"
    assert not refused[0]["waits"]


def test_a_word_on_a_release_is_recorded_once_it_fits(asking: TestClient, there: Parties) -> None:
    shown = asking.get(f"{BASE}/partners/{there.beta.id}/preview").json()["items"][0]
    word = {"action": "approve", "claim": shown["claim"], "partner": there.beta.id, "mark": shown["mark"]}
    assert asking.post(f"{BASE}/releases", json=word).status_code == 422
    there.us.node.append(releaser_payload("ada"))
    assert asking.post(f"{BASE}/releases", json={**word, "mark": None}).status_code == 409
    assert asking.post(f"{BASE}/releases", json=word).status_code == 204
    assert asking.post(f"{BASE}/releases", json={**word, "action": "withhold", "text": "not now"}).status_code == 204
    assert asking.get(f"{BASE}/partners/{there.beta.id}/preview").json()["n_shown"] == 1
    assert asking.post(f"{BASE}/releases", json={**word, "action": "end"}).status_code == 422
