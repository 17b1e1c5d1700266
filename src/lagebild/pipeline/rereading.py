"""Reading again what the ledger holds, with the model that is installed (or named) now; what people decided stays as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim
from lagebild.claims.kept import KeptClaim, KeptReport
from lagebild.ledger import Ledger
from lagebild.ledger.base import BATCH
from lagebild.ledger.standing import changed_parts
from lagebild.pipeline.known import unread
from lagebild.pipeline.pool import worked
from lagebild.pipeline.readers import Readers, names_of
from lagebild.pipeline.reading import Order, Reading, dead, read_one, reader

_PAGE: Final = 200  # reports in memory while the ledger is walked


@dataclass(frozen=True, slots=True)
class Change:
    """A claim that is read otherwise: what stood in the ledger, what is read now, and the parts that differ. `before` is None
    for a new claim, `after` for one that is no longer read."""

    before: KeptClaim | None
    after: Claim | None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reread:
    """A report that was read again, what changed, and how many of its claims did not."""

    report: KeptReport
    reading: Reading
    changes: tuple[Change, ...]
    n_same: int


def reread(ledger: Ledger, actor: str, order: Order, *, reports: Sequence[str] = (), preview: bool = False) -> Iterator[Reread]:
    """Reads again each report (or those of `reports`, ids) that this version of the model has not read, `order` saying with how
    many processes; each is given once what changed is committed. With `preview` nothing is written.

    Claims that are new are added, claims that are gone or read otherwise superseded; one that a person decided on stands as
    decided and is marked as read otherwise. Raises ModelUnusable, NotRecorded, LedgerBusy, LedgerUnusable.
    """
    reader(order.n_threads, order.readers.folder)
    found = _wanted(ledger, reports, order.readers)
    work = partial(_read_kept, n_threads=order.n_threads, by=order.readers)
    waiting: list[Reread] = []
    with ledger.writer(actor, batch=BATCH + 1) as writer:
        for kept, reading in worked(found, work, order.n_jobs):
            one = _compared(ledger, kept, reading or Reading(kept.report, faults=(dead(kept.report.id),)))
            if reading is None or preview:
                yield one
                continue
            capture, original = _evidence(ledger, kept)
            writer.add(kept.report, reading.claims, reading.faults, capture=capture, original=original, readers=names_of(order.readers))
            waiting.append(one)
            if len(waiting) >= BATCH:
                writer.flush()
                yield from waiting
                waiting = []
        writer.flush()
        yield from waiting


def _read_kept(kept: KeptReport, n_threads: int, by: Readers) -> Reading:
    """Runs in a worker process."""
    return read_one(kept.report, n_threads, by)


def _wanted(ledger: Ledger, reports: Sequence[str], by: Readers) -> Iterator[KeptReport]:
    for page in _named(ledger, reports) if reports else _all(ledger):
        still = unread(ledger, [kept.report.id for kept in page], by)
        yield from (kept for kept in page if kept.report.id in still)


def _named(ledger: Ledger, reports: Sequence[str]) -> Iterator[tuple[KeptReport, ...]]:
    with ledger.view() as view:
        yield tuple(view.report(id) for id in reports)


def _all(ledger: Ledger) -> Iterator[tuple[KeptReport, ...]]:
    after: str | None = None
    while True:
        with ledger.view() as view:  # one for each page: a long one would keep SQLite from tidying its log
            page = view.reports(limit=_PAGE, after=after)
        yield page.items
        if page.next is None:
            return
        after = page.next


def _evidence(ledger: Ledger, kept: KeptReport) -> tuple[Capture | None, bytes | None]:
    """Capture and original as they were recorded first: given again, so that the ledger sees no news in them."""
    with ledger.view() as view:
        captured = view.captures(kept.report.id)[0]
    return captured.capture, ledger.blobs.get(captured.original) if captured.original else None


def _compared(ledger: Ledger, kept: KeptReport, reading: Reading) -> Reread:
    with ledger.view() as view:
        claims = view.claims_of(kept.report.id)
    before = {one.claim.id: one for one in claims if one.machine is not None}
    after = {claim.id: claim for claim in reading.claims}
    changes = [change for id, claim in after.items() if (change := _change(before.get(id), claim)) is not None]
    changes.extend(Change(one, None) for id, one in before.items() if id not in after and _is_gone(one))
    return Reread(kept, reading, tuple(changes), len(after) - sum(change.after is not None for change in changes))


def _is_gone(one: KeptClaim) -> bool:
    """Whether a claim that is not read now was so before: one that a second reader vouches for stays without the model."""
    return one.reread != "gone" and one.machine is not None and one.machine.read_by.reader == "model"


def _change(before: KeptClaim | None, after: Claim) -> Change | None:
    if before is None or before.machine is None or before.reread == "gone":
        return Change(before, after)
    parts = changed_parts(before.machine, after)
    return Change(before, after, parts) if parts else None
