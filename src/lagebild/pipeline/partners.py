"""What partners let us have, as the picture takes it in: which reports and claims weigh beside our own, and from whom they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.claim import Claim
from lagebild.claims.kept import KeptClaim
from lagebild.claims.record import claim_part, report_part
from lagebild.claims.report import Report
from lagebild.exchange.reach import Leave, level_of, own_marks
from lagebild.exchange.received import Guest, GuestClaim, Received, guests
from lagebild.exchange.sealing import SEAL_EXTENSION
from lagebild.exchange.state import State
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stream import version_of
from lagebild.ledger import View
from lagebild.ledger.blobs import Blobs
from lagebild.ledger.rows import ClaimRow
from lagebild.ledger.store import Store
from lagebild.picture import Giver, Lent, Loan, Reach
from lagebild.picture.lent import together


@dataclass(frozen=True, slots=True)
class LentClaim:
    """A claim that partners tell: the event with which it came first, and what is known of where it is from."""

    claim: Claim
    sequence: int
    loan: Loan


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
        leave = Leave(self._state, today)
        return {guest.report.id: LentReport(guest.report, tuple(self._free(guest, taken, leave)), guest.is_own) for guest in found}

    def own_reaches(self) -> dict[str, Reach]:
        """How far our own claims and reports (by id) may go that are marked."""
        marked = own_marks(self._state.markings).items()
        return {id: Reach(level, None if to is None else self._names(to)) for id, (level, to) in marked}

    def _free(self, guest: Guest, taken: set[str], leave: Leave) -> Iterator[LentClaim]:
        for one in guest.claims:
            if one.claim.id not in taken:
                taken.add(one.claim.id)
                yield LentClaim(one.claim, min(told.held.sequence for told in one.told), self._loan(one, leave))

    def _loan(self, one: GuestClaim, leave: Leave) -> Loan:
        """Where a claim is from: the object of the first who told it, and what all who tell it allow together."""
        held, item = one.told[0].held, one.told[0].taken.item
        reach = together(Reach(level_of(told), self._names(sorted(leave.allies(told)))) for told in one.told)
        assert reach is not None
        return Loan(
            self._giver(one.told), reach, held.id, version_of(item), held.versions[version_key(version_of(item))],
            item.get("extensions", {}).get(SEAL_EXTENSION, {}).get("key"), held.since, any("words" in told.parts for told in one.told),
        )  # fmt: skip

    def _giver(self, told: Iterable[Received]) -> Giver:
        """The partners who tell a claim, and its makers where they are none of them."""
        return Giver.joint(
            Giver(self._names(one.via), self._names([one.origin] if one.origin not in one.via else [])) for one in told
        )

    def _names(self, identities: Iterable[str]) -> tuple[str, ...]:
        known = self._state.partners
        return tuple(known[one].name if one in known else one for one in identities)


def shown(lent: Mapping[str, LentReport], own: Mapping[str, Reach]) -> Lent:
    """All of it as the picture looks it up, beside how far our own may go."""
    every = [(one, report.report) for report in lent.values() for one in report.claims]
    reports = {id: report.report for id, report in lent.items() if not report.is_own}
    givers = {one.claim.id: one.loan.giver for one, _ in every}
    givers |= {id: Giver.joint(one.loan.giver for one in lent[id].claims) for id in reports if lent[id].claims}
    claims = {one.claim.id: _kept(one, report) for one, report in every}
    return Lent(claims, reports, {one.claim.id: one.loan for one, _ in every}, givers, own)


def _kept(one: LentClaim, report: Report) -> KeptClaim:
    """As a claim that is kept and that nobody decided on."""
    return KeptClaim(
        claim=one.claim, machine=None, report=report.id, state="undecided", reread="same", current=True, latest=True, settled=None,
        n_dissents=0, n_notes=0, number=0, sequence=one.sequence, published=report.published, publisher=report.publisher,
    )  # fmt: skip
