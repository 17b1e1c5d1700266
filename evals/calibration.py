"""Confidence that means what it says: Platt's scaling of the model's probabilities, and how far off the result is."""

import math
from collections.abc import Sequence

N_BINS = 10


def fit(judged: Sequence[tuple[float, bool]], n_steps: int = 200) -> tuple[float, float]:
    """Slope and offset so that 1 / (1 + exp(-(slope * logit(p) + offset))) is the share of claims that are right (Platt 1999).

    Newton's method with halved steps on the log loss, with Platt's smoothed targets.
    """
    n_right = sum(right for _, right in judged)
    high, low = (n_right + 1) / (n_right + 2), 1 / (len(judged) - n_right + 2)
    points = [(logit(p), high if right else low) for p, right in judged]
    slope, offset = 1.0, 0.0
    loss = _loss(points, slope, offset)
    for _ in range(n_steps):
        step = _newton(points, slope, offset)
        size = 1.0
        while size > 1e-6 and _loss(points, slope - size * step[0], offset - size * step[1]) > loss:
            size /= 2
        slope, offset = slope - size * step[0], offset - size * step[1]
        before, loss = loss, _loss(points, slope, offset)
        if before - loss < 1e-12:
            break
    return slope, offset


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


def _loss(points: Sequence[tuple[float, float]], slope: float, offset: float) -> float:
    """The mean log loss of the targets."""
    total = 0.0
    for x, target in points:
        p = _sigmoid(slope * x + offset)
        total -= target * math.log(p) + (1 - target) * math.log(1 - p)
    return total / len(points)


def _newton(points: Sequence[tuple[float, float]], slope: float, offset: float) -> tuple[float, float]:
    """Newton's step for slope and offset; a small ridge keeps it finite where all points agree."""
    g0 = g1 = h01 = 0.0
    h00 = h11 = 1e-6
    for x, target in points:
        p = _sigmoid(slope * x + offset)
        weight = p * (1 - p)
        g0, g1 = g0 + (p - target) * x, g1 + p - target
        h00, h01, h11 = h00 + weight * x * x, h01 + weight * x, h11 + weight
    determinant = h00 * h11 - h01 * h01
    return (h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant


def logit(p: float) -> float:
    """The log odds of a probability, clipped to what three digits can tell from 0 and 1."""
    clipped = min(max(p, 0.001), 0.999)
    return math.log(clipped / (1 - clipped))


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """The mean gap (0 to 1) between confidence and the share that is right, over ten bins of equal width, weighted by size."""
    total = 0.0
    for n in range(N_BINS):
        inside = [(p, right) for p, right in judged if n / N_BINS <= p < (n + 1) / N_BINS or (n == N_BINS - 1 and p == 1)]
        if inside:
            total += abs(sum(p for p, _ in inside) - sum(right for _, right in inside))
    return total / len(judged) if judged else 0.0
