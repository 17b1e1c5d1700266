"""From a ledger's events to the weighed picture: what stands of each report goes into the balance, chunk by chunk.

What weighs is what stands: claims that the newest reading still has or a person ruled on, in the newest version of their report, and
that nobody rejected. Claims that nobody decided on weigh like accepted ones. What stands is taken from the ledger's own tables, so a
decision and its undoing need no rules here: whatever an event may have changed is looked at anew. What partners let us have weighs
behind it; where a report of theirs is gone or has another text, all is weighed anew, so that nothing of it is left.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lagebild.claims.claim import Claim
from lagebild.claims.decision import RULING, Decision
from lagebild.claims.decision_record import parse_decision
from lagebild.claims.event import Event, utc_now
from lagebild.claims.kept import KeptReport
from lagebild.claims.report import Report
from lagebild.errors import SnapshotUnusable
from lagebild.ledger import Ledger
from lagebild.ledger.keeping import kept_claims, kept_reports
from lagebild.ledger.rows import CaptureRow, ClaimRow, ReportRow
from lagebild.ledger.store import Store
from lagebild.picture import Board, Filed, Lent, Register
from lagebild.picture.shelf_file import KeptShelf
from lagebild.picture.shelf_file import load as kept_shelf
from lagebild.reading.materiel import classify
from lagebild.weighing import Balance

if TYPE_CHECKING:
    from lagebild.pipeline.partners import LentReport, Partners

#: Events that are planned at once: about what a hundred reports make, read in one short transaction.
CHUNK: Final = 200
#: Claims of one report that are weighed, the first in its text: each is compared with each, and no report in earnest has so many.
MOST_WEIGHED: Final = 1_000
#: Code points of texts that are kept at hand; comparing a new text with its candidates asks for the same ones again and again.
_MOST_CHARACTERS: Final = 16_000_000
#: Seconds for which things are looked at anew at a time, while others wait.
_AT_ONCE_S: Final = 0.02
#: Decisions that weighing itself takes in; the others act through what stands.
_WEIGHED: Final = frozenset({"same", "different", "settle", "undo"})
#: Of these what stands of a claim depends.
_STANDING: Final = RULING | {"add"}
#: The kind of the events of the exchange (`exchange.state.KIND`): who has none need not load that room.
_EXCHANGE: Final = "exchange"
Turn = Callable[[], AbstractContextManager[object]]


class FactsChanged(Exception):
    """A report that is weighed has another day, publisher, language or text now, or a partner's is gone: the balance keeps the first, so
    all is weighed anew."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What some events come to, `last` the last of them, in a ledger that stands at `head`: reports in the order of their recording with
    the claims that stand in them, and claims by their first event. `exchanged` where partners are heard of in it."""

    last: int
    head: int
    n_events: int
    reports: tuple[tuple[KeptReport, tuple[Claim, ...]], ...]
    seen: tuple[tuple[str, str, int], ...]
    decisions: tuple[tuple[int, Decision], ...]
    exchanged: bool


class Texts:
    """The texts of a ledger's reports by id, the last used ones at hand. `lent` are reports that are not in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.lent: Mapping[str, Report] = {}
        self._ledger = ledger
        self._store: Store | None = None
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._n_characters = 0

    def __call__(self, report: str) -> str:
        """The text of a report that the ledger has, or that was lent."""
        if report in self.lent:
            return self.lent[report].text
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
    threads: `Weighed` is. `today` (YYYY-MM-DD) says which agreements with partners are in force."""

    def __init__(self, ledger: Ledger, today: Callable[[], str] = lambda: utc_now().date().isoformat()) -> None:
        self._ledger = ledger
        self._today = today
        self.texts: Final = Texts(ledger)
        self.at = 0
        self.ahead = 0
        self.register = Register()
        self.balance = Balance(family_of, self.texts)
        self.board = Board(self.balance, self.register)
        self._standing: dict[str, int] = {}
        self._decided: dict[int, Decision] = {}
        self.lent = Lent()
        self._exchanged = False
        self._partners: Partners | None = None
        self._guests: dict[str, LentReport] = {}
        #: The day for which partners' claims were looked at; None where something came since that may have changed them.
        self._guests_of: str | None = None

    def save(self, path: Path, turn: Turn = nullcontext) -> None:
        """Write all that was weighed to `path`, and what is kept of claims and things beside it. Raises `SnapshotUnusable`."""
        made_with = self._made_with(self.at)  # by it the two files know each other
        self.balance.save(path, self.at, made_with)
        lent = {id: guest.weighs for id, guest in self._guests.items()}
        header = {"sequence": self.at, "made_with": made_with, "exchanged": self._exchanged, "lent": lent}
        self.register.save(_beside(path, "claims"), header)
        with turn():
            shelf = KeptShelf.of(self.board.shelf)
        shelf.save(_beside(path, "things"), self.at, made_with)

    @classmethod
    def load(cls, ledger: Ledger, path: Path, today: Callable[[], str] | None = None) -> "Scales":
        """What `save` wrote. Raises `SnapshotUnusable` where it is missing, damaged, made by other rules, or of another ledger: its log
        must hold the event up to which was weighed, and partners must still let us have what was weighed of theirs."""
        found = cls(ledger) if today is None else cls(ledger, today)
        found.register, header = Register.load(_beside(path, "claims"))
        made_with = found._made_with(header["sequence"])
        if header["made_with"] != made_with:
            raise SnapshotUnusable(str(path), "it is of another ledger, or was made by other rules")
        found.balance, found.at = Balance.load(path, family_of, found.texts, made_with)
        found.ahead = found.at
        if header["exchanged"]:
            found._take_back(header["lent"], path)
        shelf = None
        with suppress(SnapshotUnusable):  # things follow from what was weighed, some ten seconds for a million claims
            shelf = kept_shelf(_beside(path, "things"), found.at, made_with, found.register)
        found.board = Board.of(found.balance, found.register, shelf)
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
                if self._exchanged and not plan.n_events:
                    self._host(store, turn)
            n_events += plan.n_events
            if not plan.n_events:
                break
            on_chunk(plan.n_events)
        while not self._refreshed(turn):
            pass
        return n_events

    def _refreshed(self, turn: Turn) -> bool:
        with turn():
            return self.board.refresh(_AT_ONCE_S)

    def _take(self, plan: _Plan, store: Store, turn: Turn) -> None:
        known = frozenset(kept.report.id for kept, _ in plan.reports if kept.report.id in self.register)
        self._exchanged |= plan.exchanged
        if plan.exchanged or any(kept.report.id in self._guests for kept, _ in plan.reports):
            self._guests_of = None
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

    def _host(self, store: Store, turn: Turn) -> None:
        """Takes in what partners let us have today, where that may have changed since the last time."""
        today = self._today()
        if self._guests_of == today:
            return
        found = self._lent_on(today, store)
        for id, guest in self._guests.items():
            if not guest.is_own and (id not in found or not found[id].stands_like(guest)):
                raise FactsChanged
        changed = [id for id in {**self._guests, **found} if id not in found or found[id] != self._guests.get(id)]
        standing = _standing(store, [id for id in changed if (found.get(id) or self._guests[id]).is_own])
        with turn():
            self.ahead = max(self.ahead, store.head()[0])
            before, self._guests, self._guests_of = self._guests, found, today
            self._show()
        for id in changed:
            with turn(), self.texts.within(store):
                self._seat(found.get(id) or before[id], tuple(standing.get(id, ())))

    def _lent_on(self, today: str, store: Store) -> "dict[str, LentReport]":
        from lagebild.pipeline.partners import Partners

        self._partners = self._partners or Partners()
        found = self._partners.lent(store, self._ledger.blobs, today)
        return {id: guest for id, guest in found.items() if guest.is_own or guest.claims}

    def _show(self) -> None:
        from lagebild.pipeline.partners import shown

        self.lent = shown(self._guests, self._partners.own_reaches() if self._partners is not None else {})
        self.texts.lent = self.lent.reports
        self.register.lent_by = self.lent.givers

    def _seat(self, guest: "LentReport", mine: tuple[Claim, ...]) -> None:
        """What partners tell of one text, beside what stands there of our own."""
        id, is_known = guest.report.id, guest.report.id in self.register
        if not guest.is_own:
            self.register.file(Filed.of(guest.report, guest.sequence))
        now = self._guests.get(id)
        self.board.touch([one.claim.id for one in now.claims if self.register.seen(one.claim.id, id, one.sequence)] if now else [])
        self._put(guest.report, mine, is_known=is_known)

    def _take_back(self, lent: Mapping[str, Any], path: Path) -> None:
        """Partners' reports that a saved picture holds, by what they weighed like. Raises `SnapshotUnusable` where one is another now."""
        with self._ledger.transaction(write=False) as store:
            found = self._lent_on(self._today(), store)
        if any(id not in found or found[id].weighs != weighed for id, weighed in lent.items()):
            raise SnapshotUnusable(str(path), "partners let us have other claims now")
        self._exchanged = True
        self._guests = {id: found[id] for id in lent}
        self._show()

    def _put(self, report: Report, claims: tuple[Claim, ...], *, is_known: bool) -> None:
        """What stands in a report now, of our own and then of partners; nothing where it is what stood before."""
        if report.id in self._guests:
            own = {claim.id for claim in claims}
            claims = (*claims, *(one.claim for one in self._guests[report.id].claims if one.claim.id not in own))
        claims = claims[:MOST_WEIGHED]
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
        seen = tuple(_seen(events))
        if self._guests and any(self._is_guest(report, claim) for claim, report, _ in seen):
            raise FactsChanged
        for kept in reports:
            if self._is_guest(kept.report.id):
                raise FactsChanged
            filed = Filed.of(kept.report, kept.sequence)
            if filed.id in self.register and not self.register.report(filed.id).weighs_like(filed):
                raise FactsChanged
        standing = _standing(store, [row.id for row in rows])
        return _Plan(
            last=events[-1].sequence if events else self.at,
            head=store.head()[0],
            n_events=len(events),
            reports=tuple((kept, tuple(standing.get(kept.report.id, ()))) for kept in reports),
            seen=seen,
            decisions=tuple((sequence, decision) for sequence, decision in decisions if decision.kind in _WEIGHED),
            exchanged=any(event.kind == _EXCHANGE for event in events),
        )

    def _is_guest(self, report: str, claim: str = "") -> bool:
        """Whether a report was a partner's alone up to now, or a claim stands in another report of theirs."""
        guest = self._guests.get(report)
        lent = self.lent.claims.get(claim)
        return (guest is not None and not guest.is_own) or (lent is not None and lent.report != report)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


#: What says which claims of partners weigh.
_LENDING: Final = ("exchange/received.py", "exchange/retelling.py", "pipeline/partners.py", "exchange/reach.py")


@cache
def _rules() -> str:
    """A digest of the code and tables that say what family materiel is of, and what is kept of a claim."""
    state = sha256()
    for name in ("reading/materiel.py", "reading/data/materiel.toml", "picture/register.py", "pipeline/scales.py", *_LENDING):
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
