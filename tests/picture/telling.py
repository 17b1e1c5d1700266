"""Ledgers for the tests of the picture: reports of a few sentences, each a claim on a deployment."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.ledger import Ledger, open_ledger
from lagebild.picture import (
    SORTS,
    Wanted,
    changes,
    contradictions,
    every_row,
    explain,
    grades,
    lineage,
    matrix,
    matrix_of,
    part,
    places,
    series,
    timeline,
)
from lagebild.picture import rows as first_rows
from lagebild.picture.matrix import Most
from lagebild.pipeline.weighed import Weighed

KURSK: Any = {"country": "RU", "region": "Kursk"}
LONG = "because the road along the river had been closed since the early morning of that day"
START = datetime(2024, 12, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence that says how many soldiers came, and who says so."""

    n: float | None = None
    form: Any = "exact"
    sender: str | None = "KP"
    destination: str | None = "RU"
    speaker: str | None = None
    status: Any = "done"
    denied: bool = False
    time: str | None = "2024-11-27"
    country: str | None = None
    region: str | None = None
    extra: str = ""


def report(says: Sequence[Says], *, reader: str = "model", **facts: Any) -> tuple[Report, list[Claim]]:
    """A report of these sentences with their claims; facts as in `Report`."""
    sentences = [_sentence(one) for one in says]
    facts.setdefault("language", "en")
    source = Report.of(" ".join(sentences), **facts)
    starts = [sum(len(before) + 1 for before in sentences[:at]) for at in range(len(sentences))]
    return source, [_claim(source, start, text, one, reader) for start, text, one in zip(starts, sentences, says, strict=True)]


def _sentence(one: Says) -> str:
    amount = "soldiers" if one.n is None else f"{one.n:,.0f} soldiers"
    where = f" in {one.region}" if one.region else ""
    denial = " did not come" if one.denied else " came"
    return f"{one.speaker or 'Somebody'} said that {amount}{denial} from {one.sender} to {one.destination}{where} {one.extra}".strip() + "."


def _claim(source: Report, start: int, text: str, one: Says, reader: str) -> Claim:
    def span(words: str) -> Span:
        at = start + text.index(words)
        return Span(at, at + len(words), words)

    quantity = None
    if one.n is not None:
        low, high = {"min": (one.n, None), "max": (None, one.n)}.get(one.form, (one.n, one.n))
        quantity = Quantity(one.form, low, high, "person", {"about": "about", "min": "at least", "max": "up to"}.get(one.form))
    force = "soldiers" if one.n is None else f"{one.n:,.0f} soldiers"
    roles = [Role("sender", span(one.sender), one.sender)] if one.sender else []
    roles += [Role("destination", span(one.destination), one.destination)] if one.destination else []
    return Claim(
        id=claim_id(source.id, "deployment", (start, start + 4), 0, reader), type="deployment", status=one.status,
        evidence=Span(start, start + len(text), text), trigger=span("said"), read_by=ReadBy(reader, "1", 0.9),
        polarity="denied" if one.denied else "affirmed", roles=(*roles, Role("force", span(force), None, quantity)),
        attribution=(Source(span(one.speaker), "government", span("said"), one.speaker),) if one.speaker else (),
        time=Moment(one.time, span("came" if not one.denied else "come")) if one.time else None,
        place=Place(span(one.region or one.destination or "said"), one.country, "region" if one.region else "country") if one.country else None,
    )  # fmt: skip


@dataclass(slots=True)
class Told:
    """A ledger in memory that reports and decisions are put into, each a minute after the one before."""

    ledger: Ledger = field(default_factory=lambda: open_ledger(":memory:"))
    now: datetime = START

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def add(self, source: Report, claims: Sequence[Claim], *, place: str | None = None, reader: str = "model") -> None:
        """A reading of a report; reports from one `place` are versions of each other."""
        capture = Capture("url", self.now, place) if place else None
        with self.ledger.writer("ada", now=self.tick) as writer:
            writer.add(replace(source, source=place) if place else source, claims, capture=capture, readers=[reader])

    def says(self, *says: Says, **facts: Any) -> list[Claim]:
        """A report of these sentences."""
        source, claims = report(says, **facts)
        self.add(source, claims)
        return claims

    def decide(self, make: Any, *arguments: Any, **more: Any) -> int:
        """A decision; its sequence."""
        with self.ledger.writer("ada", now=self.tick) as writer:
            (event,) = writer.decide(make(*arguments, actor="ada", time=self.tick(), **more))
        return event.sequence

    def weighed(self) -> Weighed:
        """The picture of all of it, from nothing."""
        found = Weighed(self.ledger)
        found.follow()
        return found


def everything(weighed: Weighed) -> list[Any]:
    """All that the picture shows, as plain values in a fixed order."""
    with weighed.reading() as picture:
        rows = list(every_row(picture, Wanted(sort="oldest")))
        reports = sorted(claim.report for claim in picture.view.every_claim())
        return part([
            [explain(picture, row.id) for row in rows], [series(picture, row.id) for row in rows], timeline(picture, rows),
            matrix(sorted(rows, key=lambda row: row.id)), places(picture), grades(picture), contradictions(picture),
            [lineage(picture, report) for report in dict.fromkeys(reports)],
            matrix_of(picture, Wanted(), Most(100, 100)), [first_rows(picture, Wanted(sort=sort), limit=3) for sort in SORTS],
            changes(picture, "2024-11-28"), changes(picture, "2024-12-01T12:10:00.000000Z", by="recorded"),
        ])  # fmt: skip
