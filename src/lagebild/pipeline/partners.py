"""What partners let us have, as the picture takes it in: which reports and claims weigh beside our own, and from whom they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.claim import Claim
from lagebild.claims.kept import KeptClaim
from lagebild.claims.record import claim_part, report_part
from lagebild.claims.report import Report
from lagebild.exchange.received import Guest, GuestClaim, guests
from lagebild.exchange.state import State
from lagebild.ledger import View
from lagebild.ledger.blobs import Blobs
from lagebild.ledger.rows import ClaimRow
from lagebild.ledger.store import Store
from lagebild.picture import Lent

#: Partners that are named behind a claim.
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class LentClaim:
    """A claim that partners tell: the event with which it came first, and from whom it is, in words."""

    claim: Claim
    sequence: int
    mark: str


@dataclass(frozen=True, slots=True)
class LentReport:
    """What partners tell of one text. `is_own` where the report is in our ledger, too: our own claims then weigh with these."""

    report: Report
    claims: tuple[LentClaim, ...]
    is_own: bool

    @property
    def sequence(self) -> int:
        """The event with which the first of its claims came."""
        return min((one.sequence for one in self.claims), default=0)

    @property
    def weighs(self) -> str:
        """Equal where weighing cannot tell two apart, also from one process to the next."""
        claims = [claim_part(one.claim) for one in self.claims]
        return content_hash(canonical_json([self.is_own, report_part(self.report), claims]))

    def stands_like(self, other: "LentReport") -> bool:
        """Whether only claims differ: text and facts are the same, in the same ledger."""
        return (self.is_own, self.report) == (other.is_own, other.report)


class Partners:
    """The exchange of one ledger, followed."""

    def __init__(self) -> None:
        self._state = State()

    def lent(self, store: Store, blobs: Blobs, today: str) -> dict[str, LentReport]:
        """What weighs on a day (YYYY-MM-DD), by report. A claim whose id stands in the ledger already, or came with another report before,
        is left out: who tells it could otherwise put words into claims of others."""
        view = View(store, blobs)
        self._state.catch_up(view)
        found = list(guests(self._state, view, today))
        taken = {row.id for row in store.find(ClaimRow, "id", {one.claim.id for guest in found for one in guest.claims})}
        return {guest.report.id: LentReport(guest.report, tuple(self._free(guest, taken)), guest.is_own) for guest in found}

    def _free(self, guest: Guest, taken: set[str]) -> Iterator[LentClaim]:
        for one in guest.claims:
            if one.claim.id not in taken:
                taken.add(one.claim.id)
                yield LentClaim(one.claim, min(told.held.sequence for told in one.told), self._mark(one))

    def _mark(self, one: GuestClaim) -> str:
        """The partners who tell a claim, and its maker where that is none of them."""
        via = list(dict.fromkeys(self._name(partner) for told in one.told for partner in told.via))
        more = f" +{len(via) - _MOST_NAMED}" if len(via) > _MOST_NAMED else ""
        origins = dict.fromkeys(self._name(told.origin) for told in one.told if told.origin not in told.via)
        origin = f", origin {' / '.join(list(origins)[:_MOST_NAMED])}" if origins else ""
        return f"partner {' / '.join(via[:_MOST_NAMED])}{more}{origin}"

    def _name(self, identity: str) -> str:
        known = self._state.partners.get(identity)
        return known.name if known is not None else identity


def shown(lent: Mapping[str, LentReport]) -> Lent:
    """All of it as the picture looks it up."""
    claims = {one.claim.id: _kept(one, report.report) for report in lent.values() for one in report.claims}
    reports = {id: report.report for id, report in lent.items() if not report.is_own}
    marks = {one.claim.id: one.mark for report in lent.values() for one in report.claims}
    marks |= {id: _both(one.mark for one in lent[id].claims) for id in reports if lent[id].claims}
    return Lent(claims, reports, marks)


def _both(marks: Iterable[str]) -> str:
    return "; ".join(list(dict.fromkeys(marks))[:_MOST_NAMED])


def _kept(one: LentClaim, report: Report) -> KeptClaim:
    """As a claim that is kept and that nobody decided on."""
    return KeptClaim(
        claim=one.claim, machine=None, report=report.id, state="undecided", reread="same", current=True, latest=True, settled=None,
        n_dissents=0, n_notes=0, number=0, sequence=one.sequence, published=report.published,
        publisher=f"{report.publisher or '?'} ({one.mark})",
    )  # fmt: skip
