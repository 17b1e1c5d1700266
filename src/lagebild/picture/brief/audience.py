"""What of a brief's claims its audience may have: what may not be passed on is refused, or left out and counted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lagebild.claims.tlp import LEVELS
from lagebild.errors import InvalidBrief, NotForAudience
from lagebild.picture.brief.nouns import Commission
from lagebild.picture.lent import OWN_USE, Reach, together


@dataclass(frozen=True, slots=True)
class Admitted:
    """How far what is cited may go together (None: nothing of it is marked), and the claims that are left out."""

    reach: Reach | None
    left_out: frozenset[str]


def check_audience(audience: str) -> None:
    """Raises `InvalidBrief` for an audience that is neither our own use nor a TLP 2.0 level."""
    if audience != OWN_USE and audience not in LEVELS:
        raise InvalidBrief("audience", f"{audience!r} is none of {', '.join((OWN_USE, *LEVELS))}")


def admitted(reaches: Mapping[str, Reach], commission: Commission) -> Admitted:
    """What of these claims (by id; those that are not named are not marked) may be cited. Raises `NotForAudience` where some may not
    and the commission does not say that they are to be left out."""
    barred = _barred(reaches, commission.audience)
    if barred and not commission.leave_out:
        raise NotForAudience(len(barred), commission.audience, _reason(reaches, barred, commission.audience))
    return Admitted(together(reach for claim, reach in reaches.items() if claim not in barred), barred)


def _barred(reaches: Mapping[str, Reach], audience: str) -> frozenset[str]:
    barred = frozenset(claim for claim, reach in reaches.items() if not reach.allows(audience))
    if audience == OWN_USE:
        return barred
    left = {claim: reach for claim, reach in reaches.items() if claim not in barred}
    met = together(left.values())
    if met is not None and met.allies == ():  # each may go to somebody, but nobody may have all of them
        barred |= {claim for claim, reach in left.items() if reach.allies is not None}
    return barred


def _reason(reaches: Mapping[str, Reach], barred: Collection[str], audience: str) -> str:
    marked = sum(not Reach(reaches[claim].level).allows(audience) for claim in barred)
    told = [f"{marked} by their marking"] if marked else []
    told += [f"{len(barred) - marked} because nobody, or not the same allies, may have them from us"] if len(barred) > marked else []
    return f"{', '.join(told)}; leave them out, or write it for own use"
