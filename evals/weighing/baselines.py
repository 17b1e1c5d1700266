"""What weighing is held against: every report a vote, min-max, the median with its spread, and CRH. On the same things."""

import math
from collections import defaultdict
from collections.abc import Mapping

from evals.weighing.measures import Weighed, range_scores
from evals.weighing.truth import crh_weights
from evals.weighing.world import Told
from lagebild.weighing.estimates import Vote, estimate
from lagebild.weighing.hedges import interval

Ranges = list[tuple[float, float, float, float]]


def baselines(worlds: list[Weighed], truths: list[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Coverage, width and error of each method on the things for which `truths` says what is true of them, by world."""
    ranges: dict[str, Ranges] = defaultdict(list)
    for found, truth in zip(worlds, truths, strict=True):
        groups = {thing: group for thing, group in amounts(found).items() if thing in truth}
        values = {thing: [(told.report.publisher or "", _best(told)) for told in group] for thing, group in groups.items()}
        weights = crh_weights(values)
        for thing, group in groups.items():
            for name, (low, best, high) in _ranges(group, weights).items():
                ranges[name].append((low, best, high, truth[thing]))
    return {name: range_scores(rows) for name, rows in ranges.items()}


def amounts(found: Weighed) -> dict[str, list[Told]]:
    """What was told of each thing that gives an amount; series left out, where a day would have to be chosen."""
    groups: dict[str, list[Told]] = defaultdict(list)
    for told in found.world.told:
        if not told.act.event.series and not told.act.denied and any(role.quantity and interval(role.quantity) for role in told.claim.roles):
            groups[found.thing[told.claim.id]].append(told)
    return groups


def _ranges(group: list[Told], weights: dict[str, float]) -> dict[str, tuple[float, float, float]]:
    intervals = [found for told in group for role in told.claim.roles if role.quantity and (found := interval(role.quantity))]
    best = sorted(found.log_best for found in intervals)
    every = estimate([Vote(found) for found in intervals])
    middle = best[len(best) // 2]
    spread = 1.4826 * sorted(abs(value - middle) for value in best)[len(best) // 2] / math.sqrt(len(best)) * 1.645 + 0.02
    shares = [weights.get(told.report.publisher or "", 1.0) for told in group]
    mean = sum(w * _log(told) for w, told in zip(shares, group, strict=True)) / sum(shares)
    sd = math.sqrt(sum(w * (_log(told) - mean) ** 2 for w, told in zip(shares, group, strict=True)) / sum(shares) / len(group)) * 1.645 + 0.02
    return {
        "every report a vote": (every.low, every.best, every.high),
        "min-max": (math.exp(best[0]) * 0.999, math.exp((best[0] + best[-1]) / 2), math.exp(best[-1]) * 1.001),
        "median": (math.exp(middle - spread), math.exp(middle), math.exp(middle + spread)),
        "CRH": (math.exp(mean - sd), math.exp(mean), math.exp(mean + sd)),
    }


def _best(told: Told) -> float:
    return math.exp(_log(told))


def _log(told: Told) -> float:
    return next(found.log_best for role in told.claim.roles if role.quantity and (found := interval(role.quantity)))
