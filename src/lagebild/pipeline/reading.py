"""From sources to readings, in this process or in several. Nothing is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import BinaryIO, Final

from lagebild.claims.claim import Claim
from lagebild.claims.report import Fault, Report
from lagebild.pipeline.pool import worked
from lagebild.reading.reader import BUILT_IN, ModelFacts, ModelReader
from lagebild.reports import Facts, Limits, find_sources, sentences, take_in

#: Languages whose claims the built-in model reads; others are taken in and answered with a fault.
READ_BY_MODEL: Final = ("de", "en")


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
    reader(order.n_threads)
    if order.n_jobs == 1 or "-" in order.sources:
        for item in take_in(order.sources, facts=order.facts, limits=order.limits, stdin=stdin):
            yield read_one(item, order.n_threads)
        return
    found = iter(find_sources(order.sources, order.limits))
    for source, readings in worked(found, partial(_read_source, order=order), order.n_jobs):
        yield from readings if readings is not None else [Reading(None, faults=(dead(str(source)),))]


@cache
def reader(n_threads: int) -> ModelReader:
    """This process's reader; loading it takes about 0.2 s."""
    return ModelReader(n_threads=n_threads)


@cache
def model_version() -> str:
    """The version of the built-in model. Raises ModelUnusable."""
    return ModelFacts.load(BUILT_IN).version


def read_one(item: Report | Fault, n_threads: int) -> Reading:
    """The reading of one report, or of the fault in its place."""
    if isinstance(item, Fault):
        return Reading(None, faults=(item,))
    if item.language not in READ_BY_MODEL:
        fault = Fault(
            item.source or item.id, f"language {item.language} cannot be read by the built-in model",
            "claims of this report can be entered by hand", item.id,
        )
        return Reading(item, faults=(fault,))
    return Reading(item, reader(n_threads).read(item, sentences(item.text, item.language)))


def dead(source: str) -> Fault:
    """The fault of a source whose process died, twice."""
    return Fault(source, "the process that read it died", "it may be too large or hostile; read it alone")


def _read_source(source: str | Fault, order: Order) -> list[Reading]:
    """Runs in a worker process: all readings of one source."""
    if isinstance(source, Fault):
        return [Reading(None, faults=(source,))]
    return [read_one(item, order.n_threads) for item in take_in([source], facts=order.facts, limits=order.limits)]
