"""A report's sentences packed into the stretches that the encoder sees at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lagebild.reading.pieces import Pieces, Vocabulary

#: Most pieces of a window: context for pronouns and sources, while attention stays cheap. A judgement; other sizes were not tried.
PACKED: Final = 128
#: Most pieces of one sentence; longer ones (tables run together) are read in stretches, since the encoder knows 512 positions.
LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences: their `pieces` in text order, and the `sentence` index of each piece (int32 [piece])."""

    pieces: Pieces
    sentence: np.ndarray


def windows(text: str, sentences: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> list[Window]:
    """All sentences of `text` in windows of whole sentences; every piece stands in exactly one window."""
    found: list[Window] = []
    group: list[tuple[int, Pieces]] = []
    size = 0
    for number, (start, end) in enumerate(sentences):
        for pieces in _stretches(vocabulary.cut(text, start, end)):
            if group and size + len(pieces) > PACKED:
                found.append(_joined(group))
                group, size = [], 0
            group.append((number, pieces))
            size += len(pieces)
    return [*found, _joined(group)] if group else found


def _stretches(pieces: Pieces) -> list[Pieces]:
    if len(pieces) <= LONGEST:
        return [pieces] if len(pieces) else []
    cuts = range(0, len(pieces), LONGEST)
    return [Pieces(pieces.ids[a : a + LONGEST], pieces.starts[a : a + LONGEST], pieces.ends[a : a + LONGEST]) for a in cuts]


def _joined(group: list[tuple[int, Pieces]]) -> Window:
    return Window(
        Pieces(*(np.concatenate([getattr(pieces, name) for _, pieces in group]) for name in ("ids", "starts", "ends"))),
        np.concatenate([np.full(len(pieces), number, np.int32) for number, pieces in group]),
    )
