"""From a ledger's events to the weighed picture: what stands of each report goes into the balance, chunk by chunk.

What weighs is what stands: claims that the newest reading still has or a person ruled on, in the newest version of their report, and
that nobody rejected. Claims that nobody decided on weigh like accepted ones. What stands is taken from the ledger's own tables, so a
decision and its undoing need no rules here: whatever an event may have changed is looked at anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.decision import RULING, Decision
from lagebild.claims.decision_record import parse_decision
from lagebild.claims.event import Event
from lagebild.claims.kept import KeptReport
from lagebild.claims.report import Report
from lagebild.errors import SnapshotUnusable
from lagebild.ledger import Ledger
from lagebild.ledger.keeping import kept_claims, kept_reports
from lagebild.ledger.rows import CaptureRow, ClaimRow, ReportRow
from lagebild.ledger.store import Store
from lagebild.picture import Board, Filed, Register
from lagebild.reading.materiel import classify
from lagebild.weighing import Balance

#: Events that are planned at once: about what a hundred reports make, read in one short transaction.
CHUNK: Final = 200
#: Code points of texts that are kept at hand; comparing a new text with its candidates asks for the same ones again and again.
_MOST_CHARACTERS: Final = 16_000_000
#: Decisions that weighing itself takes in; the others act through what stands.
_WEIGHED: Final = frozenset({"same", "different", "settle", "undo"})
#: Of these what stands of a claim depends.
_STANDING: Final = RULING | {"add"}
Turn = Callable[[], AbstractContextManager[object]]


class FactsChanged(Exception):
    """A report that is weighed has another day, publisher or language now: the balance keeps the first, so all is weighed anew."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What some events come to, `last` the last of them, in a ledger that stands at `head`: reports in the order of their recording with
    the claims that stand in them, and claims by their first event."""

    last: int
    head: int
    n_events: int
    reports: tuple[tuple[KeptReport, tuple[Claim, ...]], ...]
    seen: tuple[tuple[str, str, int], ...]
    decisions: tuple[tuple[int, Decision], ...]


class Texts:
    """The texts of a ledger's reports by id, the last used ones at hand."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._store: Store | None = None
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._n_characters = 0

    def __call__(self, report: str) -> str:
        """The text of a report that the ledger has."""
        text = self._kept.get(report)
        if text is not None:
            self._kept.move_to_end(report)
            return text
        with nullcontext(self._store) if self._store is not None else self._ledger.transaction(write=False) as store:
            (kept,) = kept_reports(store, store.find(ReportRow, "id", [report]))
        return self.keep(kept.report)

    def keep(self, report: Report) -> str:
        """Has a text at hand that is known already."""
        if report.id not in self._kept:
            self._kept[report.id] = report.text
            self._n_characters += len(report.text)
        while self._n_characters > _MOST_CHARACTERS and len(self._kept) > 1:
            self._n_characters -= len(self._kept.popitem(last=False)[1])
        return report.text

    @contextmanager
    def within(self, store: Store) -> Iterator[None]:
        """Texts are read in this transaction, instead of one each."""
        before, self._store = self._store, store
        try:
            yield
        finally:
            self._store = before


def family_of(words: str, language: str) -> str | None:
    """The family of materiel behind words, None for none."""
    found = classify(words, language)
    return found.family if found else None


class Scales:
    """The picture of a ledger as far as its event `at`; while a chunk is taken in, some of it as far as `ahead`. Not safe for several
    threads: `Weighed` is."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.texts: Final = Texts(ledger)
        self.at = 0
        self.ahead = 0
        self.register = Register()
        self.balance = Balance(family_of, self.texts)
        self.board = Board(self.balance, self.register)
        self._standing: dict[str, int] = {}
        self._decided: dict[int, Decision] = {}

    def save(self, path: Path) -> None:
        """Write all that was weighed to `path`, and what is kept of claims beside it. Raises `SnapshotUnusable`."""
        made_with = self._made_with(self.at)  # by it the two files know each other
        self.balance.save(path, self.at, made_with)
        self.register.save(_beside(path), {"sequence": self.at, "made_with": made_with})

    @classmethod
    def load(cls, ledger: Ledger, path: Path) -> "Scales":
        """What `save` wrote. Raises `SnapshotUnusable` where it is missing, damaged, made by other rules, or of another ledger: its log
        must hold the event up to which was weighed."""
        found = cls(ledger)
        found.register, header = Register.load(_beside(path))
        made_with = found._made_with(header["sequence"])
        if header["made_with"] != made_with:
            raise SnapshotUnusable(str(path), "it is of another ledger, or was made by other rules")
        found.balance, found.at = Balance.load(path, family_of, found.texts, made_with)
        found.ahead = found.at
        found.board = Board.of(found.balance, found.register)
        with ledger.view() as view:
            decisions = ((event.sequence, _decision(event)) for event in view.events(kind="decision") if event.sequence <= found.at)
            found._decided = {sequence: decision for sequence, decision in decisions if decision.kind in _WEIGHED}
        return found

    def _made_with(self, sequence: int) -> str:
        """What a snapshot depends on: the event up to which was weighed, and the rules by which claims are put in."""
        with self._ledger.transaction(write=False) as store:
            event = store.events_at([sequence]).get(sequence)
        return f"{event.hash if event else 'no event'} {_rules()}"

    def follow(self, turn: Turn = nullcontext, on_chunk: Callable[[int], None] = lambda n_events: None) -> int:
        """Takes in all events since `at`; their number. Each change is made inside a `turn`, so that others can read between two;
        `on_chunk` is told how many events were taken in since the last call. Raises `FactsChanged` before it changes anything
        that it could not take back by going on."""
        n_events = 0
        while True:
            with self._ledger.transaction(write=False) as store:
                plan = self._planned(store, list(islice(store.events(self.at), CHUNK)))
                self._take(plan, store, turn)
            n_events += plan.n_events
            if not plan.n_events:
                break
            on_chunk(plan.n_events)
        with turn():
            self.board.refresh()
        return n_events

    def _take(self, plan: _Plan, store: Store, turn: Turn) -> None:
        known = frozenset(kept.report.id for kept, _ in plan.reports if kept.report.id in self.register)
        with turn():
            self.ahead = max(self.ahead, plan.head)
            for kept, _ in plan.reports:
                self.register.file(Filed.of(kept.report, kept.sequence))
            self.board.touch([claim for claim, report, sequence in plan.seen if self.register.seen(claim, report, sequence)])
        for kept, claims in plan.reports:
            with turn(), self.texts.within(store):
                self._put(kept.report, claims, is_known=kept.report.id in known)
        with turn(), self.texts.within(store):
            for sequence, decision in plan.decisions:
                self.balance.decide(sequence, decision)
                self._decided[sequence] = decision
                self._touch(decision)
            self.at = plan.last

    def _put(self, report: Report, claims: tuple[Claim, ...], *, is_known: bool) -> None:
        """What stands in a report now; nothing where it is what stood before."""
        digest = hash(claims)
        if self._standing.get(report.id) == digest:
            return
        self.texts.keep(report)
        if is_known:
            self.balance.add(report, ())  # so that what comes back stands where it stood: the order of claims decides between equals
        self.balance.add(report, claims)
        self.board.touch(self.register.put(report.id, claims))
        self._standing[report.id] = digest

    def _touch(self, decision: Decision) -> None:
        """Names that became one, or two, may regroup any thing; claims that did, theirs. A settled claim changes no thing."""
        if decision.kind == "undo":
            for target in decision.targets:
                if int(target) in self._decided:
                    self._touch(self._decided[int(target)])
        elif decision.kind != "settle":
            claims = decision.targets[0].startswith("claim--")
            self.board.touch(decision.targets if claims else self.register.standing())

    def _planned(self, store: Store, events: Sequence[Event]) -> _Plan:
        decisions = [(event.sequence, _decision(event)) for event in events if event.kind == "decision"]
        touched = _touched(store, [event for event in events if event.kind in ("report", "reading")])
        touched |= _ruled(store, (decision for _, decision in decisions))
        rows = sorted(store.find(ReportRow, "id", touched), key=lambda row: row.number)
        reports = kept_reports(store, rows)
        for kept in reports:
            filed = Filed.of(kept.report, kept.sequence)
            if filed.id in self.register and not self.register.report(filed.id).weighs_like(filed):
                raise FactsChanged
        standing = _standing(store, [row.id for row in rows])
        return _Plan(
            last=events[-1].sequence if events else self.at,
            head=store.head()[0],
            n_events=len(events),
            reports=tuple((kept, tuple(standing.get(kept.report.id, ()))) for kept in reports),
            seen=tuple(_seen(events)),
            decisions=tuple((sequence, decision) for sequence, decision in decisions if decision.kind in _WEIGHED),
        )


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.claims")


@cache
def _rules() -> str:
    """A digest of the code and tables that say what family materiel is of, and what is kept of a claim."""
    state = sha256()
    for name in ("reading/materiel.py", "reading/data/materiel.toml", "picture/register.py", "pipeline/scales.py"):
        state.update(files("lagebild").joinpath(name).read_bytes())
    return state.hexdigest()


def _decision(event: Event) -> Decision:
    return parse_decision(event.payload, event.actor, event.time)


def _seen(events: Iterable[Event]) -> Iterator[tuple[str, str, int]]:
    """Claims with their report and the event that they stand in."""
    for event in events:
        if event.kind == "reading":
            yield from ((part["id"], event.payload["report"], event.sequence) for part in event.payload["claims"])
        elif event.kind == "decision" and event.payload["kind"] == "add":
            yield event.payload["claim"]["id"], event.payload["report"], event.sequence


def _touched(store: Store, events: Sequence[Event]) -> set[str]:
    """The reports that came in or were read, and the other versions of those: which of them is the newest may have changed."""
    came = {event.payload["report"]["id"] for event in events if event.kind == "report"}
    series = {row.series for row in store.find(CaptureRow, "report", came) if row.series is not None}
    versions = {row.report for row in store.find(CaptureRow, "series", series)}
    return came | versions | {event.payload["report"] for event in events if event.kind == "reading"}


def _ruled(store: Store, decisions: Iterable[Decision]) -> set[str]:
    """The reports of whose claims something else may stand by these decisions, undone ones included."""
    claims: set[str] = set()
    reports: set[str] = set()
    waiting = list(decisions)
    while waiting:
        decision = waiting.pop()
        if decision.kind == "undo":
            undone = store.events_at([int(target) for target in decision.targets])
            waiting += [_decision(event) for event in undone.values()]
        elif decision.kind == "add" and decision.report is not None:
            reports.add(decision.report)
        elif decision.kind in _STANDING:
            claims.update(decision.targets)
    return reports | {row.report for row in store.find(ClaimRow, "id", claims)}


def _standing(store: Store, reports: Collection[str]) -> dict[str, list[Claim]]:
    """The claims that weigh, by report, in the order of the text."""
    rows = [row for row in store.find(ClaimRow, "report", reports) if row.current and row.latest and row.state != "rejected"]
    found: dict[str, list[Claim]] = {}
    for kept in sorted(kept_claims(store, rows), key=lambda one: (one.claim.evidence.start, one.claim.trigger.start, one.number)):
        found.setdefault(kept.report, []).append(kept.claim)
    return found
