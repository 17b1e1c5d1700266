"""A text as words with places and hashes, and the passages in direct quotation."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD: Final = re.compile(r"\w+")
_QUOTES: Final = re.compile(r"[„“»«\"‚『「]([^„“”»«\"』」]{12,1200})[“”«»\"』」]")
#: Shorter quotations are phrases that anybody may use.
LEAST_QUOTED_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: `starts` and `ends` are code points (int32), `hashes` their folded spelling (uint64 of 32 bits)."""

    starts: "NDArray[np.int32]"
    ends: "NDArray[np.int32]"
    hashes: "NDArray[np.uint64]"

    def __len__(self) -> int:
        return len(self.hashes)


def words_of(text: str) -> Words:
    """The words of `text`, in order, without regard to case."""
    import numpy as np

    found = list(_WORD.finditer(text))
    places = np.array([match.span() for match in found], dtype=np.int32).reshape(-1, 2)
    hashes = np.array([_hash(match.group()) for match in found], dtype=np.uint64)
    return Words(places[:, 0], places[:, 1], hashes)


def shingles(words: Words, n: int) -> "NDArray[np.uint64]":
    """A 32-bit hash of each `n` words in a row."""
    import numpy as np

    if len(words) < n:
        return np.zeros(0, dtype=np.uint64)
    total = np.zeros(len(words) - n + 1, dtype=np.uint64)
    for at in range(n):
        total = total * np.uint64(0x9E3779B97F4A7C15) + words.hashes[at : len(words) - n + 1 + at]
        total ^= total >> np.uint64(29)
    return (total * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(32)


def quotations(text: str) -> list[tuple[int, int]]:
    """Places [start, end) of the direct quotations of at least five words."""
    return [match.span(1) for match in _QUOTES.finditer(text) if len(_WORD.findall(match[1])) >= LEAST_QUOTED_WORDS]


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return crc32(word.casefold().encode())
