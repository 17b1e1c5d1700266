"""The page of the exchange over HTTP: what it shows, to whom, and what people can do there."""

from datetime import timedelta

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from lagebild.exchange.approvals import releaser_payload
from lagebild.exchange.quota import Quota
from lagebild.exchange.release import content_of
from lagebild.exchange.waits import Wait, note_wait
from lagebild.ledger import Ledger
from lagebild.web.people import People
from lagebild.web.sayings import said
from tests.ledger.samples import guns
from tests.web.conftest import calling, options, workspace
from tests.web.exchange_parties import TROOPS, Parties
from tests.web.receiving import until

SENT = guns()[1]


def test_without_a_node_the_page_says_how_to_make_one(client: TestClient) -> None:
    assert "lagebild node init" in client.get("/exchange").text
    assert client.get("/exchange/identity--x").status_code == 404


def test_the_page_names_this_node_and_its_partners_with_fingerprints_and_no_secret(asking: TestClient, there: Parties) -> None:
    page = asking.get("/exchange").text
    for house in (there.us, there.beta):
        assert house.state.card is not None
        assert house.state.card.fingerprint in page
    assert "Beta &lt;b&gt;Ministry&lt;/b&gt;" in page
    assert "waits for our signature" in page
    assert "last heard" in page
    everything = page + asking.get(f"/exchange/{there.beta.id}").text + asking.get("/api/v1/exchange").text
    for file in there.folder.iterdir():
        if file.suffix == ".key" or file.name == "secret":
            assert file.read_bytes().hex() not in everything


def test_they_see_what_is_agreed_and_everything_else_stays_with_its_reason(asking: TestClient, there: Parties) -> None:
    sees = asking.get(f"/exchange/{there.beta.id}?view=sees").text
    assert SENT.id in sees
    assert f"/claim/{TROOPS.id}" not in sees
    stays = asking.get(f"/exchange/{there.beta.id}?view=stays").text
    assert TROOPS.id in stays
    assert "its level is above what is agreed" in stays
    assert TROOPS.id in asking.get(f"/exchange/{there.beta.id}?view=stays&reason=marking").text
    assert TROOPS.id not in asking.get(f"/exchange/{there.beta.id}?view=stays&reason=period").text


def test_one_claim_is_shown_exactly_as_it_goes_out_and_nothing_of_one_that_stays(asking: TestClient, there: Parties) -> None:
    page = asking.get(f"/exchange/{there.beta.id}/claim/{SENT.id}").text
    assert "STIX note" in page
    assert "&#34;claim_type&#34;: &#34;transfer&#34;" in page
    page = asking.get(f"/exchange/{there.beta.id}/claim/{TROOPS.id}").text
    assert "They see nothing of this claim." in page
    assert "claim_type" not in page


def test_what_came_and_what_was_refused_is_told_with_maker_and_reason(asking: TestClient, there: Parties) -> None:
    came = asking.get(f"/exchange/{there.beta.id}?view=came").text
    assert "made by Beta &lt;b&gt;" in came
    assert "7 Haubitzen" in came
    assert "note--x" in asking.get(f"/exchange/{there.beta.id}?view=trouble").text
    assert "Staat 7" not in asking.get("/claims").text


def test_a_refusal_is_told_in_german_and_what_another_program_said_stays_and_is_marked_as_english(asking: TestClient, there: Parties) -> None:
    there.us.node.append({
        "what": "pushed", "partner": there.beta.id, "n_items": there.us.state.out(there.beta.id).n_pushed,
        "refused": {"note--y": "note.created_by_ref: identity--z is not known here", "note--z": "computer says no"},
    })  # fmt: skip
    page = asking.get(f"/exchange/{there.beta.id}?view=trouble", headers={"accept-language": "de"}).text
    (refused,) = [one for one in there.us.state.holdings.refused if one.id == "note--x"]
    assert f'<span lang="de"><bdi>{escape(said("de", refused.reason))}' in page
    assert said("de", refused.reason) != refused.reason
    assert '<p lang="de"><bdi>note.created_by_ref: identity--z ist hier nicht bekannt' in page
    assert '<p lang="en"><bdi>computer says no' in page
    assert refused.reason in asking.get(f"/exchange/{there.beta.id}?view=trouble").text


def test_quotas_with_what_is_used_of_them_stand_on_the_page_in_either_language(
    ledger: Ledger, there: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = there.us.state.come(there.beta.id).used.n_objects
    with calling(ledger, node=there.folder, quota=Quota(objects_a_day=12_345, requests_a_minute=777)) as asking:
        monkeypatch.setattr(workspace(asking).exchange, "_now", there.us.node.now)
        page = asking.get("/exchange").text
        assert f"{n} of 12,345 objects today" in page
        assert "of 2,000 MB" in page
        assert "refused until" not in page
        assert "Nobody tried wrong tokens." in page
        assert f"heute {n} von 12.345 Objekten" in asking.get("/exchange", headers={"accept-language": "de"}).text
        page = asking.get(f"/exchange/{there.beta.id}?view=quota").text
        assert "777" in page
        assert "Nothing is refused for its amount." in page
        assert "They were never told to wait." in page
        assert "Anfragen je Minute" in asking.get(f"/exchange/{there.beta.id}?view=quota", headers={"accept-language": "de"}).text


def test_whoever_has_used_up_its_day_is_said_to_be_refused_until_midnight(
    ledger: Ledger, there: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    with calling(ledger, node=there.folder, quota=Quota(objects_a_day=1)) as asking:
        monkeypatch.setattr(workspace(asking).exchange, "_now", there.us.node.now)
        assert "refused until 26 Nov 2026, 00:00 UTC" in asking.get("/exchange").text
        page = asking.get(f"/exchange/{there.beta.id}?view=quota", headers={"accept-language": "de"}).text
        assert "wird bis 26.11.2026, 00:00 UTC abgewiesen" in page


def test_when_they_had_to_wait_and_who_tried_tokens_is_told_with_the_end_of_it(
    asking: TestClient, there: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace(asking).exchange, "_now", there.us.node.now)
    time = there.us.node.now()
    for kind, end in (("minute", time + timedelta(seconds=30)), ("size", None)):
        note_wait(there.folder, there.beta.id, Wait(kind, time, end))  # type: ignore[arg-type]
    there.us.node.append({"what": "alarm", "address": "192.0.2.1", "name": "<b>\u202enobody"})
    there.us.node.append({"what": "alarm", "address": "192.0.2.2", "name": there.beta.id})
    page = asking.get("/exchange").text
    assert "from 192.0.2.1" in page
    assert "as &lt;b&gt;\ufffdnobody" in page
    assert "as Beta &lt;b&gt;Ministry" in page
    assert "shut out</span> until 25 Nov 2026, 12:05 UTC at the latest" in page
    page = asking.get(f"/exchange/{there.beta.id}?view=quota").text
    assert "too many requests in a minute" in page
    assert "more at once than may ever come" in page
    assert "from 192.0.2.2" in page
    assert "from 192.0.2.1" not in page
    later = time + timedelta(minutes=6)
    monkeypatch.setattr(workspace(asking).exchange, "_now", lambda: later)
    page = asking.get("/exchange").text
    assert "was shut out until" in page
    assert "shut out</span>" not in page


@pytest.mark.parametrize("query", ["?view=sees&start=-1", "?view=sees&start=99999", "?view=zzz", "?view=stays&reason=%00", "?start=9" + "9" * 40])
def test_no_address_breaks_a_page(asking: TestClient, there: Parties, query: str) -> None:
    assert asking.get(f"/exchange/{there.beta.id}{query}").status_code == 200


def test_a_releaser_approves_what_was_shown_and_no_other_content(asking: TestClient, there: Parties) -> None:
    form = {"action": "approve", "claim": SENT.id, "partner": there.beta.id, "mark": content_of(SENT)}
    assert asking.post("/exchange/release", data=form).status_code == 422  # nobody was named releaser
    there.us.node.append(releaser_payload("ada"))
    assert asking.post("/exchange/release", data={**form, "mark": "sha256:0"}).status_code == 409
    assert asking.post("/exchange/release", data={**form, "some": "1", "part": ["words", "time"], "to": "/exchange"}).headers["location"] == "/exchange"
    approval = there.us.state.approvals.approval(SENT.id, there.beta.id)
    assert approval is not None
    assert approval.parts == {"words", "time"}


def test_what_is_held_back_is_gone_from_what_they_see_and_can_be_cleared(asking: TestClient, there: Parties) -> None:
    form = {"action": "withhold", "claim": SENT.id, "partner": there.beta.id, "text": "the <b>source</b> asked"}
    assert asking.post("/exchange/release", data={**form, "text": ""}).status_code == 422
    assert asking.post("/exchange/release", data=form).status_code == 303
    assert SENT.id not in asking.get(f"/exchange/{there.beta.id}?view=sees").text
    assert "the &lt;b&gt;source" in asking.get(f"/exchange/{there.beta.id}?view=stays").text
    there.us.publish()
    assert SENT.id not in there.us.state.out(there.beta.id).claims
    assert asking.post("/exchange/release", data={**form, "action": "clear"}).status_code == 303
    assert SENT.id in asking.get(f"/exchange/{there.beta.id}?view=sees").text
    assert asking.post("/exchange/release", data={**form, "partner": "identity--x"}).status_code == 404
    assert asking.post("/exchange/release", data={**form, "claim": "claim--x"}).status_code == 404


def test_an_administrator_signs_the_version_that_was_shown_narrows_and_ends(asking: TestClient, there: Parties) -> None:
    page = asking.get(f"/exchange/{there.beta.id}").text
    mark = page.split('name="mark" value="')[1].split('"')[0]
    form = {"partner": there.beta.id}
    assert asking.post("/exchange/agreement", data={**form, "action": "sign", "mark": "sha256:0"}).status_code == 409
    assert asking.post("/exchange/agreement", data={**form, "action": "sign", "mark": mark}).status_code == 303
    assert "Version 2 is in force." in asking.get(f"/exchange/{there.beta.id}").text
    assert asking.post("/exchange/agreement", data={**form, "action": "narrow", "without": ["words", "text"], "highest": "green"}).status_code == 303
    offer = there.us.state.offer(there.beta.id)
    assert offer is not None
    assert offer.terms.highest == "green"
    assert not {"words", "text"} & set(offer.terms.parts)
    assert asking.post("/exchange/agreement", data={**form, "action": "narrow", "highest": "purple"}).status_code == 422
    assert asking.post("/exchange/agreement", data={**form, "action": "end"}).status_code == 303
    assert "They see nothing." in asking.get(f"/exchange/{there.beta.id}?view=sees").text


def test_without_the_folder_of_keys_nothing_is_signed(ledger: Ledger, there: Parties) -> None:
    with calling(ledger) as asking:
        assert asking.post("/exchange/agreement", data={"action": "end", "partner": there.beta.id}).status_code == 404
    assert there.us.state.offer(there.beta.id) is not None


def test_releasers_are_named_and_dismissed(asking: TestClient, there: Parties) -> None:
    assert asking.post("/exchange/releasers", data={"name": "Dr. Weber"}).status_code == 303
    assert "Dr. Weber" in asking.get("/exchange").text
    assert asking.post("/exchange/releasers", data={"name": "Dr. Weber", "action": "dismiss"}).status_code == 303
    assert "Dr. Weber" not in asking.get("/exchange").text
    assert asking.post("/exchange/releasers", data={"name": "a\nb"}).status_code == 422


@pytest.mark.parametrize(("role", "reads", "releases", "agrees"), [
    ("reader", 403, 403, 403), ("analyst", 200, 403, 403), ("releaser", 200, 303, 403), ("administrator", 200, 303, 303),
])  # fmt: skip
def test_analysts_read_releasers_release_administrators_agree(
    ledger: Ledger, there: Parties, role: str, reads: int, releases: int, agrees: int
) -> None:
    people = People(options(ledger).people)
    people.add("Root", "administrator", "correct horse battery")
    people.add("Bob", role, "correct horse battery")  # type: ignore[arg-type]
    people.close()
    with calling(ledger, node=there.folder) as asking:
        asking.post("/login", data={"name": "Bob", "password": "correct horse battery"})
        assert ("/exchange" in asking.get("/").text) == (reads == 200)
        paths = ("/exchange", f"/exchange/{there.beta.id}", f"/exchange/{there.beta.id}/claim/{SENT.id}", "/api/v1/exchange")
        assert {asking.get(path).status_code for path in paths} == {reads}
        held = {"action": "withhold", "claim": SENT.id, "partner": there.beta.id, "text": "not now"}
        assert asking.post("/exchange/release", data=held).status_code == releases
        assert asking.post("/exchange/agreement", data={"action": "end", "partner": there.beta.id}).status_code == agrees
        assert ('action="/exchange/release"' in asking.get(f"/exchange/{there.beta.id}?view=stays").text) == (releases == 303)


def test_a_form_of_another_site_changes_nothing(asking: TestClient, there: Parties) -> None:
    data = {"action": "end", "partner": there.beta.id}
    assert asking.post("/exchange/agreement", data=data, headers={"origin": "https://evil.example"}).status_code == 403


def test_a_long_preview_comes_in_pages(asking: TestClient, there: Parties) -> None:
    from tests.exchange.nodes import tell

    for number in range(100, 140):
        tell(there.us, number)
    first = asking.get(f"/exchange/{there.beta.id}?view=sees").text
    assert first.count('class="claim-row"') == 25
    assert asking.get(f"/exchange/{there.beta.id}?view=sees&start=25").text.count('class="claim-row"') == 42 - 25


def test_a_partners_claim_stands_in_the_picture_with_its_sender_and_leads_to_its_thing(asking: TestClient, there: Parties) -> None:
    """Nobody here decides on it: where its words link to the queue, the page of its thing comes."""
    until(lambda: asking.get("/api/v1/picture").json()["ready"])
    (lent,) = there.us.received()
    answer = asking.get(f"/queue/{lent.claim.id}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/thing/")
    page = asking.get(answer.headers["location"]).text
    assert "Blatt 7" in page
    assert "partner Beta &lt;b&gt;Ministry&lt;/b&gt;" in page
    assert lent.claim.id not in asking.get("/claims").text
    assert asking.get(f"/queue/claim--{'0' * 32}").status_code == 404


def test_a_brief_with_a_partners_claim_says_its_marking_and_is_refused_to_others(asking: TestClient, there: Parties) -> None:
    until(lambda: asking.get("/api/v1/picture").json()["ready"])
    (lent,) = there.us.received()
    address = f"/brief?thing={lent.claim.id}"
    page = asking.get(address).text
    assert "TLP:GREEN – for our own use only" in page
    assert "from partner Beta &lt;b&gt;Ministry&lt;/b&gt;, received" in page
    refused = asking.get(f"{address}&audience=green", headers={"accept-language": "de"})
    assert refused.status_code == 422
    assert "1 Aussagen dürfen an Leser von TLP:GREEN nicht weitergegeben werden" in refused.text
    assert asking.get(f"/brief/file?thing={lent.claim.id}&format=md&audience=green").status_code == 422
    assert asking.get(f"{address}&audience=all").status_code == 422
    mixed = asking.get(f"{address}&thing={SENT.id}&audience=green&leave_out=yes")
    assert "Left out, since they may not be passed on to these readers: 1 claim." in mixed.text
    assert "Beta" not in mixed.text.split("</article>")[0]
    assert '<option value="green" selected>' in mixed.text


def test_a_partners_claim_has_both_names_in_the_api(asking: TestClient, there: Parties) -> None:
    until(lambda: asking.get("/api/v1/picture").json()["ready"])
    (lent,) = there.us.received()
    made = asking.post("/api/v1/brief", json={"things": [lent.claim.id]}).json()
    assert made["brief"]["reach"] == {"level": "green", "allies": []}
    loan = made["brief"]["footnotes"][0]["loan"]
    assert loan["giver"] == {"partners": ["Beta <b>Ministry</b>"], "origins": []}
    assert loan["object"] == lent.held.id
    thing = asking.get(f"/queue/{lent.claim.id}", follow_redirects=False).headers["location"].rpartition("/")[2]
    told = asking.get(f"/api/v1/things/{thing}").json()["told"]
    assert [(one["publisher"], one["giver"]) for one in told] == [("Blatt 7", loan["giver"])]
    asked = {"things": [lent.claim.id], "audience": "amber"}
    assert asking.post("/api/v1/brief", json=asked).status_code == 422
    assert asking.post("/api/v1/brief", json={"things": [lent.claim.id], "audience": "nobody"}).status_code == 422
