"""The client against the real server, and against servers that fail, stall, lie, or send what nobody should read."""

import json
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from lagebild.errors import FetchFailed, FetchRefused, Refused
from lagebild.exchange.taxii.addresses import safe_url
from lagebild.exchange.taxii.client import Match, Polled, Pushed, TaxiiClient
from lagebild.exchange.taxii.link import Patience
from lagebild.exchange.taxii.server import Limits
from lagebild.exchange.taxii.serving import Listening
from tests.exchange.taxii.site import MEDIA, ROOT, TOKENS, TestSite, note, notes, site
from tests.reports.servers import Server, certificate, serving
from tests.reports.servers import answer as kept_open

LATER = "2026-02-02T00:00:00.000Z"
COLLECTION = "/collections/c/objects/"
FIRST_PAGE = f"{COLLECTION}?match%5Bversion%5D=all"


def client(here: TestSite, user: str = "ada", **more: Any) -> TaxiiClient:
    return TaxiiClient(here.url + ROOT, TOKENS[user], **more)


def impatient(url: str, **more: Any) -> tuple[TaxiiClient, list[float]]:
    """A client of a scripted server that notes how long it would sleep."""
    made, slept = TaxiiClient(url, "token", patience=Patience(**{"exchange_s": 5, **more})), []
    made._link.sleep = slept.append
    return made, slept


def answer(body: bytes = b"", **more: Any) -> bytes:
    """A scripted answer, after which the server closes, as it says."""
    return kept_open(body, Connection="close", **more)


def page(*objects: Any, last: str | None = None, **parts: Any) -> bytes:
    headers = {"X_TAXII_Date_Added_Last": last} if last else {}
    return answer(json.dumps({"objects": list(objects), **parts}).encode(), Content_Type=MEDIA, **headers)


def ids(pages: list[Polled]) -> list[str]:
    return [one["id"] for page in pages for one in page.objects]


def test_what_is_pushed_can_be_polled(here: TestSite) -> None:
    """Objects go and come whole, in order, in pages of any size; discovery, root and collections are there."""
    some = notes(10)
    with client(here) as mine, TaxiiClient(here.url + ROOT, TOKENS["bob"], user="bob") as other:
        assert mine.push(here.both, some) == [Pushed(one["id"], one["modified"]) for one in some]
        pages = list(other.poll(here.both, limit=3))
        assert [len(page.objects) for page in pages] == [3, 3, 3, 1]
        assert [one for page in pages for one in page.objects] == some
        assert mine.discovery()["api_roots"] == [mine.url]
        assert mine.api_root()["versions"] == [MEDIA]
        assert {one["id"] for one in other.collections()} == {here.both, here.his}


@pytest.mark.parametrize("limit", [1, 2, 3, 30])
def test_a_walk_can_be_broken_off_after_any_page_and_resumed(here: TestSite, limit: int) -> None:
    """With the cursor of the last page that was kept another client, later, gets exactly the rest, and what came in meanwhile."""
    some, cursor, found = notes(7), None, []
    here.store.append(here.both, some[:5], by="t")
    while True:
        with client(here) as mine:
            got = next(mine.poll(here.both, cursor, limit=limit))
        if not got.objects:
            break
        found += [one["id"] for one in got.objects]
        cursor = got.cursor
        if len(found) >= 3 and some[5:]:
            here.store.append(here.both, some[5:], by="t")
    assert found == [one["id"] for one in some]


def test_an_idle_poll_brings_nothing_and_the_same_cursor(here: TestSite) -> None:
    """Polling again where nothing happened is one request, no object, and the cursor as it was."""
    with client(here) as mine:
        (empty,) = mine.poll(here.both)
        assert (empty.objects, empty.cursor) == ((), "-")
        here.store.append(here.both, notes(2), by="t")
        (filled,) = mine.poll(here.both, empty.cursor)
        (idle,) = mine.poll(here.both, filled.cursor)
        assert (len(filled.objects), idle.objects, idle.cursor) == (2, (), filled.cursor)


def test_all_versions_are_polled_unless_asked_otherwise(here: TestSite) -> None:
    """Corrections between two polls are not skipped over; match narrows."""
    one = note()
    here.store.append(here.both, [one, one | {"modified": LATER}, note()], by="t")
    with client(here) as mine:
        assert len(ids(list(mine.poll(here.both)))) == 3
        assert len(ids(list(mine.poll(here.both, match=Match(version=None))))) == 2
        assert ids(list(mine.poll(here.both, match=Match(ids=(one["id"],), types=("note",), version="first")))) == [one["id"]]
        assert mine.versions(here.both, one["id"]) == [one["modified"], LATER]
        assert mine.get(here.both, one["id"]) == [one | {"modified": LATER}]
        assert mine.get(here.both, one["id"], "all") == [one, one | {"modified": LATER}]
        assert [record["id"] for record in mine.manifest(here.both, Match(version="first"))] == [one["id"], ANY]


def test_what_the_server_refuses_is_named_with_its_reason(here: TestSite) -> None:
    """Of a push each object has its own outcome: held, a duplicate (which is held), refused."""
    held, bad = note(), note(modified="2020-01-01T00:00:00.000Z")
    with client(here) as mine:
        mine.push(here.both, [held])
        outcomes = mine.push(here.both, [held, bad])
        (conflict,) = mine.push(here.both, [held | {"content": "other"}])
    assert outcomes[0].reason is None
    assert "before created" in (outcomes[1].reason or "")
    assert "conflict" in (conflict.reason or "")


def test_a_push_that_is_too_large_is_halved(tmp_path: Path) -> None:
    """A batch above the server's limit goes in parts; an object that is too large by itself is refused alone."""
    with site(tmp_path / "o.db", limits=Limits(max_bytes=2_000)) as here, client(here) as mine:
        some = [*notes(9), note("x" * 3_000)]
        assert [one.reason for one in mine.push(here.both, some)] == [None] * 9 + ["the server answered with HTTP 413"]
        assert len(list(here.store.everything(here.both))) == 9


def test_over_tls_the_certificate_must_hold(tmp_path: Path) -> None:
    """With the authority that signed it the client connects, without it not."""
    pem, key = certificate(tmp_path, "localhost")
    with site(tmp_path / "o.db", listening=Listening("localhost", certificate=pem, key=key)) as here:
        with client(here, tls=ssl.create_default_context(cafile=pem)) as mine:
            assert mine.api_root()["title"] == "Test site"
        with client(here, patience=Patience(n_tries=1)) as mine, pytest.raises(FetchFailed, match="certificate"):
            mine.api_root()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/api/", "ftp://example.org/", "https://user:secret@example.org/", "https://example.org/?a=1", "https://example.org/#a",
        "https:///api/", "https://example.org/a/../b/", "https://example.org/%2e%2e/", "//example.org/", "/api/", "https://example.org:x/", "https://exämple.org/",
        "http://127.0.0.1.example.org/", "https://example.org/a b/",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    """Only https with a plain path, or http on loopback; no secret is repeated."""
    with pytest.raises(FetchRefused) as error:
        TaxiiClient(url, "token")
    assert "secret" not in str(error.value)


def test_addresses_end_in_a_slash() -> None:
    """A slash is added where it is missing (section 3.1)."""
    assert safe_url("https://example.org/api") == "https://example.org/api/"
    assert safe_url("http://[::1]:8000/api/") == "http://[::1]:8000/api/"


def script(*answers: bytes | Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """One answer after the other; the last one for ever."""
    waiting = list(answers)

    def run(connection: socket.socket) -> None:
        now = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        now(connection) if callable(now) else connection.sendall(now)

    return run


def url(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}/"


def test_passing_failures_are_waited_out() -> None:
    """503, 429 with Retry-After, and a broken connection: asked again, waiting longer, at least as long as the server asks for."""
    answers = script(
        answer(status=503), answer(status=429, Retry_After="7"), lambda connection: connection.close(), page(note()),
    )  # fmt: skip
    with serving({FIRST_PAGE: answers}) as server:
        mine, slept = impatient(url(server))
        assert len(ids(list(mine.poll("c")))) == 1
    assert len(slept) == 3
    assert slept[1] >= 7
    assert 0 < slept[0] <= 0.5
    assert slept[2] <= 2


def test_a_server_that_wants_long_rest_gets_it() -> None:
    """Retry-After beyond what a client waits for is an error that says how long, in seconds or as a date."""
    for value in ("3600", "Wed, 25 Nov 2099 12:00:00 GMT"):
        with serving({FIRST_PAGE: answer(status=503, Retry_After=value)}) as server:
            mine, slept = impatient(url(server))
            with pytest.raises(FetchFailed) as error:
                next(mine.poll("c"))
            assert (error.value.status, slept, len(server.requests)) == (503, [], 1)
            assert (error.value.retry_after_s or 0) >= 3_600


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404, 406])
def test_lasting_failures_are_told_at_once(status: int) -> None:
    """No redirect is followed, and what will not change is asked once."""
    with serving({FIRST_PAGE: answer(status=status, Location="http://127.0.0.1:1/")}) as server:
        mine, _ = impatient(url(server))
        with pytest.raises(FetchFailed) as error:
            next(mine.poll("c"))
        assert (error.value.status, len(server.requests)) == (status, 1)


def test_after_the_last_try_the_failure_is_told() -> None:
    """A server that stays away is an error after as many tries as were allowed."""
    with serving({FIRST_PAGE: answer(status=502)}) as server:
        mine, slept = impatient(url(server), n_tries=3)
        with pytest.raises(FetchFailed, match="502"):
            next(mine.poll("c"))
        assert (len(server.requests), len(slept)) == (3, 2)


def drip(connection: socket.socket) -> None:
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA}\r\nContent-Length: 1000\r\n\r\n".encode())
    for _ in range(200):
        time.sleep(0.02)
        connection.sendall(b" ")


def drip_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(200):
        time.sleep(0.02)
        connection.sendall(b"x")


@pytest.mark.parametrize("bad", [drip, drip_head, lambda connection: time.sleep(3)])
def test_a_server_that_drips_or_stalls_does_not_hold_the_client(bad: Callable[[socket.socket], None]) -> None:
    """One exchange has one deadline, from the first byte sent to the last one read."""
    with serving({FIRST_PAGE: bad}) as server:
        mine, _ = impatient(url(server), exchange_s=0.3, n_tries=1)
        with pytest.raises(FetchFailed, match="in time"):
            next(mine.poll("c"))


def test_an_answer_that_is_too_large_or_compressed_is_refused() -> None:
    """Bytes are counted as they come, and nothing is unpacked."""
    large = answer(b" " * 20_000, Content_Type=MEDIA)
    packed = answer(b"\x1f\x8b", Content_Type=MEDIA, Content_Encoding="gzip")
    for body, reason in ((large, "larger"), (packed, "compressed"), (answer(b"<html>", Content_Type="text/html"), "not TAXII")):
        with serving({FIRST_PAGE: body}) as server:
            mine, _ = impatient(url(server), max_bytes=10_000)
            with pytest.raises(FetchRefused, match=reason):
                next(mine.poll("c"))


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b'{"objects":{}}', b"[" * 100_000, b'{"more":"yes"}', b'{"next":5}', b'{"more":true,"next":"' + b"x" * 5_000 + b'"}'])
def test_an_answer_that_is_no_envelope_is_refused(body: bytes) -> None:
    """What cannot be read as a whole is an error, not an empty page."""
    with serving({FIRST_PAGE: answer(body, Content_Type=MEDIA)}) as server:
        mine, _ = impatient(url(server))
        with pytest.raises(Refused):
            next(mine.poll("c"))


def test_poisonous_objects_do_not_stop_the_others() -> None:
    """What cannot be read safely is named with its reason; the objects around it come."""
    good = json.dumps(note())
    body = f'{{"objects":[{good},{{"id":"note--1","n":{"9" * 5_000}}},7,{{"id":"note--2","a":1,"a":2}},{good}]}}'
    with serving({FIRST_PAGE: answer(body.encode(), Content_Type=MEDIA)}) as server:
        mine, _ = impatient(url(server))
        (got,) = mine.poll("c")
    assert len(got.objects) == 2
    assert [(one.id, one.reason) for one in got.refused] == [
        ("note--1", "holds a whole number beyond 2^53 - 1"), ("objects[2]", "is no JSON object"), ("note--2", "gives one key twice"),
    ]  # fmt: skip


def test_servers_without_next_are_walked_by_time() -> None:
    """With more and no next, the last date added leads on (section 3.5)."""
    second = f"{COLLECTION}?added_after=2026-01-01T00%3A00%3A00.000001Z&match%5Bversion%5D=all"
    pages = {FIRST_PAGE: page(note(), more=True, last="2026-01-01T00:00:00.000001Z"), second: page(note(), last="2026-01-01T00:00:00.000002Z")}
    with serving(pages) as server:
        mine, _ = impatient(url(server))
        got = list(mine.poll("c"))
    assert [len(one.objects) for one in got] == [1, 1]
    assert got[-1].cursor == "2026-01-01T00:00:00.000002Z"


def test_a_server_that_leads_in_a_circle_is_left() -> None:
    """More, but neither next nor a later time; or the same next again and again."""
    for body in (page(note(), more=True), page(note(), more=True, next="n")):
        with serving({FIRST_PAGE: body, f"{FIRST_PAGE}&next=n": body}) as server:
            mine, _ = impatient(url(server))
            with pytest.raises(FetchFailed, match="circle"):
                list(mine.poll("c"))


def test_a_server_that_always_has_another_page_or_no_status_keeps_nobody_for_ever() -> None:
    """The walk ends where it took long enough, and its cursor leads on."""
    pages = {FIRST_PAGE: page(note(), more=True, next="1"), f"{FIRST_PAGE}&next=1": page(note(), more=True, next="2")}
    with serving(pages) as server:
        mine, _ = impatient(url(server), walk_s=0.0)
        (first,) = mine.poll("c")
        (second,) = mine.poll("c", first.cursor)
    assert (first.cursor, second.cursor) == ("- 1", "- 2")
    pending = answer(json.dumps({"id": "s", "status": "pending"}).encode(), status=202, Content_Type=MEDIA)
    with serving({COLLECTION: pending}) as server:
        mine, slept = impatient(url(server), walk_s=0.0)
        with pytest.raises(FetchFailed, match="does not say what became"):
            mine.push("c", [note()])
    assert slept == []


def test_a_next_that_is_no_longer_known_starts_the_walk_again() -> None:
    """A cursor that a server has forgotten costs objects that come twice, and loses none."""
    with serving({f"{FIRST_PAGE}&next=old": answer(status=400), FIRST_PAGE: page(note(), last="2026-01-01T00:00:00.000002Z")}) as server:
        mine, _ = impatient(url(server))
        (got,) = mine.poll("c", "- old")
    assert (len(got.objects), got.cursor) == (1, "2026-01-01T00:00:00.000002Z")


def test_times_that_are_none_do_not_become_a_cursor() -> None:
    """A header that is no time, or earlier than the cursor, is passed over; a cursor of one's own that is broken is refused."""
    path = f"{COLLECTION}?added_after=2026-01-01T00%3A00%3A00Z&match%5Bversion%5D=all"
    for last in ("yesterday", "2025-01-01T00:00:00.000000Z"):
        with serving({path: page(note(), last=last)}) as server:
            mine, _ = impatient(url(server))
            (got,) = mine.poll("c", "2026-01-01T00:00:00Z")
            assert got.cursor == "2026-01-01T00:00:00Z"
            with pytest.raises(Refused):
                next(mine.poll("c", "x"))


def test_a_pending_status_is_followed_to_its_end() -> None:
    """202 with pending: the status is asked for until it is complete; failures that nobody names count for all."""
    one = note()
    pending = {"id": "s-1", "status": "pending", "total_count": 1, "success_count": 0, "failure_count": 0, "pending_count": 1}
    done = {**pending, "status": "complete", "failure_count": 1, "pending_count": 0}
    named = {**done, "failures": [{"id": one["id"], "version": one["modified"], "message": "no"}]}
    for final, reason in ((done, "does not say which"), (named, "no")):
        answers = {
            COLLECTION: answer(json.dumps(pending).encode(), status=202, Content_Type=MEDIA),
            "/status/s-1/": script(*(answer(json.dumps(one).encode(), Content_Type=MEDIA) for one in (pending, final))),
        }
        with serving(answers) as server:
            mine, slept = impatient(url(server))
            (pushed,) = mine.push("c", [one])
            assert reason in (pushed.reason or "")
            assert len(slept) == 2


def test_a_token_goes_nowhere_else() -> None:
    """Names of collections that would lead elsewhere, and status ids from outside that would, are refused."""
    pending = {"id": "../../other", "status": "pending", "total_count": 1, "success_count": 0, "failure_count": 0, "pending_count": 1}
    with serving({COLLECTION: answer(json.dumps(pending).encode(), status=202, Content_Type=MEDIA)}) as server:
        mine, _ = impatient(url(server))
        for name in ("../x", "a/b", "", ".", "a?b"):
            with pytest.raises(FetchRefused):
                next(mine.poll(name))
        with pytest.raises(Refused, match="identifier"):
            mine.push("c", [note()])
        assert len(server.requests) == 1
