"""Things in rows: looked for, ordered, page by page, with their estimates, origins and contradictions."""

import base64
import binascii
import json
import math
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Final

from lagebild.claims.estimate import Estimate, Origin
from lagebild.errors import NotRecorded
from lagebild.ledger import BadCursor, Page
from lagebild.picture.choosing import Stand, in_order, kept, open_among, stand
from lagebild.picture.nouns import Row
from lagebild.picture.picture import Picture
from lagebild.picture.series import rounded
from lagebild.picture.shelf import Head
from lagebild.picture.wanted import Wanted
from lagebild.weighing.entries import iso

_ALL: Final = Wanted()


def rows(picture: Picture, wanted: Wanted = _ALL, *, limit: int = 50, after: str | None = None, exact: bool = True) -> Page[Row]:
    """The things that `wanted` keeps, `limit` at a time; `after` is the cursor of the page before. Raises `BadCursor`.

    Where `exact` is False, filters and orders that rest on what was weighed go by what is known of it by now: `n_open` says of how many
    things that is not what holds."""
    kind = _kind(wanted)
    stood = _stood_in(after, kind) if after is not None else None
    if exact:
        work_out(picture, wanted)
    found = in_order(picture, wanted, kept(picture, wanted), limit + 1, stood)
    last = _cursor(kind, stand(picture, wanted, found[limit - 1])) if 0 < limit < len(found) else None
    return Page(_rows_at(picture, found[:limit]), last)


def every_row(picture: Picture, wanted: Wanted = _ALL) -> Iterator[Row]:
    """All things that `wanted` keeps, in order."""
    work_out(picture, wanted)
    yield from _each_at(picture, in_order(picture, wanted, kept(picture, wanted)))


def count(picture: Picture, wanted: Wanted = _ALL, *, exact: bool = True) -> int:
    """How many things `wanted` keeps; `exact` as in `rows`."""
    if exact:
        work_out(picture, replace(wanted, sort="newest"))
    return len(kept(picture, wanted))


def fitting(picture: Picture, wanted: Wanted, things: Collection[str]) -> tuple[Row, ...]:
    """Which of these things (ids) `wanted` keeps, in the order given."""
    places = [picture.board.place(thing) for thing in things]
    if wanted.contested or wanted.min_origins > 1:
        _rows_at(picture, places)
    there = set(kept(picture, wanted).tolist())
    return _rows_at(picture, [place for place in places if place in there])


def row(picture: Picture, thing: str) -> Row:
    """The thing of this id, or of this claim's id; raises `NotRecorded`."""
    return row_at(picture, picture.board.place(thing))


def row_at(picture: Picture, place: int) -> Row:
    """The row of the thing at a place; worked out once until something that it rests on changes. Raises `NotRecorded` where it has become
    another meanwhile."""
    shelf = picture.board.shelf
    found = shelf.row_at(place)
    if found is None:
        found = _worked_out(picture, shelf.head_at(place))
        shelf.tell(place, found)
    return found


def n_open(picture: Picture, wanted: Wanted, *, rows: bool = False) -> int:
    """How many things must be weighed before the filter and its order hold exactly, and with `rows` before all that it keeps can be
    summed up."""
    return len(open_among(picture, wanted, rows=rows))


def work_out(picture: Picture, wanted: Wanted, budget_s: float = math.inf, *, rows: bool = False) -> int:
    """Weighs what `n_open` counts, for about `budget_s` seconds; how many are left."""
    places, end = open_among(picture, wanted, rows=rows), time.monotonic() + budget_s
    for at, place in enumerate(places.tolist()):
        if time.monotonic() >= end:
            return len(places) - at
        weigh(picture, (place,))
    return 0


def weigh(picture: Picture, places: Iterable[int]) -> None:
    """Works out the rows at these places."""
    for _ in _each_at(picture, places):
        pass


def _rows_at(picture: Picture, places: Iterable[int]) -> tuple[Row, ...]:
    return tuple(_each_at(picture, places))


def _each_at(picture: Picture, places: Iterable[int]) -> Iterator[Row]:
    """The rows at these places, but for things that are becoming others just now."""
    for place in places:
        with suppress(NotRecorded):
            yield row_at(picture, place)


def least_origins(origins: Iterable[Origin]) -> int:
    """Each named source once, and all origins that name nobody as one."""
    return len({origin.speaker for origin in origins})


def _worked_out(picture: Picture, head: Head) -> Row:
    balance, thing = picture.balance, head.thing
    origins = balance.origins(thing.id)
    estimate = balance.estimate(thing.id, words=False)
    kinds = [verdict.kind for verdict in balance.verdicts(thing.id)] if len(thing.claims) > 1 else []
    return Row(
        id=thing.id, kind=thing.kind, type=thing.type, giver=thing.giver, taker=thing.taker, materiel=thing.materiel, place=thing.place,
        first=thing.first, last=thing.last,
        unit=estimate.unit if estimate else None,
        low=rounded(estimate.low) if estimate else None,
        best=rounded(estimate.best) if estimate else None,
        high=rounded(estimate.high) if estimate else None,
        calibrated=estimate is not None and estimate.calibrated,
        n_claims=len(thing.claims),
        n_reports=head.n_reports,
        n_origins_min=least_origins(origins),
        n_origins_max=len(origins),
        status=head.status,
        ladder=head.ladder,
        n_conflicts=kinds.count("conflict"),
        n_disputes=kinds.count("dispute"),
        published_first=iso(head.oldest or None),
        published_last=iso(head.newest or None),
        newest_claim=head.newest_claim,
        credibility=balance.credibility(_heaviest(estimate, origins)),
    )  # fmt: skip


def _heaviest(estimate: Estimate | None, origins: tuple[Origin, ...]) -> str:
    """The claim with most weight, else the first of the first origin."""
    if estimate is None:
        return origins[0].claims[0]
    return max(estimate.lines, key=lambda line: line.weight).claim


def _kind(wanted: Wanted) -> str:
    """What a cursor belongs to: an order, and what is looked for."""
    return f"{wanted.sort} {sha256(wanted.to_query().encode()).hexdigest()[:12]}"


def _cursor(kind: str, place: Stand) -> str:
    return base64.urlsafe_b64encode(json.dumps([kind, *place]).encode()).decode().rstrip("=")


def _stood_in(cursor: str, kind: str) -> Stand:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor[:500] + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor(cursor) from error
    if isinstance(found, list) and len(found) == 3 and found[0] == kind:
        value, thing = found[1:]
        if isinstance(value, int | float) and not isinstance(value, bool) and isinstance(thing, str):
            with suppress(OverflowError):
                return float(value), thing
    raise BadCursor(cursor)
