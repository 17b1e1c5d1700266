"""What a saved search finds: all of it for a feed, and what came in since for a hook."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode

from lagebild.claims.kept import KeptClaim
from lagebild.ledger import Filter, Order
from lagebild.ledger.filters import cursor_of
from lagebild.ledger.view import View
from lagebild.web.asked import known_query, wanted_of
from lagebild.web.picturing import TERMS, rows_of, wanted_in
from lagebild.web.searches.nouns import Kind, Search

if TYPE_CHECKING:
    from lagebild.picture import Picture, Row
    from lagebild.web.workspace import Workspace

#: What is told at once; of things, how many claims are looked at for it.
N_AT_ONCE: Final = 50
_N_LOOKED_AT: Final = 500
_N_IN_FEED: Final = 50
_AS_RECORDED: Final = Order("recorded", descending=False)
_EVERY: Final = Filter(current=None, latest=None)


@dataclass(frozen=True, slots=True)
class Found:
    """A claim or a thing, and when (UTC) the event came in that it rests on."""

    item: "KeptClaim | Row"
    time: datetime


@dataclass(frozen=True, slots=True)
class Newer:
    """What fits among the claims up to `told`, by the order of their recording; `more` where there are further ones."""

    items: "tuple[KeptClaim | Row, ...]"
    told: int
    more: bool


def clean_query(kind: Kind, query: str) -> str:
    """The query with the terms of such a search alone. Raises `WrongCall`, `InvalidClaim`, `InvalidFilter` for what is no filter."""
    if kind == "claims":
        terms = known_query(query)
        wanted_of(terms)
        return urlencode([(name, value) for name, values in terms.items() for value in values])
    wanted = _terms_of_things(query)
    wanted_in(wanted)
    return urlencode([(name, value) for name, values in wanted.items() for value in values])


def found_now(space: "Workspace", search: Search) -> tuple[Found, ...]:
    """What the search finds, the last recorded claims or the last published things first."""
    if search.kind == "claims":
        with space.view() as view:
            kept = view.claims(wanted_of(known_query(search.query)), Order("recorded"), limit=_N_IN_FEED).items
            return tuple(Found(one, _time(view, one.sequence)) for one in kept)
    wanted = replace(wanted_in(_terms_of_things(search.query)), sort="newest")
    found = rows_of(space.following, wanted, _N_IN_FEED, None).page.items
    with space.following.picture() as picture:
        newest = picture.claims([row.newest_claim for row in found])
        return tuple(Found(row, _time(picture.view, newest[row.newest_claim].sequence)) for row in found if row.newest_claim in newest)


def last_number(space: "Workspace") -> int:
    """The number of the claim that was recorded last, 0 where there is none."""
    with space.view() as view:
        return _last(view)


def newer(space: "Workspace", search: Search, told: int) -> Newer | None:
    """What fits and was recorded after claim `told`; None while the picture is not yet so far."""
    return _newer_claims(space, search, told) if search.kind == "claims" else _newer_things(space, search, told)


def _newer_claims(space: "Workspace", search: Search, told: int) -> Newer:
    with space.view() as view:
        last = _last(view)
        wanted = wanted_of(known_query(search.query))
        page = view.claims(wanted, _AS_RECORDED, limit=N_AT_ONCE, after=cursor_of("recorded+", told, told))
    return Newer(page.items, page.items[-1].number if page.next else last, page.next is not None)


def _newer_things(space: "Workspace", search: Search, told: int) -> Newer | None:
    from lagebild.picture import fitting

    with space.view() as view:
        last, head = _last(view), view.head()[0]
        page = view.claims(Filter(), _AS_RECORDED, limit=_N_LOOKED_AT, after=cursor_of("recorded+", told, told))
    if space.following.at < head:
        return None
    wanted = wanted_in(_terms_of_things(search.query))
    with space.following.picture() as picture:
        things = dict.fromkeys(thing for kept in page.items if (thing := picture.board.thing_of(kept.claim.id)))
        found = ours_alone(picture, fitting(picture, wanted, tuple(things)))
    return Newer(found, page.items[-1].number if page.next else last, page.next is not None)


def ours_alone(picture: "Picture", rows: "tuple[Row, ...]") -> "tuple[Row, ...]":
    """Those that rest on no claim of a partner: a hook leads out of the house, and no agreement knows where to."""
    giver, head = picture.register.giver, picture.board.head
    return tuple(row for row in rows if not any(giver(claim) for claim in head(row.id).thing.claims))


def _terms_of_things(query: str) -> dict[str, list[str]]:
    found = parse_qs(query, max_num_fields=60)
    return {name: [value.strip() for value in values] for name, values in found.items() if name in TERMS}


def _last(view: View) -> int:
    newest: Any = view.claims(_EVERY, Order("recorded"), limit=1).items
    return int(newest[0].number) if newest else 0


def _time(view: View, sequence: int) -> datetime:
    return next(view.events(after=sequence - 1)).time
