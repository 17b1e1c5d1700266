"""Terms: met in any order they allow no more than each, and what is not understood is not agreed."""

import pytest
from hypothesis import given

from lagebild.errors import InvalidClaim
from lagebild.exchange.terms import NOTHING, Terms, meet, parse_terms, terms, terms_part
from tests.exchange.test_release import FEW, any_terms


@FEW
@given(any_terms(), any_terms(), any_terms())
def test_meeting_is_the_same_in_any_order_and_as_often_as_one_likes(a: Terms, b: Terms, c: Terms) -> None:
    assert meet(a, b) == meet(b, a)
    assert meet(a, meet(b, c)) == meet(meet(a, b), c)
    assert meet(a, a) == meet(meet(a, a), a)


@FEW
@given(any_terms())
def test_terms_survive_being_written_and_read(agreed: Terms) -> None:
    assert parse_terms(terms_part(agreed)) == agreed


@FEW
@given(any_terms())
def test_meeting_nothing_is_in_force_on_no_day(agreed: Terms) -> None:
    assert not meet(agreed, NOTHING).in_force("2026-11-25")


def test_an_unknown_word_or_key_is_refused() -> None:
    good = terms_part(terms(types=None, parties=None, highest="green", expires="2030-01-01"))
    for key, value in (("highest", "secret"), ("parts", ["names"]), ("types", ["gift"]), ("approval", ["tlp:secret"]), ("more", 1),
                       ("expires", "soon"), ("onward", "friends"), ("checked", 1), ("parts", ["words", "words"])):  # fmt: skip
        with pytest.raises(InvalidClaim):
            parse_terms({**good, key: value})


def test_passing_on_is_the_narrower_of_two() -> None:
    allies = terms(types=None, parties=None, highest="green", expires="2030-01-01", onward="allies", allies=["identity--c", "identity--d"])
    fewer = terms(types=None, parties=None, highest="green", expires="2030-01-01", onward="allies", allies=["identity--c"])
    asked = terms(types=None, parties=None, highest="green", expires="2030-01-01", onward="consent")
    assert meet(allies, fewer).allies == ("identity--c",)
    assert meet(allies, asked).onward == "consent"
    assert meet(allies, asked).allies == ()
