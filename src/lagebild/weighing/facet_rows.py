"""Facets as rows of 44 bytes, and the table of `features` for one against many at once.

`bits` gives what `features.score` gives (a property test holds the two together), for thousands of candidates in well under a
millisecond: the most frequent blocks of a large ledger hold that many.
"""

from math import isnan, nan
from typing import TYPE_CHECKING, Any, Final

from lagebild.weighing.facets import Facets, Level
from lagebild.weighing.features import FAR, FARTHER, GENERAL, NEAR, SAME, rarity, unusual
from lagebild.weighing.rows import NO_DAY, Distinct, Names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVELS: Final[tuple[Level, ...]] = ("flow", "level", "total")
_LAYOUT: Final = "IIIIIIiidHBB"
_COLUMNS: Final = [
    ("giver", "<u4"), ("taker", "<u4"), ("materiel", "<u4"), ("place", "<u4"), ("country", "<u4"), ("unit", "<u4"), ("first", "<i4"),
    ("last", "<i4"), ("number", "<f8"), ("type", "<u2"), ("level", "u1"), ("flags", "u1"),
]  # fmt: skip
#: Flags of a row: its number has three digits or more, its materiel is a general word, or is in no known family.
_UNUSUAL, _GENERAL, _UNKNOWN = 1, 2, 4
#: Facets in words that are remembered; they are made again from their row when they are needed.
_MOST_KEPT: Final = 20_000
#: A claim is held against those of its own period of so many days and of the two beside it.
BUCKET_DAYS: Final = 14
#: Less than any pair of claims can score: for pairs that share no block.
APART: Final = -100.0


class FacetRows:
    """All facets, each once. `names` gives the strings their numbers."""

    PARTS = ("_rows",)

    def __init__(self, names: Names) -> None:
        self._names = names
        self._rows = Distinct(_LAYOUT)
        self._kept: dict[int, Facets] = {}

    def number(self, facets: Facets) -> int:
        """The number of these facets."""
        name = self._names.number
        materiel = facets.materiel
        flags = _UNUSUAL * (facets.number is not None and unusual(facets.number))
        flags |= _GENERAL * (materiel in GENERAL) | _UNKNOWN * (materiel is not None and materiel[0] == "~")
        return self._rows.number(
            name(facets.giver), name(facets.taker), name(materiel), name(facets.place), name(facets.country), name(facets.unit),
            NO_DAY if facets.first is None else facets.first, NO_DAY if facets.last is None else facets.last,
            nan if facets.number is None else facets.number, name(facets.type), LEVELS.index(facets.level), flags,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Facets:
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[number] = self._worded(self._rows[number])
        return found

    def row(self, number: int) -> tuple[Any, ...]:
        """The row as it is: numbers for strings."""
        return self._rows[number]

    def many(self, numbers: "NDArray[np.uint32]") -> "NDArray[np.void]":
        """The rows of these numbers, with named columns."""
        import numpy as np

        return np.frombuffer(self._rows.data, dtype=_COLUMNS)[numbers]

    def naming(self, names: set[int]) -> "NDArray[np.intp]":
        """The rows whose giver or taker is one of these names."""
        import numpy as np

        rows = np.frombuffer(self._rows.data, dtype=_COLUMNS)
        wanted = np.array(sorted(names), dtype=np.uint32)
        return np.nonzero(np.isin(rows["giver"], wanted) | np.isin(rows["taker"], wanted))[0]

    def bits(self, number: int, others: "NDArray[np.void]") -> "NDArray[np.float64]":
        """What facets `number` score with each of `others`; `APART` with those that share no block with them."""
        import numpy as np

        giver, taker, materiel, place, country, unit, first, last, amount, type_, level, flags = self._rows[number]
        shared = np.zeros(len(others), dtype=np.int8)
        total = np.zeros(len(others))
        for mine, column in ((giver, "giver"), (taker, "taker")):
            if mine:
                theirs = others[column]
                same = theirs == mine
                shared += same
                total += np.where(same, rarity(self._names[mine] or ""), np.where(theirs == 0, 0.0, -12.0))
        if materiel:
            same = others["materiel"] == materiel
            shared += same
            total += _materiel(same, others, flags)
        if place:
            same = others["place"] == place
            shared += same
            total += np.where(same, 4.0, np.where(others["place"] == 0, 0.0, -4.0))
        if country:
            total += np.where(others["country"] == country, 1.0, np.where(others["country"] == 0, 0.0, -3.0))
        if unit:
            total -= np.where((others["unit"] == unit) | (others["unit"] == 0), 0.0, 2.0)
        total += 4.0 if level else _days(first, last, others)
        if not isnan(amount):
            total += _amounts(amount, flags, others)
        far = np.abs(others["last"].astype(np.int64) // BUCKET_DAYS - last // BUCKET_DAYS) > 1
        total[far | (shared < 2) | (others["type"] != type_) | (others["level"] != level)] = APART
        return total

    def _worded(self, row: tuple[Any, ...]) -> Facets:
        names = self._names
        giver, taker, materiel, place, country, unit, first, last, amount, type_, level, _ = row
        return Facets(
            names[type_] or "", LEVELS[level], names[giver], names[taker], names[materiel], names[place], names[country], names[unit],
            None if first == NO_DAY else first, None if last == NO_DAY else last, None if isnan(amount) else amount,
        )  # fmt: skip


def _materiel(same: "NDArray[np.bool_]", others: "NDArray[np.void]", flags: int) -> "NDArray[np.float64]":
    import numpy as np

    general = ((others["flags"] | flags) & _GENERAL) != 0
    unknown = ((others["flags"] | flags) & _UNKNOWN) != 0
    differs = np.where(general, 0.5, np.where(unknown, 0.0, -7.0))
    return np.where(same, 1.0 if flags & _GENERAL else 3.0, np.where(others["materiel"] == 0, 0.0, differs))


def _days(first: int, last: int, others: "NDArray[np.void]") -> "NDArray[np.float64]":
    import numpy as np

    if first == NO_DAY or last == NO_DAY:
        return np.zeros(len(others))
    theirs, until = others["first"].astype(np.int64), others["last"].astype(np.int64)
    apart = np.maximum(np.maximum(first - until, theirs - last), 0)
    wide = np.maximum(last - first, until - theirs)
    same = np.where(wide == 0, 2.5, np.where(wide <= 7, 1.5, 0.5))
    far = np.where(apart <= 3, 1.0, np.where(apart <= 7, -1.0, np.where(apart <= 14, -2.0, -10.0)))
    told = (others["first"] != NO_DAY) & (others["last"] != NO_DAY)
    return np.where(told, np.where(apart == 0, same, far), 0.0)


def _amounts(amount: float, flags: int, others: "NDArray[np.void]") -> "NDArray[np.float64]":
    import numpy as np

    apart = np.abs(others["number"] - amount)
    same = np.where((others["flags"] & flags & _UNUSUAL) != 0, 5.0, 1.5)
    differs = np.where(apart <= NEAR, 0.5, np.where(apart <= FAR, 0.0, np.where(apart <= FARTHER, -1.5, -4.0)))
    found: NDArray[np.float64] = np.where(np.isnan(apart), 0.0, np.where(apart <= SAME, same, differs))
    return found
