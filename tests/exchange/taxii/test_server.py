"""Hostile and unlucky clients: poison, size, depth, stalls, path tricks; what the door refuses; a store that cannot be used."""

import json
import socket
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from lagebild.errors import LedgerBusy, Refused
from lagebild.exchange.taxii.access import Principal
from lagebild.exchange.taxii.fit import ObjectLimits
from lagebild.exchange.taxii.server import Limits
from lagebild.exchange.taxii.serving import Listening
from lagebild.ledger.sqlite import sqlite_driver
from tests.exchange.taxii.site import MEDIA, ROOT, TOKENS, TestSite, note, site


def posted(here: TestSite, *texts: str) -> dict[str, Any]:
    """The status of objects that are given as JSON texts, after a good one and before another."""
    before, after = note("before"), note("after")
    body = '{"objects":[' + ",".join([json.dumps(before), *texts, json.dumps(after)]) + "]}"
    answer = here.post("both", body.encode("utf-8", "surrogatepass"))
    assert answer.status_code == 202, answer.text
    assert [one["content"] for one in here.get(here.path("both")).json()["objects"]] == ["before", "after"]
    status: dict[str, Any] = answer.json()
    return status


def text(**parts: str) -> str:
    """A note as JSON, with `parts` as raw JSON."""
    return json.dumps(note())[:-1] + "".join(f',"{name}":{raw}' for name, raw in parts.items()) + "}"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (text(x_n="9" * 5_000), "whole number"), (text(x_n="-" + "9" * 4_000), "whole number"), (text(x_n=str(2**53)), "whole number"),
        (text(x_n="1e400"), "too large"), (text(x_n="NaN"), "no JSON"), (text(x_n="-Infinity"), "no JSON"),
        (text(content='"twice"'), "one key twice"), (text(x_d='{"a":1,"a":1}'), "one key twice"), (text(x_s='"\\ud800"'), "surrogate"),
        (text(x_d="[" * 60 + "]" * 60), "deep"), (text(x_d='{"a":' * 60 + "1" + "}" * 60), "deep"), ("null", "no JSON object"), ("17", "no JSON object"),
        ('"note"', "no JSON object"), ("[]", "no JSON object"), (text(x_long=json.dumps("x" * 1_100_000)), "bytes"),
    ],
)  # fmt: skip
def test_a_poisonous_object_is_refused_alone_with_its_reason(here: TestSite, raw: str, reason: str) -> None:
    """Whatever is wrong with one object, its neighbours are kept and the reason is in the status."""
    status = posted(here, raw)
    assert (status["success_count"], status["failure_count"]) == (2, 1)
    assert reason in status["failures"][0]["message"]


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"objects":' + b"[" * 200_000, b'{"objects":[{"a":"\xff"}]}', b'{"objects":[1,]}', b"\x00", b'{"objects":[' + b"{}," * 10_000 + b"{}]}"])
def test_a_body_that_cannot_be_read_is_422_and_the_server_goes_on(here: TestSite, body: bytes) -> None:
    """Too deep for any parser, bad UTF-8, broken JSON, more objects than are taken."""
    assert here.post("both", body).status_code == 422
    assert here.get(here.path("both")).json() == {}


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_compressed_bodies_are_refused_unread(here: TestSite, coding: str) -> None:
    """No bomb is unpacked, for nothing is."""
    assert here.post("both", b"\x1f\x8b" + b"\0" * 100, **{"Content-Encoding": coding}).status_code == 415


@pytest.mark.parametrize(
    "path",
    [
        "/taxii2/../taxii2/lagebild/", "/taxii2/lagebild/collections/../../../etc/passwd/", "/taxii2//lagebild/", "//taxii2/",
        "/taxii2/lagebild/collections/%2e%2e/objects/", "/taxii2/lagebild/collections/..%2f..%2fobjects/objects/", "/taxii2/lagebild/collections/a\\b/",
        "/taxii2/lagebild/status/%00/", "/taxii2/lagebild/collections/%ff%fe/objects/", "/taxii2/lagebild/collections/' OR 1=1 --/objects/",
    ],
)  # fmt: skip
def test_path_tricks_lead_nowhere(here: TestSite, path: str) -> None:
    """An address that is not one of the server's is 404, sent as it stands, over a plain socket."""
    head = f"GET {path.replace(' ', '%20')} HTTP/1.1\r\nHost: x\r\nAccept: {MEDIA}\r\nAuthorization: Bearer {TOKENS['ada']}\r\nConnection: close\r\n\r\n"
    assert b" 404 " in raw(here.url, head.encode())[:20]


def raw(url: str, sent: bytes, seconds: float = 20) -> bytes:
    """All that comes back until the server closes."""
    host, port = url.split("//")[1].split(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        connection.sendall(sent)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def test_a_content_length_that_lies_or_is_none(here: TestSite) -> None:
    """A length that is too large is refused before the body comes, one that is no number by the server, a short body is no body."""
    head = f"POST {here.path('both')} HTTP/1.1\r\nHost: x\r\nAccept: {MEDIA}\r\nContent-Type: {MEDIA}\r\nAuthorization: Bearer {TOKENS['ada']}\r\nConnection: close\r\n"
    assert b" 413 " in raw(here.url, head.encode() + b"Content-Length: 99999999999\r\n\r\n{}")[:20]
    assert b" 400 " in raw(here.url, head.encode() + b"Content-Length: -5\r\n\r\n{}")[:20]
    assert b" 400 " in raw(here.url, head.encode() + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n{}")[:20]


def test_a_chunked_body_above_the_limit_is_413(tmp_path: Path) -> None:
    """Without a length the bytes are counted as they come."""
    with site(tmp_path / "o.db", limits=Limits(max_bytes=100)) as here, here.client(**{"Content-Type": MEDIA}) as client:
        assert client.post(here.path("both"), content=iter([b" " * 60, b" " * 60])).status_code == 413
        assert client.post(here.path("both"), content=iter([b" " * 60, b"{}"])).status_code == 202


def test_half_open_sockets_delay_nobody_and_are_cut(tmp_path: Path) -> None:
    """Two connections that stall, one in its head and one in its body: others are answered meanwhile, and both are closed."""
    with site(tmp_path / "o.db", listening=Listening(head_s=0.5, body_s=0.5)) as here:
        host, port = here.url.split("//")[1].split(":")
        with socket.create_connection((host, int(port)), timeout=10) as in_head, socket.create_connection((host, int(port)), timeout=10) as in_body:
            in_head.sendall(b"GET /taxii2/ HTTP/1.1\r\nHost: x\r\nAcc")
            in_body.sendall(
                f"POST {here.path('both')} HTTP/1.1\r\nHost: x\r\nAccept: {MEDIA}\r\nContent-Type: {MEDIA}\r\nAuthorization: Bearer {TOKENS['ada']}\r\nContent-Length: 50\r\n\r\n".encode()
                + b'{"obj'
            )
            assert here.post("both", [note()]).status_code == 202
            assert len(here.get(here.path("both")).json()["objects"]) == 1
            assert ended(in_head)
            assert ended(in_body)
        assert here.get(ROOT).status_code == 200


def ended(connection: socket.socket) -> bool:
    """Whether the other side closes the connection, in whatever way, without an answer."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_bytes_that_drip_do_not_keep_a_connection(tmp_path: Path) -> None:
    """A head that comes a byte at a time is cut when its time is over, though something keeps coming."""
    with site(tmp_path / "o.db", listening=Listening(head_s=0.5)) as here:
        host, port = here.url.split("//")[1].split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection, pytest.raises(OSError):
            dripped(connection, b"GET /taxii2/ HTTP/1.1\r\nX: " + b"x" * 1_000)


def dripped(connection: socket.socket, sent: bytes) -> None:
    for byte in sent:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def test_an_answer_that_nobody_takes_does_not_keep_a_connection(tmp_path: Path) -> None:
    """A client that asks for eight megabytes and reads none of them delays nobody and is cut; so is each one of several."""
    with site(tmp_path / "o.db", listening=Listening(taken_s=0.5)) as here:
        here.store.append(here.both, [note("x" * 900_000) for _ in range(12)], by="test")
        head = f"GET {here.path('both')} HTTP/1.1\r\nHost: x\r\nAccept: {MEDIA}\r\nAuthorization: Bearer {TOKENS['ada']}\r\n\r\n".encode()
        host, port = here.url.split("//")[1].split(":")
        with ExitStack() as stack:
            stalled = [stack.enter_context(slow_reader(host, int(port))) for _ in range(3)]
            for connection in stalled:
                connection.sendall(head)
            assert here.get(ROOT).status_code == 200
            time.sleep(1.5)
            assert all(taken(connection) < 8_000_000 for connection in stalled)
        assert here.get(ROOT).status_code == 200


def slow_reader(host: str, port: int) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.settimeout(10)
    connection.connect((host, port))
    return connection


def taken(connection: socket.socket) -> int:
    """Bytes that come until the other side closes, in whatever way."""
    n_bytes = 0
    with suppress(ConnectionError):
        while part := connection.recv(65_536):
            n_bytes += len(part)
    return n_bytes


def test_a_stalled_body_is_408_where_the_application_waits_less(tmp_path: Path) -> None:
    """The server gives up a body before the connection is cut, and says so."""
    with site(tmp_path / "o.db", limits=Limits(body_s=0.3)) as here:
        head = f"POST {here.path('both')} HTTP/1.1\r\nHost: x\r\nAccept: {MEDIA}\r\nContent-Type: {MEDIA}\r\nAuthorization: Bearer {TOKENS['ada']}\r\nContent-Length: 50\r\n\r\n"
        assert b" 408 " in raw(here.url, head.encode() + b'{"obj')[:20]


class _Door:
    """Lets in only what says that it may; raises for one kind."""

    def check(self, principal: Principal, collection: str, item: dict[str, Any]) -> str | None:
        if item["content"] == "raise":
            raise Refused("seal", "signature", "does not prove this content")
        return None if item["content"] == "good" else f"{principal.id} may not say this"


def test_what_the_door_refuses_stays_outside_with_its_reason(tmp_path: Path) -> None:
    """The reason of a refusal is in the status, also where the door raises; the others come in."""
    with site(tmp_path / "o.db", door=_Door()) as here:
        status = here.post("both", [note("bad"), note("good"), note("raise")]).json()
        assert [one["message"] for one in status["failures"]] == ["ada may not say this", "seal.signature: does not prove this content"]
        assert [one["content"] for one in here.get(here.path("both")).json()["objects"]] == ["good"]


def test_limits_of_an_object_are_those_of_the_site(tmp_path: Path) -> None:
    """Bytes and depth of an object are set by the site; a version may be a day ahead of the clock, not more."""
    with site(tmp_path / "o.db", limits=Limits(item=ObjectLimits(max_bytes=400, max_depth=3))) as here:
        ahead = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 80_000))
        beyond = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 90_000))
        some = [note("x" * 400), note(x_d=[[[1]]]), note(modified=beyond), note(modified=ahead)]
        messages = [one["message"] for one in here.post("both", some).json()["failures"]]
        assert ["bytes" in messages[0], "deep" in messages[1], "future" in messages[2]] == [True, True, True]
        assert len(messages) == 3


def test_a_full_disk_is_503_and_says_no_more(tmp_path: Path) -> None:
    """The answer names no path and no reason; what was acknowledged before is still served, and with room all goes on."""
    with site(tmp_path / "o.db") as here:
        here.post("both", [note("kept")])
        writer = here.store._database._writer
        writer.execute(f"PRAGMA max_page_count = {writer.execute('PRAGMA page_count').fetchone()[0]}")
        answer = here.post("both", [note("lost " * 20_000)])
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "disk" not in answer.text
        assert str(tmp_path) not in answer.text
        assert [one["content"] for one in here.get(here.path("both")).json()["objects"]] == ["kept"]
        writer.execute("PRAGMA max_page_count = 1000000")
        assert here.post("both", [note("there is room")]).json()["success_count"] == 1
        assert len(here.get(here.path("both")).json()["objects"]) == 2


def test_readers_do_not_wait_for_writers(tmp_path: Path) -> None:
    """While another process holds the store's lock, and more senders wait for it than there are threads, others read."""
    with site(tmp_path / "o.db") as here:
        here.post("both", [note("kept")])
        other = sqlite_driver().connect(str(tmp_path / "o.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        senders = [threading.Thread(target=here.post, args=("both", [note(str(number))])) for number in range(50)]
        for sender in senders:
            sender.start()
        time.sleep(0.3)
        assert [one["content"] for one in here.get(here.path("both")).json()["objects"]] == ["kept"]
        other.execute("ROLLBACK")
        other.close()
        for sender in senders:
            sender.join()
        assert len(here.get(here.path("both")).json()["objects"]) == 51


class _Busy:
    """A door behind which something is busy; an access that finds what it stands on broken."""

    def check(self, principal: Principal, collection: str, item: dict[str, Any]) -> str | None:
        raise LedgerBusy("/secret/path", 30)

    def principal(self, token: str) -> Principal | None:
        raise Refused("state", "partners", "secret detail")


def test_what_is_busy_behind_the_door_is_503_and_no_refusal(tmp_path: Path) -> None:
    """A ledger that is busy says nothing of an object: the request can be made again; what the access stumbles over stays inside."""
    with site(tmp_path / "o.db", door=_Busy()) as here:
        answer = here.post("both", [note()])
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "secret" not in answer.text
        here.access.principal = _Busy().principal  # type: ignore[method-assign]
        answer = here.get(here.path("both"))
        assert answer.status_code == 503
        assert "secret" not in answer.text


class _Broken:
    def check(self, principal: Principal, collection: str, item: dict[str, Any]) -> str | None:
        raise ZeroDivisionError("secret detail")


def test_a_fault_of_the_server_is_500_and_says_nothing_of_it(tmp_path: Path) -> None:
    """An error that nobody foresaw is answered as an error message without its text, and nothing is stored."""
    with site(tmp_path / "o.db", door=_Broken()) as here:
        answer = here.post("both", [note()])
        assert (answer.status_code, answer.headers["Content-Type"]) == (500, MEDIA)
        assert "secret" not in answer.text
        assert here.get(here.path("both")).json() == {}


def test_pages_are_capped_in_objects_and_bytes(here: TestSite) -> None:
    """Whatever is asked for: at most 1,000 objects, and a page ends after eight megabytes."""
    here.store.append(here.both, [note(str(number)) for number in range(1_001)], by="test")
    page = here.get(here.path("both") + "?limit=100000").json()
    assert (len(page["objects"]), page["more"]) == (1_000, True)
    here.store.append(here.reading, [note("x" * 900_000) for _ in range(12)], by="test")
    answer = here.get(here.path("reading"))
    assert 8_000_000 < len(answer.content) < 9_500_000
    assert answer.json()["more"] is True
