"""Text cut into the pieces that the encoder knows, each with the code points it covers.

Words are cut one by one (the vocabulary never crosses white space), so a cache over words does nearly all the work.
"""

import json
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

BEGIN: Final = 0
PAD: Final = 1
END: Final = 2
UNKNOWN: Final = 3
_META: Final = "▁"
_CACHE_WORDS: Final = 200_000
_LONGEST_WORD: Final = 200  # code points; a longer "word" is cut into stretches of this length before the vocabulary sees it

_Cut = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one stretch of text: `ids`, and the half-open code point range [starts, ends) of each (all int32 [piece])."""

    ids: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)


class Vocabulary:
    """A unigram vocabulary (Kudo 2018) with its per-code-point normalisation. Deterministic; safe to share between threads."""

    def __init__(self, pieces: Sequence[tuple[str, float]], normal: dict[str, str]) -> None:
        from tokenizers import Tokenizer
        from tokenizers.models import Unigram

        self._tokenizer = Tokenizer(Unigram(list(pieces), UNKNOWN, False))
        self._normal = {ord(code): text for code, text in normal.items()}
        self._cache: dict[str, _Cut] = {}

    @classmethod
    def load(cls, path: pathlib.Path) -> "Vocabulary":
        """The vocabulary that `train/vocabulary.py` wrote to `path`."""
        stored = json.loads(path.read_text(encoding="utf8"))
        return cls([(piece, score) for piece, score in stored["pieces"]], stored["normal"])

    def cut(self, text: str, start: int = 0, end: int | None = None) -> Pieces:
        """The pieces of text[start:end]; offsets count code points of `text`. No begin or end piece is added."""
        stop = len(text) if end is None else end
        ids: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        for word, at in _words(text, start, stop):
            cut = self._cache.get(word)
            if cut is None:
                cut = self._cut_word(word)
            ids += cut[0]
            starts += [at + offset for offset in cut[1]]
            ends += [at + offset for offset in cut[2]]
        return Pieces(np.array(ids, np.int32), np.array(starts, np.int32), np.array(ends, np.int32))

    def _cut_word(self, word: str) -> _Cut:
        normal, origin = _META, [0]
        for index, code in enumerate(word):
            mapped = self._normal.get(ord(code), code)
            normal += mapped
            origin += [index] * len(mapped)
        encoding = self._tokenizer.encode(normal, add_special_tokens=False)
        origin.append(len(word))
        ids, starts, ends = [], [], []
        for piece, (a, b) in zip(encoding.ids, encoding.offsets, strict=True):
            first, last = origin[a] if a < len(origin) else len(word), origin[b - 1] + 1
            if a == 0 and b == 1:  # the bare word mark covers no code point of its own; it takes the first
                first, last = 0, 1
            ids.append(piece)
            starts.append(first)
            ends.append(min(last, len(word)))
        cut = (tuple(ids), tuple(starts), tuple(ends))
        if len(self._cache) < _CACHE_WORDS:
            self._cache[word] = cut
        return cut


def _words(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The white-space separated words of text[start:end] with their positions; monstrous ones are cut into stretches."""
    words: list[tuple[str, int]] = []
    position = start
    for word in text[start:end].split():
        position = text.index(word, position, end)
        words.extend(
            (word[offset : offset + _LONGEST_WORD], position + offset) for offset in range(0, len(word), _LONGEST_WORD)
        )
        position += len(word)
    return words
