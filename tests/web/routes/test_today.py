"""The first page, and bringing in reports with the real reader."""

import time

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from lagebild.web import create_app
from tests.web.conftest import LOCAL, options, workspace

TEXT = "Deutschland hat der Ukraine am 3. März 2025 zwölf Haubitzen geliefert. Kiew bat um weitere Munition."


def brought(client: TestClient) -> list[dict[str, object]]:
    """What was brought, once it is over."""
    for _ in range(600):
        found = client.get("/api/v1/intake").json()["items"]
        if all(one["state"] in ("done", "failed") for one in found):
            return list(found)
        time.sleep(0.05)
    raise AssertionError(found)


@pytest.mark.parametrize("path", [
    "/", "/picture", "/picture?view=matrix", "/picture?view=timeline", "/queue", "/claims", "/sources", "/brief", "/api/v1/picture",
    "/api/v1/contradictions", "/api/v1/sources",
])
def test_every_page_is_there_before_the_first_weighing(ledger: Ledger, path: str) -> None:
    app = create_app(options(ledger))  # without its background work, which nothing begins here, no picture is ever weighed
    client = TestClient(app, base_url=LOCAL)
    try:
        assert client.get(path).status_code == 200
        assert workspace(client).following.at == 0
    finally:
        workspace(client).stop()


def test_the_first_page_says_what_is_new_and_what_waits(client: TestClient) -> None:
    page = client.get("/").text
    assert "Your first visit" in page
    assert "<b>3</b><span>claims to decide" in page
    assert "<b>2</b><span>new reports" in page
    client.post("/seen")
    assert "<b>0</b><span>new reports" in client.get("/").text


def test_the_picture_is_there_once_it_is_weighed(client: TestClient) -> None:
    following = workspace(client).following
    for _ in range(400):
        if following.progress().ready:
            break
        time.sleep(0.05)
    assert "Shown once the picture is weighed" not in client.get("/").text


def test_files_texts_and_what_cannot_be_read_are_told_of_one_by_one(client: TestClient, ledger: Ledger) -> None:
    files = [("files", ("a.txt", TEXT.encode())), ("files", ("b.pdf", b"%PDF-1.4 broken")), ("files", ("../../c.txt", TEXT.encode() + b" Mehr."))]
    answer = client.post("/intake/files", files=files, data={"publisher": "dpa", "published": "2025-03-04"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/#brought")
    client.post("/intake/text", data={"text": "Russland hat 500 Soldaten nach Syrien verlegt.", "title": "Meldung <b>"})
    found = {one["name"]: one for one in brought(client)}
    assert {name: one["state"] for name, one in found.items()} == {"a.txt": "done", "b.pdf": "failed", "c.txt": "done", "Meldung <b>": "done"}
    (added,) = found["a.txt"]["results"]  # type: ignore[misc]
    report = client.get(f"/api/v1/reports/{added['report']}").json()
    assert report["report"]["publisher"] == "dpa"
    assert report["report"]["source"].startswith("upload:")
    assert report["captures"][0]["capture"]["how"] == "file"
    assert len(client.get("/api/v1/claims", params={"report": added["report"]}).json()["items"]) >= 1
    assert client.get(f"/original/{report['captures'][0]['original']}", params={"report": added["report"]}).content == TEXT.encode()
    page = client.get("/").text
    assert "Meldung &lt;b&gt;" in page
    assert "<b>\n" not in page
    (again,) = client.post("/api/v1/intake/text", json={"text": "Russland hat 500 Soldaten nach Syrien verlegt."}).json()["items"]
    assert brought(client)[0]["id"] == again["id"]
    assert brought(client)[0]["results"][0]["outcome"] == "known"  # type: ignore[index]
    with ledger.view() as view:
        assert {event.actor for event in view.events(kind="report")} == {"reader", "ada"}
    assert ledger.audit() == ()
    client.post("/intake/forget")
    assert client.get("/api/v1/intake").json()["items"] == []


def test_two_files_of_one_name_are_not_two_versions(client: TestClient) -> None:
    for text in (TEXT, TEXT + " Später mehr."):
        client.post("/intake/files", files=[("files", ("a.txt", text.encode()))])
    assert [one["results"][0]["outcome"] for one in brought(client)] == ["added", "added"]  # type: ignore[index]


@pytest.mark.parametrize(("path", "data", "code"), [
    ("/intake/address", {"url": "file:///etc/passwd"}, 422), ("/intake/address", {"url": ""}, 422), ("/intake/text", {"text": " "}, 422),
    ("/intake/text", {"text": "x", "published": "gestern"}, 422), ("/intake/text", {"text": "x", "language": "xx"}, 422),
])
def test_what_is_no_address_or_text_is_refused_at_once(client: TestClient, path: str, data: dict[str, str], code: int) -> None:
    assert client.post(path, data=data).status_code == code


def test_an_address_that_leads_inside_is_not_fetched(client: TestClient) -> None:
    client.post("/intake/address", data={"url": "http://127.0.0.1:1/x"})
    (one,) = brought(client)
    assert one["state"] == "failed"
    assert "127.0.0.1" in str(one["results"])


def test_an_empty_upload_and_one_too_large_are_refused(client: TestClient) -> None:
    assert client.post("/intake/files", files=[("files", ("a.txt", b""))]).status_code == 422
    assert client.post("/intake/files").status_code == 422
    assert client.post("/intake/files", files=[("files", ("a.txt", b"x" * 20_000_001))]).status_code == 422


def test_too_much_that_waits_is_refused_for_a_while(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from lagebild.web import intake

    monkeypatch.setattr(intake, "_MOST_WAITING", 0)
    answer = client.post("/intake/text", data={"text": TEXT})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
