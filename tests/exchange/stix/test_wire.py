"""The wire: strict JSON in, one canonical form out."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.stix.wire import WireLimits, canonical_bytes, parsed, parsed_object

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_bytes_read_back_and_do_not_depend_on_the_order_of_keys(value: Any) -> None:
    data = canonical_bytes(value)
    assert parsed(data) == value
    assert canonical_bytes(json.loads(json.dumps(value), object_pairs_hook=lambda pairs: dict(reversed(pairs)))) == data


def test_the_form_is_that_of_rfc_8785() -> None:
    """The example of section 3.2.3 for keys (UTF-16 order), and of 3.2.2.2 for strings."""
    keys = {"€": "Euro", "\r": "CR", "\ufb33": "Dalet", "1": "One", "😀": "Smiley", "\u0080": "Control", "ö": "O"}
    assert list(json.loads(canonical_bytes(keys))) == ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]
    string = '€$\u000f\nA\'B"\\\\"/'
    assert canonical_bytes(string) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()
    assert canonical_bytes({"b": [True, None, -7], "a": ""}) == b'{"a":"","b":[true,null,-7]}'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":2}', "twice"), (b'{"x":{"a":1,"\\u0061":2}}', "twice"), (b"\xff", "UTF-8"), (b'"\xc0\x80"', "UTF-8"),
        (b"9" * 5000, "beyond"), (b"-9007199254740992", "beyond"), (b"9007199254740993", "beyond"), (b"[1.5]", "fraction"),
        (b"[1e2]", "fraction"), (b"[NaN]", "NaN"), (b"[-Infinity]", "Infinity"), (b'"\\ud800"', "surrogate"), (b'{"\\udc00":1}', "surrogate"),
        (b"[" * 100_000, "deep"), (b"[" * 50 + b"]" * 50, "deep"), (b'{"a":' * 50 + b"1" + b"}" * 50, "deep"), (b"{", "no JSON"), (b"", "no JSON"),
        (b"{} {}", "no JSON"), (b"'a'", "no JSON"), (b'{"a":01}', "no JSON"), (b"\xef\xbb\xbf{}", "no JSON"), (b'["\x00"]', "no JSON"),
        (b'"' + b"x" * 1_000_001 + b'"', "bytes"),
    ],
)  # fmt: skip
def test_what_others_would_read_otherwise_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        parsed(data)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        parsed(data)
    except Refused:
        return


def test_fractions_are_read_where_they_are_allowed_but_never_signed() -> None:
    limits = WireLimits(floats=True)
    assert parsed(b'{"latitude":48.5}', limits) == {"latitude": 48.5}
    for data in (b"[1e999]", b"[-1e999]"):
        with pytest.raises(Refused):
            parsed(data, limits)
    with pytest.raises(Refused, match="fraction"):
        canonical_bytes({"latitude": 48.5})


@pytest.mark.parametrize("data", [b"[]", b"1", b"null", b'"x"'])
def test_only_an_object_is_an_object(data: bytes) -> None:
    with pytest.raises(Refused, match="no JSON object"):
        parsed_object(data)


@pytest.mark.parametrize("value", [{1: 2}, {"a": b"x"}, {"a": {1, 2}}, object()])
def test_what_is_no_json_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(Refused):
        canonical_bytes(value)
