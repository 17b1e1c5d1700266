"""Reports with very many claims: only those around what is shown are looked at."""

import json

import pytest

from lagebild.claims.claim import Claim, ReadBy
from lagebild.claims.ids import claim_id
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.ledger import Ledger, remembering
from lagebild.ledger.remembering import Memory
from lagebild.web import showing
from lagebild.web.showing import claims_in
from tests.web.conftest import calling, workspace

SENTENCE = "Berlin liefert Geschosse. "
N = 1_200
TEXT = SENTENCE * N


@pytest.fixture
def large(ledger: Ledger) -> Report:
    report = Report.of(TEXT, language="de", published="2026-01-01")
    claims = []
    for number in range(N):
        at = number * len(SENTENCE)
        trigger = Span.of(TEXT, at + 7, at + 14)
        id = claim_id(report.id, "transfer", (trigger.start, trigger.end), 0, "model")
        claims.append(Claim(id, "transfer", "ongoing", Span.of(TEXT, at, at + 25), trigger, ReadBy("model", "1", 0.5)))
    with ledger.writer("x") as writer:
        writer.add(report, claims, readers=["model"])
    return report


@pytest.mark.parametrize("number", [0, 1, 599, 1_150, 1_199])
def test_the_claims_around_a_place_are_found_among_very_many(ledger: Ledger, large: Report, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(showing, "MOST_LOOKED_AT", 100)
    start = number * len(SENTENCE)
    with ledger.view() as view:
        found = claims_in(view, large.id, start, start + 3 * len(SENTENCE))
    assert [kept.claim.evidence.start // len(SENTENCE) for kept in found.claims] == list(range(number, min(number + 3, N)))
    assert found.n_all == N


def test_the_pages_of_such_a_report_mark_some_and_say_how_many_not(ledger: Ledger, large: Report) -> None:
    with calling(ledger) as client:
        page = client.get(f"/report/{large.id}").text
        assert "are not marked" in page
        assert "Only the first 1,000 claims of a report are weighed." in page
        assert len(page) < 400_000
        assert client.get("/queue").status_code == 303
        claim = client.get("/api/v1/claims?limit=1").json()["items"][0]["claim"]["id"]
        assert client.get(f"/queue/{claim}").status_code == 200
        with workspace(client).view() as view:
            assert view.report(large.id).report.text == TEXT


def test_a_large_reading_is_parsed_once(ledger: Ledger, large: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    with ledger.transaction(write=False) as store:
        (event,) = [event for event in store.events(kind="reading") if event.payload["report"] == large.id]
        first = memory.over(store).events_at([event.sequence, 1])
        again = memory.over(store).events_at([event.sequence, 1])
    assert again == first
    assert again[event.sequence] is first[event.sequence]
    assert again[1] is not first[1]
    elsewhere = Memory()
    with ledger.transaction(write=False) as store:  # from a transaction that writes nothing is kept: it may come to nothing
        elsewhere.over(store, writing=True).events_at([event.sequence])
    assert elsewhere.get(event.sequence) is None
    monkeypatch.setattr(remembering, "_MOST", 0)
    memory.put(event)
    assert memory.get(event.sequence) is event


def vast(text: str, evidence: Span) -> tuple[Report, Claim]:
    """A report with one claim at its end."""
    report, at = Report.of(text, language="de", published="2026-01-02", title="Riesig"), text.rindex("liefert")
    id = claim_id(report.id, "transfer", (at, at + 7), 0, "model")
    return report, Claim(id, "transfer", "ongoing", evidence, Span.of(text, at, at + 7), ReadBy("model", "1", 0.5))


@pytest.mark.parametrize("kind", ["paragraph", "word"])
def test_a_vast_paragraph_or_word_makes_no_page_vast(ledger: Ledger, kind: str) -> None:
    body = "Die Lieferung wurde bestätigt, wie es hieß; " * 10_000 if kind == "paragraph" else "x" * 300_000 + " "
    text = f"{body}{SENTENCE}"
    report, claim = vast(text, Span.of(text, 0, len(text) - 1))
    with ledger.writer("x") as writer:
        writer.add(report, [claim], readers=["model"])
    with calling(ledger) as client:
        for path in (
            f"/report/{report.id}", f"/report/{report.id}?claim={claim.id}", f"/queue/{claim.id}", f"/report/{report.id}/add?part=999", "/claims",
            "/search?q=Geschosse", "/search?q=Geschosse&shelf=claim", "/search?q=Lieferung", "/",
        ):  # fmt: skip
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert len(answer.content) < 120_000, path
        assert ">liefert<" in client.get(f"/queue/{claim.id}").text.replace("</a>", "<").replace("</mark>", "<")
        for found in client.get("/api/v1/search?q=Geschosse").json()["items"]:
            assert len(found["snippet"]["text"]) <= 1_200


def test_evidence_that_a_page_did_not_carry_is_filled_in_by_the_server(ledger: Ledger) -> None:
    text = "x" * 300_000 + " " + SENTENCE
    report, claim = vast(text, Span.of(text, len(text) - 19, len(text) - 1))
    with ledger.writer("x") as writer:
        writer.add(report, [claim], readers=["model"])
    with calling(ledger) as client:
        parts = json.dumps({"evidence": {"start": len(text) - 26, "end": len(text) - 1}})
        assert client.post("/decide", data={"claim": claim.id, "kind": "correct", "parts": parts}).status_code == 303
    with ledger.view() as view:
        assert view.claim(claim.id).claim.evidence.text == SENTENCE.strip()
