"""The one place where the rooms meet: take reports in and read them, in this process or in several."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import BinaryIO, Final

from lagebild.claims.claim import Claim
from lagebild.claims.report import Fault, Report
from lagebild.reading.reader import ModelReader
from lagebild.reports import Facts, Limits, find_sources, sentences, take_in

#: Languages whose claims the built-in model reads; others are taken in and answered with a fault.
READ_BY_MODEL: Final = ("de", "en")
_QUEUED_PER_JOB: Final = 8  # sources waiting per process: enough to keep them busy, few enough to hold little in memory


@dataclass(frozen=True, slots=True)
class Order:
    """What to read and how. `n_threads` is per process."""

    sources: tuple[str, ...]
    facts: Facts = field(default_factory=Facts)
    limits: Limits = field(default_factory=Limits)
    n_jobs: int = 1
    n_threads: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one report: its claims in text order, or why there are none. `report` is None where none could be taken in."""

    report: Report | None
    claims: tuple[Claim, ...] = ()
    faults: tuple[Fault, ...] = ()


def read(order: Order, stdin: BinaryIO | None = None) -> Iterator[Reading]:
    """A reading for each report of the order, in its order; what cannot be read is a fault, and stops nothing else.

    Raises ModelUnusable before the first reading if the model is not there. Writes nothing.
    """
    _reader(order.n_threads)
    if order.n_jobs == 1 or "-" in order.sources:
        for item in take_in(order.sources, facts=order.facts, limits=order.limits, stdin=stdin):
            yield _read_one(item, order.n_threads)
    else:
        yield from _read_in_processes(order)


@cache
def _reader(n_threads: int) -> ModelReader:
    """This process's reader; loading it takes about half a second."""
    return ModelReader(n_threads=n_threads)


def _read_one(item: Report | Fault, n_threads: int) -> Reading:
    if isinstance(item, Fault):
        return Reading(None, faults=(item,))
    if item.language not in READ_BY_MODEL:
        fault = Fault(
            item.source or item.id, f"language {item.language} cannot be read by the built-in model",
            "claims of this report can be entered by hand", item.id,
        )
        return Reading(item, faults=(fault,))
    return Reading(item, _reader(n_threads).read(item, sentences(item.text, item.language)))


def _read_source(source: str, order: Order) -> list[Reading]:
    """Runs in a worker process: all readings of one source."""
    return [_read_one(item, order.n_threads) for item in take_in([source], facts=order.facts, limits=order.limits)]


def _read_in_processes(order: Order) -> Iterator[Reading]:
    """Readings in the order of the sources; a source whose process dies is tried once more alone, then it is a fault."""
    waiting: list[tuple[str, Future[list[Reading]] | Fault]] = []
    found = iter(find_sources(order.sources, order.limits))
    with _pool(order.n_jobs) as pool:
        waiting.extend(_handed_out(item, pool, order) for item in islice(found, _QUEUED_PER_JOB * order.n_jobs))
        while waiting:
            source, result = waiting.pop(0)
            waiting.extend(_handed_out(item, pool, order) for item in islice(found, 1))
            yield from _collected(source, result, order)


def _pool(n_jobs: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the parent may already hold threads of the runtime, and a forked child would inherit their locks.
    return ProcessPoolExecutor(n_jobs, mp_context=multiprocessing.get_context("spawn"))


def _handed_out(
    item: str | Fault, pool: ProcessPoolExecutor, order: Order
) -> tuple[str, Future[list[Reading]] | Fault]:
    if isinstance(item, Fault):
        return item.source, item
    try:
        return item, pool.submit(_read_source, item, order)
    except BrokenProcessPool:
        dead: Future[list[Reading]] = Future()
        dead.set_exception(BrokenProcessPool())
        return item, dead


def _collected(source: str, result: Future[list[Reading]] | Fault, order: Order) -> list[Reading]:
    if isinstance(result, Fault):
        return [Reading(None, faults=(result,))]
    try:
        return result.result()
    except BrokenProcessPool:
        return _alone(source, order)


def _alone(source: str, order: Order) -> list[Reading]:
    """One source in a process of its own, so that one that kills its reader takes no other with it."""
    try:
        with _pool(1) as pool:
            return pool.submit(_read_source, source, order).result()
    except BrokenProcessPool:
        return [Reading(None, faults=(Fault(source, "the process that read it died", "it may be too large or hostile; read it alone"),))]
