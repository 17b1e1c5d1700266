"""What the pages of the picture take out of it; the costly parts are made once for each state of the picture."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from fastapi import Request

if TYPE_CHECKING:
    from lagebild.ledger import Page
    from lagebild.picture import Bar, Changes, Contradiction, Explained, Matrix, Picture, PlaceCount, Row, Series, SourceGrade, Wanted
    from lagebild.picture.matrix import Most
    from lagebild.web.following import Following

Value = TypeVar("Value")
#: Terms of a filter of things as they stand in an address.
TERMS: Final = frozenset(
    {"type", "giver", "taker", "party", "materiel", "place", "since", "until", "status", "contested", "min-origins", "text", "sort"}
)
_MOST_VALUES: Final = 60
#: Seconds that a page waits for what was not weighed yet, and for which it keeps others from the picture at a time.
_PATIENCE_S: Final = 0.25
_AT_ONCE_S: Final = 0.02
_MOST_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of things, and how many there are in all. Of `n_open` things what was weighed is not known yet, or was before something
    changed: order, filter and sums go by what is known."""

    page: "Page[Row]"
    n_all: int
    n_open: int = 0


@dataclass(frozen=True, slots=True)
class Dated:
    """A page of things with when they were."""

    listed: Listed
    bars: "tuple[Bar, ...]"


@dataclass(frozen=True, slots=True)
class Crossed:
    """A matrix; `n_open` as in `Listed`."""

    matrix: "Matrix"
    n_open: int = 0


@dataclass(frozen=True, slots=True)
class Opposed:
    """Contradictions; `n_open` as in `Listed`."""

    pairs: "tuple[Contradiction, ...]"
    n_open: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Claims by country; `n_open` as in `Listed`."""

    places: "tuple[PlaceCount, ...]"
    n_open: int = 0


class Made:
    """Values that were made of the picture, as long as it is where it was; the last used ones are kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[int, Any]] = OrderedDict()

    def get(self, name: object, at: int) -> Any:
        """The value of this name, None where there is none of `at`."""
        with self._lock:
            found = self._kept.get(name)
            if found is None or found[0] != at:
                return None
            self._kept.move_to_end(name)
            return found[1]

    def keep(self, name: object, at: int, value: Any) -> None:
        """Keep a value; None is none."""
        with self._lock:
            self._kept[name] = at, value
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


def named(request: Request) -> dict[str, list[str]]:
    """The terms of the filter in the address, empty ones left out."""
    terms: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items()[:_MOST_VALUES]:
        if name in TERMS and value.strip():
            terms.setdefault(name, []).append(value.strip())
    return terms


def wanted_in(terms: Mapping[str, Sequence[str]]) -> "Wanted":
    """The filter of these terms, with parties and materiel in any spelling. Raises `InvalidFilter`."""
    from lagebild.picture import Wanted
    from lagebild.pipeline.asking import asked

    return asked(Wanted.from_query(terms))


def rows_of(following: "Following", wanted: "Wanted", limit: int, after: str | None) -> Listed:
    """A page of things. Raises `BadCursor`."""

    def make(picture: "Picture", n_open: int) -> Listed:
        from lagebild.picture import count, rows

        return Listed(rows(picture, wanted, limit=limit, after=after, exact=False), count(picture, wanted, exact=False), n_open)

    return _weighed(following, ("rows", wanted, limit, after), wanted, make)


def bars_of(following: "Following", wanted: "Wanted", limit: int, after: str | None) -> Dated:
    """A page of things with when they were. Raises `BadCursor`."""

    def make(picture: "Picture", n_open: int) -> Dated:
        from lagebild.picture import count, rows, timeline

        page = rows(picture, wanted, limit=limit, after=after, exact=False)
        return Dated(Listed(page, count(picture, wanted, exact=False), n_open), timeline(picture, page.items))

    return _weighed(following, ("bars", wanted, limit, after), wanted, make)


def matrix_of(following: "Following", wanted: "Wanted", most: "Most") -> Crossed:
    """The matrix of all things of the filter."""

    def make(picture: "Picture", n_open: int) -> Crossed:
        from lagebild.picture import matrix_of as made

        return Crossed(made(picture, wanted, most, exact=False), n_open)

    return _weighed(following, ("matrix", wanted, most), wanted, make, sums=True)


def places_of(following: "Following", wanted: "Wanted") -> Counted:
    """Claims by country."""

    def make(picture: "Picture", n_open: int) -> Counted:
        from lagebild.picture import places

        return Counted(places(picture, wanted, exact=False), n_open)

    wanted = replace(wanted, sort="newest")
    return _weighed(following, ("places", wanted), wanted, make)


def explained(following: "Following", thing: str) -> "Explained":
    """All that stands behind a thing; raises `NotRecorded`."""
    from lagebild.picture import explain

    return _made(following, ("explained", thing), lambda picture: explain(picture, thing))


def series_of(following: "Following", thing: str, unit: str | None) -> "Series | None":
    """The amounts of a thing over time; None where no claim gives one. Raises `NotRecorded`."""
    from lagebild.picture import series

    found = _made(following, ("series", thing, unit), lambda picture: series(picture, thing, unit=unit))
    return found if found.marks else None


def grades_of(following: "Following") -> "tuple[SourceGrade, ...]":
    """The grade of each source with a settled claim."""
    from lagebild.picture import grades

    return _made(following, "grades", grades)


def changes_of(following: "Following", wanted: "Wanted", since: str, by: "Literal['published', 'recorded']") -> "Changes":
    """What moved since a day."""
    from lagebild.picture.changes import begun, gather

    name, at = ("changes", wanted, since, by), following.at
    known = following.made.get(name, at)
    if known is None:
        with following.picture() as picture:
            found = begun(picture, since, by=by, wanted=wanted)
        while found.waiting:
            with following.picture() as picture:
                gather(picture, found, _AT_ONCE_S)
        known = found.changes()
        following.made.keep(name, at, known)
    return cast("Changes", known)


def contradictions_of(following: "Following", wanted: "Wanted", limit: int) -> Opposed:
    """Claims that cannot both be so."""

    def make(picture: "Picture", n_open: int) -> Opposed:
        from lagebild.picture import contradictions

        return Opposed(contradictions(picture, wanted, limit=limit, exact=False), n_open)

    return _weighed(following, ("contradictions", wanted, limit), replace(wanted, contested=True), make)


def _made(following: "Following", name: object, make: "Callable[[Picture], Value]") -> Value:
    at = following.at
    found = following.made.get(name, at)
    if found is None:
        with following.picture() as picture:
            found = make(picture)
        following.made.keep(name, at, found)
    return cast("Value", found)


def _weighed(
    following: "Following", name: object, wanted: "Wanted", make: "Callable[[Picture, int], Value]", *, sums: bool = False
) -> Value:  # fmt: skip
    """What `make` makes of the picture once what the filter and its order rest on (with `sums` all that is kept) is weighed. That is done a
    little at a time, so that others can look at the picture meanwhile; where it takes longer than a page waits, `make` is told of how
    many things it is not done."""
    from lagebild.picture.rows import work_out

    at = following.at
    found = following.made.get(name, at)
    end = time.monotonic() + _PATIENCE_S
    while found is None:
        with following.picture() as picture:
            left = work_out(picture, wanted, _AT_ONCE_S, rows=sums)
            if not left or time.monotonic() >= end:
                found = make(picture, left)
                following.made.keep(name, at, None if left else found)
    return cast("Value", found)
