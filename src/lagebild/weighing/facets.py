"""What a claim is compared by: its parties, materiel, place, days and number, folded to comparable keys."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from lagebild.claims.claim import Claim, Role
from lagebild.claims.edtf import day_bounds
from lagebild.weighing.hedges import Interval, interval

Level = Literal["flow", "level", "total"]
#: Gives the family of materiel that words name, None for none. The reading room's classifier is put in by who connects the rooms.
Classify = Callable[[str, str], str | None]

#: Which roles stand for who gives or acts, who takes or suffers, and what it is about. A share is not among these: its word is a unit
#: ("Prozent"), and what it is a share of stands in the topic.
GIVERS: Final = ("supplier", "sender", "actor", "authority", "holder", "population")
TAKERS: Final = ("recipient", "destination", "target")
OBJECTS: Final = ("object", "force", "losses")
#: A running total, not what one act moved: words of five languages. Own compilation.
_TOTAL: Final = re.compile(
    r"\b(insgesamt|bislang|bisher|seit (?:Beginn|Kriegsbeginn|Februar|\d{4})|so far|to date|in total|since|overall|cumulative"
    r"|загалом|всього|від початку|всего|с начала|누적|지금까지|총)\b",
    re.IGNORECASE,
)
#: Without a day of its own an act is taken to lie in so many days up to publication (an assumption, not measured).
_LAG_DAYS: Final = 3
_STANDING: Final = frozenset({"ongoing"})


@dataclass(frozen=True, slots=True)
class Facets:
    """Comparable keys; None where the claim does not say. Days are proleptic ordinals; `number` is the natural log of the amount."""

    type: str
    level: Level
    giver: str | None = None
    taker: str | None = None
    materiel: str | None = None
    place: str | None = None
    country: str | None = None
    unit: str | None = None
    first: int | None = None
    last: int | None = None
    number: float | None = None


def facets_of(claim: Claim, language: str | None, published: int | None, classify: Classify, alias: Mapping[str, str]) -> Facets:
    """The facets of a claim; `published` is the day of its report, `alias` maps an entity to the one that people say it is."""
    giver, taker = _parties(claim, alias)
    counted = counted_role(claim)
    level = level_of(claim)
    found = quantity_interval(claim)
    place = fold(claim.place.span.text) if claim.place and claim.place.precision != "country" else None
    first, last = days_of(claim, published)
    return Facets(
        type=claim.type,
        level=level,
        giver=giver,
        taker=taker,
        materiel=_materiel(claim, language or "", classify),
        place=place,
        country=claim.place.country if claim.place else None,
        unit=counted.quantity.unit if counted and counted.quantity else None,
        first=first if level == "flow" else None,
        last=last if level == "flow" else None,
        number=round(found.log_best, 4) if found and level == "flow" else None,
    )


def days_of(claim: Claim, published: int | None) -> tuple[int | None, int | None]:
    """First and last day (ordinals) that the claim is about; without words for it, the days before publication."""
    if claim.time is not None:
        first, last = day_bounds(claim.time.edtf)
        if first and last:
            return date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
        if first or last:
            end = date.fromisoformat(first or last or "").toordinal()
            return end, end
    return (None, None) if published is None else (published - _LAG_DAYS, published)


def counted_role(claim: Claim) -> Role | None:
    """The role whose amount is weighed: the first that has one."""
    return next((role for role in claim.roles if role.quantity is not None), None)


def quantity_interval(claim: Claim) -> Interval | None:
    """What the claim's number means, None without one."""
    role = counted_role(claim)
    return interval(role.quantity) if role is not None and role.quantity is not None else None


def level_of(claim: Claim) -> Level:
    """Whether the claim gives what one act moved, a level that holds at a time, or a running total."""
    if _TOTAL.search(claim.evidence.text):
        return "total"
    standing = claim.type in ("holding", "survey") or (claim.type == "deployment" and claim.status in _STANDING)
    return "level" if standing else "flow"


@lru_cache(maxsize=65536)
def fold(words: str) -> str:
    """Words without case, marks and accents, so that spellings of one name meet."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return " ".join(re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def _parties(claim: Claim, alias: Mapping[str, str]) -> tuple[str | None, str | None]:
    together = sorted({name for role in claim.fillers("participant") if (name := _entity(role, alias))})
    if together:
        return together[0], together[1] if len(together) > 1 else None
    return _first(claim, GIVERS, alias) or _owner(claim, alias), _first(claim, TAKERS, alias)


def _first(claim: Claim, roles: tuple[str, ...], alias: Mapping[str, str]) -> str | None:
    names = (_entity(role, alias) for role in claim.roles if role.role in roles)
    return next((name for name in names if name), None)


def _owner(claim: Claim, alias: Mapping[str, str]) -> str | None:
    return next((name for role in claim.fillers("force") if (name := _entity(role, alias))), None)


def _entity(role: Role, alias: Mapping[str, str]) -> str | None:
    return alias.get(role.entity, role.entity) if role.entity else None


def _materiel(claim: Claim, language: str, classify: Classify) -> str | None:
    """The family, else the last word with a mark that says so: words that differ may still mean one thing."""
    role = next((role for role in claim.roles if role.role in OBJECTS or role.role == "topic"), None)
    if role is None:
        return None
    if role.role in ("force", "losses"):
        return None
    family = classify(role.span.text, language)
    if family:
        return family
    words = [word for word in fold(role.span.text).split() if not word.isdigit()]
    return f"~{words[-1]}" if words else None
