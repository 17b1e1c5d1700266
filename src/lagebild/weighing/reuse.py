"""Which reports share words: copies, rewritten texts, quoted passages and translations, found as each report arrives.

An inverted index of five-word shingles (every second, chosen by its hash) proposes; a shingle that many reports hold is worth little
(agency boilerplate: without these weights the measured precision was .676, with them .982). Local alignment decides and pins the
words. Between languages numbers and transliterated names propose; the number of a claim decides (`linking.py`).
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from lagebild.claims.estimate import Aligned
from lagebild.weighing.align import align
from lagebild.weighing.anchors import anchors
from lagebild.weighing.postings import Postings
from lagebild.weighing.rows import Names
from lagebild.weighing.words import Words, quotations, shingles, words_of

RULE: Final = "reuse-1"
_SHINGLE_WORDS: Final = 5
#: A shingle in this many reports or fewer counts in full; in more, it counts by so much less.
_RARE: Final = 4
_MOST: Final = 64
_MOST_ANCHORED: Final = 256
#: In a collection of so many reports every pair that shares a shingle or anchors is looked at, in whatever order they come; in a larger one
#: only the weightiest by what is known when a report arrives, so that the time for one does not grow with the number of all.
N_EXACT: Final = 400
#: Every second shingle is looked at: those whose hash lies in the lower half.
_HALF: Final = 1 << 31
#: Texts whose words are remembered, because the next reports will be held against them.
_MOST_READ: Final = 512
#: Rare shingles in common from which on two texts are aligned; candidates aligned per report, the weightiest first.
LEAST_WEIGHT: Final = 1.0
N_CANDIDATES: Final = 12
#: Anchors in common (weights of `anchors`) from which on two texts in different languages are held against each other, and from which on
#: one is shown as the other's translation. Parallel sentences in blocks of six, the first 500 (`evals/weighing/reuse.py`): from 3.0 on .78
#: to .90 of true pairs and .02 to .05 of texts without a partner, so weaker ones are only proposed, and the number of a claim decides.
LEAST_ANCHORS: Final = 1.0
SURE_ANCHORS: Final = 3.0
#: Days in which translations are looked for, before and after.
_WINDOW_DAYS: Final = 7
_N_TRANSLATIONS: Final = 5
#: Near duplicates share this much of the shorter text.
NEAR: Final = 0.7

Kind = Literal["near", "verbatim", "quote", "anchors"]


@dataclass(frozen=True, slots=True)
class TextLink:
    """`report` shares words with the earlier-come `other` (numbers): "near" duplicates, "verbatim" passages, nothing but a direct
    "quote", or the "anchors" of another language. `weight` counts rare shingles or anchors in common, `share` is of the shorter text."""

    report: int
    other: int
    kind: Kind
    weight: float
    share: float
    passages: tuple[Aligned, ...] = ()


class Texts:
    """The texts of all reports so far, as an index; `text_of` gives a text again by its number when it must be aligned."""

    PARTS = ("_shingles", "_anchors", "_languages", "_names", "_periods")

    def __init__(self, text_of: Callable[[int], str]) -> None:
        self._shingles = Postings()
        self._anchors = Postings()
        self._languages = array("H")
        self._names = Names()
        self._periods = array("i")
        self._text_of = text_of
        self._words = lru_cache(maxsize=_MOST_READ)(lambda report: words_of(text_of(report)))
        self._anchored = lru_cache(maxsize=_MOST_READ)(lambda report: anchors(text_of(report)))

    def add(self, report: int, language: str | None, day: int | None) -> tuple[TextLink, ...]:
        """Take in the text of `report` and say which earlier ones it shares words with, the most first."""
        words = self._words(report)
        self._languages.append(self._names.number(language))
        self._periods.append(-1 if day is None else day // _WINDOW_DAYS)
        links = [link for other, weight in self._candidates(report, words) if (link := self._aligned(report, other, weight))]
        return (*links, *self._translations(report))

    def _candidates(self, report: int, words: Words) -> list[tuple[int, float]]:
        keys = shingles(words, _SHINGLE_WORDS)
        exact = report < N_EXACT
        weights: dict[int, float] = {}
        for key in dict.fromkeys(keys[keys < _HALF].tolist()):
            holders = self._shingles.get_and_add(key, report, N_EXACT if exact else _MOST)
            worth = 1.0 if exact or not holders else min(1.0, _RARE / len(holders))
            for other in holders:
                weights[other] = weights.get(other, 0.0) + worth
        enough = ((other, weight) for other, weight in weights.items() if weight >= LEAST_WEIGHT)
        return _heaviest(enough, N_EXACT if exact else N_CANDIDATES)

    def _aligned(self, report: int, other: int, weight: float) -> TextLink | None:
        """In the order of the texts themselves, so that it does not matter which came first."""
        mine, theirs = self._words(report), self._words(other)
        if self._text_of(report) <= self._text_of(other):
            passages = align(mine, theirs)
        else:
            passages = tuple(sorted((turned(passage) for passage in align(theirs, mine)), key=lambda found: found.start_a))
        if not passages:
            return None
        share = min(1.0, sum(passage.n_words for passage in passages) / max(1, min(len(mine), len(theirs))))
        kind: Kind = "near" if share >= NEAR else "quote" if self._quoted(report, other, passages) else "verbatim"
        return TextLink(report, other, kind, weight, share, passages)

    def _quoted(self, report: int, other: int, passages: tuple[Aligned, ...]) -> bool:
        """Whether all that is shared stands between quotation marks in both, but for a few words at the edges."""
        mine, theirs = quotations(self._text_of(report)), quotations(self._text_of(other))
        return all(
            _inside(mine, passage.start_a, passage.end_a) and _inside(theirs, passage.start_b, passage.end_b) for passage in passages
        )

    def _translations(self, report: int) -> list[TextLink]:
        found = self._anchored(report)
        exact = report < N_EXACT
        weights: dict[int, float] = {}
        for key, weight in found.items():
            holders = self._near(key, report)
            self._anchors.get_and_add(_in_period(key, self._periods[report]), report, N_EXACT if exact else _MOST_ANCHORED)
            worth = weight if exact else weight * _worth(len(holders))
            for other in holders:
                weights[other] = weights.get(other, 0.0) + worth
        mine = self._languages[report]
        abroad = ((other, weight) for other, weight in weights.items() if weight >= LEAST_ANCHORS and self._languages[other] != mine)
        best = _heaviest(abroad, N_EXACT if exact else _N_TRANSLATIONS)
        total = sum(found.values()) or 1.0
        return [
            TextLink(report, other, "anchors", weight, weight / total) for other, weight in best if exact or weight >= best[0][1] / 2
        ]

    def shown(self, link: TextLink) -> TextLink | None:
        """The link as it can be shown, by what is known now: a translation only where its anchors are many and rare enough."""
        if link.kind != "anchors":
            return link
        mine, theirs = self._anchored(link.report), self._anchored(link.other)
        shared = sorted(mine.keys() & theirs.keys())
        if sum(mine[key] for key in shared) < SURE_ANCHORS:  # how many others hold them can only make them less
            return None
        weight = sum(mine[key] * _worth(len(self._near(key, link.report)) - 1) for key in shared)
        total = min(sum(mine.values()), sum(theirs.values())) or 1.0
        return replace(link, weight=weight, share=min(1.0, weight / total)) if weight >= SURE_ANCHORS else None

    def _near(self, key: int, report: int) -> list[int]:
        """The reports that hold an anchor in the report's period and the two beside it."""
        period = self._periods[report]
        near = (period,) if period < 0 else (period - 1, period, period + 1)
        return [other for at in near for other in self._anchors.get(_in_period(key, at))]


def _worth(n_holders: int) -> float:
    """What an anchor counts that so many other reports hold at that time."""
    return min(1.0, 3 * _RARE / max(1, n_holders))


def turned(passage: Aligned) -> Aligned:
    """The passage seen from the other text."""
    return Aligned(passage.start_b, passage.end_b, passage.start_a, passage.end_a, passage.n_words)


def _heaviest(found: Iterable[tuple[int, float]], n: int) -> list[tuple[int, float]]:
    """The first `n` by weight; among equals the earliest."""
    return sorted(found, key=lambda item: (-round(item[1], 9), item[0]))[:n]


def _in_period(key: int, period: int) -> int:
    return (key ^ (period * 0x9E3779B1)) & 0xFFFFFFFF


def _inside(places: list[tuple[int, int]], start: int, end: int) -> bool:
    slack = 25  # code points: "he said" around a quotation
    return any(low - slack <= start and end <= high + slack for low, high in places)
