"""Which words name an act: the model's probability for each piece, together with what the corpus says of the word itself.

The model judges a word in its surroundings; a word that it met seldom it judges badly. The table of words says how often a
word, or a word with this ending, named an act of which type in the corpus' training part. Both are added as log odds:
measured on the corpus' test part, the table brings 3 points of claim F1 in German and 2 in English (at equal thresholds).
"""

import json
import math
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import TYPES
from lagebild.reading.encoder import Encoded
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

    def together(self, types: npt.NDArray[np.float32], hit: tuple[int, float]) -> tuple[int, float]:
        """Type and probability of a word that the table knows, given the model's probabilities of the types (float32 [type])."""
        model = min(max(float(types.sum()), 1e-6), 1 - 1e-6)
        share = min(hit[1], _SUREST)
        odds = math.log(model / (1 - model)) + self._weight * math.log(share / (1 - share)) + self._bonus
        mixed = types / max(float(types.sum()), 1e-9)
        mixed[hit[0]] += 1
        return int(mixed.argmax()), 1 / (1 + math.exp(-odds))


def triggers(
    text: str, language: str, window: Window, states: Encoded, words: TriggerWords, thresholds: dict[str, float]
) -> list[Trigger]:
    """The triggers of a window in text order; within one word only the likeliest piece counts."""
    found = []
    for word, pieces in words_of(text, window):
        likeliest = max(pieces, key=lambda n: 1 - float(states.triggers[n, 0]))
        types = states.triggers[likeliest, 1:]
        hit = words.find(word.text, language)
        if hit is not None:
            type_, probability = words.together(types, hit)
        elif (probability := 1 - float(states.triggers[likeliest, 0])) >= _NEVER:
            type_ = int(types.argmax())
        else:
            continue
        if probability >= thresholds[TYPES[type_]]:
            found.append(Trigger(likeliest, type_, probability, word))
    return found


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
