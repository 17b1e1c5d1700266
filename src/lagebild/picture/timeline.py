"""When things were: bars that show what is not known of a date as well as what is."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lagebild.claims.edtf import day_bounds
from lagebild.claims.kept import KeptClaim
from lagebild.picture.nouns import Bar, Row
from lagebild.picture.picture import Picture

#: Claims of one thing that are asked for their times.
_MOST_CLAIMS: Final = 200
#: EDTF's marks of what is uncertain, approximate, or left open digit by digit.
_QUALIFIED: Final = re.compile(r"[?~%X]")


def timeline(picture: Picture, rows: Iterable[Row]) -> tuple[Bar, ...]:
    """A bar for each row, in their order."""
    of_row = {row: picture.board.head(row.id).thing.claims[:_MOST_CLAIMS] for row in rows}
    kept = picture.claims({claim: None for claims in of_row.values() for claim in claims})
    return tuple(bar(row, [kept[claim] for claim in claims if claim in kept]) for row, claims in of_row.items())


def bar(row: Row, claims: Sequence[KeptClaim]) -> Bar:
    """The bar of a thing from the times of its claims."""
    told = tuple(sorted({kept.claim.time.edtf for kept in claims if kept.claim.time is not None and kept.claim.time.edtf}))
    bounds = [day_bounds(expression) for expression in told]
    starts = sorted(first for first, _ in bounds if first is not None)
    ends = sorted(last for _, last in bounds if last is not None)
    dated = bool(starts or ends)
    core = (starts[-1], ends[0]) if starts and ends and starts[-1] <= ends[0] else (None, None)
    return Bar(
        thing=row.id,
        first=starts[0] if starts else None if dated else row.first,
        last=ends[-1] if ends else None if dated else row.last,
        core_first=core[0],
        core_last=core[1],
        edtf=told,
        open_start=any(expression.partition("/")[1] and expression.partition("/")[0] in ("", "..") for expression in told),
        open_end=any(expression.partition("/")[1] and expression.partition("/")[2] in ("", "..") for expression in told),
        approximate=any(_QUALIFIED.search(expression) for expression in told),
        dated=dated,
    )
