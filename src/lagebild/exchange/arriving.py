"""Events that arrive from elsewhere: held to the rules that hold for those written here, then taken over as they are."""

import re
from collections.abc import Callable
from typing import Any, Final

from lagebild.claims.canonical import content_hash
from lagebild.claims.decision_record import parse_capture, parse_decision
from lagebild.claims.event import Event
from lagebild.claims.fields import Fields
from lagebild.claims.record import check_claims, parse_claim, parse_fault, parse_report
from lagebild.claims.report import Report
from lagebild.errors import InvalidClaim, NotRecorded
from lagebild.ledger.deciding import check_decision
from lagebild.ledger.project import project
from lagebild.ledger.rows import ReportRow
from lagebild.ledger.store import Store

_HASH: Final = re.compile(r"sha256:[0-9a-f]{64}")


def take_over(store: Store, event: Event) -> None:
    """Appends `event`, whose hash was checked, to the log and applies it. Raises `InvalidClaim`, `InvalidDecision` or
    `NotRecorded` where it does not follow the last event, or no writer here could have written it."""
    if (event.sequence - 1, event.previous) != store.head():
        raise InvalidClaim("previous", f"the ledger ends at event {store.head()[0]} now: somebody else has written to it")
    if not event.actor.strip():
        raise InvalidClaim("actor", "nobody is named who wrote it")
    check = _KINDS.get(event.kind)
    if check is not None:
        check(store, event)
    store.append(event)
    project(store, event)


def _check_report(store: Store, event: Event) -> None:
    fields = Fields(event.payload, "", ("report", "text_hash", "capture", "original"))
    report = parse_report(*fields.one("report"))
    if content_hash(report.text) != fields.text("text_hash"):
        raise InvalidClaim("text_hash", "the text has another hash")
    if fields.has("capture"):
        parse_capture(*fields.one("capture"))
    if fields.has("original") and not _HASH.fullmatch(fields.text("original")):
        raise InvalidClaim("original", "is no SHA-256")
    known = store.find(ReportRow, "id", [report.id])
    if known and _kept(store, known[0]).text != report.text:
        raise InvalidClaim("report.id", f"{report.id} stands for another text already")


def _check_reading(store: Store, event: Event) -> None:
    fields = Fields(event.payload, "", ("report", "readers", "claims", "faults"))
    readers = fields.texts("readers")
    claims = [parse_claim(part, path) for part, path in fields.items("claims")]
    for part, path in fields.items("faults"):
        parse_fault(part, path)
    if not readers or any(claim.read_by.reader not in readers for claim in claims):
        raise InvalidClaim("readers", "do not name all who read the claims")
    known = store.find(ReportRow, "id", [fields.text("report")])
    if not known:
        raise NotRecorded("report", fields.text("report"))
    check_claims(_kept(store, known[0]), claims)


def _check_decision(store: Store, event: Event) -> None:
    check_decision(store, parse_decision(event.payload, event.actor, event.time))


def _kept(store: Store, row: ReportRow) -> Report:
    part: Any = store.events_at([row.sequence])[row.sequence].payload["report"]
    return Report(id=row.id, text=part["text"])


_KINDS: Final[dict[str, Callable[[Store, Event], None]]] = {
    "report": _check_report, "reading": _check_reading, "decision": _check_decision,
}  # fmt: skip
