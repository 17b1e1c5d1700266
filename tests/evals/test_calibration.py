"""Calibration finds the distortion that was put in."""

import math
import random

import pytest

from evals.calibration import calibration_error, fit, logit


def test_a_known_distortion_is_undone() -> None:
    rng = random.Random(1)
    judged = []
    for _ in range(4000):
        p = rng.uniform(0.02, 0.98)
        true = 1 / (1 + math.exp(-(0.6 * logit(p) - 0.8)))
        judged.append((p, rng.random() < true))
    slope, offset = fit(judged)
    assert slope == pytest.approx(0.6, abs=0.08)
    assert offset == pytest.approx(-0.8, abs=0.1)
    mended = [(1 / (1 + math.exp(-(slope * logit(p) + offset))), right) for p, right in judged]
    assert calibration_error(mended) < 0.03 < calibration_error(judged)


def test_no_claim_has_no_error() -> None:
    assert calibration_error([]) == 0.0
