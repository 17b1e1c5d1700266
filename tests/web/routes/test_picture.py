"""The pages of the picture, of things, briefs and sources, as they are served."""

import html
import re

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from tests.ledger.samples import korea
from tests.web.amounts import add_howitzers
from tests.web.receiving import until

TROOPS = korea()[1]


@pytest.fixture
def ready(client: TestClient) -> TestClient:
    until(lambda: client.get("/api/v1/picture").json()["ready"])
    return client


def thing_of(client: TestClient, claim: str) -> str:
    return str(client.get(f"/api/v1/things/{claim}").json()["row"]["id"])


@pytest.mark.parametrize("view", ["list", "matrix", "timeline", "map", "nonsense"])
def test_every_view_of_a_filter_is_a_page_and_an_empty_one_says_so(ready: TestClient, view: str) -> None:
    assert ready.get("/picture", params={"view": view}).status_code == 200
    empty = ready.get("/picture", params={"view": view, "giver": "FR"})
    assert (empty.status_code, "Nothing of these filters." in empty.text) == (200, True)


def test_the_filter_lives_in_the_address_and_what_is_none_is_refused(ready: TestClient) -> None:
    found = ready.get("/picture", params={"giver": "Pjöngjang", "view": "list"})
    assert "Deployment: North Korea" in found.text
    assert 'value="Pjöngjang"' in found.text
    assert ready.get("/picture?since=yesterday").status_code == 422
    assert ready.get("/picture?after=nonsense").status_code == 400


def test_a_thing_shows_its_lines_and_every_mark_leads_to_its_words(ready: TestClient, ledger: Ledger) -> None:
    held = [add_howitzers(ledger, 12, "dpa", "2025-04-01"), add_howitzers(ledger, 14, "Reuters", "2025-04-02")]
    until(lambda: ready.get(f"/api/v1/things/{held[1].id}").status_code == 200)
    page = ready.get(f"/thing/{held[0].id}").text
    assert "Transfer: Norway → Ukraine, artillery gun" in html.unescape(page)
    marks = re.findall(r'xlink:href="([^"]+)"', page)
    assert sorted(marks) == sorted(f"/queue/{claim.id}" for claim in held)
    assert {ready.get(mark).status_code for mark in marks} == {200}
    assert ready.get("/thing/thing--0").status_code == 404


def test_charts_hold_neither_style_nor_script_and_lead_nowhere_else(ready: TestClient, ledger: Ledger) -> None:
    held = add_howitzers(ledger, 12, "dpa", "2025-04-01")
    until(lambda: ready.get(f"/api/v1/things/{held.id}").status_code == 200)
    for path in (f"/thing/{held.id}", "/picture?view=timeline", "/picture?view=map"):
        page = ready.get(path).text
        svg = page[page.index("<svg") : page.index("</svg>")]
        assert not re.search(r"<style|<script|\sstyle=|\son\w+=|https?://(?!www\.w3\.org)", svg), path


def test_hostile_words_in_names_and_charts_stay_words(ready: TestClient, ledger: Ledger) -> None:
    evil = '"><script>window.ran = 1</script>\u202e'
    held = add_howitzers(ledger, 500, evil, "2025-04-01", supplier=evil, entity=evil)
    until(lambda: ready.get(f"/api/v1/things/{held.id}").status_code == 200)
    thing = thing_of(ready, held.id)
    paths = [f"/thing/{thing}", f"/brief?thing={thing}", f"/brief?thing={thing}&language=de"]
    for path in [*paths, *(f"/picture?view={view}" for view in ("list", "matrix", "timeline", "map"))]:
        page = ready.get(path).text
        assert "<script>window" not in page, path
        assert "\u202e" not in page, path


def test_a_brief_is_drafted_from_its_address_and_saved_as_a_file(ready: TestClient) -> None:
    thing = thing_of(ready, TROOPS.id)
    assert "Choose in the picture" in ready.get("/brief").text
    page = ready.get(f"/brief?thing={thing}&language=de").text
    assert "Ursprünge" in page
    assert 'id="note-1"' in page
    file = ready.get(f"/brief/file?thing={thing}&language=de&format=md")
    assert (file.status_code, file.headers["content-disposition"]) == (200, 'attachment; filename="lagebild-brief.md"')
    assert file.content == ready.get(f"/brief/file?thing={thing}&language=de&format=md").content
    for path in (f"/brief/file?thing={thing}&format=exe", "/brief/file", f"/brief?thing={thing}&likelihood=x&judgement=y", f"/brief?thing={thing}&since=x"):
        assert ready.get(path).status_code == 422, path
    assert ready.get("/brief?thing=thing--0").status_code == 404


def test_a_judgement_stands_with_its_number(ready: TestClient) -> None:
    page = ready.get(f"/brief?thing={thing_of(ready, TROOPS.id)}&judgement=Seoul+sends+nothing&likelihood=70").text
    assert "70" in page
    assert "Seoul sends nothing" in html.unescape(page)


def test_an_edited_brief_is_checked_in_the_language_of_the_page(ready: TestClient) -> None:
    page = ready.post("/brief/check", data={"text": "# Brief\n\n## Lage\n\nKim hat 12.000 Soldaten geschickt.\n"}, headers={"accept-language": "de"}).text
    assert "ohne Fußnote" in page


def test_sources_say_that_nothing_is_settled_yet_and_then_what_is(ready: TestClient) -> None:
    assert "No claim is settled yet." in ready.get("/sources").text
    event = ready.post("/api/v1/decisions", json={"kind": "settle", "claims": [TROOPS.id], "outcome": True, "evidence": ["https://example.org/proof"]})
    assert event.status_code == 201, event.text
    until(lambda: ready.get("/api/v1/sources").json()["items"])
    assert "1 case" in ready.get("/sources").text
