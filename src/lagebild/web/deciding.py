"""Recording what a person decides in the workspace, and what a bulk decision would touch before it does."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lagebild.claims.decision import Decision, Kind
from lagebild.claims.event import Event, utc_now
from lagebild.claims.kept import KeptClaim
from lagebild.ledger import Filter
from lagebild.ledger.view import View
from lagebild.web.people import Identity
from lagebild.web.refusals import Changed, Unfit
from lagebild.web.workspace import Workspace

#: Claims that one bulk decision may touch: what a person can still look over page by page.
MOST_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Reach:
    """Exactly what a bulk decision would touch. `mark` changes with any of it: with a claim more or less, and with what stands
    of one."""

    claims: tuple[KeptClaim, ...]
    mark: str

    def counts(self, part: str) -> list[tuple[str, int]]:
        """How many there are of each state, type or report, the most first."""
        counted = Counter(getattr(kept.claim, part) if part == "type" else getattr(kept, part) for kept in self.claims)
        return counted.most_common()


def decide(workspace: Workspace, who: Identity, kind: Kind, targets: Sequence[str], **parts: Any) -> Event:
    """Records a decision of `who`; its event, by whose sequence it can be undone. Raises `InvalidDecision`, `NotRecorded`."""
    decision = Decision(kind, tuple(targets), actor=who.name, time=utc_now(), **parts)
    with workspace.ledger.writer(who.name) as writer:
        (event,) = writer.decide(decision)
    workspace.following.wake()
    return event


def stand_mark(kept: KeptClaim) -> str:
    """What stands of a claim, in short: another one says that somebody else decided meanwhile, or that it was read again."""
    return f"{kept.state}.{kept.sequence}.{kept.n_dissents}.{kept.reread}"


def check_stand(kept: KeptClaim, mark: str | None) -> None:
    """Raises `Changed` where the claim no longer stands as it was shown."""
    if mark is not None and mark != stand_mark(kept):
        raise Changed("claim_changed")


def reach(view: View, wanted: Filter) -> Reach:
    """What a bulk decision on the claims of `wanted` would touch; raises `Unfit` for none and for too many."""
    n_claims = view.count(wanted)
    if n_claims > MOST_AT_ONCE:
        raise Unfit("bulk_large", n=n_claims, most=MOST_AT_ONCE)
    claims = tuple(view.every_claim(wanted))
    if not claims:
        raise Unfit("bulk_empty")
    stands = sorted(f"{kept.claim.id} {stand_mark(kept)}" for kept in claims)
    return Reach(claims, hashlib.sha256("\n".join(stands).encode()).hexdigest()[:32])
