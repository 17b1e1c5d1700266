"""What the pages of the picture take out of it; the costly parts are made once for each state of the picture."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from fastapi import Request

from lagebild.web.refusals import NotYet

if TYPE_CHECKING:
    from lagebild.ledger import Page
    from lagebild.picture import Changes, Contradiction, Explained, Matrix, PlaceCount, Row, Series, SourceGrade, Wanted
    from lagebild.web.following import Following

#: Terms of a filter of things as they stand in an address.
TERMS: Final = frozenset(
    {"type", "giver", "taker", "party", "materiel", "place", "since", "until", "status", "contested", "min-origins", "text", "sort"}
)
#: Things that a matrix is made of; more would be no picture.
_MOST_IN_MATRIX: Final = 5_000
_MOST_VALUES: Final = 60
#: Seconds that a page waits for rows that nobody looked at yet, and for which it keeps others from the picture at a time.
_PATIENCE_S: Final = 4.0
_AT_ONCE_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of things, and how many there are in all."""

    page: "Page[Row]"
    n_all: int


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
    return _rows(following, following.at, wanted, limit, after)


def matrix_of(following: "Following", wanted: "Wanted") -> "Matrix":
    """The matrix of the first things of the filter."""
    return _matrix(following, following.at, wanted)


def places_of(following: "Following", wanted: "Wanted") -> "tuple[PlaceCount, ...]":
    """Claims by country."""
    return _places(following, following.at, wanted)


def explained(following: "Following", thing: str) -> "Explained":
    """All that stands behind a thing; raises `NotRecorded`."""
    return _explained(following, following.at, thing)


def series_of(following: "Following", thing: str, unit: str | None) -> "Series | None":
    """The amounts of a thing over time; None where no claim gives one. Raises `NotRecorded`."""
    return _series(following, following.at, thing, unit)


def grades_of(following: "Following") -> "tuple[SourceGrade, ...]":
    """The grade of each source with a settled claim."""
    return _grades(following, following.at)


def changes_of(following: "Following", wanted: "Wanted", since: str, by: "Literal['published', 'recorded']") -> "Changes":
    """What moved since a day."""
    return _changes(following, following.at, wanted, since, by)


def contradictions_of(following: "Following", wanted: "Wanted", limit: int) -> "tuple[Contradiction, ...]":
    """Claims that cannot both be so."""
    return _contradictions(following, following.at, wanted, limit)


def _work_out(following: "Following", wanted: "Wanted", limit: int) -> None:
    """Works out the rows that a page needs and nobody looked at yet, a little at a time, so that others can look at the picture
    meanwhile. Raises `NotYet` where that takes longer than a page waits; what is done by then is done."""
    from lagebild.picture.rows import unknown, work_out

    end = time.monotonic() + _PATIENCE_S
    with following.picture() as picture:
        waiting: Sequence[str] = unknown(picture, wanted, limit)
    while waiting:
        if time.monotonic() >= end:
            raise NotYet("not_yet")
        with following.picture() as picture:
            waiting = work_out(picture, waiting, _AT_ONCE_S)


@lru_cache(maxsize=8)
def _changes(following: "Following", at: int, wanted: "Wanted", since: str, by: "Literal['published', 'recorded']") -> "Changes":
    from lagebild.picture import changes

    with following.picture() as picture:
        return changes(picture, since, by=by, wanted=wanted)


@lru_cache(maxsize=16)
def _contradictions(following: "Following", at: int, wanted: "Wanted", limit: int) -> "tuple[Contradiction, ...]":
    from lagebild.picture import contradictions

    with following.picture() as picture:
        return tuple(contradictions(picture, wanted, limit=limit))


@lru_cache(maxsize=2)
def _grades(following: "Following", at: int) -> "tuple[SourceGrade, ...]":
    from lagebild.picture import grades

    with following.picture() as picture:
        return grades(picture)


@lru_cache(maxsize=64)
def _rows(following: "Following", at: int, wanted: "Wanted", limit: int, after: str | None) -> Listed:
    from lagebild.picture import count, rows

    _work_out(following, wanted, limit)
    with following.picture() as picture:
        return Listed(rows(picture, wanted, limit=limit, after=after), count(picture, wanted))


@lru_cache(maxsize=16)
def _matrix(following: "Following", at: int, wanted: "Wanted") -> "Matrix":
    from lagebild.picture import matrix, rows

    _work_out(following, wanted, _MOST_IN_MATRIX)
    with following.picture() as picture:
        return matrix(rows(picture, wanted, limit=_MOST_IN_MATRIX).items)


@lru_cache(maxsize=16)
def _places(following: "Following", at: int, wanted: "Wanted") -> "tuple[PlaceCount, ...]":
    from lagebild.picture import places

    with following.picture() as picture:
        return places(picture, wanted)


@lru_cache(maxsize=64)
def _explained(following: "Following", at: int, thing: str) -> "Explained":
    from lagebild.picture import explain

    with following.picture() as picture:
        return explain(picture, thing)


@lru_cache(maxsize=64)
def _series(following: "Following", at: int, thing: str, unit: str | None) -> "Series | None":
    from lagebild.picture import series

    with following.picture() as picture:
        found = series(picture, thing, unit=unit)
    return found if found.marks else None
