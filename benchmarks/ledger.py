"""How fast a large ledger is: adding a report, a filter page, full-text and entity queries, file size, memory.

python benchmarks/ledger.py [--claims 1000000] [--address PATH|postgresql://…] [--keep]
The targets of issue 3, on SQLite at 1 million claims: add 20 ms, page 50 ms, search 100 ms, each p99 within three times.
"""

import argparse
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import OBJECTS, PUBLISHERS, reading, readings  # noqa: E402
from lagebild.claims.capture import Capture  # noqa: E402
from lagebild.claims.decision import accept  # noqa: E402
from lagebild.claims.entity import Entity  # noqa: E402
from lagebild.ledger import Filter, Ledger, Order, Party, Query, open_ledger  # noqa: E402

Times = tuple[float, float]
CODES = ("DE", "RU", "KP", "KR", "FR", "PL", "CN", "EE", "LV", "CA")


def fill(ledger: Ledger, n_claims: int) -> float:
    """Seconds for adding reports with `n_claims` claims in batches of 200 reports."""
    started = time.perf_counter()
    with ledger.writer("benchmark", batch=200) as writer:
        for number, (report, claims) in enumerate(readings(n_claims), start=1):
            writer.add(report, claims)
            if number % 10_000 == 0:
                print(f"  {number} reports, {time.perf_counter() - started:.0f} s", flush=True)
    return time.perf_counter() - started


def add_one(ledger: Ledger, n_times: int) -> list[Times]:
    """Seconds for each of `n_times` reports with ten claims and their original, each in a commit of its own."""
    chance, taken = random.Random(7), []
    with ledger.view() as view:
        first = 10**9 + view.head()[0]  # so that each run adds reports that are not there yet
    for number in range(n_times):
        report, claims = reading(chance, first + number, date(2026, 4, 1))
        capture, original = Capture("file", datetime.now(UTC), report.source or ""), report.text.encode()
        started = now()
        with ledger.writer("benchmark") as writer:
            writer.add(report, claims, capture=capture, original=original)
        taken.append(since(started))
    return taken


def filters(chance: random.Random) -> Filter:
    """One of the filters that people set."""
    code, other = chance.sample(CODES, 2)
    day = f"202{chance.randrange(2, 6)}-{chance.randrange(1, 13):02}-01"
    return chance.choice((
        Filter(), Filter(statuses=("done",)), Filter(types=("transfer",), statuses=("withheld", "considered")),
        Filter(parties=(Party(code),)), Filter(parties=(Party(code, "supplier"), Party(other, "recipient"))),
        Filter(parties=(Party(code), Party(other)), statuses=("pledged",)), Filter(publishers=(chance.choice(PUBLISHERS),)),
        Filter(published_to=day), Filter(published_from=day, certainties=("unknown",)), Filter(states=("undecided",)),
        Filter(states=("accepted",)), Filter(materiel=chance.choice(OBJECTS["de"])), Filter(acted_from=day, acted_to=day),
        Filter(materiel=chance.choice(OBJECTS["en"]), parties=(Party(code, "recipient"),)),
    ))  # fmt: skip


def page(ledger: Ledger, chance: random.Random) -> None:
    """The first page of a filter, and the one after it."""
    order = chance.choice((Order(), Order(), Order(), Order("recorded"), Order("acted")))
    with ledger.view() as view:
        view.claims(filters(chance) if order.by == "published" else Filter(), order)


def full_text(ledger: Ledger, chance: random.Random) -> None:
    """A full-text query over reports or claims."""
    words = ("geliefert", "liefern Panzer", "delivered tanks", "Haubitze", '"Panzer geliefert"', "Drohnen Norwegen verweigern",
             "Beobachter", "howitzer estonia", "nirgendwo", "Lage zuspitzen Region")  # fmt: skip
    with ledger.view() as view:
        view.search(Query(chance.choice(words)), chance.choice(("report", "claim")))


def entity(ledger: Ledger, chance: random.Random) -> None:
    """A search for an entity under its spellings."""
    names = (Entity("KP", ("Nordkorea", "North Korea", "Pjöngjang")), Entity("RU", ("Russland", "Russia", "Moskau")),
             Entity("EE", ("Estland", "Estonia")), Entity("DE", ("Deutschland", "Germany", "Berlin")))  # fmt: skip
    with ledger.view() as view:
        view.search(Query("", (chance.choice(names),)), chance.choice(("report", "claim")))


def timed(task: Callable[[Ledger, random.Random], None], ledger: Ledger, n_times: int) -> list[Times]:
    """Seconds for each of `n_times` runs of `task`."""
    chance, taken = random.Random(3), []
    for _ in range(n_times):
        started = now()
        task(ledger, chance)
        taken.append(since(started))
    return taken


def now() -> Times:
    """Seconds on the wall, and of this process on the processor: on a machine that others use only the second can be compared."""
    return time.perf_counter(), time.process_time()


def since(started: Times) -> Times:
    wall, processor = now()
    return wall - started[0], processor - started[1]


def shown(name: str, taken: Sequence[Times]) -> str:
    wall, processor = (statistics.quantiles([times[which] for times in taken], n=100) for which in (0, 1))
    parts = [f"{kind} p50 {cuts[49] * 1000:6.1f}  p99 {cuts[98] * 1000:7.1f} ms" for kind, cuts in (("wall", wall), ("cpu", processor))]
    return f"{name:<22} {'   '.join(parts)}   ({len(taken)} runs)"


def measure(ledger: Ledger, n_claims: int, n_times: int) -> None:
    started = time.perf_counter()
    taken = fill(ledger, n_claims) if n_claims else 0.0
    if n_claims:
        with ledger.view() as view:
            some = [kept.claim.id for kept in view.claims(limit=500).items]
        with ledger.writer("benchmark") as writer:
            writer.decide(accept(some, actor="benchmark", time=datetime.now(UTC)))
        print(f"filled with {n_claims} claims in {taken:.0f} s, {n_claims / 10 / taken:.0f} reports/s")
    print(shown("first look (warm-up)", timed(page, ledger, 2)))
    for name, task in (("filter page", page), ("full-text query", full_text), ("entity query", entity)):
        print(shown(name, timed(task, ledger, n_times)), flush=True)
    print(shown("add one report", add_one(ledger, n_times)))
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, {time.perf_counter() - started:.0f} s in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000, help="0 measures the ledger that is there")
    parser.add_argument("--address", default=None)
    parser.add_argument("--runs", type=int, default=300)
    given = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="lagebild-bench-") if given.address is None else None
    address = given.address or f"{folder}/ledger.db"
    with open_ledger(address) as ledger:
        measure(ledger, given.claims, given.runs)
    if Path(address).is_file():
        print(f"file {Path(address).stat().st_size / 1e6:.0f} MB")
    if folder is not None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
