"""A report's text as it is shown: one window of it, with the claims that stand there marked."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.ledger import Filter, Order
from lagebild.ledger.filters import cursor_of
from lagebild.ledger.view import View
from lagebild.web.marking import Mark, Piece, around, marks_of, pieces, windows

#: Claims marked at once; the others of a window stand in the list of claims.
MOST_MARKED: Final = 300
#: Claims of a report that are looked at for one page; of more, those around what is shown.
MOST_LOOKED_AT: Final = 1_000
#: Claims that are read at once behind a place in a report.
_AT_A_TIME: Final = 250
#: Code points before and behind a claim that are shown beside it.
REACH: Final = 900
#: Code points from the trigger within which parts of a claim are shown beside it.
FAR: Final = 8_000
_AS_RECORDED: Final = Order("recorded", descending=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of a text as pieces. `claims` are those that stand in it, `n_unmarked` how many of them are too many to mark."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    claims: tuple[KeptClaim, ...] = ()
    n_unmarked: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Claims of a report in the order of its text; `n_all` counts all that there are."""

    claims: tuple[KeptClaim, ...]
    n_all: int


def claims_in(view: View, report: str, start: int = 0, end: int = sys.maxsize) -> Found:
    """The claims of a report that count: all of them, or where they are very many those whose evidence begins in [start, end).

    Of very many it is relied on that a reader gives claims in the order of the text; ones that came later are then left out.
    """
    wanted = Filter(reports=(report,), latest=None)
    n_all = view.count(wanted)
    if n_all <= MOST_LOOKED_AT:
        return Found(tuple(sorted(view.claims(wanted, _AS_RECORDED, limit=MOST_LOOKED_AT).items, key=_place)), n_all)
    low, high = (view.claims(wanted, order, limit=1).items[0].number for order in (_AS_RECORDED, Order("recorded")))
    low -= 1
    while low < high:
        middle = (low + high) // 2
        behind = view.claims(wanted, _AS_RECORDED, limit=1, after=cursor_of("recorded+", middle, middle)).items
        if behind and behind[0].claim.evidence.start < start:
            low = behind[0].number
        else:
            high = middle
    return Found(tuple(sorted(_from(view, wanted, low, end), key=_place)), n_all)


def _from(view: View, wanted: Filter, number: int, end: int) -> list[KeptClaim]:
    """The claims behind a number whose evidence begins before `end`, as far as the text is in their order."""
    found: list[KeptClaim] = []
    cursor: str | None = cursor_of("recorded+", number, number)
    while cursor is not None and len(found) < MOST_LOOKED_AT:
        page = view.claims(wanted, _AS_RECORDED, limit=min(_AT_A_TIME, MOST_LOOKED_AT), after=cursor)
        found.extend(kept for kept in page.items if kept.claim.evidence.start < end)
        cursor = page.next if page.items and page.items[-1].claim.evidence.start < end else None
    return found


def window(report: Report, claims: Sequence[KeptClaim], number: int, chosen: str | None) -> Shown:
    """Window `number` of the text: evidence and trigger of each claim marked, of `chosen` all its parts."""
    start, end = windows(report.text)[number]
    here = tuple(kept for kept in claims if kept.claim.evidence.start < end and kept.claim.evidence.end > start)
    marked = here[:MOST_MARKED]
    marks = [mark for kept in marked for mark in _marks(kept, chosen)]
    return Shown(start, end, tuple(pieces(report.text, start, end, marks)), here, len(here) - len(marked))


def stretch(report: Report, kept: KeptClaim, reach: int = REACH) -> tuple[int, int]:
    """Which stretch of the text is shown beside a claim: all of its parts that are not far from its trigger, and `reach` code points
    around them. Evidence may be a word of a megabyte: of that, too, only what is near is shown."""
    spans, trigger = kept.claim.spans(), kept.claim.trigger
    near = [span for span in spans if trigger.start - FAR <= span.start and span.end <= trigger.end + FAR]
    first, last = min(span.start for span in (trigger, *near)), max(span.end for span in (trigger, *near))
    return around(report.text, first, last, reach)


def beside(report: Report, kept: KeptClaim, others: Sequence[KeptClaim], start: int, end: int) -> Shown:
    """The stretch of the text beside a claim with all parts of it marked, and the triggers of others that stand there."""
    claim = kept.claim
    marks = list(marks_of(claim, "chosen"))
    near = [one for one in others if one.claim.id != claim.id and start <= one.claim.trigger.start < end]
    for one in near[:MOST_MARKED]:
        trigger = one.claim.trigger
        marks.append(Mark(trigger.start, trigger.end, "other", one.claim.id, "mark.other"))
    return Shown(start, end, tuple(pieces(report.text, start, end, marks)), tuple(near))


def _marks(kept: KeptClaim, chosen: str | None) -> tuple[Mark, ...]:
    if kept.claim.id == chosen:
        return marks_of(kept.claim, "chosen")
    marks = marks_of(kept.claim, kept.state)
    if kept.state == "rejected":  # others may stand in the same sentence: only the word is struck out
        return tuple(replace(mark, kind="rejected") for mark in marks if mark.kind == "trigger")
    return tuple(mark for mark in marks if mark.kind in ("evidence", "trigger"))


def _place(kept: KeptClaim) -> tuple[int, int, int]:
    return kept.claim.evidence.start, kept.claim.trigger.start, kept.number
