"""TAXII 2.1, section 4: discovery, API root, status."""

import re
import uuid
from urllib.parse import urlsplit

from tests.exchange.taxii.site import MEDIA, ROOT, TestSite, note

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_4_1_discovery(here: TestSite) -> None:
    """Section 4.1.1: title, and api_roots as addresses without a query, of which default is one; they lead to API roots."""
    answer = here.get("/taxii2/")
    found = answer.json()
    assert answer.headers["Content-Type"] == MEDIA
    assert found["title"] == "Test site"
    assert found["default"] in found["api_roots"]
    for root in found["api_roots"]:
        parts = urlsplit(root)
        assert parts.scheme in ("https", "http")  # http stands for loopback in these tests; see section 8.2.2
        assert not parts.query
        assert here.get(parts.path).json()["versions"] == [MEDIA]


def test_4_1_discovery_is_for_those_who_are_known(here: TestSite) -> None:
    """Section 4.1: 401 where the client needs to authenticate; a client without any grant sees the server all the same."""
    assert here.get("/taxii2/", None).status_code == 401
    assert here.get("/taxii2/", "eve").status_code == 200


def test_4_2_api_root(here: TestSite) -> None:
    """Section 4.2.1: title, versions with the version parameter, a positive max_content_length."""
    found = here.get(ROOT).json()
    assert found["title"]
    assert found["versions"] == [MEDIA]
    assert found["max_content_length"] > 0


def test_4_2_another_api_root_is_404(here: TestSite) -> None:
    """Section 4.2: an API root that is not there."""
    for path in ("/taxii2/other/", "/taxii2/other/collections/", "/", "/other/"):
        assert here.get(path).status_code == 404


def test_4_3_status_is_what_adding_answered(here: TestSite) -> None:
    """Section 4.3: the status of a request can be asked for again, and is complete: nothing is acknowledged before it is stored."""
    poison = note(modified="2025-01-01T00:00:00.000Z")
    added = here.post("both", [note(), poison])
    status = added.json()
    again = here.get(f"{ROOT}status/{status['id']}/")
    assert (again.status_code, again.headers["Content-Type"]) == (200, MEDIA)
    assert again.json() == status
    assert status["status"] == "complete"


def test_4_3_1_status_resource(here: TestSite) -> None:
    """Section 4.3.1: counts that add up, details with id and version, a random UUID, a timestamp with microseconds."""
    good, bad = note(), note(modified="2025-01-01T00:00:00.000Z")
    status = here.post("both", [good, bad]).json()
    assert UUID4.fullmatch(status["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", status["request_timestamp"])
    assert (status["total_count"], status["success_count"], status["failure_count"], status["pending_count"]) == (2, 1, 1, 0)
    assert status["successes"] == [{"id": good["id"], "version": good["modified"]}]
    (failure,) = status["failures"]
    assert (failure["id"], failure["version"]) == (bad["id"], bad["modified"])
    assert "before created" in failure["message"]
    assert "pendings" not in status


def test_4_3_status_of_others_is_404(here: TestSite) -> None:
    """Section 4.3: unknown, or not accessible to the client: 404, the same for both."""
    id = here.post("both", [note()]).json()["id"]
    others = [here.get(f"{ROOT}status/{id}/", "bob"), here.get(f"{ROOT}status/{uuid.uuid4()}/"), here.get(f"{ROOT}status/nonsense/")]
    assert [answer.status_code for answer in others] == [404, 404, 404]
    assert len({answer.content for answer in others}) == 1
