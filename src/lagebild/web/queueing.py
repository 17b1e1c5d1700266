"""In which order claims come to be decided: the newest reports first, and in each from its beginning to its end."""

from dataclasses import replace

from lagebild.claims.kept import KeptClaim
from lagebild.ledger import Filter, Order
from lagebild.ledger.filters import cursor_of
from lagebild.ledger.rows import rank_key
from lagebild.ledger.view import View


def first_claim(view: View, wanted: Filter) -> KeptClaim | None:
    """The first claim that `wanted` keeps; None where it keeps none."""
    return _first_behind(view, wanted, None)


def next_claim(view: View, wanted: Filter, claim: KeptClaim) -> KeptClaim | None:
    """The next claim that `wanted` keeps, after the last one the first again; None where there is no other."""
    here = replace(wanted, reports=(claim.report,))
    found = view.claims(here, Order("recorded", descending=False), limit=1, after=cursor_of("recorded+", claim.number, claim.number))
    if found.items:
        return found.items[0]
    if wanted.reports != (claim.report,):
        behind = _first_behind(view, wanted, _end_of(view, claim))
        if behind is not None and behind.report != claim.report:
            return behind
    again = first_claim(view, wanted)
    return None if again is None or again.claim.id == claim.claim.id else again


def _first_behind(view: View, wanted: Filter, cursor: str | None) -> KeptClaim | None:
    page = view.claims(wanted, Order("published"), limit=1, after=cursor)
    if not page.items:
        return None
    here = replace(wanted, reports=(page.items[0].report,))
    return view.claims(here, Order("recorded", descending=False), limit=1).items[0]


def _end_of(view: View, claim: KeptClaim) -> str:
    """The place behind all claims of the report in the order of publication: its first claim has the lowest number."""
    every = Filter(reports=(claim.report,), current=None, latest=None)
    first = view.claims(every, Order("recorded", descending=False), limit=1).items[0]
    return cursor_of("published-", rank_key(first.published, first.number), first.number)
