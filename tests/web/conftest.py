"""A workspace over a small ledger: called within the process, or served to a real browser."""

import pathlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from lagebild.ledger import Ledger, open_ledger
from lagebild.web import Options, Workspace, create_app
from tests.ledger.samples import capture, guns, korea
from tests.web.browsing import Browsing, chromium
from tests.web.exchange_parties import Parties, parties

LOCAL = "http://127.0.0.1"


def fill(path: pathlib.Path) -> None:
    """Two reports with three claims that wait."""
    with open_ledger(path) as ledger, ledger.writer("reader") as writer:
        source, *claims = korea(source="https://example.org/a")
        writer.add(source, claims, capture=capture("https://example.org/a"), original=b"<script>alert(1)</script>", readers=("model", "model 1"))
        source, *claims = guns(source="https://example.org/g")
        writer.add(source, claims, capture=capture("https://example.org/g"), original=b"guns", readers=("model", "model 1"))


@pytest.fixture
def ledger(tmp_path: pathlib.Path) -> Iterator[Ledger]:
    """An open ledger with three claims that wait."""
    fill(tmp_path / "l.db")
    with open_ledger(tmp_path / "l.db") as there:
        yield there


def options(ledger: Ledger, **facts: Any) -> Options:
    """How a workspace over this ledger runs in tests."""
    return Options(ledger=ledger, people=pathlib.Path(f"{ledger.name}.people.db"), actor="ada", **facts)


@contextmanager
def calling(ledger: Ledger, **facts: Any) -> Iterator[TestClient]:
    """A client of a workspace that runs in this process."""
    with TestClient(create_app(options(ledger, **facts)), base_url=LOCAL, follow_redirects=False) as client:
        yield client


def workspace(client: TestClient) -> Workspace:
    """The workspace behind a client."""
    found: Workspace = client.app.app.state.workspace  # type: ignore[attr-defined]
    return found


@pytest.fixture
def client(ledger: Ledger) -> Iterator[TestClient]:
    """A client of a workspace of one: no sign-in."""
    with calling(ledger) as found:
        yield found


@pytest.fixture
def there(ledger: Ledger, tmp_path: pathlib.Path) -> Iterator[Parties]:
    """The node of the ledger, and a partner."""
    with parties(ledger, tmp_path) as found:
        yield found


@pytest.fixture
def asking(ledger: Ledger, there: Parties) -> Iterator[TestClient]:
    """A client of a workspace with that node."""
    with calling(ledger, node=there.folder) as found:
        yield found


@contextmanager
def serving(ledger: Ledger, **facts: Any) -> Iterator[str]:
    """The address of a workspace that a real server serves."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as `lagebild serve` does
        config = uvicorn.Config(create_app(options(ledger, **facts)), log_level="error", access_log=False, lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"{LOCAL}:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture
def served(ledger: Ledger) -> Iterator[str]:
    """The address of a workspace of one."""
    with serving(ledger) as address:
        yield address


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Any]:
    """One Chromium for all browser tests; they are skipped where there is none."""
    with chromium() as found:
        yield found


@pytest.fixture
def browsing(chromium_browser: Any, served: str) -> Iterator[Browsing]:
    """A browser on the workspace of one, in German and light. At its end no request had left the machine, and nothing had failed."""
    with Browsing.on(chromium_browser, served) as found:
        yield found
