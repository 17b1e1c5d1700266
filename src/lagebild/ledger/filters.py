"""Which claims to list, in which order, and from where to go on."""

import base64
import binascii
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, Generic, Literal, TypeVar

from lagebild.claims.fields import storable
from lagebild.errors import InvalidClaim, LagebildError
from lagebild.ledger.query import Clause, Query

Sort = Literal["published", "recorded", "acted"]
SORTS: Final[tuple[Sort, ...]] = ("published", "recorded", "acted")
Item = TypeVar("Item")
_NO_QUERY: Final = Query()


@dataclass(frozen=True, slots=True)
class Party:
    """An entity (its code) that must be in a claim, in `role` if one is given ("source" and "place" are roles here too)."""

    entity: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Claims that hold all that is given; of a tuple of words one is enough, `parties` must all be there.

    Days are YYYY-MM-DD and inclusive; `acted_*` keeps claims whose time may touch the days. `materiel` are words (found by
    lemma) of objects and forces, `text` is looked for in the evidence. `settled` keeps claims that were settled true or false.
    `current` leaves out what the newest reading no longer has, `latest` claims of reports that have a newer version; None
    keeps both, False only those. Raises `InvalidClaim` for words that no database can be asked for.
    """

    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    certainties: tuple[str, ...] = ()
    polarities: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    rereads: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    materiel: str = ""
    text: Query = _NO_QUERY
    published_from: str | None = None
    published_to: str | None = None
    acted_from: str | None = None
    acted_to: str | None = None
    settled: bool | None = None
    disputed: bool | None = None
    current: bool | None = True
    latest: bool | None = True

    def __post_init__(self) -> None:
        for day in (self.published_from, self.published_to, self.acted_from, self.acted_to):
            if day is not None:
                _check_day(day)
        for field in fields(self):
            if field.name == "materiel":  # only its words are asked for, as of `text`
                continue
            value = getattr(self, field.name)
            for word in value if isinstance(value, tuple) else (value,):
                if isinstance(word, str) and not storable(word):
                    raise InvalidClaim(f"filter.{field.name}", "holds NUL or a lone surrogate, which nothing stored has")


@dataclass(frozen=True, slots=True)
class Order:
    """By day of publication, order of recording, or first day of the act; ties by order of recording. Unknown days lie
    before all others."""

    by: Sort = "published"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of what was found, in order; `next` is the cursor of the page after it, None at the end."""

    items: tuple[Item, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter made ready for a backend: what its columns say, and the clauses for what stands in its words and marks."""

    filter: Filter
    clauses: tuple[Clause, ...]


def _check_day(day: str) -> None:
    try:
        if date.fromisoformat(day).isoformat() == day:
            return
    except ValueError:
        pass
    raise InvalidClaim("filter", f"{day!r} is no day written YYYY-MM-DD")


class BadCursor(LagebildError):
    """A cursor is none that a page gave, or belongs to another order."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"the cursor {cursor[:40]!r} belongs to no page of this list")
        self.cursor: Final = cursor


def cursor_of(*place: str | int | None) -> str:
    """The opaque cursor for a place in an order."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str, first: str) -> tuple[int | str, int]:
    """The value and number that `cursor_of(first, value, number)` wrote; raises `BadCursor` for any other cursor."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadCursor(cursor) from error
    if not isinstance(place, list) or len(place) != 3 or place[0] != first or not _fits(first, *place[1:]):
        raise BadCursor(cursor)
    return place[1], place[2]


def _fits(order: str, value: object, number: object) -> bool:
    """Whether these are a day (where `order` is by days of acts) or a number, and a number, that a database can compare with."""
    numbers = (number,) if order.startswith("acted") else (value, number)
    if len(numbers) == 1 and not (isinstance(value, str) and storable(value)):
        return False
    return all(isinstance(part, int) and -(2**62) < part < 2**62 for part in numbers)
