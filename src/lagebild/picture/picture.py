"""The picture at one moment: what was weighed, indexed, and the ledger that it rests on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.errors import Ambiguous, NotRecorded
from lagebild.ledger import View
from lagebild.ledger.keeping import kept_claims
from lagebild.ledger.rows import ClaimRow
from lagebild.ledger.store import Store
from lagebild.picture.board import Board
from lagebild.picture.lent import Lent
from lagebild.picture.register import Register
from lagebild.weighing import Balance

_NOTHING: Final = Lent()


@dataclass(frozen=True, slots=True)
class Picture:
    """One state of the picture. `view` and `store` (the ledger's transaction) may be a little ahead of `board`: what came in since is
    not weighed yet. `lent` is what weighs beside the ledger's own."""

    board: Board
    view: View
    store: Store
    lent: Lent = _NOTHING

    @property
    def balance(self) -> Balance:
        """What weighs."""
        return self.board.balance

    @property
    def register(self) -> Register:
        """What is kept of reports and claims."""
        return self.board.register

    def claims(self, ids: Collection[str]) -> dict[str, KeptClaim]:
        """The claims as the ledger keeps them, or as partners lent them, by id and in the order of `ids`; one that is neither is left
        out."""
        rows = {row.id: row for row in self.store.find(ClaimRow, "id", ids)}
        kept = {one.claim.id: one for one in kept_claims(self.store, [rows[id] for id in ids if id in rows])}
        if not self.lent.claims:
            return kept
        both = {**self.lent.claims, **kept}
        return {id: both[id] for id in ids if id in both}

    def report(self, id: str) -> Report:
        """The report with its text; raises `NotRecorded`."""
        lent = self.lent.reports.get(id)
        return lent if lent is not None else self.view.report(id).report


def resolve(picture: Picture, given: str) -> str:
    """The id of the thing that `given` is or begins, or that a claim belongs to which it begins. Raises `NotRecorded`, `Ambiguous`."""
    found = picture.board.beginning(given) if given else ()
    if not found:
        raise NotRecorded("thing that begins with", given)
    if len(found) > 1:
        raise Ambiguous(given, found)
    return found[0]
