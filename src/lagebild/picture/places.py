"""Where things take place: by country, with the regions that are named, and never finer."""

from collections import Counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lagebild.picture.choosing import kept
from lagebild.picture.nouns import PlaceCount
from lagebild.picture.picture import Picture
from lagebild.picture.rows import work_out
from lagebild.picture.wanted import Wanted

_ALL: Final = Wanted()


def places(picture: Picture, wanted: Wanted = _ALL, *, exact: bool = True) -> tuple[PlaceCount, ...]:
    """How many claims and things belong to each country, the most first. A claim without a place counts where a deployment leads, else
    where it comes from; one that tells no country is left out. `exact` as in `rows`."""
    if exact:
        work_out(picture, wanted)
    shelf, register = picture.board.shelf, picture.register
    chosen = np.zeros(len(shelf.things) + 1, np.bool_)
    chosen[kept(picture, wanted) + 1] = True
    thing = shelf.claims["thing"]
    told = register.countries()[: len(thing)]
    claims = np.flatnonzero(chosen[thing] & (told > 0))
    country, region, thing = told[claims], register.regions()[claims], thing[claims]
    n_claims = np.bincount(country, minlength=1)
    n_things = np.bincount(_distinct(thing, country)[1], minlength=len(n_claims))
    regions = _regions(picture, country, region)
    named = ((number, register.words_of(number)) for number in np.flatnonzero(n_claims).tolist())
    found = [(words, int(n_claims[number]), int(n_things[number]), regions.get(number, ())) for number, words in named if words is not None]
    return tuple(PlaceCount(*one) for one in sorted(found, key=lambda one: (-one[1], one[0])))


def _distinct(one: NDArray[Any], other: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The pairs that occur, each once."""
    pairs = np.unique((one.astype(np.int64) << 32) | other)
    return pairs >> 32, pairs & 0xFFFFFFFF


def _regions(picture: Picture, country: NDArray[Any], region: NDArray[Any]) -> dict[int, tuple[tuple[str, int], ...]]:
    """The regions that are named in each country with the number of claims, the most first."""
    told = region > 0
    pairs, n_of = np.unique((country[told].astype(np.int64) << 32) | region[told], return_counts=True)
    found: dict[int, Counter[str]] = {}
    for pair, n in zip(pairs.tolist(), n_of.tolist(), strict=True):
        words = picture.register.words_of(pair & 0xFFFFFFFF)
        if words is not None:
            found.setdefault(pair >> 32, Counter())[words] = n
    return {number: tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))) for number, counts in found.items()}
