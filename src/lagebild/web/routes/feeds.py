"""Feeds of saved searches: read by the secret in their address, so that any reader of feeds can."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from lagebild.web.identity import Space
from lagebild.web.pages import language_of
from lagebild.web.refusals import NotHere
from lagebild.web.searching import base_of

router = APIRouter(include_in_schema=False)


@router.get("/feeds/{secret}")
def feed(request: Request, space: Space, secret: Annotated[str, Path(max_length=100)]) -> Response:
    """The feed (Atom) of a search; 404 for a secret that is unknown or has ended, and where its owner is no longer here."""
    from lagebild.web.searches.atom import MEDIA_TYPE, feed
    from lagebild.web.searches.matching import found_now

    search = space.searches.by_feed(secret)
    if search is None or space.role_of(search.owner) is None:
        raise NotHere("nothing_here")
    base = base_of(request)
    made = feed(search, found_now(space, search), base, f"{base}/feeds/{secret}", language_of(request))
    return Response(made, media_type=MEDIA_TYPE)
