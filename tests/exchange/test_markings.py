"""Markings: what is written is read as TLP 2.0 or as unknown, and the newest of each thing holds."""

import pytest

from lagebild.errors import InvalidClaim
from lagebild.exchange.markings import LEVELS, UNKNOWN, Marking, MarkingBook, level_of, marking_payload, rank


@pytest.mark.parametrize(
    ("written", "level"),
    [("TLP:AMBER+STRICT", "amber+strict"), (" green ", "green"), ("tlp:white", "clear"), ("VS-NfD", UNKNOWN), ("", UNKNOWN), ("TLP:", UNKNOWN)],
)
def test_a_level_is_read_as_tlp_or_as_unknown(written: str, level: str) -> None:
    assert level_of(written) == level


def test_an_unknown_level_ranks_above_all() -> None:
    assert rank(UNKNOWN) > max(rank(level) for level in LEVELS)


def test_the_newest_marking_of_each_thing_holds_and_can_be_taken_away() -> None:
    book = MarkingBook()
    book.apply(marking_payload("report", ["r"], "", Marking("amber")))
    book.apply(marking_payload("claim", ["c"], "", Marking("green", ("identity--b",))))
    book.apply(marking_payload("claim", ["c"], "words", Marking("red")))
    marks = book.marks("c", "r")
    assert (marks.claim, marks.report, marks.fields) == (Marking("green", ("identity--b",)), Marking("amber"), {"words": Marking("red")})
    book.apply(marking_payload("claim", ["c"], "", None))
    assert book.marks("c", "r").claim is None
    assert book.marks("d", "r").fields == {}


def test_a_part_that_nothing_has_cannot_be_marked() -> None:
    with pytest.raises(InvalidClaim):
        marking_payload("claim", ["c"], "colour", Marking("red"))
    with pytest.raises(InvalidClaim):
        marking_payload("report", ["r"], "words", Marking("red"))
    with pytest.raises(InvalidClaim):
        marking_payload("claim", [], "", Marking("red"))
