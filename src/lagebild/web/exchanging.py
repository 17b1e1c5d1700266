"""How the exchange with partners stands, for the page and the API: read from the ledger alone, and kept up with it."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from lagebild.claims.event import Event, utc_now
from lagebild.errors import NotRecorded
from lagebild.exchange.allowances import Allowance, allowances, shut_until
from lagebild.exchange.desk import Desk
from lagebild.exchange.node import Node
from lagebild.exchange.quota import DEFAULT_QUOTA, Quota
from lagebild.exchange.received import Received, received
from lagebild.exchange.release import Case, Offer, Reason, Released, Withheld, decide
from lagebild.exchange.state import KIND, Alarm, Partner, State
from lagebild.ledger import Ledger
from lagebild.web.refusals import NotReady

#: A ruling on one claim: what a partner would see of it, or why nothing.
Ruling = tuple[Case, Released | Withheld]
_Known = tuple[tuple[Case, Offer | None, str], Released | Withheld]
#: Seconds that a page waits for rulings, and claims that are decided on before others may look at the exchange.
_PATIENCE_S: Final = 3.0
_AT_ONCE: Final = 200
_MOST_ROUNDS: Final = 3


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

    def __init__(
        self, ledger: Ledger, folder: Path | None, now: Callable[[], datetime] = utc_now, quota: Quota = DEFAULT_QUOTA
    ) -> None:
        self._ledger: Final = ledger
        self._folder: Final = folder
        self._quota: Final = quota
        self._now: Final = now
        self._lock: Final = threading.RLock()
        self._state = State()
        self._desk = Desk()
        self._heard: dict[str, datetime] = {}
        self._worker: Final = ThreadPoolExecutor(1, thread_name_prefix="exchange")
        self._known: dict[str, tuple[tuple[int, str], Rulings]] = {}
        self._making: dict[str, Future[None]] = {}

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

    @property
    def quota(self) -> Quota:
        """How much each partner may bring."""
        return self._quota

    def allowances(self, state: State) -> dict[str, Allowance]:
        """How much of its quota each partner (identity) has used, as far as it is recorded."""
        return allowances(state, self._quota, self._folder, self._now())

    def alarms(self, state: State) -> tuple[tuple[Alarm, datetime, bool], ...]:
        """Who tried wrong tokens, the newest first: each with the time (UTC) from which on it was looked at again, and whether that is
        still to come."""
        now = self._now()
        return tuple((alarm, until, until > now) for alarm in reversed(state.alarms) for until in [shut_until(alarm)])

    def rulings(self, partner: str) -> Rulings:
        """What a partner (identity) would see now, and why everything else stays. It is worked out aside, and what was decided on the
        same facts is not decided again; raises `NotReady` where that takes longer than a page waits."""
        until, mark = time.monotonic() + _PATIENCE_S, self._mark()
        while True:
            known = self._known.get(partner)
            if known is not None and known[0] >= mark:
                return known[1]
            try:
                self._made(partner).result(max(0.0, until - time.monotonic()))
            except TimeoutError:
                raise NotReady("exchange_not_ready") from None

    def stop(self) -> None:
        """Ends; what is being worked out is let go."""
        self._worker.shutdown(wait=False, cancel_futures=True)

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

    def _mark(self) -> tuple[int, str]:
        """On what rulings rest: the last event of the ledger, and the day."""
        with self._ledger.view() as view:
            return view.head()[0], self.today

    def _made(self, partner: str) -> "Future[None]":
        """The work on the rulings for a partner, begun where nobody has."""
        with self._lock:
            making = self._making.get(partner)
            if making is None or making.done():
                making = self._making[partner] = self._worker.submit(self._make, partner)
            return making

    def _make(self, partner: str) -> None:
        """Decides on every claim that stands, some at a time, so that nobody waits long for the state; begins anew where something was
        written meanwhile, but not for ever."""
        for _ in range(_MOST_ROUNDS):
            mark = self._mark()
            with self._ledger.view() as view:
                self._desk.catch_up(view)
            found = self._ruled(partner)
            if mark == self._mark():
                break
        self._known[partner] = mark, found

    def _ruled(self, partner: str) -> Rulings:
        before, after = self._desk.rulings.get(partner, {}), dict[str, Any]()
        rulings: list[Ruling] = []
        standing = iter(self._desk.standing.items())
        while some := list(islice(standing, _AT_ONCE)):
            with self.reading() as state:
                offer, today = state.offer(partner), self.today
                for id, (kept, report) in some:
                    marks, approval = state.markings.marks(id, kept.report), state.approvals.approval(id, partner)
                    case = Case(kept, report, marks, approval, state.approvals.reason_held(id, partner))
                    after[id] = known = _decided(before.get(id), offer, case, today)
                    rulings.append((case, known[1]))
        self._desk.rulings[partner] = after
        shown = tuple(one for one in rulings if isinstance(one[1], Released))
        withheld = tuple(one for one in rulings if isinstance(one[1], Withheld))
        reasons = Counter(reason.code for _, ruling in withheld for reason in reasons_of(ruling))
        with self.reading() as state:
            now, then = set(state.out(partner).claims), {case.kept.claim.id for case, _ in shown}
            onward = _onward(state, state.offer(partner), self.today)
        return Rulings(shown, withheld, tuple(reasons.most_common()), onward, len(then - now), len(now - then))


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


def _decided(known: _Known | None, offer: Offer | None, case: Case, today: str) -> _Known:
    """The decision on a case with the facts on which it was made: the one that is known, if these are the same."""
    facts = (case, offer, today)
    return known if known is not None and known[0] == facts else (facts, decide(offer, case, today))


def _onward(state: State, offer: Offer | None, today: str) -> tuple[Received, ...]:
    from lagebild.exchange.onward import may_pass

    if offer is None or not offer.terms.in_force(today):
        return ()
    return tuple(one for one in received(state, today) if may_pass(one, offer, state, today))
