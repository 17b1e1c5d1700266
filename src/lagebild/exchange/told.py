"""What exports say about a claim beside its words: the report it stands in, how that came in, and what people decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from lagebild.claims.kept import KeptClaim
from lagebild.ledger import Filter, Order, View
from lagebild.ledger.view import Captured

#: What goes out as something that was reported: all that stands and that nobody rejected.
STANDING: Final = Filter(states=("undecided", "accepted", "corrected", "added"))
#: The order of all exports: reports stay together as they were recorded, and a page never shifts.
RECORDED: Final = Order("recorded", descending=False)
#: Reports whose facts are kept at hand. Claims of one report follow each other but for later readings, so this is ample.
_N_AT_HAND: Final = 256


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report without its text. `recorded` is UTC; `original` the hash of its original bytes; `captures` how it came in, the
    first one first."""

    id: str
    language: str | None
    published: str | None
    publisher: str | None
    title: str | None
    source: str | None
    extractor: str | None
    original: str | None
    newer: str | None
    recorded: datetime
    captures: tuple[Captured, ...]

    @property
    def address(self) -> str | None:
        """Where anybody can look it up, None for what was no web page."""
        found = [one.capture.source for one in self.captures if one.capture is not None]
        return next((text for text in (*found, self.source or "") if text.startswith(("http://", "https://"))), None)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The last decision that counts and says what stands or whether it turned out true, and all notes and dissents."""

    actor: str | None
    time: datetime | None
    reason: str | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One claim with all that a line of an export may say about it."""

    kept: KeptClaim
    report: ReportFacts
    ruling: Ruling | None


def told(view: View, wanted: Filter) -> Iterator[Told]:
    """The claims that `wanted` keeps in the order of their recording, a page of them and the facts of 256 reports in memory."""

    @lru_cache(_N_AT_HAND)
    def facts(report: str) -> ReportFacts:
        return report_facts(view, report)

    for kept in view.every_claim(wanted, RECORDED):
        yield Told(kept, facts(kept.report), ruling(view, kept))


def report_facts(view: View, id: str) -> ReportFacts:
    """The facts of a report; raises `NotRecorded`."""
    kept = view.report(id)
    named = ("id", "language", "published", "publisher", "title", "source", "extractor")
    return ReportFacts(
        **{name: getattr(kept.report, name) for name in named},
        original=kept.original,
        newer=kept.newer,
        recorded=kept.recorded,
        captures=view.captures(id),
    )


def ruling(view: View, kept: KeptClaim) -> Ruling | None:
    """What people decided on a claim, None where nobody did; only then is its history read."""
    if kept.state == "undecided" and kept.settled is None and not kept.n_dissents and not kept.n_notes:
        return None
    steps = [step for step in view.history(kept.claim.id) if step.counts and step.decision is not None]
    ruled = [step for step in steps if step.what in ("accept", "correct", "reject", "add", "settle")]
    remarked = [step for step in steps if step.what in ("note", "dissent")]
    last = ruled[-1] if ruled else None
    return Ruling(
        actor=last.actor if last else None,
        time=last.time if last else None,
        reason=last.decision.text if last and last.decision else None,
        remarks=tuple(f"{step.actor}: {(step.decision and step.decision.text) or step.what}" for step in remarked),
    )
