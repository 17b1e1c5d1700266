"""A report cut into what is asked at once: whole sentences, with the two before them to understand them by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.claims.report import Report

#: Sentences and code points that are asked about at once. Judgements: short enough that an answer fits small models, long enough
#: that the instructions do not cost more than the text.
MAX_SENTENCES: Final = 12
MAX_CHARACTERS: Final = 4_000
#: A longer sentence is no sentence (a table run together); it is left out and said so.
MAX_SENTENCE: Final = 6_000
_N_BEFORE: Final = 2


@dataclass(frozen=True, slots=True)
class Portion:
    """Sentences that are asked about (`first` is the index of the first in the report), and those before them, as ranges of
    code points."""

    report: Report
    first: int
    sentences: tuple[tuple[int, int], ...]
    before: tuple[tuple[int, int], ...] = ()


def portions(report: Report, sentences: Sequence[tuple[int, int]]) -> tuple[tuple[Portion, ...], tuple[tuple[int, int], ...]]:
    """The portions of a report, and the sentences that are too long to be asked about."""
    found: list[Portion] = []
    long = tuple(pair for pair in sentences if pair[1] - pair[0] > MAX_SENTENCE)
    group: list[int] = []
    for n, (start, end) in enumerate(sentences):
        too_long = end - start > MAX_SENTENCE
        full = len(group) >= MAX_SENTENCES or (group and end - sentences[group[0]][0] > MAX_CHARACTERS)
        if group and (too_long or full):
            found.append(_portion(report, sentences, group))
            group = []
        if not too_long:
            group.append(n)
    if group:
        found.append(_portion(report, sentences, group))
    return tuple(found), long


def _portion(report: Report, sentences: Sequence[tuple[int, int]], group: Sequence[int]) -> Portion:
    first = group[0]
    before = (pair for pair in sentences[max(0, first - _N_BEFORE) : first] if pair[1] - pair[0] <= MAX_SENTENCE)
    return Portion(report, first, tuple(sentences[n] for n in group), tuple(before))
