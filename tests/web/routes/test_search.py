"""Search over HTTP."""

import pytest
from starlette.testclient import TestClient


def test_words_are_found_and_marked(client: TestClient) -> None:
    page = client.get("/search?q=liefern").text
    assert '<mark class="m-hit" data-at="' in page
    assert "geliefert</mark>" in page
    assert client.get("/search?q=liefern&shelf=claim").text.count('class="report-row"') == 2


def test_an_entity_is_found_in_any_spelling(client: TestClient) -> None:
    assert client.get("/search?about=Kyjiw").text.count('class="report-row"') == 1


def test_without_words_the_reports_come_as_they_came_in(client: TestClient) -> None:
    page = client.get("/search").text
    assert page.count('class="report-row"') == 2
    assert page.index("Truppen") > page.index("Haubitzen")


@pytest.mark.parametrize("q", ['"', "(((", "* OR NEAR", "\u202eabc", "%00", "a" * 5_000])
def test_no_query_is_malformed(client: TestClient, q: str) -> None:
    assert client.get("/search", params={"q": q}).status_code == 200


def test_a_cursor_of_another_list_is_refused(client: TestClient) -> None:
    assert client.get("/search?q=liefern&after=xx").status_code == 400
    assert client.get("/search?after=xx").status_code == 200
