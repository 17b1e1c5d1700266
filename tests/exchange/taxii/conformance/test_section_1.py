"""TAXII 2.1 (OASIS Standard, 10 June 2021), section 1.6: media types, content negotiation, authentication."""

import base64
import json

import pytest

from tests.exchange.taxii.site import MEDIA, ROOT, TOKENS, TestSite, note

GET_PATHS = ("/taxii2/", ROOT, f"{ROOT}collections/", "both/", "both/manifest/", "both/objects/")


def paths(here: TestSite) -> list[str]:
    return [path if path.startswith("/") else here.path("both", path.removeprefix("both/")) for path in GET_PATHS]


def test_1_6_7_answers_are_json_in_utf_8(here: TestSite) -> None:
    """Section 1.6.7: resources are UTF-8 encoded JSON."""
    here.post("both", [note("Geschütze für Kyjiw, 포탄")])
    answer = here.get(here.path("both"))
    assert json.loads(answer.content.decode("utf-8"))["objects"][0]["content"] == "Geschütze für Kyjiw, 포탄"


@pytest.mark.parametrize(
    "accept",
    [
        MEDIA, "application/taxii+json", "application/taxii+json; version=2.1", 'application/taxii+json;version="2.1"',
        "APPLICATION/TAXII+JSON;Version=2.1", "application/taxii+json;version=2.1,application/stix+json;version=2.1",
        "text/html;q=0.9, application/taxii+json;version=2.1;q=0.1", "application/taxii+json;version=3.0, application/taxii+json;q=0.5",
        "application/*", "*/*", "application/vnd.oasis.taxii+json;version=2.0,application/taxii+json;version=2.1",
    ],
)  # fmt: skip
def test_1_6_8_and_3_1_media_ranges_that_are_accepted(here: TestSite, accept: str) -> None:
    """Sections 1.6.8 and 3.1: a media type that is defined for the endpoint never results in 406, with or without a version."""
    for path in paths(here):
        answer = here.get(path, Accept=accept)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == MEDIA


@pytest.mark.parametrize(
    "accept",
    [
        "application/taxii+json;version=2.0", "application/vnd.oasis.taxii+json;version=2.0", "application/json", "text/html",
        "application/taxii+json;version=2.1;q=0", "application/taxii+json;version=2.1;q=0, */*;q=1", "nonsense", ";", "a/b;" * 3_000,
    ],
)  # fmt: skip
def test_3_1_other_media_ranges_are_406(here: TestSite, accept: str) -> None:
    """Section 3.1: media types that are not defined for the endpoint may result in 406, and do here."""
    for path in paths(here):
        answer = here.get(path, Accept=accept)
        assert (answer.status_code, answer.headers["Content-Type"]) == (406, MEDIA)


@pytest.mark.parametrize("content_type", [MEDIA, "application/taxii+json", 'application/taxii+json; charset="UTF-8"; version=2.1'])
def test_3_1_content_types_that_are_taken(here: TestSite, content_type: str) -> None:
    """Section 3.1: a Content-Type that is defined for the endpoint never results in 415."""
    assert here.post("both", [note()], **{"Content-Type": content_type}).status_code == 202


@pytest.mark.parametrize(
    "content_type",
    ["application/taxii+json;version=2.0", "application/json", "application/stix+json;version=2.1", MEDIA + ";charset=latin-1", ""],
)
def test_3_1_other_content_types_are_415(here: TestSite, content_type: str) -> None:
    """Section 3.1: a Content-Type that is not defined for the endpoint may result in 415, and does here."""
    assert here.post("both", [note()], **{"Content-Type": content_type}).status_code == 415


def test_1_6_9_without_authentication_everything_is_401_with_challenges(here: TestSite) -> None:
    """Section 1.6.9 (and 5.1 to 5.8): 401 with WWW-Authenticate, whatever the address, so that nothing shows what exists."""
    everywhere = [*paths(here), here.path("unknown"), here.path("neither"), f"{ROOT}status/x/", here.path("both", "objects/x/versions/")]
    bodies = set()
    for path in everywhere:
        answer = here.get(path, None)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert "Bearer" in answer.headers["WWW-Authenticate"]
        bodies.add(answer.content)
    bodies.add(here.post("both", [note()], None).content)
    bodies.add(here.post("unknown", [note()], None).content)
    with here.client(None) as client:
        bodies.add(client.delete(here.path("both", "objects/x/")).content)
    assert len(bodies) == 1


def basic(user: str, token: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()


@pytest.mark.parametrize("credentials", [basic("ada", TOKENS["ada"]), f"bearer {TOKENS['ada']}", f"Bearer  {TOKENS['ada']}"])
def test_1_6_9_basic_and_bearer_are_authentication(here: TestSite, credentials: str) -> None:
    """Sections 1.6.9 and 8.2.2: HTTP Basic (RFC 7617) is there, and bearer tokens beside it."""
    assert here.get(ROOT, None, Authorization=credentials).status_code == 200


@pytest.mark.parametrize(
    "credentials",
    [
        basic("bob", TOKENS["ada"]), basic("ada", "wrong"), basic("ada", ""), "Basic !!!", "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Basic", "Bearer", "Bearer wrong", f"Digest {TOKENS['ada']}", TOKENS["ada"], "Bearer " + "x" * 5_000,
        "Basic " + base64.b64encode(TOKENS["ada"].encode()).decode(),
    ],
)  # fmt: skip
def test_1_6_9_other_credentials_are_401(here: TestSite, credentials: str) -> None:
    """Section 1.6.9: without an acceptable Authorization header the answer is 401; a token under another's name is not accepted."""
    assert here.get(ROOT, None, Authorization=credentials).status_code == 401


def test_1_6_9_authentication_comes_before_negotiation(here: TestSite) -> None:
    """Section 1.6.9: who is not known learns nothing, not even that their Accept is wrong."""
    assert here.get(ROOT, None, Accept="text/html").status_code == 401
