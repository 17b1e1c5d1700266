"""Windows hold whole sentences, each piece once."""

import pytest

from lagebild.reading.pieces import Vocabulary
from lagebild.reading.reader import BUILT_IN
from lagebild.reading.windows import LONGEST, PACKED, windows


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(BUILT_IN / "pieces.json")


def test_sentences_are_packed_whole_and_in_order(vocabulary: Vocabulary) -> None:
    sentence = "Der Minister sagte, dass die Lieferung im Herbst beginnen werde. "
    text = sentence * 40
    ranges = [(n * len(sentence), (n + 1) * len(sentence) - 1) for n in range(40)]
    found = windows(text, ranges, vocabulary)
    assert [n for window in found for n in dict.fromkeys(window.sentence.tolist())] == list(range(40))
    assert all(len(window.pieces) <= PACKED for window in found)
    assert len(found) < 40


def test_a_sentence_longer_than_the_encoder_is_read_in_stretches(vocabulary: Vocabulary) -> None:
    text = "Panzer und " * 1000
    found = windows(text, [(0, len(text))], vocabulary)
    assert len(found) > 1
    assert all(len(window.pieces) <= LONGEST for window in found)
    assert {n for window in found for n in window.sentence.tolist()} == {0}


def test_no_sentence_makes_no_window(vocabulary: Vocabulary) -> None:
    assert windows("", [], vocabulary) == []
    assert windows("  ", [(0, 2)], vocabulary) == []
