"""Which things a filter keeps, and in which order: whole columns are compared, so that a million claims take some milliseconds."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lagebild.claims.vocabulary import STATUSES
from lagebild.ledger import Query
from lagebild.ledger.query import clauses
from lagebild.ledger.rows import ClaimRow
from lagebild.picture.picture import Picture
from lagebild.picture.shelf import HOLDS, Shelf, mark_of
from lagebild.picture.wanted import Wanted
from lagebild.weighing.entries import ordinal
from lagebild.weighing.facets import fold

Places = NDArray[np.intp]
#: Where something stands in an order: the value that is sorted by, and the id.
Stand = tuple[float, str]
#: Orders that rest on what was weighed.
WEIGHED_ORDERS: Final = frozenset({"origins", "amount", "contested"})
#: Claims that a text search may lead to; beyond them the words are too common to look for things by.
_MOST_HITS: Final = 5000
#: Filters whose things are remembered until one of them changes.
_MOST_KEPT: Final = 16


def kept(picture: Picture, wanted: Wanted) -> Places:
    """The places of the things that `wanted` keeps, in no order. Origins and contradictions count as far as they are known: `open_among`
    says of which things they are not."""
    board, shelf = picture.board, picture.board.shelf
    known = (shelf, shelf.stamp, shelf.n_told if _asks_weighed(wanted) else 0)
    key = replace(wanted, sort="newest")
    found = board.memo.get(key)
    if found is not None and found[0] == known:
        places: Places = found[1]
        return places
    places = np.flatnonzero(_mask(picture, wanted))
    if not wanted.text:  # what words are found depends on the ledger, which may be ahead
        while len(board.memo) >= _MOST_KEPT:
            board.memo.pop(next(iter(board.memo)))
        board.memo[key] = known, places
    return places


def open_among(picture: Picture, wanted: Wanted, *, rows: bool = False) -> Places:
    """The places of the things that must be weighed before the filter and its order hold exactly, and with `rows` before all that it keeps
    can be shown. Most often none."""
    if not (rows or _asks_weighed(wanted) or wanted.sort in WEIGHED_ORDERS):
        return np.empty(0, np.intp)
    shelf, places = picture.board.shelf, kept(picture, replace(wanted, contested=False, min_origins=0))
    is_open = shelf["known"][places] != HOLDS
    if _asks_weighed(wanted):
        is_open &= shelf["n_claims"][places] >= _least_claims(wanted)
    found: Places = places[is_open]
    return found


def in_order(picture: Picture, wanted: Wanted, places: Places, n: int | None = None, after: Stand | None = None) -> Sequence[int]:
    """The first `n` of these places (None: all) in the order of `wanted`, from behind `after` on."""
    values, marks = _values(picture.board.shelf, wanted, places), picture.board.shelf["mark"][places]
    id_at = picture.board.shelf.id_at
    if after is not None:
        value, thing = after
        mark = mark_of(thing)
        behind = (values > value) | ((values == value) & (marks > mark))
        alike = np.flatnonzero((values == value) & (marks == mark))
        behind[[at for at in alike if id_at(places[at]) > thing]] = True
        places, values, marks = places[behind], values[behind], marks[behind]
    if n is not None and n < len(places):
        some = _least(values, marks, n)
        places, values, marks = places[some], values[some], marks[some]
    order = np.lexsort((marks, values))
    found = [int(place) for place in places[order]]
    if _has_twins(values[order], marks[order]):
        value_of = dict(zip(found, zip(values[order].tolist(), marks[order].tolist(), strict=True), strict=True))
        found.sort(key=lambda place: (*value_of[place], id_at(place)))
    return found if n is None else found[:n]


def stand(picture: Picture, wanted: Wanted, place: int) -> Stand:
    """Where a thing stands in the order of `wanted`."""
    shelf = picture.board.shelf
    return float(_values(shelf, wanted, np.array([place]))[0]), shelf.id_at(place)


@lru_cache(maxsize=4096)
def is_of(family: str, words: str) -> bool:
    """Whether a family of materiel is the one named, or one of whose words it is."""
    return family == words or f" {fold(words)} " in f" {fold(family)} "


def _asks_weighed(wanted: Wanted) -> bool:
    return wanted.contested or wanted.min_origins > 1


def _least_claims(wanted: Wanted) -> int:
    return max(wanted.min_origins, 2 * wanted.contested)


def _mask(picture: Picture, wanted: Wanted) -> NDArray[np.bool_]:
    shelf = picture.board.shelf
    found = shelf.taken()
    for name, values in (("type", wanted.types), ("giver", wanted.givers), ("taker", wanted.takers)):
        if values:
            found &= _one_of(shelf, name, map(shelf.names.known, values))
    for party in wanted.parties:
        number = shelf.names.known(party)
        found &= _one_of(shelf, "giver", [number]) | _one_of(shelf, "taker", [number])
    if wanted.statuses:
        found &= (shelf["affirmed"] & sum(1 << STATUSES.index(status) for status in set(wanted.statuses))) > 0
    if wanted.materiel:
        found &= _one_of(shelf, "materiel", _named(shelf, "materiel", wanted.materiel))
    if wanted.place is not None:
        is_country = len(wanted.place) == 2 and wanted.place.isupper()
        found &= _in_country(picture, wanted.place) if is_country else _one_of(shelf, "place", _named(shelf, "place", (wanted.place,)))
    if wanted.since is not None or wanted.until is not None:
        found &= _touches(shelf, ordinal(wanted.since) or 0, ordinal(wanted.until) or 10**7)
    if _asks_weighed(wanted):
        found &= shelf["n_claims"] >= _least_claims(wanted)
        found &= shelf["n_origins_max"] >= (wanted.min_origins if wanted.min_origins > 1 else 0)
        found &= (shelf["n_conflicts"] + shelf["n_disputes"] > 0) | (not wanted.contested)
    if wanted.text:
        found &= _with_words(picture, wanted.text)
    return found


def _one_of(shelf: Shelf, name: str, numbers: Iterable[int]) -> NDArray[np.bool_]:
    """Where a column holds one of these numbers of words; 0 is no word."""
    chosen = np.zeros(shelf.n_names, np.bool_)
    chosen[[number for number in numbers if number]] = True
    found: NDArray[np.bool_] = chosen[shelf[name]]
    return found


def _named(shelf: Shelf, name: str, asked: Sequence[str]) -> list[int]:
    """The numbers of all words in a column that are one of those asked for, or have them among theirs."""
    there = np.flatnonzero(np.bincount(shelf[name], minlength=1)).tolist()
    words = ((number, shelf.names[number]) for number in there)
    return [number for number, told in words if told is not None and any(is_of(told, one) for one in asked)]


def _in_country(picture: Picture, country: str) -> NDArray[np.bool_]:
    shelf = picture.board.shelf
    found = np.zeros(len(shelf.things) + 1, np.bool_)
    there = np.flatnonzero(picture.register.countries() == picture.register.number_named(country))
    found[shelf.claims["thing"][there[there < len(shelf.claims)]]] = True
    return found[1:]


def _touches(shelf: Shelf, start: int, end: int) -> NDArray[np.bool_]:
    """Whether the days of the act, or those of publication, touch these days."""
    acted = (shelf["first"] > 0) & (shelf["last"] > 0) & (shelf["first"] <= end) & (shelf["last"] >= start)
    told = (shelf["oldest"] > 0) & (shelf["newest"] > 0) & (shelf["oldest"] <= end) & (shelf["newest"] >= start)
    found: NDArray[np.bool_] = acted | told
    return found


def _with_words(picture: Picture, text: str) -> NDArray[np.bool_]:
    """The things of the claims that stand in whose evidence the words are found."""
    shelf = picture.board.shelf
    asked = clauses(Query(text), picture.view.languages(), picture.view.same_as)
    keys = picture.store.matches("claim", asked, None, None, _MOST_HITS) if asked else []
    places = (shelf.place_of(row.id) for row in picture.store.find(ClaimRow, "key", keys))
    found = np.zeros(len(shelf.things), np.bool_)
    found[[place for place in places if place is not None]] = True
    return found


def _values(shelf: Shelf, wanted: Wanted, places: NDArray[Any]) -> NDArray[np.float64]:
    """What is sorted by, the least first."""
    of: dict[str, Callable[[], NDArray[Any]]] = {
        "newest": lambda: -shelf["newest"][places].astype("f8"),
        "oldest": lambda: np.where(shelf["newest"][places] > 0, shelf["newest"][places], math.inf),
        "reports": lambda: -shelf["n_reports"][places].astype("f8"),
        "origins": lambda: -shelf["n_origins_max"][places].astype("f8"),
        "amount": lambda: -_told_amounts(shelf, places),
        "contested": lambda: -(shelf["n_conflicts"][places] + shelf["n_disputes"][places]).astype("f8"),
    }
    return of[wanted.sort]()


def _told_amounts(shelf: Shelf, places: NDArray[Any]) -> NDArray[np.float64]:
    return np.where(shelf["known"][places] > 0, np.nan_to_num(shelf["best"][places]), 0.0)


def _least(values: NDArray[np.float64], marks: NDArray[np.uint64], n: int) -> Places:
    """Where the `n` least stand, ties by marks, and all that equal the last of them."""
    if not n:
        return np.empty(0, np.intp)
    bound = np.partition(values, n - 1)[n - 1]
    below, at = np.flatnonzero(values < bound), np.flatnonzero(values == bound)
    missing = n - len(below)
    if missing < len(at):
        at = at[marks[at] <= np.partition(marks[at], missing - 1)[missing - 1]]
    return np.concatenate((below, at))


def _has_twins(values: NDArray[np.float64], marks: NDArray[np.uint64]) -> bool:
    return bool(np.any((values[1:] == values[:-1]) & (marks[1:] == marks[:-1])))
