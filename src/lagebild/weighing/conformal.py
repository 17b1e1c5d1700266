"""How far estimates of one kind must be stretched so that nine in ten hold the truth: learnt from settled cases alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, log
from typing import Final

from lagebild.weighing.estimates import Range

#: Below so many settled cases the share of hits says nothing about 90% (28 to 30 is where one miss still moves it by 3 points).
LEAST_CASES: Final = 30
_GOAL: Final = 0.9
#: No stretch is trusted outside of this.
_BOUNDS: Final = (0.5, 4.0)

Bucket = tuple[str, int]


#: Bounds alone ("at least", "up to") leave so much more open that they are held against each other only.
_BOUNDS_ALONE: Final = 0


def bucket(type_: str, n_origins: int, *, bounds_alone: bool = False) -> Bucket:
    """Which cases an estimate is held against: those of its type with 1, 2, or 3 and more origins, or with bounds alone."""
    return type_, _BOUNDS_ALONE if bounds_alone else min(n_origins, 3)


def miss(found: Range, truth: float) -> float:
    """How far the truth lies from best, in widths of the range's half on that side: up to 1 is a hit."""
    side = found.high if truth > found.best else found.low
    return abs(log(truth / found.best) / log(side / found.best)) if truth != found.best else 0.0


@dataclass(slots=True)
class Calibration:
    """The misses of settled estimates by bucket."""

    misses: dict[Bucket, list[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: Iterable[tuple[Bucket, float]]) -> "Calibration":
        """From (bucket, miss) of each settled case."""
        found = cls()
        for at, value in cases:
            found.misses.setdefault(at, []).append(value)
        return found

    def n_cases(self, at: Bucket) -> int:
        """Settled cases of a bucket."""
        return len(self.misses.get(at, ()))

    def factor(self, at: Bucket) -> tuple[float, bool]:
        """How far to stretch, and whether the bucket has cases enough to say 90%. Where it has not, what cases of all types with as many
        origins give; 1 where they do not suffice either."""
        own = _stretch(self.misses.get(at, ()))
        if own is not None:
            return own, True
        alike = _stretch([miss for (_, n), misses in sorted(self.misses.items()) if n == at[1] for miss in misses])
        return (1.0 if alike is None else alike), False


def _stretch(misses: Sequence[float]) -> float | None:
    """The factor at which nine in ten of the misses would have been hits, None where they are too few."""
    if len(misses) < LEAST_CASES:
        return None
    rank = min(len(misses), ceil((len(misses) + 1) * _GOAL))
    return min(max(sorted(misses)[rank - 1], _BOUNDS[0]), _BOUNDS[1])
