"""kill -9 at any moment: what was acknowledged is there, what was not can be sent again, and nothing is half."""

import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from lagebild.errors import FetchFailed
from lagebild.exchange.taxii.client import TaxiiClient
from lagebild.exchange.taxii.link import Patience
from tests.exchange.taxii.killing import held
from tests.exchange.taxii.site import ROOT, TOKENS, note, notes

ONCE = Patience(n_tries=1)


@contextmanager
def living(path: Path, reason: str, collection: str) -> Iterator[tuple[subprocess.Popen[str], TaxiiClient]]:
    """A server in a process of its own, and a client of it that tries each request once."""
    command = [sys.executable, "-m", "tests.exchange.taxii.killing", str(path), reason, collection]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        with TaxiiClient(process.stdout.readline().strip() + ROOT, TOKENS["ada"], patience=ONCE) as client:
            yield process, client
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("reason", ["door", "commit"])
def test_killed_between_receiving_and_storing(tmp_path: Path, reason: str) -> None:
    """The server dies with objects received and checked, or written and not committed: none of them is there, the one that was
    acknowledged before is; sent again they are all there, once."""
    path, collection = tmp_path / "o.db", str(uuid.uuid4())
    first, second = note("first"), [note("second"), note("die"), note("third")]
    with living(path, reason, collection) as (process, client):
        assert client.push(collection, [first])[0].reason is None
        with pytest.raises(FetchFailed):
            client.push(collection, second)
        assert process.wait(10) == -9
    assert held(path, collection) == [first["id"]]
    with living(path, "none", collection) as (_, client):
        assert [one.reason for one in client.push(collection, [first, *second])] == [None] * 4
    assert held(path, collection) == [one["id"] for one in (first, *second)]


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """A client sends and sends while the server is killed five times: all that was acknowledged is there, nothing twice."""
    path, collection, chance = tmp_path / "o.db", str(uuid.uuid4()), random.Random(7)
    acknowledged: list[str] = []
    for _ in range(5):
        with living(path, "none", collection) as (process, client):
            killer = threading.Timer(chance.uniform(0.02, 0.5), process.kill)
            killer.start()
            until = time.monotonic() + 20
            with suppress(FetchFailed):
                while time.monotonic() < until:
                    some = notes(chance.choice((1, 5, 40)))
                    acknowledged += [one.id for one in client.push(collection, some) if one.reason is None]
            killer.join()
            assert process.wait(10) == -9
    kept = held(path, collection)
    assert acknowledged
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
