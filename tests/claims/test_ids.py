"""Ids are the same for the same content and differ for any other."""

from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.ids import claim_id, digest, report_id


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_lists_share_a_digest_only_if_they_are_equal(a: list[str], b: list[str]) -> None:
    assert (digest(a) == digest(b)) == (a == b)


def test_a_report_is_named_by_its_text() -> None:
    assert report_id("a") == "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_acts_of_one_type_at_one_trigger_are_told_apart_by_number() -> None:
    first, second = (claim_id("sha256:x", "transfer", (3, 9), n, "model") for n in (0, 1))
    assert first != second
    assert first.startswith("claim--")
