"""Whether two claims are about the same thing: the table of features, their bits, and what forbids it.

After Fellegi and Sunter: each feature adds bits, log2 of how much likelier it is in two claims on one thing than in two on
different things. What a claim does not say scores 0; agreement on a rare value scores more than on a common one. The bits were
chosen by hand, `JOIN` on simulated worlds (`evals/weighing`, building seeds: at 5, 6, 7 B3 F1 was .954, .948, .932). They do not
move while reports come in, so the order in which reports arrive cannot change what is joined. `python -m evals.weighing` measures
them on other seeds.

| feature | agrees | differs |
|---|---|---|
| giver, taker | `rarity` of the entity (1.5 to 4) | -12 |
| materiel | 3, a general word with a special one 0.5 | -7, unclassified words 0 |
| place | 4 | -4 |
| country | 1 | -3 |
| days | same 2.5, up to 3 apart 1 | up to 7 -1, up to 14 -2, beyond -10; one series 4 |
| number | three digits or more 5, round 1.5, within a tenth 0.5 | over 2:1 -1.5, over 5:1 -4 |
| unit | 0 | -2 |
"""

from collections.abc import Callable
from math import exp, log
from typing import Final

from lagebild.weighing.facets import Facets
from lagebild.weighing.hedges import significant_digits

Weighed = tuple[float, str]
Feature = Callable[[Facets, Facets], Weighed]

#: Bits from which on two claims are joined; and from which on a thing is called a possible match.
JOIN: Final = 6.0
POSSIBLE: Final = 4.0
#: Entities that most reports name anyhow; the share of each in news on the subject, as -log2, rounded.
COMMON: Final[dict[str, float]] = {
    "RU": 1.5, "UA": 1.5, "US": 1.5, "KP": 2.0, "KR": 2.5, "CN": 2.0, "DE": 2.0, "IL": 2.0, "IR": 2.0, "GB": 2.5, "FR": 2.5,
    "NATO": 2.0, "EU": 2.5, "PL": 3.0, "TR": 3.0,
}  # fmt: skip
_RARE: Final = 4.0
#: Families that are no more than a general word for others.
GENERAL: Final = frozenset({"weapons", "missile", "rocket", "ammunition", "aircraft", "ship", "vehicle", "supplies"})
SAME: Final = log(1.005)
NEAR: Final = log(1.1)
FAR: Final = log(2.0)
FARTHER: Final = log(5.0)
_NOTHING: Final[Weighed] = (0.0, "")


def rarity(entity: str) -> float:
    """Bits for agreeing on `entity`."""
    return COMMON.get(entity, _RARE)


def giver(one: Facets, other: Facets) -> Weighed:
    """Who gives, sends or acts."""
    return _party(one.giver, other.giver, "giver")


def taker(one: Facets, other: Facets) -> Weighed:
    """Who receives or suffers, or where to."""
    return _party(one.taker, other.taker, "taker")


def materiel(one: Facets, other: Facets) -> Weighed:
    """What family of materiel."""
    mine, theirs = one.materiel, other.materiel
    if mine is None or theirs is None:
        return _NOTHING
    if mine == theirs:
        return (1.0, "same general materiel") if mine in GENERAL else (3.0, "same materiel")
    if mine in GENERAL or theirs in GENERAL:
        return 0.5, "materiel in a general word"
    if mine[0] == "~" or theirs[0] == "~":
        return 0.0, "materiel in other words"
    return -7.0, "other materiel"


def place(one: Facets, other: Facets) -> Weighed:
    """Where, in words below the level of a country."""
    if one.place is None or other.place is None:
        return _NOTHING
    return (4.0, "same place") if one.place == other.place else (-4.0, "other place")


def country(one: Facets, other: Facets) -> Weighed:
    """In which country."""
    if one.country is None or other.country is None:
        return _NOTHING
    return (1.0, "same country") if one.country == other.country else (-3.0, "other country")


def days(one: Facets, other: Facets) -> Weighed:
    """How many days lie between what the two are about; a level or a running total is one series through time."""
    if one.level != "flow":
        return 4.0, "one series"
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return _NOTHING
    apart = max(one.first - other.last, other.first - one.last, 0)
    if apart == 0:
        wide = max(one.last - one.first, other.last - other.first)
        return (2.5, "same day") if wide == 0 else (1.5, "same days") if wide <= 7 else (0.5, "days overlap")
    if apart <= 3:
        return 1.0, "days close"
    if apart <= 7:
        return -1.0, "a week apart"
    return (-2.0, "two weeks apart") if apart <= 14 else (-10.0, "other time")


def number(one: Facets, other: Facets) -> Weighed:
    """How much: an unusual number in common says more than a round one; two sources may well differ."""
    if one.number is None or other.number is None:
        return _NOTHING
    apart = abs(one.number - other.number)
    if apart <= SAME:
        return (5.0, "same unusual number") if unusual(one.number) and unusual(other.number) else (1.5, "same round number")
    if apart <= NEAR:
        return 0.5, "numbers close"
    if apart <= FAR:
        return 0.0, "numbers differ"
    return (-1.5, "numbers far apart") if apart <= FARTHER else (-4.0, "numbers very far apart")


def unusual(number: float) -> bool:
    """Whether the amount of this natural log has three digits or more that are not zeros at the end."""
    return significant_digits(round(exp(number))) >= 3


def unit(one: Facets, other: Facets) -> Weighed:
    """In what unit."""
    if one.unit is None or other.unit is None or one.unit == other.unit:
        return _NOTHING
    return -2.0, "other unit"


#: In the order in which a difference is likeliest to decide, so that most pairs end early.
FEATURES: Final[tuple[tuple[str, Feature], ...]] = (
    ("giver", giver), ("taker", taker), ("materiel", materiel), ("days", days), ("place", place), ("country", country),
    ("number", number), ("unit", unit),
)  # fmt: skip
#: No later feature can make up for less than this.
HOPELESS: Final = -6.5


def veto(one: Facets, other: Facets) -> str | None:
    """What forbids that two claims are about one thing whatever else they share, None for nothing."""
    if one.type != other.type:
        return f"a {one.type} is no {other.type}"
    if one.level != other.level:
        return f"a {one.level} is no {other.level}"
    return None


def score(one: Facets, other: Facets) -> float:
    """Bits for two claims without a veto being about one thing; what is hopeless is not added up to the end."""
    bits = 0.0
    for _, feature in FEATURES:
        bits += feature(one, other)[0]
        if bits < HOPELESS:
            break
    return bits


def explain(one: Facets, other: Facets) -> tuple[tuple[str, float, str], ...]:
    """(feature, bits, reason) of each feature that says something; a veto stands alone with minus infinity."""
    forbidden = veto(one, other)
    if forbidden:
        return (("veto", float("-inf"), forbidden),)
    found = ((name, *feature(one, other)) for name, feature in FEATURES)
    return tuple(line for line in found if line[2])


def _party(mine: str | None, theirs: str | None, what: str) -> Weighed:
    if mine is None or theirs is None:
        return _NOTHING
    return (rarity(mine), "same " + what) if mine == theirs else (-12.0, "other " + what)
