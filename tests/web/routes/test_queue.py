"""Deciding in the queue over HTTP; the pages work without scripts."""

import json

import pytest
from starlette.testclient import TestClient

from lagebild.claims.decision import accept
from lagebild.claims.record import claim_part
from lagebild.ledger import Ledger
from tests.ledger.samples import by, guns, korea
from tests.web.conftest import workspace

TROOPS = korea()[1]
_, SENT, MORE = guns()


def state(ledger: Ledger, id: str) -> str:
    with ledger.view() as view:
        return view.claim(id).state


def mark(client: TestClient, id: str) -> str:
    return str(client.get(f"/api/v1/claims/{id}").json()["mark"])


def decide(client: TestClient, id: str, kind: str, **fields: str) -> str:
    answer = client.post("/decide", data={"claim": id, "kind": kind, **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_the_queue_begins_with_the_newest_report_and_runs_through_its_text(client: TestClient) -> None:
    assert client.get("/queue").headers["location"] == f"/queue/{SENT.id}"
    assert decide(client, SENT.id, "accept").startswith(f"/queue/{MORE.id}?done=")
    assert decide(client, MORE.id, "reject", text="anders gemeint").startswith(f"/queue/{TROOPS.id}?done=")
    last = decide(client, TROOPS.id, "accept")
    assert last.startswith("/queue?done=")
    assert "Nothing to decide" in client.get(last).text


def test_filters_in_the_address_stay_while_deciding(client: TestClient) -> None:
    assert client.get("/queue?type=deployment").headers["location"] == f"/queue/{TROOPS.id}?type=deployment"
    page = client.get(f"/queue/{SENT.id}?type=transfer").text
    assert 'name="query" value="type=transfer"' in page
    assert decide(client, SENT.id, "accept", query="type=transfer").startswith(f"/queue/{MORE.id}?type=transfer&done=")
    assert decide(client, MORE.id, "accept", query="type=transfer").startswith("/queue?type=transfer&done=")


def test_undo_takes_a_decision_back_and_returns(client: TestClient, ledger: Ledger) -> None:
    event = decide(client, SENT.id, "reject").split("done=")[1].split("&")[0]
    assert state(ledger, SENT.id) == "rejected"
    answer = client.post("/undo", data={"event": event, "to": f"/queue/{SENT.id}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/queue/{SENT.id}")
    assert state(ledger, SENT.id) == "undecided"
    assert client.post("/undo", data={"event": event}).status_code == 409
    assert client.post("/undo", data={"event": "99999"}).status_code == 404
    assert client.post("/undo", data={"event": "x"}).status_code == 409


def test_a_correction_changes_just_what_was_changed(client: TestClient, ledger: Ledger) -> None:
    roles = [role for role in claim_part(SENT)["roles"] if role["role"] != "recipient"]
    fields = {"type": SENT.type, "status": "agreed", "certainty": SENT.certainty, "polarity": SENT.polarity}
    decide(client, SENT.id, "correct", **fields, parts=json.dumps({"roles": roles}))
    with ledger.view() as view:
        kept, steps = view.claim(SENT.id), view.history(SENT.id)
    assert (kept.state, kept.claim.status, len(kept.claim.roles)) == ("corrected", "agreed", 2)
    assert steps[-1].changed == ("roles", "status")


@pytest.mark.parametrize(("fields", "code"), [
    ({}, 422), ({"status": SENT.status}, 422), ({"status": "gone"}, 409), ({"parts": "{"}, 422), ({"parts": "[" * 100_000}, 422),
    ({"parts": '{"id": "x"}'}, 422), ({"parts": '{"roles": [{"role": "sender", "span": {"start": 0, "end": 1, "text": "D"}, "entity": null}]}'}, 409),
    ({"parts": '{"trigger": {"start": 0, "end": 4, "text": "xxxx"}}'}, 409), ({"parts": '{"roles": 7}'}, 409),
])
def test_a_correction_that_makes_no_claim_is_refused_and_changes_nothing(client: TestClient, ledger: Ledger, fields: dict[str, str], code: int) -> None:
    assert client.post("/decide", data={"claim": SENT.id, "kind": "correct", **fields}).status_code == code
    assert state(ledger, SENT.id) == "undecided"


def test_who_looked_at_what_no_longer_stands_is_told_and_nothing_is_decided(client: TestClient, ledger: Ledger) -> None:
    before = mark(client, SENT.id)
    with ledger.writer("bob") as writer:
        writer.decide(accept([SENT.id], **by("bob")))
    assert client.post("/decide", data={"claim": SENT.id, "kind": "reject", "mark": before}).status_code == 409
    assert state(ledger, SENT.id) == "accepted"
    decide(client, SENT.id, "reject", mark=mark(client, SENT.id))
    assert state(ledger, SENT.id) == "rejected"


def test_a_note_and_a_dissent_stay_at_the_claim(client: TestClient, ledger: Ledger) -> None:
    assert decide(client, SENT.id, "note", text="siehe auch").startswith(f"/queue/{SENT.id}?")
    assert decide(client, SENT.id, "dissent", status="agreed").startswith(f"/queue/{SENT.id}?")
    with ledger.view() as view:
        kept = view.claim(SENT.id)
    assert (kept.state, kept.n_notes, kept.n_dissents) == ("undecided", 1, 1)
    assert client.post("/decide", data={"claim": SENT.id, "kind": "note"}).status_code == 422


def test_the_page_says_why_and_what_else_is_said_of_the_thing(client: TestClient) -> None:
    workspace(client).following.wake()
    text = client.get(f"/queue/{TROOPS.id}", headers={"accept-language": "de"}).text
    assert "Zuversicht, dass Art und Auslöser stimmen: 50" in text
    assert ">über 10.000 Truppen</mark>" in text
    assert "Nordkorea" in text


def test_unknown_claims_and_odd_ids_are_answered_with_404(client: TestClient) -> None:
    for id in ("x", "claim--0", "a/b", "%00", "%ED%A0%80", "..%2F..%2Fetc"):
        assert client.get(f"/queue/{id}").status_code == 404, id
