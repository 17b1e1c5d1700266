"""What others use works against the server unchanged: taxii2-client, stix2's source and sink, cytaxii2, stix2-validator."""

import json
import uuid
from pathlib import Path

import pytest

from lagebild.exchange.taxii.serving import Listening
from tests.exchange.taxii.site import ROOT, TOKENS, TestSite, note, notes, site
from tests.reports.servers import certificate

LATER = "2026-02-02T00:00:00.000Z"


def collection(here: TestSite, name: str = "both", user: str = "ada"):  # type: ignore[no-untyped-def]
    taxii = pytest.importorskip("taxii2client.v21", reason="taxii2-client is not installed")
    return taxii.Collection(here.url + here.path(name, ""), user=user, password=TOKENS[user])


def test_taxii2_client_finds_its_way_from_discovery(here: TestSite) -> None:
    """taxii2-client: discovery, API root, collections with the rights of the caller."""
    taxii = pytest.importorskip("taxii2client.v21", reason="taxii2-client is not installed")
    server = taxii.Server(here.url + "/taxii2/", user="ada", password=TOKENS["ada"])
    assert server.title == "Test site"
    root = server.default
    assert root.max_content_length == 10_485_760
    assert {one.id: (one.can_read, one.can_write) for one in root.collections}[here.writing] == (False, True)


def test_taxii2_client_sends_and_reads_everything(here: TestSite) -> None:
    """taxii2-client: objects added, with their status; one object, its versions, the manifest; pages with any number per page."""
    from taxii2client.v21 import as_pages

    both, some = collection(here), notes(25)
    status = both.add_objects({"objects": some}, wait_for_completion=True)
    assert (status.status, status.success_count, len(status.successes)) == ("complete", 25, 25)
    status.refresh()
    assert status.status == "complete"
    later = some[3] | {"modified": LATER}
    both.add_objects({"objects": [later]})
    assert both.get_object(some[3]["id"]) == {"objects": [later]}
    assert both.object_versions(some[3]["id"])["versions"] == [some[3]["modified"], LATER]
    for function in (both.get_objects, both.get_manifest):
        for size in (0, 7, 5_000):
            found = [one["id"] for page in as_pages(function, per_request=size) for one in page.get("objects", [])]
            assert found == [one["id"] for one in (*some[:3], *some[4:], some[3])]
    assert len(both.get_objects(version="all", type=["note"])["objects"]) == 26


def test_taxii2_client_hears_what_failed(here: TestSite) -> None:
    """taxii2-client: failures add up in its own checks of a status."""
    status = collection(here).add_objects({"objects": [note(), note(modified="2020-01-01T00:00:00Z")]})
    assert (status.success_count, status.failure_count, len(status.failures)) == (1, 1, 1)


def test_stix2_sink_and_source(here: TestSite) -> None:
    """stix2: what its sink sends (bundles) its source finds: by id, all versions, by query; None for what is not there."""
    stix2 = pytest.importorskip("stix2", reason="stix2 is not installed")
    sink, source = stix2.TAXIICollectionSink(collection(here)), stix2.TAXIICollectionSource(collection(here))
    one = stix2.v21.Note(content="words", object_refs=[f"report--{uuid.uuid4()}"])
    later = one.new_version(content="other words")
    sink.add([one, later])
    assert source.get(one.id).content == "other words"
    assert {found.modified for found in source.all_versions(one.id)} == {one.modified, later.modified}
    assert [found.id for found in source.query([stix2.Filter("type", "=", "note")])] == [one.id]
    assert source.get(f"note--{uuid.uuid4()}") is None


def test_stix2_source_reads_more_than_a_page(here: TestSite) -> None:
    """stix2: its source, which asks for 5,000 objects at once, gets all of them though the server caps its pages."""
    stix2 = pytest.importorskip("stix2", reason="stix2 is not installed")
    here.store.append(here.both, notes(1_203), by="test")
    assert len(stix2.TAXIICollectionSource(collection(here)).query([stix2.Filter("type", "=", "note")])) == 1_203


def test_cytaxii2_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """cytaxii2: discovery, API root, collections, inbox, poll, over real TLS; it needs an absolute address of the API root."""
    cytaxii = pytest.importorskip("cytaxii2.cytaxii2", reason="cytaxii2 is not installed")
    pem, key = certificate(tmp_path, "localhost")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with site(tmp_path / "o.db", listening=Listening("localhost", certificate=pem, key=key)) as here:
        client = cytaxii.cytaxii2(here.url + "/taxii2/", "ada", TOKENS["ada"])
        assert client.root_discovery()["status_code"] == 200
        assert here.both in {one["id"] for one in client.collection_request()["response"]["collections"]}
        assert client.collection_data_request(here.both)["response"]["can_write"] is True
        some = notes(3)
        assert client.inbox_request(here.both, json.dumps({"objects": some}))["status_code"] == 202
        page = client.poll_request(here.both, limit=2)["response"]
        assert page["objects"] == some[:2]
        assert client.poll_request(here.both, limit=2, next=page["next"])["response"] == {"objects": some[2:]}
        assert client.poll_request(here.both, object_id=some[1]["id"], object_type="note")["response"]["objects"] == [some[1]]


def test_stix2_validator_is_content_with_what_is_served(here: TestSite) -> None:
    """stix2-validator (strict defaults): notes, a marking and a tombstone come out as valid as they went in."""
    validator = pytest.importorskip("stix2validator", reason="stix2-validator is not installed")
    marking = {
        "type": "marking-definition", "spec_version": "2.1", "id": f"marking-definition--{uuid.uuid4()}", "created": LATER,
        "definition_type": "statement", "definition": {"statement": "for partners"},
    }  # fmt: skip
    one = note(object_marking_refs=[marking["id"]])
    here.post("both", [marking, one, *notes(2), one | {"modified": LATER, "revoked": True}])
    served = here.get(here.path("both") + "?match[version]=all").json()["objects"]
    assert len(served) == 5
    bundle = {"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": served}
    results = validator.validate_instance(bundle, validator.ValidationOptions(version="2.1"))
    assert results.is_valid, results.errors
    assert here.get(ROOT).status_code == 200
