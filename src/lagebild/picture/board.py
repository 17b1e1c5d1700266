"""All things in one place, kept in step with the balance: looked at anew where a claim of theirs changed, and worked out once."""

import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from lagebild.claims.estimate import Grade, Thing
from lagebild.claims.vocabulary import STATUSES
from lagebild.errors import NotRecorded
from lagebild.picture.nouns import Row, Rung
from lagebild.picture.register import Register
from lagebild.picture.shelf import FURTHEST, Head, Shelf
from lagebild.weighing import Balance
from lagebild.weighing.conformal import Bucket

#: With more claims to look at anew than this share of all, all things are read at once.
_MANY: Final = 0.25
#: Things that are looked at between two looks at the clock.
_AT_ONCE: Final = 32
#: Hexadecimal digits of an id that the shelf keeps as a number.
_N_DIGITS: Final = 16


class Board:
    """The things of a balance. `touch` says which claims changed, `refresh` looks at them anew; `Board.of` looks at everything. `memo` is
    for who chooses things: what a filter kept."""

    def __init__(self, balance: Balance, register: Register) -> None:
        self.balance: Final = balance
        self.register: Final = register
        self.shelf = Shelf(register)
        self.memo: dict[Any, Any] = {}
        self._touched: dict[str, None] = {}
        self._waiting: list[str] = []
        self._done: set[str] = set()
        self._anew: tuple[Shelf, Iterator[Thing]] | None = None
        self._lessons: tuple[tuple[Grade, ...], dict[Bucket, list[float]]] = ((), {})

    @classmethod
    def of(cls, balance: Balance, register: Register, shelf: Shelf | None = None) -> "Board":
        """The board of all things of `balance`, whose claims stand in `register`; `shelf` holds them where they were looked at before."""
        found = cls(balance, register)
        if shelf is None:
            found.rebuild()
        else:
            found.shelf, found._lessons = shelf, found._learnt()
        return found

    def touch(self, claims: Iterable[str]) -> None:
        """These claims, or what is said of them, changed."""
        self._touched.update(dict.fromkeys(claims))

    def rebuild(self) -> None:
        """Look at every thing anew."""
        self._begin_anew()
        self.refresh()

    def refresh(self, budget_s: float = math.inf) -> bool:
        """Look anew at what was touched, and at all things that lose or gain a claim by it, for about `budget_s` seconds; whether that is
        done. What settled claims teach may have changed, too: then all that was weighed is what held before."""
        if self._anew is None and len(self._touched) > _MANY * self.register.n_claims:
            self._begin_anew()
        self._waiting += self._touched
        self._touched.clear()
        end = time.monotonic() + budget_s
        while time.monotonic() < end:
            if not (self._go_on_anew() if self._anew is not None else self._go_on()):
                break
        else:
            return False
        self._done.clear()
        lessons = self._learnt()
        if lessons != self._lessons:
            self.shelf.doubt()
            self._lessons = lessons
        return True

    def __len__(self) -> int:
        return len(self.shelf)

    def head(self, thing: str) -> Head:
        """The head of the thing of this id, or of this claim's id; raises `NotRecorded`."""
        return self.shelf.head_at(self.place(thing))

    def place(self, thing: str) -> int:
        """Where the thing of this id, or of this claim's id, stands; raises `NotRecorded`."""
        found = self.shelf.place_of(thing)
        if found is None and thing.startswith("thing--"):
            digits = thing.removeprefix("thing--")
            leads = (place for claim in (f"claim--{digits}", digits) if (place := self.shelf.place_of(claim)) is not None)
            found = next((place for place in leads if self.shelf.id_at(place) == thing), None)
        if found is None:
            raise NotRecorded("thing", thing)
        return found

    def heads(self) -> Iterator[Head]:
        """All heads, the last published first."""
        shelf = self.shelf
        places = shelf.taken().nonzero()[0]
        for place in sorted(places.tolist(), key=lambda place: (-int(shelf["newest"][place]), shelf.id_at(place))):
            yield shelf.head_at(place)

    def thing_of(self, claim: str) -> str | None:
        """The id of the thing that a claim is about, None where the claim does not stand."""
        place = self.shelf.place_of(claim)
        return None if place is None else self.shelf.id_at(place)

    def beginning(self, given: str, most: int = 6) -> tuple[str, ...]:
        """The things whose id, or a claim of which, begins with `given` (with or without what ids begin with); at most `most`."""
        for whole in (given, f"thing--{given}", f"claim--{given}"):
            try:
                return (self.shelf.id_at(self.place(whole)),)
            except NotRecorded:
                continue
        found: dict[str, None] = {}
        for id in self._begun(given):
            found[id] = None
            if len(found) >= most:
                break
        return tuple(found)

    def kept_row(self, thing: str) -> Row | None:
        """The row of a thing that was worked out before and still holds."""
        return self.shelf.row_at(self.place(thing))

    def _begun(self, given: str) -> Iterator[str]:
        digits = given.removeprefix("thing--")
        if 0 < len(digits) <= _N_DIGITS and not digits.strip("0123456789abcdef"):
            yield from (self.shelf.id_at(place) for place in self.shelf.beginning(digits).tolist())
        else:
            ids = (self.shelf.id_at(place) for place in self.shelf.taken().nonzero()[0].tolist())
            yield from (id for id in ids if id.startswith(given) or id.partition("--")[2].startswith(given))
        for claim in self.register.ids():
            if claim.startswith(given) or claim.startswith(given, len("claim--")):
                thing = self.thing_of(claim)
                if thing is not None:
                    yield thing

    def _begin_anew(self) -> None:
        self._touched.clear()
        self._waiting.clear()
        self._anew = Shelf(self.register), self.balance.things()

    def _go_on_anew(self) -> bool:
        """Looks at some things more for a new shelf; whether there are others."""
        assert self._anew is not None
        fresh, things = self._anew
        some = list(islice(things, _AT_ONCE))
        for thing in some:
            fresh.put(head_of(thing, self.register))
        if not some:
            fresh.recall(self.shelf)
            self.shelf, self._anew = fresh, None
            self.memo.clear()
        return bool(some)

    def _go_on(self) -> bool:
        """Looks at the things of some claims more; whether there are others."""
        for _ in range(_AT_ONCE):
            if not self._waiting:
                return False
            claim = self._waiting.pop()
            if claim not in self._done:
                self._done.add(claim)
                self._waiting += self._renewed(claim)
        return True

    def _renewed(self, claim: str) -> Iterable[str]:
        """Looks at the thing of a claim anew; other claims that must be looked at because of it."""
        loose = list(self._remove(claim))
        try:
            thing = self.balance.thing(claim)
        except NotRecorded:  # it no longer stands
            return loose
        for other in thing.claims:
            loose += self._remove(other)
        self.shelf.put(head_of(thing, self.register))
        self._done.update(thing.claims)
        return loose

    def _remove(self, claim: str) -> tuple[str, ...]:
        """Takes the thing of a claim away; its claims."""
        place = self.shelf.place_of(claim)
        return () if place is None else self.shelf.take(place)

    def _learnt(self) -> tuple[tuple[Grade, ...], dict[Bucket, list[float]]]:
        return self.balance.grades(), {at: list(misses) for at, misses in self.balance.calibration().misses.items()}


def head_of(thing: Thing, register: Register) -> Head:
    """The head of a thing."""
    thing = replace(thing, possible=())
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
    )


def ladder(statuses: Iterable[tuple[str, bool]]) -> tuple[Rung, ...]:
    """The rungs of (status, denied) pairs, in the order of the vocabulary."""
    return _rungs(frozenset(Counter(statuses).items()))


@lru_cache(maxsize=4096)  # most things have one of few ladders
def _rungs(told: frozenset[tuple[tuple[str, bool], int]]) -> tuple[Rung, ...]:
    n_told = dict(told)
    found = (Rung(status, n_told.get((status, False), 0), n_told.get((status, True), 0)) for status in STATUSES)
    return tuple(rung for rung in found if rung.n_affirmed or rung.n_denied)


def furthest(rungs: Iterable[Rung]) -> str | None:
    """The furthest status that a claim gives without denying it."""
    return max((rung.status for rung in rungs if rung.n_affirmed), key=FURTHEST.index, default=None)


@lru_cache(maxsize=4096)
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
