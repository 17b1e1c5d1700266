"""Search: reports or claims by words and by names in any spelling; without words the reports as they came in."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from lagebild.ledger import Query
from lagebild.ledger.filters import cursor_of
from lagebild.ledger.rows import ReportRow
from lagebild.ledger.snippets import Snippet
from lagebild.reading.spellings import spelled
from lagebild.web.identity import Reader, Space
from lagebild.web.marking import Mark, Piece, pieces
from lagebild.web.pages import page
from lagebild.web.telling import report_title

router = APIRouter(include_in_schema=False)
_N_ON_PAGE: Final = 20
LONGEST_QUERY: Final = 400


@router.get("/search")
def search(request: Request, space: Space, me: Reader, q: str = "", about: str = "", shelf: str = "report", after: str = "") -> Response:
    """What holds all of the words and names."""
    words, named = q.strip()[:LONGEST_QUERY], about.strip()[:100]
    shelf = "claim" if shelf == "claim" else "report"
    facts: dict[str, Any] = {"q": words, "about": named, "shelf": shelf, "first": not after}
    if not words and not named:
        return _newest(request, space, after, facts)
    with space.view() as view:
        query = Query(words, (spelled(named),) if named else ())
        found = view.search(query, "claim" if shelf == "claim" else "report", limit=_N_ON_PAGE, after=after or None)
        hits = [(hit, report_title(view.report(hit.report).report), _pieces(hit.snippet)) for hit in found.items]
    return page(request, "search.html", hits=hits, next=found.next, recent=None, **facts)


def _newest(request: Request, space: Space, after: str, facts: dict[str, Any]) -> Response:
    """Reports by their recording, the last first. `after` is the number of the last one on the page before."""
    with space.looking() as (view, store):
        last = int(after) - 1 if after.isdecimal() and len(after) < 10 else store.last_number(ReportRow)
        found = view.reports(limit=_N_ON_PAGE, after=cursor_of("reports", 0, max(0, last - _N_ON_PAGE))) if last > 0 else None
    recent = [kept for kept in reversed(found.items) if kept.number <= last] if found else []
    following = str(recent[-1].number) if recent and recent[-1].number > 1 else None
    return page(request, "search.html", hits=[], next=following, recent=recent, **facts)


def _pieces(found: Snippet) -> list[Piece]:
    """The snippet with what was found marked."""
    marks = [Mark(start - found.start, end - found.start, "hit", "", "mark.hit") for start, end in found.marks]
    return pieces(found.text, 0, len(found.text), marks)
