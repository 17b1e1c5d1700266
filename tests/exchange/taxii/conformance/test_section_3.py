"""TAXII 2.1, section 3: endpoints, headers, sorting, filtering, pagination, errors, envelopes."""

import re
import uuid
from urllib.parse import quote

import pytest

from tests.exchange.taxii.site import MEDIA, ROOT, TestSite, note, notes

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
FIRST, LAST = "X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last"
OTHER = "2026-02-02T00:00:00.000Z"
NEWER = "2026-03-03T00:00:00.123456789Z"


def ids(here: TestSite, query: str = "", rest: str = "objects/", collection: str = "both") -> list[str]:
    answer = here.get(here.path(collection, rest) + query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json().get("objects", [])]


def kept(here: TestSite, *objects: dict[str, object]) -> None:
    """All of `objects` in the collection `both`, one after the other."""
    answer = here.post("both", list(objects))
    assert answer.json()["success_count"] == len(objects), answer.text


def test_3_1_paths_end_in_a_slash(here: TestSite) -> None:
    """Section 3.1: the path of a request must end in a slash; without one nothing is there, and nothing redirects."""
    for path in ("/taxii2", ROOT[:-1], f"{ROOT}collections", here.path("both", "objects"), here.path("both", "manifest")):
        assert here.get(path).status_code == 404


def test_3_1_other_methods_are_405_with_those_allowed(here: TestSite) -> None:
    """Section 3.1: an endpoint is an address with its methods."""
    with here.client() as client:
        for method, path, allowed in (
            ("PUT", here.path("both"), {"GET", "HEAD", "POST"}), ("POST", ROOT, {"GET", "HEAD"}), ("DELETE", here.path("both", ""), {"GET", "HEAD"}),
            ("PATCH", "/taxii2/", {"GET", "HEAD"}), ("POST", here.path("both", "objects/note--1/"), {"GET", "HEAD", "DELETE"}),
        ):  # fmt: skip
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["Content-Type"]) == (405, MEDIA)
            assert set(answer.headers["Allow"].split(", ")) == allowed


def test_3_1_head_is_get_without_a_body(here: TestSite) -> None:
    """Section 3.1 (with 8.2.1): an answer to HEAD has the headers of GET and no body."""
    kept(here, note())
    with here.client() as client:
        head, get = client.head(here.path("both")), client.get(here.path("both"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers[LAST] == get.headers[LAST]
    assert head.headers["Content-Length"] == str(len(get.content))


def test_3_2_dates_added_stand_in_the_headers_of_lists(here: TestSite) -> None:
    """Section 3.2: all 200 answers of manifest, objects, object and versions have the times of their first and last object."""
    some = notes(3)
    kept(here, *some)
    records = here.get(here.path("both", "manifest/")).json()["objects"]
    for rest in ("objects/", "manifest/"):
        headers = here.get(here.path("both", rest)).headers
        assert (headers[FIRST], headers[LAST]) == (records[0]["date_added"], records[2]["date_added"])
    for rest in (f"objects/{some[1]['id']}/", f"objects/{some[1]['id']}/versions/"):
        headers = here.get(here.path("both", rest)).headers
        assert headers[FIRST] == headers[LAST] == records[1]["date_added"]


def test_3_2_dates_added_are_there_for_empty_lists_too(here: TestSite) -> None:
    """Section 3.2: the headers must be in every 200; of an empty list they are the time after which was asked."""
    asked = "2026-01-01T00:00:00.500000Z"
    for rest in ("objects/", "manifest/"):
        headers = here.get(here.path("reading", rest)).headers
        assert TIMESTAMP.fullmatch(headers[FIRST])
        assert TIMESTAMP.fullmatch(headers[LAST])
        assert here.get(here.path("reading", rest) + f"?added_after={asked}").headers[LAST] == asked
        for far in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z"):
            assert TIMESTAMP.fullmatch(here.get(here.path("reading", rest) + f"?added_after={far}").headers[LAST])


def test_3_3_objects_and_manifest_are_sorted_by_the_time_of_addition(here: TestSite) -> None:
    """Section 3.3: ascending by the date added, the most recent last, whatever the versions say."""
    some = [note(modified=f"2026-01-0{day}T00:00:00.000Z") for day in (9, 3, 7, 1)]
    for one in some:
        kept(here, one)
    assert ids(here) == ids(here, rest="manifest/") == [one["id"] for one in some]


def test_3_3_collections_come_in_the_same_order_each_time(here: TestSite) -> None:
    """Section 3.3: the order of collections is consistent across requests."""
    answers = {here.get(f"{ROOT}collections/").content for _ in range(5)}
    assert len(answers) == 1


def test_3_4_added_after_is_exclusive(here: TestSite) -> None:
    """Section 3.4: only objects added after the time are included."""
    some = notes(4)
    kept(here, *some)
    records = here.get(here.path("both", "manifest/")).json()["objects"]
    for position in range(4):
        query = f"?added_after={records[position]['date_added']}"
        assert ids(here, query) == ids(here, query, "manifest/") == [one["id"] for one in some[position + 1 :]]


@pytest.mark.parametrize("time", ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.1Z", "2020-01-01T00:00:00.123456789Z", "2016-12-31T23:59:60Z"])
def test_3_4_added_after_may_have_any_precision(here: TestSite, time: str) -> None:
    """Section 3.4: the value is a timestamp; old clients send whole seconds, and any precision is understood."""
    kept(here, note())
    assert len(ids(here, f"?added_after={time}")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "added_after=yesterday", "added_after=", "added_after=2020-01-01", "added_after=2020-13-01T00:00:00Z", "added_after=2020-01-01T24:00:00Z",
        "added_after=2020-02-30T00:00:00Z", "added_after=2020-01-01T00:00:00", "added_after=2020-01-01T00:00:00.1234567890Z",
        "added_after=2020-01-01T00:00:00Z,2021-01-01T00:00:00Z", "added_after=2020-01-01T00:00:00Z&added_after=2020-01-01T00:00:00Z",
        "added_after=%D9%A2020-01-01T00:00:00Z", "limit=0", "limit=-1", "limit=", "limit=ten", "limit=1.5", "limit=%D9%A3", "limit=1&limit=2",
        "limit=" + "9" * 60, "next=", "next=nonsense", "next=a&next=b", "match[type]=", "match[type]=note,,report", "match[type]=a&match[type]=b",
        "match[id]=", "match[version]=newest", "match[version]=all,last", "match[version]=last,last",
        "match[version]=2020-01-01T00:00:00Z,2020-01-01T00:00:00Z", "match[version]=all&match[version]=all", "match[spec_version]=two",
        "match[spec_version]=", "match[type]=%ff%fe", "match[id]=" + ",".join("x" * 3 for _ in range(300)),
        "&".join(f"x{number}=1" for number in range(100)),
    ],
)  # fmt: skip
def test_3_4_malformed_queries_are_400(here: TestSite, query: str) -> None:
    """Section 3.4: if any of the parameters is malformed the answer must be 400; what may stand once stands once."""
    for rest in ("objects/", "manifest/"):
        answer = here.get(here.path("both", rest) + "?" + query)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, MEDIA)


def test_3_4_limit_is_never_exceeded_and_met_where_possible(here: TestSite) -> None:
    """Section 3.4: not more than the limit; all objects if they are no more than it; `more` is true just where there are more."""
    kept(here, *notes(5))
    for rest in ("objects/", "manifest/"):
        for limit in (1, 4, 5, 6, 1_000_000):
            envelope = here.get(here.path("both", rest) + f"?limit={limit}").json()
            assert len(envelope["objects"]) == min(limit, 5)
            assert envelope.get("more", False) is (limit < 5)
    assert len(ids(here, "?limit=007")) == 5


def test_3_4_fields_that_nobody_defined_are_passed_over(here: TestSite) -> None:
    """Section 3.4: servers may ignore match fields, and parameters, that they do not understand."""
    kept(here, note())
    assert len(ids(here, "?match[colour]=red&verbose=1")) == 1


def test_3_4_1_match_id(here: TestSite) -> None:
    """Section 3.4.1: several ids are alternatives; an unknown one adds nothing and is no error."""
    some = notes(3)
    kept(here, *some)
    wanted = [some[2]["id"], f"note--{uuid.uuid4()}", some[0]["id"]]
    assert ids(here, f"?match[id]={','.join(wanted)}") == [some[0]["id"], some[2]["id"]]
    assert ids(here, "?match[id]=no-such-thing") == []


def test_3_4_1_match_type(here: TestSite) -> None:
    """Section 3.4.1: types are alternatives; one that is not known here is no error."""
    sighting = {"type": "sighting", "spec_version": "2.1", "id": f"sighting--{uuid.uuid4()}", "created": OTHER, "modified": OTHER}
    one = note()
    kept(here, one, sighting)
    assert ids(here, "?match[type]=note") == [one["id"]]
    assert ids(here, "?match[type]=sighting,note") == [one["id"], sighting["id"]]
    assert ids(here, "?match[type]=x-unheard-of") == []


def test_3_4_match_fields_are_combined_by_and(here: TestSite) -> None:
    """Section 3.4: all match fields are ANDed together."""
    one, two = notes(2)
    kept(here, one, two)
    assert ids(here, f"?match[type]=note&match[id]={one['id']}") == [one["id"]]
    assert ids(here, f"?match[type]=report&match[id]={one['id']}") == []


def versions(here: TestSite, query: str) -> list[str]:
    return [one["modified"] for one in here.get(here.path("both") + query).json().get("objects", [])]


@pytest.fixture
def three(here: TestSite) -> dict[str, object]:
    """An object with three versions of which the middle one was added last."""
    first = note("one")
    kept(here, first)
    kept(here, first | {"modified": NEWER, "content": "three"})
    kept(here, first | {"modified": OTHER, "content": "two"})
    return first


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", [NEWER]), ("?match[version]=last", [NEWER]), ("?match[version]=first", ["2026-01-02T03:04:05.678Z"]),
        ("?match[version]=all", ["2026-01-02T03:04:05.678Z", NEWER, OTHER]),
        ("?match[version]=first,last", ["2026-01-02T03:04:05.678Z", NEWER]), (f"?match[version]={OTHER}", [OTHER]),
        (f"?match[version]={OTHER},last", [NEWER, OTHER]), (f"?match[version]=first,{OTHER},last", ["2026-01-02T03:04:05.678Z", NEWER, OTHER]),
        ("?match[version]=2026-02-02T00:00:00Z", [OTHER]), ("?match[version]=2001-01-01T00:00:00Z", []),
        ("?match[version]=9999-01-01T00:00:00Z", []),
    ],
)  # fmt: skip
def test_3_4_1_match_version(here: TestSite, three: dict[str, object], wanted: str, found: list[str]) -> None:
    """Section 3.4.1: last by default; first, all and exact times; a time is the same however precisely it is written."""
    assert versions(here, wanted) == found
    more = "&" if wanted else "?"
    for extra in ("match[type]=note", f"match[id]={three['id']}", f"match[id]={three['id']}&match[type]=note"):
        assert versions(here, f"{wanted}{more}{extra}") == found


def test_3_4_1_an_object_without_modified_has_created_as_version(here: TestSite) -> None:
    """Section 3.4.1: if an object has no modified, its version is created."""
    marking = {
        "type": "marking-definition", "spec_version": "2.1", "id": f"marking-definition--{uuid.uuid4()}", "created": OTHER,
        "definition_type": "statement", "definition": {"statement": "for partners"},
    }  # fmt: skip
    kept(here, marking)
    assert ids(here, f"?match[version]={OTHER}") == [marking["id"]]
    assert here.get(here.path("both", "manifest/")).json()["objects"][0]["version"] == OTHER


def test_3_4_1_an_object_without_any_time_has_a_consistent_version(here: TestSite) -> None:
    """Section 3.4.1: without created and modified the version is one that is consistent to the server."""
    address = {"type": "ipv4-addr", "id": f"ipv4-addr--{uuid.uuid4()}", "value": "198.51.100.3"}
    kept(here, address)
    version = here.get(here.path("both", "manifest/")).json()["objects"][0]["version"]
    assert ids(here, f"?match[version]={version}") == [address["id"]]
    assert here.get(here.path("both", f"objects/{address['id']}/versions/")).json()["versions"] == [version]


def test_3_4_1_match_spec_version(here: TestSite) -> None:
    """Section 3.4.1: nothing of a version that is not asked for; STIX 2.1 is all that is kept here, so also the latest."""
    one = note()
    kept(here, one)
    assert ids(here) == ids(here, "?match[spec_version]=2.1") == ids(here, "?match[spec_version]=2.0,2.1") == [one["id"]]
    assert ids(here, "?match[spec_version]=2.0") == []


def walked(here: TestSite, rest: str, query: str, limit: int) -> list[str]:
    """All ids that a client gets which follows `next`."""
    found: list[str] = []
    next_ = ""
    while True:
        page = here.get(here.path("both", rest) + f"?limit={limit}{query}{next_}").json()
        found.extend(one["id"] for one in page.get("objects", []))
        if not page.get("more"):
            assert "next" not in page
            return found
        next_ = f"&next={quote(page['next'])}"


@pytest.mark.parametrize("query", ["", "&match[version]=all", "&match[type]=note,sighting", "&added_after=2020-01-01T00:00:00Z"])
@pytest.mark.parametrize("rest", ["objects/", "manifest/"])
def test_3_5_next_leads_through_everything(here: TestSite, rest: str, query: str) -> None:
    """Section 3.5: with `next` and the same query a client gets all objects, each once, in order."""
    some = notes(7)
    kept(here, *some)
    for limit in (1, 3, 7):
        assert walked(here, rest, query, limit) == [one["id"] for one in some]


def test_3_5_the_last_date_added_leads_through_everything(here: TestSite) -> None:
    """Section 3.5: so it does with added_after and X-TAXII-Date-Added-Last: 300 objects sent in hundreds, read in thirties."""
    some = notes(300)
    for start in range(0, 300, 100):
        kept(here, *some[start : start + 100])
    found, last, more = [], "1970-01-01T00:00:00.000000Z", True
    while more:
        answer = here.get(here.path("both") + f"?limit=30&added_after={last}")
        found += [one["id"] for one in answer.json()["objects"]]
        last, more = answer.headers[LAST], answer.json().get("more", False)
    assert found == [one["id"] for one in some]


def test_3_5_a_next_is_good_for_its_question_and_caller_only(here: TestSite) -> None:
    """Section 3.5 and appendix B: a `next` is looked at in the context of the query; under another one it is malformed (400)."""
    kept(here, *notes(5))
    token = here.get(here.path("both") + "?limit=2&match[type]=note").json()["next"]
    good = f"?limit=3&match[type]=note&next={token}"
    assert len(ids(here, good)) == 3
    assert ids(here, good) == ids(here, good)
    forged = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    for query in (
        f"?next={token}", f"?match[type]=report&next={token}", f"?match[type]=note&added_after=2020-01-01T00:00:00Z&next={token}",
        f"?match[type]=note&match[version]=all&next={token}", f"?match[type]=note&next={forged}", f"?match[type]=note&next={token}x",
    ):  # fmt: skip
        assert here.get(here.path("both") + query).status_code == 400
    assert here.get(here.path("both", "manifest/") + f"?match[type]=note&next={token}").status_code == 400
    assert here.get(here.path("both") + good, "bob").status_code == 400
    assert here.get(here.path("reading") + good).status_code == 400


def test_3_6_1_errors_are_error_messages(here: TestSite) -> None:
    """Section 3.6.1: title is there, and http_status, if it is, is that of the answer, as a string."""
    answers = [
        here.get(ROOT, None), here.get(here.path("writing")), here.get(here.path("unknown")), here.get(ROOT, Accept="text/html"),
        here.get(here.path("both") + "?limit=0"), here.post("both", [], **{"Content-Type": "text/plain"}), here.post("both", b"{"),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {400, 401, 403, 404, 406, 415, 422}
    for answer in answers:
        body = answer.json()
        assert answer.headers["Content-Type"] == MEDIA
        assert isinstance(body["title"], str)
        assert body["http_status"] == str(answer.status_code)


def test_3_7_an_envelope_without_objects_is_an_empty_object(here: TestSite) -> None:
    """Sections 3.7 and 2: no empty list stands for nothing; `more` is absent for false."""
    assert here.get(here.path("reading")).json() == {}
    assert here.get(here.path("reading", "manifest/")).json() == {}


def test_3_7_objects_come_as_they_were_sent(here: TestSite) -> None:
    """Section 3.7: the objects of an envelope are STIX objects, whole, foreign properties included."""
    one = note(x_foreign={"deep": [1, -2.5, None, True, "ä"]}, labels=["b", "a"])
    kept(here, one)
    assert here.get(here.path("both")).json()["objects"] == [one]
