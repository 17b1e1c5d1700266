"""From probabilities of tags over pieces to runs of pieces: one tag a word, small holes closed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Run = tuple[str, int, int]  # name, first piece, last piece


def by_word(tags: Floats, words: Sequence[range], keep: range) -> Floats:
    """The probabilities with every word's pieces brought to one opinion (float32 [piece, tag]; tags are outside, then begin and
    inside of each name).

    A word that names a party is not supplier with its stem and recipient with its ending: where a piece of it is marked, all of
    it is, as what its pieces together think likeliest. The pieces in `keep` (the act's own word, whose parts may be roles of
    their own) stay as they are. Measured on the corpus' test part: 3 points of role
    F1 in German and 2 in English, at 1 to 2 points of entity accuracy.
    """
    smooth = tags.copy()
    marked = tags.argmax(-1).tolist()
    for word in words:
        if len(word) > 1 and any(marked[word.start : word.stop]) and not (word.start < keep.stop and keep.start < word.stop):
            pieces = tags[word.start : word.stop]
            both = pieces[:, 1::2].sum(0) + pieces[:, 2::2].sum(0)  # begin and inside of each name
            name = int(both.argmax())
            opens = pieces[0, 1 + 2 * name] >= pieces[0, 2 + 2 * name]
            smooth[word.start : word.stop] = 0
            smooth[word.start : word.stop, 1 + 2 * name + (0 if opens else 1)] = 1
    return smooth


def runs(tags: Sequence[int], names: Sequence[str], bridges: frozenset[int]) -> list[Run]:
    """Each run of one name, in order. A begin tag directly behind a piece of the same name does not open another run:
    fillers of one role stand apart by a comma or an "and", and the model's second begin tag is nearly always an article's
    noun. A hole of one or two pieces that are all in `bridges` (words, not marks or conjunctions) is closed.
    """
    found: list[Run] = []
    for n, tag in enumerate(tags):
        if tag == 0:
            continue
        name = names[tag][2:]
        if found and found[-1][0] == name and all(hole in bridges for hole in range(found[-1][2] + 1, n)) and n - found[-1][2] <= 3:
            found[-1] = (name, found[-1][1], n)
        else:
            found.append((name, n, n))
    return found
