"""Saved searches by their page."""

import re

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from tests.web.conftest import calling, workspace


def test_a_search_is_saved_shown_and_forgotten(client: TestClient) -> None:
    assert "Nothing is saved yet." in client.get("/searches").text
    assert "Save this search" in client.get("/claims?type=transfer").text
    done = client.post("/searches/save", data={"title": "Guns", "kind": "claims", "query": "type=transfer&order=acted&party=Kyjiw"})
    assert (done.status_code, done.headers["location"]) == (303, "/searches")
    page = client.get("/searches").text
    assert 'href="/claims?type=transfer&amp;party=Kyjiw"' in page
    (id,) = set(re.findall(r'name="id" value="([^"]+)"', page))
    client.post("/searches/remove", data={"id": id})
    assert "Nothing is saved yet." in client.get("/searches").text


@pytest.mark.parametrize("sent", [
    {"title": "", "kind": "claims", "query": ""}, {"title": "a", "kind": "x", "query": ""}, {"title": "a", "kind": "claims", "query": "x" * 5000},
    {"title": "\u202e", "kind": "things", "query": ""},
])
def test_what_is_no_search_is_refused_with_its_reason(client: TestClient, sent: dict[str, str]) -> None:
    answer = client.post("/searches/save", data=sent)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


@pytest.mark.parametrize(("kind", "query"), [("claims", "type=nothing"), ("things", "since=x"), ("things", "min-origins=-1")])
def test_a_filter_that_is_none_is_not_saved(client: TestClient, kind: str, query: str) -> None:
    assert client.post("/searches/save", data={"title": "a", "kind": kind, "query": query}).status_code == 422
    assert workspace(client).searches.of("ada") == ()


def test_address_and_secret_are_shown_once(client: TestClient) -> None:
    id = client.post("/api/v1/searches", json={"title": "a", "kind": "things", "query": ""}).json()["id"]
    assert "/feeds/feed_" in client.post("/searches/feed", data={"id": id}).text
    assert "whsec_" in client.post("/searches/hook", data={"id": id, "url": "http://127.0.0.1:9/"}).text
    page = client.get("/searches").text
    assert "feed_" not in re.sub(r"/searches/\S+", "", page)
    assert "whsec_" not in page
    for what in ("end-feed", "end-hook", "resume"):
        assert client.post(f"/searches/{what}", data={"id": id}).status_code == 303
    assert client.post("/searches/nonsense", data={"id": id}).status_code == 422
    refused = client.post("/searches/hook", data={"id": id, "url": "http://10.0.0.1/"})
    assert (refused.status_code, "is not https" in refused.text) == (422, True)


def test_sending_away_needs_the_role_that_releasing_needs_and_searches_are_ones_own(ledger: Ledger) -> None:
    with calling(ledger) as client:
        people = workspace(client).people
        people.add("Ada", "administrator", "correct horse battery")
        people.add("Bob", "analyst", "correct horse battery")
        tokens = {name: people.add_token(name, "t", "administrator")[1] for name in ("Ada", "Bob")}
        ada, bob = ({"authorization": f"Bearer {tokens[name]}"} for name in ("Ada", "Bob"))
        id = client.post("/api/v1/searches", json={"title": "a", "kind": "claims", "query": ""}, headers=bob).json()["id"]
        assert client.put(f"/api/v1/searches/{id}/hook", json={"url": "https://example.org/"}, headers=bob).status_code == 403
        assert client.put(f"/api/v1/searches/{id}/hook", json={"url": "https://example.org/"}, headers=ada).status_code == 404
        assert client.get("/api/v1/searches", headers=ada).json()["items"] == []
        assert client.post(f"/api/v1/searches/{id}/feed", headers=bob).status_code == 201
        assert client.get("/searches").status_code == 303
