"""The exchange in JSON."""

import pytest
from starlette.testclient import TestClient

from lagebild.exchange.allowances import day_after
from lagebild.exchange.approvals import releaser_payload
from lagebild.exchange.waits import Wait, note_wait
from tests.web.conftest import workspace
from tests.web.exchange_parties import TROOPS, Parties

BASE = "/api/v1/exchange"


def test_a_ledger_without_a_node_has_no_partners(client: TestClient) -> None:
    assert client.get(BASE).json() == {"node": None, "releasers": [], "partners": [], "alarms": []}


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


def test_quotas_waits_and_alarms_are_told(asking: TestClient, there: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace(asking).exchange, "_now", there.us.node.now)
    used = there.us.state.come(there.beta.id).used
    there.us.node.append({"what": "alarm", "address": "192.0.2.1", "name": None})
    there.us.node.append({"what": "alarm", "address": "192.0.2.2", "name": there.beta.id})
    time = there.us.node.now()
    note_wait(there.folder, there.beta.id, Wait("day", time, day_after(time)))
    found = asking.get(BASE).json()
    assert [(one["address"], one["name"]) for one in found["alarms"]] == [("192.0.2.2", there.beta.id), ("192.0.2.1", None)]
    assert found["alarms"][0]["until"] > found["alarms"][0]["time"]
    for partner in (found["partners"][0], asking.get(f"{BASE}/partners/{there.beta.id}").json()):
        assert partner["today"] == {"n_objects": used.n_objects, "n_bytes": used.n_bytes}
        assert partner["quota"] == {"objects": 200_000, "bytes": 2_000_000_000, "bytes_aside": 100_000_000, "requests_a_minute": 1_200}
        assert partner["n_bytes_aside"] == 0
        assert partner["refused_until"] == "2026-11-26T00:00:00.000000Z"
        assert [one["for"] for one in partner["waits"]] == ["day"]
        assert [one["address"] for one in partner["alarms"]] == ["192.0.2.2"]
    described = asking.get("/api/docs").text
    assert all(word in described for word in ("refused_until", "n_bytes_aside", "waits", "alarms"))


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
