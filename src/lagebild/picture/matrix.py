"""Who gives what to whom: things by giver, taker and family of materiel."""

from collections import Counter
from collections.abc import Iterable, Sequence

from lagebild.picture.board import FURTHEST
from lagebild.picture.nouns import Cell, Matrix, Row

Key = tuple[str | None, str | None, str | None]


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
