"""Which words two texts share in the same order: passages, each pinned on both sides."""

from collections.abc import Iterable
from typing import Final

from lagebild.claims.estimate import Aligned
from lagebild.weighing.words import Words, shingles

#: Seeds are so many words in a row; with four in ten words rewritten one place in five still holds one.
_SEED_WORDS: Final = 3
#: Words that may be changed, left out or put in between two seeds of one passage.
_GAP: Final = 9
_DRIFT: Final = 5
#: A seed that stands in a text more often than this says nothing.
_MOST_PLACES: Final = 4
#: Words in common below which a passage is chance: set phrases of agencies run up to seven.
LEAST_WORDS: Final = 8

#: First and last word on both sides, and how many words in common.
_Run = tuple[int, int, int, int, int]


def align(one: Words, other: Words, least_words: int = LEAST_WORDS) -> tuple[Aligned, ...]:
    """The passages with at least `least_words` words in common, in the order of the first text."""
    runs = _chained(_runs(_seeds(one, other)))
    return tuple(
        Aligned(int(one.starts[a]), int(one.ends[b]), int(other.starts[c]), int(other.ends[d]), n)
        for a, b, c, d, n in sorted(runs) if n >= least_words
    )


def _seeds(one: Words, other: Words) -> list[tuple[int, int]]:
    """(place in one, place in the other) of each seed in common."""
    import numpy as np

    mine, theirs = shingles(one, _SEED_WORDS), shingles(other, _SEED_WORDS)
    by_key = np.argsort(mine, kind="stable")
    keys = mine[by_key]
    first = np.searchsorted(keys, theirs, side="left")
    n = np.searchsorted(keys, theirs, side="right") - first
    n[n > _MOST_PLACES] = 0
    at = np.repeat(np.arange(len(theirs)), n)
    within = np.arange(len(at)) - np.repeat(np.cumsum(n) - n, n)
    places = by_key[first[at] + within]
    order = np.lexsort((at, places))
    return list(zip(places[order].tolist(), at[order].tolist(), strict=True))


def _runs(seeds: Iterable[tuple[int, int]]) -> list[_Run]:
    """Words in common without a gap."""
    open_: dict[int, _Run] = {}
    runs: list[_Run] = []
    for a, b in seeds:
        last = open_.get(a - b)
        if last is not None and a <= last[1] + 1:
            open_[a - b] = (last[0], a + _SEED_WORDS - 1, last[2], b + _SEED_WORDS - 1, a + _SEED_WORDS - last[0])
            continue
        if last is not None:
            runs.append(last)
        open_[a - b] = (a, a + _SEED_WORDS - 1, b, b + _SEED_WORDS - 1, _SEED_WORDS)
    return sorted([*runs, *open_.values()])


def _chained(runs: list[_Run]) -> list[_Run]:
    """Runs that follow each other in both texts with small gaps, as one passage; each run goes to the nearest before it."""
    passages: list[_Run] = []
    for run in runs:
        best = None
        for at in range(len(passages) - 1, max(-1, len(passages) - 12), -1):
            last = passages[at]
            gap_a, gap_b = run[0] - last[1] - 1, run[2] - last[3] - 1
            fits = -_SEED_WORDS < gap_a <= _GAP and -_SEED_WORDS < gap_b <= _GAP and abs(gap_a - gap_b) <= _DRIFT
            if fits and (best is None or abs(gap_a - gap_b) < best[0]):
                best = (abs(gap_a - gap_b), at, max(0, -gap_a, -gap_b))
        if best is None:
            passages.append(run)
        else:
            last = passages[best[1]]
            passages[best[1]] = (last[0], run[1], last[2], run[3], last[4] + run[4] - best[2])
    return passages
