"""A thing in nouns: what its claims say together."""

from collections.abc import Callable, Iterable, Sequence

from lagebild.claims.estimate import Thing
from lagebild.claims.vocabulary import ROLES, STATUSES
from lagebild.weighing.entries import Entry, iso
from lagebild.weighing.facets import Facets

_FAR = 10**7
#: Acts with a topic and no object. Its last word serves to compare them, but names no materiel ("auszutauschen"); a family does.
_OF_TOPICS = frozenset(type_ for type_, roles in ROLES.items() if "topic" in roles)


def published_first(claim: str, day_of: Callable[[str], int | None]) -> tuple[int, str]:
    """What puts the claims of a thing in order: day of publication (those without at the end), then id."""
    day = day_of(claim)
    return _FAR if day is None else day, claim


def thing_id(first: str) -> str:
    """The id of the thing whose first published claim is `first`: later reports seldom change it."""
    return "thing--" + first.removeprefix("claim--")


def thing_of(id: str, entries: Sequence[Entry], facets: Sequence[Facets], possible: tuple[str, ...]) -> Thing:
    """The thing of these claims, which stand in the order of their publication."""
    statuses = [entry.status for entry in entries]
    return Thing(
        id=id,
        kind="event" if facets[0].level == "flow" else "series",
        type=facets[0].type,
        giver=_usual(found.giver for found in facets),
        taker=_usual(found.taker for found in facets),
        materiel=_usual(_materiel(found) for found in facets),
        place=_usual(found.place or found.country for found in facets),
        first=iso(min((entry.first for entry in entries if entry.first is not None), default=None)),
        last=iso(max((entry.last for entry in entries if entry.last is not None), default=None)),
        claims=tuple(entry.id for entry in entries),
        ladder=tuple((status, statuses.count(status)) for status in STATUSES if status in statuses),
        possible=tuple(sorted(possible)),
    )


def _materiel(facets: Facets) -> str | None:
    words = facets.materiel or ""
    return None if words.startswith("~") and facets.type in _OF_TOPICS else words.removeprefix("~") or None


def _usual(values: Iterable[str | None]) -> str | None:
    """The value that most give; among equals the first by the alphabet."""
    told = sorted(value for value in values if value)
    return max(dict.fromkeys(told), key=told.count) if told else None
