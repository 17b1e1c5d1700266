"""How much, from one vote per origin: a weighted median, and a range that widens where origins disagree.

On a grid of the amount's logarithm each origin's words give a likelihood with soft ends (the words, the source, our own reading);
"at least" and "up to" bound one side only. The range is where 90% of the product lies, blurred by a floor that no number of origins
can shrink, because allied sources share their errors.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import erf, exp, log, sqrt
from typing import TYPE_CHECKING, Final

from lagebild.weighing.hedges import Interval, significant_digits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Standard deviations on the natural-log scale, chosen by hand and checked on simulated worlds (coverage before calibration .88 to .90
#: on building seeds): a source's own, our reader's, what is shared.
SOURCE_SD: Final = 0.12
READER_SD: Final = 0.02
SHARED_SD: Final = 0.05
#: A single origin cannot be held against another: it hides more than it shows (measured: single-origin estimates under-cover).
SINGLE_SD: Final = 0.06
_HALF_90: Final = 1.645
_N_POINTS: Final = 401
#: A bound says less about where the amount is than a number does.
_CENSORED_WEIGHT: Final = 0.35


@dataclass(frozen=True, slots=True)
class Vote:
    """What one origin says: `sd` is its source's standard deviation on the log scale beyond what the words leave open."""

    interval: Interval
    sd: float = SOURCE_SD


@dataclass(frozen=True, slots=True)
class Range:
    """Low, best and high of 90%; `weights` are the votes' shares."""

    low: float
    best: float
    high: float
    weights: tuple[float, ...]

    def stretched(self, factor: float) -> "Range":
        """Both ends `factor` times as far from best, on the log scale."""
        return Range(self.best * (self.low / self.best) ** factor, self.best, self.best * (self.high / self.best) ** factor, self.weights)


def estimate(votes: Sequence[Vote]) -> Range:
    """The range that the votes give; there is at least one."""
    import numpy as np

    points = np.array([vote.interval.log_best for vote in votes])
    variances = np.array([_variance(vote) for vote in votes])
    tau2 = disagreement(votes, points, variances)
    weights = np.array([_CENSORED_WEIGHT if vote.interval.censored else 1.0 for vote in votes]) / (variances + tau2)
    weights /= weights.sum()
    best = agreed_figure(votes)
    best = weighted_median(points, weights) if best is None else best
    low, high = _ends(votes, points, tau2)
    low, high = min(low, best - 0.01), max(high, best + 0.01)
    return Range(exp(low), exp(best), exp(high), tuple(float(weight) for weight in weights))


def disagreement(votes: Sequence[Vote], points: "NDArray[np.float64]", variances: "NDArray[np.float64]") -> float:
    """Variance between origins beyond what each leaves open (DerSimonian and Laird), from those that give a number."""
    told = [at for at, vote in enumerate(votes) if not vote.interval.censored]
    if len(told) < 2:
        return SINGLE_SD**2
    inverse = 1 / variances[told]
    mean = (inverse * points[told]).sum() / inverse.sum()
    excess = (inverse * (points[told] - mean) ** 2).sum() - (len(told) - 1)
    return max(0.0, float(excess / (inverse.sum() - (inverse**2).sum() / inverse.sum())))


def agreed_figure(votes: Sequence[Vote]) -> float | None:
    """Natural log of the unusual bare figure that more origins give than any other, at least two: independent sources hardly hit on the
    same three digits by chance. None where there is no such figure."""
    figures = Counter(vote.interval.log_best for vote in votes if vote.interval.bare and significant_digits(vote.interval.best) >= 3)
    usual = figures.most_common(2)
    if not usual or usual[0][1] < 2 or (len(usual) > 1 and usual[1][1] == usual[0][1]):
        return None
    return usual[0][0]


def weighted_median(points: "NDArray[np.float64]", weights: "NDArray[np.float64]") -> float:
    """The first point at which half of the weight is reached: a figure that somebody gave, never one between two."""
    import numpy as np

    order = np.lexsort((weights, points))
    reached = np.cumsum(weights[order])
    return float(points[order][int(np.searchsorted(reached, reached[-1] / 2 - 1e-12))])


def _variance(vote: Vote) -> float:
    interval = vote.interval
    words = log(max(interval.high, 1e-9) / max(interval.low, 1e-9)) / (2 * _HALF_90) if interval.high > 0 else 0.0
    return float(words**2 + vote.sd**2 + READER_SD**2)


def _ends(votes: Sequence[Vote], points: "NDArray[np.float64]", tau2: float) -> tuple[float, float]:
    """The 5% and 95% points of the product of the votes' likelihoods, on the log scale."""
    import numpy as np

    reach = 1.0 + 4 * sqrt(tau2)
    grid = np.linspace(points.min() - reach, points.max() + reach, _N_POINTS)
    total = np.zeros(_N_POINTS)
    for vote in votes:
        total += np.log(_likelihood(vote, grid, tau2) + 1e-12)
    density = _blurred(np.exp(total - total.max()), float(grid[1] - grid[0]))
    shares = np.cumsum(density) / density.sum()
    low, high = np.interp((0.05, 0.95), shares, grid)
    return float(low), float(high)


def _likelihood(vote: Vote, grid: "NDArray[np.float64]", tau2: float) -> "NDArray[np.float64]":
    """How well each amount fits the words: 1 inside, falling softly at the ends, slowly at an open one."""
    import numpy as np

    interval = vote.interval
    soft = sqrt(vote.sd**2 + READER_SD**2 + tau2)
    low, high = log(max(interval.low, 0.5)), log(max(interval.high, 0.5))
    found = normal((grid - low) / soft) if not interval.open_low else np.exp(-np.maximum(low - grid, 0) / (high - low + soft))
    return found * (normal((high - grid) / soft) if not interval.open_high else np.exp(-np.maximum(grid - high, 0) / (high - low + soft)))


def _blurred(density: "NDArray[np.float64]", step: float) -> "NDArray[np.float64]":
    """The density with `SHARED_SD` of error added that all origins have in common."""
    import numpy as np

    n = min(_N_POINTS // 2 - 1, max(1, int(3 * SHARED_SD / step)))
    kernel = np.exp(-0.5 * ((np.arange(-n, n + 1) * step) / SHARED_SD) ** 2)
    return np.convolve(density, kernel / kernel.sum(), mode="same")


def normal(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The normal distribution function of each value, to within 1e-6."""
    import numpy as np

    found: NDArray[np.float64] = np.interp(values, *_normal_table())
    return found


@cache
def _normal_table() -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Where the function is looked up, and its values: between two points it is as good as straight."""
    import numpy as np

    points = np.linspace(-8.0, 8.0, 4001)
    return points, np.array([0.5 * (1 + erf(point / sqrt(2.0))) for point in points])
