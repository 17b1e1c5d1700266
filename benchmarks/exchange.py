"""How fast claims are exchanged: objects in, objects out, one object by id; beside OpenTAXII in the same run; a million objects.

python benchmarks/exchange.py [--peer PYTHON] [--objects 10000] [--million] [--runs 3]

One client on loopback, each server in a process of its own. Ours is a whole node, as `lagebild exchange serve` runs it: two organisations
that agreed, ledgers in SQLite, everything published by the release rules into the outbox of the partner that asks, a token that is looked
up at every request, quotas, every object sealed (Ed25519) and its seal proved at the door, commits on the disk before the answer. What is
pushed is taken in meanwhile: verified once more, and recorded in the ledger; "taken in" is the rate until all of it is.

OpenTAXII (`--peer` names a Python that has it installed) answers without authentication, from a public collection, with the same objects
without their seals; both are asked for all versions, for OpenTAXII groups the whole collection at each question for the last ones.
Targets of issue 6: in 480 objects/s, out 9,000 objects/s, match by id p50 4 ms, and OpenTAXII's rates of the same run; a collection of a
million objects polls as fast as a small one (`--million`: the store and server alone).
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.exchange_nodes import Side, agreed, opened, published, told  # noqa: E402
from lagebild.exchange.collections import inbox, outbox  # noqa: E402
from lagebild.exchange.partners import give_token  # noqa: E402
from lagebild.exchange.sealing import unsealed  # noqa: E402
from lagebild.exchange.serving import exchange_app  # noqa: E402
from lagebild.exchange.taxii.access import Grant, KnownTokens, Principal, token_hash  # noqa: E402
from lagebild.exchange.taxii.nouns import Asked, Collection  # noqa: E402
from lagebild.exchange.taxii.server import Site, taxii_app  # noqa: E402
from lagebild.exchange.taxii.serving import Listening, serve  # noqa: E402
from lagebild.exchange.taxii.store import ObjectStore  # noqa: E402

MEDIA = "application/taxii+json;version=2.1"
COLLECTION = "6c4e1a52-0b8e-4f5e-9d0c-3a1f0a5f9b11"
TOKEN = "benchmark-token"  # noqa: S105, RUF100
#: Seconds for which taking in is waited for.
_TAKEN_S = 600.0
PAGE = 100


@dataclass(frozen=True)
class Server:
    """A running server: its port, the paths of the collections that are written and read, the headers of a request, and where it is told
    how many objects were taken in since (None: nothing is)."""

    name: str
    port: int
    into: str
    out: str
    headers: dict[str, str]
    taken: Callable[[], int] | None = None


def notes(n: int) -> list[dict[str, Any]]:
    """Small notes, as a claim travels, without seals."""
    return [
        {
            "type": "note", "spec_version": "2.1", "id": f"note--{uuid.uuid4()}", "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-01T00:00:00.000Z", "content": f"Deutschland hat der Ukraine {number} Haubitzen geliefert.",
            "object_refs": [f"report--{uuid.uuid4()}"],
        }
        for number in range(n)
    ]  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def served(path: Path, port: int) -> None:
    """A store and server alone, in this process, until it is told to end."""
    store = ObjectStore(path)
    store.add_collection(Collection(COLLECTION, "benchmark"))
    access = KnownTokens({token_hash(TOKEN): Principal("partner")}, {"partner": [Grant(COLLECTION, True, True)]})
    serve(taxii_app(store, access, None, Site(f"http://127.0.0.1:{port}")), Listening(port=port))


def node_served(folder: Path, port: int) -> None:
    """Alpha's node, in this process, until it is told to end."""
    side = opened(folder, "Alpha")
    serve(exchange_app(side.node, side.store, Site(f"http://127.0.0.1:{port}")), Listening(port=port))


@contextmanager
def process(command: list[str], port: int) -> Iterator[str]:
    """A child that listens on `port`; what it writes on its first line, if it writes one."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout is not None
    try:
        line = child.stdout.readline().strip() if command[1].endswith("exchange_peer.py") else ""
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield line
    finally:
        child.terminate()
        child.wait()


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """Our store and server, with one collection and one token."""
    port = free_port()
    path = f"/taxii2/lagebild/collections/{COLLECTION}/"
    with process([sys.executable, __file__, "--serve", str(folder / "ours.db"), "--port", str(port)], port):
        yield Server("ours", port, path, path, {"Accept": MEDIA, "Authorization": f"Bearer {TOKEN}"})


@contextmanager
def ours(folder: Path, sides: tuple[Side, Side]) -> Iterator[Server]:
    """Alpha's node, and Beta who asks."""
    one, other = sides
    port, token = free_port(), give_token(one.node, one.node.state().partner("Beta"))
    root = "/taxii2/lagebild/collections/"

    def taken() -> int:
        return one.node.state().come(other.id).used.n_objects

    with process([sys.executable, __file__, "--node", str(folder), "--port", str(port)], port):
        headers = {"Accept": MEDIA, "Authorization": f"Bearer {token}"}
        yield Server("Lagebild", port, f"{root}{inbox(one.id, other.id)}/", f"{root}{outbox(one.id, other.id)}/", headers, taken)


@contextmanager
def theirs(python: str, folder: Path) -> Iterator[Server]:
    port = free_port()
    with process([python, str(ROOT / "benchmarks" / "exchange_peer.py"), str(folder), str(port)], port) as path:
        yield Server("OpenTAXII", port, path, path, {"Accept": MEDIA})


class Client:
    """One connection, kept alive."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)

    def get(self, query: str) -> dict[str, Any]:
        return self._asked("GET", f"{self.server.out}objects/?{query}", None, {}, 200)

    def post(self, body: bytes) -> dict[str, Any]:
        return self._asked("POST", f"{self.server.into}objects/", body, {"Content-Type": MEDIA}, 202)

    def _asked(self, method: str, path: str, body: bytes | None, more: dict[str, str], wanted: int) -> dict[str, Any]:
        self.connection.request(method, path, body, {**self.server.headers, **more})
        answer = self.connection.getresponse()
        data = answer.read()
        assert answer.status == wanted, (answer.status, data[:300])
        found: dict[str, Any] = json.loads(data)
        return found


@dataclass(frozen=True)
class Rates:
    """Objects a second in, taken in (None: the server takes nothing in) and out, and seconds for each of 300 questions for one id."""

    into: float
    taken: float | None
    out: float
    by_id: list[float]


def rates(server: Server, objects: list[dict[str, Any]]) -> Rates:
    """The rates of `server`, into which `objects` go, and out of which comes what it then shows."""
    client = Client(server)
    bodies = [json.dumps({"objects": objects[start : start + PAGE]}).encode() for start in range(0, len(objects), PAGE)]
    started = time.perf_counter()
    held = sum(client.post(body)["success_count"] for body in bodies)
    into = len(objects) / (time.perf_counter() - started)
    assert held == len(objects), held
    taken = None if server.taken is None else len(objects) / _until_taken(server.taken, len(objects), started)
    ids, next_ = [], ""
    started = time.perf_counter()
    while True:
        page = client.get(f"match[version]=all&limit={PAGE}{next_}")
        ids.extend(one["id"] for one in page["objects"])
        if not page.get("more"):
            break
        next_ = f"&next={quote(page['next'])}"
    out = len(ids) / (time.perf_counter() - started)
    times = timed(lambda number: client.get(f"match[version]=all&match[id]={ids[number * 7 % len(ids)]}"), 300)
    return Rates(into, taken, out, times)


def _until_taken(taken: Callable[[], int], n: int, started: float) -> float:
    """Seconds until all was taken in."""
    while taken() < n and time.perf_counter() - started < _TAKEN_S:
        time.sleep(0.05)
    return time.perf_counter() - started


def timed(task: Callable[[int], object], n_times: int) -> list[float]:
    taken = []
    for number in range(n_times):
        started = time.perf_counter()
        task(number)
        taken.append(time.perf_counter() - started)
    return taken


def shown(name: str, found: Rates) -> str:
    cuts = statistics.quantiles(found.by_id, n=100)
    by_id = f"by id p50 {cuts[49] * 1000:5.2f} ms  p99 {cuts[98] * 1000:6.2f} ms"
    taken = f"taken in {found.taken:6,.0f}/s" if found.taken is not None else " " * 17
    return f"{name:<10} in {found.into:8,.0f} objects/s  {taken}  out {found.out:8,.0f} objects/s  {by_id}"


def compare(peer: str | None, n_objects: int, n_runs: int) -> None:
    """Prints the rates of our node and of the peer. A claim travels as a note and a report: half as many claims as objects."""
    for number in range(n_runs):
        with tempfile.TemporaryDirectory(prefix="lagebild-exchange-") as name:
            folder = Path(name)
            sides = agreed(folder)
            for side in sides:
                told(side, 0, n_objects // 2)
                published(side)
            one, other = sides
            sealed = [json.loads(entry.body) for entry in other.store.everything(outbox(other.id, one.id))]
            if peer is not None:
                with theirs(peer, folder) as server:
                    bare_ones = [unsealed(item) for item in sealed if "modified" in item]  # it fails on markings, which have no versions
                    print(shown(server.name, rates(server, bare_ones)), flush=True)
            with ours(folder, sides) as server:
                print(shown(server.name, rates(server, sealed)), flush=True)
            for side in sides:
                side.close()
        print(f"  run {number + 1} of {n_runs}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)


def grown(sizes: Sequence[int]) -> None:
    """Prints how long pages of a collection take as it grows through `sizes` (10,000 objects and more): the first, one in the
    middle, the last, and an idle poll."""
    with tempfile.TemporaryDirectory(prefix="lagebild-exchange-") as folder:
        path = Path(folder) / "ours.db"
        store = ObjectStore(path)
        store.add_collection(Collection(COLLECTION, "benchmark"))
        ends, held = [], 0
        for size in sizes:
            started = time.perf_counter()
            while held < size:
                ends.append(store.append(COLLECTION, notes(2_000), by="benchmark")[-1].added or 0)
                held += 2_000
            print(f"{held:9,} objects, filled in {time.perf_counter() - started:.0f} s, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
            one = store.page(COLLECTION, Asked(after=ends[len(ends) // 2], limit=1)).entries[0]
            places = {"first": 0, "middle": ends[len(ends) // 2], "last": ends[-1] - 100, "idle": ends[-1]}
            with bare(Path(folder)) as server:
                polled(Client(server), places, one.id)
        store.close()


def polled(client: Client, places: dict[str, int], id: str) -> None:
    """Prints how long pages at `places` (microseconds since 1970) take, and the object `id`."""
    for name, place in places.items():
        after = datetime.fromtimestamp(place // 10**6, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{place % 10**6:06}Z"
        for kind in ("", "&match[version]=all", "&match[type]=note"):
            query = f"limit={PAGE}&added_after={after}{kind}"
            taken = timed(lambda _, query=query: client.get(query), 100)
            print(f"  {name:<7} {kind or '(last)':<20} {milliseconds(taken)}")
    print(f"  by id {'':<22} {milliseconds(timed(lambda _: client.get(f'match[id]={id}'), 100))}", flush=True)


def milliseconds(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49] * 1000:6.2f}  p99 {cuts[98] * 1000:6.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", default=None, help="a Python that has OpenTAXII")
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--million", action="store_true", help="only grow a collection to a million objects and poll it")
    parser.add_argument("--serve", default=None, help=argparse.SUPPRESS)
    parser.add_argument("--node", default=None, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        served(Path(given.serve), given.port)
    elif given.node:
        node_served(Path(given.node), given.port)
    elif given.million:
        grown((10_000, 100_000, 1_000_000))
    else:
        if given.peer is None:
            print("OpenTAXII is absent: install it (pip install opentaxii gunicorn) elsewhere and name that Python with --peer")
        compare(given.peer, given.objects, given.runs)


if __name__ == "__main__":
    main()
