"""What a search asks for, and the form in which every backend answers it."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from lagebild.claims.entity import Entity
from lagebild.ledger.words import lemmas_of_query, party_mark, tokens

Column = Literal["words", "lemmas", "materiel", "marks"]
#: Sequences of lemmas tried for one spelling of several words; further ones are left out.
_MOST_SEQUENCES: Final = 16


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; all of it must be found.

    `text` is what a person types: words are found by lemma, words in "double quotes" (or „German“ ones) exactly as written
    but for capitals, in that order. Every other character only parts words: no query can be malformed. `entities` are found
    under each of their spellings, and claims also where a role carries their code.
    """

    text: str = ""
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One of these must hold: a sequence of words stands side by side in a column of the document."""

    any_of: tuple[tuple[Column, tuple[str, ...]], ...]

    @classmethod
    def of(cls, column: Column, sequences: Iterable[tuple[str, ...]]) -> "Clause":
        """The clause that one of `sequences` stands in `column`."""
        return cls(tuple((column, sequence) for sequence in dict.fromkeys(sequences) if sequence))


def mark_clause(marks: Iterable[str]) -> Clause:
    """The clause that a document has one of `marks`."""
    return Clause.of("marks", ((mark,) for mark in marks))


def clauses(
    query: Query, languages: frozenset[str], same_as: Callable[[str], Iterable[str]] = lambda code: (code,)
) -> tuple[Clause, ...]:
    """What a document must hold to be found by `query`, in a ledger with texts in `languages`; `same_as` gives the codes that
    stand for the same entity as a code, itself among them."""
    found: list[Clause] = []
    for part, quoted in _parts(query.text):
        if quoted:
            found.append(Clause.of("words", [tuple(token.folded for token in tokens(part))]))
        else:
            found.extend(word_clauses(part, languages))
    found.extend(_entity_clause(entity, languages, same_as(entity.code)) for entity in query.entities)
    return tuple(clause for clause in found if clause.any_of)


def word_clauses(text: str, languages: frozenset[str], column: Column = "lemmas") -> list[Clause]:
    """A clause for each word of `text`; one that is written together ("T-72") is looked for side by side."""
    return [Clause.of(column, sequences) for word in text.split() if (sequences := _sequences(word, languages))]


def side_by_side(query: Query, languages: frozenset[str]) -> Clause | None:
    """The clause that all unquoted words of `query` stand side by side, by which such documents come first; None for one
    word."""
    loose = " ".join(part for part, quoted in _parts(query.text) if not quoted)
    if len(loose.split()) < 2:
        return None
    sequences = _sequences(loose, languages)
    return Clause.of("lemmas", sequences) if sequences else None


def _entity_clause(entity: Entity, languages: frozenset[str], codes: Iterable[str]) -> Clause:
    spelled = (sequence for spelling in entity.spellings for sequence in _sequences(spelling, languages))
    return Clause(Clause.of("lemmas", spelled).any_of + mark_clause(party_mark(code) for code in codes).any_of)


def _sequences(text: str, languages: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    alternatives = [lemmas_of_query(token.word, languages) for token in tokens(text)]
    return tuple(itertools.islice(itertools.product(*alternatives), _MOST_SEQUENCES)) if alternatives else ()


def _parts(text: str) -> list[tuple[str, bool]]:
    """The pieces of `text`, each with whether it stood in quotes; an unclosed quote reaches to the end."""
    for quote in "„“”«»":
        text = text.replace(quote, '"')
    return [(part, number % 2 == 1) for number, part in enumerate(text.split('"')) if part.strip()]
