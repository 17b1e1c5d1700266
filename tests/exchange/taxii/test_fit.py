"""What can be kept: bytes that read back as the same value, one form for equal values, a reason for everything else."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.stix.wire import canonical_bytes
from lagebild.exchange.taxii.body import Poison, opened
from lagebild.exchange.taxii.fit import Fit, ObjectLimits, fit, named
from tests.exchange.taxii.site import note

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
)  # fmt: skip
keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
values = st.recursive(scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)), max_leaves=12)


@given(st.dictionaries(keys.map(lambda key: "x_" + key), values, max_size=4))
def test_bytes_read_back_as_the_same_object(parts: dict[str, Any]) -> None:
    """Every JSON object that is a STIX object is kept as bytes with the same content, whatever the order of its keys."""
    item = note(**parts)
    kept = fit(item)
    assert json.loads(kept.body) == item
    assert fit(dict(reversed(item.items()))).body == kept.body


@given(st.dictionaries(keys, st.one_of(st.integers(-5, 5), st.text(st.characters(exclude_categories=["Cs"]))), max_size=4))
def test_bytes_are_the_canonical_ones(parts: dict[str, Any]) -> None:
    """Without fractions the bytes are those of RFC 8785, over which seals are made."""
    item = {**parts, **note()}
    assert fit(item).body == canonical_bytes(item)


@given(st.recursive(st.one_of(scalars, st.floats(), st.integers(), st.text(), st.binary(max_size=3)), lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)), max_leaves=8))
def test_anything_else_is_refused(value: Any) -> None:
    """Whatever comes is fit or refused, and has a name that a status can hold; nothing else is raised."""
    for given_ in (value, note(x_value=value), note() | {"id": value}, note() | {"modified": value}, note() | {"type": value}):
        id, version = named(given_, 0)
        assert id.encode()
        assert version.encode()
        with suppress(Refused):
            assert isinstance(fit(given_, ObjectLimits(), 2**62), Fit)


@given(st.lists(values, max_size=4))
def test_an_envelope_gives_what_was_put_in(objects: list[Any]) -> None:
    """The values of an envelope come out as they went in, in order."""
    envelope = opened(json.dumps({"objects": objects, "more": True, "next": "n"}).encode(), 10)
    assert (envelope.objects, envelope.more, envelope.next) == (objects, True, "n")


@given(st.one_of(st.binary(max_size=60), st.text(alphabet='{}[]":,0123456789.eE-+ntruefals\\ objectsmorext', max_size=60).map(str.encode)))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Whatever comes is an envelope or refused, and what is in it is a value or poison."""
    for body in (data, b'{"objects":[' + data + b"]}", b'{"objects":[{},' + data + b",{}]}"):
        try:
            objects = opened(body, 1_000).objects
        except Refused:
            continue
        assert all(isinstance(one, Poison) or json.dumps(one) for one in objects)
