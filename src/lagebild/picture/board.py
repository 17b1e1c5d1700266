"""All things in one place: indexed by what they are looked for by, kept in order, and worked out no further than a page needs."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Final

from lagebild.claims.estimate import Grade, Thing
from lagebild.claims.vocabulary import STATUSES
from lagebild.errors import NotRecorded
from lagebild.picture.nouns import Row, Rung
from lagebild.picture.register import Register
from lagebild.weighing import Balance
from lagebild.weighing.conformal import Bucket

#: From the least to the furthest; what was refused or kept back says less than any step, what was halted had begun.
FURTHEST: Final = (
    "undisclosed", "withheld", "considered", "requested", "offered", "pledged", "agreed", "halted", "ongoing", "done",
)  # fmt: skip
#: With more claims to look at anew than this share of all, all things are read at once.
_MANY: Final = 0.25


@dataclass(frozen=True, slots=True)
class Head:
    """A thing with what can be said of it without weighing; what it may be the same as is left out, since that changes when others do.
    `newest` and `oldest` are ordinals of days of publication (0 unknown),
    `recorded` is the last event that brought a claim about it."""

    thing: Thing
    ladder: tuple[Rung, ...]
    status: str | None
    n_reports: int
    oldest: int
    newest: int
    recorded: int
    newest_claim: str
    marks: tuple[str, ...]


class Board:
    """The things of a balance. `touch` says which claims changed, `refresh` looks at them anew; `Board.of` looks at everything."""

    def __init__(self, balance: Balance, register: Register) -> None:
        self.balance: Final = balance
        self.register: Final = register
        self._heads: dict[str, Head] = {}
        self._things: list[str | None] = []
        self._marked: dict[str, set[str]] = {}
        self._order: list[tuple[int, str]] = []
        self._touched: dict[str, None] = {}
        self._rows: dict[str, Row] = {}
        self._unseen: dict[str, None] = {}
        self._lessons: tuple[tuple[Grade, ...], dict[Bucket, list[float]]] = ((), {})

    @classmethod
    def of(cls, balance: Balance, register: Register) -> "Board":
        """The board of all things of `balance`, whose claims stand in `register`."""
        found = cls(balance, register)
        found.rebuild()
        return found

    def touch(self, claims: Iterable[str]) -> None:
        """These claims, or what is said of them, changed."""
        self._touched.update(dict.fromkeys(claims))

    def rebuild(self) -> None:
        """Look at every thing anew."""
        for kept in (self._heads, self._things, self._marked, self._touched, self._rows, self._unseen):
            kept.clear()
        for thing in self.balance.things():
            self._install(thing, ordered=False)
        self._order = sorted(_rank(head) for head in self._heads.values())

    def refresh(self) -> None:
        """Look anew at what was touched, and at all things that lose or gain a claim by it. What settled claims teach may have
        changed, too: then all estimates are made anew."""
        if len(self._touched) > _MANY * self.register.n_claims:
            self.rebuild()
        waiting, done = list(self._touched), set[str]()
        self._touched.clear()
        while waiting:
            claim = waiting.pop()
            if claim not in done:
                done.add(claim)
                waiting += self._renewed(claim, done)
        lessons = self.balance.grades(), {at: list(misses) for at, misses in self.balance.calibration().misses.items()}
        if lessons != self._lessons:
            self._rows.clear()
            self._unseen = dict.fromkeys(self._heads)
            self._lessons = lessons

    def __len__(self) -> int:
        return len(self._heads)

    def head(self, thing: str) -> Head:
        """The head of the thing of this id, or of this claim's id; raises `NotRecorded`."""
        found = self._heads.get(thing) or self._heads.get(self.thing_of(thing) or "")
        if found is None:
            raise NotRecorded("thing", thing)
        return found

    def heads(self) -> Iterator[Head]:
        """All heads, the last published first."""
        for _, thing in list(self._order):
            yield self._heads[thing]

    def thing_of(self, claim: str) -> str | None:
        """The id of the thing that a claim is about, None where the claim does not stand."""
        number = self.register.number_of(claim)
        return self._things[number] if number is not None and number < len(self._things) else None

    def marked(self, *marks: str) -> frozenset[str]:
        """The ids of the things that carry one of `marks`: `giver KP`, `status done`, …"""
        return frozenset().union(*(self._marked.get(mark, ()) for mark in marks))

    def marks(self, kind: str) -> dict[str, int]:
        """What follows `kind` in marks, with the number of things."""
        start = f"{kind} "
        return {mark.removeprefix(start): len(things) for mark, things in self._marked.items() if mark.startswith(start) and things}

    def beginning(self, given: str, most: int = 6) -> tuple[str, ...]:
        """The things whose id, or a claim of which, begins with `given` (with or without what ids begin with); at most `most`."""
        found = dict.fromkeys(thing for thing in self._heads if given in (thing, thing.removeprefix("thing--")))
        by_id = chain(((thing, thing) for thing in self._heads), zip(self.register.ids(), self._things, strict=False))
        for id, thing in () if found else by_id:
            if thing is not None and (id.startswith(given) or id.partition("--")[2].startswith(given)):
                found[thing] = None
            if len(found) >= most:
                break
        return tuple(found)

    def kept_row(self, thing: str) -> Row | None:
        """The row of a thing that was worked out before and still holds."""
        return self._rows.get(thing)

    def keep_row(self, row: Row) -> Row:
        """Keep a row until something that it rests on changes."""
        self._rows[row.id] = row
        self._unseen.pop(row.id, None)
        return row

    def unseen(self) -> Head | None:
        """A thing whose row was not worked out yet, the last that came first; None where all are."""
        return self._heads[next(reversed(self._unseen))] if self._unseen else None

    def _renewed(self, claim: str, done: set[str]) -> Iterable[str]:
        """Looks at the thing of a claim anew; other claims that must be looked at because of it."""
        loose = list(self._remove(self.thing_of(claim)))
        try:
            thing = self.balance.thing(claim)
        except NotRecorded:  # it no longer stands
            return loose
        for other in thing.claims:
            loose += self._remove(self.thing_of(other))
        self._install(thing)
        done.update(thing.claims)
        return loose

    def _install(self, thing: Thing, ordered: bool = True) -> None:
        head = head_of(thing, self.register)
        self._heads[thing.id] = head
        self._unseen[thing.id] = None
        self._place(head.thing.claims, head.thing.id)
        for mark in head.marks:
            self._marked.setdefault(mark, set()).add(thing.id)
        if ordered:
            insort(self._order, _rank(head))

    def _place(self, claims: Iterable[str], thing: str | None) -> None:
        """Notes which thing these claims are about."""
        self._things += [None] * (self.register.n_claims - len(self._things))
        for claim in claims:
            number = self.register.number_of(claim)
            if number is not None:
                self._things[number] = thing

    def _remove(self, thing: str | None) -> tuple[str, ...]:
        """Takes a thing off the board; its claims."""
        head = self._heads.pop(thing, None) if thing is not None else None
        if head is None or thing is None:
            return ()
        self._rows.pop(thing, None)
        self._unseen.pop(thing, None)
        for mark in head.marks:
            self._marked[mark].discard(thing)
        self._place(head.thing.claims, None)
        del self._order[bisect_left(self._order, _rank(head))]
        return head.thing.claims


def head_of(thing: Thing, register: Register) -> Head:
    """The head of a thing."""
    ids, numbers = register.ids(), map(register.number_of, thing.claims)
    thing = replace(thing, claims=tuple(ids[number] for number in numbers if number is not None), possible=())
    reports = [register.report_of(claim) for claim in thing.claims]
    days = [day for report in reports if (day := day_number(report.published))]
    rungs = ladder(register.status_of(claim) for claim in thing.claims)
    return Head(
        thing=thing,
        ladder=rungs,
        status=furthest(rungs),
        n_reports=len({report.id for report in reports}),
        oldest=min(days, default=0),
        newest=max(days, default=0),
        recorded=max(map(register.sequence_of, thing.claims)),
        newest_claim=thing.claims[-1] if day_number(reports[-1].published) else _last_dated(thing, register),
        marks=_marks(thing, rungs, register),
    )


def ladder(statuses: Iterable[tuple[str, bool]]) -> tuple[Rung, ...]:
    """The rungs of (status, denied) pairs, in the order of the vocabulary."""
    return _rungs(frozenset(Counter(statuses).items()))


@lru_cache(maxsize=4096)  # most things have one of few ladders: half a kilobyte each that need not be kept a thousand times
def _rungs(told: frozenset[tuple[tuple[str, bool], int]]) -> tuple[Rung, ...]:
    n_told = dict(told)
    found = (Rung(status, n_told.get((status, False), 0), n_told.get((status, True), 0)) for status in STATUSES)
    return tuple(rung for rung in found if rung.n_affirmed or rung.n_denied)


def furthest(rungs: Iterable[Rung]) -> str | None:
    """The furthest status that a claim gives without denying it."""
    return max((rung.status for rung in rungs if rung.n_affirmed), key=FURTHEST.index, default=None)


def day_number(published: str | None) -> int:
    """The ordinal of a day of publication, 0 where it is unknown: a month or a year alone orders nothing."""
    try:
        return date.fromisoformat(published or "").toordinal()
    except ValueError:
        return 0


def _last_dated(thing: Thing, register: Register) -> str:
    """The last published claim; those without a day stand behind all others in a thing, and count only where none has one."""
    dated = [claim for claim in thing.claims if day_number(register.report_of(claim).published)]
    return dated[-1] if dated else thing.claims[-1]


def _rank(head: Head) -> tuple[int, str]:
    return -head.newest, head.thing.id


def _marks(thing: Thing, rungs: tuple[Rung, ...], register: Register) -> tuple[str, ...]:
    found = {f"type {thing.type}", f"giver {thing.giver}", f"taker {thing.taker}", f"materiel {thing.materiel}"}
    found |= {f"party {party}" for party in (thing.giver, thing.taker) if party}
    found |= {f"status {rung.status}" for rung in rungs if rung.n_affirmed}
    found |= {f"country {country}" for claim in thing.claims if (country := register.place_of(claim)[0])}
    return tuple(intern(mark) for mark in sorted(found))
