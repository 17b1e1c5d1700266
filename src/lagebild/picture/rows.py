"""Things in rows: looked for, ordered, page by page, with their estimates, origins and contradictions."""

import base64
import binascii
import json
import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from typing import Final

from lagebild.claims.estimate import Estimate, Origin
from lagebild.errors import NotRecorded
from lagebild.ledger import BadCursor, Page, Query
from lagebild.ledger.query import clauses
from lagebild.ledger.rows import ClaimRow
from lagebild.picture.board import Head
from lagebild.picture.nouns import Row
from lagebild.picture.picture import Picture
from lagebild.picture.series import rounded
from lagebild.picture.wanted import Wanted
from lagebild.weighing.entries import iso, ordinal
from lagebild.weighing.facets import fold

_ALL: Final = Wanted()
#: Claims that a text search may lead to; beyond them the words are too common to look for things by.
_MOST_HITS: Final = 5000
#: Orders for which the rows of all things must be known.
_BY_ROW: Final = frozenset({"origins", "amount", "contested"})
#: Where a page ended: the value that rows are sorted by, and the id.
_Place = tuple[float, str]


def rows(picture: Picture, wanted: Wanted = _ALL, *, limit: int = 50, after: str | None = None) -> Page[Row]:
    """The things that `wanted` keeps, `limit` at a time; `after` is the cursor of the page before. Raises `BadCursor`."""
    kind = _kind(wanted)
    place = _place_in(after, kind) if after is not None else None
    found = list(islice(_after(picture, wanted, place), limit + 1))
    last = _cursor(kind, _sorted_by(picture, wanted)(found[limit - 1])) if 0 < limit < len(found) else None
    return Page(tuple(row_of(picture, head) for head in found[:limit]), last)


def every_row(picture: Picture, wanted: Wanted = _ALL) -> Iterator[Row]:
    """All things that `wanted` keeps, in order."""
    return (row_of(picture, head) for head in _after(picture, wanted, None))


def count(picture: Picture, wanted: Wanted = _ALL) -> int:
    """How many things `wanted` keeps."""
    return len(picture.board) if wanted == Wanted(sort=wanted.sort) else sum(1 for _ in _kept(picture, wanted))


def fitting(picture: Picture, wanted: Wanted, things: Collection[str]) -> tuple[Row, ...]:
    """Which of these things (ids) `wanted` keeps, in the order given."""
    among = _among(picture, wanted)
    heads = (picture.board.head(thing) for thing in things if among is None or thing in among)
    return tuple(row_of(picture, head) for head in heads if _keeps(wanted, head) and _keeps_weighed(picture, wanted, head))


def row(picture: Picture, thing: str) -> Row:
    """The thing of this id, or of this claim's id; raises `NotRecorded`."""
    return row_of(picture, picture.board.head(thing))


def row_of(picture: Picture, head: Head) -> Row:
    """The row of a head; worked out once until something that it rests on changes."""
    kept = picture.board.kept_row(head.thing.id)
    return kept if kept is not None else picture.board.keep_row(_worked_out(picture, head))


def unknown(picture: Picture, wanted: Wanted, limit: int) -> tuple[str, ...]:
    """The things (ids) whose rows must be worked out before the first `limit` rows of `wanted` can be given: most at once only where
    nobody looked at them since they changed."""
    board = picture.board
    if board.unseen() is None:
        return ()
    if wanted.sort in _BY_ROW or wanted.contested or wanted.min_origins > 1:
        heads: Iterable[Head] = kept_heads(picture, replace(wanted, contested=False, min_origins=0))
    else:
        heads = islice(kept_heads(picture, wanted), limit)
    return tuple(head.thing.id for head in heads if board.kept_row(head.thing.id) is None)


def work_out(picture: Picture, things: Sequence[str], budget_s: float) -> Sequence[str]:
    """Works out rows of these things for about `budget_s` seconds; those that are left."""
    end = time.monotonic() + budget_s
    for at, thing in enumerate(things):
        if time.monotonic() >= end:
            return things[at:]
        with suppress(NotRecorded):  # meanwhile it became another
            row(picture, thing)
    return ()


def kept_heads(picture: Picture, wanted: Wanted) -> Iterator[Head]:
    """The heads of all things that `wanted` keeps, the last published first."""
    board, among = picture.board, _among(picture, wanted)
    heads = board.heads() if among is None else sorted(map(board.head, among), key=lambda head: (-head.newest, head.thing.id))
    return (head for head in heads if _keeps(wanted, head) and _keeps_weighed(picture, wanted, head))


def _kept(picture: Picture, wanted: Wanted) -> Iterator[Head]:
    """The heads of all things that `wanted` keeps, in no order."""
    among = _among(picture, wanted)
    heads = picture.board.heads() if among is None else map(picture.board.head, among)
    return (head for head in heads if _keeps(wanted, head) and _keeps_weighed(picture, wanted, head))


def least_origins(origins: Iterable[Origin]) -> int:
    """Each named source once, and all origins that name nobody as one."""
    return len({origin.speaker for origin in origins})


def _after(picture: Picture, wanted: Wanted, place: _Place | None) -> Iterator[Head]:
    """The heads in the order of `wanted`, from behind `place` on."""
    key = _sorted_by(picture, wanted)
    heads: Iterable[Head] = kept_heads(picture, wanted)
    if wanted.sort != "newest":
        heads = sorted(heads, key=key)
    return (head for head in heads if place is None or key(head) > place)


def _sorted_by(picture: Picture, wanted: Wanted) -> Callable[[Head], _Place]:
    values: dict[str, Callable[[Head], float]] = {
        "newest": lambda head: -head.newest,
        "oldest": lambda head: head.newest or math.inf,
        "reports": lambda head: -head.n_reports,
        "origins": lambda head: -row_of(picture, head).n_origins_max,
        "amount": lambda head: -(row_of(picture, head).best or 0.0),
        "contested": lambda head: -(row_of(picture, head).n_conflicts + row_of(picture, head).n_disputes),
    }
    value = values[wanted.sort]
    return lambda head: (value(head), head.thing.id)


def _among(picture: Picture, wanted: Wanted) -> frozenset[str] | None:
    """The things that carry the marks that are asked for; None for all."""
    board = picture.board
    asked = [
        [f"{mark} {value}" for value in values]
        for mark, values in (("type", wanted.types), ("giver", wanted.givers), ("taker", wanted.takers), ("status", wanted.statuses))
        if values
    ]
    asked += [[f"party {party}"] for party in wanted.parties]
    found = [board.marked(*marks) for marks in sorted(asked, key=len)]
    if wanted.materiel:
        families = [family for family in board.marks("materiel") if any(is_of(family, words) for words in wanted.materiel)]
        found.append(board.marked(*(f"materiel {family}" for family in families)))
    if wanted.place is not None and len(wanted.place) == 2 and wanted.place.isupper():
        found.append(board.marked(f"country {wanted.place}"))
    if wanted.text:
        found.append(_found(picture, wanted.text))
    return frozenset.intersection(*found) if found else None


def is_of(family: str, words: str) -> bool:
    """Whether a family of materiel is the one named, or one of whose words it is."""
    return family == words or f" {fold(words)} " in f" {fold(family)} "


def _found(picture: Picture, text: str) -> frozenset[str]:
    """The things of the claims that stand in whose evidence the words are found."""
    found = clauses(Query(text), picture.view.languages(), picture.view.same_as)
    keys = picture.store.matches("claim", found, None, None, _MOST_HITS) if found else []
    claims = (row.id for row in picture.store.find(ClaimRow, "key", keys))
    return frozenset(thing for claim in claims if (thing := picture.board.thing_of(claim)))


def _keeps(wanted: Wanted, head: Head) -> bool:
    """What can be told without weighing."""
    place = wanted.place
    if place is not None and not (len(place) == 2 and place.isupper()) and not is_of(head.thing.place or "", place):
        return False
    return _touches(wanted, head)


def _touches(wanted: Wanted, head: Head) -> bool:
    """Whether the days of the act, or those of publication, touch the days that are asked for."""
    if wanted.since is None and wanted.until is None:
        return True
    start, end = ordinal(wanted.since) or 0, ordinal(wanted.until) or 10**7
    acted = ordinal(head.thing.first), ordinal(head.thing.last)
    return any(
        first and last and first <= end and last >= start for first, last in (acted, (head.oldest, head.newest))
    )


def _keeps_weighed(picture: Picture, wanted: Wanted, head: Head) -> bool:
    n_claims = len(head.thing.claims)
    if n_claims < max(wanted.min_origins, 2 * wanted.contested):
        return False
    if wanted.min_origins > 1 and row_of(picture, head).n_origins_max < wanted.min_origins:
        return False
    return not wanted.contested or row_of(picture, head).contested


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


def _cursor(kind: str, place: _Place) -> str:
    return base64.urlsafe_b64encode(json.dumps([kind, *place]).encode()).decode().rstrip("=")


def _place_in(cursor: str, kind: str) -> _Place:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor[:500] + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor(cursor) from error
    if isinstance(found, list) and len(found) == 3 and found[0] == kind:
        value, thing = found[1:]
        if isinstance(value, int | float) and not isinstance(value, bool) and isinstance(thing, str):
            return value, thing
    raise BadCursor(cursor)
