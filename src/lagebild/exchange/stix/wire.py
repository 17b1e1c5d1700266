"""STIX objects as bytes: strict reading of JSON from outside, and the one canonical form that is signed (RFC 8785)."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lagebild.errors import Refused

StixObject = dict[str, Any]

#: The largest whole number that every reader of JSON keeps (2^53 - 1; RFC 8785, RFC 7493 section 2.2).
MAX_INTEGER: Final = 2**53 - 1
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_N_DIGITS: Final = len(str(MAX_INTEGER)) + 1


@dataclass(frozen=True, slots=True)
class WireLimits:
    """What a text of JSON may be before it is refused: its bytes, how deep it nests, and whether numbers may have fractions
    (what is signed has none)."""

    max_bytes: int = 1_000_000
    max_depth: int = 40
    floats: bool = False


_LIMITS: Final = WireLimits()


def parsed(data: bytes, limits: WireLimits = _LIMITS, noun: str = "object") -> Any:
    """The value that `data` holds. Raises `Refused` for bad UTF-8 or JSON, a key that is given twice, a number beyond ±(2^53 - 1),
    NaN, a lone surrogate, and whatever breaks `limits`."""
    if len(data) > limits.max_bytes:
        raise Refused(noun, "", f"has more than {limits.max_bytes:,} bytes")
    try:
        value = _reader(limits.floats, noun)(data.decode())
    except RecursionError:
        raise Refused(noun, "", f"nests more than {limits.max_depth} deep") from None
    except ValueError as error:  # JSONDecodeError and UnicodeDecodeError are such
        raise Refused(noun, "", f"is no JSON in UTF-8 ({str(error)[:80]})") from error
    check_value(value, noun, limits.max_depth, floats=limits.floats)
    return value


def parsed_object(data: bytes, limits: WireLimits = _LIMITS, noun: str = "object") -> StixObject:
    """The JSON object that `data` holds; raises `Refused` as `parsed` does, and for another kind of value."""
    value = parsed(data, limits, noun)
    if not isinstance(value, dict):
        raise Refused(noun, "", "is no JSON object")
    return value


def strict_base64(text: object, noun: str, part: str) -> bytes:
    """The bytes that `text` writes. Raises `Refused` for what is no base64, and for another text of the same bytes than the usual one,
    which could pass for something new."""
    try:
        data = base64.b64decode(text if isinstance(text, str) else "%", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(noun, part, "is no base64") from error
    if base64.b64encode(data).decode() != text:
        raise Refused(noun, part, "is not the one base64 of its bytes")
    return data


def canonical_bytes(value: object, noun: str = "object") -> bytes:
    """The canonical form of a JSON value after RFC 8785: equal values, and no others, have equal bytes. Raises `Refused` for a
    number with a fraction or beyond ±(2^53 - 1), for a lone surrogate and for what is no JSON."""
    if not check_value(value, noun):
        value = _in_utf16_order(value)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def check_value(value: object, noun: str = "object", max_depth: int = _LIMITS.max_depth, *, floats: bool = False) -> bool:
    """Whether all keys in `value` are below U+D800, so that Python's order is also that of RFC 8785 (section 3.2.3).

    Raises `Refused` where canonical JSON has no place for a part of it.
    """
    plain = True
    level: list[object] = [value]
    depth = 0
    while level:
        if depth > max_depth:
            raise Refused(noun, "", f"nests more than {max_depth} deep")
        depth += 1
        below: list[object] = []
        for entry in level:
            if isinstance(entry, dict):
                plain = _check_keys(entry, noun) and plain
                below.extend(entry.values())
            elif isinstance(entry, list | tuple):
                below.extend(entry)
            else:
                _check_scalar(entry, noun, floats)
        level = below
    return plain


def _check_keys(value: dict[Any, Any], noun: str) -> bool:
    plain = True
    for key in value:
        if not isinstance(key, str):
            raise Refused(noun, "", "has a key that is no string")
        if not key.isascii():
            _check_scalar(key, noun, False)
            plain = plain and max(key) < "\ud800"
    return plain


def _check_scalar(value: object, noun: str, floats: bool) -> None:
    if isinstance(value, str):
        if not value.isascii() and _SURROGATE.search(value):
            raise Refused(noun, "", "holds a lone surrogate")
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise Refused(noun, "", "holds a whole number beyond 2^53 - 1")
    elif not (isinstance(value, float) and floats):
        what = "a number with a fraction" if isinstance(value, float) else f"a {type(value).__name__}"
        raise Refused(noun, "", f"holds {what}, which has no canonical form")


def _in_utf16_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: _in_utf16_order(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_in_utf16_order(entry) for entry in value]
    return value


def _reader(floats: bool, noun: str) -> Callable[[str], Any]:
    def pairs(given: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(given)
        if len(found) != len(given):
            raise Refused(noun, "", "gives one key twice")
        return found

    def integer(digits: str) -> int:
        if len(digits) > _N_DIGITS or abs(int(digits)) > MAX_INTEGER:
            raise Refused(noun, "", "holds a whole number beyond 2^53 - 1")
        return int(digits)

    def fraction(digits: str) -> float:
        if not floats or abs(number := float(digits)) == float("inf"):
            raise Refused(noun, "", "holds a number with a fraction or an exponent, and signed content has none")
        return number

    def constant(word: str) -> Any:
        raise Refused(noun, "", f"holds {word}, which is no JSON")

    def read(text: str) -> Any:
        return json.loads(text, object_pairs_hook=pairs, parse_int=integer, parse_float=fraction, parse_constant=constant)

    return read
