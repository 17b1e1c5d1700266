"""Words as search sees them: tokens and lemmas, the same for every backend.

A database's own tokeniser is never asked: SQLite and PostgreSQL split, fold and stem differently, and neither knows that
"geliefert" belongs to "liefern". Documents and queries become the strings below, and a backend only looks for strings.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

#: A letter or digit, then letters, digits and combining marks (a decomposed й is one word).
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_NO_WORD: Final = re.compile(r"[\W_]")
_LONGEST: Final = 64
#: Stands between separate materiel: a word to the databases, never one of a text.
_APART: Final = "·"
_LEMMATISED: Final = ("de", "en", "ru", "uk")
_LATIN: Final = ("de", "en")
_CYRILLIC: Final = ("ru", "uk")
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]+")
#: Particles that Korean writes onto a noun, the longest first; taken off where two syllables or more remain.
_PARTICLES: Final = (
    "에서는", "으로는", "에게서", "으로", "에서", "에게", "까지", "부터", "에는", "와", "과", "을", "를", "이", "가", "은", "는",
    "의", "에", "로", "도", "만",
)  # fmt: skip


class Token(NamedTuple):
    """A word of a text: where it stands (code points, half-open), as written, and folded (NFC, case folded)."""

    start: int
    end: int
    word: str
    folded: str


@dataclass(frozen=True, slots=True)
class Words:
    """A document as search keeps it: folded words, their lemmas, the lemmas of its materiel, and marks (codes of its parties,
    type, status) that no text can hold; each joined by single spaces."""

    words: str
    lemmas: str
    materiel: str = ""
    marks: str = ""


def tokens(text: str) -> list[Token]:
    """The words of `text` in order."""
    return [Token(found.start(), found.end(), found[0], _fold(found[0])) for found in _WORD.finditer(text)]


def document(
    text: str, language: str | None, materiel: tuple[str, ...] = (), marks: tuple[str, ...] = ()
) -> Words:
    """`text` as search keeps it; `language` (ISO 639-1) chooses the lemmas. Words of separate materiel never touch."""
    found = tokens(text)
    return Words(
        words=" ".join(token.folded for token in found),
        lemmas=" ".join(lemma(token.word, language) for token in found),
        materiel=f" {_APART} ".join(" ".join(lemma(token.word, language) for token in tokens(part)) for part in materiel),
        marks=" ".join(marks),
    )


def party_mark(entity: str, role: str | None = None) -> str:
    """The mark of a claim with `entity` as a party, or as a party in `role`."""
    return "§" + _NO_WORD.sub("·", _fold(entity)) + (f"§{role}" if role else "")


def word_mark(word: str) -> str:
    """The mark of a claim of this type or status."""
    return f"¶{word}"


@lru_cache(maxsize=50_000)
def lemma(word: str, language: str | None) -> str:
    """The folded lemma of `word`: by simplemma for de, en, ru and uk, without its particle for Korean, else the folded word."""
    if language in _LEMMATISED:
        found = _fold(str(_simplemma().lemmatize(unicodedata.normalize("NFC", word)[:_LONGEST], lang=language)))
        return found if _WORD.fullmatch(found) else _fold(word)  # some lemmas are two words
    return _without_particle(_fold(word))


def lemmas_of_query(word: str, languages: frozenset[str]) -> tuple[str, ...]:
    """All that documents in `languages` may have as the lemma of `word`, whatever its capitals; sorted.

    Only languages that are written in the word's script are asked, so a ledger without Russian loads no Russian.
    """
    asked = [language for language in _written_in(unicodedata.normalize("NFC", word)[:1]) if language in languages]
    forms = {word, word.lower(), word.capitalize()}
    return tuple(sorted({_without_particle(_fold(word))} | {lemma(form, language) for form in forms for language in asked}))


def _written_in(letter: str) -> tuple[str, ...]:
    """The lemmatised languages that are written with `letter`."""
    if "\u0400" <= letter <= "\u052f":
        return _CYRILLIC
    return () if _HANGUL.match(letter) else _LATIN


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()[:_LONGEST]
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())[:_LONGEST]


def _without_particle(word: str) -> str:
    if _HANGUL.fullmatch(word):
        for particle in _PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return word[: -len(particle)]
    return word


@cache
def _simplemma() -> Any:
    """simplemma, imported at the first word: a language costs up to 0.9 s and 160 MB."""
    import simplemma

    return simplemma
