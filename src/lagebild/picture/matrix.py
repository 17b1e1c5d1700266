"""Who gives what to whom: things by giver, taker and family of materiel."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lagebild.picture.choosing import Places, in_order, kept
from lagebild.picture.nouns import Cell, Matrix, Row
from lagebild.picture.picture import Picture
from lagebild.picture.rows import work_out
from lagebild.picture.shelf import FURTHEST, Shelf
from lagebild.picture.wanted import Wanted

Key = tuple[str | None, str | None, str | None]
_SIDES: Final = ("giver", "taker", "materiel")
#: Up to so many combinations for each thing they are counted by their numbers, which is quicker than sorting.
_DENSE: Final = 4


@dataclass(frozen=True, slots=True)
class Most:
    """Bounds of a matrix: cells, those with most things first; and things of a cell, of which more are counted but not named."""

    cells: int
    things: int


def matrix_of(picture: Picture, wanted: Wanted, most: Most, *, exact: bool = True) -> Matrix:
    """The matrix of all things that `wanted` keeps; every cell counts all its things. Where `exact` is False, origins and contradictions
    count as far as they are known."""
    if exact:
        work_out(picture, wanted, rows=True)
    places = kept(picture, wanted)
    shelf = picture.board.shelf
    sides = [_numbered(shelf, name, places) for name in _SIDES]
    keys, of = _grouped(sides)
    n_things = np.bincount(of, minlength=len(keys))
    shown = np.argsort(-n_things, kind="stable")[: most.cells]
    summed = _Summed.of(shelf, places, of, len(keys))
    names = [[shelf.names[number] for number in numbers.tolist()] for numbers, _ in sides]
    orders = [_order(side, words, places) for (_, side), words in zip(sides, names, strict=True)]
    parts = _unravelled(keys, [len(words) for words in names])
    ranks = [{at: rank for rank, at in enumerate(order)} for order in orders]
    in_line = sorted(shown.tolist(), key=lambda cell: tuple(rank[part[cell]] for rank, part in zip(ranks, parts, strict=True)))
    things = _named_things(picture, wanted, places, of, in_line, most.things)
    cells = (
        summed.cell((names[0][parts[0][cell]], names[1][parts[1][cell]], names[2][parts[2][cell]]), cell, things[cell]) for cell in in_line
    )  # fmt: skip
    givers, takers, families = (tuple(words[at] for at in order) for words, order in zip(names, orders, strict=True))
    return Matrix(givers, takers, families, tuple(cells), len(keys) - len(in_line))


def matrix(rows: Iterable[Row]) -> Matrix:
    """The rows as a matrix, cells in the order of its lists. What has no giver, taker or family stands under None."""
    grouped: dict[Key, list[Row]] = {}
    for row in rows:
        grouped.setdefault((row.giver, row.taker, row.materiel), []).append(row)
    givers, takers, families = (_most_first(grouped, at) for at in range(3))
    places = [{name: at for at, name in enumerate(names)} for names in (givers, takers, families)]
    keys = sorted(grouped, key=lambda key: tuple(place[name] for place, name in zip(places, key, strict=True)))
    return Matrix(givers, takers, families, tuple(_cell(key, grouped[key]) for key in keys))


def _most_first(grouped: dict[Key, list[Row]], at: int) -> tuple[str | None, ...]:
    """What stands at one side of the keys, that with most things first; None last."""
    n_things: Counter[str | None] = Counter()
    for key, rows in grouped.items():
        n_things[key[at]] += len(rows)
    return tuple(sorted(n_things, key=lambda name: (name is None, -n_things[name], name or "")))


def _cell(key: Key, rows: Sequence[Row]) -> Cell:
    reached = [row.status for row in rows if row.status is not None]
    return Cell(
        giver=key[0],
        taker=key[1],
        materiel=key[2],
        status=max(reached, key=FURTHEST.index, default=None),
        n_things=len(rows),
        n_claims=sum(row.n_claims for row in rows),
        n_origins_min=max(row.n_origins_min for row in rows),
        n_origins_max=sum(row.n_origins_max for row in rows),
        contested=any(row.contested for row in rows),
        things=tuple(row.id for row in rows),
    )


@dataclass(frozen=True, slots=True)
class _Summed:
    """What the things of each cell come to, by its number."""

    n_things: NDArray[Any]
    n_claims: NDArray[Any]
    n_origins_min: NDArray[Any]
    n_origins_max: NDArray[Any]
    status: NDArray[Any]
    n_contested: NDArray[Any]

    @classmethod
    def of(cls, shelf: Shelf, places: Places, of: NDArray[Any], n: int) -> "_Summed":
        """The sums of the things at `places`, each in the cell that `of` says."""
        contested = (shelf["n_conflicts"][places] + shelf["n_disputes"][places]) > 0
        return cls(
            np.bincount(of, minlength=n), np.bincount(of, shelf["n_claims"][places], n), _greatest(shelf["n_origins_min"][places], of, n),
            np.bincount(of, shelf["n_origins_max"][places], n), _greatest(shelf["status"][places], of, n), np.bincount(of, contested, n),
        )  # fmt: skip

    def cell(self, key: Key, at: int, things: tuple[str, ...]) -> Cell:
        """One cell."""
        status = int(self.status[at])
        return Cell(
            giver=key[0],
            taker=key[1],
            materiel=key[2],
            status=FURTHEST[status - 1] if status else None,
            n_things=int(self.n_things[at]),
            n_claims=int(self.n_claims[at]),
            n_origins_min=int(self.n_origins_min[at]),
            n_origins_max=int(self.n_origins_max[at]),
            contested=bool(self.n_contested[at]),
            things=things,
        )


def _greatest(values: NDArray[Any], of: NDArray[Any], n: int) -> NDArray[Any]:
    found = np.zeros(n, values.dtype)
    np.maximum.at(found, of, values)
    return found


def _numbered(shelf: Shelf, name: str, places: Places) -> tuple[NDArray[Any], NDArray[Any]]:
    """The numbers of the words that occur in a column, and for each place which of them it has, counted from 0."""
    column = shelf[name][places]
    occurs = np.flatnonzero(np.bincount(column, minlength=1))
    rank = np.zeros(shelf.n_names, np.int64)
    rank[occurs] = np.arange(len(occurs))
    return occurs, rank[column]


def _grouped(sides: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The combinations that occur, as numbers, and for each place which of them it has, counted from 0."""
    key = sides[0][1]
    n_all = len(sides[0][0])
    for numbers, side in sides[1:]:
        key = key * len(numbers) + side
        n_all *= len(numbers)
    if n_all > _DENSE * (len(key) + 1):
        keys, of = np.unique(key, return_inverse=True)
        return keys, of
    keys = np.flatnonzero(np.bincount(key, minlength=1)) if len(key) else np.empty(0, np.int64)
    rank = np.zeros(n_all + 1, np.int64)
    rank[keys] = np.arange(len(keys))
    return keys, rank[key]


def _unravelled(keys: NDArray[Any], lengths: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """Giver, taker and family of each combination, counted from 0 as in `_numbered`."""
    pairs, families = np.divmod(keys, max(1, lengths[2]))
    givers, takers = np.divmod(pairs, max(1, lengths[1]))
    return givers.tolist(), takers.tolist(), families.tolist()


def _order(side: NDArray[Any], words: Sequence[str | None], places: Places) -> list[int]:
    """The words of a side, that with most things first; None last."""
    n_things = np.bincount(side, minlength=len(words)) if len(places) else np.zeros(len(words), np.int64)
    return sorted(range(len(words)), key=lambda at: (words[at] is None, -int(n_things[at]), words[at] or ""))


def _named_things(
    picture: Picture, wanted: Wanted, places: Places, of: NDArray[Any], cells: Sequence[int], most: int
) -> dict[int, tuple[str, ...]]:  # fmt: skip
    """The ids of the things of each of these cells that has no more than `most`, in the order of `wanted`."""
    shelf = picture.board.shelf
    order = np.argsort(of)
    sorted_, asked = of[order], np.asarray(cells, np.int64)
    starts, ends = (np.searchsorted(sorted_, asked, side).tolist() for side in ("left", "right"))
    found: dict[int, tuple[str, ...]] = {}
    for cell, start, end in zip(cells, starts, ends, strict=True):
        here = places[order[start:end]]
        some = here.tolist() if len(here) == 1 else in_order(picture, wanted, here) if len(here) <= most else ()
        found[cell] = tuple(shelf.id_at(place) for place in some)
    return found
