"""How the exchange with partners stands, for the page and the API: read from the ledger alone, and kept up with it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from lagebild.claims.event import Event, utc_now
from lagebild.errors import NotRecorded
from lagebild.exchange.desk import Desk
from lagebild.exchange.node import Node
from lagebild.exchange.received import Received, received
from lagebild.exchange.release import Case, Offer, Reason, Released, Withheld, decide
from lagebild.exchange.state import KIND, Partner, State
from lagebild.ledger import Ledger

#: A ruling on one claim: what a partner would see of it, or why nothing.
Ruling = tuple[Case, Released | Withheld]


@dataclass(frozen=True, slots=True)
class Rulings:
    """What a partner would see if it were published now. `shown` and `withheld` are in the order in which claims were recorded; `reasons`
    counts the claims that stay for each reason (a claim may have several); `onward` are claims of others that would be passed on;
    `n_new` would be given for the first time, `n_gone` are seen now and would be withdrawn."""

    shown: tuple[Ruling, ...]
    withheld: tuple[Ruling, ...]
    reasons: tuple[tuple[str, int], ...]
    onward: tuple[Received, ...]
    n_new: int
    n_gone: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a list: the items from `start` on, how many there are in all, and where the next part begins (None at the end)."""

    items: tuple[Any, ...]
    start: int
    n_all: int

    @property
    def next(self) -> int | None:
        """Where the next part begins."""
        end = self.start + len(self.items)
        return end if end < self.n_all else None


class Exchanging:
    """The exchange of a ledger. What it gives belongs to whoever is in `reading`; everybody else waits."""

    def __init__(self, ledger: Ledger, folder: Path | None, now: Callable[[], datetime] = utc_now) -> None:
        self._ledger: Final = ledger
        self._folder: Final = folder
        self._now: Final = now
        self._lock: Final = threading.RLock()
        self._state = State()
        self._desk = Desk()
        self._heard: dict[str, datetime] = {}
        self._known: dict[str, tuple[object, Rulings]] = {}

    @property
    def today(self) -> str:
        """The day (YYYY-MM-DD, UTC) on which terms are asked whether they hold."""
        return self._now().date().isoformat()

    @contextmanager
    def reading(self) -> Iterator[State]:
        """The exchange as it stands in the ledger now. Take values out and leave."""
        with self._lock:
            with self._ledger.view() as view:
                for event in view.events(after=self._state.sequence, kind=KIND):
                    self._state.apply(event)
                    self._note(event)
            yield self._state

    def heard(self, partner: str) -> datetime | None:
        """When something came last from a partner (identity), UTC; None for never."""
        return self._heard.get(partner)

    def rulings(self, partner: str) -> Rulings:
        """What a partner (identity) would see now, and why everything else stays. What was decided on the same facts is not decided
        again."""
        with self.reading() as state, self._ledger.view() as view:
            mark = (view.head()[0], self.today)
            known = self._known.get(partner)
            if known is None or known[0] != mark:
                self._desk.catch_up(view)
                known = self._known[partner] = mark, self._ruled(state, partner)
            return known[1]

    def node(self, actor: str) -> Node:
        """The node for somebody who decides. Its keys are read where something must be signed; raises `NotRecorded` where the
        workspace does not know their folder."""
        if self._folder is None:
            raise NotRecorded("folder of the node's keys", "(LAGEBILD_NODE names it)")
        return Node(self._ledger, self._folder, actor, self._now)

    def record(self, actor: str, make: "Callable[[State], dict[str, object]]") -> None:
        """Records what `make` makes of the exchange as it stands. No key is needed: partners' outboxes follow with the next
        publishing, and until then nothing is served that is no longer allowed."""
        with self.reading() as state:
            payload = make(state)
            with self._ledger.writer(actor, now=self._now) as writer:
                writer.append(KIND, payload)

    def _note(self, event: Event) -> None:
        if event.payload["what"] in ("taken", "receipted"):
            self._heard[event.payload["partner"]] = event.time

    def _ruled(self, state: State, partner: str) -> Rulings:
        offer, today = state.offer(partner), self.today
        before = self._desk.rulings.setdefault(partner, {})
        rulings = [(case, _decided(before, offer, case, today)) for case in self._cases(state, partner)]
        self._desk.rulings[partner] = {case.kept.claim.id: before[case.kept.claim.id] for case, _ in rulings}
        shown = tuple(one for one in rulings if isinstance(one[1], Released))
        withheld = tuple(one for one in rulings if isinstance(one[1], Withheld))
        reasons = Counter(reason.code for _, ruling in withheld for reason in reasons_of(ruling))
        now, then = set(state.out(partner).claims), {case.kept.claim.id for case, _ in shown}
        return Rulings(shown, withheld, tuple(reasons.most_common()), _onward(state, offer, today), len(then - now), len(now - then))

    def _cases(self, state: State, partner: str) -> Iterator[Case]:
        for id, (kept, report) in self._desk.standing.items():
            yield Case(
                kept, report, state.markings.marks(id, kept.report), state.approvals.approval(id, partner),
                state.approvals.reason_held(id, partner),
            )  # fmt: skip


def reasons_of(ruling: Released | Withheld) -> tuple[Reason, ...]:
    """Why a claim stays; nothing where it does not."""
    return ruling.reasons if isinstance(ruling, Withheld) else ()


def of_reason(rulings: Sequence[Ruling], code: str | None) -> list[Ruling]:
    """Those rulings that have a reason, or with None all."""
    return [one for one in rulings if code is None or any(reason.code == code for reason in reasons_of(one[1]))]


def from_partner(state: State, partner: str, today: str) -> list[Received]:
    """The claims that a partner (identity) lets us have on a day, whoever made them; the newest first."""
    return [one for one in received(state, today) if partner in one.via][::-1]


def sheet(items: Sequence[Any], start: int, n: int) -> Sheet:
    """A part of `n` items of a list from `start` on."""
    first = min(max(start, 0), len(items))
    return Sheet(tuple(islice(items, first, first + n)), first, len(items))


def names_in(state: State) -> dict[str, str]:
    """How identities are called: ours, and those of partners."""
    names = {one.identity: one.name for one in state.partners.values()}
    return names | ({state.identity: state.card.last.name} if state.card is not None else {})


def partner_in(state: State, identity: str) -> Partner:
    """The partner of exactly this identity; raises `NotRecorded`."""
    found = state.partners.get(identity)
    if found is None:
        raise NotRecorded("partner", identity)
    return found


def _decided(before: dict[str, Any], offer: Offer | None, case: Case, today: str) -> Released | Withheld:
    """The decision on a case, remembered with the facts on which it was made."""
    id, facts = case.kept.claim.id, (case, offer, today)
    known = before.get(id)
    if known is None or known[0] != facts:
        known = before[id] = (facts, decide(offer, case, today))
    ruling: Released | Withheld = known[1]
    return ruling


def _onward(state: State, offer: Offer | None, today: str) -> tuple[Received, ...]:
    from lagebild.exchange.onward import may_pass

    if offer is None or not offer.terms.in_force(today):
        return ()
    return tuple(one for one in received(state, today) if may_pass(one, offer, state, today))
