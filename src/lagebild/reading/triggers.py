"""Which words name an act: the model's probability for each piece, together with what the corpus says of the word itself.

The model judges a word in its surroundings; a word that it met seldom it judges badly. The table of words says how often a
word, or a word with this ending, named an act of which type in the corpus' training part. Both are added as log odds:
measured on the corpus' test part, the table brings 3 points of claim F1 in German and 2 in English (at equal thresholds).
"""

import json
import math
import pathlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import TYPES
from lagebild.reading.encoder import Encoded
from lagebild.reading.idioms import ODDS, named_by_idiom
from lagebild.reading.windows import Window

WORD: Final = re.compile(r"\w+(?:[-’'.&/]\w+)*")
#: Endings of a word that are looked up, in code points, the longest first.
SUFFIXES: Final = range(11, 4, -1)
_NEVER: Final = 0.02  # a word below this probability that no table knows is not looked at again
_SUREST: Final = 0.95  # the largest share that a table may claim


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that names an act: the index of its first piece in the window, the type's index, the probability (0 to 1)."""

    piece: int
    type: int
    probability: float
    word: Span


class TriggerWords:
    """The table of words: for each language, a word or "-ending" with the type it names and the share of its uses that do."""

    def __init__(self, table: dict[str, dict[str, tuple[int, float]]], weight: float, bonus: float) -> None:
        self._table = table
        self._weight = weight
        self._bonus = bonus

    @classmethod
    def load(cls, path: pathlib.Path) -> "TriggerWords":
        """The table that `train/words.py` wrote to `path`."""
        stored = json.loads(path.read_text(encoding="utf8"))
        table = {
            language: {word: (TYPES.index(type_), share) for word, (type_, share) in words.items()}
            for language, words in stored["words"].items()
        }
        return cls(table, stored["weight"], stored["bonus"])

    def find(self, word: str, language: str) -> tuple[int, float] | None:
        """The type's index and the share for a word, else for the longest known ending of it; None if nothing is known."""
        words = self._table.get(language)
        if words is None:
            return None
        lower = word.lower()
        hit = words.get(lower)
        if hit is not None:
            return hit
        for size in SUFFIXES:
            if size < len(lower) and (hit := words.get("-" + lower[-size:])) is not None:
                return hit
        return None

    def odds(self, hit: tuple[int, float]) -> float:
        """The log odds that an entry of the table adds."""
        share = min(hit[1], _SUREST)
        return self._weight * math.log(share / (1 - share)) + self._bonus

    def together(self, types: npt.NDArray[np.float32], hit: tuple[int, float]) -> tuple[int, float]:
        """Type and probability of a word that the table knows, given the model's probabilities of the types (float32 [type])."""
        model = min(max(float(types.sum()), 1e-6), 1 - 1e-6)
        odds = math.log(model / (1 - model)) + self.odds(hit)
        mixed = types / max(float(types.sum()), 1e-9)
        mixed[hit[0]] += 1
        return int(mixed.argmax()), 1 / (1 + math.exp(-odds))


def triggers(
    text: str, language: str, window: Window, states: Encoded, cut: Sequence[tuple[Span, range]], words: TriggerWords,
    thresholds: dict[str, float],
) -> list[Trigger]:
    """The triggers of a window, whose words are `cut`, in text order; within one word only the likeliest piece counts."""
    found = []
    customary = _customary(text, language, window)
    outside = states.triggers[:, 0].tolist()
    for word, pieces in cut:
        likeliest = min(pieces, key=outside.__getitem__)
        types = states.triggers[likeliest, 1:]
        hit = words.find(word.text, language)
        idiom = customary.get(word.start)
        if idiom is not None:
            type_, probability = idiom, _raised(float(types.sum()), words, hit if hit and hit[0] == idiom else None)
        elif hit is not None:
            type_, probability = words.together(types, hit)
        elif (probability := 1 - outside[likeliest]) >= _NEVER:
            type_ = int(types.argmax())
        else:
            continue
        if probability >= thresholds[TYPES[type_]]:
            found.append(Trigger(likeliest, type_, probability, word))
    return found


def _customary(text: str, language: str, window: Window) -> dict[int, int]:
    """Where words of the window name an act by custom: code point of the word, index of the type."""
    if not len(window.pieces):
        return {}
    found: dict[int, int] = {}
    starts, ends = window.pieces.starts, window.pieces.ends
    edges = [0, *(np.flatnonzero(np.diff(window.sentence)) + 1).tolist(), len(starts)]
    before = ""
    for first, last in pairwise(edges):
        start = int(starts[first])
        sentence = text[start : int(ends[last - 1])]
        found.update((start + at, type_) for at, type_ in named_by_idiom(sentence, before, language))
        before = sentence
    return found


def _raised(model: float, words: TriggerWords, hit: tuple[int, float] | None) -> float:
    """The probability of a word that names an act by custom, given the model's; the table of words counts too where it agrees."""
    clipped = min(max(model, 1e-6), 1 - 1e-6)
    odds = math.log(clipped / (1 - clipped)) + ODDS
    return 1 / (1 + math.exp(-odds - (words.odds(hit) if hit else 0.0)))


def words_of(text: str, window: Window) -> Iterator[tuple[Span, range]]:
    """Each word that pieces of the window cover, with the range of those pieces."""
    if not len(window.pieces):
        return
    starts, ends = window.pieces.starts.tolist(), window.pieces.ends.tolist()
    piece, n_pieces = 0, len(starts)
    for match in WORD.finditer(text, starts[0], ends[-1]):
        while piece < n_pieces and ends[piece] <= match.start():
            piece += 1
        last = piece
        while last < n_pieces and starts[last] < match.end():
            last += 1
        if last > piece:
            yield Span(match.start(), match.end(), match[0]), range(piece, last)
