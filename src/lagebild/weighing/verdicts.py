"""How two claims about one thing stand to each other: compatible, change, scope, conflict, dispute or correction."""

from dataclasses import dataclass
from typing import Final

from lagebild.claims.estimate import VerdictKind
from lagebild.weighing.facets import Level
from lagebild.weighing.hedges import Interval

#: What our own reading, and rounding on the way, may shift without meaning another number: the noise of a copied figure.
_READER: Final = 0.02
_OPEN: Final = float("inf")
#: How fast a level may drift: two days that differ by less are one time for what changes slowly.
_SAME_TIME_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """What one claim says about a thing. Days are ordinals; `place` and `country` say for what part; `origin` who is behind it."""

    claim: str
    interval: Interval | None
    level: Level = "flow"
    stage: str = "fact"
    unit: str | None = None
    denied: bool = False
    first: int | None = None
    last: int | None = None
    place: str | None = None
    country: str | None = None
    origin: str | None = None
    published: int | None = None


def verdict(one: Statement, other: Statement) -> tuple[VerdictKind, str]:
    """The verdict and its reason. Only the same quantity, of the same part, at the same time, is a conflict."""
    if one.denied != other.denied:
        return "dispute", "one denies what the other affirms"
    if one.stage != other.stage:
        return "change", f"{one.stage} and {other.stage} are two steps of one act"
    if one.interval is None or other.interval is None or (one.unit and other.unit and one.unit != other.unit):
        return "apart", "there is no common quantity"
    if overlap(one.interval, other.interval):
        return "compatible", "the ranges that their words give overlap"
    return _disjoint(one, other)


def overlap(one: Interval, other: Interval) -> bool:
    """Whether some amount fits both; an open end has no bound."""
    low = max(_low(one), _low(other))
    return low <= min(_high(one), _high(other)) * (1 + _READER)


def _disjoint(one: Statement, other: Statement) -> tuple[VerdictKind, str]:
    apart = days_apart(one, other)
    later = (one.published or 0) != (other.published or 0)
    if one.origin is not None and one.origin == other.origin and later and (one.level == "flow" or apart <= _SAME_TIME_DAYS):
        return "correction", "the same origin gives another figure later"
    if one.level != "flow" and apart > _SAME_TIME_DAYS:
        return "change", f"the figures are for days {apart} apart"
    if _other_scope(one, other):
        return "scope", "the figures are for a part and for the whole"
    return "conflict", "the same time and scope, and no amount fits both"


def days_apart(one: Statement, other: Statement) -> int:
    """Days between the times that two statements are about, 0 where they overlap or are not told."""
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return 0
    return max(one.first - other.last, other.first - one.last, 0)


def _other_scope(one: Statement, other: Statement) -> bool:
    narrow, wide = (one, other) if one.place else (other, one)
    return narrow.place is not None and wide.place is None and wide.country is not None and narrow.country in (None, wide.country)


def _low(interval: Interval) -> float:
    return 0.0 if interval.open_low else interval.low


def _high(interval: Interval) -> float:
    return _OPEN if interval.open_high else interval.high
