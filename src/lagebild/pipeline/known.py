"""What a ledger holds already, asked before anything is read twice."""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from lagebild.claims.report import Report
from lagebild.ledger import Ledger
from lagebild.ledger.rows import CaptureRow, ReadingRow, ReportRow
from lagebild.ledger.store import Store
from lagebild.pipeline.readers import BUILT_IN_ONLY, Readers, names_of, versions_of
from lagebild.reports import Facts, Limits
from lagebild.reports.source import shown


def readers() -> tuple[str, ...]:
    """The names under which a reading by the built-in model is recorded: its own, and one that tells its version even where it
    found no claim."""
    return names_of(BUILT_IN_ONLY)


def known_file(ledger: Ledger, path: str, facts: Facts, limits: Limits, wanted: Readers = BUILT_IN_ONLY) -> str | None:
    """The id of the report that this very file gave when it was last added, if nothing about it would be new: the same bytes,
    the same facts, read by the `wanted` readers. None for any other file, also for one that cannot be opened."""
    digest = _digest(Path(path), limits)
    if digest is None:
        return None
    with ledger.transaction(write=False) as store:
        captures = store.find(CaptureRow, "series", [shown(path)])
        if not captures or captures[-1].original != digest:
            return None
        row = store.find(ReportRow, "id", [captures[-1].report])[0]
        return row.id if _agrees(row, facts) and _is_read(store, row.id, wanted) else None


def is_read(ledger: Ledger, report: Report, wanted: Readers = BUILT_IN_ONLY) -> bool:
    """Whether the ledger has this report with these facts as the `wanted` readers read it."""
    with ledger.transaction(write=False) as store:
        rows = store.find(ReportRow, "id", [report.id])
        facts = Facts(report.published, report.publisher, None, report.title)
        return bool(rows) and _agrees(rows[0], facts) and rows[0].language == report.language and _is_read(store, report.id, wanted)


def unread(ledger: Ledger, reports: Collection[str], wanted: Readers = BUILT_IN_ONLY) -> frozenset[str]:
    """Those of `reports` (ids) that these versions of the `wanted` readers have not all read."""
    with ledger.transaction(write=False) as store:
        rows = store.find(ReadingRow, "report", reports)
    asked = versions_of(wanted)
    read: dict[str, set[str]] = {}
    for row in rows:
        read.setdefault(row.report, set()).add(row.reader)
    return frozenset(id for id in reports if not asked <= read.get(id, set()))


def _is_read(store: Store, report: str, wanted: Readers) -> bool:
    return versions_of(wanted) <= {row.reader for row in store.find(ReadingRow, "report", [report])}


def _agrees(row: ReportRow, facts: Facts) -> bool:
    """Whether the ledger knows what `facts` says; None leaves it open."""
    given = ("published", "publisher", "language", "title")
    return all(getattr(facts, fact) in (None, getattr(row, fact)) for fact in given)


def _digest(path: Path, limits: Limits) -> str | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.max_bytes + 1)
    except (OSError, ValueError):  # the source will be a fault when it is opened to be read
        return None
    return f"sha256:{sha256(data).hexdigest()}"
