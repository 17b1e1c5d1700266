"""Sources: how far each was right with which type of claim, by settled cases alone."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from lagebild.web.identity import Reader, Space
from lagebild.web.pages import page
from lagebild.web.picturing import grades_of

router = APIRouter(include_in_schema=False)


@router.get("/sources")
def sources(request: Request, space: Space, me: Reader) -> Response:
    """The grades, each with its cases."""
    return page(request, "sources.html", grades=grades_of(space.following), progress=space.following.progress())
