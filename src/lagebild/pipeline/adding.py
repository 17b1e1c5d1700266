"""Adding to a ledger: many processes read, this one writes, and each report is told of once it is safe."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO, Final

from lagebild.claims.report import Fault, Report
from lagebild.errors import NotFetched
from lagebild.ledger import Ledger
from lagebild.pipeline.known import is_read, known_file
from lagebild.pipeline.pool import worked
from lagebild.pipeline.reading import Order, Reading, dead, reader
from lagebild.pipeline.recording import Added, Recording
from lagebild.pipeline.taking import Got, Page, Ready, Source, file_capture, got_from, of_file, whole_path
from lagebild.reports import Facts, find_sources, take_source
from lagebild.reports.kinds import suffix_kind
from lagebild.reports.policy import Policy
from lagebild.reports.source import shown

_POLICY: Final = Policy()
_STDIN: Final = "-"

#: What is there to do: a source to read, or what is told without reading.
Found = Source | Fault | Added


def add(
    order: Order, ledger: Ledger, actor: str, *, policy: Policy = _POLICY, stdin: BinaryIO | None = None
) -> Iterator[Added]:
    """Takes the order's files, folders and addresses (http, https) into `ledger` as `actor`.

    Each report is given once it is committed: it then survives whatever comes. Adding again what is there adds nothing, and a
    run that was broken off is simply started again. What cannot be read is a fault, is recorded as one, and stops nothing else.
    Raises ModelUnusable, LedgerBusy, LedgerUnusable: what was given before is safe.
    """
    yield from record(_found(order, ledger, policy, stdin), ledger, actor, order)


def record(found: Iterable[Found], ledger: Ledger, actor: str, order: Order) -> Iterator[Added]:
    """Reads and records what was found. A source's reports are committed together, so that half a mail is never there."""
    with Recording(ledger, actor) as recording:
        for item, gots in worked(_prepared(found, order), partial(_worked_on, order=order), order.n_jobs):
            if isinstance(item, Added):
                yield item
            else:
                gots = gots if gots is not None else [Got(Reading(None, faults=(dead(_name(item)),)))]
                yield from recording.take(gots)
        yield from recording.flush()


def is_address(source: str) -> bool:
    """Whether a source is to be fetched rather than opened."""
    return "://" in source


def fetched(url: str, policy: Policy, facts: Facts, *, told: Facts | None = None) -> Page | Fault:
    """The page at `url`, or why there is none. `told` is what the feed says that names it; robots.txt is then heeded."""
    from lagebild.reports.fetch import fetch  # 110 ms, which files do not need

    try:
        found = fetch(url, policy, crawl=told is not None)
    except NotFetched as error:
        return Fault(error.url, error.reason, error.remedy)
    return Page(found, "url", facts=facts) if told is None else Page(found, "feed", told, facts)


def _prepared(found: Iterable[Found], order: Order) -> Iterator[Found]:
    """`found`, with the model looked at before the first source that needs it: where it is missing, nothing is begun."""
    looked = False
    for item in found:
        if not looked and not isinstance(item, Added | Fault):
            if order.readers.with_model:
                reader(order.n_threads, order.readers.folder)
            looked = True
        yield item


def _worked_on(item: Found, order: Order) -> list[Got]:
    """Runs in a worker process."""
    if isinstance(item, Added):
        return []
    return [Got(Reading(None, faults=(item,)))] if isinstance(item, Fault) else got_from(item, order)


def _found(order: Order, ledger: Ledger, policy: Policy, stdin: BinaryIO | None) -> Iterator[Found]:
    for source in order.sources:
        if is_address(source):
            yield fetched(source, policy, order.facts)
            continue
        for path in find_sources([whole_path(source)], order.limits):
            yield from _opened(path, order, ledger, stdin)


def _opened(path: str | Fault, order: Order, ledger: Ledger, stdin: BinaryIO | None) -> Iterator[Found]:
    if isinstance(path, Fault):
        yield path
    elif path == _STDIN or suffix_kind(path) == "jsonl":
        yield from _lines(path, order, ledger, stdin)
    elif (report := known_file(ledger, path, order.facts, order.limits, order.readers)) is not None:
        yield Added(shown(path), "known", report)
    else:
        yield path


def _lines(path: str, order: Order, ledger: Ledger, stdin: BinaryIO | None) -> Iterator[Found]:
    """Standard input, or a file of ready reports: taken in here, line by line, so that all processes can share in reading it."""
    capture = file_capture(path, "stdin" if path == _STDIN else "file")
    for taken in take_source(path, facts=order.facts, limits=order.limits, stdin=stdin):
        if isinstance(taken.item, Report) and is_read(ledger, taken.item, order.readers) and _came_from_here(ledger, taken.item):
            yield Added(taken.item.source or path, "known", taken.item.id)
        else:
            yield of_file(taken, capture)


def _came_from_here(ledger: Ledger, report: Report) -> bool:
    with ledger.view() as view:
        return view.report(report.id).report.source == report.source


def _name(item: Found) -> str:
    if isinstance(item, Page):
        return item.fetched.url
    if isinstance(item, Ready):
        return item.item.source or "-"
    return item if isinstance(item, str) else item.source


