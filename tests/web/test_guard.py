"""Host, origin, size, time, and the headers of every answer."""

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from lagebild.web.guard import Guard
from tests.web.conftest import calling, options


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


def signing_in(ledger: Ledger, proxies: str, headers: dict[str, str]) -> str:
    """The cookie that somebody gets who signs in from the proxy's address 10.1.2.3."""
    from ipaddress import ip_network

    from lagebild.web import create_app
    from lagebild.web.people import People

    people = People(options(ledger).people)
    people.add("Ada", "administrator", "correct horse battery")
    people.close()
    networks = tuple(ip_network(one) for one in proxies.split())
    app = create_app(options(ledger, proxies=networks, hosts=frozenset({"lagebild.example"})))
    with TestClient(app, base_url="http://lagebild.example", follow_redirects=False, client=("10.1.2.3", 999)) as client:
        answer = client.post("/login", data={"name": "Ada", "password": "correct horse battery"}, headers=headers)
        assert answer.status_code == 303
        assert {seen.address for seen in client.app.app.state.workspace.people.record(limit=1)} <= {"9.9.9.9", "10.1.2.3"}  # type: ignore[attr-defined]
        return str(answer.headers["set-cookie"])


@pytest.mark.parametrize(("proxies", "headers", "secure"), [
    ("10.1.2.3", {"x-forwarded-proto": "https", "x-forwarded-for": "6.6.6.6, 9.9.9.9"}, True), ("10.0.0.0/8", {"x-forwarded-proto": "HTTPS"}, True),
    ("10.1.2.3", {"x-forwarded-proto": "http"}, False), ("10.1.2.3", {"x-forwarded-proto": "gopher"}, False), ("10.1.2.3", {}, False),
    ("10.9.9.9", {"x-forwarded-proto": "https"}, False), ("", {"x-forwarded-proto": "https"}, False), ("::1", {"x-forwarded-proto": "https"}, False),
])
def test_a_cookie_is_secure_where_a_trusted_proxy_says_https(ledger: Ledger, proxies: str, headers: dict[str, str], secure: bool) -> None:
    assert ("secure" in signing_in(ledger, proxies, headers).casefold()) == secure


@pytest.mark.parametrize(("told", "client"), [
    ("6.6.6.6, 9.9.9.9", "9.9.9.9"), ("9.9.9.9, 10.0.0.7", "9.9.9.9"), ("<script>", "10.1.2.3"), ("", "10.1.2.3"), ("10.0.0.7", "10.1.2.3"),
    ("2001:db8::7", "2001:db8::7"),
])
def test_failed_sign_ins_are_counted_by_who_is_behind_the_proxy(ledger: Ledger, told: str, client: str) -> None:
    from ipaddress import ip_network

    guard = Guard(None, options(ledger, proxies=(ip_network("10.0.0.0/8"),)))  # type: ignore[arg-type]
    scope = {"client": ("10.1.2.3", 5), "scheme": "http"}
    guard._believe_proxy(scope, {"x-forwarded-for": told})
    assert scope["client"][0] == client
