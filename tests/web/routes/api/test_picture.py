"""The picture and briefs in JSON."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from tests.ledger.samples import guns, korea
from tests.web.amounts import add_howitzers
from tests.web.receiving import until

SOURCE, TROOPS = korea()
SENT = guns()[1]


@pytest.fixture
def ready(client: TestClient) -> TestClient:
    until(lambda: client.get("/api/v1/picture").json()["ready"])
    return client


def got(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_things_come_in_pages_and_by_terms_in_any_spelling(ready: TestClient) -> None:
    whole = got(ready, "picture")
    first = got(ready, "picture", limit=1)
    second = got(ready, "picture", limit=1, cursor=first["next"])
    assert first["items"] + second["items"] == whole["items"][:2]
    assert first["n_all"] == len(whole["items"])
    assert [one["type"] for one in got(ready, "picture", giver="Pjöngjang")["items"]] == ["deployment"]
    assert got(ready, "picture", min_origins=5)["items"] == []
    assert got(ready, "picture", contested="true")["items"] == []


@pytest.mark.parametrize("path", ["picture?typ=x", "picture?since=x", "changes", "changes?day=x", "matrix?limit=3", "picture?min_origins=-1", "picture?type=x"])
def test_terms_that_are_none_are_refused(ready: TestClient, path: str) -> None:
    assert ready.get(f"/api/v1/{path}").status_code == 422


def test_all_views_of_the_picture_are_there(ready: TestClient) -> None:
    assert got(ready, "matrix", type="deployment")["cells"][0]["giver"] == "KP"
    assert got(ready, "timeline")["items"][0]["thing"] == got(ready, "picture")["items"][0]["id"]
    assert got(ready, "changes", day="2000-01-01")["by"] == "recorded"
    assert len(got(ready, "changes", day="2000-01-01", by="published")["new"]) == len(got(ready, "picture")["items"])
    for path in ("places", "contradictions", "sources"):
        assert isinstance(got(ready, path)["items"], list)


def test_a_thing_is_explained_by_its_id_or_that_of_a_claim(ready: TestClient, ledger: Ledger) -> None:
    held = add_howitzers(ledger, 12, "dpa", "2025-04-01")
    until(lambda: ready.get(f"/api/v1/things/{held.id}").status_code == 200)
    found = got(ready, f"things/{held.id}")
    assert [told["claim"] for told in found["told"]] == [held.id]
    assert got(ready, f"things/{found['row']['id']}") == found
    series = got(ready, f"things/{found['row']['id']}/series")
    assert [mark["claim"] for mark in series["marks"]] == [held.id]
    assert ready.get("/api/v1/things/nothing").status_code == 404
    assert ready.get("/api/v1/things/nothing/series").status_code == 404


def test_lineage_names_the_family_of_a_report(ready: TestClient) -> None:
    found = got(ready, f"lineage/{SOURCE.id}")
    assert (found["report"], found["ready"], [member["report"] for member in found["members"]]) == (SOURCE.id, True, [SOURCE.id])
    assert ready.get("/api/v1/lineage/nothing").status_code == 404


def test_a_brief_is_drafted_checked_and_written(ready: TestClient) -> None:
    asked = {"things": [TROOPS.id, SENT.id], "language": "de", "judgements": [{"text": "Seoul nichts schickt", "likelihood": 70}]}
    made = ready.post("/api/v1/brief", json=asked).json()
    assert made["findings"] == []
    assert made["brief"]["sections"][0]["kind"] == "judgement"
    assert ready.post("/api/v1/brief/check", json={"text": made["markdown"]}).json()["findings"] == []
    assert ready.post("/api/v1/brief/md", json=asked).text == made["markdown"]
    broken = ready.post("/api/v1/brief/check", json={"text": "# T\n\n## S\n\nOhne Fußnote.\n"}).json()["findings"]
    assert [one["rule"] for one in broken] == ["no-footnote"]
    wrongs: tuple[dict[str, Any], ...] = ({"things": []}, {**asked, "since": "x"}, {**asked, "language": "fr"}, {**asked, "extra": 1})
    for wrong in wrongs:
        assert ready.post("/api/v1/brief", json=wrong).status_code == 422
    assert ready.post("/api/v1/brief", json={"things": ["nothing"]}).status_code == 404
    assert ready.post("/api/v1/brief/exe", json=asked).status_code == 422
