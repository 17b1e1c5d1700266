"""The gate's small sister: two worlds of 60 events, and sources copied ten times, in seconds; for the test run."""

from dataclasses import replace
from statistics import mean

from evals.weighing.measures import Weighed, b3, estimates, origin_counts, pair_scores, range_scores, weighed
from evals.weighing.world import Options, world

SEEDS = (1101, 1102)
N_EVENTS = 60
N_COPIES = 10


def small() -> dict[str, float]:
    """The figures of the small worlds, each named after what it is a small version of."""
    worlds = [weighed(world(seed, Options(n_events=N_EVENTS))) for seed in SEEDS]
    same = [pair_scores(one.act, one.origin) for one in worlds]
    plain = [(found.low, found.best, found.high, truth) for one in worlds for found, truth, _ in estimates(one)]
    return {
        "small: same origin precision": mean(one[0] for one in same), "small: same origin recall": mean(one[1] for one in same),
        "small: origin count exact": mean(origin_counts(one)[0] for one in worlds),
        "small: same thing B3 F1": mean(b3(one.event, one.thing)[2] for one in worlds),
        "small: same thing pair precision": mean(pair_scores(one.event, one.thing)[0] for one in worlds),
        "small: coverage as it starts": range_scores(plain)["coverage"],
    }  # fmt: skip


def moved_by_copies(seed: int = SEEDS[0], n_sources: int = 12) -> list[float]:
    """How far the low, best and high ends of estimates move (as factors less 1) when a source of each is copied ten times."""
    found: Weighed = weighed(world(seed, Options(n_events=N_EVENTS)))
    roots = [told for told in found.world.told if told.copy == "root" and found.balance.estimate(told.claim.id) is not None][:n_sources]
    moved: list[float] = []
    for told in roots:
        before = found.balance.estimate(told.claim.id)
        for n in range(N_COPIES):
            copy = replace(told.report, id=f"{told.report.id} again {n}", publisher=f"copier {n}")
            found.balance.add(copy, [replace(told.claim, id=f"{told.claim.id} again {n}")])
        after = found.balance.estimate(told.claim.id)
        assert before is not None
        assert after is not None
        moved += [now / then - 1 for now, then in ((after.low, before.low), (after.best, before.best), (after.high, before.high))]
    return moved
