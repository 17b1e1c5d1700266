"""The API: against its own description, and what its calls promise."""

import re
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from lagebild.web import Workspace
from tests.ledger.samples import guns, korea
from tests.web.conftest import serving

SENT, MORE = guns()[1:]


def test_no_call_that_fits_the_description_or_not_ends_in_an_error_of_ours(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    from hypothesis import HealthCheck, given, settings
    from schemathesis import checks

    monkeypatch.setattr(Workspace, "alone", lambda self: True)  # people are added, and still no sign-in is asked for
    counts: Counter[int] = Counter()
    with serving(ledger) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
        for result in schema.get_all_operations():

            @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
            @given(case=result.ok().as_strategy())
            def call(case: Any) -> None:
                answer = case.call()
                counts[answer.status_code] += 1
                case.validate_response(answer, checks=[checks.not_a_server_error])

            call()
    assert counts.total() > 100
    assert counts[200] > 10
    assert ledger.audit() == ()


def test_lists_come_in_pages_by_cursor(client: TestClient) -> None:
    first = client.get("/api/v1/claims?limit=2").json()
    second = client.get("/api/v1/claims", params={"limit": 2, "cursor": first["next"]}).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]
    assert len({one["claim"]["id"] for one in first["items"] + second["items"]}) == 3
    assert client.get("/api/v1/reports?limit=1").json()["next"] is not None


def test_terms_choose_claims(client: TestClient) -> None:
    assert len(client.get("/api/v1/claims?type=transfer&party=Kyjiw").json()["items"]) == 2
    assert len(client.get("/api/v1/claims?since=2025-01-01").json()["items"]) == 2
    assert client.get("/api/v1/claims?typ=transfer").status_code == 422
    assert client.get("/api/v1/claims?type=x").json()["error"]["status"] == 422


def test_a_decision_is_made_with_its_mark_and_taken_back(client: TestClient) -> None:
    mark = client.get(f"/api/v1/claims/{SENT.id}").json()["mark"]
    made = client.post("/api/v1/decisions", json={"kind": "correct", "claims": [SENT.id], "changes": {"status": "agreed"}, "mark": mark})
    assert made.status_code == 201
    assert client.post("/api/v1/decisions", json={"kind": "reject", "claims": [SENT.id], "mark": mark}).status_code == 409
    assert client.get(f"/api/v1/claims/{SENT.id}").json()["claim"]["status"] == "agreed"
    assert client.post(f"/api/v1/decisions/{made.json()['event']}/undo").status_code == 201
    assert client.get(f"/api/v1/claims/{SENT.id}").json()["state"] == "undecided"
    steps = client.get(f"/api/v1/claims/{SENT.id}/history").json()["items"]
    assert [(step["what"], step["counts"]) for step in steps] == [("read", True), ("correct", False), ("undo", True)]


def test_a_bulk_decision_holds_to_its_preview(client: TestClient) -> None:
    seen = client.post("/api/v1/decisions/preview", json={"type": ["transfer"]}).json()
    assert set(seen["claims"]) == {SENT.id, MORE.id}
    asked = {"kind": "accept", "terms": {"type": ["transfer"]}, "mark": seen["mark"]}
    assert client.post("/api/v1/decisions/bulk", json=asked).json()["n_claims"] == 2
    assert client.post("/api/v1/decisions/bulk", json=asked).status_code == 409


def test_a_report_comes_with_text_claims_and_captures(client: TestClient) -> None:
    source, troops = korea()
    found = client.get(f"/api/v1/reports/{source.id}").json()
    assert found["report"]["text"] == source.text
    assert found["captures"][0]["capture"]["source"] == "https://example.org/a"
    assert [one["claim"]["id"] for one in client.get(f"/api/v1/reports/{source.id}/claims").json()["items"]] == [troops.id]
    assert "text" not in client.get("/api/v1/reports").json()["items"][0]["report"]


def test_search_gives_marks_in_the_text(client: TestClient) -> None:
    (hit,) = client.get("/api/v1/search?q=liefern").json()["items"]
    text = client.get(f"/api/v1/reports/{hit['report']}").json()["report"]["text"]
    assert [text[start:end] for start, end in hit["snippet"]["marks"]] == ["geliefert", "liefert"]


@pytest.mark.parametrize(("method", "path", "code"), [
    ("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/claims", 405), ("GET", "/api/v1/claims/x", 404), ("GET", "/api/v1/claims?cursor=x", 400),
    ("POST", "/api/v1/decisions", 422), ("POST", "/api/v1/decisions/99999999999999999999/undo", 422), ("GET", "/api/v1/intake/7", 404),
    ("POST", "/api/v1/intake/address", 422),
])
def test_every_error_is_json_of_one_form(client: TestClient, method: str, path: str, code: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == code
    assert answer.json()["error"]["status"] == code
    assert answer.json()["error"]["message"]


def test_json_nested_without_end_is_refused(client: TestClient) -> None:
    answer = client.post("/api/v1/decisions", content=b"[" * 200_000, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)


def test_the_description_is_a_page_without_scripts_from_elsewhere(client: TestClient, ledger: Ledger) -> None:
    page = client.get("/api/docs").text
    assert "/api/v1/decisions/preview" in page
    assert all(source.startswith("/static/") for source in re.findall(r'(?:src|href)="([^"]+\.(?:js|css|svg)[?"][^"]*)', page))
    assert client.get("/docs").status_code == 404


def test_a_claim_is_added_and_pairs_and_names_are_judged(client: TestClient) -> None:
    report, text = guns()[0].id, guns()[0].text
    words = {"start": 0, "end": 11, "text": text[:11]}
    evidence = {"start": 0, "end": text.index(".") + 1, "text": text[: text.index(".") + 1]}
    claim = {"type": "holding", "status": "ongoing", "certainty": "certain", "polarity": "affirmed", "evidence": evidence, "trigger": words,
             "roles": [{"role": "holder", "span": words, "entity": "DE"}], "attribution": []}  # fmt: skip
    made = client.post(f"/api/v1/reports/{report}/claims", json={"claim": claim, "text": "von Hand"})
    assert made.status_code == 201, made.text
    kept = client.get(f"/api/v1/claims/{made.json()['id']}").json()
    assert (kept["state"], kept["claim"]["read_by"]["reader"]) == ("added", "ada")
    assert client.post(f"/api/v1/reports/{report}/claims", json={"claim": claim | {"type": "x"}}).status_code == 422
    assert client.post("/api/v1/reports/sha256:00/claims", json={"claim": claim}).status_code == 404
    pair = client.post("/api/v1/judgements", json={"kind": "same", "claims": [SENT.id, MORE.id]})
    assert pair.status_code == 201
    assert client.post(f"/api/v1/decisions/{pair.json()['event']}/undo").status_code == 201
    assert client.post("/api/v1/judgements", json={"kind": "different", "names": ["Kiew", "Moskau"]}).status_code == 201
    for wrong in ({"kind": "same"}, {"kind": "same", "claims": [SENT.id], "names": ["Kiew"]}, {"kind": "same", "names": ["Kiew", "Kyjiw"]}):
        assert client.post("/api/v1/judgements", json=wrong).status_code == 422
    assert client.post("/api/v1/judgements", json={"kind": "same", "claims": [SENT.id, "claim--0"]}).status_code == 404
