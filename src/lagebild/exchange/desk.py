"""What stands in a ledger, kept at hand between two publishings, so that each looks only at what has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lagebild.claims.event import Event
from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.errors import NotRecorded
from lagebild.exchange.told import RECORDED, STANDING
from lagebild.ledger import View

#: Stands for the text of a report, which is read again when it is needed.
_ELSEWHERE = "…"
_KINDS = ("report", "reading", "decision")


@dataclass(slots=True)
class Desk:
    """The claims that stand, each with its report (without the text), as of the event `sequence`. `rulings` is for who decides on them:
    by partner and claim, what was decided on which facts."""

    sequence: int = 0
    standing: dict[str, tuple[KeptClaim, Report]] = field(default_factory=dict)
    rulings: dict[str, dict[str, Any]] = field(default_factory=dict)

    def catch_up(self, view: View) -> None:
        """Takes in what has changed: only the claims of reports and decisions that came since; all of them after an undo."""
        head = view.head()[0]
        if head == self.sequence:
            return
        events = [event for kind in _KINDS for event in view.events(after=self.sequence, kind=kind)] if self.sequence else []
        if not self.sequence or any(event.kind == "decision" and event.payload["kind"] == "undo" for event in events):
            self._all(view)
        else:
            reports: dict[str, Report] = {}
            for kept in _touched(view, events):
                self._put(view, kept, reports)
        self.sequence = head

    def _all(self, view: View) -> None:
        self.standing = {}
        reports: dict[str, Report] = {}
        for kept in view.every_claim(STANDING, RECORDED):
            self._put(view, kept, reports)

    def _put(self, view: View, kept: KeptClaim, reports: dict[str, Report]) -> None:
        if kept.state not in STANDING.states or not kept.current or not kept.latest:
            self.standing.pop(kept.claim.id, None)
            return
        if kept.report not in reports:
            reports[kept.report] = replace(view.report(kept.report).report, text=_ELSEWHERE)
        self.standing[kept.claim.id] = (kept, reports[kept.report])


def _touched(view: View, events: list[Event]) -> Iterator[KeptClaim]:
    """The claims that events may have changed, each once."""
    reports: dict[str, None] = {}
    claims: dict[str, None] = {}
    for event in events:
        if event.kind == "report":
            reports |= dict.fromkeys(one.report.id for one in view.versions(event.payload["report"]["id"]))
        elif event.kind == "reading":
            reports[event.payload["report"]] = None
        elif event.payload["kind"] not in ("same", "different"):
            claims |= dict.fromkeys(event.payload["targets"])
    for report in reports:
        for kept in view.claims_of(report):
            claims.pop(kept.claim.id, None)
            yield kept
    for id in claims:
        try:
            yield view.claim(id)
        except NotRecorded:  # a decision may name what is no claim: evidence of a settling, or an entity
            continue
