"""How much over time: what is said of each day, and what would have been said on each."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from lagebild.claims.estimate import Estimate, Line
from lagebild.claims.kept import KeptClaim
from lagebild.picture.nouns import Mark, Point, Series
from lagebild.picture.picture import Picture
from lagebild.weighing.entries import iso, ordinal
from lagebild.weighing.facets import counted_role, days_of

#: Points of one line: more than a chart shows apart, each costs about a millisecond.
_MOST_POINTS: Final = 60
#: Claims that are drawn.
_MOST_MARKS: Final = 1000


def series(picture: Picture, thing: str, *, unit: str | None = None) -> Series:
    """The amount of a thing over time, in the unit that most claims use or the one that is asked for. Raises `NotRecorded`."""
    head = picture.board.head(thing)
    claims = picture.claims(head.thing.claims[:_MOST_MARKS])
    now = picture.balance.estimate(head.thing.id, unit=unit)
    days = {id: last for id, kept in claims.items() if (last := days_of(kept.claim, ordinal(kept.published))[1]) is not None}
    return Series(
        thing=head.thing.id,
        unit=now.unit if now else None,
        units=tuple(sorted({unit for kept in claims.values() if (unit := _unit(kept))})),
        valid=_valid(picture, head.thing.id, head.thing.kind == "series", days.values(), now),
        known=_known(picture, head.thing.id, [kept.published for kept in claims.values()], unit),
        marks=tuple(
            _mark(picture, line, days.get(line.claim)) for line in now.lines if _gives_amount(line) and line.claim in claims
        ) if now else (),
    )  # fmt: skip


def point(estimate: Estimate, day: str | None) -> Point:
    """An estimate as a point on `day`."""
    low, best, high = rounded(estimate.low), rounded(estimate.best), rounded(estimate.high)
    return Point(
        day, low, best, high, estimate.n_reports, estimate.n_origins_min, estimate.n_origins_max, estimate.calibrated
    )  # fmt: skip


def rounded(amount: float) -> float:
    """`amount` to nine digits: what is weighed on a log scale comes back a hair beside the figure that was told."""
    return float(f"{amount:.9g}")


def _valid(picture: Picture, thing: str, is_series: bool, days: Iterable[int], now: Estimate | None) -> tuple[Point, ...]:
    """An event has one amount, a series one for each day that claims are about."""
    if now is None:
        return ()
    if not is_series:
        return (point(now, iso(max(days, default=None))),)
    asked = [str(iso(day)) for day in thinned(sorted(set(days)))]
    found = [(day, picture.balance.estimate(thing, valid_time=day, unit=now.unit)) for day in asked]
    return tuple(point(estimate, day) for day, estimate in found if estimate is not None)


def _known(picture: Picture, thing: str, published: Iterable[str | None], unit: str | None) -> tuple[Point, ...]:
    days = thinned(sorted({day for one in published if (day := ordinal(one)) is not None}))
    asked = [(str(iso(day)), picture.balance.estimate(thing, known_time=iso(day), unit=unit)) for day in days]
    points = [point(estimate, day) for day, estimate in asked if estimate is not None]
    return tuple(points[:1]) + tuple(after for before, after in pairwise(points) if _figures(before) != _figures(after))


def thinned(days: Sequence[int]) -> Sequence[int]:
    """At most as many days as a line has points, evenly chosen, the first and the last among them."""
    if len(days) <= _MOST_POINTS:
        return days
    step = (len(days) - 1) / (_MOST_POINTS - 1)
    return [days[round(at * step)] for at in range(_MOST_POINTS)]


def _figures(one: Point) -> tuple[object, ...]:
    return one.low, one.best, one.high, one.n_reports, one.n_origins_min, one.n_origins_max


def _gives_amount(line: Line) -> bool:
    return not (line.low is None and line.high is None and line.best == 0.0)


def _unit(kept: KeptClaim) -> str | None:
    role = counted_role(kept.claim)
    return role.quantity.unit if role is not None and role.quantity is not None else None


def _mark(picture: Picture, line: Line, day: int | None) -> Mark:
    filed = picture.register.report_of(line.claim)
    return Mark(
        claim=line.claim, report=line.report, day=iso(day), published=filed.published, low=line.low, best=line.best, high=line.high,
        origin=line.origin, speaker=line.speaker, publisher=filed.publisher, words=line.words, weight=line.weight, note=line.note,
        giver=picture.register.giver(line.claim),
    )  # fmt: skip
