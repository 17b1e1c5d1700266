"""Host, origin, size, time, and the headers of every answer."""

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from tests.web.conftest import calling


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "10.0.0.1", "", "localhost.evil"])
def test_a_name_that_was_led_here_is_not_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8417", "127.0.0.1", "127.0.0.1:1", "[::1]:8417"])
def test_the_machines_own_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("headers", [
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"},
    {"origin": "http://127.0.0.1:99"}, {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"},
])
@pytest.mark.parametrize("path", ["/seen", "/decide", "/people/add", "/api/v1/decisions", "/login", "/nothing"])
def test_what_another_site_sends_changes_nothing(client: TestClient, path: str, headers: dict[str, str]) -> None:
    assert client.post(path, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://127.0.0.1"}, {}])
def test_the_workspaces_own_pages_and_programs_may_change_things(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/seen", headers=headers).status_code == 303


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/lagebild.css", "/api/v1/claims", "/api/v1/nothing"])
def test_every_answer_forbids_what_the_workspace_does_not_need(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert "cache-control" in headers
    assert "server" not in headers


def test_an_error_nobody_foresaw_is_told_without_its_inside(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from lagebild.web.routes import search

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(search, "_newest", broken)
    with calling(ledger) as client:
        client = TestClient(client.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        answer = client.get("/search")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_too_much_is_refused_whatever_the_request_says_of_its_length(client: TestClient) -> None:
    assert client.post("/intake/text", data={"text": "x" * 3_000_000}).status_code == 413

    def endless() -> object:
        for _ in range(40):
            yield b"text=" + b"x" * 100_000

    answer = client.post("/intake/text", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413
    assert client.get("/?" + "x" * 9_000).status_code == 414


def test_a_request_that_takes_too_long_is_ended(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from lagebild.web.routes import search

    monkeypatch.setattr(search, "_newest", lambda *_: time.sleep(0.5))
    with calling(ledger, request_s=0.1) as client:
        assert client.get("/search").status_code == 503


def test_behind_a_proxy_a_workspace_of_one_serves_nobody(client: TestClient) -> None:
    answer = client.get("/claims", headers={"x-forwarded-for": "10.0.0.9"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?to=%2Fclaims")
    assert client.get("/api/v1/claims", headers={"forwarded": "for=10.0.0.9"}).status_code == 401
