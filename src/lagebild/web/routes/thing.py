"""A thing: how much, why, from how many origins, what contradicts it, and what was known when."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from lagebild.web.charts import series_chart
from lagebild.web.identity import Reader, Space
from lagebild.web.pages import language_of, page
from lagebild.web.picturing import explained, series_of
from lagebild.web.thing_words import spoken_names, thing_name

router = APIRouter(include_in_schema=False)


@router.get("/thing/{id:path}")
def thing(request: Request, space: Space, me: Reader, id: str, unit: str | None = None) -> Response:
    """The page of a thing; an id of a claim in it will do."""
    found = explained(space.following, id)
    series = series_of(space.following, found.row.id, unit)
    language = language_of(request)
    speakers = {origin.id: number for number, origin in enumerate(found.origins, 1)}
    return page(
        request, "thing.html", found=found, row=found.row, name=thing_name(language, found.row), series=series,
        chart=series_chart(series, language) if series else None, numbers=speakers, spoken=spoken_names(found),
        progress=space.following.progress(),
    )  # fmt: skip
