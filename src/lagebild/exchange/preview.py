"""What a partner would see if it were published now, and why everything else stays."""

from collections import Counter
from dataclasses import dataclass

from lagebild.exchange.flow import cases_of
from lagebild.exchange.onward import ended_for, may_pass
from lagebild.exchange.received import Received, received
from lagebild.exchange.release import Case, Released, Withheld, decide
from lagebild.exchange.state import State
from lagebild.ledger import View


@dataclass(frozen=True, slots=True)
class Preview:
    """For one partner: the claims that it would see, with what of them; the claims that stay, with every reason; and what of others
    would be passed on. `ended` are claims of others that stay just because their makers' rules have run out, each with the day
    (YYYY-MM-DD, UTC). `n_new` would be given for the first time, `n_gone` are seen now and would be withdrawn."""

    partner: str
    shown: tuple[tuple[Case, Released], ...]
    withheld: tuple[tuple[Case, Withheld], ...]
    onward: tuple[Received, ...]
    n_new: int
    n_gone: int
    ended: tuple[tuple[Received, str], ...] = ()

    def reasons(self) -> Counter[str]:
        """How many claims stay for each reason (a claim may have several)."""
        return Counter(reason.code for _, ruling in self.withheld for reason in ruling.reasons)

    def held_parts(self) -> Counter[tuple[str, str]]:
        """How often a part of a claim that is shown stays, by part and reason."""
        return Counter((part, reason.code) for _, released in self.shown for part, reason in released.held)


def preview(view: View, state: State, partner: str, today: str) -> Preview:
    """What the partner (identity) would see on a day (YYYY-MM-DD). Writes nothing."""
    offer = state.offer(partner)
    rulings = [(case, decide(offer, case, today)) for case in cases_of(view, state, partner)]
    shown = tuple((case, ruling) for case, ruling in rulings if isinstance(ruling, Released))
    withheld = tuple((case, ruling) for case, ruling in rulings if isinstance(ruling, Withheld))
    onward: list[Received] = []
    ended: list[tuple[Received, str]] = []
    if offer is not None and offer.terms.in_force(today):
        for one in received(state, today):
            if may_pass(one, offer, state, today):
                onward.append(one)
            elif (day := ended_for(one, offer, state, today)) is not None:
                ended.append((one, day))
    now, then = set(state.out(partner).claims), {case.kept.claim.id for case, _ in shown}
    return Preview(partner, shown, withheld, tuple(onward), len(then - now), len(now - then), tuple(ended))
