"""How long each page of the workspace takes while 20 requests a second come, on a ledger of a given number of claims.

python benchmarks/web.py [--claims 1000000] [--address PATH] [--runs 60] [--rate 20] [--keep]
The server runs in a process of its own and is asked once the picture is weighed. Requests go out by the clock, whether those before are
answered or not, and are timed from the moment they were due. Filters, claims and things are drawn anew each time, as people do.
The target of issue 5, at 1 million claims on two cores: p95 300 ms. Nothing is asserted.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import OBJECTS, PUBLISHERS  # noqa: E402
from benchmarks.ledger import CODES, fill  # noqa: E402
from lagebild.ledger import open_ledger  # noqa: E402

TYPES = ("transfer", "deployment", "holding")
WORDS = ("geliefert", "liefern Panzer", "delivered tanks", "Haubitze", "howitzer estonia", "nirgendwo", "Drohnen")
_LOCAL = threading.local()


@dataclass(frozen=True, slots=True)
class Known:
    """Ids that pages are asked for by."""

    claims: tuple[str, ...]
    reports: tuple[str, ...]
    things: tuple[str, ...]


@dataclass
class Times:
    """Seconds of each answer of one page, and how many were no success."""

    taken: list[float] = field(default_factory=list)
    n_failed: int = 0


def pages(known: Known, chance: random.Random) -> dict[str, Callable[[], str]]:
    """Addresses by page, drawn anew at each call."""

    def asked(path: str, **query: object) -> str:
        return f"{path}?{urlencode(query)}"

    def by(noun: str, ids: tuple[str, ...]) -> str:
        return f"/{noun}/{quote(chance.choice(ids), safe='')}"

    def filters() -> dict[str, str]:
        code, other = chance.sample(CODES, 2)
        return chance.choice((
            {"type": chance.choice(TYPES)}, {"party": code}, {"party": code, "status": "pledged"}, {"type": "transfer", "party": other},
            {"materiel": chance.choice(OBJECTS["de"])},
        ))  # fmt: skip

    def things() -> dict[str, str]:
        code, other = chance.sample(CODES, 2)
        return chance.choice((
            {"giver": code}, {"taker": other}, {"giver": code, "taker": other}, {"type": chance.choice(TYPES)}, {"place": code},
        ))  # fmt: skip

    return {
        "today": lambda: "/", "queue": lambda: "/queue",  # leads on to the first claim that waits
        "queue, one claim": lambda: by("queue", known.claims),
        "claims": lambda: asked("/claims", **filters()),
        "claims of a publisher": lambda: asked("/claims", publisher=chance.choice(PUBLISHERS)),
        "report": lambda: by("report", known.reports), "search reports": lambda: asked("/search", q=chance.choice(WORDS)),
        "search claims": lambda: asked("/search", q=chance.choice(WORDS), shelf="claim"),
        "picture": lambda: "/picture", "picture, filtered": lambda: asked("/picture", **things()),
        "matrix": lambda: asked("/picture", view="matrix", **things()), "timeline": lambda: asked("/picture", view="timeline", **things()),
        "map": lambda: asked("/picture", view="map", **things()), "thing": lambda: by("thing", known.things),
        "brief": lambda: asked("/brief", thing=chance.choice(known.things)), "sources": lambda: "/sources", "saved": lambda: "/searches",
        "settings": lambda: "/settings", "API: claims": lambda: asked("/api/v1/claims", **filters()),
        "API: picture": lambda: asked("/api/v1/picture", **things()),
    }  # fmt: skip


def get(port: int, path: str, language: str = "de") -> tuple[int, bytes]:
    """Status and body, over a connection that the thread keeps."""
    connection = getattr(_LOCAL, "connection", None)
    if connection is None:
        connection = _LOCAL.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Language": language})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (http.client.HTTPException, OSError):
        connection.close()
        _LOCAL.connection = None
        return 0, b""


def got(port: int, path: str) -> Any:
    """The JSON at a path of the API."""
    status, body = get(port, f"/api/v1/{path}")
    if status != 200:
        raise SystemExit(f"{path}: {status} {body[:200]!r}")
    return json.loads(body)


@contextmanager
def serving(address: str) -> Iterator[tuple[int, int]]:
    """Port and process of a workspace over the ledger, once the picture is weighed; says how long that took."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "lagebild.cli", "serve", "--ledger", address, "--port", "0", "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "LAGEBILD_ACTOR": "benchmark"}) as server:
        assert server.stderr is not None
        line = next((line for line in server.stderr if "open at" in line), "")
        threading.Thread(target=server.stderr.read, daemon=True).start()
        port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
        print(f"first answer after {time.perf_counter() - started:.1f} s", flush=True)
        while not got(port, "picture?limit=1")["ready"]:
            time.sleep(0.5)
        print(f"picture weighed after {time.perf_counter() - started:.1f} s", flush=True)
        try:
            yield port, server.pid
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=120)


def known_in(port: int, chance: random.Random) -> Known:
    """Claims, reports and things from all over the ledger."""
    claims, reports, things = set(), set(), set()
    for code in chance.sample(CODES, 5):
        found = got(port, f"claims?limit=100&party={code}")["items"]
        claims |= {one["claim"]["id"] for one in found}
        reports |= {one["report"] for one in found}
        things |= {one["id"] for sort in ("newest", "reports") for one in got(port, f"picture?limit=50&giver={code}&sort={sort}")["items"]}
    return Known(tuple(sorted(claims)), tuple(sorted(reports)), tuple(sorted(things)))


def load(port: int, asked: dict[str, Callable[[], str]], n_runs: int, rate: float, chance: random.Random) -> dict[str, Times]:
    """Asks for each page `n_runs` times in random order, `rate` requests a second in all."""
    order = [name for name in asked for _ in range(n_runs)]
    chance.shuffle(order)
    found = {name: Times() for name in asked}
    paths = [(name, asked[name]()) for name in order]
    first = time.perf_counter() + 0.1

    def one(number: int, name: str, path: str) -> None:
        due = first + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        status, _ = get(port, path)
        found[name].taken.append(time.perf_counter() - due)
        found[name].n_failed += status not in (200, 303)

    with ThreadPoolExecutor(64) as senders:
        for number, (name, path) in enumerate(paths):
            time.sleep(max(0.0, first + number / rate - time.perf_counter() - 0.02))
            senders.submit(one, number, name, path)
    return found


def cpu_s(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> tuple[float, float]:
    """Memory of a process in MB: its own, and at most with pages of files, which the system takes back when it wants."""
    found = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    own, peak = (int(found[name].split()[0]) / 1024 for name in ("RssAnon", "VmHWM"))
    return own, peak


def table(found: dict[str, Times]) -> None:
    """Prints a line for each page, and one for all."""
    every = Times([one for times in found.values() for one in times.taken], sum(times.n_failed for times in found.values()))
    print(f"{'page':24} {'n':>5} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8} {'failed':>7}")
    for name, times in [*found.items(), ("all", every)]:
        cuts = statistics.quantiles(times.taken, n=100)
        numbers = [1000 * one for one in (cuts[49], cuts[94], max(times.taken))]
        print(f"{name:24} {len(times.taken):5} {numbers[0]:8.0f} {numbers[1]:8.0f} {numbers[2]:8.0f} {times.n_failed:7}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000, help="0 measures the ledger that is there")
    parser.add_argument("--address", default=None)
    parser.add_argument("--runs", type=int, default=60, help="requests for each page")
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second in all")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="lagebild-bench-") if given.address is None else None
    address = given.address or f"{folder}/ledger.db"
    if given.claims:
        with open_ledger(address) as ledger:
            print(f"{given.claims:,} claims in {fill(ledger, given.claims):.0f} s", flush=True)
    chance = random.Random(11)
    with serving(address) as (port, pid):
        asked = pages(known_in(port, chance), chance)
        load(port, asked, 2, given.rate, chance)  # the first of each page loads what it needs
        before, began = cpu_s(pid), time.perf_counter()
        found = load(port, asked, given.runs, given.rate, chance)
        used, passed = cpu_s(pid) - before, time.perf_counter() - began
        table(found)
        n = sum(len(times.taken) for times in found.values())
        print(f"{n / passed:.1f} requests/s, {1000 * used / n:.0f} ms of processor for each")
        own, peak = memory_mb(pid)
        print(f"memory {own:.0f} MB, at most {peak:.0f} MB with pages of the ledger's file")
    if folder is not None and not given.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
