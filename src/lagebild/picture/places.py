"""Where things take place: by country, with the regions that are named, and never finer."""

from collections import Counter
from typing import Final

from lagebild.picture.nouns import PlaceCount
from lagebild.picture.picture import Picture
from lagebild.picture.rows import kept_heads
from lagebild.picture.wanted import Wanted

_ALL: Final = Wanted()


def places(picture: Picture, wanted: Wanted = _ALL) -> tuple[PlaceCount, ...]:
    """How many claims and things belong to each country, the most first. A claim without a place counts where a deployment leads, else
    where it comes from; one that tells no country is left out."""
    n_claims: Counter[str] = Counter()
    n_things: Counter[str] = Counter()
    regions: dict[str, Counter[str]] = {}
    for head in kept_heads(picture, wanted):
        found = [picture.register.place_of(claim) for claim in head.thing.claims]
        n_claims.update(country for country, _ in found if country is not None)
        n_things.update({country for country, _ in found if country is not None})
        for country, region in found:
            if country is not None and region is not None:
                regions.setdefault(country, Counter())[region] += 1
    return tuple(
        PlaceCount(country, n, n_things[country], tuple(sorted(regions.get(country, Counter()).items(), key=lambda one: (-one[1], one[0]))))
        for country, n in sorted(n_claims.items(), key=lambda one: (-one[1], one[0]))
    )
