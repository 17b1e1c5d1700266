"""Which claims to list, in which order, and from where to go on."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from lagebild.errors import LagebildError
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
    keeps both, False only those.
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
    if not isinstance(place, list) or len(place) != 3 or place[0] != first or not _fits(place[1:]):
        raise BadCursor(cursor)
    return place[1], place[2]


def _fits(place: list[object]) -> bool:
    """Whether these are a number or day, and a number, that a database can compare with."""
    numbers = [part for part in place if isinstance(part, int)]
    return isinstance(place[0], int | str) and isinstance(place[1], int) and all(-(2**62) < part < 2**62 for part in numbers)
