"""Why a text was found: the stretch of it that holds most of what was looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.ledger.query import Clause
from lagebild.ledger.words import Token, lemma, tokens

#: Words in a snippet, about three lines of a terminal.
_N_WORDS: Final = 32
#: Code points of a snippet, though its words were longer.
_LONGEST: Final = 1_200
#: Code points of a long text that are looked through at a time, how far the next stretch reaches back, and where looking ends.
_STRETCH: Final = 60_000
_BACK: Final = 1_000
_FAR: Final = 1_200_000


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code points [start, end) of a report's text, and in them (offsets in the same text) the words that were found."""

    start: int
    end: int
    text: str
    marks: tuple[tuple[int, int], ...]


def snippet(text: str, language: str | None, clauses: Sequence[Clause], start: int = 0) -> Snippet:
    """The stretch of `text` that holds words of most of `clauses`, the first of equals; its beginning if it holds none. Of a long text the
    first stretch of 60,000 code points in which a word of each clause stands is looked through, or of the first 1.2 million the one with
    most. `start` is where `text` stands in its report."""
    begin, found, hits = _best_stretch(text, language, clauses)
    if not found:
        return Snippet(start, start + len(text[:_LONGEST]), text[:_LONGEST], ())
    first, last = _window(sorted(hits), hits, len(found))
    marks = [(begin + found[at].start, begin + found[at].end) for at in sorted(hits) if first <= at <= last]
    left, right = begin + found[first].start, begin + found[last].end
    if right - left > _LONGEST:
        left = max(left, min(marks[0][0] - _LONGEST // 4, right - _LONGEST)) if marks else left
        right = left + _LONGEST
    shown = tuple((start + low, start + high) for low, high in marks if left <= low and high <= right)
    return Snippet(start + left, start + right, text[left:right], shown)


def _best_stretch(text: str, language: str | None, clauses: Sequence[Clause]) -> tuple[int, list[Token], dict[int, set[int]]]:
    """Where the stretch begins that serves most clauses, its tokens, and which of them serve which."""
    best: tuple[int, list[Token], dict[int, set[int]]] | None = None
    most = 0
    for begin in range(0, max(1, min(len(text), _FAR)), _STRETCH - _BACK):
        found = tokens(text[begin : begin + _STRETCH])
        hits = _hits(found, language, clauses)
        n_served = len(set().union(*hits.values())) if hits else 0
        if best is None or n_served > most:
            best, most = (begin, found, hits), n_served
        if n_served == len(clauses) or begin + _STRETCH >= len(text):
            break
    return best if best is not None else (0, [], {})


def _hits(found: list[Token], language: str | None, clauses: Sequence[Clause]) -> dict[int, set[int]]:
    """For each token that is part of something looked for, the numbers of the clauses that it serves."""
    columns = {"words": [token.folded for token in found], "lemmas": [lemma(token.word, language) for token in found]}
    hits: dict[int, set[int]] = {}
    for number, clause in enumerate(clauses):
        for column, sequence in clause.any_of:
            words = columns["words" if column == "words" else "lemmas"]
            for at in _places(words, sequence):
                for inside in range(at, at + len(sequence)):
                    hits.setdefault(inside, set()).add(number)
    return hits


def _places(words: list[str], sequence: tuple[str, ...]) -> list[int]:
    n_words = len(sequence)
    return [at for at, word in enumerate(words) if word == sequence[0] and tuple(words[at : at + n_words]) == sequence]


def _window(places: list[int], hits: dict[int, set[int]], n_tokens: int) -> tuple[int, int]:
    """First and last token of the window that serves most clauses, with a few words before its first hit."""
    best, first = 0, 0
    for place in places:
        inside = [hits[at] for at in range(place, place + _N_WORDS - 4) if at in hits]
        if len(set().union(*inside)) > best:
            best, first = len(set().union(*inside)), place
    begin = max(0, min(first - 4, n_tokens - _N_WORDS))
    return begin, min(n_tokens, begin + _N_WORDS) - 1
