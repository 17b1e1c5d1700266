"""The model's probabilities become spans of whole words, within the trigger's sentence and the type's roles."""

import numpy as np
import pytest

from lagebild.claims.vocabulary import CERTAINTIES, POLARITIES, STATUSES, TYPES
from lagebild.reading.acts import _longest_line, _whole_numbers, acts
from lagebild.reading.encoder import Encoded, Judged
from lagebild.reading.labels import ROLE_TAGS, SOURCE_TAGS
from lagebild.reading.pieces import Pieces
from lagebild.reading.triggers import TriggerWords
from lagebild.reading.windows import Window

TEXT = "Laut Minister Graf liefert Polen an die Ukraine 18 Panzer. Rom prüft Waffenlieferungen."
WORDS = [(m, m + len(w)) for w, m in (
    ("Laut", 0), ("Minister", 5), ("Graf", 14), ("liefert", 19), ("Polen", 27), ("an", 33), ("die", 36), ("Ukraine", 40), ("18", 48),
    ("Panzer.", 51), ("Rom", 59), ("prüft", 63), ("Waffen", 69), ("lieferungen.", 75))]
NO_WORDS = TriggerWords({}, 1.0, 1.0)
THRESHOLDS = dict.fromkeys(TYPES, 0.5)


class Scripted:
    """A model that says what the test tells it to, per trigger piece."""

    def __init__(self, answers: dict[int, tuple[dict[int, str], dict[int, str]]]) -> None:
        self.answers = answers

    def judge(self, encoded: Encoded, at: list[int], types: list[int]) -> list[Judged]:
        return [self._judged(*self.answers[piece]) for piece in at]

    def _judged(self, roles: dict[int, str], sources: dict[int, str]) -> Judged:
        return Judged(one_hot(roles, ROLE_TAGS), one_hot(sources, SOURCE_TAGS), peak(STATUSES, "ongoing"),
                      peak(CERTAINTIES, "certain"), peak(POLARITIES, "affirmed"))


def one_hot(tags: dict[int, str], names: tuple[str, ...]) -> np.ndarray:
    array = np.full((len(WORDS), len(names)), 0.001, np.float32)
    for piece in range(len(WORDS)):
        array[piece, names.index(tags.get(piece, "O"))] = 0.9
    return array


def peak(names: tuple[str, ...], name: str) -> np.ndarray:
    return np.array([0.9 if n == name else 0.0 for n in names], np.float32)


def read(triggers: dict[int, tuple[str, float]], answers: dict[int, tuple[dict[int, str], dict[int, str]]]) -> list:
    starts, ends = (np.array(side, np.int32) for side in zip(*WORDS, strict=True))
    window = Window(Pieces(np.zeros(len(WORDS), np.int32), starts, ends), np.array([0] * 10 + [1] * 4, np.int32))
    probabilities = np.zeros((len(WORDS), 1 + len(TYPES)), np.float32)
    probabilities[:, 0] = 1
    for piece, (type_, p) in triggers.items():
        probabilities[piece, 0], probabilities[piece, 1 + TYPES.index(type_)] = 1 - p, p
    encoded = Encoded(np.zeros((len(WORDS), 384), np.float32), probabilities, np.zeros((len(WORDS), 9), np.float32))
    return acts(TEXT, "de", [window], [encoded], Scripted(answers), NO_WORDS, THRESHOLDS)  # type: ignore[arg-type]


def test_roles_are_whole_words_without_preposition_and_full_stop() -> None:
    roles = {4: "B-supplier", 5: "B-recipient", 6: "I-recipient", 7: "I-recipient", 8: "B-object", 9: "I-object"}
    (act,) = read({3: ("transfer", 0.8)}, {3: (roles, {1: "B-source", 2: "I-source", 0: "B-cue"})})
    assert [(name, span.text) for name, span in act.roles] == [
        ("supplier", "Polen"), ("recipient", "die Ukraine"), ("object", "18 Panzer")]
    assert [s.text for s in act.sources] == ["Minister Graf"]
    assert [s.text for s in act.cues] == ["Laut"]
    assert act.probability == pytest.approx(0.8)


def test_the_head_of_the_triggers_own_compound_is_a_role_and_the_trigger_is_the_whole_word() -> None:
    (act,) = read({12: ("transfer", 0.9)}, {12: ({12: "B-object", 10: "B-supplier"}, {})})
    assert act.trigger.text == "Waffenlieferungen"
    assert [(name, span.text) for name, span in act.roles] == [("supplier", "Rom"), ("object", "Waffen")]


def test_a_role_outside_the_triggers_sentence_or_type_is_dropped_but_a_source_is_not() -> None:
    (act,) = read({11: ("transfer", 0.9)}, {11: ({4: "B-supplier", 10: "B-sender", 12: "B-object"}, {1: "B-source"})})
    assert [name for name, _ in act.roles] == ["object"]
    assert [s.text for s in act.sources] == ["Minister"]


def test_within_one_word_only_the_likeliest_piece_is_a_trigger() -> None:
    found = read({12: ("transfer", 0.6), 13: ("deployment", 0.9)}, {12: ({}, {}), 13: ({}, {})})
    assert [(act.type, act.trigger.text) for act in found] == [("deployment", "Waffenlieferungen")]


def test_below_the_threshold_there_is_no_act() -> None:
    assert read({3: ("transfer", 0.49)}, {}) == []


def test_an_act_at_no_more_than_the_object_of_another_is_not_told_twice() -> None:
    guns = {8: "B-object", 9: "I-object"}
    both = read({3: ("transfer", 0.8), 9: ("transfer", 0.6)}, {3: ({4: "B-supplier", **guns}, {}), 9: (guns, {})})
    assert [act.trigger.text for act in both] == ["liefert"]
    assert [act.trigger.text for act in read({9: ("transfer", 0.6)}, {9: (guns, {})})] == ["Panzer"]


def test_no_filler_crosses_a_blank_line_or_cuts_a_number() -> None:
    text = "2:38 P.M.\n\nPRESIDENT BIDEN sent 300,000 shells"
    assert text[slice(*_longest_line(text, 5, text.index(" sent")))].strip() == "PRESIDENT BIDEN"
    assert text[slice(*_longest_line(text, 11, 26))] == "PRESIDENT BIDEN"
    at = text.index("300")
    assert text[slice(*_whole_numbers(text, at, at + 3))] == text[slice(*_whole_numbers(text, at + 4, at + 7))] == "300,000"
