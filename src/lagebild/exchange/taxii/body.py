"""An envelope from outside (section 3.7), taken apart so that one poisonous object harms no other."""

import json
from dataclasses import dataclass
from typing import Any, Final

from lagebild.errors import Refused
from lagebild.exchange.stix.wire import MAX_INTEGER

__all__ = ["Envelope", "Poison", "opened"]

_N_DIGITS: Final = len(str(MAX_INTEGER)) + 1


@dataclass(frozen=True, slots=True)
class Poison:
    """Stands for what JSON cannot say safely. `value` is what was read of it, fit for nothing but its name."""

    reason: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What came: the values in `objects`, `Poison` in place of each that holds something poisonous; whether there is more, and
    the `next` with which to ask for it."""

    objects: list[Any]
    more: bool
    next: str | None


def opened(data: bytes, max_objects: int) -> Envelope:
    """The envelope that `data` holds; other properties are passed over (section 7.1.1). Raises `Refused` where it cannot be read
    as a whole."""
    try:
        value, poisoned = _decoded(data.decode())
    except RecursionError:
        raise Refused("envelope", "", "nests too deep") from None
    except ValueError as error:  # JSONDecodeError and UnicodeDecodeError are such
        raise Refused("envelope", "", "is no JSON in UTF-8") from error
    if isinstance(value, Poison):
        raise Refused("envelope", "", value.reason)
    if not isinstance(value, dict):
        raise Refused("envelope", "", "is no JSON object")
    objects = value.get("objects", [])
    if not isinstance(objects, list):
        raise Refused("envelope", "objects", "is no list")
    if len(objects) > max_objects:
        raise Refused("envelope", "objects", f"are more than {max_objects:,}")
    more, next_ = value.get("more", False), value.get("next")
    if not isinstance(more, bool) or not isinstance(next_, str | None):
        raise Refused("envelope", "more", "is no boolean, or next no string")
    return Envelope([_with_poison_above(one) for one in objects] if poisoned else objects, more, next_)


def _decoded(text: str) -> tuple[Any, bool]:
    """The value of `text`, and whether there is poison in it."""
    poisoned = False

    def poison(reason: str, value: Any = None) -> Poison:
        nonlocal poisoned
        poisoned = True
        return Poison(reason, value)

    def pairs(given: list[tuple[str, Any]]) -> Any:
        found = dict(given)
        return found if len(found) == len(given) else poison("gives one key twice", found)

    def integer(digits: str) -> Any:
        if len(digits) > _N_DIGITS or abs(int(digits)) > MAX_INTEGER:  # long digits are never made a number: that takes long
            return poison("holds a whole number beyond 2^53 - 1")
        return int(digits)

    def fraction(digits: str) -> Any:
        number = float(digits)
        return number if abs(number) != float("inf") else poison("holds a number too large for JSON")

    def constant(word: str) -> Any:
        return poison(f"holds {word}, which is no JSON")

    value = json.loads(text, object_pairs_hook=pairs, parse_int=integer, parse_float=fraction, parse_constant=constant)
    return value, poisoned


def _with_poison_above(value: Any) -> Any:
    """`value`, or a `Poison` around it if there is one anywhere in it."""
    waiting = [value]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, Poison):
            return Poison(entry.reason, entry.value if entry is value else value)
        if isinstance(entry, dict):
            waiting.extend(entry.values())
        elif isinstance(entry, list):
            waiting.extend(entry)
    return value
