"""Two claims side by side: what is said of the pair is recorded, shown and undone."""

import re

import pytest
from starlette.testclient import TestClient

from lagebild.claims.decision import accept
from lagebild.ledger import Ledger
from tests.ledger.samples import by, guns, korea
from tests.web.conftest import workspace
from tests.web.receiving import until

TROOPS = korea()[1]
_, SENT, MORE = guns()
PAIR = {"a": SENT.id, "b": MORE.id}


def judge(client: TestClient, action: str, **fields: str) -> list[str]:
    """The events of what is said of the pair."""
    answer = client.post("/compare", data={**PAIR, "action": action, **fields})
    assert answer.status_code == 303, answer.text
    found = re.search(r"done=([0-9,C%]+)&did=(\w+)", str(answer.headers["location"]))
    assert found
    assert found[2] == action.partition("_")[0]
    return found[1].replace("%2C", ",").split(",")


def weighed(client: TestClient) -> None:
    until(lambda: client.get("/api/v1/picture").json()["ready"])


def test_both_claims_are_shown_with_their_words_and_whether_they_are_one_thing(client: TestClient) -> None:
    weighed(client)
    page = client.get(f"/compare?a={SENT.id}&b={MORE.id}", headers={"accept-language": "de"}).text
    assert ">geliefert</mark>" in page
    assert "Sie gelten als zwei Vorgänge" in page
    thing = client.get(f"/api/v1/things/{MORE.id}").json()["row"]["id"]
    assert client.get(f"/compare?a={SENT.id}&b={thing}").status_code == 200


def test_one_thing_or_two_is_recorded_weighs_and_is_undone(client: TestClient) -> None:
    weighed(client)
    (event,) = judge(client, "same", text="eine Lieferung")
    until(lambda: client.get("/api/v1/picture").json()["ready"])
    same = f"/compare?a={SENT.id}&b={MORE.id}"
    until(lambda: "They weigh as one thing" in client.get(same).text)
    assert client.post("/undo", data={"event": event, "to": same}).headers["location"] == same
    until(lambda: "They weigh as two things" in client.get(same).text)
    judge(client, "different")
    assert client.post("/compare", data={**PAIR, "action": "same"}).status_code == 303


@pytest.mark.parametrize(("outcome", "settled"), [("a", (True, False)), ("b", (False, True)), ("both", (True, True)), ("neither", (False, False))])
def test_the_outcome_is_settled_at_once_and_undone_at_once(
    client: TestClient, ledger: Ledger, outcome: str, settled: tuple[bool, bool]
) -> None:
    events = judge(client, "settle", outcome=outcome, evidence="https://example.org/later claim--x")

    def now() -> tuple[bool | None, ...]:
        with ledger.view() as view:
            return tuple(view.claim(id).settled for id in PAIR.values())

    assert now() == settled
    client.post("/undo", data={"event": ",".join(events)})
    assert now() == (None, None)


def test_one_side_is_accepted_or_rejected_where_it_stands_as_it_was_shown(client: TestClient, ledger: Ledger) -> None:
    mark = client.get(f"/api/v1/claims/{MORE.id}").json()["mark"]
    judge(client, "reject_b", mark_b=mark, text="nur angekündigt")
    with ledger.view() as view:
        assert view.claim(MORE.id).state == "rejected"
    with ledger.writer("bob") as writer:
        writer.decide(accept([MORE.id], **by("bob")))
    assert client.post("/compare", data={**PAIR, "action": "reject_b", "mark_b": mark}).status_code == 409
    judge(client, "accept_a")


@pytest.mark.parametrize(("fields", "code"), [
    ({"action": "settle", "evidence": "x"}, 422), ({"action": "settle", "outcome": "a"}, 422), ({"action": "burn"}, 422), ({"action": "accept_c"}, 422),
    ({"action": "accept_a", "a": "claim--none"}, 404), ({}, 422),
])
def test_what_makes_no_decision_is_refused(client: TestClient, fields: dict[str, str], code: int) -> None:
    assert client.post("/compare", data={**PAIR, **fields}).status_code == code


def test_names_are_judged_in_any_spelling(client: TestClient) -> None:
    to = f"/compare?a={SENT.id}&b={MORE.id}"
    answer = client.post("/names", data={"kind": "same", "one": "Kyjiw", "other": "Bankowa", "to": to})
    assert (answer.status_code, str(answer.headers["location"]).startswith(f"{to}&done=")) == (303, True)
    with workspace(client).view() as view:
        assert view.same_as("UA") == ("UA", "Bankowa")
    assert client.post("/names", data={"kind": "same", "one": "Kiew", "other": "Kyjiw", "to": to}).status_code == 422
    assert client.post("/names", data={"kind": "x", "one": "Kiew", "other": "Moskau", "to": to}).status_code == 422
    assert client.post("/names", data={"kind": "different", "one": "Kiew", "other": "Moskau"}).headers["location"].startswith("/?done=")


def test_unknown_and_equal_claims_are_no_pair(client: TestClient) -> None:
    weighed(client)
    for b in ("claim--0", "thing--0", SENT.id):
        assert client.get(f"/compare?a={SENT.id}&b={b}").status_code == 404
