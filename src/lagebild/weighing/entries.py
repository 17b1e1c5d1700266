"""What weighing keeps of a claim and a report: no more than it needs, so that a million claims fit into memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lagebild.claims.claim import Claim, Source
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.vocabulary import Status
from lagebild.weighing.facets import Classify, Facets, counted_role, days_of, facets_of, fold, quantity_interval
from lagebild.weighing.hedges import Interval
from lagebild.weighing.offices import name_of
from lagebild.weighing.origins import Voice
from lagebild.weighing.verdicts import Statement

#: How far an act has come, in steps whose amounts must not be mixed: what is promised is not what arrived.
STAGES: Final[dict[Status, str]] = {
    "considered": "wanted", "requested": "wanted", "offered": "wanted", "pledged": "promised", "agreed": "promised",
    "ongoing": "fact", "done": "fact", "halted": "fact", "withheld": "refused", "undisclosed": "undisclosed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Info:
    """A report: its id, publisher (as given and folded), language, and day of publication (ordinal)."""

    id: str
    publisher: str | None
    outlet: str | None
    language: str | None
    day: int | None

    @classmethod
    def of(cls, report: Report) -> "Info":
        """What is kept of `report`."""
        outlet = fold(report.publisher) if report.publisher else None
        return cls(report.id, report.publisher, outlet, report.language, ordinal(report.published))


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim: `report` is its report's number, `start` and `end` bound its evidence, `amount` the words of its amount (code points).
    `figure` is the one number in its words."""

    id: str
    report: int
    facets: Facets
    status: Status
    denied: bool
    interval: Interval | None
    figure: float | None
    speaker: str | None
    cited: str | None
    first: int | None
    last: int | None
    start: int
    end: int
    amount: tuple[int, int] | None

    @property
    def stage(self) -> str:
        """How far the act has come, roughly."""
        return STAGES[self.status]


def entry_of(claim: Claim, report: int, info: Info, classify: Classify) -> Entry:
    """What is kept of `claim`."""
    counted = counted_role(claim)
    first, last = days_of(claim, info.day)
    speaker, cited = who_says(claim.attribution)
    return Entry(
        id=claim.id,
        report=report,
        facets=facets_of(claim, info.language, info.day, classify, {}),
        status=claim.status,
        denied=claim.polarity == "denied",
        interval=quantity_interval(claim),
        figure=_figure(counted.quantity) if counted and counted.quantity else None,
        speaker=speaker,
        cited=cited,
        first=first,
        last=last,
        start=claim.evidence.start,
        end=claim.evidence.end,
        amount=(counted.span.start, counted.span.end) if counted else None,
    )


def who_says(attribution: tuple[Source, ...]) -> tuple[str | None, str | None]:
    """The innermost named source that is no outlet, and the innermost outlet, as comparable names."""
    speaker = next((name_of(source) for source in reversed(attribution) if source.kind not in ("media", "unnamed")), None)
    cited = next((fold(source.span.text) for source in reversed(attribution) if source.kind == "media"), None)
    return speaker, cited


def voice_of(entry: Entry, info: Info, alias: Mapping[str, str]) -> Voice:
    """Who says it. A publisher that is itself the named source is heard once."""
    speaker = entry.speaker
    if speaker and alias:
        entity, _, kind = speaker.partition("/")
        speaker = f"{alias.get(entity, entity)}/{kind}" if kind else speaker
    return Voice(entry.id, speaker, entry.cited, info.outlet, info.day, entry.figure)


def statement_of(entry: Entry, info: Info, origin: str | None) -> Statement:
    """What it says, to be held against another."""
    facets = entry.facets
    return Statement(
        entry.id, entry.interval, facets.level, entry.stage, facets.unit, entry.denied, entry.first, entry.last, facets.place,
        facets.country, origin, info.day,
    )  # fmt: skip


def ordinal(day: str | None) -> int | None:
    """The proleptic ordinal of a day YYYY-MM-DD, None for none or for less than a day."""
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def iso(day: int | None) -> str | None:
    """The day YYYY-MM-DD of a proleptic ordinal."""
    return None if day is None else date.fromordinal(day).isoformat()


def _figure(quantity: Quantity) -> float | None:
    low, high = quantity.low, quantity.high
    return low if low is not None and high in (None, low) else high if low is None else None
