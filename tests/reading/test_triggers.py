"""The table of words speaks where the model hesitates, and is silent about words it does not know."""

import numpy as np
import pytest

from lagebild.claims.vocabulary import TYPES
from lagebild.reading.triggers import TriggerWords

TABLE = {"de": {"entsandt": (TYPES.index("deployment"), 0.9), "-verlegung": (TYPES.index("deployment"), 0.8), "liefert": (0, 0.5)}}
WORDS = TriggerWords(TABLE, 1.0, 0.5)


def probabilities(**types: float) -> np.ndarray:
    return np.array([types.get(name, 0.0) for name in TYPES], np.float32)


@pytest.mark.parametrize(("word", "type_"), [("Entsandt", "deployment"), ("Truppenverlegung", "deployment"), ("liefert", "transfer")])
def test_a_word_is_found_by_itself_or_by_its_ending(word: str, type_: str) -> None:
    hit = WORDS.find(word, "de")
    assert hit is not None
    assert TYPES[hit[0]] == type_


@pytest.mark.parametrize(("word", "language"), [("verlegung", "de"), ("Verlag", "de"), ("entsandt", "en"), ("a", "de")])
def test_other_words_are_unknown(word: str, language: str) -> None:
    assert WORDS.find(word, language) is None


def test_a_telling_word_raises_a_doubtful_probability_and_settles_the_type() -> None:
    type_, probability = WORDS.together(probabilities(transfer=0.3, deployment=0.1), (TYPES.index("deployment"), 0.9))
    assert TYPES[type_] == "deployment"
    assert probability > 0.8


def test_a_model_that_is_sure_it_is_nothing_is_not_overruled() -> None:
    _, probability = WORDS.together(probabilities(deployment=0.001), (TYPES.index("deployment"), 0.9))
    assert probability < 0.1
