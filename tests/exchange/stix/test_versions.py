"""Versions: only the creator's, each later than the last, and none after a tombstone."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.keys import SigningKey
from lagebild.exchange.sealing import seal, unsealed
from lagebild.exchange.stix.fields import ALL_FIELDS
from lagebild.exchange.stix.objects import country_location, derived_from
from lagebild.exchange.stix.reading import check_object, read_objects
from lagebild.exchange.stix.versions import is_newer, new_version, same_content, tombstone
from lagebild.exchange.stix.views import View, opinion_object
from tests.exchange.stix.samples import BERLIN, NOON, WARSAW, sent
from tests.exchange.stix.test_mapping import marks_in

KEY = SigningKey(b"\1" * 32, NOON)
CREATOR, MARKING, REPORT, NOTE = sent(ALL_FIELDS, marking="green")
LOCATION = country_location("KP", BERLIN)
OPINION = opinion_object(View("dissent", (NOTE["id"],), "nein"), BERLIN, NOON)
RELATION = derived_from(NOTE, REPORT["id"], BERLIN)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6), st.sampled_from(["", ".1", ".999", ".123456789", ".999999999"]))
def test_versions_rise_whatever_the_clock_does(steps: list[int], digits: str) -> None:
    """Clocks step back, and others write nine digits."""
    last: dict[str, Any] = NOTE | {"modified": f"2026-11-01T12:00:00{digits}Z"}
    for step in steps:
        after = new_version(last, NOTE | {"content": str(step)}, NOON + timedelta(milliseconds=step))
        assert is_newer(after, last)
        assert not is_newer(last, after)
        assert (after["id"], after["created"], after["content"]) == (NOTE["id"], NOTE["created"], str(step))
        last = after


def test_a_new_version_carries_no_old_seal() -> None:
    after = new_version(NOTE, seal(NOTE, KEY, NOON), NOON + timedelta(hours=1))
    assert unsealed(after) == after
    assert after["modified"] == "2026-11-01T13:00:00.000Z"


@pytest.mark.parametrize("change", [{"id": REPORT["id"]}, {"created_by_ref": WARSAW.id}, {"created_by_ref": None}])
def test_only_the_creator_makes_versions_of_its_object(change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        new_version(NOTE, NOTE | change, NOON)


def test_a_marking_has_no_versions() -> None:
    with pytest.raises(Refused, match="no versions"):
        new_version(MARKING, MARKING, NOON)
    with pytest.raises(Refused, match="no versions"):
        tombstone(MARKING, NOON)


@pytest.mark.parametrize("item", [NOTE, REPORT, CREATOR, LOCATION, OPINION, RELATION], ids=lambda item: item["type"])
def test_a_tombstone_tells_nothing_but_that_it_is_withdrawn(item: dict[str, Any]) -> None:
    """It is a valid object of its type that pollers see, with the marking of the last version."""
    last = tombstone(item, NOON + timedelta(hours=1))
    assert check_object(last) == last
    assert last["revoked"] is True
    assert is_newer(last, item)
    assert marks_in((last,)) == set()
    assert "extensions" not in last
    assert last.get("object_marking_refs") == item.get("object_marking_refs")
    assert read_objects([last]).withdrawn == (last,)


def test_revocation_is_final() -> None:
    last = tombstone(NOTE, NOON)
    with pytest.raises(Refused, match="final"):
        new_version(last, NOTE, NOON + timedelta(days=1))
    with pytest.raises(Refused, match="final"):
        tombstone(last, NOON)


def test_versions_of_two_objects_are_not_compared() -> None:
    with pytest.raises(Refused, match="another object"):
        is_newer(NOTE, REPORT)


def test_what_says_the_same_is_told_apart_from_what_was_changed() -> None:
    assert same_content(NOTE, seal(new_version(NOTE, NOTE, NOON + timedelta(hours=1)), KEY, NOON))
    assert not same_content(NOTE, NOTE | {"content": "x"})
    assert json.dumps(NOTE)
