"""Strict reading of JSON values: every refusal names the path of the part that is wrong."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

from lagebild.errors import InvalidClaim

T = TypeVar("T")
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> bool:
    """Whether every database can keep `text`: no NUL (PostgreSQL refuses it), no lone surrogate (UTF-8 has none)."""
    return (text.isascii() and "\0" not in text) or _UNSTORABLE.search(text) is None


class Fields:
    """One JSON object, read key by key. `path` says where it stands in the whole ("claims[2].roles[0]").

    Raises `InvalidClaim` at birth where the value is no object or holds a key that is not in `known`, and on reading a key
    whose value has another type. A key that is absent reads as null.
    """

    __slots__ = ("_values", "path")

    def __init__(self, value: object, path: str, known: tuple[str, ...]) -> None:
        if not isinstance(value, Mapping):
            raise InvalidClaim(path or "record", f"is no object but {named(value)}")
        self.path = path
        self._values: Mapping[str, Any] = value
        for key in value:
            if key not in known:
                raise InvalidClaim(self.at(str(key)), f"is no known part; known are {', '.join(known)}")

    def at(self, key: str) -> str:
        """The path of `key`."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether `key` is there and not null."""
        return self._values.get(key) is not None

    def text_or_none(self, key: str) -> str | None:
        """The string at `key`, None for null."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise InvalidClaim(self.at(key), f"is no string but {named(value)}")
        if not storable(value):
            raise InvalidClaim(self.at(key), "holds NUL or a lone surrogate, which cannot be stored")
        return value

    def text(self, key: str) -> str:
        """The string at `key`."""
        return self._given(key, self.text_or_none(key))

    def word(self, key: str, allowed: tuple[Any, ...]) -> Any:
        """The word at `key`, one of `allowed`."""
        value = self.text(key)
        if value not in allowed:
            raise InvalidClaim(self.at(key), f"{value!r} is none of {', '.join(allowed)}")
        return value

    def number_or_none(self, key: str) -> int | float | None:
        """The finite number at `key`, None for null."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InvalidClaim(self.at(key), f"is no finite number but {named(value)}")
        return value

    def integer_or_none(self, key: str) -> int | None:
        """The whole number at `key`, None for null."""
        value = self.number_or_none(key)
        if isinstance(value, float):
            raise InvalidClaim(self.at(key), f"is no whole number but {value}")
        return value

    def integer(self, key: str) -> int:
        """The whole number at `key`."""
        return self._given(key, self.integer_or_none(key))

    def one(self, key: str) -> tuple[Any, str]:
        """The value at `key`, whatever it is, and its path."""
        return self._given(key, self._values.get(key)), self.at(key)

    def items(self, key: str) -> Iterator[tuple[Any, str]]:
        """The entries of the list at `key` with their paths; none for null."""
        value = self._values.get(key)
        if value is not None and not isinstance(value, list | tuple):
            raise InvalidClaim(self.at(key), f"is no list but {named(value)}")
        for number, entry in enumerate(value or ()):
            yield entry, f"{self.at(key)}[{number}]"

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings of the list at `key`; none for null."""
        found = tuple(self.items(key))
        for entry, path in found:
            if not isinstance(entry, str) or not storable(entry):
                raise InvalidClaim(path, f"is no storable string but {named(entry)}")
        return tuple(entry for entry, _ in found)

    def refuse(self, error: InvalidClaim) -> InvalidClaim:
        """`error` of a noun's own check, with the path of this object before its part."""
        return InvalidClaim(self.at(error.part), error.reason)

    def _given(self, key: str, value: T | None) -> T:
        if value is None:
            raise InvalidClaim(self.at(key), "is missing")
        return value


def named(value: object) -> str:
    """What kind of JSON value `value` is, in words for a message."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"the string {value[:40]!r}"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return str(value)[:40]
