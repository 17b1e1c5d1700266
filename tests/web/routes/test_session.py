"""Signing in over HTTP, and what each role may do."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from tests.ledger.samples import guns
from tests.web.conftest import calling, workspace

GOOD = "correct horse battery"
ROLES = ("reader", "analyst", "releaser", "administrator")
SENT = guns()[1]


@pytest.fixture
def client(ledger: Ledger) -> Iterator[TestClient]:
    """A client of a workspace with one person of each role, named as it."""
    with calling(ledger) as found:
        for role in ROLES:
            workspace(found).people.add(role, role, GOOD)  # type: ignore[arg-type]
        yield found


def sign_in(client: TestClient, name: str, password: str = GOOD, to: str = "/") -> int:
    return client.post("/login", data={"name": name, "password": password, "to": to}).status_code


@pytest.mark.parametrize("path", ["/", "/queue", "/claims", "/search", "/settings", "/api/docs", "/report/x", "/queue/x", "/brought", "/bulk", "/original/x?report=y"])
def test_no_page_is_shown_to_somebody_unknown(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?to=")


@pytest.mark.parametrize("path", ["/seen", "/decide", "/undo", "/bulk", "/intake/files", "/intake/text", "/people/add", "/settings/token", "/logout"])
def test_nothing_is_changed_by_somebody_unknown(client: TestClient, path: str) -> None:
    assert client.post(path, files={"files": b"x"}).headers["location"] == "/login"


def test_the_api_says_401_to_somebody_unknown(client: TestClient) -> None:
    paths = client.app.app.openapi()["paths"]  # type: ignore[attr-defined]
    for path, methods in paths.items():
        for method in methods:
            answer = client.request(method.upper(), path.replace("{id}", "x").replace("{event}", "1").replace("{number}", "1").replace("{name}", "x"))
            assert answer.status_code == 401, path
            assert answer.json()["error"]["message"]


def test_who_signs_in_goes_on_to_where_they_wanted(client: TestClient) -> None:
    answer = client.post("/login", data={"name": "Analyst", "password": GOOD, "to": "/claims?type=transfer"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/claims?type=transfer")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/claims").status_code == 200
    assert client.get("/login?to=/queue").headers["location"] == "/queue"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil.example"])
def test_nobody_is_sent_to_another_site(client: TestClient, to: str) -> None:
    answer = client.post("/login", data={"name": "reader", "password": GOOD, "to": to})
    assert answer.headers["location"] == "/"
    assert client.get("/language/de", params={"to": to}).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words(client: TestClient) -> None:
    wrong = client.post("/login", data={"name": "reader", "password": "wrong"})
    unknown = client.post("/login", data={"name": "nobody", "password": "wrong"})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace("reader", "") == unknown.text.replace("nobody", "")


def test_after_many_failures_sign_in_waits(client: TestClient) -> None:
    assert [sign_in(client, "reader", "wrong") for _ in range(6)] == [401] * 5 + [429]
    answer = client.post("/login", data={"name": "reader", "password": GOOD})
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)


@pytest.mark.parametrize(("role", "decides", "people"), [("reader", 403, 403), ("analyst", 303, 403), ("releaser", 303, 403), ("administrator", 303, 303)])
def test_each_role_may_do_what_those_before_it_may(client: TestClient, role: str, decides: int, people: int) -> None:
    sign_in(client, role)
    assert client.get("/claims").status_code == 200
    assert client.post("/decide", data={"claim": SENT.id, "kind": "accept"}).status_code == decides
    assert client.post("/people/add", data={"name": "eve", "role": "reader", "password": GOOD}).status_code == people
    assert client.get("/api/v1/people").status_code == (200 if role == "administrator" else 403)


def test_decisions_bear_the_name_of_who_signed_in(client: TestClient, ledger: Ledger) -> None:
    sign_in(client, "analyst")
    client.post("/decide", data={"claim": SENT.id, "kind": "accept"})
    with ledger.view() as view:
        assert [step.actor for step in view.history(SENT.id)][1:] == ["analyst"]


def test_signing_out_ends_the_session_also_for_who_kept_its_cookie(client: TestClient) -> None:
    sign_in(client, "reader")
    kept = dict(client.cookies)
    client.post("/logout")
    client.cookies.clear()
    assert client.get("/claims", cookies=kept).status_code == 303


def test_a_token_opens_the_api_within_its_role_and_no_page(client: TestClient) -> None:
    sign_in(client, "analyst")
    page = client.post("/settings/token", data={"title": "nightly", "role": "reader", "days": "1"}).text
    secret = page.split('<code class="mono">')[1].split("<")[0]
    client.cookies.clear()
    headers = {"authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/me", headers=headers).json() == {"name": "analyst", "role": "reader", "by": "token"}
    assert client.post("/api/v1/decisions", headers=headers, json={"kind": "accept", "claims": [SENT.id]}).status_code == 403
    assert client.get("/claims", headers=headers).status_code == 303
    assert client.get("/api/v1/me", headers={"authorization": "Bearer lagebild_x"}).status_code == 401
    sign_in(client, "analyst")
    (token,) = workspace(client).people.tokens("analyst")
    assert client.post("/settings/revoke", data={"id": token.id}).status_code == 303
    client.cookies.clear()
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_nobody_revokes_another_persons_token_but_an_administrator(client: TestClient) -> None:
    token, _ = workspace(client).people.add_token("analyst", "x", "reader")
    sign_in(client, "reader")
    assert client.post("/settings/revoke", data={"id": token.id}).status_code == 422
    sign_in(client, "administrator")
    assert client.post("/settings/revoke", data={"id": token.id}).status_code == 303


def test_a_new_password_needs_the_old_one_and_ends_the_session(client: TestClient) -> None:
    sign_in(client, "reader")
    assert client.post("/settings/password", data={"old": "wrong", "new": "another horse battery"}).status_code == 422
    assert client.post("/settings/password", data={"old": GOOD, "new": "another horse battery"}).status_code == 303
    assert client.get("/claims").status_code == 303
    assert sign_in(client, "reader", "another horse battery") == 303


def test_with_the_first_person_everybody_signs_in(ledger: Ledger) -> None:
    with calling(ledger) as client:
        assert client.post("/people/add", data={"name": "eve", "role": "reader", "password": GOOD}).status_code == 422
        assert client.get("/").status_code == 200
        assert client.post("/people/add", data={"name": "eve", "role": "administrator", "password": GOOD}).status_code == 303
        assert client.get("/").status_code == 303
        assert sign_in(client, "eve") == 303
        assert client.get("/").status_code == 200
