"""From rows to the nouns: what a ledger keeps, with its words taken from the log."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from lagebild.claims.canonical import from_canonical
from lagebild.claims.claim import Claim
from lagebild.claims.event import Event, parse_time
from lagebild.claims.kept import KeptClaim, KeptReport
from lagebild.claims.record import parse_claim, parse_report
from lagebild.ledger.rows import ClaimRow, ReportRow
from lagebild.ledger.store import Store


def kept_claims(store: Store, rows: Sequence[ClaimRow]) -> list[KeptClaim]:
    """The claims of `rows`, in their order."""
    events = store.events_at({row.sequence for row in rows})
    return [_kept_claim(row, events[row.sequence]) for row in rows]


def kept_reports(store: Store, rows: Sequence[ReportRow]) -> list[KeptReport]:
    """The reports of `rows`, in their order."""
    events = store.events_at({row.sequence for row in rows})
    return [_kept_report(row, events[row.sequence]) for row in rows]


def _kept_claim(row: ClaimRow, event: Event) -> KeptClaim:
    machine = _machine(row, event)
    standing = parse_claim(from_canonical(row.overlay)) if row.overlay is not None else cast(Claim, machine)
    choices: Any = {"state": row.state, "reread": row.reread}  # words of closed lists, written by `restand`
    return KeptClaim(
        claim=standing,
        machine=machine,
        report=row.report,
        current=bool(row.current),
        latest=bool(row.latest),
        settled=None if row.settled is None else bool(row.settled),
        n_dissents=row.n_dissents,
        n_notes=row.n_notes,
        number=row.number,
        sequence=row.sequence,
        published=row.published,
        publisher=row.publisher,
        **choices,
    )


def _machine(row: ClaimRow, event: Event) -> Claim | None:
    return parse_claim(event.payload["claims"][row.position]) if row.position >= 0 else None


def _kept_report(row: ReportRow, event: Event) -> KeptReport:
    facts = {name: getattr(row, name) for name in ("language", "published", "publisher", "title", "source", "extractor")}
    report = replace(parse_report(event.payload["report"]), **facts)
    return KeptReport(report, row.number, row.sequence, parse_time(row.recorded), row.original, row.newer)
