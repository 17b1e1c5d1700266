"""Seals: what they prove, and each way in which one does not."""

import base64
import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.keys import KeyRing, PublicKey, SigningKey
from lagebild.exchange.sealing import (
    SEAL_EXTENSION,
    STIX_TYPE,
    check_seal,
    open_bytes,
    pae,
    seal,
    seal_bytes,
    unsealed,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = SigningKey(b"\1" * 32, NOON)
OTHER = SigningKey(b"\2" * 32, NOON)
RING = KeyRing("identity--1", (KEY.public,))
CARD = "application/vnd.lagebild.card+json"
NOTE: dict[str, Any] = {"type": "note", "content": "über 10.000 Truppen", "object_marking_refs": ["a", "b"], "n": 3}

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
ITEMS = st.dictionaries(WORDS.filter(lambda key: key != "extensions"), VALUES, max_size=5)


def test_the_signed_bytes_are_those_of_dsse() -> None:
    """The test vector of secure-systems-lab/dsse, protocol.md."""
    assert pae("http://example.com/HelloWorld", b"hello world") == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


@given(ITEMS)
def test_every_sealed_object_proves_itself_and_gives_its_content_back(item: dict[str, Any]) -> None:
    sealed = seal(item, KEY, NOON)
    proved = check_seal(sealed, RING)
    assert (proved.key, proved.time, proved.payload_type) == (KEY.public, NOON, STIX_TYPE)
    assert unsealed(sealed) == item
    assert seal(sealed, KEY, NOON) == sealed


@given(ITEMS, VALUES, st.data())
def test_any_change_breaks_a_seal(item: dict[str, Any], value: Any, data: st.DataObject) -> None:
    """A property added, changed or taken away."""
    sealed = seal(item, KEY, NOON)
    changed = copy.deepcopy(sealed)
    name = data.draw(st.sampled_from([*item, "new"]))
    if name in item and data.draw(st.booleans()):
        del changed[name]
    else:
        changed[name] = value
    if changed == sealed and repr(changed) == repr(sealed):
        return
    with pytest.raises(Refused):
        check_seal(changed, RING)


def test_a_seal_survives_a_relay_that_orders_keys_otherwise_and_adds_nothing() -> None:
    sealed = seal(NOTE, KEY, NOON)
    assert check_seal(dict(reversed(sealed.items())), RING).key == KEY.public


def test_a_marking_that_was_stripped_or_lowered_on_the_way_shows() -> None:
    sealed = seal(NOTE, KEY, NOON)
    for refs in ([], ["a"], ["b", "a"]):
        with pytest.raises(Refused, match="does not prove"):
            check_seal(sealed | {"object_marking_refs": refs}, RING)


def altered(**parts: Any) -> dict[str, Any]:
    sealed = seal(NOTE, KEY, NOON)
    stamp = sealed["extensions"][SEAL_EXTENSION] | parts
    return sealed | {"extensions": {SEAL_EXTENSION: {name: value for name, value in stamp.items() if value is not None}}}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"payload_type": CARD}, "payload_type"),
        ({"key": OTHER.public.id}, "no key of"),
        ({"time": "2026-11-01T13:00:00.000000Z"}, "does not prove"),
        ({"time": "yesterday"}, "no UTC time"),
        ({"time": "2020-11-01T13:00:00.000000Z"}, "outside the time"),
        ({"signature": ""}, "no Ed25519 signature"),
        ({"signature": base64.b64encode(bytes(64)).decode()}, "does not prove"),
        ({"signature": "%" * 88}, "no base64"),
        ({"signature": 7}, "each a string"),
        ({"signature": None}, "other parts"),
        ({"more": "x"}, "other parts"),
        ({"extension_type": "new-sdo"}, "extension_type"),
    ],
)  # fmt: skip
def test_a_seal_with_another_part_proves_nothing(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check_seal(altered(**parts), RING)


def test_a_signature_with_another_text_for_its_bytes_is_refused() -> None:
    """The last digit of 88 carries four bits that base64 does not use."""
    text = seal(NOTE, KEY, NOON)["extensions"][SEAL_EXTENSION]["signature"]
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = digits[digits.index(text[85]) ^ 1]
    with pytest.raises(Refused, match="not the one base64"):
        check_seal(altered(signature=text[:85] + other + text[86:]), RING)


@pytest.mark.parametrize("item", [{}, {"extensions": []}, {"extensions": {SEAL_EXTENSION: 3}}, {"extensions": {SEAL_EXTENSION: []}}])
def test_what_carries_no_seal_is_refused(item: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check_seal(item, RING)


@pytest.mark.parametrize("value", [0.5, 2**53, float("nan"), "\ud800", b"x", {1: 2}])
def test_what_has_no_canonical_form_is_not_signed(value: Any) -> None:
    """Floats and large integers are written otherwise by other languages."""
    with pytest.raises(Refused):
        seal({"a": value}, KEY, NOON)


def test_a_seal_under_another_type_does_not_pass_for_this_one() -> None:
    with pytest.raises(Refused, match="payload_type"):
        check_seal(seal(NOTE, KEY, NOON, CARD), RING)
    assert check_seal(seal(NOTE, KEY, NOON, CARD), RING, CARD).payload_type == CARD


def test_a_retired_key_counts_for_what_it_signed_in_its_time() -> None:
    ring = KeyRing("x", (PublicKey(KEY.public.data, NOON, NOON + HOUR), OTHER.public))
    assert check_seal(seal(NOTE, KEY, NOON), ring)
    assert check_seal(seal(NOTE, OTHER, NOON + 2 * HOUR), ring)
    with pytest.raises(Refused, match="outside the time"):
        check_seal(seal(NOTE, KEY, NOON + HOUR), ring)


def test_a_revoked_key_counts_only_for_what_was_held_before() -> None:
    """Whoever stole it can write an earlier time into what he signs."""
    ring = KeyRing("x", (PublicKey(KEY.public.data, NOON, revoked_at=NOON + HOUR),))
    assert check_seal(seal(NOTE, KEY, NOON), ring, held_since=NOON + HOUR / 2)
    for time, held in ((NOON, None), (NOON, NOON + HOUR), (NOON + HOUR, NOON + HOUR / 2)):
        with pytest.raises(Refused, match="revoked"):
            check_seal(seal(NOTE, KEY, time), ring, held_since=held)


@given(st.binary(max_size=50))
def test_an_envelope_gives_back_what_was_put_in(payload: bytes) -> None:
    opened = open_bytes(seal_bytes(payload, CARD, KEY, NOON), CARD, RING)
    assert (opened.payload, opened.seal.time, opened.seal.key) == (payload, NOON, KEY.public)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"payload": "aGk="}, "do not prove"),
        ({"payload": 3}, "no base64"),
        ({"payload": "aGk=\n"}, "base64"),
        ({"payloadType": CARD}, "with a time"),
        ({"payloadType": f"{CARD};time=2026-11-01T12:00:01.000000Z"}, "do not prove"),
        ({"payloadType": f"{CARD}2;time=2026-11-01T12:00:00.000000Z"}, "with a time"),
        ({"payloadType": None}, "with a time"),
        ({"signatures": []}, "none"),
        ({"signatures": [{"keyid": OTHER.public.id, "sig": ""}]}, "none is by"),
        ({"signatures": [{"keyid": KEY.public.id}]}, "no Ed25519"),
        ({"signatures": [3, {}] * 9}, "more than"),
        ({"signatures": [3, {"keyid": []}]}, "none is by"),
        ({"more": 1}, "other parts"),
    ],
)  # fmt: skip
def test_an_envelope_that_was_changed_is_not_opened(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        open_bytes(seal_bytes(b"hello", CARD, KEY, NOON) | change, CARD, RING)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from([KEY.public.id, STIX_TYPE, "A" * 88]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
PARTS = ("extension_type", "payload_type", "key", "time", "signature")


@given(st.sampled_from(PARTS), ANYTHING, ANYTHING)
def test_whatever_stands_in_a_seal_it_is_refused_and_nothing_else_raises(part: str, value: Any, extensions: Any) -> None:
    assume(altered(**{part: value}) != altered())
    for item in (altered(**{part: value}), NOTE | {"extensions": extensions}, NOTE | {"extensions": {SEAL_EXTENSION: value}}):
        with pytest.raises(Refused):
            check_seal(item, RING)


@given(st.sampled_from(["payload", "payloadType", "signatures"]), ANYTHING)
def test_whatever_stands_in_an_envelope_it_is_refused_and_nothing_else_raises(part: str, value: Any) -> None:
    whole = seal_bytes(b"hello", CARD, KEY, NOON)
    assume(whole[part] != value)
    for envelope in (whole | {part: value}, value):
        with pytest.raises(Refused):
            open_bytes(envelope, CARD, RING)


@pytest.mark.parametrize("value", [None, [], "x", {}])
def test_what_is_no_envelope_is_refused(value: Any) -> None:
    with pytest.raises(Refused):
        open_bytes(value, CARD, RING)
