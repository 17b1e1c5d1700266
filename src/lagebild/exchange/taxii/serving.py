"""Serving over the network: uvicorn with bounds that it lacks, so that connections which stall, by fault or by intent, end."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from lagebild.errors import Refused
from lagebild.exchange.taxii.addresses import is_loopback

__all__ = ["Listening", "running", "serve"]

#: Seconds for which an idle connection is kept.
_IDLE_S: Final = 15
_MAX_HEAD_BYTES: Final = 65_536
_START_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, and as whom. Other than on loopback it needs a certificate and its key (PEM), unless `behind_proxy`
    says that another server in front of it does TLS (section 8.2.2). `port` 0 takes a free one. A head must be here within
    `head_s` seconds of the connection or its first byte, a body within `body_s`, and an answer must have been taken within `taken_s`,
    or the connection is cut."""

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    max_connections: int = 200
    head_s: float = 10.0
    body_s: float = 90.0
    taken_s: float = 120.0


def serve(app: Any, listening: Listening) -> None:
    """Serves the ASGI application `app` until the process is told to end. Raises `Refused` for an open door without TLS."""
    _server(app, listening).run()


@contextmanager
def running(app: Any, listening: Listening | None = None) -> Iterator[str]:
    """The address ("https://127.0.0.1:4711") under which `app` is served, in a thread, until this ends."""
    listening = listening or Listening()
    server = _server(app, listening)
    with socket.create_server((listening.host, listening.port), backlog=128) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + _START_S
        while not server.started and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.005)
        try:
            yield f"{'https' if listening.certificate else 'http'}://{listening.host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_START_S)


def _server(app: Any, listening: Listening) -> uvicorn.Server:
    if listening.certificate is None and not listening.behind_proxy and not is_loopback(listening.host):
        raise Refused("server", "certificate", f"is missing, and {listening.host} is open to others")
    bounds = {"head_s": listening.head_s, "body_s": listening.body_s, "taken_s": listening.taken_s}
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        http=type("Protocol", (BoundedProtocol,), bounds),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=listening.max_connections,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=_MAX_HEAD_BYTES,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
    )
    return uvicorn.Server(config)


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 on which no stage of a connection may take for ever: uvicorn bounds only the wait for another request."""

    head_s = 10.0
    body_s = 90.0
    taken_s = 120.0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._alarm: asyncio.TimerHandle | None = None
        self._stage: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")  # asyncio does it only where the socket names its protocol
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._enter(h11.IDLE, self.head_s)

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        stage = self.conn.their_state
        if stage is h11.IDLE:
            self._enter(stage, self.head_s)  # part of a head, or of the one after it
        elif stage is h11.SEND_BODY:
            self._enter(stage, self.body_s)
        else:
            self._leave()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._enter(h11.CLOSED, self.taken_s)
        elif self.conn.their_state is not h11.SEND_BODY:
            self._leave()

    def timeout_keep_alive_handler(self) -> None:
        """An answer of which something is still to be taken is no idle connection; it has an alarm of its own."""
        if self.transport.get_write_buffer_size():
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def _enter(self, stage: object, seconds: float) -> None:
        """Starts the alarm of a stage; further bytes in the same stage do not put it off."""
        if self._stage is not stage:
            self._leave()
            self._stage = stage
            self._alarm = self.loop.call_later(seconds, self.transport.abort)

    def _leave(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._stage = None
