"""What a value from outside must be: small checks that refuse with the class, the property and the reason, and tables of them.

A property that no table names is kept as it came and never refused: newer writers have more.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lagebild.claims.fields import storable
from lagebild.errors import Refused
from lagebild.exchange.stix.part import NUMBER
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stix.wire import MAX_INTEGER

#: Raises `Refused` where the value (first) of a property (third) of a class (second) is not what it should be.
Check = Callable[[Any, str, str], None]

_ID: Final = re.compile(
    r"([a-z][a-z0-9-]{1,248}[a-z0-9])--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII
)
_HASH: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
#: Characters of one string, and entries of one list.
MAX_TEXT: Final = 2_000_000
MAX_ENTRIES: Final = 10_000
_KINDS: Final[dict[type, str]] = {
    type(None): "null", bool: "a truth value", int: "a number", float: "a number with a fraction", str: "a string", dict: "an object",
    list: "a list",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a class: what its value must be, and whether it must be there."""

    check: Check
    required: bool = False


Table = Mapping[str, Property]


def must(check: Check) -> Property:
    """A property that must be there."""
    return Property(check, True)


def may(check: Check) -> Property:
    """A property that may be there."""
    return Property(check)


def check_table(value: object, table: Table, noun: str, path: str = "") -> None:
    """Raises `Refused` where `value` is no object, or a property in `table` is missing or wrong."""
    if not isinstance(value, dict):
        raise Refused(noun, path, "is no object")
    for name, known in table.items():
        at = f"{path}.{name}" if path else name
        if name in value:
            known.check(value[name], noun, at)
        elif known.required:
            raise Refused(noun, at, "is missing")


def text(least: int = 0, most: int = MAX_TEXT) -> Check:
    """A string of so many characters that every database can keep."""

    def check(value: object, noun: str, path: str) -> None:
        if not isinstance(value, str):
            raise Refused(noun, path, f"is no string but {_kind(value)}")
        if not least <= len(value) <= most:
            raise Refused(noun, path, f"has {len(value):,} characters, and should have {least} to {most:,}")
        if not storable(value):
            raise Refused(noun, path, "holds NUL or a lone surrogate, which cannot be stored")

    return check


def word(*allowed: str) -> Check:
    """One of some words."""

    def check(value: object, noun: str, path: str) -> None:
        if not isinstance(value, str) or value not in allowed:
            shown = repr(value[:40]) if isinstance(value, str) else _kind(value)
            raise Refused(noun, path, f"is {shown} and none of {', '.join(allowed)}")

    return check


def whole(least: int = 0, most: int = MAX_INTEGER) -> Check:
    """A whole number in a range."""

    def check(value: object, noun: str, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused(noun, path, f"is no whole number but {_kind(value)}")
        if not least <= value <= most:
            raise Refused(noun, path, f"is outside {least} to {most:,}")

    return check


def number(value: object, noun: str, path: str) -> None:
    """A whole number, or another finite one as a string."""
    if isinstance(value, str):
        if not NUMBER.fullmatch(value) or (("." in value or "e" in value) and abs(float(value)) == float("inf")):
            raise Refused(noun, path, "is no number written as a string")
        return
    whole(-MAX_INTEGER)(value, noun, path)


def boolean(value: object, noun: str, path: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise Refused(noun, path, f"is neither true nor false but {_kind(value)}")


def timestamp(value: object, noun: str, path: str) -> None:
    """A timestamp (section 2.16), of the year 9998 at the latest."""
    version_key(value, noun, path)


def sha256(value: object, noun: str, path: str) -> None:
    """A hash as Lagebild writes it."""
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise Refused(noun, path, "is no SHA-256")


def reference(*types: str) -> Check:
    """The id of an object (section 2.9), of one of these types; without any, of whatever type."""

    def check(value: object, noun: str, path: str) -> None:
        found = _ID.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise Refused(noun, path, "is no id: a type, two hyphens, a UUID")
        if types and found[1] not in types:
            raise Refused(noun, path, f"is the id of a {found[1]}, and should be of {', '.join(types)}")

    return check


def every(check: Check, least: int = 0, most: int = MAX_ENTRIES) -> Check:
    """A list of so many entries, each of which passes."""

    def check_list(value: object, noun: str, path: str) -> None:
        if not isinstance(value, list):
            raise Refused(noun, path, f"is no list but {_kind(value)}")
        if not least <= len(value) <= most:
            raise Refused(noun, path, f"has {len(value):,} entries, and should have {least} to {most:,}")
        for number, entry in enumerate(value):
            check(entry, noun, f"{path}[{number}]")

    return check_list


def table(known: Table) -> Check:
    """An object whose properties pass."""

    def check(value: object, noun: str, path: str) -> None:
        check_table(value, known, noun, path)

    return check


def extensions(value: object, noun: str, path: str) -> None:
    """Extensions: objects by the id of their definition (section 7.3), or by another name in what is older."""
    if not isinstance(value, dict) or not all(isinstance(entry, dict) for entry in value.values()):
        raise Refused(noun, path, "is no object of objects")
    if len(value) > MAX_ENTRIES:
        raise Refused(noun, path, f"has more than {MAX_ENTRIES:,} entries")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "something else")
