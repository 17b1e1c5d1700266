"""Krippendorff's alpha, against the worked example of the literature."""

from dataclasses import replace

import pytest

from lagebild.ledger.agreement import agreement, krippendorff_alpha
from tests.ledger.samples import claim, guns


def test_the_worked_example_is_met() -> None:
    """Three coders, fifteen units, gaps: nominal alpha is 0.691 (Krippendorff 2011, Computing Krippendorff's Alpha)."""
    rows = ("*****34121133*3", "1*213343*******", "**21344*21133*4")
    units = [[value for value in column if value != "*"] for column in zip(*rows, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.691, abs=0.0005)


def test_what_cannot_be_told_is_none() -> None:
    """Without pairs, or without variation, alpha is undefined."""
    assert krippendorff_alpha([]) is krippendorff_alpha([["a"], ["b"]]) is krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert krippendorff_alpha([["a", "a"], ["b", "b"]]) == 1.0


def test_rejections_and_additions_count_as_presence() -> None:
    """A claim that one coder rejects, or adds alone, is a disagreement about whether it is there."""
    source, one, other = guns()
    mine = claim(source, "assessment", "Berlin", reader="ada")
    same = agreement({"ada": {one.id: one, other.id: other}, "bo": {one.id: one, other.id: other}})
    assert (same.n_units, same.alpha["present"], same.alpha["status"]) == (2, None, 1.0)
    rejected = agreement({"ada": {one.id: one, other.id: other}, "bo": {one.id: one, other.id: None}})
    assert rejected.alpha["present"] == pytest.approx(0.0)
    added = agreement({"ada": {one.id: one, mine.id: mine}, "bo": {one.id: one}})
    assert added.n_units == 2
    assert added.alpha["present"] == pytest.approx(0.0)


def test_claims_added_by_both_at_the_same_words_are_one() -> None:
    """Additions are matched by the words that say what happened."""
    source, *_ = guns()
    mine, yours = (claim(source, "assessment", "Berlin", reader=name) for name in ("ada", "bo"))
    found = agreement({"ada": {mine.id: mine}, "bo": {yours.id: replace(yours, certainty="possible")}})
    assert (found.n_units, found.alpha["certainty"]) == (1, 0.0)
