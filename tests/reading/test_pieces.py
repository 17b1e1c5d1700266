"""Pieces cover the text they were cut from, with offsets in code points of that text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.pieces import UNKNOWN, Vocabulary
from lagebild.reading.reader import BUILT_IN


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(BUILT_IN / "pieces.json")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_pieces_are_in_order_within_bounds_and_cover_every_word(vocabulary: Vocabulary, text: str) -> None:
    cut = vocabulary.cut(text)
    covered = set()
    last = 0
    for start, end in zip(cut.starts.tolist(), cut.ends.tolist(), strict=True):
        assert 0 <= start < end <= len(text)
        assert start >= last
        last = start
        covered.update(range(start, end))
    for index, code in enumerate(text):
        if code.isalnum() and not code.isspace():
            assert index in covered


def test_offsets_count_from_the_start_of_the_text_not_of_the_stretch(vocabulary: Vocabulary) -> None:
    text = "Erster Satz. Panzer kamen."
    cut = vocabulary.cut(text, 13)
    assert text[cut.starts[0] : cut.ends[-1]] == "Panzer kamen."


def test_a_special_piece_in_a_text_is_only_text(vocabulary: Vocabulary) -> None:
    assert set(vocabulary.cut("<s> </s> <pad>").ids.tolist()).isdisjoint({0, 1, 2})


def test_a_monstrous_word_is_cut_into_stretches(vocabulary: Vocabulary) -> None:
    cut = vocabulary.cut("x" * 100_000)
    assert cut.ends[-1] == 100_000


def test_korean_and_cyrillic_are_known(vocabulary: Vocabulary) -> None:
    for text in ("북한이 러시아에 병력을 보냈다", "Київ отримав снаряди", "Москва отрицает"):
        assert UNKNOWN not in vocabulary.cut(text).ids.tolist()
