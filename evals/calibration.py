"""Confidence that means what it says: Platt's scaling of the model's probabilities, and how far off the result is."""

import math
from collections.abc import Sequence

N_BINS = 10


def fit(judged: Sequence[tuple[float, bool]], n_steps: int = 200) -> tuple[float, float]:
    """Slope and offset so that 1 / (1 + exp(-(slope * logit(p) + offset))) is the share of claims that are right (Platt 1999).

    Newton's method on the log loss with Platt's smoothed targets.
    """
    n_right = sum(right for _, right in judged)
    high, low = (n_right + 1) / (n_right + 2), 1 / (len(judged) - n_right + 2)
    points = [(logit(p), high if right else low) for p, right in judged]
    slope, offset = 1.0, 0.0
    for _ in range(n_steps):
        g = [0.0, 0.0]
        h = [1e-9, 0.0, 1e-9]
        for x, target in points:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * x + offset))))
            weight = p * (1 - p)
            g[0] += (p - target) * x
            g[1] += p - target
            h[0] += weight * x * x
            h[1] += weight * x
            h[2] += weight
        determinant = h[0] * h[2] - h[1] * h[1]
        step = ((h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant)
        slope, offset = slope - step[0], offset - step[1]
        if max(map(abs, step)) < 1e-9:
            break
    return slope, offset


def logit(p: float) -> float:
    """The log odds of a probability, clipped away from 0 and 1."""
    clipped = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(clipped / (1 - clipped))


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """The mean gap (0 to 1) between confidence and the share that is right, over ten bins of equal width, weighted by size."""
    total = 0.0
    for n in range(N_BINS):
        inside = [(p, right) for p, right in judged if n / N_BINS <= p < (n + 1) / N_BINS or (n == N_BINS - 1 and p == 1)]
        if inside:
            total += abs(sum(p for p, _ in inside) - sum(right for _, right in inside))
    return total / len(judged) if judged else 0.0
