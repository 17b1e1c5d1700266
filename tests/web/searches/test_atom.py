"""Feeds: valid Atom, stable ids, hostile words as words, and an address that can be ended."""

from xml.etree import ElementTree

from starlette.testclient import TestClient

from lagebild.claims.report import Report
from lagebild.ledger import Ledger
from tests.ledger.samples import capture
from tests.ledger.samples import claim as claim_of
from tests.web.conftest import workspace
from tests.web.receiving import until

A = "{http://www.w3.org/2005/Atom}"


def feed_of(client: TestClient, kind: str, query: str, title: str = "Guns") -> tuple[str, str]:
    id = client.post("/api/v1/searches", json={"title": title, "kind": kind, "query": query}).json()["id"]
    return id, client.post(f"/api/v1/searches/{id}/feed").json()["address"]


def check(text: str) -> ElementTree.Element:
    """What RFC 4287 asks of a feed (4.1.1, 4.1.2)."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{A}feed"
    for one in (root, *root.findall(f"{A}entry")):
        assert [len(one.findall(A + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert (one.findtext(f"{A}id") or "").startswith("urn:uuid:")
    assert root.find(f"{A}author/{A}name") is not None
    ids = [entry.findtext(f"{A}id") for entry in root.findall(f"{A}entry")]
    assert len(ids) == len(set(ids))
    return root


def test_a_feed_of_claims_is_atom_and_its_ids_stay(client: TestClient) -> None:
    _, address = feed_of(client, "claims", "type=transfer")
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = check(answer.text)
    assert len(root.findall(f"{A}entry")) == 2
    assert client.get(address).text == answer.text


def test_a_feed_of_things_leads_to_their_pages(client: TestClient) -> None:
    until(lambda: client.get("/api/v1/picture").json()["ready"])
    _, address = feed_of(client, "things", "type=deployment")
    (entry,) = check(client.get(address, headers={"accept-language": "de"}).text).findall(f"{A}entry")
    link = entry.find(f"{A}link")
    assert link is not None
    assert client.get(link.attrib["href"]).status_code == 200
    assert (entry.findtext(f"{A}title") or "").startswith("Verlegung")


def test_hostile_words_stay_words(client: TestClient, ledger: Ledger) -> None:
    source = Report.of("Norwegen ]]>\x0b\u202e<script>\ud83d\ude00&amp; geliefert \ufffe".encode("utf-16", "surrogatepass").decode("utf-16"),
                       language="de", publisher="<b>\x1b", published="2026-01-01")  # fmt: skip
    held = claim_of(source, "transfer", "geliefert", roles={"supplier": ("Norwegen", "<i>\x00".replace("\x00", ""))})
    with ledger.writer("x") as writer:
        writer.add(source, [held], capture=capture("https://example.org/h"))
    _, address = feed_of(client, "claims", "", title="<script>&")
    text = client.get(address).text
    check(text)
    assert "<script>" not in text
    assert "\u202e" not in text


def test_an_address_ends_with_its_feed_its_search_and_its_person(client: TestClient) -> None:
    id, address = feed_of(client, "claims", "")
    newer = client.post(f"/api/v1/searches/{id}/feed").json()["address"]
    assert [client.get(one).status_code for one in (address, newer)] == [404, 200]
    client.delete(f"/api/v1/searches/{id}/feed")
    assert client.get(newer).status_code == 404
    _, other = feed_of(client, "claims", "", title="b")
    workspace(client).people.add("Eve", "administrator", "correct horse battery")
    assert client.get(other).status_code == 404
