"""Public conflicts with a known truth: how far estimates lie from it, beside vote, median and CRH. For measuring only; nothing is kept."""

import csv
import gzip
import math
import pathlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lagebild.claims.quantity import Quantity
from lagebild.weighing.estimates import Vote, estimate
from lagebild.weighing.hedges import Interval, interval

Claims = Mapping[str, Sequence[tuple[str, float]]]  # object -> (source, value)


def population(data: pathlib.Path) -> tuple[dict[str, list[tuple[str, float]]], dict[str, float]]:
    """Claims on city populations (one per source and object, the last it made) and the truths."""
    folder = data / "measure" / "truth" / "population"
    truths = dict(_rows(folder / "population_truth.csv.gz", "PropertyValue"))
    claims: dict[str, dict[str, float]] = defaultdict(dict)
    with gzip.open(folder / "population_claims.csv.gz", "rt", encoding="utf8", errors="replace") as lines:
        for row in csv.DictReader(lines):
            key = f"{row['ObjectID']} {row['PropertyID']}"
            value = _number(row["PropertyValue"])
            if key in truths and value:
                claims[key][row["SourceID"]] = value
    return {key: sorted(found.items()) for key, found in claims.items()}, truths


def compared(claims: Claims, truths: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """By method: share of objects more than 1% off, mean absolute error on the log scale, and coverage of the range where there is one."""
    weights = crh_weights(claims)
    best: dict[str, dict[str, float]] = defaultdict(dict)
    hit = 0
    for key, told in claims.items():
        values = [value for _, value in told]
        found = estimate([Vote(_interval(value)) for value in values])
        best["lagebild"][key] = found.best
        hit += found.low <= truths[key] <= found.high
        best["median"][key] = sorted(values)[len(values) // 2]
        best["vote"][key] = max(sorted(set(values)), key=values.count)
        best["mean"][key] = sum(values) / len(values)
        best["crh"][key] = _weighted(told, weights)
    result = {name: _errors(found, truths) for name, found in best.items()}
    result["lagebild"]["coverage"] = hit / len(claims)
    return result


def crh_weights(claims: Claims, n_rounds: int = 20) -> dict[str, float]:
    """Weights of sources by CRH (Li et al. 2014): minus the log of a source's share of all loss, losses on the log scale."""
    weights: dict[str, float] = defaultdict(lambda: 1.0)
    for _ in range(n_rounds):
        loss: Counter[str] = Counter()
        for told in claims.values():
            truth = math.log(_weighted(told, weights))
            spread = max(0.01, math.sqrt(sum((math.log(value) - truth) ** 2 for _, value in told) / len(told)))
            for source, value in told:
                loss[source] += abs(math.log(value) - truth) / spread
        total = sum(loss.values()) or 1.0
        weights = {source: -math.log(max(lost, 1e-6) / total) for source, lost in loss.items()}
    return weights


def soldiers(data: pathlib.Path) -> dict[str, float]:
    """The Economist's list of estimates: of each with a range from another source on the same country and type within 45 days, how often
    the ranges that we give from the others overlap it, and how wide ours are."""
    from datetime import datetime

    rows = []
    with (data / "measure" / "estimates" / "soldier_losses_estimates_to_2024.csv").open(encoding="utf8") as lines:
        for row in csv.DictReader(lines):
            value = _number(row["estimate"])
            low, high = _number(row["estimate_low"]), _number(row["estimate_high"])
            if value or (low and high):
                best = value or math.sqrt(low * high)  # type: ignore[operator]
                day = datetime.strptime(row["date"], "%d/%m/%Y").toordinal()
                rows.append((row["country"], row["type"], row["source"], day, best, low or best, high or best))
    hits, widths, errors = 0, [], []
    for country, type_, source, day, best, low, high in rows:
        others = [row for row in rows if row[:2] == (country, type_) and row[2] != source and abs(row[3] - day) <= 45]
        if others:
            votes = [Vote(_interval(other[4], other[5], other[6]), 0.12 + 0.01 * abs(other[3] - day)) for other in others]
            found = estimate(votes)
            hits += found.low <= high and low <= found.high
            widths.append(found.high / found.low)
            errors.append(abs(math.log(found.best / best)))
    n = len(widths)
    return {"n": n, "overlap": hits / n, "width": sorted(widths)[n // 2], "error": sum(errors) / n}


def _interval(value: float, low: float | None = None, high: float | None = None) -> Interval:
    given = Quantity("range", low, high) if low is not None and high is not None and low < high else Quantity("exact", value, value)
    found = interval(given)
    assert found is not None
    return found


def _weighted(told: Sequence[tuple[str, float]], weights: Mapping[str, float]) -> float:
    """The weighted median of the values."""
    total = sum(weights[source] for source, _ in told)
    run = 0.0
    for source, value in sorted(told, key=lambda item: item[1]):
        run += weights[source]
        if run * 2 >= total:
            return value
    return told[-1][1]


def _errors(found: Mapping[str, float], truths: Mapping[str, float]) -> dict[str, float]:
    off = [abs(value / truths[key] - 1) for key, value in found.items()]
    return {"above 1%": sum(error > 0.01 for error in off) / len(off), "log error": sum(map(math.log1p, off)) / len(off), "n": len(off)}


def _rows(path: pathlib.Path, column: str) -> Iterable[tuple[str, float]]:
    with gzip.open(path, "rt", encoding="utf8", errors="replace") as lines:
        for row in csv.DictReader(lines):
            value = _number(row[column])
            if value:
                yield f"{row['ObjectID']} {row['PropertyID']}", value


def _number(text: str | None) -> float | None:
    try:
        value = float((text or "").replace(",", ""))
    except ValueError:
        return None
    return value if value > 0 else None
