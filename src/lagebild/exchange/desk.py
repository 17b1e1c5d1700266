"""What stands in a ledger, kept at hand between two publishings, so that each looks only at what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.exchange.looking import standing, touched
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
        """Takes in what has changed: only the claims that events since may have changed."""
        head = view.head()[0]
        if head == self.sequence:
            return
        if not self.sequence:
            self._put(view, view.every_claim(STANDING, RECORDED))
        else:
            events = (event for kind in _KINDS for event in view.events(after=self.sequence, kind=kind))
            changed = dict.fromkeys(id for event in events for id in touched(view, event))
            for id in changed:
                self.standing.pop(id, None)
            self._put(view, standing(view, changed))
        self.sequence = head

    def _put(self, view: View, claims: Iterable[KeptClaim]) -> None:
        reports: dict[str, Report] = {}
        for kept in claims:
            if kept.report not in reports:
                reports[kept.report] = replace(view.report(kept.report).report, text=_ELSEWHERE)
            self.standing[kept.claim.id] = (kept, reports[kept.report])
