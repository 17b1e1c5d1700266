"""What the claims of one thing have in common, and when two groups of claims cannot be one thing."""

from dataclasses import dataclass
from math import log
from typing import Final

from lagebild.weighing.facets import Facets
from lagebild.weighing.features import GENERAL

#: One event may be dated this far apart by reports that still mean the same; and this far where both name an exact day, or where
#: their amounts are more than 2:1 apart (then it is rather the next delivery than a dispute about this one).
_STRETCH_DAYS: Final = 21
_STRETCH_EXACT_DAYS: Final = 4
_STRETCH_OTHER_AMOUNT_DAYS: Final = 3
_OTHER_AMOUNT: Final = log(2.0)
#: The greatest low end and the least high end of some ranges: between clusters their difference is the gap. None where nothing is told.
_Gap = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Common:
    """What the claims of a cluster agree on, as far as they say."""

    givers: frozenset[str]
    takers: frozenset[str]
    materiels: frozenset[str]
    places: frozenset[str]
    days: _Gap
    exact: _Gap
    amount: _Gap
    nodes: frozenset[int] = frozenset()
    foes: frozenset[int] = frozenset()


def common(facets: Facets, nodes: frozenset[int], foes: frozenset[int]) -> Common:
    """What one claim says. `nodes` names it if people decided on it, `foes` are those it is not to be joined with."""
    special = facets.materiel is not None and facets.materiel not in GENERAL and facets.materiel[0] != "~"
    dated = facets.first is not None and facets.last is not None
    return Common(
        _one(facets.giver), _one(facets.taker), _one(facets.materiel if special else None), _one(facets.place),
        (facets.first or 0, facets.last or 0) if dated else None,
        (facets.first or 0, facets.last or 0) if dated and facets.first == facets.last else None,
        None if facets.number is None else (facets.number, facets.number), nodes, foes,
    )  # fmt: skip


def merged(one: Common, other: Common) -> Common | None:
    """What two clusters agree on together; None where they cannot be one thing."""
    for mine, theirs in (
        (one.givers, other.givers), (one.takers, other.takers), (one.materiels, other.materiels), (one.places, other.places),
    ):  # fmt: skip
        if mine and theirs and mine is not theirs and mine.isdisjoint(theirs):
            return None
    if one.foes & other.nodes:
        return None
    apart = _spread(one.days, other.days)
    if apart > _STRETCH_DAYS or _spread(one.exact, other.exact) > _STRETCH_EXACT_DAYS:
        return None
    if apart > _STRETCH_OTHER_AMOUNT_DAYS and _between(one.amount, other.amount) > _OTHER_AMOUNT:
        return None
    return united(one, other)


def united(one: Common, other: Common) -> Common:
    """What two clusters say together; the days are those in which all of it may lie."""
    return Common(
        one.givers | other.givers, one.takers | other.takers, one.materiels | other.materiels, one.places | other.places,
        _inner(one.days, other.days), _inner(one.exact, other.exact), _outer(one.amount, other.amount),
        one.nodes | other.nodes, one.foes | other.foes,
    )  # fmt: skip


def _inner(one: _Gap, other: _Gap) -> _Gap:
    """The latest start and the earliest end."""
    return one or other if one is None or other is None else (max(one[0], other[0]), min(one[1], other[1]))


def _outer(one: _Gap, other: _Gap) -> _Gap:
    """The least and the greatest."""
    return one or other if one is None or other is None else (min(one[0], other[0]), max(one[1], other[1]))


def _spread(one: _Gap, other: _Gap) -> float:
    """From the earliest end to the latest start of both together."""
    found = _inner(one, other)
    return 0.0 if one is None or other is None or found is None else found[0] - found[1]


def _between(one: _Gap, other: _Gap) -> float:
    """Between the two, 0 where they overlap or one is not told."""
    return 0.0 if one is None or other is None else max(0.0, one[0] - other[1], other[0] - one[1])


def _one(value: str | None) -> frozenset[str]:
    return _NONE if value is None else frozenset((value,))


_NONE: Final[frozenset[str]] = frozenset()
