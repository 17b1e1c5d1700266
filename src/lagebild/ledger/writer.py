"""Writing to a ledger: reports in batches, decisions at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim
from lagebild.claims.decision import Decision
from lagebild.claims.decision_record import capture_part, decision_part
from lagebild.claims.event import Event
from lagebild.claims.fields import storable
from lagebild.claims.record import check_claims, claim_part, fault_part, report_part
from lagebild.claims.report import Fault, Report
from lagebild.errors import InvalidClaim, InvalidDecision
from lagebild.ledger.deciding import check_decision
from lagebild.ledger.project import project
from lagebild.ledger.rows import CaptureRow, ReadingRow, ReportRow
from lagebild.ledger.store import Store

if TYPE_CHECKING:
    from lagebild.ledger.base import Ledger


@dataclass(frozen=True, slots=True)
class _Addition:
    """A report that waits to be committed, with what was read out of it."""

    report: Report
    reading: dict[str, Any]
    capture: dict[str, Any] | None
    original: str | None
    time: datetime


class Writer:
    """Appends to a ledger as `actor`. As a context manager it commits at the end of the block, and if the block raises it
    forgets what was not yet committed.

    `faults` holds what could not be recorded: a report whose id already stands for another text.
    """

    def __init__(
        self,
        ledger: "Ledger",
        actor: str,
        now: Callable[[], datetime],
        batch: int,
        on_commit: Callable[[tuple[Event, ...]], None] | None,
    ) -> None:
        if not actor.strip() or not storable(actor):
            raise InvalidClaim("actor", "nobody is named who writes")
        self.faults: list[Fault] = []
        self._ledger = ledger
        self._actor = actor
        self._now = now
        self._batch = batch
        self._on_commit = on_commit
        self._waiting: list[_Addition] = []

    def add(
        self,
        report: Report,
        claims: Sequence[Claim] = (),
        faults: Iterable[Fault] = (),
        *,
        capture: Capture | None = None,
        original: bytes | None = None,
        readers: Iterable[str] = (),
    ) -> None:
        """Takes a report, what was read out of it, and where it came from; committed with its batch.

        Adding again what is there changes nothing. Claims of `readers` (and of those who read `claims`) that are not among
        `claims` are superseded. Writes the original at once. Raises `InvalidClaim` where claims and text do not fit, and
        `LedgerBusy` or `LedgerUnusable` where a full batch cannot be committed: it then waits for the next `flush`.
        """
        check_claims(report, claims)
        if not all(value is None or storable(value) for value in report_part(report).values()):
            raise InvalidClaim("report", "holds NUL or a lone surrogate, which cannot be stored")
        noted = [fault_part(fault) for fault in faults]
        came = capture_part(capture) if capture else None
        if not storable(canonical_json([noted, came])):
            raise InvalidClaim("report", "its faults or capture hold a lone surrogate, which cannot be stored")
        named = sorted({*readers, *(claim.read_by.reader for claim in claims)})
        reading = {
            "report": report.id,
            "readers": named or [""],
            "claims": [claim_part(claim) for claim in claims],
            "faults": noted,
        }
        self._waiting.append(
            _Addition(
                report,
                reading,
                came,
                self._ledger.blobs.put(original) if original is not None else None,
                self._now(),
            )
        )
        if len(self._waiting) >= self._batch:
            self.flush()

    def flush(self) -> tuple[Event, ...]:
        """Commits what waits; the events, which are safe once this returns. Raises `LedgerBusy` and `LedgerUnusable`, after
        which it still waits."""
        if not self._waiting:
            return ()
        faults: list[Fault] = []
        with self._ledger.transaction(write=True) as store:
            events = tuple(event for addition in self._waiting for event in self._record(store, addition, faults))
        self._waiting = []
        self.faults.extend(faults)
        return self._committed(events)

    def decide(self, *decisions: Decision) -> tuple[Event, ...]:
        """Commits what waits, then all of `decisions` or none; their events.

        The events' sequences are what an undo names. Raises `InvalidDecision` where a decision does not fit what stands,
        `NotRecorded` where it names what is not there, `LedgerBusy` and `LedgerUnusable`.
        """
        self.flush()
        with self._ledger.changing() as store:
            events = tuple(self._decided(store, decision) for decision in decisions)
        return self._committed(events)

    def append(self, kind: str, payload: dict[str, Any]) -> Event:
        """Commits a fact of another room (a feed's state, a time stamp) to the log; `payload` is JSON whose keys are the
        room's own. Raises `LedgerBusy` and `LedgerUnusable`."""
        return self.append_all(kind, [payload])[0]

    def append_all(self, kind: str, payloads: Sequence[dict[str, Any]]) -> tuple[Event, ...]:
        """As `append`: all of these facts, or none."""
        if kind in ("report", "reading", "decision"):
            raise InvalidClaim("kind", f"{kind} has its own way into the ledger")
        self.flush()
        with self._ledger.transaction(write=True) as store:
            events = tuple(self._append(store, kind, payload, self._now()) for payload in payloads)
        return self._committed(events)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.flush()
        self._waiting = []

    def _committed(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        if events and self._on_commit is not None:
            self._on_commit(events)
        return events

    def _decided(self, store: Store, decision: Decision) -> Event:
        check_decision(store, decision)
        try:
            return self._append(store, "decision", decision_part(decision), decision.time, decision.actor)
        except InvalidClaim as error:
            raise InvalidDecision(decision.kind, str(error)) from error

    def _record(self, store: Store, addition: _Addition, faults: list[Fault]) -> list[Event]:
        known = store.find(ReportRow, "id", [addition.report.id])
        if known and _text(store, known[0]) != addition.report.text:
            source = addition.report.source or addition.report.id
            faults.append(Fault(source, "its id stands for another text in the ledger", "give it another id", addition.report.id))
            return []
        events = []
        if not known or _is_news(store, known[0], addition):
            payload = {
                "report": report_part(addition.report),
                "text_hash": content_hash(addition.report.text),
                "capture": addition.capture,
                "original": addition.original,
            }
            events.append(self._append(store, "report", payload, addition.time))
        if not _was_read(store, addition.reading):
            events.append(self._append(store, "reading", addition.reading, addition.time))
        return events

    def _append(self, store: Store, kind: str, payload: dict[str, Any], time: datetime, actor: str | None = None) -> Event:
        event = Event.following(store.head(), kind, payload, actor or self._actor, time)
        store.append(event)
        project(store, event)
        return event


def _text(store: Store, row: ReportRow) -> str:
    return str(store.events_at([row.sequence])[row.sequence].payload["report"]["text"])


def _is_news(store: Store, known: ReportRow, addition: _Addition) -> bool:
    """Whether the facts of a known report, or where it came from, were not known before, or that place has had another text since."""
    facts = report_part(addition.report)
    if any(facts[fact] not in (None, getattr(known, fact)) for fact in facts if fact not in ("id", "text", "source")):
        return True
    captures = store.find(CaptureRow, "report", [known.id])
    past = store.events_at([row.sequence for row in captures])
    place = _place({"capture": addition.capture, **_bare(addition)})
    here = [row for row in captures if _place(past[row.sequence].payload) == place]
    series = store.find(CaptureRow, "series", {row.series for row in here if row.series is not None})
    return not here or (bool(series) and max(series, key=lambda row: row.sequence).report != known.id)


def _bare(addition: _Addition) -> dict[str, Any]:
    return {"original": addition.original, "report": {"source": addition.report.source}}


def _place(payload: Any) -> tuple[str | None, ...]:
    """Where a report came from, and the bytes that came; when it was looked at again does not matter."""
    capture = payload["capture"] or {}
    return payload["original"], payload["report"]["source"], capture.get("source"), capture.get("how")


def _was_read(store: Store, reading: dict[str, Any]) -> bool:
    """Whether the newest reading by these readers says the same."""
    if reading["readers"] == [""] and not reading["faults"]:
        return True
    newest = {row.reader: row.sequence for row in store.find(ReadingRow, "report", [reading["report"]])}
    sequences = {newest.get(reader, 0) for reader in reading["readers"]}
    return len(sequences) == 1 and any(event.payload == reading for event in store.events_at(sequences).values())
