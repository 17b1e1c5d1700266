"""A report that partners let us see, as far as they do: what of it they gave, whose it is, how far it may go, what proves it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.web.marking import windows
from lagebild.web.showing import Shown, window

if TYPE_CHECKING:
    from lagebild.picture import Giver, Loan, Reach
    from lagebild.web.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LentReport:
    """A partner's report in parts: `shown` is part `part` of `n_parts`, counted from 1. `claims` are all that they tell of it, each with
    its loan; `reach` says how far all of it may go together, `has_words` whether any of its words were given."""

    report: Report
    giver: "Giver"
    reach: "Reach | None"
    claims: tuple[tuple[KeptClaim, "Loan"], ...]
    chosen: tuple[KeptClaim, "Loan"] | None
    shown: Shown
    part: int
    n_parts: int

    @property
    def has_words(self) -> bool:
        """Whether any of its words were given."""
        return any(loan.has_words for _, loan in self.claims)


def lent_report(space: "Workspace", id: str, part: int, claim: str | None) -> LentReport | None:
    """What partners let us see of a report that is not in the ledger; None where they let us see nothing. What is for single eyes (TLP:RED)
    is on the page of the exchange alone."""
    from lagebild.picture.lent import together

    with space.following.picture() as picture:
        lent = picture.lent
        report, giver = lent.reports.get(id), lent.givers.get(id)
        if report is None or giver is None:
            return None
        claims = [(kept, lent.loans[kept.claim.id]) for kept in lent.claims.values() if kept.report == id]
    claims.sort(key=lambda one: one[0].claim.evidence.start)
    parts = windows(report.text)
    number = min(max(part, 1), len(parts))
    shown = window(report, [kept for kept, _ in claims], number - 1, claim)
    chosen = next((one for one in claims if one[0].claim.id == claim), None)
    return LentReport(report, giver, together(loan.reach for _, loan in claims), tuple(claims), chosen, shown, number, len(parts))
