"""From sources to readings, in this process or in several. Nothing is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, Final

from lagebild.claims.claim import Claim
from lagebild.claims.report import Fault, Report
from lagebild.pipeline.pool import worked
from lagebild.pipeline.readers import BUILT_IN_ONLY, Readers, names_of, read_second
from lagebild.reading.reader import BUILT_IN, ModelReader
from lagebild.reports import Facts, Limits, find_sources, sentences, take_in

#: Languages whose claims the built-in model reads; others are taken in and answered with a fault.
READ_BY_MODEL: Final = ("de", "en")


@dataclass(frozen=True, slots=True)
class Order:
    """What to read and how. `n_threads` is per process; with a second reader one process reads, so that its bounds hold."""

    sources: tuple[str, ...]
    facts: Facts = field(default_factory=Facts)
    limits: Limits = field(default_factory=Limits)
    n_jobs: int = 1
    n_threads: int = 1
    readers: Readers = BUILT_IN_ONLY

    def __post_init__(self) -> None:
        if self.readers.kind != "model" and self.n_jobs != 1:
            object.__setattr__(self, "n_jobs", 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one report: its claims in text order, or why there are none. `report` is None where none could be taken in.

    `read_by` are the names under which it is recorded, None for the built-in model's.
    """

    report: Report | None
    claims: tuple[Claim, ...] = ()
    faults: tuple[Fault, ...] = ()
    read_by: tuple[str, ...] | None = None


def read(order: Order, stdin: BinaryIO | None = None) -> Iterator[Reading]:
    """A reading for each report of the order, in its order; what cannot be read is a fault, and stops nothing else.

    Raises ModelUnusable before the first reading if the model is not there. Writes nothing.
    """
    if order.readers.with_model:
        reader(order.n_threads, order.readers.folder)
    if order.n_jobs == 1 or "-" in order.sources:
        for item in take_in(order.sources, facts=order.facts, limits=order.limits, stdin=stdin):
            yield read_one(item, order.n_threads, order.readers)
        return
    found = iter(find_sources(order.sources, order.limits))
    for source, readings in worked(found, partial(_read_source, order=order), order.n_jobs):
        yield from readings if readings is not None else [Reading(None, faults=(dead(str(source)),))]


@cache
def reader(n_threads: int, folder: Path = BUILT_IN) -> ModelReader:
    """This process's reader with the model in `folder`; loading it takes about 0.2 s. Raises ModelUnusable."""
    return ModelReader(folder, n_threads)


def read_one(item: Report | Fault, n_threads: int, readers: Readers = BUILT_IN_ONLY) -> Reading:
    """The reading of one report, or of the fault in its place. A second reader reads every language."""
    if isinstance(item, Fault):
        return Reading(None, faults=(item,))
    if readers.kind != "model":
        model = reader(n_threads, readers.folder) if readers.with_model and item.language in READ_BY_MODEL else None
        return Reading(item, *read_second(item, readers, model))
    if item.language not in READ_BY_MODEL:
        fault = Fault(
            item.source or item.id, f"language {item.language} cannot be read by the built-in model",
            "claims of this report can be entered by hand", item.id,
        )
        return Reading(item, faults=(fault,))
    claims = reader(n_threads, readers.folder).read(item, sentences(item.text, item.language))
    return Reading(item, claims, read_by=None if readers == BUILT_IN_ONLY else names_of(readers))


def dead(source: str) -> Fault:
    """The fault of a source whose process died, twice."""
    return Fault(source, "the process that read it died", "it may be too large or hostile; read it alone")


def _read_source(source: str | Fault, order: Order) -> list[Reading]:
    """Runs in a worker process: all readings of one source."""
    if isinstance(source, Fault):
        return [Reading(None, faults=(source,))]
    return [read_one(item, order.n_threads, order.readers) for item in take_in([source], facts=order.facts, limits=order.limits)]
