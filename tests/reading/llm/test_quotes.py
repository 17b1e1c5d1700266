"""Quotes are found word for word in their sentence, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.span import Span
from lagebild.reading.llm.quotes import find_quote

TEXT = "Truppen und\nTruppenteile, dann Truppen. Und Truppen."
FIRST = (0, 39)


def at(quote: str, **facts: object) -> tuple[int, int] | None:
    span = find_quote(TEXT, FIRST, quote, **facts)  # type: ignore[arg-type]
    return (span.start, span.end) if span else None


def test_a_quote_stands_in_its_own_sentence_only() -> None:
    assert at("Und Truppen") is None
    assert at("truppen") is None
    assert at("") is None
    assert at("Truppen  und Truppenteile") == (0, 24)


def test_a_whole_word_comes_before_a_part_and_a_free_one_before_one_that_is_taken() -> None:
    assert at("Truppen") == (0, 7)
    assert at("Truppen", taken=[Span.of(TEXT, 0, 7)]) == (31, 38)
    assert at("Truppen", near=Span.of(TEXT, 26, 30)) == (31, 38)
    assert at("teile") == (19, 24)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_whatever_is_quoted_from_a_sentence_is_found_there_with_the_same_words(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    quote = text[start:end]
    found = find_quote(text, (0, len(text)), quote)
    if quote.split():
        assert found is not None
        assert found.stands_in(text)
        assert found.text.split() == quote.split()
    else:
        assert found is None
