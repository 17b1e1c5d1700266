"""All things as columns of numbers, with what was weighed of each: what lists, orders, matrices and maps are read from.

A place on the shelf holds one thing; its number is good until the thing changes. The claims of a thing are a chain of claims' numbers.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lagebild.claims.estimate import Thing, ThingKind
from lagebild.claims.vocabulary import STATUSES
from lagebild.picture.columns import Columns
from lagebild.picture.nouns import Row, Rung
from lagebild.picture.register import Register
from lagebild.weighing.entries import iso, ordinal
from lagebild.weighing.rows import Names
from lagebild.weighing.snapshot import put_back
from lagebild.weighing.things import thing_id

#: From the least to the furthest; what was refused or kept back says less than any step, what was halted had begun.
FURTHEST: Final = (
    "undisclosed", "withheld", "considered", "requested", "offered", "pledged", "agreed", "halted", "ongoing", "done",
)  # fmt: skip
#: What is known of what was weighed of a thing: nothing, what held before something that it rests on changed, what holds.
NOTHING, BEFORE, HOLDS = 0, 1, 2
_KINDS: Final[tuple[ThingKind, ...]] = ("event", "series")
_WORDS: Final = ("type", "giver", "taker", "materiel", "place")
_COUNTED: Final = ("n_reports", "oldest", "newest", "recorded")
#: `lead` is the claim that names the thing, -1 where the place is free; `mark` puts things in order as their ids would; days are
#: ordinals, 0 unknown; `status` counts from 1 in `FURTHEST`; `affirmed` has a bit for each status.
THINGS: Final = {
    "lead": "i4", "n_claims": "i4", "kind": "u1", "type": "u4", "giver": "u4", "taker": "u4", "materiel": "u4", "place": "u4",
    "first": "i4", "last": "i4", "status": "u1", "affirmed": "u2", "ladder": "u4", "n_reports": "i4", "oldest": "i4", "newest": "i4",
    "recorded": "u4", "newest_claim": "i4", "mark": "u8",
    "known": "u1", "unit": "u4", "low": "f8", "best": "f8", "high": "f8", "calibrated": "u1", "n_origins_min": "i4",
    "n_origins_max": "i4", "n_conflicts": "i4", "n_disputes": "i4", "credibility": "u1",
}  # fmt: skip
_WEIGHED: Final = tuple(THINGS)[tuple(THINGS).index("known") :]
#: The place of each claim's thing plus 1, and the number of the claim that follows in it plus 1; 0 for none.
CLAIMS: Final = {"thing": "u4", "next": "u4"}
Ladder = tuple[tuple[tuple[str, int], ...], tuple[Rung, ...]]


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


class Shelf:
    """Things by their places. `stamp` counts what was put or taken away, `n_told` how often something weighed was told."""

    def __init__(self, register: Register) -> None:
        self.register: Final = register
        self.things = Columns(THINGS)
        self.claims = Columns(CLAIMS)
        self.names = Names()
        self.stamp = 0
        self.n_told = 0
        self._free: list[int] = []
        self._n = 0
        self._ladders: list[Ladder] = []
        self._ladder_of: dict[Ladder, int] = {}

    @classmethod
    def of(
        cls, register: Register, things: Columns, claims: Columns, names: list[str | None], ladders: Sequence[Ladder]
    ) -> "Shelf":  # fmt: skip
        """The shelf of these columns, which another one had."""
        found = cls(register)
        found.things, found.claims = things, claims
        put_back(found.names, {}, {"_names": names})
        for ladder in ladders:
            found._ladder(ladder)
        free = np.flatnonzero(~found.taken())
        found._free, found._n = free.tolist(), len(things) - len(free)
        return found

    @property
    def n_names(self) -> int:
        """How many words have a number, that of none included."""
        return len(self.names._names)

    def ladders(self) -> Sequence[Ladder]:
        """All ladders that things have, by their numbers."""
        return self._ladders

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, column: str) -> NDArray[Any]:
        """A column of all places, free ones too."""
        return self.things[column]

    def taken(self) -> NDArray[np.bool_]:
        """Which places hold a thing."""
        found: NDArray[np.bool_] = self.things["lead"] >= 0
        return found

    def place_of(self, claim: str) -> int | None:
        """The place of the thing that a claim is about, None where it stands in none."""
        number = self.register.number_of(claim)
        if number is None or number >= len(self.claims):
            return None
        place = int(self.claims["thing"][number])
        return place - 1 if place else None

    def id_at(self, place: int) -> str:
        """The id of a thing."""
        return thing_id(self.register.ids()[self.things["lead"][place]])

    def claims_at(self, place: int) -> tuple[str, ...]:
        """The claims of a thing, in order of publication."""
        ids = self.register.ids()
        return tuple(ids[number] for number in self._chain(place))

    def head_at(self, place: int) -> Head:
        """The head of a thing."""
        of, names = self.things, self.names
        ladder, rungs = self._ladders[of["ladder"][place]]
        type_, giver, taker, materiel, where = (names[of[name][place]] for name in _WORDS)
        thing = Thing(
            self.id_at(place), _KINDS[of["kind"][place]], type_ or "", giver, taker, materiel, where, _day(of["first"][place]),
            _day(of["last"][place]), self.claims_at(place), ladder,
        )  # fmt: skip
        n_reports, oldest, newest, recorded = (int(of[name][place]) for name in _COUNTED)
        newest_claim = self.register.ids()[of["newest_claim"][place]]
        return Head(thing, rungs, self._status_at(place), n_reports, oldest, newest, recorded, newest_claim)

    def row_at(self, place: int) -> Row | None:
        """The row of a thing, None where what was weighed of it does not hold any more."""
        of, names = self.things, self.names
        if of["known"][place] != HOLDS:
            return None
        _, rungs = self._ladders[of["ladder"][place]]
        type_, giver, taker, materiel, where = (names[of[name][place]] for name in _WORDS)
        low, best, high = (_amount(of[name][place]) for name in ("low", "best", "high"))
        return Row(
            id=self.id_at(place), kind=_KINDS[of["kind"][place]], type=type_ or "", giver=giver, taker=taker, materiel=materiel,
            place=where, first=_day(of["first"][place]), last=_day(of["last"][place]), unit=names[of["unit"][place]],
            low=low, best=best, high=high, calibrated=bool(of["calibrated"][place]), n_claims=int(of["n_claims"][place]),
            n_reports=int(of["n_reports"][place]), n_origins_min=int(of["n_origins_min"][place]),
            n_origins_max=int(of["n_origins_max"][place]), status=self._status_at(place), ladder=rungs,
            n_conflicts=int(of["n_conflicts"][place]), n_disputes=int(of["n_disputes"][place]),
            published_first=_day(of["oldest"][place]), published_last=_day(of["newest"][place]),
            newest_claim=self.register.ids()[of["newest_claim"][place]], credibility=int(of["credibility"][place]),
        )  # fmt: skip

    def put(self, head: Head) -> int:
        """Take in a thing, none of whose claims is in another; its place. What was weighed of it is not known yet."""
        place = self._free.pop() if self._free else len(self.things)
        self.things.grow(place + 1)
        of, number, thing = self.things, self.names.number, head.thing
        numbers = self._link(thing.claims, place)
        of["lead"][place], of["n_claims"][place], of["kind"][place] = numbers[0], len(numbers), _KINDS.index(thing.kind)
        for name in _WORDS:
            of[name][place] = number(getattr(thing, name))
        of["first"][place], of["last"][place] = ordinal(thing.first) or 0, ordinal(thing.last) or 0
        of["status"][place] = FURTHEST.index(head.status) + 1 if head.status is not None else 0
        of["affirmed"][place] = sum(1 << STATUSES.index(rung.status) for rung in head.ladder if rung.n_affirmed)
        of["ladder"][place] = self._ladder((thing.ladder, head.ladder))
        for name in _COUNTED:
            of[name][place] = getattr(head, name)
        of["newest_claim"][place] = self.register.number_of(head.newest_claim)
        of["mark"][place] = mark_of(thing.id)
        of["known"][place] = NOTHING
        self._n += 1
        self.stamp += 1
        return place

    def take(self, place: int) -> tuple[str, ...]:
        """Take a thing away; its claims."""
        claims, chain = self.claims_at(place), list(self._chain(place))
        self.claims["thing"][chain] = 0
        self.claims["next"][chain] = 0
        for name in ("lead", "known", "n_claims", "n_origins_max", "n_conflicts", "n_disputes"):
            self.things[name][place] = -1 if name == "lead" else 0
        self._free.append(place)
        self._n -= 1
        self.stamp += 1
        return claims

    def tell(self, place: int, row: Row) -> None:
        """Keep what was weighed of a thing until it changes."""
        of = self.things
        of["known"][place], of["unit"][place] = HOLDS, self.names.number(row.unit)
        for name in ("low", "best", "high"):
            amount = getattr(row, name)
            of[name][place] = math.nan if amount is None else amount
        for name in ("calibrated", "n_origins_min", "n_origins_max", "n_conflicts", "n_disputes", "credibility"):
            of[name][place] = getattr(row, name)
        self.n_told += 1

    def doubt(self) -> None:
        """Something changed on which all that was weighed rests: it is what held before."""
        known = self.things["known"]
        known[known == HOLDS] = BEFORE
        self.n_told += 1

    def open(self) -> NDArray[np.intp]:
        """The places of the things of which what was weighed is not known, or does not hold any more."""
        return np.flatnonzero(self.taken() & (self.things["known"] != HOLDS))

    def recall(self, other: "Shelf") -> None:
        """What was weighed of the things that bear the same ids on another shelf of the same register is what held before."""
        mine = np.flatnonzero(self.taken())
        lead = self.things["lead"][mine]
        there = np.zeros(len(mine), np.int64)
        within = lead < len(other.claims)
        there[within] = other.claims["thing"][lead[within]]
        fits = there > 0
        fits[fits] = other.things["lead"][there[fits] - 1] == lead[fits]
        for name in _WEIGHED:
            self.things[name][mine[fits]] = other.things[name][there[fits] - 1]
        units = [self.names.number(other.names[number]) for number in range(other.n_names)]
        self.things["unit"][mine[fits]] = np.array(units, "u4")[self.things["unit"][mine[fits]]]
        self.doubt()

    def beginning(self, digits: str) -> NDArray[np.intp]:
        """The places of the things whose ids have a number that begins with these (up to 16) hexadecimal digits."""
        low = int(digits.ljust(16, "0"), 16)
        marks = self.things["mark"]
        return np.flatnonzero(self.taken() & (marks >= np.uint64(low)) & (marks <= np.uint64(int(digits.ljust(16, "f"), 16))))

    def _chain(self, place: int) -> Iterator[int]:
        following = self.claims["next"]
        number = int(self.things["lead"][place])
        while number >= 0:
            yield number
            number = int(following[number]) - 1

    def _link(self, claims: Sequence[str], place: int) -> list[int]:
        self.claims.grow(self.register.n_claims)
        found = [number for claim in claims if (number := self.register.number_of(claim)) is not None]
        self.claims["thing"][found] = place + 1
        self.claims["next"][found] = [*(number + 1 for number in found[1:]), 0]
        return found

    def _status_at(self, place: int) -> str | None:
        at = int(self.things["status"][place])
        return FURTHEST[at - 1] if at else None

    def _ladder(self, ladder: Ladder) -> int:
        number = self._ladder_of.get(ladder)
        if number is None:
            number = self._ladder_of[ladder] = len(self._ladders)
            self._ladders.append(ladder)
        return number


def mark_of(thing: str) -> int:
    """A number of 64 bits that puts things in the order of their ids; equal ones must be told apart by the ids."""
    digits = thing.rpartition("--")[2]
    if len(digits) >= 16 and not digits.strip("0123456789abcdef"):
        return int(digits[:16], 16)
    return int.from_bytes(blake2b(thing.encode("utf8", "surrogatepass"), digest_size=8).digest(), "big")


def _day(number: int) -> str | None:
    return iso(int(number) or None)


def _amount(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
