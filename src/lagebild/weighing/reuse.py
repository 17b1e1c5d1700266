"""Which reports share words: copies, rewritten texts, quoted passages and translations, found as each report arrives.

An inverted index of five-word shingles (every second, chosen by its hash) proposes; a shingle that many reports hold is worth little
(agency boilerplate: without these weights the measured precision was .676, with them .982). Local alignment decides and pins the
words. Between languages numbers and transliterated names propose; the number of a claim decides (`weighing.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from lagebild.claims.estimate import Aligned
from lagebild.weighing.align import align
from lagebild.weighing.anchors import anchors
from lagebild.weighing.postings import Postings
from lagebild.weighing.words import Words, quotations, shingles, words_of

RULE: Final = "reuse-1"
_SHINGLE_WORDS: Final = 5
#: A shingle in this many reports or fewer counts in full; in more, it counts by so much less.
_RARE: Final = 4
_MOST: Final = 64
#: Rare shingles in common from which on two texts are aligned; candidates aligned per report, the weightiest first.
LEAST_WEIGHT: Final = 1.0
N_CANDIDATES: Final = 12
#: Anchors in common from which on two texts in different languages may be one (weights of `anchors`); days in which they are looked for.
LEAST_ANCHORS: Final = 3.0
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

    def __init__(self, text_of: Callable[[int], str]) -> None:
        self._text_of = text_of
        self._shingles = Postings(_MOST)
        self._anchors = Postings(4 * _MOST)
        self._languages: dict[int, str] = {}
        self._words = lru_cache(maxsize=512)(lambda report: words_of(text_of(report)))

    def add(self, report: int, language: str | None, day: int | None) -> tuple[TextLink, ...]:
        """Take in the text of `report` and say which earlier ones it shares words with, the most first."""
        words = self._words(report)
        self._languages[report] = language or ""
        links = [link for other, weight in self._candidates(report, words) if (link := self._aligned(report, other, weight))]
        return (*links, *self._translations(report, day))

    def _candidates(self, report: int, words: Words) -> list[tuple[int, float]]:
        keys = shingles(words, _SHINGLE_WORDS)
        weights: dict[int, float] = {}
        for key in dict.fromkeys(keys[(keys & 1) == 0].tolist()):
            holders = self._shingles.get_and_add(key, report)
            if holders:
                worth = min(1.0, _RARE / len(holders))
                for other in holders:
                    weights[other] = weights.get(other, 0.0) + worth
        return _heaviest(((other, weight) for other, weight in weights.items() if weight >= LEAST_WEIGHT), N_CANDIDATES)

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

    def _translations(self, report: int, day: int | None) -> list[TextLink]:
        found = anchors(self._text_of(report))
        weights: dict[int, float] = {}
        period = -1 if day is None else day // _WINDOW_DAYS
        for key, weight in found.items():
            holders = self._anchors.get_and_add(_in_period(key, period), report)
            if period >= 0:
                holders += self._anchors.get(_in_period(key, period - 1)) + self._anchors.get(_in_period(key, period + 1))
            worth = weight * min(1.0, 3 * _RARE / max(1, len(holders)))
            for other in holders:
                weights[other] = weights.get(other, 0.0) + worth
        mine = self._languages[report]
        abroad = ((other, weight) for other, weight in weights.items() if weight >= LEAST_ANCHORS and self._languages[other] != mine)
        total = sum(found.values()) or 1.0
        return [TextLink(report, other, "anchors", weight, weight / total) for other, weight in _heaviest(abroad, _N_TRANSLATIONS)]


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
