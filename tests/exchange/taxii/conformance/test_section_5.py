"""TAXII 2.1, section 5: collections, manifests, objects, versions, deletion, and who may do what."""

import json
import uuid

import pytest

from lagebild.exchange.taxii.access import Grant
from lagebild.exchange.taxii.nouns import Collection
from lagebild.exchange.taxii.server import Limits
from tests.exchange.taxii.site import MEDIA, ROOT, TestSite, note, notes

STIX = "application/stix+json;version=2.1"
LATER = "2026-02-02T00:00:00.000Z"


def test_5_1_collections_are_those_granted(here: TestSite) -> None:
    """Section 5.1: exactly the collections that the client may know of, with its own rights."""
    found = {one["id"]: (one["can_read"], one["can_write"]) for one in here.get(f"{ROOT}collections/").json()["collections"]}
    assert found == {
        here.both: (True, True), here.reading: (True, False), here.writing: (False, True), here.neither: (False, False),
    }  # fmt: skip


def test_5_1_1_without_collections_the_answer_is_an_empty_object(here: TestSite) -> None:
    """Section 5.1.1: if there are none the key must be omitted."""
    assert here.get(f"{ROOT}collections/", "eve").json() == {}


def test_5_2_1_collection_resource(here: TestSite) -> None:
    """Section 5.2.1: id, title, can_read, can_write; media_types are all that can be stored; the same as in the list."""
    found = here.get(here.path("reading", "")).json()
    assert found == {"id": here.reading, "title": "Collection reading", "can_read": True, "can_write": False, "media_types": [STIX]}
    assert found in here.get(f"{ROOT}collections/").json()["collections"]


def test_5_2_1_a_collection_can_be_asked_for_by_its_alias(here: TestSite) -> None:
    """Section 5.2.1: an alias stands for the id; it is as hidden as the collection from those who have it not."""
    alias = f"deployments-{uuid.uuid4().hex[:8]}"
    here.store.add_collection(Collection(here.both, "Collection both", "all that is shared", alias))
    here.post("both", [note()])
    assert here.get(here.path(alias, "")).json()["alias"] == alias
    assert here.get(here.path(alias)).content == here.get(here.path("both")).content
    assert here.get(here.path(alias), "eve").content == here.get(here.path("unknown"), "eve").content


@pytest.mark.parametrize("rest", ["", "objects/", "manifest/", "objects/note--0/", "objects/note--0/versions/"])
def test_5_2_to_5_8_what_is_not_granted_does_not_exist(here: TestSite, rest: str) -> None:
    """Sections 5.2 to 5.8: another's collection and one that is nowhere are answered with 404, byte for byte the same."""
    there, nowhere = here.get(here.path("his", rest)), here.get(here.path("unknown", rest))
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert {name: value for name, value in there.headers.items() if name != "date"} == {
        name: value for name, value in nowhere.headers.items() if name != "date"
    }


def test_5_2_to_5_8_a_revoked_grant_counts_at_once(here: TestSite) -> None:
    """Section 1.6.9: what a client may see is asked at every request, also in the middle of a walk."""
    here.post("both", notes(4))
    token = here.get(here.path("both") + "?limit=2").json()["next"]
    here.access.grants["ada"] = ()
    assert here.get(here.path("both") + f"?limit=2&next={token}").status_code == 404
    assert here.get(f"{ROOT}collections/").json() == {}


@pytest.mark.parametrize("rest", ["objects/", "manifest/", "objects/note--0/", "objects/note--0/versions/"])
@pytest.mark.parametrize("name", ["writing", "neither"])
def test_5_3_to_5_8_reading_without_the_right_is_403(here: TestSite, name: str, rest: str) -> None:
    """Sections 5.3, 5.4, 5.6, 5.8: where can_read is false, 403 or 404; before the query is looked at."""
    assert here.get(here.path(name, rest) + "?limit=0").status_code == 403


def test_5_3_manifest_records(here: TestSite) -> None:
    """Section 5.3.1: one record for each version that matches, with id, date_added, version, and a media type of the collection."""
    one = note()
    here.post("both", [one])
    here.post("both", [one | {"modified": LATER, "revoked": True}])
    records = here.get(here.path("both", "manifest/") + "?match[version]=all").json()["objects"]
    assert [(one["id"], one["version"], one["media_type"]) for one in records] == [
        (one["id"], one["modified"], STIX), (one["id"], LATER, STIX),
    ]  # fmt: skip
    assert records[0]["date_added"] < records[1]["date_added"]
    assert [record["version"] for record in here.get(here.path("both", "manifest/")).json()["objects"]] == [LATER]


def test_5_3_manifest_is_filtered_by_the_objects(here: TestSite) -> None:
    """Section 5.3: filters look at the objects, though the manifest has no type."""
    here.post("both", notes(2))
    assert len(here.get(here.path("both", "manifest/") + "?match[type]=note").json()["objects"]) == 2
    assert here.get(here.path("both", "manifest/") + "?match[type]=report").json() == {}


def test_5_5_adding_is_202_with_a_status(here: TestSite) -> None:
    """Section 5.5: 202 and a status; the objects can be read at once."""
    some = notes(3)
    answer = here.post("both", some)
    assert (answer.status_code, answer.headers["Content-Type"]) == (202, MEDIA)
    assert here.get(here.path("both")).json()["objects"] == some


def test_5_5_an_exact_duplicate_is_no_error(here: TestSite) -> None:
    """Section 5.5: an exact duplicate must not be an error for that object; it is not added again."""
    one = note()
    here.post("both", [one])
    status = here.post("both", [dict(reversed(one.items())), one]).json()
    assert (status["success_count"], status["failure_count"]) == (2, 0)
    assert len(here.get(here.path("both") + "?match[version]=all").json()["objects"]) == 1


def test_5_5_other_content_under_the_same_version_is_a_failure(here: TestSite) -> None:
    """Section 5.5 says nothing of it: it is reported as a conflict; what was there stays, and both are kept as evidence."""
    one = note("true words")
    here.post("both", [one])
    status = here.post("both", [one | {"content": "other words"}, note()], "bob").json()
    assert (status["success_count"], status["failure_count"]) == (1, 1)
    assert "conflict" in status["failures"][0]["message"]
    assert here.get(here.path("both")).json()["objects"][0]["content"] == "true words"
    (evidence,) = here.store.conflicts(here.both)
    assert (evidence.by, json.loads(evidence.body)["content"]) == ("bob", "other words")


@pytest.mark.parametrize("name", ["reading", "neither"])
def test_5_5_adding_without_the_right_is_403(here: TestSite, name: str) -> None:
    """Section 5.5: where can_write is false, 403 or 404, and nothing is stored."""
    assert here.post(name, [note()]).status_code == 403
    assert list(here.store.everything(here.names[name])) == []


def test_5_5_adding_to_what_is_not_granted_is_404(here: TestSite) -> None:
    """Section 5.5: another's collection is as one that is nowhere."""
    assert here.post("his", [note()]).content == here.post("unknown", [note()]).content
    assert here.post("his", [note()]).status_code == 404


def test_5_5_a_body_above_max_content_length_is_413(here: TestSite) -> None:
    """Sections 4.2.1 and 5.5: larger than max_content_length is 413, and what is not larger never is."""
    max_bytes = here.get(ROOT).json()["max_content_length"]
    assert max_bytes == Limits().max_bytes
    assert here.post("both", b" " * (max_bytes - 2) + b"{}").status_code == 202
    assert here.post("both", b" " * (max_bytes - 1) + b"{}").status_code == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"objects":{}}', b'{"objects":"x"}', b"\xff\xfe{}", b'{"objects":[],"objects":[]}'])
def test_5_5_a_malformed_body_is_422(here: TestSite, body: bytes) -> None:
    """Section 5.5: 422 for a malformed body or other content that cannot be processed."""
    assert here.post("both", body).status_code == 422


def test_5_5_an_envelope_without_objects_adds_nothing(here: TestSite) -> None:
    """Sections 3.7 and 5.5: objects is optional."""
    status = here.post("both", b"{}").json()
    assert (status["status"], status["total_count"]) == ("complete", 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"spec_version": "2.0"}, "spec_version"), ({"spec_version": None}, "spec_version"), ({"type": "bundle"}, "bundle"), ({"type": 5}, "type"),
        ({"id": "note--1"}, "id"), ({"id": f"report--{uuid.uuid4()}"}, "id"), ({"id": None}, "id"), ({"modified": "yesterday"}, "modified"),
        ({"modified": 5}, "modified"), ({"modified": "2026-01-02T03:04:05.678+00:00"}, "modified"), ({"created": None}, "created"),
        ({"modified": "9999-12-31T23:59:59.999Z"}, "modified"), ({"modified": "2026-01-02T03:04:05.1234567890Z"}, "modified"),
    ],
)  # fmt: skip
def test_5_5_an_object_that_cannot_be_kept_fails_alone(here: TestSite, change: dict[str, object], reason: str) -> None:
    """Section 5.5: an object type or version that is not supported is a failure in the status, beside those that are kept."""
    good = note()
    status = here.post("both", [note() | change, good]).json()
    assert (status["success_count"], status["failure_count"]) == (1, 1)
    assert reason in status["failures"][0]["message"]
    assert here.get(here.path("both")).json()["objects"] == [good]


def test_5_5_nine_digits_of_a_second_are_a_version(here: TestSite) -> None:
    """Section 3.4.1 with STIX 2.1, section 3.2: timestamps may have more than three digits of a second, and are kept as written."""
    one = note(modified="2026-01-02T03:04:05.123456789Z")
    assert here.post("both", [one, one | {"modified": "2026-01-02T03:04:05.123456788Z"}]).json()["success_count"] == 2
    assert here.get(here.path("both")).json()["objects"] == [one]


def test_5_6_an_object_by_its_id(here: TestSite) -> None:
    """Section 5.6: the object in an envelope, its last version by default, others by match[version]."""
    one = note()
    later = one | {"modified": LATER}
    here.post("both", [one, later, note()])
    path = here.path("both", f"objects/{one['id']}/")
    assert here.get(path).json() == {"objects": [later]}
    assert here.get(path + "?match[version]=all").json() == {"objects": [one, later]}
    assert here.get(path + f"?match[version]={one['modified']}&match[spec_version]=2.1").json() == {"objects": [one]}
    assert here.get(path + "?match[version]=all&limit=1").json()["more"] is True


def test_5_6_an_object_without_a_matching_version_is_an_empty_envelope(here: TestSite) -> None:
    """Section 5.6: if no objects are returned the answer must include an empty envelope; an id that is not there is 404."""
    one = note()
    here.post("both", [one])
    path = here.path("both", f"objects/{one['id']}/")
    assert here.get(path + "?match[version]=2020-01-01T00:00:00.000Z").json() == {}
    assert here.get(path + "?match[spec_version]=2.0").json() == {}
    assert here.get(here.path("both", f"objects/note--{uuid.uuid4()}/")).status_code == 404


@pytest.mark.parametrize("query", ["match[id]=note--1", "match[type]=note", "limit=0", "match[version]=x"])
def test_5_6_only_version_and_spec_version_match(here: TestSite, query: str) -> None:
    """Section 5.6: the only valid match parameters; others, and what is malformed, are 400."""
    one = note()
    here.post("both", [one])
    assert here.get(here.path("both", f"objects/{one['id']}/") + "?" + query).status_code == 400


def delete(here: TestSite, name: str, id: str, query: str = "", **headers: str) -> int:
    with here.client(**headers) as client:
        return client.delete(here.path(name, f"objects/{id}/") + query).status_code


def test_5_7_deletion_by_rights(here: TestSite) -> None:
    """Section 5.7: 404 with neither right, 403 with one; with both "the client has access to the object, but not to delete it"."""
    one = note()
    for name in ("both", "reading", "writing", "neither"):
        here.store.append(here.names[name], [one], by="test")
    assert [delete(here, name, one["id"]) for name in ("neither", "reading", "writing", "both")] == [404, 403, 403, 403]
    assert here.get(here.path("both")).json()["objects"] == [one]


def test_5_7_deletion_of_what_is_not_there(here: TestSite) -> None:
    """Section 5.7: 404 for a collection or an object that is not there, 400 for a malformed query, 406 as everywhere."""
    one = note()
    here.post("both", [one])
    assert delete(here, "both", f"note--{uuid.uuid4()}") == 404
    assert delete(here, "unknown", one["id"]) == delete(here, "his", one["id"]) == 404
    assert delete(here, "both", one["id"], "?match[version]=x") == 400
    assert delete(here, "both", one["id"], Accept="text/html") == 406


def test_5_7_a_withdrawal_is_a_newer_version(here: TestSite) -> None:
    """Section 5.7 is answered with 403 because of this: a tombstone is seen by those who poll, a deletion is not."""
    one = note()
    here.post("both", [one])
    last = here.get(here.path("both")).headers["X-TAXII-Date-Added-Last"]
    here.post("both", [one | {"modified": LATER, "revoked": True, "content": "withdrawn"}])
    (polled,) = here.get(here.path("both") + f"?added_after={last}").json()["objects"]
    assert polled["revoked"] is True


def test_5_8_versions(here: TestSite) -> None:
    """Section 5.8: the versions of an object in the order in which they were added, with pages; 404 for none."""
    one = note()
    for modified in (one["modified"], LATER, "2026-01-15T00:00:00Z"):
        here.post("both", [one | {"modified": modified}])
    path = here.path("both", f"objects/{one['id']}/versions/")
    assert here.get(path).json() == {"versions": [one["modified"], LATER, "2026-01-15T00:00:00Z"]}
    page = here.get(path + "?limit=2").json()
    assert page["more"] is True
    assert here.get(path + f"?limit=2&next={page['next']}").json() == {"versions": ["2026-01-15T00:00:00Z"]}
    assert here.get(path + "?match[spec_version]=2.0").json() == {}
    assert here.get(path + "?added_after=2100-01-01T00:00:00Z").json() == {}
    assert here.get(path + "?match[version]=all").status_code == 400
    assert here.get(here.path("both", f"objects/note--{uuid.uuid4()}/versions/")).status_code == 404


def test_5_collections_are_worlds_apart(here: TestSite) -> None:
    """Section 5: what is in one collection shows in no other: not by id, version, manifest, type or count."""
    one = note()
    here.post("his", [one, one | {"modified": LATER}], "bob")
    for rest in ("objects/", "manifest/", f"objects/?match[id]={one['id']}", f"objects/?match[version]={LATER}", "objects/?match[type]=note"):
        assert here.get(here.path("both", rest)).json() == {}
    assert here.get(here.path("both", f"objects/{one['id']}/")).status_code == 404
    assert here.post("both", [one | {"content": "other"}]).json()["success_count"] == 1


def test_5_grants_for_collections_that_are_not_stored_are_passed_over(here: TestSite) -> None:
    """Section 5.1: a grant without its collection shows nothing and breaks nothing."""
    here.access.grants["eve"] = (Grant(str(uuid.uuid4()), True, True),)
    assert here.get(f"{ROOT}collections/", "eve").json() == {}
