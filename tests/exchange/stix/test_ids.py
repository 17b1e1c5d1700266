"""Ids: derived from content, and keyed where content must not be guessed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.sealing import SEAL_EXTENSION
from lagebild.exchange.stix.extensions import CLAIM, PROJECT, REPORT, RULE, VIEW
from lagebild.exchange.stix.ids import content_key, derived_id, identity_id, keyed_id
from tests.exchange.stix.samples import BERLIN
from tests.exchange.stix.samples import CLAIM as SAMPLE


def test_the_ids_of_the_wire_format_are_the_derived_ones() -> None:
    """They are fixed: another id would be another format."""
    named = {"claim": CLAIM, "report": REPORT, "opinion": VIEW, "release-rule": RULE, "seal": SEAL_EXTENSION}
    assert {name: derived_id("extension-definition", {"extension": name}) for name in named} == named
    assert identity_id({"project": "lagebild"}) == PROJECT


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=3)), st.dictionaries(st.text(max_size=3), st.text(max_size=3)))
def test_equal_content_has_one_id_and_other_content_another(one: dict[str, str], other: dict[str, str]) -> None:
    assert (derived_id("note", one) == derived_id("note", other)) == (one == other)
    assert UUID(derived_id("note", one).removeprefix("note--")).version == 5


def test_a_keyed_id_needs_its_secret() -> None:
    what = {"text": "x"}
    first = keyed_id("note", what, BERLIN.secret)
    assert first == keyed_id("note", what, BERLIN.secret)
    assert len({first, keyed_id("note", what, BERLIN.secret[::-1]), derived_id("note", what)}) == 3
    with pytest.raises(Refused):
        keyed_id("note", what, b"short")


def test_a_secret_is_never_shown() -> None:
    assert "0123456789" not in repr(BERLIN)


def test_a_content_key_has_no_creator_in_it() -> None:
    assert content_key("sha256:x", SAMPLE) == content_key("sha256:x", SAMPLE) != content_key("sha256:y", SAMPLE)
