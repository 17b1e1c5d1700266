"""Trusted timestamps, against a small authority made with openssl."""

import hashlib
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lagebild.errors import FetchRefused, LagebildError, TimestampRejected
from lagebild.reports.network import Network
from lagebild.reports.policy import Policy
from lagebild.reports.timestamp import Authority, request_timestamp, verify_timestamp

from .servers import Script, Server, answer, local, serving

DIGEST = hashlib.sha256(b"Drei Haubitzen").hexdigest()
OTHER = hashlib.sha256(b"Vier Haubitzen").hexdigest()
CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
ess_cert_id_chain = no
"""


class Openssl:
    """A folder with two roots, and an authority under the first one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("1000")
        for root in ("root", "other"):
            self.run("req", "-x509", *self.key(root), "-subj", f"/CN={root}", "-days", "9", "-out", f"{root}.pem")
        self.run("req", *self.key("tsa"), "-new", "-subj", "/CN=tsa", "-out", "tsa.csr")
        (folder / "ext").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
        signing = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "5", "-extfile", "ext"]
        self.run("x509", "-req", "-in", "tsa.csr", *signing, "-out", "tsa.pem")

    def key(self, name: str) -> list[str]:
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key"]

    def run(self, *arguments: str) -> bytes:
        return subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True).stdout

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        self.run("ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def pem(self, name: str) -> bytes:
        return (self.folder / f"{name}.pem").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Openssl:
    pytest.importorskip("rfc3161_client", reason="the extra timestamps is not installed")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return Openssl(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def service(authority: Openssl) -> Iterator[Server]:
    with serving({}) as server:

        def reply(connection: socket.socket) -> None:
            query = server.requests[-1].partition(b"\r\n\r\n")[2]
            connection.sendall(answer(authority.reply(query), Content_Type="application/timestamp-reply"))

        server.scripts["/tsa"] = reply
        yield server


def stamped(server: Server, roots: bytes, path: str = "/tsa", sha256: str = DIGEST):  # type: ignore[no-untyped-def]
    return request_timestamp(sha256, Authority(f"http://127.0.0.1:{server.port}{path}", roots), local(server), Network())


def test_a_timestamp(authority: Openssl, service: Server) -> None:
    """A timestamp is asked for with the digest alone, holds against the root named, and openssl says so too."""
    found = stamped(service, authority.pem("root"))
    assert abs(found.time - datetime.now(UTC)) < timedelta(minutes=1)
    assert (found.serial, found.policy) == (0x1001, "1.2.3.4.1")
    head, _, query = service.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /tsa HTTP/1.1\r\n")
    assert b"Content-Type: application/timestamp-query" in head
    assert bytes.fromhex(DIGEST) in query
    assert verify_timestamp(found.response, DIGEST, authority.pem("other") + authority.pem("root")) == found
    (authority.folder / "kept").write_bytes(found.response)
    assert b"OK" in authority.run("ts", "-verify", "-digest", DIGEST, "-in", "kept", "-CAfile", "root.pem")


def test_the_query_is_what_openssl_reads(authority: Openssl, service: Server) -> None:
    """The query, whatever its nonce, is read by openssl as one for this digest with nonce and certificate."""
    from lagebild.reports.timestamp import _query

    for nonce in (1, 127, 128, 2**63, 2**64 - 1):
        (authority.folder / "q").write_bytes(_query(bytes.fromhex(DIGEST), nonce))
        text = authority.run("ts", "-query", "-in", "q", "-text").decode()
        assert "Certificate required: yes" in text
        assert f"Nonce: 0x{nonce:02X}" in text


def test_what_does_not_hold(authority: Openssl, service: Server) -> None:
    """Another digest, another root, a changed byte, and bytes that are no answer prove nothing."""
    found = stamped(service, authority.pem("root"))
    for response, digest, roots in (
        (found.response, OTHER, authority.pem("root")),
        (found.response, DIGEST, authority.pem("other")),
        (found.response, DIGEST, b""),
        (found.response, DIGEST, b"no PEM"),
        (found.response[:-1], DIGEST, authority.pem("root")),
        (b"", DIGEST, authority.pem("root")),
        (b"0" * 300, DIGEST, authority.pem("root")),
    ):
        with pytest.raises(TimestampRejected):
            verify_timestamp(response, digest, roots)


def test_no_changed_byte_holds(authority: Openssl, service: Server) -> None:
    """Whichever byte of an answer is changed, it is rejected or still says the same."""
    found = stamped(service, authority.pem("root"))
    for at in range(0, len(found.response), 7):
        changed = bytearray(found.response)
        changed[at] ^= 0x15
        try:
            other = verify_timestamp(bytes(changed), DIGEST, authority.pem("root"))
        except TimestampRejected:
            continue
        assert (other.time, other.serial, other.policy) == (found.time, found.serial, found.policy)


def test_an_old_answer_does_not_pass_for_a_new_one(authority: Openssl, service: Server) -> None:
    """An answer to an earlier question (another nonce) is rejected."""
    old = stamped(service, authority.pem("root")).response
    service.scripts["/replay"] = answer(old, Content_Type="application/timestamp-reply")
    with pytest.raises(TimestampRejected, match="Nonce"):
        stamped(service, authority.pem("root"), "/replay")


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (answer(b"<html>", Content_Type="text/html"), "no timestamp"),
        (answer(b"junk", Content_Type="application/timestamp-reply"), "does not hold"),
        (answer(bytes.fromhex("30053003020102"), Content_Type="application/timestamp-reply"), "not granted"),
        (answer(b"", 500), "HTTP 500"),
        (answer(status=302, Location="/tsa"), "HTTP 302"),
        (answer(b"x" * 300_000, Content_Type="application/timestamp-reply"), "larger than"),
    ],
)
def test_services_that_give_none(authority: Openssl, script: Script, error: str) -> None:
    """A service that answers otherwise, refuses, redirects or floods is an error with its reason."""
    with serving({"/": script}) as server, pytest.raises(LagebildError, match=error):
        stamped(server, authority.pem("root"), "/")


def test_private_services_only_by_name(authority: Openssl, service: Server) -> None:
    """A service inside is asked only if its host is allowed."""
    with pytest.raises(FetchRefused):
        request_timestamp(
            DIGEST, Authority(f"http://127.0.0.1:{service.port}/tsa", b""), Policy(ports=frozenset({service.port})), Network()
        )


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error says what to install, before anybody is asked."""
    monkeypatch.setitem(__import__("sys").modules, "rfc3161_client", None)
    with pytest.raises(TimestampRejected, match=r"lagebild\[timestamps\]"):
        request_timestamp(DIGEST, Authority("https://tsa.test/", b""), Policy(), Network())
