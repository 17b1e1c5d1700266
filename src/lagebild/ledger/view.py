"""Reading a ledger: one state of it, in nouns. Nothing here writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from lagebild.claims.capture import Capture
from lagebild.claims.decision_record import parse_capture
from lagebild.claims.event import Event
from lagebild.claims.kept import KeptClaim, KeptReport
from lagebild.errors import NotRecorded
from lagebild.ledger.agreement import Agreement, agreement
from lagebild.ledger.blobs import Blobs
from lagebild.ledger.evidence import text_diff
from lagebild.ledger.filters import Filter, Order, Page, Wanted, cursor_of, place_of
from lagebild.ledger.history import Step, codings, history
from lagebild.ledger.keeping import kept_claims, kept_reports
from lagebild.ledger.query import Clause, Query, clauses, mark_clause, side_by_side, word_clauses
from lagebild.ledger.rows import CaptureRow, ClaimRow, EntityRow, ReportRow
from lagebild.ledger.snippets import Snippet, snippet
from lagebild.ledger.store import Shelf, Store
from lagebild.ledger.words import party_mark, word_mark

_ALL: Final = Filter()
_NEWEST: Final = Order()
_STANDING: Final = mark_clause([word_mark("stands")])


class Captured(NamedTuple):
    """One time that a report came in: the event, how (None where that was not said), and the hash of its original."""

    sequence: int
    capture: Capture | None
    original: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A report, or a claim in one, that a search found, and the words that made it so."""

    report: str
    claim: str | None
    title: str | None
    published: str | None
    publisher: str | None
    snippet: Snippet


class View:
    """One state of a ledger. Given by `Ledger.view`, and of use until its `with` block ends."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    def head(self) -> tuple[int, str]:
        """Sequence and hash of the last event; (0, GENESIS) in an empty ledger."""
        return self._store.head()

    def events(self, *, after: int = 0, kind: str | None = None) -> Iterator[Event]:
        """The events with a sequence above `after`, in the order of their commits."""
        return self._store.events(after, kind)

    def report(self, id: str) -> KeptReport:
        """The report; raises `NotRecorded`."""
        return kept_reports(self._store, [self._report_row(id)])[0]

    def reports(self, *, limit: int = 50, after: str | None = None) -> Page[KeptReport]:
        """Reports in the order of their recording; raises `BadCursor`."""
        _, number = place_of(after, "reports") if after is not None else (0, 0)
        wanted = range(number + 1, number + limit + 1)
        rows = self._store.find(ReportRow, "number", wanted)
        more = bool(rows) and self._store.last_number(ReportRow) > max(row.number for row in rows)
        rows.sort(key=lambda row: row.number)
        return Page(tuple(kept_reports(self._store, rows)), cursor_of("reports", 0, rows[-1].number) if more else None)

    def captures(self, report: str) -> tuple[Captured, ...]:
        """Each time that the report came in from a new place or with new facts, in order."""
        rows = self._store.find(CaptureRow, "report", [self._report_row(report).id])
        events = self._store.events_at([row.sequence for row in rows])
        parts = [(row, events[row.sequence].payload["capture"]) for row in rows]
        return tuple(Captured(row.sequence, parse_capture(part) if part else None, row.original) for row, part in parts)

    def original(self, digest: str) -> bytes:
        """The original bytes of this hash; raises `NotRecorded`. Whether they still have the hash, `verify` says."""
        data = self._blobs.get(digest)
        if data is None:
            raise NotRecorded("original", digest)
        return data

    def versions(self, report: str) -> tuple[KeptReport, ...]:
        """The report and all that came from the same place, the oldest first; a text that came back stands there again."""
        captures = self._store.find(CaptureRow, "report", [self._report_row(report).id])
        series = {row.series for row in captures if row.series is not None}
        same = self._store.find(CaptureRow, "series", series)
        ids = [id for id, _ in groupby(row.report for row in sorted(same, key=lambda row: row.sequence))] or [report]
        rows = {row.id: row for row in self._store.find(ReportRow, "id", set(ids))}
        kept = {one.report.id: one for one in kept_reports(self._store, list(rows.values()))}
        return tuple(kept[id] for id in ids)

    def diff(self, before: str, after: str) -> str:
        """How the text of report `after` differs from that of `before`, as a unified diff; raises `NotRecorded`."""
        return text_diff(self.report(before).report.text, self.report(after).report.text, (before, after))

    def claim(self, id: str) -> KeptClaim:
        """The claim; raises `NotRecorded`."""
        rows = self._store.find(ClaimRow, "id", [id])
        if not rows:
            raise NotRecorded("claim", id)
        return kept_claims(self._store, rows)[0]

    def claims_of(self, report: str) -> tuple[KeptClaim, ...]:
        """All claims of a report, also those no longer current, in the order of their evidence."""
        found = kept_claims(self._store, self._store.find(ClaimRow, "report", [self._report_row(report).id]))
        return tuple(sorted(found, key=lambda kept: (kept.claim.evidence.start, kept.claim.trigger.start, kept.number)))

    def claims(
        self, wanted: Filter = _ALL, order: Order = _NEWEST, *, limit: int = 50, after: str | None = None
    ) -> Page[KeptClaim]:
        """The claims that `wanted` keeps, `limit` at a time; `after` is the cursor of the page before. Raises `BadCursor`."""
        kind = f"{order.by}{'-' if order.descending else '+'}"
        place = place_of(after, kind) if after is not None else None
        rows = self._store.page(self._ready(wanted), order, place, limit + 1)
        last = cursor_of(kind, _sorted_by(rows[limit - 1], order), rows[limit - 1].number) if len(rows) > limit else None
        return Page(tuple(kept_claims(self._store, rows[:limit])), last)

    def every_claim(self, wanted: Filter = _ALL, order: Order = _NEWEST) -> Iterator[KeptClaim]:
        """All claims that `wanted` keeps, a page in memory at a time."""
        page = self.claims(wanted, order, limit=500)
        yield from page.items
        while page.next is not None:
            page = self.claims(wanted, order, limit=500, after=page.next)
            yield from page.items

    def count(self, wanted: Filter = _ALL) -> int:
        """How many claims `wanted` keeps."""
        return self._store.count(self._ready(wanted))

    def search(self, query: Query, shelf: Shelf = "report", *, limit: int = 20, after: str | None = None) -> Page[Hit]:
        """Reports, or claims that stand, in which all of `query` is found: first those where its words stand side by side,
        then the others; among equals the newest day of publication first, then the last recorded. Raises `BadCursor`."""
        languages = self._store.languages()
        found = clauses(query, languages, self.same_as)
        if not found:
            return Page((), None)
        wanted = (*found, _STANDING) if shelf == "claim" else found
        near = side_by_side(query, languages)
        keys = self._ranked(shelf, wanted, near, place_of(after, shelf) if after is not None else None, limit + 1)
        next_ = cursor_of(shelf, *keys[limit - 1]) if len(keys) > limit else None
        return Page(tuple(self._hits(shelf, [key for _, key in keys[:limit]], found)), next_)

    def history(self, claim: str) -> tuple[Step, ...]:
        """What happened to a claim: readings that changed it, decisions, and what undid them; raises `NotRecorded`."""
        if not self._store.find(ClaimRow, "id", [claim]):
            raise NotRecorded("claim", claim)
        return history(self._store, claim)

    def agreement(self, report: str) -> Agreement:
        """How far the people who decided on the report's claims agree; raises `NotRecorded`."""
        return agreement(codings(self._store, self._report_row(report).id))

    def same_as(self, entity: str) -> tuple[str, ...]:
        """The names that people judged to be the same as `entity`, itself among them, the chief first."""
        rows = self._store.find(EntityRow, "entity", [entity])
        if not rows:
            return (entity,)
        chief = rows[0].chief
        return (chief, *sorted(row.entity for row in self._store.find(EntityRow, "chief", [chief]) if row.entity != chief))

    def languages(self) -> frozenset[str]:
        """The languages of the reports."""
        return self._store.languages()

    def _report_row(self, id: str) -> ReportRow:
        rows = self._store.find(ReportRow, "id", [id])
        if not rows:
            raise NotRecorded("report", id)
        return rows[0]

    def _ready(self, wanted: Filter) -> Wanted:
        """`wanted` with its words and parties as clauses; types and statuses join them, so that an index walk sees all."""
        languages = self._store.languages() if wanted.text != Query() or wanted.materiel else frozenset()
        found = [*clauses(wanted.text, languages, self.same_as), *word_clauses(wanted.materiel, languages, "materiel")]
        for party in wanted.parties:
            marks = [party_mark(name, party.role) for name in self.same_as(party.entity)]
            found.append(mark_clause(marks))
        if found:
            named = (wanted.types, wanted.statuses, wanted.states)
            found.extend(mark_clause(word_mark(word) for word in words) for words in named if words)
        return Wanted(wanted, tuple(found))

    def _ranked(
        self, shelf: Shelf, wanted: Sequence[Clause], near: Clause | None, place: tuple[int | str, int] | None, limit: int
    ) -> list[tuple[int, int]]:
        """Tier (0 side by side, 1 the others) and rank key of the documents behind `place`."""
        tier, below = place if place is not None else (0, None)
        ranked = []
        if tier == 0 and near is not None:
            ranked = [(0, key) for key in self._store.matches(shelf, [*wanted, near], None, below, limit)]
            below = None
        if len(ranked) < limit:
            rest = self._store.matches(shelf, wanted, near, below, limit - len(ranked))
            ranked.extend((1, key) for key in rest)
        return ranked

    def _hits(self, shelf: Shelf, keys: list[int], found: Sequence[Clause]) -> Iterator[Hit]:
        if shelf == "report":
            reports = {row.key: row for row in self._store.find(ReportRow, "key", keys)}
            for kept in kept_reports(self._store, [reports[key] for key in keys]):
                report = kept.report
                shown = snippet(report.text, report.language, found)
                yield Hit(report.id, None, report.title, report.published, report.publisher, shown)
            return
        claims = {row.key: row for row in self._store.find(ClaimRow, "key", keys)}
        titles = {row.id: row.title for row in self._store.find(ReportRow, "id", {row.report for row in claims.values()})}
        spoken = {row.number: row.language for row in claims.values()}
        for kept_claim in kept_claims(self._store, [claims[key] for key in keys]):
            evidence = kept_claim.claim.evidence
            shown = snippet(evidence.text, spoken[kept_claim.number], found, evidence.start)
            yield Hit(
                kept_claim.report, kept_claim.claim.id, titles[kept_claim.report], kept_claim.published, kept_claim.publisher,
                shown,
            )  # fmt: skip


def _sorted_by(row: ClaimRow, order: Order) -> int | str:
    values: dict[str, int | str] = {"published": row.key, "recorded": row.number, "acted": row.acted_from}
    return values[order.by]
