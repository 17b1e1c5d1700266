"""The one writer of an addition: batches, faults, and what became of each report."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Literal, Self

from lagebild.claims.event import Event
from lagebild.claims.record import fault_part
from lagebild.claims.report import Fault, Report
from lagebild.errors import InvalidClaim
from lagebild.ledger import Ledger
from lagebild.ledger.base import BATCH
from lagebild.ledger.rows import CaptureRow, ReportRow
from lagebild.pipeline.known import readers
from lagebild.pipeline.taking import Got

#: "added": a new report; "version": a new report from a place that gave another one before; "again": a known report from a new
#: place or with new facts; "reread": a known report, read otherwise; "known": nothing new; "failed": not taken in.
Outcome = Literal["added", "version", "again", "reread", "known", "failed"]
#: Seconds after which what was read is committed although the batch is not full: nobody waits for 50 long reports.
_PATIENCE_S: Final = 1.0
#: More than ever wait: batches end here, between sources, not in the writer.
_NEVER: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source or report, told once it is committed. `before` is the report whose next version it is."""

    source: str
    outcome: Outcome
    report: str | None = None
    title: str | None = None
    n_claims: int = 0
    faults: tuple[Fault, ...] = ()
    before: str | None = None


class Recording:
    """Writes readings to a ledger. As a context manager: what was not yet committed at an error is given up."""

    def __init__(self, ledger: Ledger, actor: str) -> None:
        self._ledger = ledger
        self._events: list[Event] = []
        self._writer = ledger.writer(actor, batch=_NEVER, on_commit=self._events.extend)
        self._waiting: list[Got] = []
        self._since = time.monotonic()
        self._known_faults: set[tuple[str, str]] | None = None

    def take(self, gots: list[Got]) -> Iterator[Added]:
        """Takes all readings of one source; what is committed by now is given back."""
        for got in gots:
            if got.reading.report is None:
                yield from self.flush()
                yield from self._fail(got.reading.faults)
        for got in gots:
            if got.reading.report is not None:
                yield from self._add(got, got.reading.report)
        if len(self._waiting) >= BATCH or time.monotonic() - self._since > _PATIENCE_S:
            yield from self.flush()

    def flush(self) -> Iterator[Added]:
        """Commits what waits and tells what became of it."""
        self._writer.flush()
        self._since = time.monotonic()
        waiting, self._waiting = self._waiting, []
        events, self._events[:] = list(self._events), []
        refused = {fault.report: fault for fault in self._writer.faults}
        self._writer.faults.clear()
        yield from self._outcomes(waiting, events, refused)

    def _add(self, got: Got, report: Report) -> Iterator[Added]:
        try:
            self._writer.add(
                report, got.reading.claims, got.reading.faults, capture=got.capture, original=got.original,
                readers=readers() if got.reading.read_by is None else got.reading.read_by,
            )
        except InvalidClaim as error:  # a ready report with text that no database can hold
            yield from self._fail((Fault(report.source or report.id, str(error), "repair its text"),))
            return
        self._waiting.append(got)

    def _fail(self, faults: tuple[Fault, ...]) -> Iterator[Added]:
        """Records faults of sources that gave no report, each once."""
        if self._known_faults is None:
            with self._ledger.view() as view:
                past = [event.payload for event in view.events(kind="fault")]
            self._known_faults = {(payload["source"], payload["reason"]) for payload in past}
        for fault in faults:
            if (fault.source, fault.reason) not in self._known_faults:
                self._known_faults.add((fault.source, fault.reason))
                self._writer.append("fault", fault_part(fault))
            yield Added(fault.source, "failed", faults=(fault,))

    def _outcomes(self, waiting: list[Got], events: list[Event], refused: dict[str | None, Fault]) -> Iterator[Added]:
        new, before = _new_reports(self._ledger, [event for event in events if event.kind == "report"])
        left = [event for event in events if event.kind in ("report", "reading")]
        for got in waiting:
            report = got.reading.report
            if report is None:
                continue
            kinds = _own(left, report)
            source = report.source or report.id
            if report.id in refused and not kinds:
                yield Added(source, "failed", report.id, report.title, faults=(refused[report.id],))
                continue
            outcome: Outcome = "known" if not kinds else "reread" if "report" not in kinds else "again"
            if kinds.get("report") in new:
                outcome = "version" if report.id in before else "added"
            earlier = before.get(report.id) if outcome == "version" else None
            yield Added(source, outcome, report.id, report.title, len(got.reading.claims), got.reading.faults, earlier)

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._writer.__exit__(kind, error, trace)


def _own(left: list[Event], report: Report) -> dict[str, int]:
    """Takes the events of one report off the front of `left` (they come in the order of adding): sequence by kind."""
    own: dict[str, int] = {}
    while left and left[0].kind not in own and _is_of(left[0], report) and "reading" not in own:
        event = left.pop(0)
        own[event.kind] = event.sequence
    return own


def _is_of(event: Event, report: Report) -> bool:
    if event.kind == "reading":
        return bool(event.payload["report"] == report.id)
    return bool(event.payload["report"]["id"] == report.id and event.payload["report"]["source"] == report.source)


def _new_reports(ledger: Ledger, events: list[Event]) -> tuple[set[int], dict[str, str]]:
    """The events that brought a report for the first time; and for the reports among them that came from where another one had
    come from before, that one."""
    ids = {event.payload["report"]["id"] for event in events}
    if not ids:
        return set(), {}
    with ledger.transaction(write=False) as store:
        new = {row.sequence for row in store.find(ReportRow, "id", ids)}
        own = [row for row in store.find(CaptureRow, "report", ids) if row.series is not None]
        series = store.find(CaptureRow, "series", {row.series for row in own})
    before: dict[str, str] = {}
    for row in own:
        earlier = [one.report for one in series if one.series == row.series and one.sequence < row.sequence]
        if earlier and earlier[-1] != row.report:
            before[row.report] = earlier[-1]
    return new, before
