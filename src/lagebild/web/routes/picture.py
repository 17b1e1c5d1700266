"""The picture: things in a list, a matrix, on a time line and on a map, all of one filter, which lives in the address."""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from lagebild.claims.vocabulary import STATUSES, TYPES
from lagebild.web.charts import map_chart, undrawn
from lagebild.web.identity import Reader, Space
from lagebild.web.pages import language_of, page
from lagebild.web.picturing import bars_of, matrix_of, named, places_of, rows_of, wanted_in
from lagebild.web.thing_words import thing_name
from lagebild.web.time_line import timeline_chart

router = APIRouter(include_in_schema=False)
VIEWS: Final = ("list", "matrix", "timeline", "map")
_N_LISTED: Final = 30
_N_BARS: Final = 40
#: Cells of a matrix, about as many as can be looked through; those with most things are drawn.
_N_CELLS: Final = 150


@router.get("/picture")
def picture(request: Request, space: Space, me: Reader, view: str = "list", after: str = "") -> Response:
    """The things of the filter in one of four views."""
    from lagebild.picture import SORTS
    from lagebild.picture.matrix import Most

    shown = view if view in VIEWS else "list"
    terms = named(request)
    wanted = wanted_in(terms)
    facts: dict[str, Any] = {}
    if shown == "list":
        found = rows_of(space.following, wanted, _N_LISTED, after or None)
        facts = {"found": found.page.items, "next": found.page.next, "n_all": found.n_all, "n_open": found.n_open}
    elif shown == "matrix":
        crossed = matrix_of(space.following, wanted if wanted.types else replace(wanted, types=("transfer",)), Most(_N_CELLS, 1))
        facts = {"matrix": crossed.matrix, "n_open": crossed.n_open}
    elif shown == "timeline":
        facts = _timeline(request, space, wanted, after)
    else:
        counted = places_of(space.following, wanted)
        chart = map_chart(counted.places, language_of(request), terms)
        facts = {"counts": counted.places, "map": chart, "undrawn": undrawn(counted.places), "n_open": counted.n_open}
    return page(
        request, "picture.html", view=shown, views=VIEWS, terms=terms, first=not after, sorts=SORTS, progress=space.following.progress(),
        choices={"type": TYPES, "status": STATUSES}, **facts,
    )  # fmt: skip


def _timeline(request: Request, space: Space, wanted: Any, after: str) -> dict[str, Any]:
    found = bars_of(space.following, wanted, _N_BARS, after or None)
    page_, language = found.listed.page, language_of(request)
    names = {row.id: thing_name(language, row) for row in page_.items}
    rows = {row.id: row for row in page_.items}
    chart = timeline_chart(found.bars, rows, names, language)
    return {
        "bars": found.bars, "rows": rows, "names": names, "chart": chart, "next": page_.next, "n_all": found.listed.n_all,
        "n_open": found.listed.n_open,
    }  # fmt: skip
