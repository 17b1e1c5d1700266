"""How well things, origins, verdicts and ranges come out against what is known of a simulated world."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evals.weighing.world import Told, World, classify
from lagebild.claims.estimate import Estimate
from lagebild.weighing.balance import Balance
from lagebild.weighing.conformal import Bucket, Calibration, bucket, miss
from lagebild.weighing.estimates import Range

Labels = Mapping[str, Hashable]


@dataclass
class Weighed:
    """A world and the picture of it. `thing` and `origin` say per claim where it was put, `event` and `act` where it belongs."""

    world: World
    balance: Balance
    thing: dict[str, str] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    n_origins: dict[str, int] = field(default_factory=dict)

    @property
    def event(self) -> dict[str, int]:
        return {told.claim.id: told.act.event.number for told in self.world.told}

    @property
    def act(self) -> dict[str, tuple[int, int]]:
        return {told.claim.id: (told.act.event.number, told.act.origin) for told in self.world.told}


def weighed(world: World) -> Weighed:
    """The picture of a world, put in by day."""
    balance = Balance(classify)
    for told in world.told:
        balance.add(told.report, [told.claim])
    found = Weighed(world, balance)
    for thing in balance.things():
        origins = balance.origins(thing.id)
        found.n_origins[thing.id] = len(origins)
        for origin in origins:
            for claim in origin.claims:
                found.thing[claim], found.origin[claim] = thing.id, origin.id
    return found


def pair_scores(truth: Labels, found: Labels, within: Labels | None = None) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of claims; `within` limits the pairs to one of its groups each."""
    both = _pairs(Counter((truth[c], found[c]) for c in truth))
    mine, theirs = _pairs(Counter(found[c] for c in truth)), _pairs(Counter(truth[c] for c in truth))
    precision, recall = both / max(1, mine), both / max(1, theirs)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def b3(truth: Labels, found: Labels) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1."""
    joint = Counter((truth[c], found[c]) for c in truth)
    mine, theirs = Counter(found[c] for c in truth), Counter(truth[c] for c in truth)
    precision = sum(joint[truth[c], found[c]] / mine[found[c]] for c in truth) / len(truth)
    recall = sum(joint[truth[c], found[c]] / theirs[truth[c]] for c in truth) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def origin_counts(found: Weighed) -> tuple[float, float]:
    """Share of events whose number of origins is exact, and whose true number lies between the published least and most."""
    told = defaultdict(list)
    for one in found.world.told:
        told[one.act.event.number].append(one)
    exact = between = 0
    for family in told.values():
        true = len({one.act.origin for one in family})
        thing = Counter(found.thing[one.claim.id] for one in family).most_common(1)[0][0]
        roots = found.balance.origins(thing)
        least = len({o.speaker for o in roots if o.speaker}) + any(o.speaker is None for o in roots)
        exact += len(roots) == true
        between += least <= true <= len(roots)
    return exact / len(told), between / len(told)


def main_event(found: Weighed, thing: str) -> int | None:
    """The event that most of a thing's claims are about."""
    events = found.event
    claims = [claim for claim, at in found.thing.items() if at == thing]
    return Counter(events[claim] for claim in claims).most_common(1)[0][0] if claims else None


def estimates(found: Weighed) -> list[tuple[Estimate, float, str]]:
    """(estimate, truth, type) of each thing with an amount."""
    events = found.event
    members: dict[str, list[str]] = defaultdict(list)
    for claim, thing in found.thing.items():
        members[thing].append(claim)
    result = []
    for thing, claims in sorted(members.items()):
        estimate = found.balance.estimate(thing)
        if estimate is not None:
            event = found.world.events[Counter(events[claim] for claim in claims).most_common(1)[0][0]]
            from datetime import date

            day = date.fromisoformat(estimate.valid_time).toordinal() if estimate.valid_time else event.day
            result.append((estimate, event.truth(day), event.type))
    return result


def learnt(cases: Iterable[tuple[Estimate, float, str]]) -> Calibration:
    """The calibration that settling these cases gives."""
    return Calibration.of((_bucket(e, type_), miss(Range(e.low, e.best, e.high, ()), truth)) for e, truth, type_ in cases)


def stretched(cases: Iterable[tuple[Estimate, float, str]], calibration: Calibration) -> list[tuple[float, float, float, float]]:
    """(low, best, high, truth) with the ranges stretched by what was learnt."""
    result = []
    for e, truth, type_ in cases:
        found = Range(e.low, e.best, e.high, ()).stretched(calibration.factor(_bucket(e, type_))[0])
        result.append((found.low, found.best, found.high, truth))
    return result


def range_scores(ranges: Sequence[tuple[float, float, float, float]]) -> dict[str, float]:
    """Coverage, median width (high/low), and the mean error of best on the log scale."""
    widths = sorted(high / low for low, _, high, _ in ranges)
    return {
        "coverage": sum(low <= truth <= high for low, _, high, truth in ranges) / len(ranges),
        "width": widths[len(widths) // 2],
        "error": sum(abs(math.log(best / truth)) for _, best, _, truth in ranges) / len(ranges),
        "n": len(ranges),
    }


def macro_f1(pairs: Sequence[tuple[str, str]], classes: Sequence[str]) -> float:
    """Macro F1 over (truth, found) of these classes."""
    scores = []
    for name in classes:
        hit = sum(t == f == name for t, f in pairs)
        scores.append(2 * hit / max(1, sum(t == name for t, _ in pairs) + sum(f == name for _, f in pairs)))
    return sum(scores) / len(scores)


def told_of(world: World) -> dict[int, list[Told]]:
    """What was told of each event."""
    found: dict[int, list[Told]] = defaultdict(list)
    for told in world.told:
        found[told.act.event.number].append(told)
    return found


def _bucket(estimate: Estimate, type_: str) -> Bucket:
    told = [line for line in estimate.lines if line.weight]
    return bucket(type_, estimate.n_origins_max, bounds_alone=all(line.low is None or line.high is None for line in told))


def _pairs(counts: Mapping[Hashable, int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())
