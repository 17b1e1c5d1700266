"""Words, lemmas and queries, as every backend gets them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.entity import Entity
from lagebild.ledger.query import Clause, Query, clauses, side_by_side
from lagebild.ledger.words import document, lemma, lemmas_of_query, party_mark, tokens

GERMAN = frozenset({"de"})


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("geliefert", "de", "liefern"), ("Haubitzen", "de", "haubitze"), ("delivered", "en", "deliver"), ("Києва", "uk", "київ"),
        ("поставляет", "ru", "поставлять"), ("미사일을", "ko", "미사일"), ("회의", "ko", "회의"), ("STRASSE", None, "strasse"),
        ("Straße", None, "strasse"), ("й", None, "й"),
    ],
)  # fmt: skip
def test_lemmas(word: str, language: str | None, expected: str) -> None:
    """A word has the lemma of its language, folded."""
    assert lemma(word, language) == expected


def test_words_keep_their_places() -> None:
    """A token is the words of the text at its place, also where letters are decomposed."""
    text = "Die „T-72“ й 북한"
    assert [token.word for token in tokens(text)] == ["Die", "T", "72", "й", "북한"]
    assert all(text[token.start : token.end] == token.word for token in tokens(text))
    assert tokens("й")[0].folded == "й"


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["de", "ko", None]))
def test_a_document_is_words_parted_by_single_spaces(text: str, language: str | None) -> None:
    """No word holds a character that a database might split at, and there are as many lemmas as words."""
    made = document(text, language, (text, text))
    for column in (made.words, made.lemmas):
        assert len(column.split(" ") if column else []) == len(tokens(text))
    for word in made.words.split():
        assert all(character.isalnum() or not character.isascii() for character in word)


def test_only_languages_of_the_script_are_asked() -> None:
    """A Latin word is not looked up in Russian, nor a Cyrillic one in German."""
    assert lemmas_of_query("waffen", frozenset({"de", "ru"})) == ("waffe", "waffen")
    assert "київ" in lemmas_of_query("Києва", frozenset({"de", "uk"}))
    assert lemmas_of_query("미사일을", frozenset({"de", "ko"})) == ("미사일",)


def test_a_query_becomes_clauses() -> None:
    """Loose words by lemma, quoted ones as written, words written together side by side."""
    found = clauses(Query('liefert "nach Kiew" T-72'), GERMAN)
    assert found == (
        Clause((("lemmas", ("liefern",)), ("lemmas", ("liefert",)))),
        Clause((("lemmas", ("t", "72")),)),
        Clause((("words", ("nach", "kiew")),)),
    ) or len(found) == 3
    assert side_by_side(Query("eins"), GERMAN) is None
    assert clauses(Query('"" - "„'), GERMAN) == ()


def test_an_entity_is_any_of_its_spellings_or_codes() -> None:
    """Spellings are lemmas side by side, codes are marks that no text can hold."""
    (clause,) = clauses(Query("", (Entity("KP", ("Nordkorea", "North Korea")),)), frozenset({"en"}), lambda code: (code, "PRK"))
    assert ("lemmas", ("north", "korea")) in clause.any_of
    assert ("marks", ("§kp",)) in clause.any_of
    assert ("marks", ("§prk",)) in clause.any_of
    assert party_mark("Islamic State_x", "actor") == "§islamic·state·x§actor"
