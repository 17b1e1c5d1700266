"""Which claim speaks for each origin, and with what doubt: one vote per origin, so copies move nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Final

from lagebild.weighing.entries import Entry
from lagebild.weighing.estimates import SOURCE_SD, Vote
from lagebild.weighing.hedges import Interval
from lagebild.weighing.origins import Roots

#: How a level may drift per day on the log scale, and how old a figure may be to speak for another day.
_DRIFT_PER_DAY: Final = 0.01
_OLDEST_DAYS: Final = 60
#: From the furthest step of an act to the first: the number of the furthest that has one is the number.
_STAGES: Final = ("fact", "promised", "wanted")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a thing: at which valid day (ordinal, None for an event), in which unit, at which step of the act."""

    valid: int | None
    unit: str | None
    stage: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A claim that may speak: its entry, day of publication (ordinal) and the number of its origin."""

    entry: Entry
    published: int | None
    origin: int

    def order(self) -> tuple[int, tuple[float, float], str]:
        """By publication; on one day by what it says, and only then by id: a copy never displaces what it copies."""
        interval = self.entry.interval
        return self.published or 0, (interval.best, interval.high) if interval else (0.0, 0.0), self.entry.id


def what_is_asked(entries: Iterable[Entry], valid: int | None, unit: str | None) -> Asked | None:
    """The step and unit that most claims with an amount are about, and the last day of a series; None where nothing is to count."""
    told = [entry for entry in entries if entry.interval is not None and not entry.denied and entry.stage in _STAGES]
    if unit is not None:
        told = [entry for entry in told if entry.facets.unit == unit]
    if not told:
        return None
    stage = min((entry.stage for entry in told), key=_STAGES.index)
    told = [entry for entry in told if entry.stage == stage]
    units = [entry.facets.unit or "" for entry in told]
    chosen = max(sorted(set(units)), key=units.count)
    days = [entry.last for entry in told if entry.facets.level != "flow" and entry.last is not None]
    return Asked(valid if valid is not None or not days else max(days), chosen or None, stage)


def speaking(heard: Iterable[Heard], asked: Asked, roots: Roots) -> dict[int, Heard]:
    """For each origin the claim that speaks for it; origins without one are left out."""
    by_origin: dict[int, list[Heard]] = {}
    for one in sorted(heard, key=Heard.order):
        if _counts(one.entry, asked):
            by_origin.setdefault(one.origin, []).append(one)
    return {origin: _speaker(found, asked, roots.speakers[origin]) for origin, found in sorted(by_origin.items())}


def vote_of(one: Heard, asked: Asked, sd: Callable[[Heard], float] = lambda _: SOURCE_SD) -> Vote:
    """The vote of a claim; a figure for another day doubts more the further that day lies."""
    interval = one.entry.interval
    assert interval is not None  # `_counts` lets no other through
    age = _age(one.entry, asked)
    return Vote(interval, hypot(sd(one), _DRIFT_PER_DAY * age))


def without(heard: Sequence[Heard], claim: str) -> list[Heard]:
    """All but one."""
    return [one for one in heard if one.entry.id != claim]


def scaled(interval: Interval, factor: float) -> Interval:
    """An interval `factor` times as high."""
    return replace(interval, low=interval.low * factor, best=interval.best * factor, high=interval.high * factor)


def _counts(entry: Entry, asked: Asked) -> bool:
    return (
        entry.interval is not None and not entry.denied and entry.stage == asked.stage
        and entry.facets.unit in (asked.unit, None) and _age(entry, asked) <= _OLDEST_DAYS
    )  # fmt: skip


def _age(entry: Entry, asked: Asked) -> int:
    if asked.valid is None or entry.facets.level == "flow" or entry.last is None or entry.first is None:
        return 0
    return max(asked.valid - entry.last, entry.first - asked.valid, 0)


def _speaker(found: list[Heard], asked: Asked, named: str | None) -> Heard:
    """The first that said it; of a series the nearest in time; a named source's later, new figure supersedes its earlier one."""
    nearest = min(_age(one.entry, asked) for one in found)
    found = [one for one in found if _age(one.entry, asked) == nearest]
    chosen = found[0]
    if named is None:
        return chosen
    said = {_figure(chosen)}
    for one in found[1:]:
        if one.entry.speaker is not None and _figure(one) not in said and one.published != chosen.published:
            chosen = one
        said.add(_figure(one))
    return chosen


def _figure(one: Heard) -> tuple[float, float] | None:
    interval = one.entry.interval
    return None if interval is None else (round(interval.low, 6), round(interval.high, 6))
