"""The page of a report, its original and its versions."""

import pytest
from starlette.testclient import TestClient

from lagebild.claims.report import Report
from lagebild.ledger import Ledger
from lagebild.web.aside import Aside
from tests.ledger.samples import capture, guns, korea
from tests.ledger.samples import claim as claim_of
from tests.web.receiving import until

KOREA, TROOPS = korea()
GUNS = guns()[0]


def test_every_claim_is_marked_and_the_chosen_one_in_all_its_parts(client: TestClient) -> None:
    page = client.get(f"/report/{GUNS.id}").text
    assert page.count('class="m-evidence m-trigger') == 2
    chosen = client.get(f"/report/{GUNS.id}?claim={guns()[1].id}").text
    assert 'm-role-2' in chosen
    assert ">Haubitzen</mark>" in chosen


def test_capture_facts_and_hashes_are_shown(client: TestClient) -> None:
    page = client.get(f"/report/{KOREA.id}").text
    assert KOREA.id in page
    assert "https://example.org/a" in page
    assert "Save the original" in page


def test_an_original_is_saved_and_never_rendered(client: TestClient) -> None:
    original = client.get(f"/api/v1/reports/{KOREA.id}").json()["captures"][0]["original"]
    for path in (f"/original/{original}?report={KOREA.id}", f"/api/v1/reports/{KOREA.id}/original?hash={original}"):
        answer = client.get(path)
        assert answer.content == b"<script>alert(1)</script>"
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/original/sha256:00?report={id}", "/original/x?report=y", "/original/..%2F..%2Fl.db?report={id}"])
def test_only_originals_of_the_report_are_given(client: TestClient, path: str) -> None:
    assert client.get(path.format(id=KOREA.id)).status_code == 404


def test_versions_are_listed_and_compared(client: TestClient, ledger: Ledger) -> None:
    newer = Report.of(KOREA.text + " Neu <b>hier</b>.", language="de", source="https://example.org/a", published="2024-11-29")
    with ledger.writer("ada") as writer:
        writer.add(newer, capture=capture("https://example.org/a"))
    assert "There is a newer version" in client.get(f"/report/{KOREA.id}").text
    page = client.get(f"/report/{newer.id}?against={KOREA.id}").text
    assert 'class="d-new"' in page
    assert "&lt;b&gt;hier&lt;/b&gt;" in page
    assert "2 versions" in page


def test_a_long_text_comes_in_parts_and_a_claim_opens_its_own(client: TestClient, ledger: Ledger) -> None:
    long = Report.of("Nichts geschah.\n" * 4_000, language="de")
    with ledger.writer("ada") as writer:
        writer.add(long)
    first = client.get(f"/report/{long.id}").text
    assert "Part 1 of 6" in first
    assert len(first) < 60_000
    assert "Part 6 of 6" in client.get(f"/report/{long.id}?part=99").text


def test_the_lineage_is_worked_out_where_it_is_asked_for(client: TestClient, ledger: Ledger) -> None:
    copied = Report.of(f"{KOREA.text} So AFP.", language="de", published="2024-11-29", publisher="AFP")
    with ledger.writer("ada") as writer:
        writer.add(copied, [claim_of(copied, "transfer", "AFP")])
    until(lambda: client.get(f"/api/v1/lineage/{copied.id}").json()["ready"])
    page = client.get(f"/report/{copied.id}").text
    assert f'href="/report/{copied.id.replace(":", "%3A")}?lineage=1#lineage"' in page
    assert 'class="lineage"' not in page
    assert 'class="lineage"' in client.get(f"/report/{copied.id}?lineage=1").text
    assert "It shares words with no other report." in client.get(f"/report/{GUNS.id}?lineage=1").text
    bare = Report.of("Nichts geschah.", language="de")
    with ledger.writer("ada") as writer:
        writer.add(bare)
    assert "is not weighed" in client.get(f"/report/{bare.id}?lineage=1").text


def test_a_lineage_that_takes_longer_than_a_page_waits_is_told_of(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Aside, "get", lambda *asked: None)
    assert "still being worked out" in client.get(f"/report/{GUNS.id}?lineage=1").text
    german = client.get(f"/report/{GUNS.id}?lineage=1", headers={"accept-language": "de"}).text
    assert "wird noch ermittelt" in german
    assert "werden noch gesucht" in client.get(f"/queue/{guns()[1].id}", headers={"accept-language": "de"}).text


def test_unknown_reports_are_answered_with_404(client: TestClient) -> None:
    assert client.get("/report/sha256:00").status_code == 404
    assert client.get(f"/report/{KOREA.id}?against=x").status_code == 404
