"""Texts cut at their marks and into windows."""

from hypothesis import given
from hypothesis import strategies as st

from lagebild.web.marking import WINDOW, Mark, around, control_name, pieces, window_at, windows

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12)


@given(st.text(min_size=1, max_size=60), SPANS, st.integers(0, 20), st.integers(21, 60))
def test_the_pieces_joined_are_the_text_and_each_lies_under_just_its_marks(text: str, spans: list[tuple[int, int]], start: int, end: int) -> None:
    start, end = min(start, len(text) - 1), min(end, len(text))
    marks = [Mark(at, at + n, "evidence", str(number), "mark.evidence") for number, (at, n) in enumerate(spans)]
    found = pieces(text, start, end, marks)
    assert "".join(piece.text for piece in found) == text[start:end]
    place = start
    for piece in found:
        assert piece.start == place
        place += len(piece.text)
        inside = {mark.claim for mark in marks if mark.start < place and mark.end > piece.start}
        assert {mark.claim for mark in piece.marks} == inside
        assert (piece.control is not None) == (len(piece.text) == 1 and control_name(piece.text) is not None)


@given(st.text(alphabet="ab\n ", max_size=200).map(lambda text: text * 200))
def test_the_windows_joined_are_the_text_and_none_is_longer_than_a_page(text: str) -> None:
    found = windows(text)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(0 < end - start <= WINDOW for start, end in found) or text == ""
    assert all(window_at(text, start) == number for number, (start, _) in enumerate(found))


def test_a_word_without_end_is_cut_all_the_same() -> None:
    assert len(windows("x" * 100_000)) == 9


@given(st.text(alphabet="ab \n", min_size=10, max_size=400), st.integers(0, 5), st.integers(6, 9), st.integers(0, 50))
def test_what_is_shown_around_a_claim_holds_the_claim(text: str, start: int, end: int, reach: int) -> None:
    left, right = around(text, start, end, reach)
    assert 0 <= left <= start <= end <= right <= len(text)


def test_characters_that_steer_or_hide_are_named() -> None:
    assert [control_name(sign) for sign in "\u202e\u2066\x00\x1b\ufeff\u200b\u2028"] == [
        "U+202E", "U+2066", "U+0000", "U+001B", "U+FEFF", "U+200B", "U+2028"]  # fmt: skip
    assert [control_name(sign) for sign in "a\n\tä한\u200c\u200d"] == [None] * 7
