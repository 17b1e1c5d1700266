"""Speed and memory of weighing: adding one report of five claims to 10,000, 100,000 and 1,000,000 claims, links and estimates included.

`python benchmarks/weighing.py [N_CLAIMS…]` runs each size in a fresh process pinned to one core and prints one line for each: p50 and
p99 (ms of processor time) of the last reports, each of them added and the five things it touches estimated; peak memory of the whole
process, whose texts lie in a file as a ledger's would; then how long the picture takes to be saved and loaded. Claims are drawn from a
growing world (a third of the reports copy or rewrite an earlier one). Nothing is asserted.
"""

import gc
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from datetime import date

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from evals.weighing.prose import rewritten, vocabulary
from evals.weighing.world import MATERIEL, STATES, classify
from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.weighing.balance import Balance

SIZES = (10_000, 100_000, 1_000_000)
N_MEASURED = 400
N_WORDS = 150
START = date(2022, 1, 1).toordinal()
CLAIMS_PER_EVENT = 7
EVENTS_PER_DAY = 100


def events(rng: random.Random, n: int) -> list[tuple[int, str, str, str, str, int]]:
    """(day, giver, taker, materiel, place, amount): two parties of which the first of the list are by far the most frequent."""
    found = []
    for number in range(n):
        giver, taker = (STATES[min(int(rng.expovariate(1 / 8)), len(STATES) - 1)] for _ in range(2))
        place, amount = f"town {rng.randrange(4000)}", int(10 ** rng.uniform(1, 4.5))
        found.append((START + number // EVENTS_PER_DAY, giver, taker, rng.choice(MATERIEL), place, amount))
    return found


def sentence(rng: random.Random, event: tuple[int, str, str, str, str, int]) -> list[tuple[str, str]]:
    """The words of a claim by role; each missing now and then."""
    day, giver, taker, materiel, place, amount = event
    number = amount if rng.random() < 0.5 else int(amount * rng.uniform(0.8, 1.25)) + 1
    pieces = [("trigger", "delivered")]
    for what, words, share in (
        ("supplier", giver, 0.9), ("object", f"{number:,} {materiel}", 1.0), ("recipient", taker, 0.9), ("place", place, 0.5),
        ("time", date.fromordinal(day).isoformat(), 0.5), ("speaker", f"source {rng.randrange(300)}", 0.5),
    ):  # fmt: skip
        if rng.random() < share:
            pieces.append((what, words))
    return [*pieces, ("number", str(number)), ("materiel", materiel)]


def report(rng: random.Random, number: int, prose: str, told: list[list[tuple[str, str]]], day: int) -> tuple[Report, list[Claim]]:
    """A report with its claims."""
    text, claims = prose, []
    for at, pieces in enumerate(told):
        start, spans = len(text) + 1, {}
        for what, words in pieces:
            if what not in ("number", "materiel"):
                spans[what] = (len(text) + 1, len(text) + 1 + len(words))
                text += " " + words
        facts = dict(pieces)
        amount = int(facts["number"])
        span = {what: Span(a, b, text[a:b]) for what, (a, b) in spans.items()}
        roles = [Role(what, span[what], facts[what]) for what in ("supplier", "recipient") if what in span]
        thing = Span(span["object"].end - len(facts["materiel"]), span["object"].end, facts["materiel"])
        claims.append(Claim(
            id=f"claim--{number:028x}{at:04x}", type="transfer", status="done", evidence=Span(start, len(text), text[start:]),
            trigger=span["trigger"], read_by=ReadBy("bench", "1"),
            roles=(*roles, Role("object", thing, None, Quantity("exact", amount, amount, "piece"))),
            attribution=(Source(span["speaker"], "government", entity=facts["speaker"]),) if "speaker" in span else (),
            time=Moment(facts["time"], span["time"]) if "time" in span else None,
            place=Place(span["place"], None, "place") if "place" in span else None,
        ))  # fmt: skip
    return Report(f"sha256:{number:064x}", text, "en", date.fromordinal(day).isoformat(), f"outlet {number % 500}"), claims


def reports(seed: int, n_claims: int) -> Iterator[tuple[Report, list[Claim]]]:
    """Reports of five claims each, by day."""
    rng = random.Random(seed)
    world = events(rng, n_claims // CLAIMS_PER_EVENT + 500)
    words = vocabulary("en")
    recent: list[tuple[str, list[list[tuple[str, str]]]]] = []
    for number in range(n_claims // 5):
        at = 400 + number * 5 // CLAIMS_PER_EVENT
        day = world[at][0] + 1
        if recent and rng.random() < 0.35:
            prose, told = rng.choice(recent)
            prose = rewritten(rng, prose, rng.choice((0.0, 0.1, 0.3)), "en")
        else:
            prose = " ".join(words[min(2999, int(3000 ** rng.random()) - 1)] for _ in range(N_WORDS))
            told = [sentence(rng, world[at - min(400, int(rng.expovariate(1 / 120)))]) for _ in range(5)]
            recent = [*recent[-200:], (prose, told)]
        yield report(rng, number, prose, told, day)


class Shelf:
    """Texts in a file, as a ledger has them: none is held in memory."""

    def __init__(self, folder: str) -> None:
        self._file = (pathlib.Path(folder) / "texts").open("w+b")
        self._starts = array("Q", [0])

    def put(self, text: str) -> None:
        """Keep the text of the next report."""
        self._file.seek(0, os.SEEK_END)
        self._file.write(text.encode())
        self._starts.append(self._file.tell())

    def text_of(self, report: str) -> str:
        """The text of a report by its id, which ends with its number."""
        number = int(report[7:], 16)
        self._file.seek(self._starts[number])
        return self._file.read(self._starts[number + 1] - self._starts[number]).decode()


def measure(n_claims: int, folder: str) -> dict[str, float]:
    """In a process of its own."""
    shelf = Shelf(folder)
    balance = Balance(classify, shelf.text_of)
    gc.disable()  # a server would freeze what it loaded (gc.freeze)
    started = time.perf_counter()
    taken: list[float] = []
    on_clock: list[float] = []
    n_reports = n_claims // 5
    for number, (one, claims) in enumerate(reports(1, n_claims)):
        shelf.put(one.text)
        if number == n_reports - N_MEASURED:
            gc.collect()
        before, clock = time.process_time(), time.perf_counter()
        balance.add(one, claims)
        if number >= n_reports - N_MEASURED:
            for claim in claims:
                balance.estimate(claim.id)
            taken.append((time.process_time() - before) * 1000)
            on_clock.append((time.perf_counter() - clock) * 1000)
    whole = time.perf_counter() - started
    taken.sort()
    on_clock.sort()
    n_things = sum(1 for _ in balance._contents.same.clusters())
    peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    path = pathlib.Path(folder) / "picture"
    started = time.process_time()
    balance.save(path, n_reports)
    saved = time.process_time()
    Balance.load(path, classify, shelf.text_of)
    return {
        "claims": n_claims, "p50_ms": round(taken[len(taken) // 2], 2), "p99_ms": round(taken[int(len(taken) * 0.99)], 2),
        "worst_ms": round(taken[-1], 1),
        "clock_p50_ms": round(on_clock[len(on_clock) // 2], 1), "load_s": round(whole, 1), "things": n_things,
        "peak_mb": peak_mb, "save_s": round(saved - started, 2), "load_saved_s": round(time.process_time() - saved, 2),
        "file_mb": round(path.stat().st_size / 1e6),
    }


def main(arguments: list[str]) -> None:
    """Each size in a fresh process."""
    if arguments[:1] == ["--one"]:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(int(arguments[1]), folder)))
        return
    for size in [int(argument) for argument in arguments] or SIZES:
        done = subprocess.run([sys.executable, __file__, "--one", str(size)], check=True, capture_output=True, text=True)
        print(done.stdout.strip(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
