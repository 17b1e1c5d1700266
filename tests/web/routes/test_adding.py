"""A claim by hand over HTTP: its words are found in the text, pinned or not; the form works without scripts."""

import re

import pytest
from starlette.testclient import TestClient

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.ledger import Ledger
from tests.ledger.samples import guns, korea

KOREA = korea()[0]
GUNS = guns()[0]
PLAIN = {"type": "transfer", "status": "considered", "certainty": "certain", "polarity": "affirmed", "trigger": "erwägt"}


def add(client: TestClient, report: Report, **fields: str) -> KeptClaim:
    """The claim that the form makes, as the ledger keeps it."""
    answer = client.post(f"/report/{report.id}/add", data={**PLAIN, **fields})
    assert answer.status_code == 303, answer.text
    found = re.search(r"claim=([^&]+)&done=\d+&did=add", str(answer.headers["location"]))
    assert found, answer.headers["location"]
    with client.app.app.state.workspace.view() as view:  # type: ignore[attr-defined]
        kept: KeptClaim = view.claim(found[1])
    return kept


def test_typed_words_are_found_in_the_one_sentence_that_has_them_all(client: TestClient) -> None:
    kept = add(client, KOREA, role0="supplier", words0="Der Süden", entity0="Südkorea", role1="object", words1="Waffenhilfe", text="übersehen")
    claim = kept.claim
    assert (kept.state, claim.evidence.text, claim.read_by.reader) == ("added", "Der Süden erwägt Waffenhilfe.", "ada")
    assert [(role.role, role.span.text, role.entity) for role in claim.roles] == [("supplier", "Der Süden", "KR"), ("object", "Waffenhilfe", None)]


def test_an_actor_is_told_by_its_words_and_an_amount_by_what_was_typed(client: TestClient) -> None:
    roles = {"role0": "sender", "words0": "Nordkorea", "role1": "force", "words1": "über 10.000 Truppen", "form1": "min", "low1": "10.000", "unit1": "person"}
    claim = add(client, KOREA, type="deployment", status="done", trigger="entsandt", time="entsandt", edtf="2024-10", place="Russland", **roles).claim
    assert claim.roles[0].entity == "KP"
    assert claim.roles[1].quantity is not None
    assert (claim.roles[1].quantity.low, claim.roles[1].quantity.high, claim.roles[1].quantity.unit) == (10000, None, "person")
    assert claim.place is not None
    assert claim.time is not None
    assert (claim.place.country, claim.time.edtf) == ("RU", "2024-10")


@pytest.mark.parametrize(("words", "stands"), [("waffenhilfe", "Waffenhilfe"), ("Waffen", "Waffen"), ("hilfe", "hilfe"), ("Der  Süden", "Der Süden")])
def test_words_are_found_in_other_capitals_and_in_compounds(client: TestClient, words: str, stands: str) -> None:
    (role,) = add(client, KOREA, role0="object", words0=words).claim.roles
    assert role.span.text == stands


def test_pinned_words_stand_where_somebody_pointed(client: TestClient) -> None:
    at = GUNS.text.rindex("liefert")
    kyiv = GUNS.text.index("Kiew")
    claim = add(client, GUNS, trigger="liefert", trigger_at=f"{at}-{at + 7}", role0="recipient", words0="Kiew", words0_at=f"{kyiv}-{kyiv + 4}").claim
    assert (claim.trigger.start, claim.roles[0].span.start, claim.roles[0].entity) == (at, kyiv, "UA")
    elsewhere = add(client, GUNS, trigger="liefert", trigger_at="0-7").claim  # a pin that does not fit its words is none
    assert elsewhere.trigger.start == at


def test_sources_keep_their_order_kind_and_cue(client: TestClient) -> None:
    sources = {"source0": "Deutschland", "kind0": "government", "source1": "Berlin", "kind1": "media", "cue1": "liefert"}
    claim = add(client, GUNS, trigger="liefert", **sources).claim
    assert [(one.span.text, one.kind, one.cue.text if one.cue else None) for one in claim.attribution] == [
        ("Deutschland", "government", None), ("Berlin", "media", "liefert"),
    ]  # fmt: skip


def test_words_that_stand_in_several_sentences_are_asked_back_and_the_choice_counts(client: TestClient, ledger: Ledger) -> None:
    twice = Report.of("Berlin liefert Waffen. Paris liefert Waffen.", language="de")
    with ledger.writer("x") as writer:
        writer.add(twice)
    fields = {**PLAIN, "trigger": "liefert", "role0": "object", "words0": "Waffen"}
    answer = client.post(f"/report/{twice.id}/add", data=fields, headers={"accept-language": "de"})
    assert answer.status_code == 422
    assert "Die Worte stehen in 2 Sätzen" in answer.text
    assert 'value="Waffen"' in answer.text  # nothing that was typed is lost
    second = twice.text.rindex("liefert")
    assert add(client, twice, **{**fields, "sentence": str(second)}).claim.evidence.text == "Paris liefert Waffen."


@pytest.mark.parametrize(("fields", "words"), [
    ({"trigger": ""}, "Auslöser"), ({"trigger": "Panzer"}, "steht nicht"), ({"role0": "object", "words0": "Truppen"}, "zusammen mit allen anderen"),
    ({"type": "bogus"}, "Art"), ({"role0": "sender", "words0": "Der Süden"}, "Rolle"), ({"role0": "object", "words0": "Waffenhilfe", "form0": "exact"}, "Menge"),
    ({"role0": "object", "words0": "Waffenhilfe", "form0": "min", "low0": "viele"}, "keine Zahl"),
    ({"source0": "Yonhap"}, "steht nicht"), ({"certainty": "x"}, "Gewissheit"), ({"trigger": "x" * 700}, "Feld"),
])
def test_what_makes_no_claim_is_told_in_german_and_nothing_is_recorded(client: TestClient, ledger: Ledger, fields: dict[str, str], words: str) -> None:
    with ledger.view() as view:
        before = view.head()
    answer = client.post(f"/report/{KOREA.id}/add", data={**PLAIN, **fields}, headers={"accept-language": "de"})
    assert answer.status_code == 422
    assert words in answer.text
    with ledger.view() as view:
        assert view.head() == before


def test_the_same_act_twice_makes_two_claims_and_undo_takes_one_back(client: TestClient, ledger: Ledger) -> None:
    first, second = add(client, KOREA), add(client, KOREA)
    assert first.claim.id != second.claim.id
    page = client.get(f"/report/{KOREA.id}?claim={second.claim.id}&done={second.sequence}&did=add", headers={"accept-language": "de"}).text
    assert "Ergänzt." in page
    assert "Zurücknehmen" in page
    answer = client.post("/undo", data={"event": str(second.sequence), "to": f"/report/{KOREA.id}"})
    assert answer.status_code == 303
    shown = client.get(f"/report/{KOREA.id}").text
    assert first.claim.id in shown
    assert second.claim.id not in shown


def test_roles_of_another_type_are_shown_without_scripts_and_typed_words_stay(client: TestClient) -> None:
    answer = client.post(f"/report/{KOREA.id}/add", data={**PLAIN, "type": "meeting", "kind": "roles", "role0": "supplier", "words0": "Süden"})
    assert answer.status_code == 200
    assert 'value="Süden"' in answer.text
    assert ">participant<" in answer.text.casefold()
    with client.app.app.state.workspace.view() as view:  # type: ignore[attr-defined]
        assert view.count() == 3


def test_only_analysts_of_reports_that_are_there_add(client: TestClient) -> None:
    assert client.get("/report/sha256:00/add").status_code == 404
    assert client.post("/report/sha256:00/add", data=PLAIN).status_code == 404
    assert client.get(f"/report/{KOREA.id}/add?part=99&type=meeting").status_code == 200
