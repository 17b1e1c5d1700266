"""The picture: things in a list, a matrix, on a time line and on a map, all of one filter, which lives in the address."""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from lagebild.claims.vocabulary import STATUSES, TYPES
from lagebild.web.charts import map_chart, timeline_chart, undrawn
from lagebild.web.identity import Reader, Space
from lagebild.web.pages import language_of, page
from lagebild.web.picturing import matrix_of, named, places_of, rows_of, wanted_in
from lagebild.web.thing_words import thing_name

router = APIRouter(include_in_schema=False)
VIEWS: Final = ("list", "matrix", "timeline", "map")
_N_LISTED: Final = 30
_N_BARS: Final = 40


@router.get("/picture")
def picture(request: Request, space: Space, me: Reader, view: str = "list", after: str = "") -> Response:
    """The things of the filter in one of four views."""
    from lagebild.picture import SORTS

    shown = view if view in VIEWS else "list"
    terms = named(request)
    wanted = wanted_in(terms)
    facts: dict[str, Any] = {}
    if shown == "list":
        found = rows_of(space.following, wanted, _N_LISTED, after or None)
        facts = {"found": found.page.items, "next": found.page.next, "n_all": found.n_all}
    elif shown == "matrix":
        facts = {"matrix": matrix_of(space.following, wanted if wanted.types else replace(wanted, types=("transfer",)))}
    elif shown == "timeline":
        facts = _timeline(request, space, wanted, after)
    else:
        counts = places_of(space.following, wanted)
        facts = {"counts": counts, "map": map_chart(counts, language_of(request), terms), "undrawn": undrawn(counts)}
    return page(
        request, "picture.html", view=shown, views=VIEWS, terms=terms, first=not after, sorts=SORTS, progress=space.following.progress(),
        choices={"type": TYPES, "status": STATUSES}, **facts,
    )  # fmt: skip


def _timeline(request: Request, space: Space, wanted: Any, after: str) -> dict[str, Any]:
    from lagebild.picture import timeline

    found = rows_of(space.following, wanted, _N_BARS, after or None)
    with space.following.picture() as there:
        bars = timeline(there, found.page.items)
    language = language_of(request)
    names = {row.id: thing_name(language, row) for row in found.page.items}
    rows = {row.id: row for row in found.page.items}
    chart = timeline_chart(bars, rows, names, language)
    return {"bars": bars, "rows": rows, "names": names, "chart": chart, "next": found.page.next, "n_all": found.n_all}
