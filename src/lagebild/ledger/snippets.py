"""Why a text was found: the stretch of it that holds most of what was looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.ledger.query import Clause
from lagebild.ledger.words import Token, lemma, tokens

#: Words in a snippet, about three lines of a terminal.
_N_WORDS: Final = 32


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code points [start, end) of a report's text, and in them (offsets in the same text) the words that were found."""

    start: int
    end: int
    text: str
    marks: tuple[tuple[int, int], ...]


def snippet(text: str, language: str | None, clauses: Sequence[Clause], start: int = 0) -> Snippet:
    """The stretch of `text` that holds words of most of `clauses`, the first of equals; its beginning if it holds none.
    `start` is where `text` stands in its report."""
    found = tokens(text)
    hits = _hits(found, language, clauses)
    first, last = _window(sorted(hits), hits, len(found))
    if not found:
        return Snippet(start, start + len(text), text, ())
    begin, end = found[first].start, found[last].end
    marks = tuple((start + found[at].start, start + found[at].end) for at in sorted(hits) if first <= at <= last)
    return Snippet(start + begin, start + end, text[begin:end], marks)


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
