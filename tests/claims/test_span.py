"""Spans hold the words they claim to hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.span import Span
from lagebild.errors import InvalidClaim


@given(st.text(min_size=1), st.data())
def test_a_span_cut_from_a_text_stands_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.of(text, start, end)
    assert span.stands_in(text)
    assert span.within(Span.of(text, 0, len(text)))


@pytest.mark.parametrize(("start", "end", "text"), [(3, 3, ""), (5, 3, "ab"), (-1, 1, "ab"), (0, 3, "ab")])
def test_a_span_whose_words_do_not_fit_is_refused(start: int, end: int, text: str) -> None:
    with pytest.raises(InvalidClaim, match="span"):
        Span(start, end, text)


def test_overlap_counts_shared_code_points() -> None:
    assert Span(0, 4, "abcd").overlap(Span(2, 6, "cdef")) == 2
    assert Span(0, 2, "ab").overlap(Span(2, 4, "cd")) == 0
