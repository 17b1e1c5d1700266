"""Fields: closing them never widens, and leaves nothing that tells what stays."""

import pytest
from hypothesis import given

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.errors import InvalidClaim
from lagebild.exchange.markings import PARTS
from lagebild.exchange.stix.fields import ALL_FIELDS, NO_FIELDS, Fields, held_spans
from tests.exchange.stix.samples import FIELDS, cases


@given(cases(), FIELDS)
def test_closing_never_adds_a_part_and_is_done_at_once(case: tuple[KeptClaim, Report], fields: Fields) -> None:
    closed = fields.closed(case[0].claim)
    assert closed.parts <= fields.parts
    assert closed.closed(case[0].claim) == closed


@given(cases(), FIELDS, FIELDS)
def test_fewer_parts_close_to_fewer(case: tuple[KeptClaim, Report], one: Fields, other: Fields) -> None:
    narrow = Fields(one.parts & other.parts)
    assert narrow.closed(case[0].claim).parts <= one.closed(case[0].claim).parts


@given(cases(), FIELDS)
def test_words_stay_where_they_would_tell_a_part_that_stays(case: tuple[KeptClaim, Report], fields: Fields) -> None:
    closed = fields.closed(case[0].claim)
    assert not ("words" in closed and list(held_spans(case[0].claim, closed)))


@given(cases())
def test_everything_and_nothing_are_closed(case: tuple[KeptClaim, Report]) -> None:
    assert ALL_FIELDS.closed(case[0].claim) == ALL_FIELDS
    assert NO_FIELDS.closed(case[0].claim) == NO_FIELDS
    assert (ALL_FIELDS.whole, NO_FIELDS.whole) == (True, False)


@pytest.mark.parametrize("part", ["", "everything", "Words"])
def test_an_unknown_part_is_refused(part: str) -> None:
    with pytest.raises(InvalidClaim, match="none of"):
        Fields(frozenset({part}))
    assert "words" in Fields(frozenset(PARTS))
