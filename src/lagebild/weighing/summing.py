"""An estimate with its explanation: every claim a line, with its origin, its weight, and the shift if it were left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lagebild.claims.estimate import Estimate, Grade, Line
from lagebild.weighing.conformal import Bucket, Calibration, bucket, miss
from lagebild.weighing.entries import Entry, iso
from lagebild.weighing.estimates import SOURCE_SD, Range, Vote, estimate
from lagebild.weighing.kept_claims import Infos
from lagebild.weighing.offices import least
from lagebild.weighing.origins import Roots, origin_id
from lagebild.weighing.record import source_sd
from lagebild.weighing.votes import Asked, Heard, speaking, vote_of, what_is_asked, without


@dataclass(frozen=True, slots=True)
class Asking:
    """All that an estimate rests on: the thing's claims as far as known, their origins, and what was learnt from settled cases."""

    thing: str
    entries: Sequence[Entry]
    infos: Infos
    roots: Roots
    valid: int | None
    known: int | None
    unit: str | None
    calibration: Calibration
    grades: Mapping[tuple[str, str], Grade]
    text_of: Callable[[int], str]

    def heard(self) -> list[Heard]:
        """The claims with their day and origin."""
        of = self.roots.of()
        return [Heard(entry, self.infos[entry.report].day, of[entry.id]) for entry in self.entries]

    def sd(self, one: Heard) -> float:
        """How far this claim's source is usually off."""
        source = one.entry.speaker or one.entry.cited or self.infos[one.entry.report].publisher
        return source_sd(self.grades.get((source or "?", one.entry.facets.type)), SOURCE_SD)


def summed(asking: Asking) -> Estimate | None:
    """The estimate without its lines' shifts; None where no claim gives an amount."""
    asked = what_is_asked(asking.entries, asking.valid, asking.unit)
    if asked is None:
        return None
    speakers = speaking(asking.heard(), asked, asking.roots)
    if not speakers:
        return None
    at = _bucket(asking, speakers)
    factor, calibrated = asking.calibration.factor(at)
    order = _ordered(asking, asked, speakers)
    found = estimate([vote for vote, _ in order]).stretched(factor)
    weights = {claim: weight for (_, claim), weight in zip(order, found.weights, strict=True)}
    return Estimate(
        thing=asking.thing,
        valid_time=iso(asked.valid),
        known_time=iso(asking.known),
        unit=asked.unit,
        low=found.low,
        best=found.best,
        high=found.high,
        n_reports=len({entry.report for entry in asking.entries}),
        n_origins_min=least(asking.roots.speakers[origin] for origin in speakers),
        n_origins_max=len(speakers),
        calibrated=calibrated,
        n_cases=asking.calibration.n_cases(at),
        lines=tuple(_line(asking, one, weights.get(one.entry.id, 0.0)) for one in sorted(asking.heard(), key=Heard.order)),
        n_disputes=sum(entry.denied for entry in asking.entries),
    )


def line_by_line(asking: Asking) -> Estimate | None:
    """The estimate with the shift of best if each line were left out; exactly 0 for what only repeats its origin."""
    found = summed(asking)
    asked = what_is_asked(asking.entries, asking.valid, asking.unit)
    if found is None or asked is None:
        return None
    heard = asking.heard()
    lines = tuple(
        replace(line, shift=_shift(asking, asked, without(heard, line.claim), found.best)) if line.weight else line for line in found.lines
    )
    return replace(found, lines=lines)


def case(entry: Entry, asking: Asking) -> tuple[Bucket, float] | None:
    """How far the estimate from all other claims on the thing missed the number of a claim that turned out true."""
    interval = entry.interval
    if interval is None or interval.censored or entry.denied:
        return None
    others = replace(asking, entries=[one for one in asking.entries if one.id != entry.id])
    asked = what_is_asked(others.entries, entry.last if entry.facets.level != "flow" else None, entry.facets.unit)
    if asked is None or asked.stage != entry.stage:
        return None
    speakers = speaking(others.heard(), asked, others.roots)
    if not speakers:
        return None
    return _bucket(others, speakers), miss(_range(others, asked, speakers), interval.best)


def _bucket(asking: Asking, speakers: Mapping[int, Heard]) -> Bucket:
    bounds_alone = all(one.entry.interval is not None and one.entry.interval.censored for one in speakers.values())
    return bucket(asking.entries[0].facets.type, len(speakers), bounds_alone=bounds_alone)


def _range(asking: Asking, asked: Asked, speakers: Mapping[int, Heard]) -> Range:
    return estimate([vote for vote, _ in _ordered(asking, asked, speakers)])


def _ordered(asking: Asking, asked: Asked, speakers: Mapping[int, Heard]) -> list[tuple[Vote, str]]:
    """Votes and their claims in the order of what they say, so that sums are the same to the last bit in whatever order claims came."""
    votes = [(vote_of(one, asked, asking.sd), one.entry.id) for one in speakers.values()]
    return sorted(votes, key=lambda item: (item[0].interval.best, item[0].interval.low, item[0].interval.high, item[0].sd))


def _line(asking: Asking, one: Heard, weight: float) -> Line:
    entry, interval = one.entry, one.entry.interval
    low, high = interval.bounds() if interval else (None, None)
    start, end = entry.amount or (entry.start, entry.end)
    return Line(
        claim=entry.id,
        report=asking.infos[entry.report].id,
        words=asking.text_of(entry.report)[start:end],
        low=low,
        best=interval.best if interval else 0.0,
        high=high,
        origin=origin_id(asking.thing, asking.roots.clusters[one.origin]),
        speaker=asking.roots.speakers[one.origin],
        weight=weight,
        shift=0.0,
        note="" if weight else "denies it" if entry.denied else "gives no amount" if interval is None else "its origin is counted once",
    )


def _shift(asking: Asking, asked: Asked, heard: Sequence[Heard], best: float) -> float:
    speakers = speaking(heard, asked, asking.roots)
    return _range(asking, asked, speakers).best / best - 1 if speakers else 0.0
