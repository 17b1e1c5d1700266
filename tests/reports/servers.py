"""Servers on loopback for the tests of fetching: scripted answers over plain sockets, also the ones no proper server gives."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore2
import pytest

from lagebild.reports.network import Network
from lagebild.reports.pace import Pace
from lagebild.reports.policy import Policy

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PUBLIC = "93.184.215.14"

Script = bytes | Callable[[socket.socket], None]


def answer(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """An HTTP answer; underscores in header names become hyphens."""
    lines = [f"HTTP/1.1 {status} X", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if "Content_Length" not in headers and "Transfer_Encoding" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Server:
    """A running server: what it answers for each path, and what it was asked."""

    port: int
    scripts: dict[str, Script]
    requests: list[bytes] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode() for request in self.requests]


@contextmanager
def serving(scripts: Mapping[str, Script], tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on 127.0.0.1; a path that is not in `scripts` is answered with 404."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        server = Server(listener.getsockname()[1], dict(scripts))
        threading.Thread(target=_accept, args=(listener, server, tls), daemon=True).start()
        yield server
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, server: Server, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, server, tls), daemon=True).start()


def _serve(connection: socket.socket, server: Server, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), connection:
        connection.settimeout(20)
        stream = tls.wrap_socket(connection, server_side=True) if tls else connection
        with stream:
            request = b""
            while b"\r\n\r\n" not in request:
                if not (data := stream.recv(65_536)):
                    return
                request += data
            head, _, body = request.partition(b"\r\n\r\n")
            n_body = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
            while len(body) < n_body:
                body += stream.recv(65_536)
            server.requests.append(head + b"\r\n\r\n" + body)
            script = server.scripts.get(head.split(b" ")[1].decode(), answer(status=404))
            script(stream) if callable(script) else stream.sendall(script)
            with suppress(OSError):
                stream.shutdown(socket.SHUT_WR)


class Recorder(httpcore2.NetworkBackend):
    """Notes which address is connected to, and connects to a local server instead, or to nothing."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port
        self.connections: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        self.connections.append((host, port))
        if self.port is None:
            raise httpcore2.ConnectError("no network in this test")
        return httpcore2.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout)


def resolving(**names: str) -> Callable[[str, float], list[str]]:
    """A resolver that knows `names` (underscores stand for dots), each with one or more addresses, and nothing else."""
    known = {name.replace("_", "."): addresses.split() for name, addresses in names.items()}

    def resolve(host: str, seconds: float) -> list[str]:
        if host not in known:
            raise OSError(f"{host} is not known")
        return known[host]

    return resolve


def pretending(server: Server, tls: Callable[[], ssl.SSLContext] | None = None, **names: str) -> tuple[Network, Recorder]:
    """A network in which every public address is `server`."""
    backend = Recorder(server.port)
    resolve = resolving(**{"site_test": PUBLIC, "other_test": PUBLIC, **names})
    return Network(resolve=resolve, backend=backend, tls=tls, now=lambda: NOW, pace=Pace(sleep=lambda _: None)), backend


def local(server: Server, **bounds: Any) -> Policy:
    """A policy under which `server` may be fetched from under its own address."""
    return Policy(allowed_hosts=frozenset({"127.0.0.1"}), ports=frozenset({server.port}), interval_s=0, **bounds)


def certificate(folder: Path, name: str, *, expired: bool = False) -> tuple[Path, Path]:
    """A self-signed certificate for `name` and its key, as PEM files; skips the test without the library that makes them."""
    x509 = pytest.importorskip("cryptography.x509", reason="cryptography (extra timestamps) is not installed")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    until = datetime.now(UTC) + timedelta(days=-1 if expired else 1)
    made = (
        x509.CertificateBuilder().subject_name(names).issuer_name(names).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(until - timedelta(days=9)).not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False).sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / f"{name}-{expired}.pem", folder / f"{name}-{expired}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files
