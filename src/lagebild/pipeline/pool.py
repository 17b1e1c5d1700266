"""Work in several processes: results in the order of the items, and no item takes another with it."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_QUEUED_PER_JOB: Final = 8  # items waiting per process: enough to keep them busy, few enough to hold little in memory


def worked(items: Iterable[Item], work: Callable[[Item], Result], n_jobs: int) -> Iterator[tuple[Item, Result | None]]:
    """Each of `items` with what `work` makes of it, in their order; with one job in this process, else in `n_jobs` others.

    An item whose process dies is tried once more alone; None is then what came of it. `work` and the items must pickle.
    """
    if n_jobs == 1:
        yield from ((item, work(item)) for item in items)
        return
    waiting: list[tuple[Item, Future[Result]]] = []
    found = iter(items)
    pool = _pool(n_jobs)
    try:
        waiting.extend((item, _handed_out(item, work, pool)) for item in islice(found, _QUEUED_PER_JOB * n_jobs))
        while waiting:
            item, result = waiting.pop(0)
            waiting.extend((new, _handed_out(new, work, pool)) for new in islice(found, 1))
            yield item, _collected(item, work, result)
    finally:  # also where nobody wants the rest any more (Ctrl-C, a closed pipe): what has not begun is then not begun
        pool.shutdown(cancel_futures=True)


def _pool(n_jobs: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the parent may already hold threads of the runtime, and a forked child would inherit their locks.
    return ProcessPoolExecutor(n_jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_end_quietly)


def _end_quietly() -> None:
    """Ctrl-C reaches every process of the terminal: a worker ends by it without a trace of its own, the parent says what is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _handed_out(item: Item, work: Callable[[Item], Result], pool: ProcessPoolExecutor) -> Future[Result]:
    try:
        return pool.submit(work, item)
    except BrokenProcessPool as error:
        dead: Future[Result] = Future()
        dead.set_exception(error)
        return dead


def _collected(item: Item, work: Callable[[Item], Result], result: Future[Result]) -> Result | None:
    try:
        return result.result()
    except BrokenProcessPool:
        return _alone(item, work)


def _alone(item: Item, work: Callable[[Item], Result]) -> Result | None:
    """One item in a process of its own, so that one that kills its process takes no other with it."""
    try:
        with _pool(1) as pool:
            return pool.submit(work, item).result()
    except BrokenProcessPool:
        return None
